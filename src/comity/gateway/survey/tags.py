"""What pages of facts say of the survey: ``{% last_confirmed row %}`` for one row, ``{% confirmations rows "name" %}`` for a
table, ``{% confirmed_marks rows %}`` in it, and ``{% propose_correction row %}``.

``row`` is a record of the law room. What it is and how it is named is found from its type.
"""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from comity.gateway import published
from comity.gateway.survey.confirmed import Confirmations, named
from comity.law.offences import Gap, Provision
from comity.law.rows import Authority, Declaration

register = template.Library()

_KEPT: Final = "survey_words"


@register.inclusion_tag("gateway/survey/last_confirmed.html", takes_context=True)
def last_confirmed(context: Context, row: Any) -> dict[str, Any]:
    """By whom the row was last confirmed, and on which day; else that it was not confirmed yet."""
    known = _confirmations(context)
    return {
        "word": known.of(row),
        "readable": known.said is not None,
        "page": context["page"],
    }


@register.simple_tag(takes_context=True)
def confirmations(context: Context, rows: Iterable[object], name: str) -> SafeString:
    """How many of a table's rows their States have confirmed. The table points here: ``aria-describedby="confirmed-…"``."""
    known = _confirmations(context)
    every = {id(one): one for one in rows}.values()  # a provision of two types is one entry
    if known.said is None:
        text = gettext("Whether a State has confirmed its entries cannot be read just now.")
    elif number := len(known.standing(every)):
        text = ngettext(
            "Confirmed by its State, and marked so: %(number)s entry of %(all)s.",
            "Confirmed by their States, and marked so: %(number)s entries of %(all)s.",
            number,
        ) % {"number": number, "all": len(every)}
    else:
        text = gettext("No entry of this table has been confirmed by its State yet.")
    return format_html('<p class="quiet confirmations" id="confirmed-{}">{}</p>', name, text)


@register.simple_tag(takes_context=True)
def confirmed_marks(context: Context, rows: Iterable[object]) -> SafeString | str:
    """The mark of each row of which its State has said a word; nothing for the others, of which the table has told.

    Among several rows each mark says which row is meant.
    """
    known = _confirmations(context)
    if not known.said:
        return ""
    every = list(rows)
    said = [(one, word) for one in every if (word := known.of(one)) is not None]
    return format_html_join(
        "",
        "<br>{}{}",
        ((_which(one) if len(every) > 1 else "", _mark(context, word)) for one, word in said),
    )


@register.simple_tag(takes_context=True)
def confirmed_mark(context: Context, row: object) -> SafeString | str:
    """The same for one row."""
    return confirmed_marks(context, [row])


def _mark(context: Context, word: object) -> str:
    shown = {"word": word, "readable": True, "page": context["page"]}
    return get_template("gateway/survey/last_confirmed.html").render(shown)


def _which(row: object) -> str:
    """Which row of several is meant, in a few words of the data."""
    words = ""
    if isinstance(row, Authority):
        words = row.institution
    elif isinstance(row, Declaration):
        words = row.authority or row.article
    elif isinstance(row, Provision):
        words = row.citation
    elif isinstance(row, Gap):
        words = row.id
    return format_html("<bdi>{}</bdi>: ", words) if words else ""


@register.inclusion_tag("gateway/survey/propose_link.html", takes_context=True)
def propose_correction(context: Context, row: Any) -> dict[str, Any]:
    """A link to the form for this row."""
    kind, key = named(row)
    page = reverse("survey-propose", kwargs={"language": context["page"]["language"]})
    return {"address": f"{page}?{urlencode({'kind': kind, 'row': key})}", "page": context["page"]}


def _confirmations(context: Context) -> Confirmations:
    """All confirmations, read once for a page."""
    kept = context["page"]
    if _KEPT not in kept:
        kept[_KEPT] = Confirmations.at_home(published.now().release)
    found: Confirmations = kept[_KEPT]
    return found
