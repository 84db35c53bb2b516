"""Every message has its translation in every language, and the compiled catalogues are those of the texts."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from tools import messages


@pytest.mark.parametrize("domain", list(messages.FOLDERS))
def test_nothing_is_missing_in_any_language(domain: str) -> None:
    assert messages.shortcomings(domain) == []


def test_a_missing_translation_would_be_told() -> None:
    wanted = messages.messages("law")
    assert len(wanted) > 400 and "Overview" in wanted
    assert len(messages.messages("django")) > 300


def test_a_compiled_catalogue_is_the_same_whenever_it_is_made() -> None:
    place = messages.folder("django", "fr") / "django.po"
    made = messages.compiled(place, "fr")
    assert b"POT-Creation-Date: 2000-01-01" in made
    assert f"{datetime.now():%Y-%m-%d}".encode() not in made


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogues of the pages, to spoil."""
    shutil.copytree(messages.FOLDERS["django"], tmp_path / "locale")
    monkeypatch.setitem(messages.FOLDERS, "django", tmp_path / "locale")
    return tmp_path / "locale"


SPOILED = [
    ('msgstr "Oui"', 'msgstr ""', "not translated"),
    ('msgstr "dans {time}"', 'msgstr "dans {temps}"', "other places"),
    ('msgstr "Oui"', 'msgstr "Ou\u202ei"', "disguising characters"),
    ('msgid "Yes"', '#, fuzzy\nmsgid "Yes"', "fuzzy"),
    ('msgid "Yes"', 'msgid "Aye"', "no longer said"),
    ('msgid "Yes"', 'msgid "Aye"', "not gathered"),
    ('msgstr[1] "%(n)s ordonnances"\n', "", "not translated"),
    ('msgstr "Oui"', 'msgstr "Si"', "the .mo is not that of the .po"),
]


@pytest.mark.parametrize(("before", "after", "told"), SPOILED, ids=[row[2] for row in SPOILED])
def test_a_spoiled_catalogue_is_told(catalogues: Path, before: str, after: str, told: str) -> None:
    place = catalogues / "fr" / "LC_MESSAGES" / "django.po"
    text = place.read_text(encoding="utf-8")
    assert before in text
    place.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert any(told in line for line in messages.shortcomings("django"))
