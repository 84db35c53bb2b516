"""The worked examples of docs/law: each has its public source, and each comes out as told."""

from typing import Any

import pytest

from comity.law.criminality import assess, read_case
from tools import worked_examples

EXAMPLES = worked_examples.rows()


@pytest.mark.parametrize("one", EXAMPLES, ids=[row["id"] for row in EXAMPLES])
def test_an_example_comes_out_as_told(one: dict[str, Any]) -> None:
    finding = assess(read_case(one["case"]))
    expect = one["expect"]
    assert (finding.finding, finding.requesting.finding, finding.requested.finding) == (
        expect["finding"],
        expect["requesting"],
        expect["requested"],
    )
    assert set(expect.get("missing", [])) <= set(finding.missing)


def test_there_are_enough_and_each_has_a_source() -> None:
    assert len(EXAMPLES) >= 25 and len({one["id"] for one in EXAMPLES}) == len(EXAMPLES)
    for one in EXAMPLES:
        assert one["sources"] and all(url.startswith("http") for url in one["sources"])


def test_the_page_is_made_from_the_file() -> None:
    assert worked_examples.PAGE.read_text("utf-8") == worked_examples.render()
