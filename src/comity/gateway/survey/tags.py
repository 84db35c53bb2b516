"""What pages of facts say of the survey: ``{% last_confirmed row %}`` and ``{% propose_correction row %}``.

``row`` is a record of the law room (an authority, a status, a declaration, a law on unsolicited messages, a
provision, a gap, an instrument, a State). What it is and how it is named is found from its type.
"""

from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from comity.gateway import published
from comity.gateway.survey import confirmed, published_rows
from comity.gateway.survey.confirmed import Words
from comity.gateway.survey.errors import StoreError
from comity.gateway.survey.published_rows import BETWEEN
from comity.gateway.survey.store import Store
from comity.law.offences import Gap, Provision
from comity.law.rows import Authority, Declaration, SpamLaw, State, Status, Treaty

register = template.Library()

_KEPT: Final = "survey_words"
_NAMED: Final[dict[type, tuple[str, tuple[str, ...]]]] = {
    Authority: ("authority", ("state", "role", "institution")),
    Status: ("status", ("treaty", "state")),
    Declaration: (
        "declaration",
        ("state", "treaty", "article", "effect", "authority", "effective_from"),
    ),
    SpamLaw: ("spam_law", ("state", "law", "section")),
    Provision: ("provision", ("id",)),
    Gap: ("gap", ("id",)),
    Treaty: ("instrument", ("id",)),
    State: ("state", ("code",)),
}


def named(row: object) -> tuple[str, str]:
    """Kind and key of a record of the law room."""
    kind, fields = _NAMED[type(row)]
    values = (getattr(row, name) for name in fields)
    return kind, BETWEEN.join("" if one is None else " ".join(str(one).split()) for one in values)


@register.inclusion_tag("gateway/survey/last_confirmed.html", takes_context=True)
def last_confirmed(context: Context, row: Any) -> dict[str, Any]:
    """By whom the row was last confirmed, and on which day; else that it was not confirmed yet."""
    kind, key = named(row)
    found = published_rows.rows(published.now().release, kind).get(key)
    word = confirmed.last_word(_words(context), found) if found else None
    return {"word": word, "page": context["page"]}


@register.inclusion_tag("gateway/survey/propose_link.html", takes_context=True)
def propose_correction(context: Context, row: Any) -> dict[str, Any]:
    """A link to the form for this row."""
    kind, key = named(row)
    page = reverse("survey-propose", kwargs={"language": context["page"]["language"]})
    return {"address": f"{page}?{urlencode({'kind': kind, 'row': key})}", "page": context["page"]}


def _words(context: Context) -> Words:
    """All confirmations, read once for a page; none where they cannot be read just now."""
    kept = context["page"]
    if _KEPT not in kept:
        try:
            kept[_KEPT] = confirmed.words(Store.at_home())
        except StoreError:
            kept[_KEPT] = {}
    found: Words = kept[_KEPT]
    return found
