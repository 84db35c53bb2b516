"""One proposal with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway import published
from comity.gateway.facts import Source, source
from comity.gateway.survey import (
    contacts,
    deciding,
    doors,
    forms,
    picking,
    published_rows,
    questionnaire,
    wording,
)
from comity.gateway.survey.picking import Value
from comity.gateway.survey.proposals import Answers, Proposal, Sent
from comity.gateway.survey.published_rows import KINDS, PROVENANCE
from comity.gateway.survey.sending import DIGEST, file_of
from comity.gateway.survey.store import Kept, Store
from comity.gateway.survey.views.listed import Listed, entry_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a row: as it was, and as it should be; where each was read. A code stands beside its words."""

    name: str
    was: Value
    should: Value
    changed: bool
    source: Source


def _cells(sent: Proposal, language: str) -> list[Cell]:
    """The fields of the row that a proposal is about, and those that it changes."""
    names = published.now().names(language)
    theirs = source(sent.source, sent.source_date)
    ours = _of_row(sent.was) or theirs
    about = KINDS.get(sent.kind)
    state = about.state if about else ""
    listed = [*sent.was, *(one for one in sent.should if one not in sent.was)]
    return [
        Cell(
            forms.column(one),
            picking.value(one, sent.was.get(one, ""), names),
            picking.value(one, sent.should.get(one, ""), names),
            one in sent.should,
            theirs if one in sent.should or sent.what != "correction" else ours,
        )
        for one in listed
        if one != state and (one in sent.should or (sent.was.get(one) and one not in PROVENANCE))
    ]


def _of_row(values: Mapping[str, str]) -> Source | None:
    """Where the row was read, as the table says."""
    where = values.get("source_url") or values.get("source")
    return source(where, values.get("as_of") or None) if where else None


@require_safe
@doors.answering
def show(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """One proposal with its history; only what is or was open."""
    store, today = Store.at_home(), doors.now().date()
    kept = store.public(DIGEST + name)
    if kept is None:
        raise Http404
    sent = kept.sent
    entry = entry_of(kept, today, language, store.decisions().get(kept.digest))
    found: dict[str, Any] = {
        "kept": kept,
        "entry": entry,
        "sent": sent,
        "source": source_of(sent),
        "history": _history(store, kept, entry),
        "directory": contacts.vouched() is not None,
        "spoken": deciding.word_of_state(store, kept.digest) is not None,
        "institution": gettext(wording.INSTITUTIONS[sent.by.kind]),
        "file": file_of(name),
    }
    if isinstance(sent, Proposal) and sent.kind not in KINDS:
        found["entry_of"] = sent  # the room that it comes from says it in words
    elif isinstance(sent, Proposal):
        found["cells"] = _cells(sent, language)
        found["page_of_row"] = "" if sent.what == "missing" else page_of(language, sent)
    else:
        found["answered"] = answered_of(sent)
    return render(request, "gateway/survey/proposal.html", found)


def page_of(language: str, sent: Proposal) -> str:
    """The page of the row, as long as the data have it."""
    if sent.kind not in KINDS:
        return ""
    if sent.row not in published_rows.rows(published.now().release, sent.kind):
        return ""
    return picking.page_of(language, sent.kind, sent.row, sent.state)


def source_of(sent: Sent) -> Source:
    if isinstance(sent, Answers):
        return source(sent.source or sent.by.name, sent.on)
    return source(sent.source, sent.source_date)


def _history(store: Store, kept: Kept, entry: Listed) -> list[dict[str, Any]]:
    lines = []
    for one in store.history(kept.digest):
        spoken = one.move not in ("kept_back", "published")
        lines.append(
            {
                "on": one.at.date(),
                "said": gettext(wording.MOVES[one.move]),
                "reason": one.reason if spoken else "",
                "signs": [
                    gettext(wording.SIGNS[s]) for s in one.reason.split() if s in wording.SIGNS
                ]
                if not spoken
                else [],
            }
        )
    if entry.standing == "expired" and kept.standing == "open":
        lines.append({"on": entry.decided, "said": gettext(wording.MOVES["lapsed"]), "reason": ""})
    return lines


def answered_of(sent: Answers) -> list[tuple[str, list[str]]]:
    """Questions and answers in words; keys of another year's questionnaire as they are."""
    asked = questionnaire.of_year(sent.year) or questionnaire.current()
    audience = asked.of("institutions")
    known = {one.id: one for one in audience.questions}
    order = {name: place for place, name in enumerate(known)}
    found = []
    for name, chosen in sorted(sent.given.items(), key=lambda one: order.get(one[0], len(order))):
        question = known.get(name)
        texts = {one.id: one.text for one in question.choice} if question else {}
        said = [gettext(texts[one]) if one in texts else one for one in chosen]
        found.append((gettext(question.text) if question else name, said))
    return found
