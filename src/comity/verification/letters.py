"""The letters: each signed by an authority and approved by people, vouched for when it was received.

Which directory counts: the one in force, by the folder's history, when the receiving node stored the
letter. Where that one does not vouch, the version that the receipt names serves, if it had not expired by
then (a node asks for news every half minute, not every second); the account says so.
"""

from collections.abc import Iterator
from contextlib import suppress

from comity.evidence import derived, layout, seals
from comity.evidence.errors import FileNotPlainError
from comity.trust import authenticate, reading
from comity.trust.authenticate import Authentic
from comity.trust.entries import Directory, people_path
from comity.trust.history import opened_name
from comity.verification import limits
from comity.verification.case import Case, Held, letter_file, receipt_file
from comity.verification.errors import (
    DirectoryWrongError,
    LetterWrongError,
    ListWrongError,
    NotVouchedError,
    ReceiptWrongError,
    SealWrongError,
    VerificationError,
    naming,
)
from comity.verification.report import Check
from comity.wire import jws, receipts, times
from comity.wire import limits as wire_limits
from comity.wire.receipts import Receipt


def check_letters(case: Case, check: Check) -> None:
    """Every listed letter; every list of people that vouches for an approver is open."""
    lines = list(case.folder.lines(layout.LETTER_LIST, layout.LetterLine, limits.INDEX_BYTES))
    if len(lines) > limits.LETTERS:
        raise FileNotPlainError("More letters than any export.", f"data/{layout.LETTER_LIST}")
    numbers: dict[str, int] = {}
    for line in lines:
        numbers[line.matter] = numbers.get(line.matter, 0) + 1
        case.held.append(_check_letter(case, line, numbers[line.matter]))
    _check_listed_once(case)
    _check_people_open(case)
    approvals = [approval for held in case.held for approval in held.letter.approvals]
    check.found.append(f"{len(case.held)} letters, {len(approvals)} approvals by persons")
    software = sum(1 for approval in approvals if approval.get("method") == "software")
    if software:
        case.report.warn(
            f"{software} approvals were given with software keys, not with an authenticator."
        )


def _check_letter(case: Case, line: layout.LetterLine, number: int) -> Held:
    file = letter_file(line)
    document = case.folder.read(file, wire_limits.LETTER_DOCUMENT_BYTES)
    receipt = _read_receipt(case, line)
    authentic = _authentic(case, document, line, receipt)
    letter = authentic.letter
    _check_line(case, line, number, authentic, receipt)
    as_of = receipt.stored_at if receipt else line.stored_at
    kids = list(derived.signed_by(document))
    case.vouching.check_not_revoked(letter.core.from_authority[:2], kids, as_of, file)
    case.vouching.check_approvals_not_revoked(letter.approvals, as_of, file)
    case.vouching.use(kids)
    with naming(file, LetterWrongError):
        computed = derived.letter_files(document)
    case.folder.check_computed({f"{line.path}/{name}": data for name, data in computed.items()})
    for name, attachment in layout.attachments(letter.core):
        path = f"{line.path}/{name}"
        case.folder.path(path)
        if f"sha256:{case.folder.digests[path]}" != attachment.digest:
            raise LetterWrongError("The attachment is not the one that the letter names.", path)
        case.folder.account([path])
    if authentic.spec is None:
        case.report.warn(
            f"{letter.core.type} version {letter.core.version} is not known to this verifier: who signed "
            "and approved it was checked, not what such a letter asks for."
        )
    return Held(line, letter, authentic.spec, receipt)


def _check_line(
    case: Case,
    line: layout.LetterLine,
    number: int,
    authentic: Authentic,
    receipt: Receipt | None,
) -> None:
    """The list says of the letter what its signed files say."""
    letter = authentic.letter
    core = letter.core
    if letter.digest != line.digest or letter.matter_id != line.matter:
        raise ListWrongError("The list of letters names another letter here.", letter_file(line))
    if line.path != layout.letter_folder(letter.matter_id, number, core.type):
        raise ListWrongError("The list of letters puts the letter elsewhere.", letter_file(line))
    if case.seal.node not in (core.from_node, core.to_node):
        raise SealWrongError(
            f"The folder was sealed by {case.seal.node}, which has no part in this letter.",
            seals.FILE,
        )
    direction = "out" if core.from_node == case.seal.node else "in"
    noted = (line.stored_at, line.directory)
    signed = (receipt.stored_at, receipt.directory.version) if receipt else noted
    if line.direction != direction or (direction == "in" and noted != signed):
        raise ListWrongError("The list of letters says something else of it.", letter_file(line))
    case.vouching.version(line.directory, layout.LETTER_LIST)


def _authentic(
    case: Case, document: bytes, line: layout.LetterLine, receipt: Receipt | None
) -> Authentic:
    """The letter under the directory that counts. Raises NotVouchedError, LetterWrongError."""
    file = letter_file(line)
    at = receipt.stored_at if receipt else line.stored_at
    failed: VerificationError | None = None
    for directory in _directories(case, line, receipt):
        try:
            with naming(file, LetterWrongError):
                found = authenticate.authenticate(
                    document, directory=directory, spec_of=case.spec_of, as_of=at
                )
        except NotVouchedError as error:
            failed = failed or error
            continue
        if failed is not None:
            case.report.warn(
                f"{found.letter.core.type}, received {times.format(at)}, was checked by its receiver "
                f"against version {directory.version} of the directory; a newer one was issued before."
            )
        return found
    raise failed or NotVouchedError("No directory vouches for this letter.", file)


def _directories(
    case: Case, line: layout.LetterLine, receipt: Receipt | None
) -> Iterator[Directory]:
    at = receipt.stored_at if receipt else line.stored_at
    with suppress(NotVouchedError):  # nothing was in force yet; the caller says so
        yield case.vouching.in_force(at, letter_file(line))
    named = None if receipt is None else _named(case, line, receipt)
    if named is not None and at < named.expires:
        yield named


def _read_receipt(case: Case, line: layout.LetterLine) -> Receipt | None:
    """The receipt, verified; None where there is none (a later check asks for it)."""
    file = receipt_file(line)
    if not case.folder.has(file):
        return None
    document = case.folder.read(file, wire_limits.RECEIPT_BYTES * 2)
    with naming(file, ReceiptWrongError):
        said = receipts.parse(jws.peek(document, max_bytes=len(document)).payload)
    _check_receipt_signed(case, document, said, line)
    computed = derived.document_files(document, f"{line.path}/receipt")
    case.folder.check_computed(computed)
    return said


def _check_receipt_signed(
    case: Case, document: bytes, said: Receipt, line: layout.LetterLine
) -> None:
    """By the node as it was declared then, or in the version that it names (see the top)."""
    file = receipt_file(line)
    named = _named(case, line, said)
    try:
        node = case.vouching.node(said.from_node, said.stored_at, file)
        case.vouching.verified(
            document, jws.RECEIPT, node, at=said.stored_at, file=file, error=ReceiptWrongError
        )
    except VerificationError:
        if named is None or said.stored_at >= named.expires:
            raise
        with naming(file, ReceiptWrongError):
            node = named.node(said.from_node)
        case.vouching.verified(
            document, jws.RECEIPT, node, at=said.stored_at, file=file, error=ReceiptWrongError
        )


def _named(case: Case, line: layout.LetterLine, receipt: Receipt) -> Directory | None:
    """The version that a receipt names, if the folder holds it.

    The other node may have held a version that the exporting one never saw; but none may be newer than
    the newest here, and the exporting node's own must all be here. Raises DirectoryWrongError,
    ReceiptWrongError.
    """
    file, version = receipt_file(line), receipt.directory.version
    versions = case.vouching.history.versions()
    if version not in versions:
        if receipt.from_node == case.seal.node or version > versions[-1]:
            case.vouching.version(version, file)
        return None
    named = case.vouching.history.at(version)
    if named.sha256 != receipt.directory.sha256:
        raise ReceiptWrongError("The receipt names another directory under this version.", file)
    if named.issued > receipt.stored_at + limits.CLOCK_SKEW:
        raise ReceiptWrongError(
            "The receipt names a directory that was issued after the letter was stored.", file
        )
    return named


def _check_listed_once(case: Case) -> None:
    seen: set[str] = set()
    for held in case.held:
        if held.letter.digest in seen:
            raise ListWrongError("A letter is listed twice.", held.file)
        seen.add(held.letter.digest)


def _check_people_open(case: Case) -> None:
    """Every list of people of an authority that approved something is open, in every version.

    Else a list that shows a revocation could have been left closed. Raises DirectoryWrongError.
    """
    approving = {
        str(approval["statement"]["authority"])
        for held in case.held
        for approval in held.letter.approvals
    }
    known = case.vouching.history.referenced()
    for authority in sorted(approving):
        folder, _, name = people_path(authority).rpartition("/")
        for path in case.folder.names(f"{layout.DIRECTORY}/targets/{folder}"):
            if path.rpartition("/")[2].partition(".")[2] != name:
                continue
            data = case.folder.read(path, limits.DIRECTORY_FILE_BYTES)
            with naming(path, DirectoryWrongError):
                opened = opened_name(reading.sealed_digest(data))
            if opened not in known:
                raise DirectoryWrongError(
                    "This list of people vouches for somebody who approved a letter, and is not open: "
                    "whether a key was revoked in it cannot be seen.",
                    path,
                )
