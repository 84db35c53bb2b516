"""The guidance as data: one file for each page, and the questions that lead to the right one. Pure.

English is in the files and is what the catalogues translate. Loading is strict: what a page lacks or has
too much of is refused with its file and place.
"""

from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import Field

from comity.gateway import strict
from comity.gateway.strict import Found, Part

Text = Annotated[str, Field(min_length=1, max_length=1200)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Address = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)]
Keys = tuple[Key, ...]

SHELVES: Final = {
    "audiences": ("citizens", "businesses", "governments", "international-organisations"),
    "themes": (
        "information-sharing",
        "watch-and-response",
        "standards",
        "law-and-coordination",
        "privacy",
    ),
    "topics": (
        "phishing",
        "fraud",
        "identity",
        "intimate-images",
        "stalking",
        "malware",
        "spyware",
        "spam",
        "denial-of-service",
        "basics",
        "e-government",
        "trust",
        "data-requests",
    ),
}
"""The pages of each shelf, in their order."""


class Read(Part):
    """A page that was read, as published."""

    key: Key
    title: Text
    publisher: Text
    url: Address
    read: str
    dated: str = ""


class Section(Part):
    """A heading with paragraphs and points."""

    id: Key
    heading: Text
    text: tuple[Text, ...] = ()
    points: tuple[Text, ...] = ()
    sources: Keys = ()


class Now(Part):
    """What to do now, first things first."""

    steps: Annotated[tuple[Text, ...], Field(min_length=2)]
    sources: Keys = ()


class Keep(Part):
    """What to keep as evidence."""

    points: tuple[Text, ...]
    sources: Keys = ()


class TurnTo(Part):
    """Whom to turn to, as roles; the site names the institutions of the reader's State."""

    roles: Keys
    why: tuple[Text, ...]


class Law(Part):
    """The law behind it: types of offence and instruments."""

    types: Keys = ()
    instruments: Keys = ()
    text: tuple[Text, ...] = ()
    sources: Keys = ()


class Page(Part):
    """One page of guidance."""

    title: Text
    summary: Text
    section: tuple[Section, ...]
    now: Now
    keep: Keep | None = None
    turn_to: TurnTo | None = None
    law: Law | None = None
    see_also: tuple[str, ...] = ()
    source: Annotated[tuple[Read, ...], Field(min_length=1)]

    def read(self, keys: Keys) -> tuple[Read, ...]:
        """The sources with these keys, in the order of the page."""
        return tuple(one for one in self.source if one.key in keys)


class Choice(Part):
    """An answer, and where it leads: a question's id, or ``outcome:id``."""

    text: Text
    goes_to: str


class Question(Part):
    """One question with its answers."""

    id: Key
    text: Text
    hint: str = ""
    choice: Annotated[tuple[Choice, ...], Field(min_length=2)]


class Outcome(Part):
    """What to do in one situation."""

    id: Key
    title: Text
    now: Annotated[tuple[Text, ...], Field(min_length=1)]
    keep: tuple[Text, ...] = ()
    roles: Keys = ()
    types: Keys = ()
    instruments: Keys = ()
    page: str = ""
    sources: Keys


class Help(Part):
    """The questions that lead from what happened to what to do."""

    start: Key
    question: tuple[Question, ...]
    outcome: tuple[Outcome, ...]
    source: tuple[Read, ...]

    def read(self, keys: Keys) -> tuple[Read, ...]:
        """The sources with these keys."""
        return tuple(one for one in self.source if one.key in keys)


def _load(model: type[Found], name: str) -> Found:
    file = f"{name}.toml"
    data = files("comity.gateway").joinpath("guidance", file).read_bytes()
    return strict.read(model, file, data)


@cache
def page(shelf: str, name: str) -> Page | None:
    """One page; None where there is none. Raises DataRowError."""
    if name not in SHELVES.get(shelf, ()):
        return None
    return _load(Page, f"{shelf}/{name}")


@cache
def shelves() -> tuple[tuple[str, tuple[tuple[str, Page], ...]], ...]:
    """All pages by shelf, in their order. Raises DataRowError."""
    return tuple(
        (shelf, tuple((name, _load(Page, f"{shelf}/{name}")) for name in names))
        for shelf, names in SHELVES.items()
    )


@cache
def help_questions() -> Help:
    """The questions and outcomes. Raises DataRowError."""
    return _load(Help, "help")
