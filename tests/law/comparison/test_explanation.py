"""The reasoned page: whole in every language, the same as text, and nothing that decides is left out."""

import json
from datetime import date
from pathlib import Path

import pytest

from comity.law import cli, html
from comity.law.criminality import Case, Facts, Finding, assess, explanation
from comity.law.criminality.explanation import Decision
from comity.law.errors import LawError
from comity.law.release import packaged
from comity.law.words import LANGUAGES
from tests.law.comparison.reading import Checked

DAY = date(2026, 11, 22)
ACCESS = frozenset({"access", "computer_system", "intent", "without_right"})
HOSTILE = Decision(
    "<script>alert(1)</script>", '2026-11-22" onload="x', "a & b", "line\n<b>two</b>"
)


def found(one: str, two: str, rest: str = "absent", present: frozenset[str] = ACCESS) -> Finding:
    facts = Facts(present=present, unknown=frozenset({"break_security_measure"}), rest=rest)  # type: ignore[arg-type]
    return assess(Case("e", one, two, "M03", DAY, facts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_every_language(language: str) -> None:
    for rest in ("absent", "unknown"):
        text = explanation.page(found("CN", "US", rest), language)
        reader = Checked()
        reader.feed(text)
        assert reader.wrong == [] and reader.open == []
        assert f'lang="{language}"' in text and ('dir="rtl"' in text) == (language == "ar")
        if language != "en":
            assert "needs information" not in text and "Penalty" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_says_what_the_page_says(language: str) -> None:
    finding = found("EE", "RO", "unknown")
    text, data = explanation.text(finding, language), packaged().offences.provisions
    for side in (finding.requesting, finding.requested):
        for one in side.provisions:
            assert one.citation in text and data[one.id].source_url in text
    assert finding.data_version in text
    assert "<" not in text and "&" not in text and "\n\n\n" not in text


def test_the_heading_says_that_it_is_internal() -> None:
    text = explanation.text(found("EE", "RO"))
    assert text.splitlines()[1].startswith("Internal note.") and "disclosed" in text
    assert "Advice, not a decision" in text and "Decided by: …" in text


def test_a_decision_is_shown_beside_the_finding_and_is_never_markup() -> None:
    page = explanation.page(found("EE", "RO"), decision=HOSTILE)
    reader = Checked()
    reader.feed(page)
    assert reader.wrong == [] and reader.open == []
    assert "<b>two" not in page and 'onload="x' not in page
    text = explanation.text(found("EE", "RO"), decision=HOSTILE)
    for part in ("<script>alert(1)</script>", "a & b", "<b>two</b>"):
        assert part in text


def test_what_keeps_a_side_open_is_never_only_counted() -> None:
    elements = packaged().offences.vocabulary.elements
    acts = frozenset(slug for slug, one in elements.items() if one.facet == "conduct")
    facts = Facts(present=frozenset({"access"}), unknown=acts - {"access"})
    finding = assess(Case("e", "CN", "US", "M03", DAY, facts))
    text = explanation.text(finding)
    for side in (finding.requesting, finding.requested):
        rows = [one for one in side.provisions if one.finding == "needs_information"]
        assert side.finding == "needs_information" and len(rows) > explanation.SHOWN
        assert all(f"Elements of {one.citation}\n" in text for one in rows)


def test_a_link_that_is_none_is_shown_as_text() -> None:
    assert "<a" not in html.link("javascript:alert(1)")
    assert 'rel="noreferrer external"' in html.link('https://example.org/?a="b"&c')
    assert '"b"' not in html.link('https://example.org/?a="b"&c')


CASE = {
    "id": "c",
    "requesting_state": "EE",
    "requested_state": "RO",
    "measure": "M03",
    "evaluation_date": "2026-11-22",
    "facts": {"present": sorted(ACCESS), "rest": "absent"},
}


def test_explain_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, page = tmp_path / "case.json", tmp_path / "page.html"
    case.write_text("\ufeff" + json.dumps(CASE), "utf-8")
    assert cli.main(["explain", str(case), "--language", "fr"]) == 0
    assert "Karistusseadustik" in capsys.readouterr().out
    assert cli.main(["explain", str(case), "--html", str(page), "--language", "ar"]) == 0
    assert 'dir="rtl"' in page.read_text("utf-8") and capsys.readouterr().out == ""


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b"{", b'{"id": 1}', b"[" * 9000])
def test_a_file_that_is_no_case_is_refused_by_name(raw: bytes, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_bytes(raw)
    with pytest.raises(LawError) as refused:
        cli.main(["explain", str(case)])
    assert refused.value.sentence


def test_a_page_that_cannot_be_written_and_a_case_that_is_not_there(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps(CASE), "utf-8")
    for words in ([str(case), "--html", str(tmp_path)], [str(tmp_path / "none.json")]):
        with pytest.raises(LawError):
            cli.main(["explain", *words])
