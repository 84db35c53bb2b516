"""What is left: the keys for other tools, the texts for people, and nothing else."""

from comity.evidence import derived, layout
from comity.verification.case import Case
from comity.verification.errors import NotVouchedError
from comity.verification.report import Check


def check_rest(case: Case, check: Check) -> None:
    """Every key is one that the directory names; no other file is without a signature."""
    known = {derived.key_file(key): key for key in case.vouching.keys.values()}
    for path in case.folder.names(layout.KEYS):
        key = known.get(path.removeprefix(f"{layout.KEYS}/"))
        if key is None:
            raise NotVouchedError("A key that no version of the directory names.", path)
        case.folder.check_same(path, derived.pem(key))
    for kid in sorted(case.vouching.used):
        case.folder.path(f"{layout.KEYS}/{derived.key_file(case.vouching.keys[kid])}")
    texts = case.folder.check_all_accounted()
    check.found.append(f"{len(case.folder.digests) - len(texts)} files are under signatures")
    check.found.append(
        f"{len(texts)} texts for people and the verifier's source prove nothing: only the seal covers them"
    )
