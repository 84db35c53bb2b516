"""Entries as pages say them: codes in words, in the language of the page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.gateway import guidance, published
from comity.gateway.resources import entries, finding, live, topics, values, wording
from comity.gateway.resources.entries import Entry
from comity.gateway.search import Entry as Found

_WORDS: Final = {
    "kind": wording.KINDS_MANY,
    "role": wording.ROLES,
    "language": wording.LANGUAGES,
    "level": wording.LEVELS,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry and the words of its codes. A field that was not seen is an empty text."""

    one: Entry
    kind: str
    summary: str
    summary_in: str  # its language where that is not the page's, else empty
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    level: str
    cost: str
    form: str
    recurs: str
    used_for: str
    reviewer: str
    topics: tuple[tuple[str, str], ...]  # name and address; no address where none is


def shown(one: Entry, language: str) -> Shown:
    """The words of an entry in the language of the page. A summary that nobody translated stays as it was written."""
    summary = gettext(one.summary)
    as_written = summary == one.summary and language != one.written_in
    return Shown(
        one=one,
        kind=gettext(wording.KINDS[one.kind]),
        summary=summary,
        summary_in=gettext(wording.LANGUAGES[one.written_in]) if as_written else "",
        roles=tuple(gettext(wording.ROLES[code]) for code in one.roles),
        languages=tuple(gettext(wording.LANGUAGES[code]) for code in one.languages),
        regions=tuple(gettext(wording.REGIONS[code]) for code in one.regions),
        level=_seen(wording.LEVELS, one.level),
        cost=_seen(wording.COSTS, one.cost),
        form=_seen(wording.FORMS, one.form),
        recurs=gettext(wording.RECURS[one.recurs]) if one.recurs else "",
        used_for=gettext(one.used_for) if one.used_for else "",
        reviewer=_reviewer(one.reviewed_by, language),
        topics=tuple((topic(code, language), _address(code, language)) for code in one.topics),
    )


def _reviewer(who: str, language: str) -> str:
    if who == entries.EDITORS:
        return gettext(wording.EDITORS)
    if who.startswith(entries.CONTACT_OF):
        state = published.now().names(language).state(who.removeprefix(entries.CONTACT_OF))
        return gettext(wording.CONTACT).format(name=state)
    return who


def _seen(words: Mapping[str, str], code: str) -> str:
    return "" if code == "not_seen" else gettext(words[code])


def choices(field: str, values: Mapping[str, int], language: str) -> Iterator[tuple[str, str, int]]:
    """The choices of a field of the filter: code, words, how many entries."""
    named = [(value, _word(field, value, language), many) for value, many in values.items()]
    if field in ("topic", "state"):
        named.sort(key=lambda one: (one[0] != finding.ANY_STATE, one[1].casefold()))
    yield from named


def _word(field: str, value: str, language: str) -> str:
    if field == "topic":
        return topic(value, language)
    if field == "state":
        return state(value, language)
    return gettext(_WORDS[field][value])


_CODES: Final = {
    "kind": wording.KINDS,
    "written_in": wording.LANGUAGES,
    "languages": wording.LANGUAGES,
    "roles": wording.ROLES,
    "level": wording.LEVELS,
    "cost": wording.COSTS,
    "form": wording.FORMS,
    "recurs": wording.WHENS,
}
"""The words of the codes that a field of an entry may hold."""


def field(name: str, text: str, language: str) -> str:
    """A field of a proposal about an entry, its codes in words; a code that nobody knows stays as it is."""
    if name == "standing" and text:
        said = wording.WHENS["standing"]
        return gettext(said)
    if name == "topics":
        return _joined(text, lambda one: topic(one, language) if one in topics.TOPICS else one)
    if name in ("provided_from", "for_states"):
        return _joined(text, lambda one: state(one, language))
    if name in _CODES:
        words = _CODES[name]
        return _joined(text, lambda one: gettext(words[one]) if one in words else one)
    return text


def _joined(text: str, said: Callable[[str], str]) -> str:
    return ", ".join(map(said, filter(None, text.split(values.BETWEEN))))


def state(code: str, language: str) -> str:
    """A State by its name; the choice of what is open to all of them."""
    if code == finding.ANY_STATE:
        return gettext(wording.ANY_STATE)
    return published.now().names(language).state(code)


def topic(code: str, language: str) -> str:
    """A topic as people read it."""
    if code in wording.TOPICS:
        return gettext(wording.TOPICS[code])
    if code in topics.GUIDANCE:
        page = guidance.page(topics.GUIDANCE[code], code)
        assert page is not None
        return gettext(page.title)
    return published.now().names(language).type(code)


def _address(code: str, language: str) -> str:
    """Where a topic leads: the guidance or the type of offence."""
    if code in topics.GUIDANCE:
        shelf = topics.GUIDANCE[code]
        return reverse("guide", kwargs={"language": language, "shelf": shelf, "name": code})
    return (
        ""
        if code in topics.OWN
        else reverse("offence", kwargs={"language": language, "name": code})
    )


def searchable(language: str) -> Iterator[Found]:
    """What the search of the site can find here: the kinds, and every entry that is not out of date."""
    for kind, name in wording.KINDS_MANY.items():
        address = reverse("resources-kind", kwargs={"language": language, "kind": kind})
        say = gettext(wording.KINDS_SAY[kind])
        yield Found(wording.RESOURCES, address, gettext(name), say, rank=1)
    today = published.now().today
    for one in live.current(today):
        said = shown(one, language)
        about = (*said.roles, *(name for name, _ in said.topics), *said.languages)
        yield Found(
            wording.KINDS[one.kind],
            reverse("resource", kwargs={"language": language, "name": one.id}),
            one.title,
            said.summary,
            " ".join((one.provider, one.place, said.used_for, *about)),
            rank=2,
        )
