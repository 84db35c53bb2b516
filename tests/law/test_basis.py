"""Which instrument carries what between whom, on which day: the demo's pair and the hard ones."""

from datetime import UTC, date, datetime

import pytest

from comity.law.answers import Basis
from comity.law.basis import basis
from comity.law.errors import (
    NoInstrumentError,
    NotACarrierError,
    SameStateError,
    UnknownMeasureError,
    UnknownStateError,
)

DAY = date(2026, 11, 25)
BUDAPEST, ETS30, UNCC = "cets-185", "ets-030", "uncc-2024"


def other(found: Basis, instrument: str):
    return next(one for one in found.not_carriers if one.instrument == instrument)


class TestPreservationFromRomaniaToMorocco:
    carrier = basis("RO", "MA", "M01", DAY).carrier(BUDAPEST)

    def test_article_29_alone_carries_it(self):
        found = basis("RO", "MA", "M01", DAY)
        assert [(one.instrument, one.article) for one in found.require()] == [(BUDAPEST, "BC 29")]

    def test_it_is_verified_and_nothing_in_it_is_unsettled(self):
        assert (self.carrier.mark, self.carrier.confidence) == ("V", "verified")
        assert self.carrier.unsettled == ()

    def test_double_criminality_may_not_be_a_condition(self):
        double = self.carrier.double_criminality
        assert double.allowed is False
        assert "may not be a condition" in double.text

    def test_only_two_grounds_and_no_others(self):
        assert [one.code for one in self.carrier.grounds] == ["R-POL", "R-ESS"]
        assert self.carrier.grounds_closed

    def test_what_must_be_in_it_is_the_six_items_less_the_custodian(self):
        asked = [one.article for one in self.carrier.mandatory if one.asked_by == "text"]
        assert asked == [f"BC 29(2)({letter})" for letter in "abcef"]

    def test_the_hold_lasts_sixty_days_and_knows_no_extension(self):
        hold = self.carrier.hold
        assert hold is not None
        assert (hold.least_days, hold.treaty.most_days) == (60, None)
        assert "no extension" in hold.treaty.extension

    def test_the_order_behind_it_is_the_conventions_because_no_national_rule_was_read(self):
        hold = self.carrier.hold
        assert hold is not None
        assert not hold.order_known
        assert hold.order is not None
        assert hold.order.most_days == 90
        assert "Morocco were not read" in hold.order_text

    def test_no_declaration_bites(self):
        assert self.carrier.declarations == ()

    def test_the_clocks_of_the_law_and_the_promise_of_the_network_stand_apart(self):
        assert [one.code for one in self.carrier.clocks] == ["C1", "C2"]
        assert [one.code for one in self.carrier.service_clocks] == ["C18"]

    def test_domestic_power_is_a_condition_that_was_not_checked(self):
        kinds = {one.condition.kind: one.state for one in self.carrier.conditional_on}
        assert kinds == {"domestic_power": "not_checked"}

    def test_the_sources_are_named(self):
        assert "BC" in [one.key for one in self.carrier.sources]


class TestFormalRequestFromRomaniaToMorocco:
    found = basis("RO", "MA", "M03", DAY)
    carrier = found.carrier(BUDAPEST)

    def test_articles_27_and_28_are_conditional_because_bilateral_treaties_were_not_checked(self):
        answer = next(
            one
            for one in self.carrier.conditional_on
            if one.condition.kind == "no_other_assistance_treaty"
        )
        assert (answer.state, answer.condition.article) == ("not_checked", "BC 27(1), 28(1)")
        assert "not checked" in answer.text
        assert self.carrier.confidence == "conditional"

    def test_coverage_says_that_bilateral_treaties_were_not_checked(self):
        states = {one.subject: one.state for one in self.found.coverage}
        assert states["bilateral treaties"] == "not checked"
        assert states["domestic law"] == "not checked"

    def test_use_limits_come_from_article_28(self):
        assert {one.article for one in self.carrier.use_limits} == {
            "BC 28(2)",
            "BC 28(3)",
            "BC 28(4)",
        }

    def test_double_criminality_depends_on_a_law_that_was_not_checked(self):
        assert self.carrier.double_criminality.allowed is None

    def test_postponement_is_possible_and_there_is_no_hold(self):
        assert "P-PROC" in [one.code for one in self.carrier.grounds]
        assert self.carrier.hold is None

    def test_that_morocco_is_not_seen_under_the_european_convention_is_unknown_not_no(self):
        assert other(self.found, ETS30).standing == "unknown"

    def test_contents_that_no_article_asks_for_are_marked_as_ours(self):
        ours = {one.code for one in self.carrier.contents if one.asked_by == "design"}
        assert {"authority", "object_and_reason", "earlier_preservation"} <= ours


NO_INSTRUMENT = {
    "no treaty with Somalia was seen": ("RO", "SO", "M01", DAY, "Somalia"),
    "nor for a formal request": ("RO", "SO", "M03", DAY, "Somalia"),
    "the day before Morocco joined": ("RO", "MA", "M01", date(2018, 9, 30), "only from 2018-10-01"),
    "asked by Morocco on that day": ("MA", "RO", "M01", date(2018, 9, 30), "only from 2018-10-01"),
    "before the Convention was in force": (
        "HR",
        "AL",
        "M01",
        date(2004, 6, 30),
        "into force on 2004-07-01, later",
    ),
    "European orders govern a hold": ("EE", "RO", "M01", DAY, "use M16 or M17"),
    "European orders govern a request": ("EE", "RO", "M03", DAY, "use M17 or M15"),
    "outside the Union no European order": ("RO", "MA", "M16", DAY, "Open between the two: M01"),
    "Denmark is outside the order": ("DK", "SE", "M17", DAY, "Denmark does not take part"),
    "a convention that is not in force": ("QA", "VN", "M01", DAY, "not in force"),
    "a measure with no row": ("RO", "MA", "M05", DAY, "M05"),
}


@pytest.mark.parametrize("case", NO_INSTRUMENT.values(), ids=NO_INSTRUMENT.keys())
def test_no_instrument(case):
    requesting, requested, measure, on, words = case
    with pytest.raises(NoInstrumentError) as refused:
        basis(requesting, requested, measure, on).require()
    assert words in refused.value.sentence


def test_the_day_morocco_joined_is_enough():
    assert basis("RO", "MA", "M01", date(2018, 10, 1)).require()


def test_displaced_rows_say_what_takes_their_place_and_how_sure_that_is():
    hold = other(basis("EE", "RO", "M01", DAY), BUDAPEST)
    assert (hold.standing, hold.mark, hold.use) == ("displaced", "U", ("M16", "M17"))
    request = other(basis("EE", "RO", "M03", DAY), BUDAPEST)
    assert (request.standing, request.mark, request.use) == ("displaced", "V", ("M17", "M15"))


def test_before_the_european_orders_applied_only_the_investigation_order_displaced():
    found = other(basis("DE", "BE", "M01", date(2026, 8, 17)), BUDAPEST)
    assert found.use == ("M17",)
    assert basis("DE", "BE", "M01", date(2017, 5, 21)).carriers[0].instrument == BUDAPEST


def test_denmark_takes_no_part_in_the_orders_so_the_convention_carries():
    found = basis("DE", "DK", "M01", DAY).carrier(BUDAPEST)
    assert [bite.effect for bite in found.declarations] != []
    assert "Faroe" in found.declarations[-1].text


def test_the_united_nations_convention_is_never_shown_as_settled():
    for measure in ("M01", "M03"):
        found = other(basis("MA", "GH", measure, DAY), UNCC)
        assert (found.standing, found.mark) == ("not_in_force", "U")


RESERVATIONS = {
    "made": ("MA", "CH", True, ["R-POL", "R-ESS", "R-DC"], "verified", False),
    "read in national law only": ("MA", "LV", True, ["R-POL", "R-ESS", "R-DC"], "verified", False),
    "not seen": ("MA", "CO", None, ["R-POL", "R-ESS", "R-DC"], "conditional", True),
    "withdrawn": ("MA", "CZ", None, ["R-POL", "R-ESS", "R-DC"], "conditional", True),
    "read as not made": ("MA", "HU", False, ["R-POL", "R-ESS"], "verified", False),
}


@pytest.mark.parametrize("case", RESERVATIONS.values(), ids=RESERVATIONS.keys())
def test_double_criminality_follows_the_requested_states_reservation(case):
    requesting, requested, allowed, codes, confidence, unsure = case
    found = basis(requesting, requested, "M01", DAY).carrier(BUDAPEST)
    assert found.double_criminality.allowed is allowed
    assert [one.code for one in found.grounds] == codes
    assert any(not one.certain for one in found.grounds) is unsure
    assert found.confidence == confidence
    if allowed is None:
        assert "not seen" in found.double_criminality.text


def test_the_czech_reservation_stood_until_it_was_withdrawn():
    assert basis("MA", "CZ", "M01", date(2019, 7, 4)).carriers[0].double_criminality.allowed is True


def test_the_european_convention_governs_where_both_are_bound():
    found = basis("RO", "CH", "M03", DAY)
    answer = found.carrier(BUDAPEST).conditional_on[0]
    assert answer.state == "does_not_hold"
    assert "European MLA Convention" in answer.text
    assert not found.carrier(BUDAPEST).grounds_closed
    assert found.carrier(ETS30).confidence == "conditional"
    assert found.carrier(BUDAPEST).unsettled != ()


def test_a_bilateral_treaty_in_the_data_comes_first_and_its_text_was_not_read():
    found = basis("RO", "US", "M03", DAY)
    assert [one.instrument for one in found.carriers[:3]] == [
        "us-ro-mlat",
        "us-eu-mla-2003",
        BUDAPEST,
    ]
    treaty = found.carriers[0]
    assert (treaty.mark, treaty.confidence, treaty.rank.place) == ("U", "unverified", 1)
    assert "BC 27(1)" in treaty.rank.text
    kinds = {one.condition.kind: one.state for one in treaty.conditional_on}
    assert kinds == {"text_unread": "not_checked", "start_unseen": "not_checked"}
    assert found.carrier(BUDAPEST).conditional_on[0].state == "does_not_hold"
    assert found.coverage[0].state == "partial"


def test_the_agreement_of_the_union_with_the_united_states_does_not_bind_two_members():
    found = basis("EE", "RO", "M03", DAY)
    named = [one.instrument for one in (*found.carriers, *found.not_carriers)]
    assert "us-eu-mla-2003" not in named
    assert found.coverage[0].state == "not checked"


def test_urgent_requests_must_go_to_the_central_authority_where_that_was_declared():
    found = basis("RO", "US", "M03", DAY).carrier(BUDAPEST)
    made = [bite.effect for bite in found.declarations if bite.made]
    assert made == ["urgent_requests_to_central_authority"]


def test_a_state_with_a_rule_of_its_own_brings_its_clock():
    hold = basis("MA", "CL", "M01", DAY).carrier(BUDAPEST)
    assert [one.code for one in hold.clocks] == ["C1", "C2", "C3b"]
    assert hold.hold is not None
    assert hold.hold.order_known
    assert hold.hold.order is not None
    assert hold.hold.order.most_total_days == 180


WRONG = {
    "unknown State": (UnknownStateError, ("RO", "XX", "M01")),
    "small letters": (UnknownStateError, ("ro", "MA", "M01")),
    "unknown measure": (UnknownMeasureError, ("RO", "MA", "M99")),
    "a State asks itself": (SameStateError, ("RO", "RO", "M01")),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_wrong_questions(case):
    error, (requesting, requested, measure) = case
    with pytest.raises(error) as refused:
        basis(requesting, requested, measure, DAY)
    assert refused.value.sentence


def test_another_instrument_is_not_a_carrier():
    with pytest.raises(NotACarrierError):
        basis("RO", "MA", "M01", DAY).carrier(UNCC)


def test_a_datetime_counts_as_its_day():
    at = datetime(2026, 11, 25, 23, 59, tzinfo=UTC)
    assert basis("RO", "MA", "M01", at) == basis("RO", "MA", "M01", DAY)


def test_the_answer_survives_json():
    found = basis("RO", "MA", "M01", DAY)
    assert Basis.model_validate(found.as_dict(), strict=False) == found


MEASURES = [f"M{number:02}" for number in range(1, 23)]
SAMPLE = ["RO", "MA", "US", "JP", "SE", "EE", "IE", "SO", "DK", "CN"]


def test_a_carrier_is_never_a_guess_and_last_resorts_come_last():
    for one in SAMPLE:
        for two in SAMPLE:
            for measure in MEASURES:
                if one != two:
                    _check(basis(one, two, measure, DAY))


def _check(found: Basis):
    for carrier in found.carriers:
        assert len(carrier.why) == 2
        assert all(said.code.startswith("bound.") for said in carrier.why)
        assert (carrier.mark == "U") == (carrier.confidence == "unverified")
        assert carrier.mark != "U" or carrier.unsettled
        assert carrier.rank.text
    places = [one.rank.place for one in (*found.carriers, *found.supplements)]
    assert places == list(range(1, len(places) + 1))
    last = [one.place for one in found.last_resorts]
    assert last == list(range(len(found.carriers) + 1, len(found.carriers) + len(last) + 1))
    assert all(one.lacks for one in found.last_resorts)
    kinds = [one.kind for one in found.last_resorts]
    assert "comity" not in kinds[:-1]
    governs = [one.governs for one in found.instead]
    assert governs == sorted(governs, reverse=True)
    assert {one.state for one in found.coverage} <= {"complete", "partial", "not checked"}
