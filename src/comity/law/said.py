"""Sentences of the answers, as a code with its values: English here, any language later.

A value whose name begins with ``state`` is a State, with ``treaty`` an instrument, with ``effect`` an
effect of the declarations, with ``words`` a text of the data, and with ``list`` several instruments.
Every other value (a date, an article) is shown as it is.
"""

from collections.abc import Callable, Mapping
from typing import Final

from comity.law.documents import Document
from comity.law.release import in_use

TEMPLATES: Final[Mapping[str, str]] = {
    # who is bound
    "bound.since": "{state}: {treaty} in force since {day} (source of {seen}).",
    "bound.applies_since": "{state}: {treaty} applies since {day} (source of {seen}).",
    "bound.only_from": "{state}: {treaty} in force only from {day}.",
    "bound.day_unseen": "{state}: {treaty} in force from {day}; the day was not seen.",
    "bound.party": "{state} is a Party to the {treaty} (day not seen; source of {seen}).",
    "bound.party_earlier": "{state} is a Party to the {treaty} (day not seen; source of {seen}): "
    "not known for an earlier day.",
    "bound.treaty_later": "The {treaty} entered into force on {day}, later.",
    "bound.network": "The {treaty} binds nobody: {state} is listed as {status}.",
    "bound.no_part": "{state} does not take part in the {treaty} (source of {seen}).",
    "bound.signatory": "{state} was {status} under the {treaty} as seen on {seen}, not bound.",
    "bound.signatory_later": "{state} was {status} under the {treaty} as seen on {seen}, not bound; "
    "what came later was not seen.",
    "bound.outside": "{state} is not bound by the {treaty}. {words}",
    "bound.not_listed": "{state} was not bound by the {treaty} as seen on {seen}.",
    "bound.not_listed_later": "{state} was not bound by the {treaty} as seen on {seen}; what came "
    "later was not seen. {words}",
    "bound.nothing_seen": "Nothing was seen of {state} under the {treaty}: unknown.",
    "bound.not_in_force": "The {treaty} was not in force as last seen.",
    "bound.not_in_force_listing": "The {treaty} was not in force as last seen. {words}",
    # declarations
    "declared.made": "{state}: Article {article}: {effect}.",
    "declared.made_note": "{state}: Article {article}: {effect}. {words}",
    "declared.read": "{words}",
    "declared.none": "{state}: no such entry ({effect}).",
    "declared.unseen": "{state}: the texts that would show it were not all seen ({effect}).",
    "declared.no_list": "{state}: no list of its reservations and declarations under the {treaty} "
    "was seen.",
    "declared.list": "{state}: reservations and declarations under the {treaty} were seen in full "
    "(depositary's chart of {seen}).",
    "declared.list_partly": "{state}: reservations and declarations under the {treaty} were seen "
    "only in part, or their text was not seen (depositary's chart of {seen}).",
    # conditions
    "condition.data": "{words}",
    "condition.other_treaty": "In force between the two as far as seen: {list}. Its procedure, "
    "grounds and use limits govern.",
    "condition.bilateral_unchecked": "Bilateral treaties between {state1} and {state2} were not "
    "checked: if one on mutual assistance is in force, it governs instead.",
    "condition.start_unseen": "The day on which the {treaty} entered into force was not seen; the row "
    "rests on a source of {seen}.",
    # coverage
    "coverage.data": "{words}",
    "coverage.bilateral_listed": "The data lists {list} between {state1} and {state2}; the text was "
    "not read, and other treaties were not checked.",
    "coverage.bilateral_unlisted": "Bilateral treaties between {state1} and {state2} were not "
    "checked: the data lists only those of the United States and one of China.",
    "coverage.bilateral_not_found": "The list of treaties of the United States of 2015 names none on "
    "mutual assistance between {state1} and {state2}; later ones were not checked.",
    "coverage.domestic": "The domestic law of {state} was not checked.",
    "coverage.hold_read": "Of the domestic law of {state} only its rule on holds was read.",
    "coverage.authorities": "{state}: institutions of {count} kinds were seen.",
    "coverage.authorities_none": "{state}: no institution was seen; that is not the same as none.",
    # the order behind a hold
    "hold.own": "{words}",
    "hold.unread": "The national rules of {state} were not read: the limits are those of the "
    "Convention ({article}).",
    # other ways
    "way.both_members": "Both States are listed as members: {treaty} (source of {seen}).",
    "way.member_unseen": "{state} was not seen as a member ({treaty}); the list is not complete.",
    "way.no_members": "It needs no membership.",
    "instead.governs": "{list} governs between the two: use {measure}.",
    "instead.open": "{measure} is open between the two under: {list}.",
    "instead.data": "{words}",
    "note.advice": "This is advice from data with sources and dates. A person decides, and a lawyer "
    "of the State confirms before it is relied on.",
    "note.newest": "The newest source of the tables of instruments is of {day}.",
    "unsettled.row": "{article}: {words}",
}


class Said(Document):
    """One sentence: its code, its values, and how it reads in English."""

    code: str
    values: dict[str, str]
    text: str

    def __str__(self) -> str:
        return self.text


Translate = Callable[[str], str]


def say(code: str, **values: object) -> Said:
    """The sentence with that code. KeyError when a value of its template is missing."""
    plain = {name: str(value) for name, value in values.items()}
    return Said(code=code, values=plain, text=render(code, plain))


def render(code: str, values: Mapping[str, str], translate: Translate = str) -> str:
    """The sentence in the language of ``translate``, which maps an English text to another."""
    shown = {name: _shown(name, value, translate) for name, value in values.items()}
    return translate(TEMPLATES[code]).format(**shown)


def of(said: tuple[Said, ...]) -> str:
    """Several sentences as one text."""
    return " ".join(one.text for one in said)


def _shown(name: str, value: str, translate: Translate) -> str:
    if name.startswith("state"):
        return translate(in_use().states[value].name)
    if name.startswith("treaty"):
        return translate(in_use().treaties[value].short_name)
    if name.startswith("list"):
        return ", ".join(translate(in_use().treaties[one].short_name) for one in value.split(","))
    if name.startswith("effect") or name == "status":
        return translate(value.replace("_", " "))
    return translate(value) if name.startswith("words") else value
