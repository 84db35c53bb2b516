"""What a proposal about an entry says, for its page among the others: ``{% proposed_entry sent %}``."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext

from comity.gateway.facts import source
from comity.gateway.resources import live, showing, values, wording
from comity.gateway.survey.proposals import Proposal

register = template.Library()


@register.inclusion_tag("gateway/entering/proposed.html", takes_context=True)
def proposed_entry(context: Context, sent: Proposal) -> dict[str, Any]:
    """The fields of the entry as they were and as they should be."""
    language = context["page"]["language"]
    rows = [
        (
            gettext(wording.ENTRY[name]),
            showing.field(name, sent.was.get(name, ""), language),
            showing.field(name, sent.should.get(name, ""), language),
            name in sent.should,
        )
        for name in values.FIELDS
        if name in sent.should or sent.was.get(name)
    ]
    entry = live.now().by_id.get(sent.row)
    return {
        "sent": sent,
        "rows": rows,
        "source": source(sent.source, sent.source_date),
        "entry": entry,
        "page": context["page"],
    }
