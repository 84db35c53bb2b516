"""The examination of an export, as a story of numbered steps; each raises where it does not hold.

    1 the folder     a whole, unchanged bag (RFC 8493)
    2 the directory  begins at the anchor from outside, and every version in the folder holds
    3 the seal       the exporting node signed this list of files
    4 the letters    signed by authorities, approved by people, vouched for when they were received
    5 the matters    each letter in its place; nothing missing in between; no fork
    6 the receipts   the receiving node signed that it stored each letter
    7 both sides     each node signed that it holds these letters and no others
    8 the exhibits   each file is what its maker signed, and was handed over in a letter
    9 the journal    the entries stand under the signed checkpoint, which continues those shown before
   10 the rest       nothing in the folder is without a signature

What this cannot tell, and the reader still owes: whether what an authority signed is true.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from comity.evidence import layout
from comity.verification import (
    exhibits,
    journal,
    letters,
    limits,
    matters,
    origin,
    records,
    rest,
)
from comity.verification.case import Case, SpecOf
from comity.verification.folder import Folder
from comity.verification.report import FAILED, HELD, Check, Report
from comity.wire import digests

THE_FOLDER = "The folder is whole and unchanged (BagIt 1.0)"
STEPS: Sequence[tuple[str, Callable[[Case, Check], None]]] = (
    ("The directory's history holds, from its beginning", origin.check_directory),
    ("The exporting node sealed this list of files", origin.check_seal),
    ("Every letter is signed, approved and vouched for", letters.check_letters),
    ("Every letter stands in its place in its matter", matters.check_matters),
    ("The receiving node signed a receipt for every letter", records.check_receipts),
    ("Both sides signed that they hold the same letters", records.check_both_sides),
    ("Every exhibit is what its maker signed", exhibits.check_exhibits),
    ("The journal's entries stand under its signed checkpoint", journal.check_journal),
    ("Nothing in the folder is without a signature", rest.check_rest),
)


def examine(root: Path, anchor: str | None, spec_of: SpecOf, report: Report) -> None:
    """Check a folder. ``anchor``: the first root's sha256; None takes the folder's own word for it.

    Raises the error of the first step that does not hold.
    """
    whole = report.plan(THE_FOLDER)
    planned = [(report.plan(title), step) for title, step in STEPS]
    whole.outcome = FAILED  # until it held
    folder = Folder(root)
    whole.outcome = HELD
    whole.found.append(f"{len(folder.digests)} files")
    case = Case(folder, report, spec_of, anchor or _own_root(folder))
    for check, step in planned:
        check.outcome = FAILED
        step(case, check)
        check.outcome = HELD


def _own_root(folder: Folder) -> str:
    name = f"{layout.DIRECTORY}/metadata/1.root.json"
    return digests.sha256(folder.read(name, limits.DIRECTORY_FILE_BYTES))
