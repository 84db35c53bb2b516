"""JSON as the law room takes it: no key twice in one object, and no NaN or infinity."""

import json
from typing import Any


def loads(text: str | bytes) -> Any:
    """The plain values. Raises ValueError, and RecursionError for what is nested too deeply."""
    return json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no number")
