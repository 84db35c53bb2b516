"""A letter's core in a form that a person can read before approving it: everything, nothing hidden.

The same lines are shown by `comity approve` and on the approval page, so that they can be compared.
Nothing in the core is left out, known or not, and nothing can disguise itself: control characters and
characters that turn the direction of writing are shown by their code point. Pure.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.law import dataitems, measures, states
from comity.law.errors import LawError

_JOINERS = "\u200c\u200d"  # Persian, Arabic and Indic words need them
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters by name, but nothing to see
_HIDDEN = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
_NOTHING = "(nothing)"

_PLACES = {
    "Letter": ("type", "version", "marking", "languages", "time"),
    "Who writes to whom": ("from", "to", "drafter"),
    "What it says": ("body", "critical"),
    "Attachments": ("attachments",),
    "Its place in the matter": (
        "matter",
        "seq",
        "previous",
        "seen",
        "incarnation",
        "nonce",
        "suite",
    ),
}
_OTHER = "Members that this program does not know"
_LABELS = {
    "type": "Type of letter",
    "time": "Written at",
    "from": "From",
    "to": "To",
    "drafter": "Drafted by",
    "critical": "Marked as essential",
    "seq": "Number from this writer",
    "previous": "Letter before it",
    "seen": "Seen of the other side",
}
_FIRST = ("measure", "instrument", "article", "kind", "value", "authority", "person", "start")


@dataclass(frozen=True)
class Line:
    """One label and its value; ``depth`` says how far inside."""

    label: str
    value: str
    depth: int = 0


@dataclass(frozen=True)
class Section:
    """A group of lines under one title."""

    title: str
    lines: tuple[Line, ...]


def sections(core: Mapping[str, Any]) -> tuple[Section, ...]:
    """The whole core, in the order in which a person asks: what, who, says what, where it belongs."""
    known = {name for names in _PLACES.values() for name in names}
    places = dict(_PLACES)
    places[_OTHER] = tuple(sorted(set(core) - known))
    found = []
    for title, names in places.items():
        members = {name: core[name] for name in names if name in core}
        lines = tuple(line for name in members for line in _member(name, members[name]))
        if lines:
            found.append(Section(title, lines))
    return tuple(found)


def visible(text: str) -> str:
    """The text with every character that could hide or disguise something shown by its code point."""
    return "".join(_shown(char) for char in text)


def measure_of(core: Mapping[str, Any]) -> str:
    """Code and title of the measure that the body names; empty where it names none."""
    body = core.get("body")
    code = body.get("measure") if isinstance(body, Mapping) else None
    return _measure(code) if isinstance(code, str) else ""


def authority_name(authority: str) -> str:
    """An authority's id with the State's name in words: ``RO/contact-point (Romania)``."""
    return f"{visible(authority)}{_state(authority.split('/', 1)[0])}"


def _shown(char: str) -> str:
    if char in _JOINERS or char == "\n":
        return char
    hides = char in _BLANKS or unicodedata.category(char) in _HIDDEN
    return code_point(char) if hides else char


def code_point(char: str) -> str:
    """A character that would hide or disguise something, in words: ``⟨U+202E⟩``."""
    return f"⟨U+{ord(char):04X}⟩"


def _member(name: str, value: Any) -> Iterator[Line]:
    """One member of the core. The body's own members stand directly under its section."""
    if name == "body" and isinstance(value, Mapping) and value:
        yield from _members(value, 0)
    else:
        yield from _value(_LABELS.get(name) or _label(name), name, value, 0)


def _members(values: Mapping[str, Any], depth: int) -> Iterator[Line]:
    order = {name: number for number, name in enumerate(_FIRST)}
    for name in sorted(values, key=lambda name: order.get(name, len(order))):
        yield from _value(_label(name), name, values[name], depth)


def _value(label: str, name: str, value: Any, depth: int) -> Iterator[Line]:
    if isinstance(value, Mapping) and set(value) == {"lang", "text"} and value["text"]:
        # A text with its language is one line: what it says is what is read.
        yield Line(f"{label} ({visible(str(value['lang']))})", _leaf("text", value["text"]), depth)
    elif isinstance(value, Mapping) and value:
        yield Line(label, "", depth)
        yield from _members(value, depth + 1)
    elif isinstance(value, list | tuple) and value:
        yield from _list(label, name, value, depth)
    else:
        yield Line(label, _leaf(name, value), depth)


def _list(label: str, name: str, values: Sequence[Any], depth: int) -> Iterator[Line]:
    for number, value in enumerate(values, 1):
        numbered = label if len(values) == 1 else f"{label} {number} of {len(values)}"
        yield from _value(numbered, name, value, depth)


def _leaf(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}, ()):
        return _NOTHING
    if value is True or value is False:
        return "yes" if value else "no"
    text = visible(str(value))
    if name == "measure":
        return _measure(text)
    if name == "authority":
        return authority_name(text)
    if name in ("items", "data_items"):
        return _item(text)
    return text


def _label(name: str) -> str:
    words = visible(name).replace("_", " ").replace("\n", " ")
    return words[:1].upper() + words[1:]


def _measure(code: str) -> str:
    try:
        return f"{visible(code)}: {measures.title(code)}"
    except (LawError, LookupError):
        return f"{visible(code)} (not a measure that this program knows)"


def _item(code: str) -> str:
    try:
        return f"{code}: {dataitems.title(code)}"
    except (LawError, LookupError):
        return code


def _state(code: str) -> str:
    try:
        return f" ({states.name(code)})"
    except (LawError, LookupError):
        return ""
