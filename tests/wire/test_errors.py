"""The family of refusals: drawn in the docstring, each with a sentence, and somebody who mends it."""

import inspect
import re

import pytest

from comity.wire import errors

FAMILY = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.ComityError)
]


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_every_refusal_is_drawn_and_tells_what_to_do(kind: type[errors.ComityError]) -> None:
    assert re.search(rf"\b{kind.__name__}\b", errors.__doc__ or "")
    assert kind.__name__.endswith("Error")
    assert kind.fault in {"sender", "receiver", "us"}
    assert kind().as_dict() == {
        "error": kind.__name__,
        "sentence": kind.sentence,
        "fault": kind.fault,
    }
    if kind is not errors.WireError:
        assert kind.sentence != errors.ComityError.sentence or kind is errors.ComityError


def test_facts_stay_inside() -> None:
    error = errors.TooLargeError(length=7)
    assert error.facts == {"length": 7}
    assert "7" not in str(error.as_dict())
