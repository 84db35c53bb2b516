"""The filter finds what fits, and what it cannot answer it names."""

import pytest

from comity.gateway.resources import entries, finding, wording
from comity.gateway.resources.errors import FilterError
from comity.gateway.resources.finding import Wanted

ALL = entries.library()


def _ids(**wanted: str) -> set[str]:
    return {one.id for one in finding.found(ALL, Wanted(**wanted), str)}


def test_each_field_leaves_only_what_fits() -> None:
    assert _ids() == {one.id for one in ALL}
    assert _ids(kind="course") == {one.id for one in ALL if one.kind == "course"}
    assert _ids(role="judge") == {one.id for one in ALL if "judge" in one.roles}
    assert _ids(language="ja") == {one.id for one in ALL if "ja" in one.languages}
    assert _ids(topic="spam") == {one.id for one in ALL if "spam" in one.topics}
    for field in ({"kind": "course"}, {"role": "judge"}, {"language": "ja"}, {"topic": "spam"}):
        assert _ids(**field)


def test_what_is_for_every_level_fits_each_level() -> None:
    assert _ids(level="expert") == {one.id for one in ALL if one.level in ("expert", "any")}
    assert "neolea-training" in _ids(level="introduction", kind="course")


def test_fields_are_put_together() -> None:
    found = _ids(kind="course", role="investigator", language="en", words="forensics")
    assert "neolea-training" in found
    assert "jpcert-log-analysis" not in found


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("BAGIT", "rfc-8493"),
        ("octopus conference", "octopus-conference"),
        ("conference octopus", "octopus-conference"),
        ("x.509", "rfc-5280"),
    ],
)
def test_words_are_found_in_any_order_and_case(words: str, name: str) -> None:
    assert name in _ids(words=words)


def test_words_are_found_in_the_language_of_the_page() -> None:
    found = finding.found(ALL, Wanted(words="hameçon"), lambda text: f"{text} Hameçonnage")
    assert len(found) == len(ALL)


def test_the_choices_that_are_offered_lead_to_something() -> None:
    for field, values in finding.offered(ALL).items():
        assert values
        for value, number in values.items():
            assert len(_ids(**{field: value})) == number > 0


HOSTILE = [
    ({"kind": ["secrets"]}, "UnknownChoiceError"),
    ({"kind": ["course", "event"]}, "ChoiceTwiceError"),
    ({"role": ["' OR 1=1 --"]}, "UnknownChoiceError"),
    ({"role": ["<script>alert(1)</script>"]}, "UnknownChoiceError"),
    ({"language": ["../../etc/passwd"]}, "UnknownChoiceError"),
    ({"language": ["EN"]}, "UnknownChoiceError"),
    ({"level": ["any"]}, "UnknownChoiceError"),
    ({"level": ["not_seen"]}, "UnknownChoiceError"),
    ({"topic": ["x" * 100_000]}, "UnknownChoiceError"),
    ({"topic": ["\x00"]}, "UnknownChoiceError"),
    ({"q": ["a" * 101]}, "WordsTooLongError"),
    ({"q": ["a" * 1_000_000]}, "WordsTooLongError"),
    ({"q": ["evil\u202etxt"]}, "WordsNotPlainError"),
    ({"q": ["a\x00b"]}, "WordsNotPlainError"),
    ({"q": ["a", "b"]}, "ChoiceTwiceError"),
]


@pytest.mark.parametrize(("values", "code"), HOSTILE)
def test_what_nobody_should_ask_is_refused_by_name(values: dict[str, list[str]], code: str) -> None:
    _, refused = finding.asked(values)
    assert [one.code for one in refused] == [code]
    assert len(refused[0].value) <= 30


@pytest.mark.parametrize("words", ["", " ", "'; DROP TABLE x; --", "(((", "\\", "🦊", "ﷺ", "* *"])
def test_strange_words_are_only_words(words: str) -> None:
    wanted, refused = finding.asked({"q": [words]})
    assert refused == ()
    finding.found(ALL, wanted, str)


def test_every_refusal_of_the_filter_can_be_translated() -> None:
    assert {one.sentence for one in FilterError.__subclasses__()} == set(wording.REFUSED)
