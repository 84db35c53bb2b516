"""``comity law`` in the terminal."""

import json

import pytest

from comity import cli


def run(capsys, *words):
    code = cli.main(["law", *words])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_demos_basis(capsys):
    code, out, _ = run(capsys, "basis", "RO", "MA", "--measure", "M01", "--on", "2026-11-25")
    assert code == 0
    for text in (
        "from Romania to Morocco on 2026-11-25",
        "1. Budapest Convention, BC 29 (verified",
        "Double criminality may not be a condition for preservation. (BC 29(3)-(4)) [V]",
        "bilateral treaties - not checked",
        "(design) [design]",
        "Morocco (requested), 24/7 point of contact: General Directorate of National Security",
        "Last, ways without a binding instrument:",
        "lacks: No length of hold is owed.",
        "Who is bound: http",
    ):
        assert text in out


def test_json_holds_everything(capsys):
    words = ["basis", "RO", "MA", "--measure", "M03", "--on", "2026-11-25", "--json"]
    code, out, _ = run(capsys, *words)
    found = json.loads(out)
    assert code == 0
    assert found["carriers"][0]["confidence"] == "conditional"
    assert found["on"] == "2026-11-25"


def test_a_preservation_between_members_is_not_offered_and_says_what_governs(capsys):
    code, out, _ = run(capsys, "basis", "EE", "RO", "--measure", "M01", "--on", "2026-11-25")
    assert code == 1
    for text in (
        "M01 is not offered between these two. What follows governs",
        "M16 European Preservation Order Certificate: e-Evidence Regulation governs",
        "M17 European Investigation Order: EIO Directive governs",
        "is a reading of ours [U]",
        "by our reading: it may remain open",
        "Use M16 or M17.",
    ):
        assert text in out


def test_a_formal_request_between_members_is_the_wrong_tool(capsys):
    code, out, _ = run(capsys, "basis", "EE", "RO", "--measure", "M03", "--on", "2026-11-25")
    assert code == 1
    assert "M03 IS THE WRONG TOOL between these two. What governs:" in out
    assert "M17 European Investigation Order" in out
    assert "M15 European Production Order Certificate" in out


def test_no_instrument_is_an_answer_with_its_reasons(capsys):
    code, out, _ = run(capsys, "basis", "RO", "SO", "--measure", "M01", "--on", "2026-11-25")
    assert code == 1
    assert "NO INSTRUMENT" in out
    assert "Comity: the other State's own law" in out
    assert "Somalia was not bound by the Budapest Convention as seen on 2026-04-25" in out


def test_a_state_shows_what_is_made_not_made_not_seen_and_not_checked(capsys):
    code, out, _ = run(capsys, "state", "CZ", "--on", "2026-11-25")
    assert code == 0
    for text in (
        "made: Urgent requests to the central authority",
        "not seen: Federal clause",
        "not checked: European orders: languages and authorities",
        "prior consent of the judicial authority",
        "bilateral treaties - not checked",
        "domestic hold - partial",
    ):
        assert text in out
    _, out, _ = run(capsys, "state", "MA", "--on", "2026-11-25")
    assert "not made: Double criminality reserved for preservation" in out
    assert "declarations budapest - complete" in out
    assert "Competences: none was read." in out


def test_unverified_statements_are_marked(capsys):
    _, out, _ = run(capsys, "basis", "RO", "CH", "--measure", "M03", "--on", "2026-11-25")
    assert "NOT SETTLED:" in out


WRONG = {
    "a State that is none": (
        ["RO", "XX", "--measure", "M01", "--on", "2026-11-25"],
        "UnknownState",
    ),
    "a measure that is none": (
        ["RO", "MA", "--measure", "M0", "--on", "2026-11-25"],
        "UnknownMeasure",
    ),
    "a day that is none": (["RO", "MA", "--measure", "M01", "--on", "25.11.2026"], "YYYY-MM-DD"),
    "the same State": (["RO", "RO", "--measure", "M01", "--on", "2026-11-25"], "SameState"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_wrong_questions(capsys, case):
    words, text = case
    code, out, err = run(capsys, "basis", *words)
    assert (code, out) == (2, "")
    assert text in err


@pytest.mark.parametrize("words", [["XX", "--on", "2026-11-25"], ["RO", "--on", "today"]])
def test_wrong_questions_about_a_state(capsys, words):
    code, out, err = run(capsys, "state", *words)
    assert (code, out) == (2, "")
    assert err


def test_check_counts_every_file(capsys):
    code, out, _ = run(capsys, "check")
    assert code == 0
    assert "carries.json" in out
    assert out.splitlines()[-1].startswith("sha256:")
