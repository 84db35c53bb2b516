"""The rules of the survey without its pages: moves, signs of spam, texts, rows, counting."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from comity.gateway.survey import (
    confirmed,
    lifecycle,
    limits,
    proposals,
    published_rows,
    questionnaire,
    results,
    screening,
    texts,
    wording,
)
from comity.gateway.survey.errors import (
    AddressWrongError,
    ContactWrongError,
    DateLaterError,
    DateWrongError,
    DocumentWrongError,
    FieldUnknownError,
    MoveRefusedError,
    NothingAnsweredError,
    PersonNamedError,
    QuestionUnknownError,
    ReasonMissingError,
    RowExistsError,
    StateUnknownError,
    SurveyError,
    TextLongError,
    TextMissingError,
    TextUnreadableError,
    ValueFormError,
    ValueMissingError,
    ValueSameError,
)
from comity.gateway.survey.results import Tally
from comity.gateway.survey.screening import Arrived
from comity.wire import canonical
from tests.gateway.test_survey_kit import BY, NOW, RELEASE, proposal, row

TODAY = date(2026, 11, 26)
STANDINGS = get_args(lifecycle.Standing)
MOVES = get_args(lifecycle.Move)
ALLOWED = {
    ("received", "published"): "open",
    ("received", "kept_back"): "held",
    ("held", "released"): "open",
    ("held", "refused"): "declined",
    ("open", "confirmed_by_state"): "confirmed",
    ("open", "declined_by_state"): "declined",
    ("open", "accepted"): "confirmed",
    ("open", "declined"): "declined",
    ("open", "lapsed"): "expired",
}


# Moves


@pytest.mark.parametrize(("before", "move"), list(product(STANDINGS, MOVES)))
def test_every_move_leads_where_it_should_or_is_refused(before: str, move: str) -> None:
    wanted = ALLOWED.get((before, move))
    if wanted is None:
        with pytest.raises(MoveRefusedError):
            lifecycle.after(before, move, "because")  # type: ignore[arg-type]
    else:
        assert lifecycle.after(before, move, "because") == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize("move", ["kept_back", "refused", "declined", "declined_by_state"])
def test_who_holds_or_declines_says_why(move: lifecycle.Move) -> None:
    with pytest.raises(ReasonMissingError):
        lifecycle.after(lifecycle.MOVES[move].before, move, "  ")


@given(some.lists(some.sampled_from(MOVES), max_size=30))
def test_no_order_of_moves_leaves_the_table(moves: list[lifecycle.Move]) -> None:
    standing: lifecycle.Standing = lifecycle.BEGIN
    seen = [standing]
    for move in moves:
        try:
            standing = lifecycle.after(standing, move, "because")
            seen.append(standing)
        except MoveRefusedError:
            pass
    assert len(seen) == len(set(seen)), "nothing is ever twice in the same place"
    for one in lifecycle.DECIDED & set(seen):
        assert seen[-1] == one, "what is decided stays decided"
    if {"confirmed", "expired"} & set(seen):
        assert "open" in seen, "nothing is confirmed or expires unseen"


@pytest.mark.parametrize(
    ("days", "wanted"),
    [(0, "open"), (89, "open"), (90, "open"), (91, "expired"), (4000, "expired")],
)
def test_it_expires_after_ninety_days(days: int, wanted: str) -> None:
    assert lifecycle.on("open", TODAY, TODAY + timedelta(days=days)) == wanted


@pytest.mark.parametrize("standing", ["received", "held", "confirmed", "declined"])
def test_nothing_else_expires(standing: lifecycle.Standing) -> None:
    assert lifecycle.on(standing, TODAY, TODAY + timedelta(days=4000)) == standing


def test_every_code_has_words() -> None:
    assert set(wording.MOVES) == set(MOVES)
    assert set(wording.STANDINGS) == set(STANDINGS) - {"received"}
    assert set(wording.SIGNS) == set(screening.SIGNS)
    assert set(wording.KINDS) == {*published_rows.KINDS, "answers", "resource"}
    assert set(wording.INSTITUTIONS) == set(proposals.INSTITUTIONS)
    assert set(proposals.INSTITUTIONS) == set(get_args(proposals.InstitutionKind))
    assert set(wording.WHAT) == set(get_args(proposals.What))


# Signs of spam


def _arrived(**changes: object) -> Arrived:
    plain = {
        "texts": {"value": "https://unit.example.org/", "note": "The old address leads nowhere."},
        "name": BY.name,
        "source": "https://law.example.org/act",
        "trap": "",
        "seconds": 60.0,
        "asked": False,
        "about_a_state": True,
        "others": {},
        "today": 0,
    }
    return Arrived(**(plain | changes))  # type: ignore[arg-type]


SPAM = [
    ("asks for a reviewer", {"asked": True}, "asked"),
    ("about no State", {"about_a_state": False}, "no_state"),
    ("fills in the trap", {"trap": "http://x"}, "trap"),
    ("sent at once", {"seconds": 0.5}, "too_fast"),
    ("many links", {"texts": {"note": "https://a.example https://b.example https://c.example"}}, "links"),
    ("many links without scheme", {"texts": {"note": "see a.com and b.net and www.c"}}, "links"),
    ("a link as a name", {"name": "best-pills.shop"}, "link_in_name"),
    ("the code of a page", {"texts": {"note": "<a href=x>"}}, "markup"),
    ("the code of a board", {"texts": {"note": "[url=x]y[/url]"}}, "markup"),
    ("a hidden address", {"source": "https://bit.ly/3abc"}, "short_address"),
    ("a hidden address in a text", {"texts": {"note": "https://www.tinyurl.com/x"}}, "short_address"),
    ("an address that is none", {"texts": {"note": "https://[x"}}, "short_address"),
    ("advertising", {"texts": {"note": "Play at our CASINO"}}, "pattern"),
    ("advertising in the name", {"name": "SEO Backlink Service"}, "pattern"),
    ("a number to call", {"texts": {"value": "Victims call 1-800-555-0199"}}, "pattern"),
    ("a number abroad", {"texts": {"value": "Unit, 00372 5551234"}}, "pattern"),
    ("a chat", {"texts": {"note": "https://wa.me/37255512345"}}, "pattern"),
    ("coins", {"texts": {"note": "double your bitcoin and profit"}}, "pattern"),
    ("one word again and again", {"texts": {"note": "buy " * 20}}, "repeated"),
    ("one letter again and again", {"texts": {"note": "a" * 40}}, "repeated"),
    ("one line again and again", {"texts": {"note": "one line of text\n" * 3}}, "repeated"),
    ("the same text elsewhere", {"others": {"the old address leads nowhere.": 2}}, "seen_elsewhere"),
    ("a text turned around", {"texts": {"note": "abc\u202edef"}}, "hidden_characters"),
    ("nothing between letters", {"name": "In\u200bstitute"}, "hidden_characters"),
    ("capital letters only", {"texts": {"note": "THIS IS A VERY IMPORTANT MESSAGE FOR ALL OF YOU NOW"}}, "shouting"),
    ("very many today", {"today": limits.A_DAY}, "many_today"),
]  # fmt: skip


def test_what_is_sound_shows_no_sign() -> None:
    assert screening.signs(_arrived()) == ()
    persian = {"note": "می‌خواهم این نشانی درست شود."}
    assert screening.signs(_arrived(texts=persian)) == ()
    dated = {"note": "Law No. 1288 of 2009-01-05, as read on 2025-03-01, Official Gazette 47223"}
    assert screening.signs(_arrived(texts=dated)) == ()
    long = {"note": "The act of 2024 moved the duty of the unit to the board of the police. " * 3}
    assert screening.signs(_arrived(texts=long)) == ()


@pytest.mark.parametrize(("name", "changes", "sign"), SPAM, ids=[one[0] for one in SPAM])
def test_each_sign_is_seen_and_named(name: str, changes: dict[str, object], sign: str) -> None:
    assert sign in screening.signs(_arrived(**changes))


def test_every_sign_has_a_row_above() -> None:
    assert {one[2] for one in SPAM} == set(screening.SIGNS)


@given(some.text(max_size=400))
def test_no_text_breaks_the_screening(text: str) -> None:
    assert set(screening.signs(_arrived(texts={"note": text}, name=text, source=text))) <= set(
        screening.SIGNS
    )


# Texts


TEXTS: list[tuple[str, Callable[[], object], type[SurveyError]]] = [
    ("empty", lambda: texts.line("  ", 10), TextMissingError),
    ("too long", lambda: texts.line("a" * 11, 10), TextLongError),
    ("two lines in one", lambda: texts.line("a\nb", 10), TextUnreadableError),
    ("NUL", lambda: texts.line("a\0b", 10), TextUnreadableError),
    ("a bell", lambda: texts.lines("a\ab", 10), TextUnreadableError),
    ("bytes that were no text", lambda: texts.line("a\ufffdb", 10), TextUnreadableError),
    ("half a character", lambda: texts.line("a\ud800", 10), TextUnreadableError),
    ("private use", lambda: texts.line("\ue000", 10), TextUnreadableError),
    ("too many lines", lambda: texts.lines("a\n" * 60 + "a", 500), TextLongError),
    ("a person's mail", lambda: texts.unsigned("ask j.doe@example.org"), PersonNamedError),
    ("a person's number", lambda: texts.unsigned("call +372 555 1234 56"), PersonNamedError),
    ("no address", lambda: texts.address("unit.example.org"), AddressWrongError),
    ("a script", lambda: texts.address("javascript:alert(1)"), AddressWrongError),
    ("a file", lambda: texts.address("file:///etc/passwd"), AddressWrongError),
    ("a password in it", lambda: texts.address("https://a:b@example.org/"), AddressWrongError),
    ("a port that is none", lambda: texts.address("https://example.org:x/"), AddressWrongError),
    ("a broken host", lambda: texts.address("https://[::1"), AddressWrongError),
    ("no host", lambda: texts.address("https:///x"), AddressWrongError),
    ("a scheme in capitals", lambda: texts.address("Https://example.org/"), AddressWrongError),
    ("a mark-up in it", lambda: texts.address("https://example.org/<b>"), AddressWrongError),
    ("no mail", lambda: texts.contact("somebody"), ContactWrongError),
    ("two mails", lambda: texts.contact("a@b.org, c@d.org"), ContactWrongError),
    ("a mail with a line", lambda: texts.contact("a@b.org\nBcc: c@d.org"), TextUnreadableError),
    ("a day that is none", lambda: texts.dated("2026-02-30", TODAY), DateWrongError),
    ("words", lambda: texts.dated("yesterday", TODAY), DateWrongError),
    ("Arabic figures", lambda: texts.dated("٢٠٢٦", TODAY), DateWrongError),
    ("too long ago", lambda: texts.dated("0900", TODAY), DateWrongError),
    ("tomorrow", lambda: texts.dated("2026-11-27", TODAY), DateLaterError),
    ("next month", lambda: texts.dated("2026-12", TODAY), DateLaterError),
]


@pytest.mark.parametrize(("name", "read", "error"), TEXTS, ids=[one[0] for one in TEXTS])
def test_a_text_that_cannot_be_taken_is_refused_by_name(
    name: str, read: Callable[[], object], error: type[SurveyError]
) -> None:
    with pytest.raises(error):
        read()


def test_what_is_written_is_kept_as_it_is() -> None:
    assert (
        texts.lines("  Ein Satz.\r\nНовая строка\u200d  ", 100) == "Ein Satz.\nНовая строка\u200d"
    )
    assert texts.dated("2026", TODAY) == "2026"
    assert texts.address("https://пример.example/a?b=c#d") == "https://пример.example/a?b=c#d"
    assert texts.unsigned("https://example.org/@unit") == "https://example.org/@unit"


# Rows


@pytest.mark.parametrize("kind", list(published_rows.KINDS))
def test_every_published_row_can_be_named_and_proposed_about(kind: str) -> None:
    found = published_rows.rows(RELEASE, kind)
    read = list(published_rows._read(RELEASE, published_rows.KINDS[kind]))
    assert len(found) == len(read) > 0, "two rows have one key"
    for one in found.values():
        assert len(one.key) <= limits.ROW_CHARS
        sent = proposal(one, what="unchanged", change={})
        body = proposals.build(sent)
        assert len(body) <= limits.DOCUMENT_BYTES
        assert proposals.read(body) == sent
        assert proposals.taken_up(sent, one)


def test_a_record_of_the_law_room_has_the_key_of_its_row() -> None:
    records = (
        *RELEASE.authorities,
        *RELEASE.statuses.values(),
        *RELEASE.declarations,
        *RELEASE.spam_laws,
        *RELEASE.offences.provisions.values(),
        *RELEASE.offences.gaps,
        *RELEASE.treaties.values(),
        *RELEASE.states.values(),
        *RELEASE.offences.looked,
        *RELEASE.competences.competences,
        *(one for one in RELEASE.holds.holds if one.state),
    )
    for one in records:
        kind, key = confirmed.named(one)
        assert key in published_rows.rows(RELEASE, kind), (kind, key)


WRONG = [
    ("the same", {"change": {"website": row().values["website"]}}, ValueSameError),
    ("no field of the table", {"change": {"colour": "red"}}, FieldUnknownError),
    ("empty where it may not be", {"change": {"institution": ""}}, ValueMissingError),
    ("not of the list", {"change": {"role": "king"}}, ValueFormError),
    ("no address", {"change": {"website": "unit"}}, ValueFormError),
    ("no date", {"change": {"as_of": "soon"}}, ValueFormError),
    ("two lines", {"change": {"institution": "a\nb"}}, ValueFormError),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "error"), WRONG, ids=[one[0] for one in WRONG])
def test_a_value_that_the_table_cannot_hold_is_refused(
    name: str, changes: dict[str, object], error: type[SurveyError]
) -> None:
    with pytest.raises(error):
        proposal(**changes)


def _missing(code: str, state: str, values: dict[str, str]) -> proposals.Proposal:
    return proposals.missing_row(
        RELEASE,
        code,
        state,
        values,
        source="https://law.example.org/",
        source_date="2026",
        note="",
        by=BY,
        on=TODAY,
    )


def test_a_missing_row_is_new_and_about_a_state() -> None:
    sent = _missing("authority", "NR", {"role": "national_csirt", "institution": "Invented Team"})
    assert (sent.row, sent.state) == ("NR | national_csirt | Invented Team", "NR")
    known = row().values
    with pytest.raises(RowExistsError):
        _missing("authority", "EE", {name: known[name] for name in ("role", "institution")})
    with pytest.raises(StateUnknownError):
        _missing("authority", "XX", {"role": "national_csirt", "institution": "Invented Team"})
    with pytest.raises(ValueMissingError):
        _missing("authority", "NR", {"role": "national_csirt"})


def test_a_correction_is_taken_up_when_the_data_say_so_whatever_their_source() -> None:
    sent, before = proposal(), row()
    assert not proposals.taken_up(sent, before)
    renewed = dict(before.values) | {"website": "https://unit.example.org/", "as_of": "2026-11"}
    after = published_rows.Row("authority", before.key, "EE", renewed)
    assert proposals.taken_up(sent, after)
    noted = proposal(change={"note": "Only on working days."})
    assert not proposals.taken_up(noted, before), "that is what should be corrected"
    assert not proposals.taken_up(proposal(what="removal", change={}), before)
    assert proposals.taken_up(proposal(what="removal", change={}), None)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: {**value, "proposal": "comity-proposal-2"},
        lambda value: {**value, "extra": "x"},
        lambda value: {**value, "by": {**value["by"], "contact": "a@b.org"}},
        lambda value: {**value, "source": "javascript:alert(1)"},
        lambda value: {**value, "on": "today"},
        lambda value: {**value, "state": "Estonia"},
        lambda value: {**value, "note": "x" * 5000},
        lambda value: {**value, "should": {f"f{n}": "x" for n in range(200)}},
        lambda value: [value],
    ],
)
def test_a_document_that_is_not_ours_is_refused(
    change: Callable[[dict[str, object]], object],
) -> None:
    value = canonical.decode(proposals.build(proposal()), max_bytes=10**6)
    with pytest.raises(DocumentWrongError):
        proposals.read(canonical.encode(change(value)))


def test_a_document_in_another_layout_is_refused() -> None:
    for body in (proposals.build(proposal()).replace(b",", b", "), b"{}", b"", b"\xff", b"[" * 90):
        with pytest.raises(DocumentWrongError):
            proposals.read(body)


def test_the_contact_is_no_part_of_a_proposal() -> None:
    written = canonical.decode(proposals.build(proposal()), max_bytes=10**6)
    assert "contact" not in {*written, *written["by"]}
    assert b"@" not in proposals.build(proposal())


# The questionnaire


def test_the_questionnaire_fits_into_a_form_and_asks_what_it_should() -> None:
    now = questionnaire.current()
    groups = {one.id: [group.id for group in one.group] for one in now.audience}
    assert groups == {
        "institutions": ["laws", "authorities", "cooperation", "spam"],
        "public": ["about", "trust", "fears", "avoid"],
    }
    for audience in now.audience:
        most = sum(1 if one.kind == "one" else len(one.choice) for one in audience.questions)
        assert most + 12 <= limits.FORM_FIELDS
        assert len(audience.questions) <= limits.GIVEN
    assert now.of("public").grouping is not None


ANSWERED = [
    ("nothing", {}, NothingAnsweredError),
    ("the region alone", {"where": ["asia"]}, NothingAnsweredError),
    ("a question that is none", {"name": ["Jane"]}, QuestionUnknownError),
    ("an answer that is none", {"trust_pay": ["x"]}, QuestionUnknownError),
    ("two of one", {"trust_pay": ["fully", "not"]}, QuestionUnknownError),
    ("too many", {"fear_most": ["money", "identity", "private", "watched"]}, QuestionUnknownError),
]


@pytest.mark.parametrize(("name", "sent", "error"), ANSWERED, ids=[one[0] for one in ANSWERED])
def test_answers_that_are_none_are_refused(
    name: str, sent: dict[str, list[str]], error: type[SurveyError]
) -> None:
    with pytest.raises(error):
        questionnaire.answered(questionnaire.current().of("public"), sent)


# Counting


def _tally(group: str, number: int, chose: int) -> Tally:
    return Tally(group, number, {"trust_pay": number}, {("trust_pay", "fully"): chose})


def test_a_small_group_is_shown_nowhere_and_cannot_be_found_from_the_total() -> None:
    public = questionnaire.current().of("public")
    found = results.counted(public, [_tally("asia", 30, 10), _tally("europe", 9, 9)])
    assert [(one.group, one.answers) for one in found] == [("all", 30), ("asia", 30)]
    assert found[0].tables[0].bars[0].number == 10
    assert results.counted(public, [_tally("asia", 9, 3), _tally("europe", 9, 9)]) == ()


def test_a_question_that_few_answered_has_no_figures() -> None:
    public = questionnaire.current().of("public")
    few = Tally("asia", 30, {"trust_pay": 9}, {("trust_pay", "fully"): 9})
    assert all(one.bars == () for one in results.counted(public, [few])[0].tables)


@settings(max_examples=60)
@given(some.dictionaries(some.sampled_from(["africa", "asia", "europe", ""]), some.integers(0, 40)))
def test_the_total_is_the_sum_of_what_is_shown(groups: dict[str, int]) -> None:
    public = questionnaire.current().of("public")
    found = results.counted(public, [_tally(name, n, n // 2) for name, n in groups.items()])
    if not found:
        assert all(number < limits.SMALLEST_GROUP for number in groups.values())
        return
    assert all(one.answers >= limits.SMALLEST_GROUP for one in found)
    assert found[0].answers == sum(one.answers for one in found[1:])


def test_of_an_institution_that_answered_twice_the_last_answers_count() -> None:
    audience = questionnaire.current().of("institutions")
    day = NOW.date().isoformat()

    def sent(number: int, choice: str) -> proposals.Answers:
        by = proposals.By(kind="police", name=f"Invented Unit {number}")
        return proposals.Answers(
            year=2026, state="EE", by=by, given={"law_access": (choice,)}, on=day
        )

    nine = [sent(number, "yes") for number in range(9)]
    assert results.institutions(audience, [*nine, sent(1, "no"), sent(2, "no")]) is None
    ten = results.institutions(audience, [*nine, sent(9, "no"), sent(9, "yes")])
    assert ten is not None
    assert (ten.answers, ten.tables[0].bars[0].number) == (10, 10)
