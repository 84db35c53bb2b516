"""What nodes signed about the letters: that each arrived, and that both sides hold the same."""

from comity.evidence import derived, layout
from comity.verification import limits
from comity.verification.case import Case, Held
from comity.verification.errors import ReceiptWrongError, RecordsDifferError, naming
from comity.verification.report import Check
from comity.wire import jws, statements, times
from comity.wire.statements import MatterStatement


def check_receipts(case: Case, check: Check) -> None:
    """Each letter has the receipt of the node that it was written to."""
    for held in case.held:
        _check_receipt(case, held)
    check.found.append(f"{len(case.held)} receipts")


def _check_receipt(case: Case, held: Held) -> None:
    receipt, letter = held.receipt, held.letter
    core = letter.core
    if receipt is None:
        raise ReceiptWrongError(
            "There is no receipt: nobody has signed that this letter arrived.", held.receipt_file
        )
    said = (receipt.letter, receipt.core, receipt.matter)
    if said != (letter.digest, letter.core_digest, letter.matter_id):
        raise ReceiptWrongError("The receipt is for another letter.", held.receipt_file)
    if (receipt.from_node, receipt.to_node) != (core.to_node, core.from_node):
        raise ReceiptWrongError("The receipt is another node's.", held.receipt_file)
    if receipt.directory.expired:
        case.report.warn(
            f"{core.type} was received on {times.format(receipt.stored_at)} with an expired directory."
        )
    if not receipt.understood:
        case.report.warn(f"The node that received {core.type} did not understand it and kept it.")


def check_both_sides(case: Case, check: Check) -> None:
    """Each node that has a part in a matter signed that it holds these letters and no others."""
    for matter in case.seal.matters:
        held = [one.letter for one in case.of_matter(matter)]
        expected = statements.matter_digest(matter, [letter.digest for letter in held])
        nodes = sorted({node for one in held for node in (one.core.from_node, one.core.to_node)})
        for node in nodes:
            stated = _statement(case, matter, node)
            if stated.matter_digest != expected:
                raise RecordsDifferError(
                    f"{node} signed that it holds {len(stated.letters)} letters, the folder holds "
                    f"{len(held)}, and they are not the same.",
                    _file(matter, node),
                )
            check.found.append(
                f"{node}, {times.format(stated.at)}: {len(stated.letters)} letters, {expected}"
            )


def _file(matter: str, node: str) -> str:
    return f"{layout.statement_file(matter, node)}.jws.json"


def _statement(case: Case, matter: str, node: str) -> MatterStatement:
    file = _file(matter, node)
    if not case.folder.has(file):
        raise RecordsDifferError(
            f"{node} has not signed what it holds: that nothing is missing is not proven.", file
        )
    document = case.folder.read(file, limits.DOCUMENT_BYTES)
    with naming(file, RecordsDifferError):
        said = statements.parse(jws.peek(document, max_bytes=len(document)).payload)
    if said.matter != matter or said.node != node:
        raise RecordsDifferError("The statement is about another matter or node.", file)
    signer = case.vouching.node(node, said.at, file)
    case.vouching.verified(
        document, jws.STATEMENT, signer, at=said.at, file=file, error=RecordsDifferError
    )
    if case.seal.at - said.at > limits.STATEMENT_AGE:
        raise RecordsDifferError(
            f"{node} signed this on {times.format(said.at)}, long before the folder was sealed: what "
            "was written since may be missing.",
            file,
        )
    case.folder.check_computed(
        derived.document_files(document, layout.statement_file(matter, node))
    )
    return said
