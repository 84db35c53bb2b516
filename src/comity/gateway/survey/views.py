"""The doors of the survey: what was proposed, the forms, one proposal, the questionnaires, their results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.gateway import published
from comity.gateway.facts import Source, source
from comity.gateway.survey import (
    confirmed,
    contacts,
    doors,
    forms,
    limits,
    picking,
    proposals,
    published_rows,
    questionnaire,
    screening,
    tokens,
    wording,
)
from comity.gateway.survey.charts import bar
from comity.gateway.survey.confirmed import Word
from comity.gateway.survey.errors import (
    ChoiceWrongError,
    SentTooFastError,
    StoreError,
    SurveyError,
    TextWrongError,
    TrapFilledError,
)
from comity.gateway.survey.forms import SurveyForm
from comity.gateway.survey.picking import Value
from comity.gateway.survey.proposals import Answers, By, Proposal, Sent
from comity.gateway.survey.published_rows import KINDS, PROVENANCE, Row
from comity.gateway.survey.questionnaire import Audience
from comity.gateway.survey.results import UNTOLD, Counted, counted, institutions
from comity.gateway.survey.store import Arrival, Kept, Store
from comity.gateway.survey.tokens import Token
from comity.gateway.views import listing

DIGEST: Final = "sha256:"
READ_OR_SENT: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal in a list."""

    hex: str
    title: str
    table: str
    what: str
    by: By
    received: date
    last_day: date | None
    standing: str
    said: str
    decided: date | None
    state: str | None


@require_safe
@doors.answering
def index(request: HttpRequest, language: str) -> HttpResponse:
    """What it is; what waits for a State, by State; what was decided; what expired."""
    store, today = Store.at_home(), doors.now().date()
    every = store.listed()
    days = store.decisions()
    standings = [(one, one.on(today)) for one in every]
    waiting = [one for one, standing in standings if standing == "open"]
    decided = [one for one, standing in standings if standing in ("confirmed", "declined")]
    expired = [one for one, standing in standings if standing == "expired"]
    return render(
        request,
        "gateway/survey/index.html",
        {
            "waiting": _by_state(waiting[: limits.LISTED], today, language, days),
            "decided": _listed(decided[: limits.LISTED], today, language, days),
            "expired": _listed(expired[: limits.LISTED], today, language, days),
            "numbers": {"open": len(waiting), "decided": len(decided), "expired": len(expired)},
            "most": limits.LISTED,
            "open_days": limits.OPEN_DAYS,
            "directory": contacts.vouched() is not None,
            "year": questionnaire.current().year,
        },
    )


def _by_state(
    waiting: Iterable[Kept], today: date, language: str, days: dict[str, date]
) -> list[tuple[str | None, list[Listed]]]:
    order = {code: place for place, (code, _) in enumerate(listing.by_name(language))}
    groups: dict[str | None, list[Listed]] = {}
    rows_first = sorted(waiting, key=lambda one: one.kind == "answers")
    for one in _listed(rows_first, today, language, days):
        groups.setdefault(one.state, []).append(one)
    return sorted(groups.items(), key=lambda one: order.get(one[0] or "", len(order)))


def _listed(
    found: Iterable[Kept], today: date, language: str, days: dict[str, date]
) -> list[Listed]:
    return [_entry(one, today, language, days.get(one.digest)) for one in found]


def _entry(kept: Kept, today: date, language: str, decided: date | None) -> Listed:
    sent, standing = kept.sent, kept.on(today)
    return Listed(
        hex=kept.digest.removeprefix(DIGEST),
        title=_title(sent, language),
        table=picking.kind_name(kept.kind),
        what="" if isinstance(sent, Answers) else gettext(wording.WHAT[sent.what]),
        by=sent.by,
        received=kept.received.date(),
        last_day=kept.last_day,
        standing=standing,
        said=_standing(standing, kept.state),
        decided=decided or (kept.last_day if standing == "expired" else None),
        state=kept.state,
    )


def _standing(standing: str, state: str | None) -> str:
    if standing == "open" and state is None:
        return gettext(wording.OPEN_WITHOUT_STATE)
    return gettext(wording.STANDINGS[standing])


def _title(sent: Sent, language: str) -> str:
    if isinstance(sent, Answers):
        return gettext("Answers to the questionnaire of {year}").format(year=sent.year)
    names = published.now().names(language)
    if sent.what == "missing":
        return picking.missing_title(sent.kind, dict(sent.should), names)
    return picking.title(Row(sent.kind, sent.row, sent.state, sent.was), names)


# Proposing


@require_http_methods(READ_OR_SENT)
@doors.answering
def propose(request: HttpRequest, language: str) -> HttpResponse:
    """Choose a table and a row; then the form for it."""
    asked = request.GET
    code, key, state = (asked.get(one, "")[: limits.ROW_CHARS] for one in ("kind", "row", "state"))
    if not code:
        return _pick(request, language, state)
    about = published_rows.kind(code)
    seen = published.now()
    if state and state not in seen.release.states:
        raise Http404
    if key:
        return _proposing(request, language, published_rows.row(seen.release, code, key), "")
    if asked.get("missing") and state and about.ask:
        return _proposing(request, language, None, state)
    if about.state and not state:
        return _pick(request, language, state, code)
    offered = picking.offered(seen, code, state, seen.names(language))
    found = {
        "about": code,
        "table": picking.kind_name(code),
        "state": state if about.state else "",
        "offered": offered,
        "can_be_missing": bool(about.ask and state),
    }
    return render(request, "gateway/survey/rows.html", found)


def _pick(request: HttpRequest, language: str, state: str, code: str = "") -> HttpResponse:
    found = {
        "kinds": [(one, name, bool(KINDS[one].state)) for one, name in picking.kinds()],
        "states": listing.by_name(language),
        "state": state,
        "code": code,
    }
    return render(request, "gateway/survey/pick.html", found)


def _proposing(request: HttpRequest, language: str, row: Row | None, state: str) -> HttpResponse:
    seen, code = published.now(), request.GET["kind"]
    about, at = published_rows.kind(code), doors.now()
    lists = picking.lists(about, seen, seen.names(language)) if row is None else {}
    purpose = f"propose {code} {row.key if row else state}"
    data = doors.sent(request) if request.method == "POST" else None
    form = forms.proposal(about, row, at.date(), lists, data)
    if data is not None and form.is_valid():
        try:
            sending = _sending(data, purpose, at)
            sent = _proposal(form, row, code, state, at.date())
            return _take(language, sent, form, sending)
        except TextWrongError as error:
            named = str(error.facts.get("field", "value"))
            error.facts["field"] = f"{forms.PREFIX}{named}" if row is None else named
            form.refuse(error)
        except SurveyError as error:
            form.refuse(error)
    return _form_page(
        request,
        "gateway/survey/propose.html",
        form,
        (purpose, at),
        {
            "about": code,
            "parts": forms.parts_of(form),
            "table": picking.kind_name(code),
            "row": row,
            "title": picking.title(row, seen.names(language)) if row else "",
            "values": _values(row, language) if row else (),
            "state": row.state if row else state,
            "word": _word(row),
            "page_of_row": picking.page_of(language, code, row.key, row.state) if row else "",
        },
    )


def _values(row: Row, language: str) -> list[tuple[str, Value]]:
    """All that the table says in this row."""
    names = published.now().names(language)
    return [
        (forms.column(name), picking.value(name, text, names))
        for name, text in row.values.items()
        if text
    ]


def _word(row: Row | None) -> Word | None:
    """What the State last said of the row; None too where the file cannot be read just now."""
    try:
        return confirmed.last_word(confirmed.words(Store.at_home()), row) if row else None
    except StoreError:
        return None


def _proposal(form: SurveyForm, row: Row | None, code: str, state: str, today: date) -> Proposal:
    said = form.cleaned_data
    rest: dict[str, Any] = {
        "source": said["source"],
        "source_date": said["source_date"],
        "note": said["note"],
        "by": forms.by_of(form),
        "on": today,
    }
    release = published.now().release
    if row is None:
        return proposals.missing_row(release, code, state, forms.missing_of(form), **rest)
    what, change = forms.change_of(form)
    if what != "correction" and said["value"]:
        raise ChoiceWrongError(
            gettext("You wrote what it should be. Choose the field that is wrong, or empty this."),
            field="field",
        )
    return proposals.about_row(
        row,
        what,
        change,
        data=release.digest,
        **rest,
    )


@dataclass(frozen=True, slots=True)
class Sending:
    """How a form came: the token that it held, what stood in the field that must stay empty, and when."""

    token: Token
    trap: str
    at: datetime


def _sending(data: QueryDict, purpose: str, at: datetime) -> Sending:
    """Raises a TokenError."""
    token = tokens.read(data.get(forms.TOKEN, ""), purpose, at)
    return Sending(token, data.get(forms.TRAP, ""), at)


def _take(language: str, sent: Sent, form: SurveyForm, sending: Sending) -> HttpResponse:
    """Look at it, keep it, and lead to where it says what happens now."""
    store, written, at = Store.at_home(), forms.texts_of(form), sending.at
    store.settle(at)
    used, made = store.used(sending.token.nonce)
    body = proposals.digest(proposals.build(sent))
    signs: tuple[str, ...] = ()
    if not (used and made == body):
        signs = screening.signs(
            screening.Arrived(
                texts=written,
                name=sent.by.name,
                source=sent.source,
                trap=sending.trap,
                seconds=sending.token.seconds,
                asked=bool(form.cleaned_data["asked"]),
                about_a_state=sent.state is not None,
                others=store.alike(written.values(), at),
                today=store.received_on(at.date()),
            )
        )
    arrival = Arrival(
        sent=sent,
        contact=form.cleaned_data["contact"],
        signs=signs,
        texts=tuple(written.values()),
        nonce=sending.token.nonce,
    )
    kept, _ = store.take(arrival, at)
    name = {"language": language, "name": kept.digest.removeprefix(DIGEST)}
    return _see(reverse("survey-received", kwargs=name))


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return doors.fresh(response)


def _form_page(
    request: HttpRequest,
    template: str,
    form: SurveyForm,
    opened: tuple[str, datetime],
    rest: dict[str, Any],
) -> HttpResponse:
    found = {
        "form": form,
        "token": tokens.make(*opened),
        "token_name": forms.TOKEN,
        "trap_name": forms.TRAP,
        "address": request.get_full_path(),
        "open_days": limits.OPEN_DAYS,
        **rest,
    }
    status = form.refused.status if form.refused else 400 if form.errors else 200
    return doors.fresh(render(request, template, found, status=status))


@require_safe
@doors.answering
def received(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """What happens now with what was sent. It shows nothing of its content."""
    store = Store.at_home()
    kept = store.get(DIGEST + name)
    if kept is None:
        raise Http404
    history = store.history(kept.digest)
    first, last = history[0], history[-1]
    signs = [gettext(wording.SIGNS[one]) for one in first.reason.split() if one in wording.SIGNS]
    found = {
        "hex": name,
        "held": kept.standing == "held",
        "public": kept.opened is not None,
        "state": kept.state,
        "signs": signs,
        "reason": last.reason if last.move == "refused" else "",
        "open_days": limits.OPEN_DAYS,
    }
    return doors.fresh(render(request, "gateway/survey/received.html", found))


# One proposal


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
    entry = _entry(kept, today, language, store.decisions().get(kept.digest))
    found: dict[str, Any] = {
        "kept": kept,
        "entry": entry,
        "sent": sent,
        "source": _source(sent),
        "history": _history(store, kept, entry),
        "directory": contacts.vouched() is not None,
        "institution": gettext(wording.INSTITUTIONS[sent.by.kind]),
        "file": f"{name}.json",
    }
    if isinstance(sent, Proposal):
        found["cells"] = _cells(sent, language)
        found["page_of_row"] = "" if sent.what == "missing" else _page_of(language, sent)
    else:
        found["answered"] = _answered(sent)
    return render(request, "gateway/survey/proposal.html", found)


def _page_of(language: str, sent: Proposal) -> str:
    """The page of the row, as long as the data have it."""
    if sent.kind not in KINDS:
        return ""
    if sent.row not in published_rows.rows(published.now().release, sent.kind):
        return ""
    return picking.page_of(language, sent.kind, sent.row, sent.state)


def _source(sent: Sent) -> Source:
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


def _answered(sent: Answers) -> list[tuple[str, list[str]]]:
    """Questions and answers in words; keys of another year's questionnaire as they are."""
    audience = questionnaire.current().of("institutions")
    known = {one.id: one for one in audience.questions}
    order = {name: place for place, name in enumerate(known)}
    found = []
    for name, chosen in sorted(sent.given.items(), key=lambda one: order.get(one[0], len(order))):
        question = known.get(name)
        texts = {one.id: one.text for one in question.choice} if question else {}
        said = [gettext(texts[one]) if one in texts else one for one in chosen]
        found.append((gettext(question.text) if question else name, said))
    return found


# The questionnaires


@require_http_methods(READ_OR_SENT)
@doors.answering
def for_institutions(request: HttpRequest, language: str) -> HttpResponse:
    """The questionnaire for institutions: answers are proposals, which the State confirms."""
    audience, at = questionnaire.current().of("institutions"), doors.now()
    purpose = "answers institutions"
    data = doors.sent(request) if request.method == "POST" else None
    form = forms.answers(audience, listing.by_name(language), data)
    if data is not None and form.is_valid():
        try:
            sending = _sending(data, purpose, at)
            return _take(language, _answers(audience, form, at.date()), form, sending)
        except SurveyError as error:
            form.refuse(error)
    return _questions(request, audience, form, purpose, at)


def _answers(audience: Audience, form: SurveyForm, today: date) -> Answers:
    said = form.cleaned_data
    names = {one.id for one in audience.questions}
    ticked = {name: values for name, values in forms.said_of(form).items() if name in names}
    return Answers(
        year=questionnaire.current().year,
        state=said["state"],
        by=forms.by_of(form),
        given=dict(questionnaire.answered(audience, ticked)),
        source=said["source"],
        note=said["note"],
        on=today.isoformat(),
    )


@require_http_methods(READ_OR_SENT)
@doors.answering
def for_everybody(request: HttpRequest, language: str) -> HttpResponse:
    """The questions for everybody: what is answered is counted, and nothing else is kept."""
    audience, at = questionnaire.current().of("public"), doors.now()
    purpose = "answers public"
    data = doors.sent(request) if request.method == "POST" else None
    form = forms.answers(audience, (), data)
    if data is not None and form.is_valid():
        try:
            _count(audience, form, _sending(data, purpose, at))
            return _see(reverse("survey-thanks", kwargs={"language": language}))
        except SurveyError as error:
            form.refuse(error)
    return _questions(request, audience, form, purpose, at)


def _count(audience: Audience, form: SurveyForm, sending: Sending) -> None:
    """Nobody can review what is not kept: what shows a sign is refused on the page, with all answers still there."""
    if sending.trap:
        raise TrapFilledError
    if sending.token.seconds < limits.LEAST_SECONDS:
        raise SentTooFastError
    given = dict(questionnaire.answered(audience, forms.said_of(form)))
    grouping = audience.grouping
    part = given.pop(grouping.id, (UNTOLD,))[0] if grouping else UNTOLD
    year = questionnaire.current().year
    Store.at_home().count(year, audience.id, part, given, nonce=sending.token.nonce, now=sending.at)


def _questions(
    request: HttpRequest, audience: Audience, form: SurveyForm, purpose: str, at: datetime
) -> HttpResponse:
    groups = [
        (one.title, [form[question.id] for question in one.question]) for one in audience.group
    ]
    asked = {question.id for question in audience.questions}
    every = [field for field in form.visible_fields() if field.name not in asked]
    after = [form[name] for name in ("source", "note", "asked") if name in form.fields]
    names = {field.name for field in after}
    return _form_page(
        request,
        "gateway/survey/questions.html",
        form,
        (purpose, at),
        {
            "audience": audience,
            "groups": groups,
            "first": [field for field in every if field.name not in names],
            "after": after,
            "year": questionnaire.current().year,
            "smallest": limits.SMALLEST_GROUP,
        },
    )


@require_safe
def thanks(request: HttpRequest, language: str) -> HttpResponse:
    """The answers were counted."""
    return render(request, "gateway/survey/thanks.html", {"smallest": limits.SMALLEST_GROUP})


# Results


@require_safe
@doors.answering
def results(request: HttpRequest, language: str) -> HttpResponse:
    """What was answered, as tables with bars; too few answers are not shown."""
    found = figures(Store.at_home(), doors.now().date())
    shown = [
        {
            "title": gettext(audience.title),
            "id": audience.id,
            "parts": [(_group(audience, one.group), one, _bars(one)) for one in parts],
        }
        for audience, parts in found
    ]
    return render(
        request,
        "gateway/survey/results.html",
        {
            "shown": shown,
            "year": questionnaire.current().year,
            "smallest": limits.SMALLEST_GROUP,
        },
    )


def figures(store: Store, today: date) -> list[tuple[Audience, tuple[Counted, ...]]]:
    """For each audience the total and its groups, as far as they may be shown."""
    now = questionnaire.current()
    everybody, offices = now.of("public"), now.of("institutions")
    sent = [one for one in _sent_answers(store, today) if one.year == now.year]
    of_offices = institutions(offices, sent)
    return [
        (everybody, counted(everybody, store.tallies(now.year, everybody.id))),
        (offices, (of_offices,) if of_offices else ()),
    ]


def _sent_answers(store: Store, today: date) -> list[Answers]:
    """What institutions answered and nobody declined, oldest first; what a State confirmed after all others.

    The last answers of an institution count: nobody else can put theirs before those that its State confirmed.
    """
    kept = [
        one
        for one in reversed(store.listed())
        if one.kind == "answers" and one.on(today) != "declined"
    ]
    found = [one.sent for one in sorted(kept, key=lambda one: one.standing == "confirmed")]
    return [one for one in found if isinstance(one, Answers)]


def _group(audience: Audience, group: str) -> str:
    if group in wording.GROUPS:
        return gettext(wording.GROUPS[group])
    choices = audience.grouping.choice if audience.grouping else ()
    return next((gettext(one.text) for one in choices if one.id == group), group)


def _bars(one: Counted) -> dict[str, Any]:
    """The tables that have figures, and the questions that too few answered."""
    few = [gettext(table.question.text) for table in one.tables if not table.bars]
    shown = [
        (
            gettext(table.question.text),
            table.answered,
            [(gettext(b.text), b.number, round(b.share * 100), bar(b.share)) for b in table.bars],
        )
        for table in one.tables
        if table.bars
    ]
    return {"shown": shown, "few": few}
