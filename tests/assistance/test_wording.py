"""Who has the next step, in the words of the side that reads it."""

import pytest

from comity.assistance import wording
from comity.assistance.lifecycle import STATES

STEPS = [
    ("the requested side's decision", "requested", (True, "our decision")),
    ("the requested side's decision", "requesting", (False, "Morocco’s decision")),
    ("the requested side", "requested", (True, "us")),
    ("the requested side", "requesting", (False, "Morocco")),
    ("the requesting side's formal request", "requesting", (True, "our formal request")),
    ("either side's closing", "requested", (True, "either side’s closing")),
    ("the other node's receipt", "requesting", (False, "the other node’s receipt")),
]


@pytest.mark.parametrize(("waits_for", "side", "said"), STEPS)
def test_the_next_step_has_a_name(waits_for: str, side: str, said: tuple[bool, str]) -> None:
    assert wording.next_step(waits_for, side, "Morocco") == said


@pytest.mark.parametrize("side", ["requesting", "requested"])
def test_no_state_is_left_in_the_words_of_the_table(side: str) -> None:
    for state in STATES:
        words = wording.next_step(state.waits_for, side, "Morocco")[1]
        assert "requesting side" not in words
        assert "requested side" not in words
