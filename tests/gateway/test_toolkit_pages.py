"""The pages of the self-assessment: sound in both directions of writing, nothing kept, bad input named."""

import gzip
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from comity.gateway.toolkit import assessing, limits, signing
from comity.gateway.toolkit.assessing import Answer, Assessment
from comity.gateway.toolkit.catalogue import catalogue
from comity.gateway.toolkit.errors import ToolkitError
from comity.wire import keys
from tests.gateway.pages import Node, naked, read

pytestmark = pytest.mark.whole

QUESTIONS = catalogue().questions
PAIR = keys.generate_pair()
DAY = date(2026, 1, 31)


def _assessment(day: date = DAY, state: str = "EE", note: str = "") -> Assessment:
    said = {
        one.id: Answer(None if place % 6 == 5 else place % 5, note)
        for place, one in enumerate(QUESTIONS)
    }
    return Assessment(state, day, "working_group", said, catalogue().set)


def _form(**other: str) -> dict[str, str]:
    found = {"state": "EE", "day": DAY.isoformat(), "by": "working_group"}
    found |= {f"level.{one.id}": str(place % 5) for place, one in enumerate(QUESTIONS[:-3])}
    return found | other


def _file(data: bytes, name: str = "saved.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/json")


def _page(answer: HttpResponse, status: int = 200) -> Node:
    assert answer.status_code == status
    assert answer.cookies == {}
    page = read(answer.content.decode())
    assert naked(page) == []
    assert len(list(page.all("h1"))) == 1
    assert not list(page.all("script"))
    assert not [one for one in page.all() if one.attributes.get("style")]
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert [one for one in set(ids) if ids.count(one) > 1] == []
    for table in page.all("table"):
        assert list(table.all("caption"))
    for one in page.all("a"):
        href = one.attributes.get("href", "")
        assert not href.startswith("#") or href[1:] in ids, href
    return page


def _errors(page: Node) -> str:
    return " ".join(one.text for one in page.all(cls="error-summary"))


# Sound pages


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_form_has_every_question_once_with_its_levels(site: Client, language: str) -> None:
    page = _page(site.get(f"/{language}/toolkit/?state=EE"))
    html = next(page.all("html"))
    assert html.attributes["dir"] == ("rtl" if language == "ar" else "ltr")
    groups = list(page.all("fieldset", cls="question"))
    assert [one.attributes["id"] for one in groups] == [f"level.{one.id}" for one in QUESTIONS]
    for one in groups:
        radios = list(one.all("input", type="radio"))
        assert [each.attributes["value"] for each in radios] == ["", "0", "1", "2", "3", "4"]
        assert ["checked" in each.attributes for each in radios] == [True, *[False] * 5]
        labels = {each.attributes["for"] for each in one.all("label")}
        assert {each.attributes["id"] for each in radios} <= labels
        assert list(one.all(cls="source"))
    chosen = [one.attributes["value"] for one in page.all("option") if "selected" in one.attributes]
    assert chosen == ["EE"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_result_shows_picture_steps_and_answers(site: Client, language: str) -> None:
    page = _page(site.post(f"/{language}/toolkit/result/", _form()))
    assert len(list(page.all("svg", cls="bar"))) == len(catalogue().area)
    table = next(page.all("table", cls="picture"))
    assert len(list(table.all("th", scope="row"))) == len(catalogue().area)
    steps = list(next(page.all("ol", cls="next")).children)
    assert len(steps) == limits.FIRST_STEPS
    assert len(list(page.all("table", cls="answers"))) == len(catalogue().area)
    open_ones = QUESTIONS[-3:]
    assert len(list(page.all("rect", cls="untold"))) == len(open_ones)


def test_the_file_says_what_was_said_and_fills_the_form_again(site: Client) -> None:
    sent = _form(**{"note.strategy": "Décision 12\r\n« oui »"})
    answer = site.post("/fr/toolkit/file/", sent)
    assert answer["Content-Disposition"] == (
        'attachment; filename="comity-self-assessment-EE-2026-01-31.json"'
    )
    assert answer["Cache-Control"].find("no-store") > 0
    plain = json.loads(answer.content)
    assert (plain["format"], plain["set"]) == ("comity-self-assessment-2", 2)
    assert plain["answers"]["strategy"] == {"level": 0, "note": "Décision 12\n« oui »"}
    assert plain["answers"][QUESTIONS[-1].id] == {"level": None, "note": ""}
    page = _page(site.post("/fr/toolkit/", {"saved": _file(answer.content)}))
    checked = [
        one.attributes["id"]
        for one in page.all("input", type="radio")
        if "checked" in one.attributes and one.attributes["value"]
    ]
    assert len(checked) == len(QUESTIONS) - 3
    assert any("« oui »" in one.text for one in page.all("textarea"))
    again = site.post("/fr/toolkit/file/", _fields(page))
    assert again.content == answer.content


def test_the_result_carries_all_answers_on(site: Client) -> None:
    """Saved from the result, or changed from there: it is the same assessment."""
    sent = _form(**{"note.lead": 'a <b> & "c"\r\nd'})
    saved = site.post("/en/toolkit/file/", sent).content
    shown = _page(site.post("/en/toolkit/result/", sent))
    form = next(shown.all("form", cls="buttons-only"))
    hidden = {
        one.attributes["name"]: one.attributes["value"] for one in form.all("input", type="hidden")
    }
    assert site.post("/en/toolkit/file/", hidden).content == saved
    back = _page(site.post("/en/toolkit/", hidden))
    assert site.post("/en/toolkit/file/", _fields(back)).content == saved


def _fields(page: Node) -> dict[str, str]:
    """What a browser would send of the form."""
    form = next(page.all("form", cls="toolkit"))
    found = {
        one.attributes["name"]: one.attributes["value"]
        for one in form.all("input", type="radio")
        if "checked" in one.attributes
    }
    found |= {one.attributes["name"]: one.text for one in form.all("textarea")}
    found["day"] = next(form.all("input", id="day")).attributes["value"]
    for name in ("state", "by"):
        chosen = next(form.all("select", id=name))
        found[name] = next(
            one.attributes["value"] for one in chosen.all("option") if "selected" in one.attributes
        )
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_years_stand_side_by_side(site: Client, language: str) -> None:
    first = _assessment()
    later = Assessment(
        "EE",
        DAY + timedelta(180),
        "ministry",
        {**first.answers, "strategy": Answer(3)},
        catalogue().set,
    )
    files = [
        _file(assessing.write(later), "b.json"),
        _file(signing.sign(_assessment(), PAIR), "a.jws"),
    ]
    page = _page(site.post(f"/{language}/toolkit/compare/", {"files": files}))
    assert len(list(page.all("svg", cls="columns"))) == len(catalogue().area)
    years = next(page.all("table", cls="years"))
    heads = [one.text for one in next(years.all("thead")).all("th")]
    assert heads[1:] == ["2026-01-31", "2026-07-30"]
    changes = next(page.all("ul", cls="changes"))
    assert len(list(changes.all("li"))) == 1


def test_an_older_file_says_what_was_not_asked_then(site: Client) -> None:
    old = Assessment("EE", DAY - timedelta(400), "ministry", {"lead": Answer(3)}, 1)
    opened = _page(site.post("/en/toolkit/", {"saved": _file(assessing.write(old))}))
    message = next(opened.all("div", cls="success"))
    links = [one.attributes["href"] for one in message.all("a")]
    assert links == ["#level.offices", "#level.backbone", "#level.identity"]
    files = [
        _file(assessing.write(old), "old.json"),
        _file(assessing.write(_assessment()), "new.json"),
    ]
    compared = _page(site.post("/en/toolkit/compare/", {"files": files}))
    said = [one.text for one in next(compared.all("table", cls="years")).all("span", cls="quiet")]
    assert said.count("not asked then") == 3
    assert "left out of all means" in compared.text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_covered_is_shown_with_its_source(site: Client, language: str) -> None:
    page = _page(site.get(f"/{language}/toolkit/coverage/"))
    assert len(list(page.all("table", cls="coverage"))) == len(catalogue().framework)
    assert len(list(page.all("p", cls="source"))) == len(catalogue().framework)


@pytest.mark.parametrize("name", ["result", "file"])
def test_whoever_comes_without_answers_is_led_to_the_form(site: Client, name: str) -> None:
    answer = site.get(f"/es/toolkit/{name}/")
    assert (answer.status_code, answer["Location"]) == (302, "/es/toolkit/")


@pytest.mark.parametrize("name", ["", "result/", "file/", "compare/", "receipt/"])
def test_other_verbs_are_refused(site: Client, name: str) -> None:
    for verb in ("put", "patch", "delete"):
        assert getattr(site, verb)(f"/en/toolkit/{name}").status_code == 405


# What nobody should send: into the form

FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "no State": ({"state": ""}, "Choose the State"),
    "a State that is none": ({"state": "XX"}, "ISO 3166-1"),
    "a State as markup": ({"state": "<script>"}, "ISO 3166-1"),
    "no day": ({"day": ""}, "This is no day"),
    "a day that is none": ({"day": "2026-02-30"}, "This is no day"),
    "a day in other words": ({"day": "20260131"}, "This is no day"),
    "a year long ago": ({"day": "1999-12-31"}, "This is no day"),
    "a day to come": ({"day": "2099-01-01"}, "has not come yet"),
    "a person": ({"by": "Jane Roe"}, "Names of people"),
    "level 9": ({"level.strategy": "9"}, "from 0 to 4"),
    "a level below": ({"level.strategy": "-1"}, "from 0 to 4"),
    "a level as a word": ({"level.strategy": "two"}, "from 0 to 4"),
    "two levels": ({"level.strategy": ["1", "2"]}, "from 0 to 4"),
    "a question that is none": ({"level.magic": "1"}, "does not exist here"),
    "a note too long": ({"note.strategy": "x" * 401}, "at most 400"),
    "a note that cannot be shown": ({"note.strategy": "a\x07b"}, "cannot be shown"),
    "a note with NUL": ({"note.strategy": "a\x00b"}, "cannot be shown"),
}


@pytest.mark.parametrize("door", ["result", "file"])
@pytest.mark.parametrize("name", FIELDS)
def test_a_wrong_field_is_named_and_nothing_that_was_typed_is_lost(
    site: Client, name: str, door: str
) -> None:
    wrong, said = FIELDS[name]
    sent = {**_form(), "note.lead": "kept words", **wrong}
    page = _page(site.post(f"/en/toolkit/{door}/", sent), 400)
    assert said in _errors(page)
    assert "<script>" not in page.text
    assert any("kept words" in one.text for one in page.all("textarea"))


def test_full_notes_fit_and_more_is_named(site: Client) -> None:
    """Every note full of the longest characters is one form; a larger one is refused by name."""
    full = {f"note.{one.id}": "\U0001d504" * limits.NOTE_CHARS for one in QUESTIONS}
    assert site.post("/en/toolkit/file/", {**_form(), **full}).status_code == 200
    huge = {**_form(), "note.strategy": "x" * 100_000}
    assert "larger than the form allows" in _errors(
        _page(site.post("/en/toolkit/result/", huge), 400)
    )
    many = {**_form(), **{f"other{one}": "" for one in range(200)}}
    assert "larger than the form allows" in _errors(
        _page(site.post("/en/toolkit/result/", many), 400)
    )


BODIES = {
    "no form at all": (b"hello", "text/plain"),
    "no boundary": (b"hello", "multipart/form-data"),
    "cut off": (b"--x\r\nContent-Disposition: form-data; na", "multipart/form-data; boundary=x"),
    "a strange character set in parts": (
        b'--x\r\nContent-Disposition: form-data; name="state"\r\n\r\nEE\r\n--x--\r\n',
        "multipart/form-data; boundary=x; charset=rot13",
    ),
    "a strange character set": (b"state=EE", "application/x-www-form-urlencoded; charset=rot13"),
}


@pytest.mark.parametrize("door", ["", "result/", "file/", "compare/", "receipt/"])
@pytest.mark.parametrize("name", BODIES)
def test_what_is_no_form_is_answered_with_a_page(site: Client, name: str, door: str) -> None:
    body, kind = BODIES[name]
    answer = site.generic("POST", f"/en/toolkit/{door}", body, content_type=kind)
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()


# What nobody should send: as a file


def _changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    plain = json.loads(assessing.write(_assessment()))
    change(plain)
    return json.dumps(plain).encode()


def _bomb() -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as out:
        out.write(b"0" * 20_000_000)
    return packed.getvalue()


GOOD = assessing.write(_assessment())
FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not JSON"),
    "too large": (b" " * (limits.FILE_BYTES + 1), "larger than a self-assessment"),
    "too large for one that is not signed": (
        GOOD + b" " * limits.DOCUMENT_BYTES,
        "larger than a self-assessment",
    ),
    "not JSON": (b"<html></html>", "not JSON"),
    "a packed file named .json": (_bomb(), "not text in UTF-8"),
    "another encoding": (GOOD.decode().encode("utf-16"), "not text in UTF-8"),
    "the mark of another program": (b"\xef\xbb\xbf" + GOOD, "not JSON"),
    "a member twice": (GOOD[:-1] + b',"state":"SN"}', "not JSON"),
    "NaN": (
        _changed(lambda one: one["answers"]["strategy"].update(level=float("nan"))),
        "not JSON",
    ),
    "half a level": (
        _changed(lambda one: one["answers"]["strategy"].update(level=1.5)),
        "not JSON",
    ),
    "nested deeply": (b"[" * 5000 + b"]" * 5000, "not JSON"),
    "a list": (b"[]", "no self-assessment"),
    "null": (b"null", "no self-assessment"),
    "another format": (_changed(lambda one: one.update(format="other-2")), "no self-assessment"),
    "a member too many": (_changed(lambda one: one.update(person="x")), "no self-assessment"),
    "a member missing": (_changed(lambda one: one.pop("by")), "no self-assessment"),
    "answers as a list": (_changed(lambda one: one.update(answers=[])), "no self-assessment"),
    "an answer too much": (
        _changed(lambda one: one["answers"]["strategy"].update(name="x")),
        "no self-assessment",
    ),
    "an unknown question": (
        _changed(lambda one: one["answers"].update(magic={"level": 1, "note": ""})),
        "does not exist here",
    ),
    "level 9": (_changed(lambda one: one["answers"]["strategy"].update(level=9)), "from 0 to 4"),
    "level true": (
        _changed(lambda one: one["answers"]["strategy"].update(level=True)),
        "from 0 to 4",
    ),
    "level as text": (
        _changed(lambda one: one["answers"]["strategy"].update(level="2")),
        "from 0 to 4",
    ),
    "State XX": (_changed(lambda one: one.update(state="XX")), "ISO 3166-1"),
    "State as a list": (_changed(lambda one: one.update(state=["EE"])), "ISO 3166-1"),
    "a day to come": (_changed(lambda one: one.update(day="2099-01-01")), "has not come yet"),
    "a day as a number": (_changed(lambda one: one.update(day=20260131)), "This is no day"),
    "a person": (_changed(lambda one: one.update(by="Jane Roe")), "Names of people"),
    "a long note": (
        _changed(lambda one: one["answers"]["strategy"].update(note="x" * 401)),
        "at most 400",
    ),
    "a note that is none": (
        _changed(lambda one: one["answers"]["strategy"].update(note=None)),
        "cannot be shown",
    ),
    "signatures of nothing": (b'{"payload":"e30","signatures":[]}', "signed, but not as"),
    "signatures, unformatted": (b'{"payload": "e30", "signatures": []}', "signed, but not as"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_file_is_named_where_it_is_opened_and_where_it_is_compared(
    site: Client, name: str
) -> None:
    data, said = FILES[name]
    opened = _page(site.post("/en/toolkit/", {"saved": _file(data)}), 400)
    assert said in _errors(opened)
    good = _file(assessing.write(_assessment(DAY - timedelta(400))), "good.json")
    compared = _page(
        site.post("/en/toolkit/compare/", {"files": [_file(data, "<i>bad.json"), good]}), 400
    )
    assert said in _errors(compared)
    assert "<i>bad.json" in _errors(compared)
    assert len(list(compared.all("svg", cls="columns"))) == len(catalogue().area), (
        "the good one stays"
    )


def _year(place: int, state: str = "EE") -> SimpleUploadedFile:
    return _file(assessing.write(_assessment(date(2010, 1, 1 + place), state)), f"{place}.json")


def test_ten_files_are_compared_and_fifty_are_not(site: Client) -> None:
    ten = {"files": [_year(place) for place in range(limits.FILES)]}
    page = _page(site.post("/en/toolkit/compare/", ten))
    assert (
        len(list(next(page.all("table", cls="years")).all("th", scope="col"))) == 1 + limits.FILES
    )
    fifty = {"files": [_year(place % 28) for place in range(50)]}
    assert "At most 10" in _errors(_page(site.post("/en/toolkit/compare/", fifty), 400))
    too_many = {"files": [_file(b"{}") for _ in range(200)]}
    assert "At most 10" in _errors(_page(site.post("/en/toolkit/compare/", too_many), 400))


def test_a_flood_is_refused_before_it_is_read(site: Client) -> None:
    flood = {"files": [_file(b" " * (limits.REQUEST_BYTES + 1))]}
    assert "larger than the form" in _errors(_page(site.post("/en/toolkit/compare/", flood), 400))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "No file was chosen"),
        ([_year(0), _year(0)], "same day"),
        ([_year(0), _year(1, "SN")], "different States"),
    ],
)
def test_files_that_do_not_fit_together(
    site: Client, files: list[SimpleUploadedFile], said: str
) -> None:
    page = _page(site.post("/en/toolkit/compare/", {"files": files}), 400)
    assert said in _errors(page)
    assert not list(page.all("table", cls="years"))


def test_every_refusal_says_what_to_do() -> None:
    def below(kind: type[ToolkitError]) -> list[type[ToolkitError]]:
        return [kind, *(each for one in kind.__subclasses__() for each in below(one))]

    for one in below(ToolkitError):
        assert re.search(r"[.]$", one.sentence), one
        assert "sentence" in vars(one), one
