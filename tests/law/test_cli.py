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
        "Budapest Convention, BC 29 (verified",
        "Double criminality may not be a condition for preservation. (BC 29(3)-(4)) [V]",
        "bilateral treaties - not checked",
        "(design) [design]",
    ):
        assert text in out


def test_json_holds_everything(capsys):
    words = ["basis", "RO", "MA", "--measure", "M03", "--on", "2026-11-25", "--json"]
    code, out, _ = run(capsys, *words)
    found = json.loads(out)
    assert code == 0
    assert found["carriers"][0]["confidence"] == "conditional"
    assert found["on"] == "2026-11-25"


def test_no_instrument_is_an_answer_with_its_reasons(capsys):
    code, out, _ = run(capsys, "basis", "EE", "RO", "--measure", "M01", "--on", "2026-11-25")
    assert code == 1
    assert "NO INSTRUMENT" in out
    assert "Use M16 or M17. [U]" in out


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


def test_check_counts_every_file(capsys):
    code, out, _ = run(capsys, "check")
    assert code == 0
    assert "carries.json" in out
    assert out.splitlines()[-1].startswith("sha256:")
