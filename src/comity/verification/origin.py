"""The directory's history, from the anchor; and the seal of the node that exported."""

from comity.evidence import bag, layout, seals
from comity.evidence.errors import FileChangedError, FileNotPlainError
from comity.trust.errors import TrustError
from comity.trust.history import History
from comity.verification import limits
from comity.verification.case import Case
from comity.verification.errors import (
    DirectoryWrongError,
    FileUnaccountedError,
    SealWrongError,
    naming,
)
from comity.verification.report import Check
from comity.verification.vouching import Vouching
from comity.wire import digests, jws, times

TAG_FILES = {"bagit.txt", bag.INFORMATION, bag.PAYLOAD, seals.FILE}


def check_directory(case: Case, check: Check) -> None:
    """The chain of roots from the anchor, and every version in the folder with all its files."""
    names = case.folder.names(layout.DIRECTORY)
    prefix = f"{layout.DIRECTORY}/"
    if len(names) > limits.DIRECTORY_FILES:
        raise FileNotPlainError("The directory holds more files than any export.", f"data/{prefix}")
    files = {
        name.removeprefix(prefix): case.folder.read(name, limits.DIRECTORY_FILE_BYTES)
        for name in names
    }
    try:
        history = History(files, case.anchor)
        history.check()
    except TrustError as error:
        file = f"{prefix}{error.facts.get('file', '')}"
        raise DirectoryWrongError(f"{error.code}: {error.sentence}", file) from error
    versions = history.versions()
    if not versions:
        raise DirectoryWrongError("The folder holds no version of the directory.", prefix)
    case.folder.account(f"{prefix}{name}" for name in history.referenced())
    case.vouching = Vouching(history)
    first, last = history.at(versions[0]), history.at(versions[-1])
    check.found.append(
        f"{len(versions)} versions, {versions[0]} to {versions[-1]}, issued "
        f"{times.format(first.issued)} to {times.format(last.issued)}"
    )
    check.found.append(f"first root: {case.anchor}")
    case.report.warn(
        f"What was revoked in the directory after {times.format(last.issued)} cannot be seen here."
    )


def check_seal(case: Case, check: Check) -> None:
    """The node that exported signed the list of files; no tag file says anything else."""
    for name in sorted(set(case.folder.tags) - TAG_FILES):
        raise FileUnaccountedError(f"No signature stands behind {name}.", f"../{name}")
    document = case.folder.read_tag(seals.FILE, seals.DOCUMENT_BYTES)
    with naming(seals.FILE, SealWrongError):
        said = seals.parse(jws.peek(document, max_bytes=len(document)).payload)
    node = case.vouching.node(said.node, said.at, seals.FILE)
    case.vouching.verified(
        document, seals.TYP, node, at=said.at, file=seals.FILE, error=SealWrongError
    )
    listed = digests.sha256((case.folder.root / bag.PAYLOAD).read_bytes())
    if said.manifest != listed:
        raise SealWrongError("The list of files is not the one that was sealed.", seals.FILE)
    if not said.matters or len(set(said.matters)) != len(said.matters):
        raise SealWrongError("The seal names no matter, or one twice.", seals.FILE)
    if said.directory != case.vouching.history.versions()[-1]:
        raise DirectoryWrongError(
            f"The node held version {said.directory} of the directory when it sealed the folder; the "
            "folder ends with another.",
            f"{layout.DIRECTORY}/",
        )
    _check_information(case, said)
    case.seal = said
    check.found.append(f"node {said.node}, at {times.format(said.at)} by its clock")
    check.found.append("what was written after that is not in this folder")
    if said.demo_clock:
        case.report.warn("DEMO CLOCK: the times in this folder are those of a demo.")


def _check_information(case: Case, said: seals.Seal) -> None:
    expected = bag.information(
        seals.information(said), said.at, case.folder.length, len(case.folder.digests)
    )
    if case.folder.read_tag(bag.INFORMATION, 64 * 1024) != expected:
        raise FileChangedError(
            f"{bag.INFORMATION} does not say what the seal says.", bag.INFORMATION
        )
