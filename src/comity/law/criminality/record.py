"""A finding as bytes that can be made again: codes only, in a fixed form, with both versions.

The words of a page may be mended at any time; the record holds none. Whoever has the case, the
release that ``data_version`` names and an engine of the same number gets the same bytes.
"""

import hashlib
import json
from typing import Any

from comity.law.criminality.cases import Case, read_line
from comity.law.criminality.engine import assess
from comity.law.criminality.finding import ENGINE, Finding, SideFinding
from comity.law.errors import LawError
from comity.law.release import Release


class EngineChangedError(LawError):
    """The record was made by other rules than those of this version."""

    sentence = "This record was made by another version of the rules. Use the version that made it."


def case_text(case: Case) -> str:
    """The case as canonical JSON: what a journal keeps, and what ``again`` reads."""
    return _canonical(case.as_dict())


def record(finding: Finding) -> bytes:
    """The finding as canonical JSON without sentences."""
    plain = {
        "case": finding.case.as_dict(),
        "finding": finding.finding,
        "requesting": _side(finding.requesting),
        "requested": _side(finding.requested),
        "missing": list(finding.missing),
        "asks": [one.as_dict() for one in finding.questions],
        "relied_on_interpretation": list(finding.relied_on),
        "engaged_types": list(finding.engaged),
        "conflicts": list(finding.conflicts),
        "remarks": [one.as_dict() for one in finding.remarks],
        "data_version": finding.data_version,
        "engine": finding.engine,
    }
    return _canonical(plain).encode()


def digest(finding: Finding) -> str:
    """``sha256:`` of the record."""
    return f"sha256:{hashlib.sha256(record(finding)).hexdigest()}"


def again(text: str, *, release: Release, engine: int) -> Finding:
    """The finding of a kept case, computed again with the release of then.

    Raises EngineChangedError when these rules are not those of then, and CaseError when the text is
    no case of that release.
    """
    if engine != ENGINE:
        raise EngineChangedError(engine=engine)
    return assess(read_line(text, release), release)


def _side(side: SideFinding) -> dict[str, Any]:
    return {
        "state": side.state,
        "finding": side.finding,
        "rule": side.rule,
        "because": [one.as_dict() for one in side.because],
        "coverage": [one.as_dict() for one in side.coverage],
        "provisions": [
            {
                "id": one.id,
                "finding": one.finding,
                "in_force": one.in_force,
                "elements": [each.as_dict() for each in one.elements],
                "because": [each.as_dict() for each in one.because],
                "penalty": one.penalty.as_dict(),
            }
            for one in side.provisions
        ],
    }


def _canonical(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
