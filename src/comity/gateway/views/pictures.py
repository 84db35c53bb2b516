"""The map as a picture of answers."""

from collections.abc import Mapping
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from comity.gateway import published, wording
from comity.gateway.atlas import drawing
from comity.gateway.map_questions import Answer, Asked
from comity.gateway.members import wording as members
from comity.gateway.views import listing

PATTERNS: Final = {
    "unknown": "lines",
    "looked": "dots",
    "invited": "cross",
    "nearly": "dots",
    "no": "bars",
    "apart": "cross",
}
"""Looks that a pattern tells apart where colour alone would not."""


def drawn(found: Mapping[str, Answer], asked: Asked, language: str) -> SafeString:
    """The world, each State in the shade of its answer, each a link to its profile."""
    names = dict(listing.by_name(language))
    states = reverse("states", kwargs={"language": language})
    svg = drawing.world(
        {code: found[code].look for code in names},
        names,
        {code: f"{states}{code}/" for code in names},
        title=title(asked, language),
        description=" ".join(
            (
                gettext("The same answers stand in a list with their sources."),
                gettext(wording.NEUTRAL),
            )
        ),
        answers={code: gettext(wording.ANSWERS[found[code].code]) for code in names},
        patterns=PATTERNS,
        skip_to=("#after-map", gettext("Skip the map")),
    )
    return mark_safe(svg)  # noqa: S308 - the drawing escapes all that goes into it


def title(asked: Asked, language: str) -> str:
    """What the map is asked, as a heading."""
    seen = published.now()
    names = seen.names(language)
    if asked.kind == "party":
        return names.instrument(seen.release.treaties[asked.about])
    if asked.kind == "role":
        return names.role(asked.about)
    if asked.kind == "offence":
        return names.type(asked.about)
    if asked.kind == "member":
        return gettext(members.TITLE)
    return gettext(wording.SPAM_LAW)
