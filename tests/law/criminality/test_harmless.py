"""Harmless conduct is no crime anywhere: what has no element of wrong meets no provision of any State.

Each pattern is conduct, its objects and that it was done knowingly; everything else is stated absent. A provision
that is met has lost an element of its text, or its text has no word of wrong: those are listed with what
the text says instead. The list may only shrink or be read again.
"""

import json
from pathlib import Path

import pytest

from comity.law.criminality import assess, read_case
from comity.law.release import in_use

FILE = json.loads(Path(__file__).with_name("harmless.json").read_text("utf-8"))
KNOWN: dict[str, str] = FILE["no_word_of_wrong"]


def _met(present: list[str]) -> set[str]:
    met = set()
    for state in in_use().offences.states:
        case = read_case(
            {
                "id": "harmless",
                "requesting_state": state,
                "requested_state": state,
                "measure": "M03",
                "evaluation_date": "2026-11-26",
                "facts": {"present": present, "rest": "absent"},
            }
        )
        provisions = assess(case).requested.provisions
        met |= {one.id for one in provisions if one.finding == "satisfied"}
    return met


@pytest.mark.parametrize("name", FILE["conduct"])
def test_harmless_conduct_meets_no_provision(name: str) -> None:
    assert _met(FILE["conduct"][name]) - KNOWN.keys() == set()


def test_the_list_of_texts_without_a_word_of_wrong_is_not_longer_than_it_has_to_be() -> None:
    met = set().union(*(_met(present) for present in FILE["conduct"].values()))
    assert KNOWN.keys() - met == set()


def test_a_lost_element_is_found() -> None:
    """With the lack of a right the same entry is an offence: the patterns are near to crimes."""
    assert len(_met([*FILE["conduct"]["entry with a right"], "without_right"])) > 20
