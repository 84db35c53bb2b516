"""What somebody writes about an entry becomes a proposal of the survey, judged by the reader of the files. Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from comity.gateway.entering.errors import (
    DayWrongError,
    EndsFirstError,
    EntryExistsError,
    EntryFieldError,
    EntryTextError,
    ExpiryWrongError,
    HiddenError,
    LinkWrongError,
    MarkupError,
    NothingChangedError,
    PersonInsteadError,
    TooShortError,
    TwiceError,
    WhenWrongError,
)
from comity.gateway.resources import live, values
from comity.gateway.resources.entries import EDITORS, Entry
from comity.gateway.resources.importing import slug
from comity.gateway.survey.errors import (
    ChoiceWrongError,
    SurveyError,
    TextLongError,
    TextMissingError,
)
from comity.gateway.survey.proposals import By, Proposal, What
from comity.wire.errors import ComityError

_BY_REASON: Final[Mapping[str, type[SurveyError]]] = {
    "spaces": EntryTextError,
    "hidden": HiddenError,
    "markup": MarkupError,
    "state": ChoiceWrongError,
    "topic": ChoiceWrongError,
    "twice": TwiceError,
    "person": PersonInsteadError,
    "address": LinkWrongError,
    "year": DayWrongError,
    "standing": WhenWrongError,
    "ends_first": EndsFirstError,
    "lasts": EndsFirstError,
    "expiry": ExpiryWrongError,
    "missing": TextMissingError,
    "string_too_short": TooShortError,
    "string_too_long": TextLongError,
    "string_pattern_mismatch": LinkWrongError,
    "date_type": DayWrongError,
    "literal_error": ChoiceWrongError,
    "too_short": ChoiceWrongError,
}
"""The refusals of the reader of the files, by its own names, as a form says them."""
_LEFT_TO_THE_SITE: Final = frozenset({"id", "source", "reviewed_by", "reviewed_on"})


def missing(written: Mapping[str, str], on: date, **rest: Any) -> Proposal:
    """A new entry. Raises EntryWrongError with every field that is wrong, EntryExistsError."""
    given = {name: text for name, text in written.items() if text}
    name = _id(given)
    proposal = _proposal("missing", name, {}, given, on, **rest)
    for one in live.now().entries:
        if (one.title.casefold(), one.url) == (given["title"].casefold(), given["url"]):
            raise EntryExistsError
    return proposal


def correction(base: Entry, written: Mapping[str, str], on: date, **rest: Any) -> Proposal:
    """What should read otherwise. Raises EntryWrongError, NothingChangedError."""
    was = values.of(base)
    changed = {name: text for name, text in written.items() if text != was[name]}
    if not changed:
        raise NothingChangedError
    return _proposal("correction", base.id, was, changed, on, base=base, **rest)


def verdict(base: Entry, what: What, on: date, **rest: Any) -> Proposal:
    """That an entry is right as it stands, or should no longer be listed."""
    return _proposal(what, base.id, values.of(base), {}, on, base=base, **rest)


def _proposal(
    what: What,
    name: str,
    was: Mapping[str, str],
    should: Mapping[str, str],
    on: date,
    *,
    base: Entry | None = None,
    source: str,
    by: By,
    **rest: Any,
) -> Proposal:
    sent = Proposal(
        what=what,
        kind=live.KIND,
        row=name,
        state=_state(was, {**was, **should}),
        was=dict(was),
        should=dict(should),
        source=source,
        by=by,
        on=on.isoformat(),
        **rest,
    )
    try:
        live.applied(base, sent, EDITORS, on)
    except ValidationError as error:
        raise EntryWrongError(tuple(_wrong(error))) from None
    return sent


def _state(was: Mapping[str, str], reads: Mapping[str, str]) -> str | None:
    """The one State that it is about: whose institution provides it, else the only one that it is for. A correction that
    moves it from one State to another is about none."""
    found = {values.state(one) for one in (was, reads) if one}
    return found.pop() if len(found) == 1 else None


class EntryWrongError(ComityError):
    """Fields of an entry that the reader refuses, each with the refusal that a form shows beside it."""

    fault = "sender"

    def __init__(self, fields: tuple[tuple[str, SurveyError], ...]) -> None:
        self.fields = fields
        super().__init__(" ".join(f"{name}: {error}" for name, error in fields))


def _wrong(error: ValidationError) -> Iterator[tuple[str, SurveyError]]:
    seen = set()
    for one in error.errors():
        name = str(one["loc"][0]) if one["loc"] else one.get("ctx", {}).get("field", "")
        if name in seen or name in _LEFT_TO_THE_SITE:
            continue
        seen.add(name)
        yield name, _BY_REASON.get(one["type"], EntryFieldError)()
    if not seen:  # only what this site adds is wrong: who it is from, where it was read
        yield "", EntryFieldError()


def _id(given: Mapping[str, str]) -> str:
    """A name for ever: words of the title, and a mark of title and address, so that no two entries meet."""
    told = f"{given.get('title', '').casefold()}\n{given.get('url', '')}".encode()
    mark = hashlib.sha256(told).hexdigest()[:8]
    return f"{slug(given.get('title', ''))[:50].strip('-')}-{mark}".strip("-")
