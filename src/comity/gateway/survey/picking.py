"""What can be chosen in the forms: tables, rows and codes, by their names in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from comity.gateway.published import Published
from comity.gateway.survey import published_rows, wording
from comity.gateway.survey.published_rows import KINDS, Kind, Row
from comity.law.carrying import ROLES
from comity.law.names import Names

Choices = Sequence[tuple[str, str]]
ABOUT_STATES = tuple(code for code, one in KINDS.items() if one.state)
_TITLES = {
    "authority": ("institution",),
    "spam_law": ("law", "section"),
    "provision": ("statute", "provision"),
    "gap": ("statement",),
    "hold": ("title",),
    "competence": ("text",),
    "state": ("name",),
    "state_name": ("language", "name"),
    "coverage": ("kind",),
    "instrument": ("short_name",),
    "carry": ("instrument", "measure", "title"),
}
"""The fields by which people know a row; else its key, or the ``title`` or ``text`` of a row that has one."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A row that can be chosen."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Value:
    """What a field holds: the words for its code, and the text as the table writes it."""

    words: str
    text: str


def value(name: str, text: str, names: Names) -> Value:
    """A field of a row, for reading."""
    release = names.release
    said = ""
    if text and name == "role" and text in ROLES:
        said = names.role(text)
    elif name in ("treaty_id", "instrument") and text in release.treaties:
        said = names.short(release.treaties[text])
    elif name == "effect":
        said = names.effect(text)
    elif name == "status":
        said = names.status(text)
    elif name == "type" and text in release.offences.vocabulary.types:
        said = names.type(text)
    return Value(said, text)


def kind_name(code: str) -> str:
    """A table, as people call it."""
    return gettext(wording.KINDS.get(code, code))


def kinds() -> Choices:
    """Every table, first those about States."""
    return [(code, kind_name(code)) for code in KINDS]


def title(row: Row, names: Names) -> str:
    """How a row is called in a list."""
    values = row.values
    known = _by_code(row, names)
    if known:
        return known
    fields = _TITLES.get(row.kind) or (("title",) if values.get("title") else ("text",))
    said = ", ".join(values[one] for one in fields if values.get(one))
    return said[:160] or row.key


def _by_code(row: Row, names: Names) -> str:
    values, release = row.values, names.release
    if row.kind == "authority":
        return f"{names.role(values['role'])}: {values['institution']}"
    if row.kind == "looked":
        return names.type(values["type"])
    if row.kind in ("status", "declaration"):
        treaty = release.treaties.get(values["treaty_id"])
        called = names.short(treaty) if treaty else values["treaty_id"]
        if row.kind == "status":
            return f"{called}: {names.status(values['status'])}"
        return f"{called}, {values['article']}: {names.effect(values['effect'])}"
    return ""


def missing_title(code: str, values: dict[str, str], names: Names) -> str:
    """How a row is called that is not there yet."""
    about = KINDS[code]
    said = [
        names.role(one) if name == "role" else one
        for name, one in values.items()
        if one and name != about.state
    ]
    return ", ".join(said)[:160]


def offered(seen: Published, code: str, state: str, names: Names) -> tuple[Offered, ...]:
    """The rows of a table that are about a State; all of them where they are about none."""
    about = published_rows.kind(code)
    if about.state:
        found: Sequence[Row] = published_rows.of_state(seen.release, code, state)
    else:
        found = tuple(published_rows.rows(seen.release, code).values())
    listed = [Offered(one.key, title(one, names)) for one in found]
    return tuple(sorted(listed, key=lambda one: one.title.casefold()))


def lists(about: Kind, seen: Published, names: Names) -> dict[str, Choices]:
    """What fields of a missing row may be."""
    release = seen.release
    instruments = [(one.id, names.short(one)) for one in release.treaties.values()]
    types = [(one, names.type(one)) for one in release.offences.vocabulary.types]
    found: dict[str, Choices] = {
        "role": [(one, names.role(one)) for one in ROLES],
        "treaty_id": sorted(instruments, key=lambda one: one[1].casefold()),
        "harmonised_types": types,
    }
    if about.table is not None:
        for column in about.table.columns:
            if column.one_of and column.name not in found:
                found[column.name] = [(one, names.status(one)) for one in sorted(column.one_of)]
    if about.code == "declaration":
        effects = {one.effect for one in release.declarations}
        found["effect"] = sorted(
            ((one, names.effect(one)) for one in effects), key=lambda one: one[1].casefold()
        )
    return {name: listed for name, listed in found.items() if name in about.ask}


def page_of(language: str, code: str, row: str, state: str | None) -> str:
    """The page of this site that shows the row; empty where there is none."""
    if code == "provision" and published_rows.BETWEEN not in row:
        return reverse("provision", kwargs={"language": language, "name": row})
    if code == "instrument":
        return reverse("instrument", kwargs={"language": language, "name": row})
    if code == "offence_type":
        return reverse("offence", kwargs={"language": language, "name": row})
    return reverse("state", kwargs={"language": language, "code": state}) if state else ""
