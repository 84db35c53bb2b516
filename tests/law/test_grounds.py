"""A ground that the instrument does not know for the measure is refused."""

from datetime import date

import pytest

from comity.law import grounds
from comity.law.errors import (
    GroundNotInInstrumentError,
    NotACarrierError,
    UnknownGroundError,
    UnknownMeasureError,
    UnknownTreatyError,
)

DAY = date(2026, 11, 25)
BUDAPEST = "cets-185"


def test_a_hold_may_be_refused_on_two_grounds_and_a_reserved_third():
    found = grounds.allowed(BUDAPEST, "M01")
    assert [(one.code, one.article, one.certain) for one in found] == [
        ("R-POL", "BC 29(5)(a)", True),
        ("R-ESS", "BC 29(5)(b)", True),
        ("R-DC", "BC 29(4)", False),
    ]


def test_a_request_has_a_postponement_too():
    kinds = {one.code: one.kind for one in grounds.allowed(BUDAPEST, "M03")}
    assert kinds == {
        "R-LAW": "refusal",
        "R-POL": "refusal",
        "R-ESS": "refusal",
        "R-DC": "refusal",
        "P-PROC": "postponement",
    }


REFUSED = {
    "double criminality for a hold by Morocco": (
        "R-DC",
        BUDAPEST,
        "M01",
        GroundNotInInstrumentError,
    ),
    "own law for a hold": ("R-LAW", BUDAPEST, "M01", GroundNotInInstrumentError),
    "postponing a hold": ("P-PROC", BUDAPEST, "M01", GroundNotInInstrumentError),
    "ne bis in idem for a request": ("R-NBI", BUDAPEST, "M03", GroundNotInInstrumentError),
    "a code that is none": ("R-MOOD", BUDAPEST, "M01", UnknownGroundError),
    "an instrument that is none": ("R-POL", "cets-999", "M01", UnknownTreatyError),
    "an instrument that carries nothing": ("R-POL", "interpol", "M01", NotACarrierError),
    "a measure that is none": ("R-POL", BUDAPEST, "M77", UnknownMeasureError),
    "a measure without a row": ("R-POL", BUDAPEST, "M15", NotACarrierError),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_refused_grounds(case):
    code, instrument, measure, error = case
    with pytest.raises(error) as refused:
        grounds.check(code, instrument, measure, requested="MA", on=DAY)
    assert refused.value.sentence


def test_the_refusal_says_which_grounds_there_are():
    with pytest.raises(GroundNotInInstrumentError) as refused:
        grounds.check("R-DC", BUDAPEST, "M01", requested="MA", on=DAY)
    assert "R-POL, R-ESS." in refused.value.sentence


def test_where_the_reservation_was_made_the_ground_stands_with_its_condition():
    found = grounds.check("R-DC", BUDAPEST, "M01", requested="CH", on=DAY)
    assert found.certain
    assert found.only_if is not None
    assert "articles 2 to 11" in found.only_if


def test_where_it_was_not_seen_the_ground_is_not_certain():
    assert not grounds.check("R-DC", BUDAPEST, "M01", requested="CO", on=DAY).certain
