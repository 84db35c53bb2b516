"""The questions of the self-assessment: complete, sourced, in short sentences, and leading to what there is."""

import re
from typing import get_args

import pytest

from comity.gateway import guidance
from comity.gateway.toolkit import limits, signing
from comity.gateway.toolkit.catalogue import FILE, Question, catalogue, parse
from comity.gateway.toolkit.signing import Proof, Standing
from comity.gateway.toolkit.wording import BY, LEFT, LEVELS, PROOFS, STANDINGS
from comity.law.carrying import ROLES
from comity.law.errors import DataRowError
from comity.law.release import packaged
from comity.wire import digests

QUESTIONS = catalogue().questions
LONGEST_SENTENCE = 32  # words
FIRST_LIST = "sha256:e38012021fd6e9000a66555c854a167e4359acec952b4e8d2a572eff91b2bbea"  # of its ids


def _sentences() -> list[tuple[str, str]]:
    found = [(area.id, text) for area in catalogue().area for text in (area.title, area.summary)]
    for one in QUESTIONS:
        texts = (one.text, one.why, *one.levels, *one.steps, *one.evidence)
        found += [(one.id, text) for text in texts]
    return found


def test_there_are_areas_and_questions_enough_and_no_more_than_people_answer() -> None:
    assert len(catalogue().area) == 7
    assert 30 <= len(QUESTIONS) <= 40
    assert all(4 <= len(area.question) <= 7 for area in catalogue().area)
    # Fields of a full form: two for each question and three about the assessment, within Django's limit.
    assert 2 * len(QUESTIONS) + 3 <= 100


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.id)
def test_every_level_is_its_own_and_every_step_leads_on(one: Question) -> None:
    assert len(set(one.levels)) == limits.HIGHEST + 1
    assert len(set(one.steps)) == limits.HIGHEST
    assert one.text.endswith("?")
    assert all(text.endswith(".") for text in (one.why, *one.levels, *one.steps))
    assert [one.step(level) for level in range(limits.HIGHEST)] == list(one.steps)
    assert one.guides, "nothing on this site helps"


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.id)
def test_what_helps_is_there(one: Question) -> None:
    assert set(one.roles) <= set(ROLES)
    assert set(one.instruments) <= set(packaged().treaties)
    for each in one.guides:
        assert guidance.page(*each.split("/", 1)) is not None, each


def test_every_source_is_cited_and_has_an_address() -> None:
    cited = {key for one in QUESTIONS for key in one.sources}
    cited |= {one.source for one in catalogue().framework}
    listed = {one.key: one for one in catalogue().source}
    assert cited == set(listed)
    assert len({one.url for one in listed.values()}) == len(listed)


def test_sentences_are_short_and_none_stands_twice() -> None:
    texts = _sentences()
    long = [
        (name, text)
        for name, text in texts
        for each in re.split(r"[.;:?]\s", text)
        if len(each.split()) > LONGEST_SENTENCE
    ]
    assert long == []
    every = [text for name, text in texts if text.endswith((".", "?"))]  # evidence may be the same
    assert [one for one in set(every) if every.count(one) > 1] == []


def test_what_others_ask_is_asked_here_or_said_why_not() -> None:
    parts = [each for one in catalogue().framework for each in one.element]
    assert len(catalogue().framework) >= 8
    assert {each.left for each in parts} - {""} == set(LEFT)
    assert len([one for one in QUESTIONS if catalogue().also(one.id)]) > len(QUESTIONS) * 3 / 4
    (nis2,) = [one for one in catalogue().also("weaknesses") if one.framework.key == "nis2"]
    assert [each.at for each in nis2.elements] == ["7(2)(c)", "12"]


def test_the_first_list_stays_what_it_was() -> None:
    """Files of the first list are out there: none of its questions goes, none comes into it."""
    first = [one.id for one in QUESTIONS if one.since == 1]
    assert len(first) == 37
    assert digests.sha256(" ".join(sorted(first)).encode()) == FIRST_LIST
    assert {one.id for one in QUESTIONS if one.since == 2} == {"offices", "backbone", "identity"}


def test_codes_have_words() -> None:
    assert len(LEVELS) == limits.HIGHEST + 1
    assert set(STANDINGS) == set(get_args(Standing)) == set(signing.PROOFS)
    assert set(PROOFS) == set(get_args(Proof))
    assert all(BY.values())


GOOD = """
[[area]]
id = "a"
title = "A"
summary = "A."
[[area.question]]
id = "q"
text = "Q?"
why = "W."
levels = ["0.", "1.", "2.", "3.", "4."]
steps = ["0.", "1.", "2.", "3."]
evidence = ["e"]
guides = ["audiences/governments"]
sources = ["s"]
[[source]]
key = "s"
title = "S"
publisher = "P"
url = "https://example.org/"
read = "2026-11-26"
[[framework]]
key = "f"
called = "F"
source = "s"
summary = "S."
element = [{ at = "1", called = "E", asked = ["q"] }]
"""
WRONG = {
    "a level is missing": ('"3.", "4."]', '"3."]'),
    "a step too many": ('"3."]\nevidence', '"3.", "4."]\nevidence'),
    "a source that is not listed": ('sources = ["s"]', 'sources = ["t"]'),
    "no source": ('sources = ["s"]', "sources = []"),
    "an unknown key": ('why = "W."', 'why = "W."\nhow = "H."'),
    "an empty text": ('why = "W."', 'why = ""'),
    "an address that is none": ("https://example.org/", "javascript:alert(1)"),
    "no TOML": ("[[area]]", "[[area"),
    "a question of a later list": ('why = "W."', 'why = "W."\nsince = 2'),
    "an element of no question": ('asked = ["q"]', 'asked = ["p"]'),
    "an element without a question or a reason": ('asked = ["q"]', "asked = []"),
    "an element with a question and a reason": ('asked = ["q"]', 'asked = ["q"], left = "gap"'),
    "a framework without a source": ('source = "s"', 'source = "t"'),
}


def test_a_good_file_is_read() -> None:
    assert parse(GOOD.encode()).questions[0].id == "q"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_its_name(name: str) -> None:
    before, after = WRONG[name]
    assert before in GOOD
    with pytest.raises(DataRowError) as refused:
        parse(GOOD.replace(before, after, 1).encode())
    assert refused.value.file == FILE


def test_the_same_id_twice_is_refused() -> None:
    twice = GOOD.replace(
        "[[source]]", GOOD[GOOD.index("[[area.q") : GOOD.index("[[source]]")] + "[[source]]"
    )
    with pytest.raises(DataRowError, match="q stands twice"):
        parse(twice.encode())
