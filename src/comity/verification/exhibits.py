"""The exhibits: each file is what its maker signed, and was handed over in a letter of the export."""

from collections.abc import Mapping, Sequence
from typing import Any

from comity.evidence import derived, layout
from comity.trust.entries import state_of
from comity.verification import limits
from comity.verification.case import Case, Held
from comity.verification.errors import ExhibitWrongError, ListWrongError, NotVouchedError, naming
from comity.verification.report import Check
from comity.wire import digests, jws, manifest, times
from comity.wire import limits as wire_limits
from comity.wire.manifest import Manifest

Handed = Mapping[tuple[str, str], tuple[Held, Mapping[str, Any]]]


def check_exhibits(case: Case, check: Check) -> None:
    """Every exhibit that a letter hands over is here, or was rejected by its receiver in a letter."""
    lines = list(case.folder.lines(layout.EXHIBIT_LIST, layout.ExhibitLine, limits.INDEX_BYTES))
    handed = {
        (held.letter.digest, str(item.get("exhibit"))): (held, item)
        for held in case.held
        for item in layout.exhibits_of(held.letter.core)
    }
    for line in lines:
        check.found.append(_check_exhibit(case, line, handed))
    _check_none_missing(lines, handed)
    if not lines:
        check.found.append("no exhibits: nothing was handed over in these matters")


def _check_exhibit(case: Case, line: layout.ExhibitLine, handed: Handed) -> str:
    file = f"{line.path}/manifest.jws.json"
    if line.path != layout.exhibit_folder(line.manifest):
        raise ListWrongError("The list puts the exhibit elsewhere.", layout.EXHIBIT_LIST)
    held, item = handed.get((line.letter, line.exhibit), (None, {}))
    if held is None or held.letter.matter_id != line.matter:
        raise ExhibitWrongError("No letter of this export hands this exhibit over.", file)
    document = case.folder.read(file, wire_limits.MANIFEST_BYTES * 2)
    found = digests.sha256(document)
    if found != line.manifest or found != item.get("manifest"):
        raise ExhibitWrongError("The letter names another manifest.", file)
    said = _manifest(case, document, held, file)
    named = tuple(item.get(name) for name in ("exhibit", "name", "length", "sha256"))
    if named != (said.exhibit, said.name, said.length, said.sha256):
        raise ExhibitWrongError("The letter says something else of the exhibit.", file)
    case.folder.check_computed(derived.document_files(document, f"{line.path}/manifest"))
    answer = _answer(case, held, said)
    if not line.file:
        if answer != layout.REJECTED:
            raise ExhibitWrongError("The exhibit is missing; no letter rejects it.", file)
        return f"{said.name}: not here, its receiver rejected it in a signed letter"
    _check_plain(case, line, said)
    return f"{line.file}: {said.length} bytes, {said.sha256}, sealed by {said.maker}"


def _manifest(case: Case, document: bytes, held: Held, file: str) -> Manifest:
    """What the maker signed, vouched for when it was made, by an authority of the letter's State."""
    with naming(file, ExhibitWrongError):
        said = manifest.parse(jws.peek(document, max_bytes=len(document)).payload)
    with naming(file, NotVouchedError):
        maker = case.vouching.in_force(said.made_at, file).authority(said.maker)
    case.vouching.verified(
        document, jws.MANIFEST, maker, at=said.made_at, file=file, error=ExhibitWrongError
    )
    if state_of(said.maker) != state_of(held.letter.core.from_authority):
        raise ExhibitWrongError(
            "The maker belongs to another State than the letter's writer.", file
        )
    if said.node != maker.node:
        raise ExhibitWrongError("The maker's node is another than the directory says.", file)
    if held.receipt and said.made_at > held.receipt.stored_at + limits.CLOCK_SKEW:
        raise ExhibitWrongError("It says that it was made after it had been handed over.", file)
    return said


def _check_plain(case: Case, line: layout.ExhibitLine, said: Manifest) -> None:
    plain = f"{line.path}/{line.file}"
    if line.file != layout.safe_name(said.name):
        raise ListWrongError("The list gives the exhibit another name.", layout.EXHIBIT_LIST)
    length = case.folder.path(plain).stat().st_size
    if f"sha256:{case.folder.digests[plain]}" != said.sha256:
        raise ExhibitWrongError("The exhibit is not what its maker sealed and signed.", plain)
    if length != said.length:
        raise ExhibitWrongError("The exhibit does not have the length that was signed.", plain)
    case.folder.account([plain])


def _answer(case: Case, held: Held, said: Manifest) -> str:
    """What the receiver signed about it, in the last letter that speaks of it; empty if nothing."""
    answer = ""
    for one in case.of_matter(held.letter.matter_id):
        if one.letter.core.from_authority != held.letter.core.to_authority:
            continue
        for item in layout.answers_of(one.letter.core):
            if item.get("exhibit") != said.exhibit:
                continue
            answer = str(item.get("result"))
            if answer != layout.REJECTED and item.get("sha256") not in (None, said.sha256):
                raise ExhibitWrongError("The receiver signed another digest.", one.file)
    if not answer:
        case.report.warn(f"{said.name}: its receiver has signed no verification in this export.")
    elif answer == layout.REJECTED:
        case.report.warn(
            f"{said.name}, made {times.format(said.made_at)}: its receiver rejected it."
        )
    return answer


def _check_none_missing(lines: Sequence[layout.ExhibitLine], handed: Handed) -> None:
    present = {(line.letter, line.exhibit) for line in lines}
    for key, (held, _item) in handed.items():
        if key not in present:
            raise ExhibitWrongError(f"The exhibit {key[1]} is missing.", held.file)
