"""The table of pairs, measures and days: what carries, what displaces, what comes last, and why."""

from datetime import date

import pytest

from comity.law import said
from comity.law.basis import basis

DAY = date(2026, 11, 22)
BUDAPEST, ETS30, UNCC = "cets-185", "ets-030", "uncc-2024"
EIO, EPO = "eu-eio-2014-41", "eu-eevidence-2023-1543"
UNCAC, UNTOC = "uncac-2003", "untoc-2000"
OWN = [UNTOC, UNCAC]

CARRIERS = {
    "a hold between Parties": ("RO", "MA", "M01", DAY, [BUDAPEST]),
    "traffic data while it is carried out": ("RO", "MA", "M02", DAY, [BUDAPEST]),
    "a request: own offences come last": ("RO", "MA", "M03", DAY, [BUDAPEST, *OWN]),
    "the same for subscriber data": ("RO", "MA", "M04", DAY, [BUDAPEST, *OWN]),
    "the European convention goes first": ("RO", "GE", "M03", DAY, [ETS30, BUDAPEST, *OWN]),
    "a hold with Georgia": ("RO", "GE", "M01", DAY, [BUDAPEST]),
    "China is no Party: the treaty of the two": (
        "CN",
        "US",
        "M03",
        DAY,
        ["cn-us-mlaa-2000", *OWN],
    ),
    "no instrument for a hold with China": ("CN", "US", "M01", DAY, []),
    "before the source of that treaty": ("CN", "US", "M03", date(1999, 1, 1), []),
    "Denmark stands outside the orders": ("DK", "SE", "M03", DAY, [ETS30, BUDAPEST, *OWN]),
    "a hold among Nordic States": ("DK", "SE", "M01", DAY, [BUDAPEST]),
    "and before Sweden joined": ("DK", "SE", "M01", date(2021, 7, 31), []),
    "the Philippines and the United States": (
        "PH",
        "US",
        "M03",
        DAY,
        ["us-ph-mlat", BUDAPEST, *OWN],
    ),
    "a hold for the Philippines": ("PH", "US", "M01", DAY, [BUDAPEST]),
    "before the Philippines joined": ("PH", "US", "M01", date(2018, 6, 30), []),
    "Korea was only invited": ("KR", "JP", "M01", DAY, []),
    "Korea: only the convention on corruption": ("KR", "JP", "M03", DAY, [UNCAC]),
    "members: orders govern a hold": ("EE", "RO", "M01", DAY, []),
    "members: orders govern a request": ("EE", "RO", "M03", DAY, []),
    "members: a production order": ("EE", "RO", "M15", DAY, [EPO]),
    "members: a preservation order": ("EE", "RO", "M16", DAY, [EPO]),
    "members: an investigation order": ("EE", "RO", "M17", DAY, [EIO]),
    "the regulation before it applied": ("EE", "RO", "M16", date(2026, 8, 17), []),
    "Ireland takes the one": ("EE", "IE", "M16", DAY, [EPO]),
    "Ireland does not take the other": ("EE", "IE", "M17", DAY, []),
    "Ireland is no Party to Budapest": ("EE", "IE", "M01", DAY, []),
    "Ireland by the European convention": ("EE", "IE", "M03", DAY, [ETS30, *OWN]),
    "members may still volunteer": ("EE", "RO", "M10", DAY, [BUDAPEST, *OWN]),
    "members may still seek advice": ("EE", "RO", "M14", DAY, [BUDAPEST, UNTOC]),
    "interception between members": ("EE", "RO", "M12", DAY, []),
    "interception between Parties": ("RO", "MA", "M12", DAY, [BUDAPEST]),
    "real-time data between Parties": ("RO", "MA", "M11", DAY, [BUDAPEST]),
    "a joint team": ("RO", "MA", "M13", DAY, OWN),
    "police cooperation on organised crime": ("CN", "US", "M14", DAY, [UNTOC]),
    "a joint team of Member States": ("EE", "NL", "M13", DAY, ["eu-mla-2000", *OWN]),
    "and spontaneous information of theirs": (
        "EE",
        "NL",
        "M10",
        DAY,
        ["eu-mla-2000", BUDAPEST, *OWN],
    ),
    "an urgent police request inside": ("EE", "RO", "M20", DAY, ["eu-aais-2013-40"]),
    "an urgent police request outside": ("RO", "MA", "M20", DAY, []),
    "access without the other State": ("RO", "MA", "M21", DAY, [BUDAPEST]),
    "the tools of the Second Protocol": ("JP", "CR", "M08", DAY, []),
    "American practice is no instrument": ("RO", "US", "M18", DAY, []),
    "nor is a take-down": ("RO", "MA", "M19", DAY, []),
    "nor a warning": ("RO", "MA", "M22", DAY, []),
}


@pytest.mark.parametrize("case", CARRIERS.values(), ids=CARRIERS.keys())
def test_carriers_in_their_order(case):
    requesting, requested, measure, on, instruments = case
    found = basis(requesting, requested, measure, on)
    assert [one.instrument for one in found.carriers] == instruments


INSTEAD = {
    "a hold": ("EE", "RO", "M01", [("M16", True), ("M17", True)]),
    "a request": ("EE", "RO", "M03", [("M17", True), ("M15", True)]),
    "subscriber data": ("EE", "RO", "M04", [("M17", True), ("M15", True)]),
    "interception": ("EE", "RO", "M12", [("M17", True), ("M15", False)]),
    "with Ireland a production order is open": ("EE", "IE", "M03", [("M15", False)]),
    "with Ireland a preservation order is open": ("EE", "IE", "M01", [("M16", False)]),
    "an order to a State outside": ("RO", "MA", "M16", [("M01", False)]),
    "an investigation order to Denmark": (
        "SE",
        "DK",
        "M17",
        [("M03", False), ("M04", False), ("M01", False)],
    ),
    "a tool that is not in force": ("RO", "MA", "M06", [("M04", False)]),
    "and inside the Union": ("EE", "RO", "M07", [("M17", False), ("M15", False)]),
    "a take-down": ("RO", "MA", "M19", [("M01", False), ("M03", False)]),
    "nothing at all": ("CN", "KR", "M01", []),
}


@pytest.mark.parametrize("case", INSTEAD.values(), ids=INSTEAD.keys())
def test_the_wrong_tool_is_told_what_governs_or_is_open(case):
    requesting, requested, measure, expected = case
    found = basis(requesting, requested, measure, DAY)
    assert [(one.measure, one.governs) for one in found.instead] == expected


LAST = {
    "a hold with China": ("CN", "US", "M01", ["us-practice", "g7-247", "interpol", "police", "comity"]),
    "the other way round no American practice": (
        "US",
        "CN",
        "M01",
        ["g7-247", "interpol", "police", "comity"],
    ),
    "a request": ("KR", "JP", "M03", ["interpol", "comity"]),
    "in the Commonwealth": ("GH", "NG", "M03", ["interpol", "harare", "comity"]),
    "a take-down": ("RO", "MA", "M19", ["dsa-order", "dsa-information", "csirt", "comity"]),
    "American practice with the United States": ("RO", "US", "M18", ["us-practice"]),
    "and with another State": ("RO", "MA", "M18", []),
    "no comity for an order to a provider": ("RO", "MA", "M15", []),
}  # fmt: skip


@pytest.mark.parametrize("case", LAST.values(), ids=LAST.keys())
def test_ways_without_an_instrument_come_last(case):
    requesting, requested, measure, ways = case
    found = basis(requesting, requested, measure, DAY)
    assert [one.code for one in found.last_resorts] == ways


def test_a_membership_that_was_not_seen_is_said_and_never_taken_for_none():
    found = {one.code: one for one in basis("US", "JP", "M01", DAY).last_resorts}
    assert found["g7-247"].standing == "open"
    found = {one.code: one for one in basis("RO", "MA", "M01", DAY).last_resorts}
    assert found["g7-247"].standing == "not_seen"
    assert "members_seen" in [one.code for one in found["g7-247"].lacks]
    assert found["interpol"].standing == "open"


def test_comity_says_what_it_lacks():
    found = basis("CN", "KR", "M01", DAY).last_resorts[-1]
    assert {"legal_duty", "domestic_power", "hold_length", "clock"} <= {
        one.code for one in found.lacks
    }


def test_the_second_protocol_is_told_to_be_not_in_force_even_between_two_that_ratified():
    found = basis("JP", "CR", "M06", DAY)
    assert [(one.instrument, one.standing) for one in found.not_carriers] == [
        ("cets-224", "not_in_force")
    ]


def test_where_the_regulation_leaves_other_instruments_alone_the_reading_is_marked():
    hold = basis("EE", "RO", "M01", DAY).not_carriers[0]
    assert (hold.instrument, hold.standing, hold.mark) == (BUDAPEST, "displaced", "U")
    assert hold.may_remain_open
    request = basis("EE", "RO", "M03", DAY).not_carriers[0]
    assert (request.mark, request.may_remain_open) == ("V", False)


def test_memberships_are_never_derived_from_one_another():
    standings = {one.instrument: one.standing for one in basis("EE", "IE", "M01", DAY).not_carriers}
    assert standings[BUDAPEST] == "unknown"  # a signatory of April may have ratified since
    assert basis("EE", "IE", "M17", DAY).not_carriers[0].standing == "not_bound"
    assert basis("DK", "SE", "M16", DAY).not_carriers[0].standing == "not_bound"
    assert basis("DK", "SE", "M20", DAY).not_carriers[0].standing == "unknown"
    assert basis("RO", "MA", "M20", DAY).not_carriers[0].standing == "not_bound"


def test_supplements_are_cited_with_their_convention_and_never_alone():
    found = basis("DK", "SE", "M03", DAY)
    assert [one.instrument for one in found.supplements] == ["ets-099"]
    assert found.supplements[0].mark == "V"
    assert found.supplements[0].rank.place == len(found.carriers) + 1
    two = next(one for one in found.not_carriers if one.instrument == "eu-mla-2000")
    assert two.standing == "unknown"  # Denmark is a Party; of Sweden nothing was seen
    assert basis("EE", "RO", "M03", DAY).supplements == ()


def test_a_treaty_of_which_only_the_opening_was_read_says_so():
    found = basis("CN", "US", "M03", DAY).carriers[0]
    assert (found.article, found.mark, found.confidence) == ("CN-US 1", "V", "conditional")
    kinds = {one.condition.kind: one.state for one in found.conditional_on}
    assert kinds == {"text_unread": "not_checked", "start_unseen": "not_checked"}
    assert "2000-06-19" in found.conditional_on[1].text


def test_undeclared_channels_make_the_convention_of_1959_conditional():
    found = basis("RO", "GE", "M03", DAY).carrier(ETS30)
    assert found.confidence == "conditional"
    assert [one.condition.kind for one in found.conditional_on] == ["declarations_unseen"]
    assert {"P-USE", "R-CAT", "R-LAW"} <= {one.code for one in found.grounds}


def test_authorities_come_by_role_with_their_confidence_and_none_seen_is_not_none():
    found = basis("RO", "GE", "M01", DAY).carriers[0].authorities
    first = next(one for one in found if one.side == "requested")
    assert (first.role, first.state) == ("24_7_contact_point", "GE")
    assert first.seen[0].confidence == "primary"
    ireland = basis("EE", "IE", "M03", DAY).carriers[0].authorities
    assert [one.seen for one in ireland if one.side == "requested"] == [()]


COMPETENCES = {
    "sent back": ("RO", "AM", "M01", "returns_needs_assistance", "intelligence_only"),
    "no formal request": ("RO", "UA", "M01", "not_possible", "intelligence_only"),
    "carried out itself": ("MA", "CZ", "M01", "executes", None),
    "passed on": ("MA", "DE", "M01", "transmits", None),
    "consent before sending": ("CZ", "MA", "M01", "conditions", None),
}


@pytest.mark.parametrize("case", COMPETENCES.values(), ids=COMPETENCES.keys())
def test_what_the_points_may_do_is_shown_when_drafting(case):
    requesting, requested, measure, does, evidence = case
    found = basis(requesting, requested, measure, DAY).carriers[0].competences
    assert (does, evidence) in [(one.does, one.evidence) for one in found]


BITES = {
    "Georgia wants urgent requests at its ministry": (
        "RO",
        "GE",
        "M03",
        "urgent_requests_to_central_authority",
        True,
    ),
    "Sweden reserved double criminality": (
        "DK",
        "SE",
        "M01",
        "requires_dual_criminality_for_preservation",
        True,
    ),
    "Denmark's territory, when it asks": ("DK", "SE", "M01", "territorial_exclusion", True),
    "Sweden limited real-time traffic data": ("DK", "SE", "M11", "limits_article*20*", True),
    "the Philippines ask a State whose texts were partly seen": (
        "PH",
        "US",
        "M01",
        "requires_dual_criminality_for_preservation",
        None,
    ),
}


@pytest.mark.parametrize("case", BITES.values(), ids=BITES.keys())
def test_declarations_of_either_side_bite(case):
    requesting, requested, measure, effect, made = case
    found = basis(requesting, requested, measure, DAY).carrier(BUDAPEST)
    assert (effect, made) in [(one.effect, one.made) for one in found.declarations]


COVERAGE = {
    "nothing known of bilateral treaties": ("RO", "MA", "bilateral treaties", "not checked"),
    "one is listed": ("CN", "US", "bilateral treaties", "partial"),
    "looked for and not found": ("US", "GE", "bilateral treaties", "partial"),
    "arrangements among Nordic States": ("DK", "SE", "regional arrangements", "not checked"),
    "one of them and another": ("DK", "GE", "regional arrangements", "partial"),
    "the rule on holds was read": ("MA", "CZ", "domestic law", "partial"),
}


@pytest.mark.parametrize("case", COVERAGE.values(), ids=COVERAGE.keys())
def test_coverage_keeps_three_answers_apart(case):
    requesting, requested, subject, state = case
    found = {one.subject: one for one in basis(requesting, requested, "M03", DAY).coverage}
    assert found[subject].state == state


def test_looked_for_and_not_found_is_said_in_these_words():
    found = basis("US", "GE", "M03", DAY)
    text = "of 2015 names none on mutual assistance"
    assert text in found.coverage[0].text
    assert text in found.carrier(BUDAPEST).conditional_on[0].text


DOUBLE = {
    "a preservation order": ("EE", "RO", "M16", "never", False),
    "an investigation order": ("EE", "RO", "M17", "list_exempt", True),
    "traffic data": ("RO", "MA", "M02", "never", False),
    "spontaneous information": ("RO", "MA", "M10", "not_stated", None),
    "a request": ("RO", "MA", "M03", "requested_law", None),
    "a hold": ("RO", "MA", "M01", "only_by_reservation", False),
}


@pytest.mark.parametrize("case", DOUBLE.values(), ids=DOUBLE.keys())
def test_whether_double_criminality_may_be_asked(case):
    requesting, requested, measure, rule, allowed = case
    found = basis(requesting, requested, measure, DAY).carriers[0].double_criminality
    assert (found.rule, found.allowed) == (rule, allowed)


def test_the_clocks_of_the_orders():
    codes = {
        measure: [one.code for one in basis("EE", "RO", measure, DAY).carriers[0].clocks]
        for measure in ("M15", "M16", "M17", "M20")
    }
    assert codes == {
        "M15": ["C6", "C7", "C8", "C9", "C10", "C11", "C12"],
        "M16": ["C4", "C5", "C9", "C10"],
        "M17": ["C13", "C14", "C15", "C16", "C17"],
        "M20": ["C18"],
    }


def test_a_european_order_rests_on_no_national_order():
    hold = basis("EE", "RO", "M16", DAY).carriers[0].hold
    assert hold is not None
    assert (hold.least_days, hold.treaty.most_days, hold.order) == (60, 60, None)


def test_every_sentence_of_an_answer_can_be_said_in_another_language():
    """What is shown is a code with its values: another language needs no other data."""

    def sentences(found):
        if isinstance(found, said.Said):
            return [found]
        if isinstance(found, tuple):
            return [hit for one in found for hit in sentences(one)]
        names = getattr(type(found), "model_fields", {})
        return [hit for name in names for hit in sentences(getattr(found, name))]

    def shout(text: str) -> str:
        parts = text.replace("{", "\0{").replace("}", "}\0").split("\0")
        return "".join(part if part.startswith("{") else part.upper() for part in parts)

    for pair in (("EE", "RO"), ("RO", "GE"), ("CN", "US"), ("DK", "SE")):
        for one in sentences(basis(*pair, "M03", DAY)):
            assert said.render(one.code, one.values) == one.text
            words = said.render(one.code, one.values, shout)
            assert words == words.upper() or any(value in words for value in one.values.values())
