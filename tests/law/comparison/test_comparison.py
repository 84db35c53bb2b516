"""Comparing States: the matrix says what the test says, pages are whole in every language, nothing is hidden."""

import csv
import json
import random
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

import pytest

from comity.law import cli
from comity.law.comparison import Matrix, compare, matrix, pages, pictures
from comity.law.comparison.probes import minimum
from comity.law.criminality import Case, Facts, assess
from comity.law.criminality import book as books
from comity.law.criminality.values import VERDICTS
from comity.law.errors import LawError
from comity.law.offences import GENERAL_PART
from comity.law.release import packaged
from tests.law.comparison.reading import Checked

DAY = date(2026, 11, 26)
BOOK = books.of(packaged())
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


@pytest.fixture(scope="module")
def whole() -> Matrix:
    return matrix(DAY)


def test_the_matrix_says_what_the_test_says(whole: Matrix) -> None:
    chance = random.Random(5)
    special = [name for name in BOOK.types if name not in GENERAL_PART]
    for _ in range(400):
        one, two = chance.sample(whole.states, 2)
        name = chance.choice(special)
        facts = Facts(present=minimum(BOOK, name).present, rest="absent")
        place = whole.types.index(name)
        values = whole.values
        expected = VERDICTS[min(values[one][place], values[two][place])]
        assert assess(Case("m", one, two, "M03", DAY, facts)).finding == expected


def test_every_pair_and_type_is_in_the_table(whole: Matrix, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    assert cli.main(["matrix", "--on", "2026-11-26", "--csv", str(file)]) == 0
    with file.open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    count = len(whole.states)
    assert len(rows) == count * (count - 1) // 2 and head[2:-2] == list(BOOK.types)
    assert {cell for row in rows for cell in row[2:-2]} <= set(VERDICTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_whole_and_says_what_it_shows(whole: Matrix, language: str) -> None:
    for name in (None, "illegal_access"):
        text = pictures.svg(whole, name, language)
        root = ElementTree.fromstring(text)
        count = len(whole.states)
        space = "{http://www.w3.org/2000/svg}"
        assert len(root.findall(f"{space}g")) == count * (count - 1)
        assert root.find(f"{space}title") is not None
        described = root.findtext(f"{space}desc") or ""
        assert str(count) in described
        if language == "en":  # red is "not at the minimum", not "never"
            assert ("minimum" in described) == (name is not None)
        assert "<script" not in text and "href" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_whole_in_every_language(language: str) -> None:
    text = pages.page(compare("CN", "US", DAY), language)
    reader = Checked()
    reader.feed(text)
    assert reader.wrong == [] and reader.open == []
    assert f'lang="{language}"' in text and ('dir="rtl"' in text) == (language == "ar")
    if language != "en":
        assert "Kind of conduct" not in text and "crime in both" not in text


def test_what_is_not_in_the_data_keeps_its_name() -> None:
    found = {one.type: one for one in compare("GH", "CN", DAY).types}
    ghana, china = found["illegal_access"].sides
    assert ghana.coverage.state == "looked_not_found"
    assert found["obscene_content"].sides[0].coverage.state == "not_checked"
    assert china.coverage.state == "provision"
    gaps = compare("PH", "US", date(2000, 5, 4)).types[0].sides[0].coverage
    assert (gaps.type, gaps.state, gaps.by) == ("illegal_access", "gap", ("gap-ph-2000",))
    text = pages.page(compare("GH", "CN", DAY))
    assert "looked for and not found" in text and "not checked" in text


def test_where_the_minimum_is_a_crime_in_neither_what_would_do_is_tried() -> None:
    kinds = {one.type: one for one in compare("CN", "US", DAY).types}["data_interference"].kinds
    assert kinds[0].kind == "neither" and any(one.kind == "clear" for one in kinds)
    clear = next(one for one in kinds if one.kind == "clear")
    assert {"damage_caused", "serious_consequences"} <= set(clear.adds)


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ["--on", "2026-11-22"]
    assert cli.main(["compare", "EE", "RO", *day]) == 0
    assert "Estonia and Romania" in capsys.readouterr().out
    assert cli.main(["compare", "EE", "RO", *day, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["states"] == ["EE", "RO"] and len(found["types"]) == len(BOOK.types)
    page = tmp_path / "p.html"
    assert cli.main(["compare", "EE", "RO", *day, "--html", "--out", str(page)]) == 0
    assert page.read_text("utf-8").startswith("<!doctype html>")


WRONG = (
    ["compare", "EE", "XX"],
    ["compare", "EE", "RO", "--on", "22.11.2026"],
    ["compare", "EE", "RO", "--language", "xx"],
    ["matrix", "--type", "hacking"],
    ["compare", "EE", "RO", "--out", "/nowhere/x"],
)


@pytest.mark.parametrize("words", WRONG, ids=[" ".join(one) for one in WRONG])
def test_a_wrong_command_is_refused_by_name(words: list[str]) -> None:
    with pytest.raises(LawError) as refused:
        cli.main(words)
    assert refused.value.sentence
