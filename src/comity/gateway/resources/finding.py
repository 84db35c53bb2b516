"""What is asked of the resources, and which of them fit. Pure."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.gateway.resources import entries, limits
from comity.gateway.resources.entries import Entry
from comity.gateway.resources.errors import (
    ChoiceTwiceError,
    FilterError,
    UnknownChoiceError,
    WordsNotPlainError,
    WordsTooLongError,
)
from comity.gateway.resources.topics import TOPICS
from comity.gateway.search import plain
from comity.law.release import packaged

ANY_STATE: Final = "any"
"""The choice of what is open to every State."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": entries.KINDS,
    "role": entries.ROLES,
    "language": entries.LANGUAGES,
    "level": ("introduction", "practitioner", "expert"),
    "topic": TOPICS,
    "state": (ANY_STATE, *packaged().states),
}
"""The fields of the filter and what each may hold."""
WORDS: Final = "q"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted; an empty text leaves the field open."""

    kind: str = ""
    role: str = ""
    language: str = ""
    level: str = ""
    topic: str = ""
    state: str = ""
    words: str = ""


def asked(values: Mapping[str, Sequence[str]]) -> tuple[Wanted, tuple[FilterError, ...]]:
    """What the fields ask for, and every field that cannot be answered."""
    taken: dict[str, str] = {}
    refused: list[FilterError] = []
    for field, choices in CHOICES.items():
        try:
            taken[field] = _choice(field, values.get(field, ()), choices)
        except FilterError as error:
            refused.append(error)
    try:
        taken["words"] = _words(values.get(WORDS, ()))
    except FilterError as error:
        refused.append(error)
    return Wanted(**taken), tuple(refused)


def _choice(field: str, given: Sequence[str], choices: tuple[str, ...]) -> str:
    chosen = [one for one in given if one]
    if not chosen:
        return ""
    if len(chosen) > 1:
        raise ChoiceTwiceError(field)
    if len(chosen[0]) > limits.CHOICE_CHARS or chosen[0] not in choices:
        raise UnknownChoiceError(field, chosen[0][: limits.REPEATED_CHARS])
    return chosen[0]


def _words(given: Sequence[str]) -> str:
    if len(given) > 1:
        raise ChoiceTwiceError(WORDS)
    text = given[0].strip() if given else ""
    if len(text) > limits.WORDS_CHARS:
        raise WordsTooLongError(WORDS)
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs") for one in text):
        raise WordsNotPlainError(WORDS)
    return text


def found(all_: Iterable[Entry], wanted: Wanted, said: Callable[[str], str]) -> list[Entry]:
    """The entries that fit, by kind and then by day or title. ``said`` translates a summary."""
    return in_order(one for one in all_ if _fits(one, wanted, said))


def in_order(some: Iterable[Entry]) -> list[Entry]:
    """Entries by kind; what has a day by its day, the rest by title."""
    return sorted(
        some,
        key=lambda one: (
            entries.KINDS.index(one.kind),
            one.starts or date.max,
            plain(one.title),
        ),
    )


def _fits(one: Entry, wanted: Wanted, said: Callable[[str], str]) -> bool:
    return (
        wanted.kind in ("", one.kind)
        and (not wanted.role or wanted.role in one.roles)
        and (not wanted.language or wanted.language in one.languages)
        and (not wanted.level or one.level in (wanted.level, "any"))
        and (not wanted.topic or wanted.topic in one.topics)
        and (not wanted.state or wanted.state in states_of(one))
        and (not wanted.words or _says(one, wanted.words, said))
    )


def states_of(one: Entry) -> tuple[str, ...]:
    """The States whose institution provides it and for which it is; ``any`` where it is open to all."""
    here = (one.provided_from,) if one.provided_from else ()
    return tuple(dict.fromkeys((*here, *(one.for_states or (ANY_STATE,)))))


def _says(one: Entry, words: str, said: Callable[[str], str]) -> bool:
    """Whether each word stands somewhere in what is shown of the entry."""
    shown = plain(" ".join((one.title, one.summary, said(one.summary), one.provider, one.place)))
    return all(word in shown for word in plain(words).split())


def offered(some: Iterable[Entry]) -> dict[str, dict[str, int]]:
    """For each field the choices that lead to something, in their order, with how many."""
    counts = {field: dict.fromkeys(choices, 0) for field, choices in CHOICES.items()}
    for one in some:
        counts["kind"][one.kind] += 1
        for field, values in (
            ("role", one.roles),
            ("language", one.languages),
            ("topic", one.topics),
            ("state", states_of(one)),
        ):
            for value in values:
                counts[field][value] += 1
        for level in counts["level"]:
            counts["level"][level] += one.level in (level, "any")
    return {
        field: {value: number for value, number in each.items() if number}
        for field, each in counts.items()
    }
