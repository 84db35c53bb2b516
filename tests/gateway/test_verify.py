"""The page that checks signatures, as the site serves it: its policy, its words, its script's origins.

What the script decides is tested in a browser: tests/browser/test_verify_page.py.
"""

import hashlib
import re
from pathlib import Path

import pytest
from django.test import Client

from comity.gateway import everything, published
from comity.gateway.verify import policy, wording
from comity.gateway.verify.views import TABLES
from comity.look.headers import POLICY
from tests.gateway.pages import naked, read

STATIC = Path(policy.__file__).parents[1] / "static" / "gateway"
NOBLE = STATIC / "verify" / "noble"
SCRIPTS = (STATIC / "verify.js", *sorted((STATIC / "verify").glob("*.js")))
TEXT = {script.name: script.read_text("utf-8") for script in SCRIPTS}
EVERY = "\n".join(TEXT.values())


@pytest.mark.parametrize("language", everything.LANGUAGES)
def test_the_page_is_sound(site: Client, language: str) -> None:
    answer = site.get(f"/{language}/verify/")
    assert answer.status_code == 200
    assert not answer.cookies
    page = read(answer.content.decode())
    assert naked(page) == []
    assert len(list(page.all("h1"))) == 1
    assert not any(one.attributes.get("style") for one in page.all())
    (script,) = page.all("script")
    assert script.attributes["src"].startswith("/static/gateway/verify.js")
    assert script.text == ""
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    for label in page.all("label"):
        assert label.attributes["for"] in ids


def test_only_this_page_runs_a_script_and_it_can_connect_to_nothing(site: Client) -> None:
    header = site.get("/en/verify/")["Content-Security-Policy"]
    assert header.startswith(POLICY)
    assert set(policy.ADDED) <= set(header.split("; "))
    assert "unsafe" not in header
    assert "script-src" not in site.get("/en/about/")["Content-Security-Policy"]
    assert "script-src" not in site.get("/en/verify/nothing/")["Content-Security-Policy"]


def test_it_is_never_answered_with_not_modified(site: Client) -> None:
    """That answer would carry the policy of all other pages."""
    answer = site.get("/en/verify/")
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_no_file_is_ever_sent_here(site: Client) -> None:
    assert site.post("/en/verify/", {"files": "x"}).status_code == 405
    page = read(site.get("/en/verify/").content.decode())
    forms = list(page.all("form"))
    assert not any(field for form in forms for field in form.all("input", type="file"))


def test_on_a_mirror_it_says_that_it_needs_the_site() -> None:
    answer = Client(HTTP_HOST="localhost").get("/en/verify/", **{published.MIRROR: True})
    text = answer.content.decode()
    assert "<script" not in text
    assert "This is a copy on a disk or a mirror." in text


@pytest.mark.parametrize("script", SCRIPTS, ids=[one.name for one in SCRIPTS])
def test_scripts_are_served_as_scripts(site: Client, script: Path) -> None:
    answer = site.get(f"/static/{script.relative_to(STATIC.parent).as_posix()}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")


def test_every_code_of_the_script_has_its_sentence_and_none_is_left_over() -> None:
    codes = set(re.findall(r'(?:refuse|new Refusal)\("([A-Za-z]+)"', EVERY))
    codes |= set(re.findall(r'wrong: "([A-Za-z]+)"', EVERY))
    codes |= set(re.findall(r'"([A-Z][A-Za-z0-9]+Error)"', EVERY))
    listed = set(
        re.findall(r'"([A-Za-z]+)"', EVERY.partition("const VERDICTS")[2].partition("};")[0])
    )
    inner = {  # turned into another refusal before anybody sees them
        "FormatError", "Base64FormatError", "KeyFormatError", "TimeFormatError", "EntryWrongError", "EntryOfOtherStateError",
        "EntryNotCountersignedError",
    }  # fmt: skip
    assert (codes | listed) - inner == set(wording.REASONS)
    for table in ("SIGNATURES", "NOT_VOUCHED", "UNDECIDED", "VOUCHED"):
        assert set(getattr(wording, table)) <= listed, table
    assert not set(wording.UNREADABLE) & listed


def test_every_note_and_word_of_the_script_is_on_the_page() -> None:
    notes = set(re.findall(r'code: "([A-Z][A-Za-z]+)"', EVERY)) - {"Vouched"}
    assert notes == set(wording.NOTES)
    page = TEXT["verify.js"]
    asked = set(re.findall(r'say\("page", "([a-z_]+)"', page))
    asked |= set(
        re.findall(
            r'"([a-z_]+)"', page.partition("function concluded")[2].partition("const counts")[0]
        )
    )
    asked -= {
        "vouched",
        "undecided",
        "signature_wrong",
        "not_vouched",
        "wrong",
        "copy_differs",
    }  # verdicts, a colour, and what is said of a copy
    assert asked == set(wording.PAGE)
    kinds = set(re.findall(r'kind: "([a-z]+)"', TEXT["documents.js"])) | {"none"}
    assert kinds == set(wording.KINDS)
    left_out = set(re.findall(r'code: "([a-z_]+)"', TEXT["files.js"])) | {"evidence", "attachment"}
    assert left_out == set(wording.NOT_READ)
    assert set(re.findall(r'code: "([a-z_]+)"', TEXT["copies.js"])) == set(wording.COPIES)


def test_every_place_in_a_sentence_is_filled_in_by_the_script() -> None:
    places = {
        place
        for _, texts in TABLES
        for text in texts.values()
        for place in re.findall(r"\{(\w+)\}", text)
    }
    for place in places:
        assert re.search(rf"\b{place}\b", EVERY), place


def test_the_words_of_the_page_are_on_the_page(site: Client) -> None:
    page = read(site.get("/en/verify/").content.decode())
    said = {
        one.attributes["data-code"]: one.text
        for one in page.all(None)
        if "data-code" in one.attributes
    }
    expected = {f"{table}:{code}": text for table, texts in TABLES for code, text in texts.items()}
    assert said == expected


def test_the_script_has_no_way_to_markup_or_to_the_network() -> None:
    forbidden = ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "fetch(", "XMLHttp",
                 "WebSocket", "sendBeacon", "import(", "EventSource", "RTCPeer", "localStorage", "cookie", "location")  # fmt: skip
    for name, text in TEXT.items():
        assert [one for one in forbidden if one in text] == [], name


def test_what_came_from_elsewhere_is_what_was_published() -> None:
    rows = dict(
        re.findall(
            r"^\| `([^`]+\.js)` \| `([0-9a-f]{64})` \|$",
            (NOBLE / "ORIGINS.md").read_text("utf-8"),
            re.M,
        )
    )
    files = {one.relative_to(NOBLE).as_posix(): one for one in NOBLE.rglob("*.js")}
    assert set(rows) == set(files)
    for name, path in files.items():
        text = path.read_text("utf-8")
        if name.count("/") == 1:
            text = re.sub(r"from '\.\./(curves|hashes|post-quantum)/", r"from '@noble/\1/", text)
        assert hashlib.sha256(text.encode()).hexdigest() == rows[name], name
