"""Hostile case lines: each is refused by name, says what was meant, and stops nobody else's answer."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from comity.law import cli
from comity.law.criminality import CaseError, Unread, assess, read_case, read_cases
from comity.law.criminality import limits as case_limits
from comity.law.criminality.finding import ENGINE
from comity.law.criminality.record import again, case_text, record
from comity.law.release import in_use

GOOD: dict[str, Any] = {
    "id": "good",
    "requesting_state": "EE",
    "requested_state": "RO",
    "measure": "M03",
    "evaluation_date": "2026-11-22",
    "stage": "completed",
    "min_max_penalty_months": None,
    "requesting_offence_established": False,
    "facts": {
        "present": ["access", "computer_system", "intent", "without_right"],
        "rest": "absent",
    },
}


def but(**changed: Any) -> dict[str, Any]:
    return {**GOOD, **changed}


def facts(**changed: Any) -> dict[str, Any]:
    return but(facts={**GOOD["facts"], **changed})


ONE = {"measure": "economic_loss", "value": 1, "unit": "CNY"}
REFUSED: list[tuple[str, Any, str, str]] = [
    ("no object", [], "CaseFieldError", ""),
    ("no facts", {k: v for k, v in GOOD.items() if k != "facts"}, "CaseFieldError", ""),
    ("no date", {k: v for k, v in GOOD.items() if k != "evaluation_date"}, "CaseFieldError", ""),
    ("a misspelt field", but(evaluaton_date="2026-01-01"), "CaseFieldError", "evaluation_date"),
    ("an unknown State", but(requested_state="XX"), "UnknownCaseStateError", ""),
    ("a small letter State", but(requested_state="ro"), "UnknownCaseStateError", "RO"),
    ("a State's name", but(requested_state="Romania"), "UnknownCaseStateError", "RO"),
    ("a State that is a list", but(requested_state=["RO"]), "UnknownCaseStateError", ""),
    ("an unknown element", facts(present=["acces"]), "UnknownElementError", "access"),
    ("an element that is a number", facts(present=[7]), "UnknownElementError", ""),
    ("an element in two lists", facts(absent=["access"]), "FactStatedTwiceError", ""),
    ("elements as text", facts(present="access"), "CaseFieldError", ""),
    ("an unknown list", facts(presnt=["access"]), "CaseFieldError", "present"),
    ("another rest", facts(rest="none"), "CaseFieldError", ""),
    ("no such day", but(evaluation_date="2026-02-30"), "CaseDateError", "2026-02-28"),
    ("no such month", but(evaluation_date="2026-13-05"), "CaseDateError", "2026-12-05"),
    ("the day first", but(evaluation_date="22.11.2026"), "CaseDateError", "2026-11-22"),
    ("a date that is a number", but(evaluation_date=20261122), "CaseDateError", ""),
    ("digits of another script", but(evaluation_date="٢٠٢٦-١١-٢٢"), "CaseDateError", ""),
    ("a week", but(evaluation_date="2026-W47-7"), "CaseDateError", ""),
    ("a far year", but(evaluation_date="99999-01-01"), "CaseDateError", ""),
    ("no such measure", but(measure="M99"), "CaseFieldError", ""),
    ("another stage", but(stage="planned"), "CaseFieldError", ""),
    ("a stage that is a list", but(stage=["attempt"]), "CaseFieldError", ""),
    ("months below none", but(min_max_penalty_months=-1), "CaseFieldError", ""),
    ("months as text", but(min_max_penalty_months="12"), "CaseFieldError", ""),
    ("months as truth", but(min_max_penalty_months=True), "CaseFieldError", ""),
    ("established as text", but(requesting_offence_established="no"), "CaseFieldError", ""),
    ("a threshold cut short", but(min_max_penalty=12), "CaseFieldError", "min_max_penalty_months"),
    ("a field with half a pair", but(**{"q\udc00": 1}), "CaseFieldError", ""),
    ("a field with an escape", but(**{"q\x1b[2J": 1}), "CaseFieldError", ""),
    ("a State with half a pair", but(requested_state="\ud800"), "UnknownCaseStateError", ""),
    ("an element with half a pair", facts(present=["\ud800"]), "UnknownElementError", ""),
    (
        "a unit with half a pair",
        facts(quantities=[{**ONE, "unit": "\ud800"}]),
        "CaseFieldError",
        "",
    ),
    ("an id of two lines", but(id="a\nb\tEE -> RO\tsatisfied"), "CaseFieldError", ""),
    ("an id with half a pair", but(id="\ud800"), "CaseFieldError", ""),
    ("an id with NUL", but(id="a\0"), "CaseFieldError", ""),
    ("an id with a line separator", but(id="a\u2028b"), "CaseFieldError", ""),
    ("an endless number as id", but(id=10**5000), "CaseTooLargeError", ""),
    ("an endless negative id", but(id=-(10**5000)), "CaseTooLargeError", ""),
    ("no number as months", but(min_max_penalty_months=float("nan")), "CaseFieldError", ""),
    ("endless months", but(min_max_penalty_months=10**400), "CaseFieldError", ""),
    ("an empty id", but(id=""), "CaseFieldError", ""),
    ("an id that is truth", but(id=True), "CaseFieldError", ""),
    ("a long id", but(id="x" * 300), "CaseTooLargeError", ""),
    ("a quantity with more", facts(quantities=[{**ONE, "more": 1}]), "CaseFieldError", ""),
    ("a quantity below none", facts(quantities=[{**ONE, "value": -1}]), "CaseFieldError", ""),
    ("a quantity without end", facts(quantities=[{**ONE, "value": 10**400}]), "CaseFieldError", ""),
    ("a quantity twice", facts(quantities=[ONE, ONE]), "FactStatedTwiceError", ""),
    ("too many quantities", facts(quantities=[ONE] * 51), "CaseFieldError", ""),
    ("too many elements", facts(present=["access"] * 1001), "CaseTooLargeError", ""),
]


@pytest.mark.parametrize("_, raw, name, nearest", REFUSED, ids=[row[0] for row in REFUSED])
def test_a_wrong_case_is_refused_by_name(_: str, raw: Any, name: str, nearest: str) -> None:
    with pytest.raises(CaseError) as refused:
        read_case(raw)
    assert refused.value.code == name and refused.value.sentence
    if nearest:
        assert nearest in refused.value.nearest


LINES: list[tuple[bytes, str]] = [
    (b"not json", "CaseNotJsonError"),
    (b"\xff\xfe", "CaseNotJsonError"),
    (b"\xef\xbb\xbf{}", "CaseNotJsonError"),
    (b'{"id":1,"id":2}', "CaseNotJsonError"),
    (b'{"id":NaN}', "CaseNotJsonError"),
    (b'{"id":' + b"9" * 5000 + b"}", "CaseNotJsonError"),
    (b"[" * 5000, "CaseNotJsonError"),
    (b'{"x":' + b"[" * 20000 + b"]" * 20000 + b"}", "CaseNotJsonError"),
    (json.dumps(GOOD).encode() + b"\r" + json.dumps(GOOD).encode(), "CaseNotJsonError"),
    (json.dumps(GOOD).encode("utf-16"), "CaseNotJsonError"),
    (b"\0\0", "CaseNotJsonError"),
    (b"null", "CaseFieldError"),
    (b'"\\u0000"', "CaseFieldError"),
    (b" " * (case_limits.CASE_BYTES + 1) + b"{}", "CaseTooLargeError"),
    (json.dumps(facts(quantities=[{**ONE, "value": 1e300}])).encode(), "CaseFieldError"),
    (b'{"id":1,"facts":{"quantities":[{"value":1e999}]}}', "CaseFieldError"),
]


@pytest.mark.parametrize("line, name", LINES, ids=range(len(LINES)))
def test_a_wrong_line_stops_no_other(line: bytes, name: str) -> None:
    good = json.dumps(GOOD).encode()
    first, wrong, last = read_cases([good + b"\r\n", line, b"", good])
    assert not isinstance(first, Unread) and not isinstance(last, Unread)
    assert isinstance(wrong, Unread) and wrong.line == 2 and wrong.error.code == name


@pytest.mark.parametrize("name", ["note_of_the_court", "offence_date", "comment", "备注", "حاشية"])
def test_other_fields_are_no_misspelt_ones(name: str) -> None:
    assert read_case(but(**{name: 1})).kept == (name,)


@pytest.mark.parametrize("name", ["CN-2026/1", "案件　7", "قضية ٧", "дело 7", -7, 10**199])
def test_ids_of_every_script_are_given_back(name: Any) -> None:
    assert read_case(but(id=name)).id == name


def test_no_cases_no_answers() -> None:
    assert [*read_cases([])] == [] and [*read_cases([b"", b"\r\n", b"  "])] == []


def test_a_file_without_end_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_limits, "CASES", 2)
    good = json.dumps(GOOD).encode()
    *_, last = read_cases([good] * 5)
    assert isinstance(last, Unread) and last.line == 3 and "Split" in last.error.sentence


def test_a_field_that_is_not_known_is_kept_and_told() -> None:
    case = read_case(but(note_of_the_court="x"))
    assert case.kept == ("note_of_the_court",)
    assert [one.code for one in assess(case).remarks] == ["field_kept"]


def test_a_field_that_is_not_known_changes_no_byte_when_the_case_is_computed_again() -> None:
    found = assess(read_case(but(**{"zeta_note": {"deep": [1]}, "note_of_the_court": "kept"})))
    text = case_text(found.case)
    assert record(again(text, release=in_use(), engine=ENGINE)) == record(found)


def test_what_was_stated_twice_over_is_told() -> None:
    case = read_case(facts(present=["intent"], absent=["knowledge"]))
    assert assess(case).conflicts == ("knowledge",)


# The command line


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]], str]:
    code = cli.main(["assess", *words])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_many_cases_are_answered_and_the_exit_says_that_some_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    wrong = json.dumps(but(id="bad", requested_state="XX"))
    lines = [json.dumps(GOOD), wrong, "not json", json.dumps(but(id=7))]
    file.write_text("\n".join(lines), encoding="utf-8")
    code, answers, err = run(capsys, "--cases", str(file), "--json")
    assert code == 2 and "2 lines could not be read" in err
    good, bad, none, last = answers
    assert good["finding"] == "not_satisfied" and last["id"] == 7
    assert bad["id"] == "bad" and bad["error"]["error"] == "UnknownCaseStateError"
    assert bad["error"]["nearest"] and none["id"] is None
    expected = {"id", "finding", "requesting", "requested", "missing", "questions"}
    expected |= {"relied_on_interpretation", "data_version"}
    assert expected <= set(good)
    provision = good["requesting"]["provisions"][0]
    assert {"id", "finding", "because"} <= set(provision) and provision["because"]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_command_itself_survives_what_cannot_be_written(
    tmp_path: Path, form: list[str]
) -> None:
    """Half a character pair, a forged line and an endless line: each is refused, none is fatal."""
    file = tmp_path / "cases.jsonl"
    good = json.dumps(GOOD).encode()
    wrong = [
        json.dumps(but(id="\ud800")).encode(),
        json.dumps(but(id="a\nb\tEE -> RO\tsatisfied")).encode(),
        b'{"id":"' + b"x" * (3 * case_limits.CASE_BYTES) + b'"}',
        b"\xff",
    ]
    file.write_bytes(b"\n".join([good, *wrong, good]))
    command = Path(sys.executable).with_name("comity")
    done = subprocess.run(
        [str(command), "law", "assess", "--cases", str(file), *form],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 6 and b"4 lines could not be read" in done.stderr
    assert b"Traceback" not in done.stderr


def test_cases_from_the_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(json.dumps(GOOD).encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    code, answers, _ = run(capsys, "--cases", "-", "--json")
    assert code == 0 and answers[0]["id"] == "good"


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_one_case_for_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(GOOD["facts"]), encoding="utf-8")
    words = ["--from", "EE", "--to", "RO", "--facts", str(file), "--on", "2026-11-22"]
    page = tmp_path / "page.html"
    assert cli.main(["assess", *words, "--language", language, "--html", str(page)]) == 0
    text = page.read_text("utf-8")
    assert f'lang="{language}"' in text and ('dir="rtl"' in text) == (language == "ar")
    assert "<script" not in text and "Karistusseadustik" in text
    assert cli.main(["assess", *words, "--language", language]) == 0
    assert "sha256:" in capsys.readouterr().out


FACT_FILES: list[tuple[bytes, str]] = [
    (b"", "CaseNotJsonError"),
    (b"[]", "CaseFieldError"),
    (b'{"present":["access"],"present":["intercept"]}', "CaseNotJsonError"),
    (
        b'{"present":["access"],"quantities":[{"measure":"x","unit":"y","value":NaN}]}',
        "CaseNotJsonError",
    ),
    (json.dumps(GOOD).encode("utf-16"), "CaseNotJsonError"),
    (b"\xff", "CaseNotJsonError"),
    (b"[" * 5000, "CaseNotJsonError"),
    (b" " * (case_limits.CASE_BYTES + 1), "CaseTooLargeError"),
    (b'{"present":["acces"]}', "UnknownElementError"),
]


@pytest.mark.parametrize("raw, name", FACT_FILES, ids=range(len(FACT_FILES)))
def test_a_wrong_file_of_facts_is_refused_like_a_wrong_line(
    tmp_path: Path, raw: bytes, name: str
) -> None:
    file = tmp_path / "facts.json"
    file.write_bytes(raw)
    words = ["--from", "EE", "--to", "RO", "--facts", str(file), "--on", "2026-11-22"]
    with pytest.raises(CaseError) as refused:
        cli.main(["assess", *words])
    assert refused.value.code == name


WRONG: list[list[str]] = [
    [],
    ["--facts", "nowhere.json"],
    ["--cases", "nowhere.jsonl"],
    ["--cases", "x", "--facts", "y"],
    ["--facts", "nowhere.json", "--language", "xx"],
]


@pytest.mark.parametrize("words", WRONG, ids=[" ".join(one) or "nothing" for one in WRONG])
def test_a_wrong_command_is_refused_by_name(words: list[str]) -> None:
    from comity.law.errors import LawError

    with pytest.raises(LawError) as refused:
        cli.main(["assess", *words])
    assert refused.value.sentence


def test_command_over_systems_is_no_no_where_the_law_on_botnets_was_not_checked() -> None:
    """Every provision on access fails without an entry, but nobody looked for one on botnets."""
    case = {
        "id": "botnet",
        "requesting_state": "CN",
        "requested_state": "US",
        "evaluation_date": "2026-11-22",
        "facts": {
            "present": ["control_system", "computer_system", "intent", "without_right"],
            "rest": "absent",
        },
    }
    found = assess(read_case(case))
    coverage = {one.type: one.state for one in found.requested.coverage}
    assert coverage["botnet_operation"] == "not_checked"
    assert found.requested.finding == "needs_information"
