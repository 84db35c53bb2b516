"""Filters and tags of the public pages: addresses in the page's language, names, sources."""

import re
from datetime import date
from itertools import groupby
from typing import Any, Final

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from comity.gateway import published, wording
from comity.gateway.dumps import citing, inside
from comity.gateway.facts import Source
from comity.gateway.facts import source as cited
from comity.gateway.guidance import emergency as urgent
from comity.gateway.resources import linked as resource_linked
from comity.gateway.resources.entries import Entry as Resource
from comity.law.names import Names
from comity.law.rows import Treaty
from comity.look import static

register = template.Library()


def language() -> str:
    """The language of the page, as the law room calls it."""
    return (get_language() or "en").partition("-")[0]


def names() -> Names:
    """The names of what is published, in the language of the page."""
    return published.now().names(language())


@register.simple_tag(takes_context=True)
def to(context: Context, page: str, /, **parts: Any) -> str:
    """The address of a page in the language of this one."""
    return reverse(page, kwargs={"language": context["page"]["language"], **parts})


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file, with its digest."""
    return static.address(name)


@register.simple_tag(takes_context=True)
def citation(context: Context, title: str, path: str) -> str:
    """How to cite the page at a permanent address (``/states/EE/``)."""
    seen = published.now()
    where = f"{inside.base(context['request'])}{path}"
    return citing.cite(title, where, seen.version, seen.today, gettext(citing.PATTERN))


@register.simple_tag(takes_context=True)
def linked_data(context: Context, kind: str, name: str) -> SafeString:
    """What the page shows, for programs, inside the page."""
    return inside.block(inside.document(context["request"], kind, name))


@register.simple_tag
def linked_resource(one: Resource) -> SafeString:
    """The same of an entry of the resources."""
    return inside.block(resource_linked.node(one, published.now().today))


@register.filter
def state(code: str) -> str:
    """The name of a State from the reviewed table."""
    return names().state(code)


@register.filter
def type_title(name: str) -> str:
    """A type of offence as a title."""
    return names().type(name)


@register.filter
def law_word(text: str) -> str:
    """A definition of the vocabulary in the language of the page."""
    return names().translate(text)


@register.filter
def code_word(text: str) -> str:
    """The meaning of a code, which the law room or the site says in the language of the page."""
    told = law_word(text)
    return told if told != text else gettext(text)


@register.filter
def role(code: str) -> str:
    """The role of an institution, or whom else one may turn to."""
    if code in wording.EXTRA_ROLES:
        return gettext(wording.EXTRA_ROLES[code])
    return names().role(code)


@register.filter
def service(code: str) -> str:
    """Who answers at a number for emergencies."""
    return gettext(wording.SERVICES[code])


@register.inclusion_tag("gateway/emergency.html", takes_context=True)
def emergency(context: Context, code: str) -> dict[str, object]:
    """The numbers for emergencies of a State; without one, how to find them."""
    return {
        "page": context["page"],
        "code": code,
        "told": [
            (origin, list(lines))
            for origin, lines in groupby(urgent.of(code) if code else (), lambda one: one.origin)
        ],
        "mobile": urgent.mobile(),
        "guessed": context.get("guessed", False),
        "mirrored": context["page"]["mirror"],
        "states": context.get("states", ()),
        "chooser": not context.get("turn_to"),  # else the page has one for its institutions
    }


@register.filter
def instrument(treaty: Treaty) -> str:
    """The title of an instrument."""
    return names().instrument(treaty)


@register.filter
def instrument_short(treaty: Treaty) -> str:
    """How an instrument is called."""
    return names().short(treaty)


_SERIES = re.compile(r"(c?ets)-(\d+)", re.ASCII)


@register.filter
def instrument_named(code: str) -> SafeString | str:
    """How the instrument with this code is called, with its number in the series of treaties where it has one."""
    treaty = published.now().release.treaties[code]
    number = _SERIES.fullmatch(code)
    if number is None:
        return names().short(treaty)
    series = f"{number[1].upper()} {number[2]}"
    return format_html('{} <bdi class="quiet" dir="ltr">({})</bdi>', names().short(treaty), series)


@register.filter
def kind_of_instrument(code: str) -> str:
    """What an instrument is."""
    return names().kind(code)


@register.filter
def effect(code: str) -> str:
    """What a declaration does."""
    return names().effect(code)


@register.filter
def standing(code: str) -> str:
    """What was seen of a State under an instrument."""
    return names().status(code)


@register.filter
def answer(code: str) -> str:
    """An answer of the map in words."""
    return gettext(wording.ANSWERS[code])


@register.filter
def said(text: str) -> str:
    """A text of the guidance in the language of the page."""
    return _bound_marks(gettext(text)) if text else ""


_FRENCH = re.compile("(?<=«) | (?=[»:;?!])")


def _bound_marks(text: str) -> str:
    """French marks stay on the line of their word."""
    return _FRENCH.sub("\N{NO-BREAK SPACE}", text) if language() == "fr" else text


_SITE = re.compile(r"\b((?:[a-zA-Z0-9-]+\.)+(?:org|com|net|gov|int))\b")


@register.filter
def sites(text: str) -> SafeString:
    """A text in which each site that is named can be opened."""
    parts = _SITE.split(text)  # what stands between, and every second one a site
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    '<a href="https://{}/" rel="noreferrer external"><bdi dir="ltr">{}</bdi></a>',
                    one.lower(),
                    one,
                )
                if place % 2
                else one,
            )
            for place, one in enumerate(parts)
        ),
    )


@register.filter
def day(value: object) -> str | SafeString:
    """A date of the data as written, from left to right; empty for None."""
    if value is None or value == "":
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return format_html('<time dir="ltr" datetime="{}">{}</time>', text, text)


_COMMA: Final = {"ar": "، ", "zh": "，"}


@register.filter
def cite(where: Source) -> SafeString:
    """A source: who publishes it, as a link where it can be opened, its date and how near it is to the text."""
    name: str
    if where.link:
        name = format_html(
            '<a href="{}" rel="noreferrer external"><bdi dir="ltr">{}</bdi></a>',
            where.link,
            where.host,
        )
    elif where.where.startswith("urn:"):
        name = gettext("a public list, whose address was not kept")
    else:
        name = format_html('<bdi lang="en" dir="ltr">{}</bdi>', where.host)
    rest = [day(where.as_of)] if where.as_of else []
    rest += [names().reliability(where.mark)] if where.mark else []
    return format_html(
        '<span class="source">{}{}</span>',
        name,
        format_html_join("", "{}{}", ((_COMMA.get(language(), ", "), one) for one in rest)),
    )


@register.filter
def row_source(row: Any) -> SafeString:
    """The source of a row of the tables."""
    return cite(cited(row.source, row.as_of, getattr(row, "confidence", "")))


@register.filter
def text_source(text: Any) -> SafeString:
    """The address of a text that was read, or what stands in the place of one."""
    return cite(cited(text.url))


@register.filter
def provision_source(row: Any) -> SafeString:
    """The source of a provision or of a documented gap."""
    return cite(cited(row.source_url, getattr(row, "as_of", None), row.source_reliability))


@register.filter
def english(text: str) -> SafeString | str:
    """A note that the data have in English only, marked as such for those who listen."""
    if not text:
        return ""
    return format_html('<span lang="en" dir="ltr">{}</span>', text)


@register.filter
def most_months(value: float) -> str:
    """The longest imprisonment, with its unit."""
    return ngettext("up to %(number)s month", "up to %(number)s months", int(value)) % {
        "number": f"{value:g}"
    }


@register.filter
def months(value: float | None) -> str:
    """A length of imprisonment in months, or that it was not seen."""
    return gettext("not seen") if value is None else f"{value:g}"
