"""Who is bound on which day; unknown stays unknown."""

from datetime import date

import pytest

from comity.law import authorities, declarations, states, treaties
from comity.law.dates import PartialDate
from comity.law.errors import UnknownStateError, UnknownTreatyError

DAY = date(2026, 11, 25)

BOUND = {
    "a Party": ("cets-185", "RO", DAY, True),
    "on its first day": ("cets-185", "MA", date(2018, 10, 1), True),
    "on the day before": ("cets-185", "MA", date(2018, 9, 30), False),
    "a signatory on the day of the chart": ("cets-185", "IE", date(2026, 4, 25), False),
    "a signatory afterwards": ("cets-185", "IE", DAY, None),
    "not on the chart, that day": ("cets-185", "SO", date(2026, 4, 25), False),
    "not on the chart, afterwards": ("cets-185", "SO", DAY, None),
    "nothing seen under an incomplete list": ("ets-030", "MA", DAY, None),
    "a Party whose day was not seen": ("ets-030", "RO", DAY, True),
    "the same, before its source": ("ets-030", "RO", date(1995, 12, 31), None),
    "outside the Union": ("eu-eio-2014-41", "MA", DAY, False),
    "a member that takes no part": ("eu-eio-2014-41", "DK", DAY, False),
    "a member without a row": ("eu-eevidence-2023-1543", "DK", DAY, False),
    "before a regulation applies": ("eu-eevidence-2023-1543", "RO", date(2026, 8, 17), False),
    "ratified, not in force": ("uncc-2024", "VN", date(2026, 5, 1), False),
    "ratified, and nothing seen since": ("uncc-2024", "VN", DAY, None),
    "a network binds nobody": ("interpol", "RO", DAY, False),
    "a scheme binds nobody": ("commonwealth-harare", "GB", DAY, False),
}


@pytest.mark.parametrize("case", BOUND.values(), ids=BOUND.keys())
def test_bound(case):
    treaty, state, on, answer = case
    assert treaties.bound(treaty, state, on) is answer


def test_the_reason_names_the_source_and_its_date():
    found = treaties.standing("cets-185", "MA", DAY)
    assert found.source and found.as_of == "2026-04-25"
    assert "2018-10-01" in found.text


def test_status_is_none_where_nothing_was_seen():
    assert treaties.status("cets-185", "SO") is None
    found = treaties.status("cets-185", "MA")
    assert found is not None
    assert (found.status, str(found.in_force)) == ("party", "2018-10-01")


@pytest.mark.parametrize("code", ["XX", "", "ROU", "ro", "../etc", None, 7])
def test_unknown_states(code):
    for ask in (states.get, states.name, authorities.of):
        with pytest.raises(UnknownStateError):
            ask(code)


@pytest.mark.parametrize("treaty", ["cets-999", "", None, ["cets-185"]])
def test_unknown_treaties(treaty):
    with pytest.raises(UnknownTreatyError):
        treaties.get(treaty)


def test_institutions_carry_the_names_of_the_data():
    assert states.name("MA") == "Morocco"
    central = authorities.with_role("MA", "central_authority_mla")
    assert [one.institution for one in central] == [
        "Ministry of Justice, Directorate of Criminal Affairs and Pardons"
    ]
    assert authorities.with_role("RO", "24_7_contact_point")[0].confidence == "primary"


def test_languages_are_separate_words():
    assert all(len(tongue) <= 3 for one in states.all() for tongue in one.official_languages)


PARTIAL = {
    "a day reached": ("2018-10-01", date(2018, 10, 1), True),
    "a day not reached": ("2018-10-01", date(2018, 9, 30), False),
    "a month that decides": ("2018-10", date(2018, 10, 15), None),
    "a month over": ("2018-10", date(2018, 10, 31), True),
    "a year not begun": ("2018", date(2017, 12, 31), False),
    "a leap day": ("2024-02", date(2024, 2, 29), True),
}


@pytest.mark.parametrize("case", PARTIAL.values(), ids=PARTIAL.keys())
def test_partial_dates(case):
    text, on, answer = case
    assert PartialDate.parse(text).reached_on(on) is answer


@pytest.mark.parametrize(
    "text", ["", "18", "2018-13", "2018-02-30", "2018-1-1", "٢٠١٨", "2018-10-01T00:00"]
)
def test_wrong_dates(text):
    with pytest.raises(ValueError):
        PartialDate.parse(text)


def test_reservations_are_made_not_made_or_not_seen():
    effect = "requires_dual_criminality_for_preservation"
    answers = {
        state: declarations.made(state, "cets-185", effect, DAY).made
        for state in ("RO", "MA", "AT", "AD", "CO", "US")
    }
    assert answers == {"RO": False, "MA": False, "AT": True, "AD": True, "CO": None, "US": None}


def test_what_was_seen_of_a_states_reservations():
    assert declarations.seen("MA", "cets-185")[0] is True
    assert declarations.seen("US", "cets-185")[0] is False
    assert declarations.seen("SO", "cets-185")[0] is False


def test_declarations_end_on_their_day():
    def effects(on):
        return [one.effect for one in declarations.of("CZ", "cets-185", on)]

    assert "requires_dual_criminality_for_preservation" in effects(date(2019, 7, 4))
    assert "requires_dual_criminality_for_preservation" not in effects(date(2019, 7, 5))
    assert "requires_dual_criminality_for_preservation" not in effects(date(2013, 11, 30))
