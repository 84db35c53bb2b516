"""What templates show of the members: rows with their words, one State's or all. Reads the kept copy only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, get_language_info, gettext

from comity.gateway.facts import Source
from comity.gateway.members import answers, seen, wording
from comity.gateway.members.reading import Member
from comity.gateway.members.seen import Seen
from comity.trust.entries import AuthorityEntry


@dataclass(frozen=True, slots=True)
class Competence:
    """What an authority may do for a measure, in words."""

    measure: str
    title: str
    verbs: str


@dataclass(frozen=True, slots=True)
class Row:
    """An authority in words. ``entry`` is what it declares."""

    entry: AuthorityEntry
    title: str
    lang: str  # of the title
    role: str
    competences: tuple[Competence, ...]
    languages: str
    not_yet: bool  # its entry is valid from later on
    revoked: tuple[
        tuple[datetime, str], ...
    ]  # keys that are not valid any more: since when, and why

    @property
    def provider(self) -> bool:
        """Whether it is a provider of services, and no authority."""
        return self.entry.role == "provider"


@dataclass(frozen=True, slots=True)
class Shown:
    """One State with its rows."""

    member: Member
    rows: tuple[Row, ...]
    refused: tuple[tuple[str, str], ...]  # path and reason, in words
    expired: bool
    source: Source


def context(state: str) -> dict[str, Any]:
    """What ``gateway/members/of_state.html`` needs, by the names that it uses."""
    found = seen.now()
    one = found.members.of(state) if found.members else None
    return {
        "directory": facts(found),
        "member": _shown(one, found) if one else None,
        "has_part": bool(found.members and found.members.has_part(state)),
        "left": found.left.get(state),
        "cited": answers.cited(found, state) if found.members else None,
    }


def banner() -> dict[str, Any]:
    """What ``gateway/members/banner.html`` needs, where a page shows no more than answers."""
    return facts(seen.now())


def everybody() -> dict[str, Any]:
    """What the page of all members needs."""
    found = seen.now()
    members = found.members
    shown = (
        [
            _shown(one, found)
            for code in members.states()
            if code not in found.left and (one := members.of(code))
        ]
        if members
        else []
    )
    return {
        "directory": facts(found),
        "shown": shown,
        "left": [
            (state, version, answers.cited(found, state))
            for state, version in sorted(found.left.items())
        ],
        "authorities": sum(1 for one in shown for row in one.rows if not row.provider),
        "providers": sum(1 for one in shown for row in one.rows if row.provider),
    }


def facts(found: Seen) -> dict[str, Any]:
    """How the directory stands, in words."""
    members = found.members
    return {
        "standing": found.standing,
        "demo": found.demo,
        "now": found.now,
        "reason": reason(found.reason),
        "notes": found.notes,
        "members": members,
        "source": answers.whole(found) if members else None,
    }


def reason(code: str) -> str:
    """Why something was refused; empty where nothing was."""
    return gettext(wording.REASONS.get(code, wording.OTHER_REASON)) if code else ""


def _shown(one: Member, found: Seen) -> Shown:
    return Shown(
        member=one,
        rows=tuple(_row(entry, found.now) for entry in sorted(one.authorities, key=_place)),
        refused=tuple(
            (each.path, gettext(wording.REASONS.get(each.error, wording.ENTRY_WRONG)))
            for each in one.refused
        ),
        expired=one.expired(found.now),
        source=answers.cited(found, one.state),
    )


def _place(entry: AuthorityEntry) -> tuple[int, str]:
    """Contact points first, providers last."""
    return list(wording.ROLES).index(entry.role), entry.authority


def _row(entry: AuthorityEntry, now: datetime) -> Row:
    lang = next((one for one in (_language(), "en") if one in entry.name), next(iter(entry.name)))
    return Row(
        entry=entry,
        title=entry.name[lang],
        lang=lang,
        role=gettext(wording.ROLES[entry.role]),
        competences=tuple(
            Competence(
                measure,
                gettext(wording.MEASURES[measure]) if measure in wording.MEASURES else "",
                _list(
                    gettext(wording.VERBS[one]) if one in wording.VERBS else one for one in verbs
                ),
            )
            for measure, verbs in sorted(entry.competences.items())
        ),
        languages=_list(language_name(one) for one in entry.languages),
        not_yet=entry.valid_from > now,
        revoked=tuple((one.since, one.reason) for one in entry.revoked),
    )


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _list(words: Iterable[str]) -> str:
    """Several words in a row, with the comma of the page's language."""
    comma = {"ar": "، ", "zh": "、"}.get(_language(), ", ")
    return comma.join(words)


def language_name(code: str) -> str:
    """A language in the language of the page; its code where it has no name here."""
    if code == "zh":
        return gettext(wording.CHINESE)
    try:
        return gettext(get_language_info(code)["name"])
    except KeyError:
        return code
