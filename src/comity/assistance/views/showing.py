"""What the page of one request holds: where it stands, its clocks, its letters, and what can be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from comity.assistance import letter_forms, queries, wording
from comity.assistance.letter_forms import Choices, HoldByHandForm, LetterForm
from comity.assistance.lifecycle import TABLE
from comity.assistance.queries import AssistanceRequest
from comity.assistance.rules import Situation
from comity.exchange import queries as exchange
from comity.exchange.errors import StatementMissingError
from comity.journal import clock
from comity.law.answers import AllowedGround
from comity.law.errors import LawError
from comity.look import beside, correspondence, doors, times
from comity.look.forms import Confirm, DeskForm, confirm
from comity.officers import queries as people
from comity.officers.queries import Officer
from comity.providers import queries as providers
from comity.providers import wording as orders
from comity.wire import statements

WRITING = {"draft", "authorise", "issue", "transmit", "decide"}


@dataclass(frozen=True)
class Act:
    """One thing that can be done now: a form with its title."""

    name: str  # the id of the form
    title: str
    form: DeskForm
    open: bool


def page(
    request: HttpRequest,
    officer: Officer,
    row: AssistanceRequest,
    name: str = "",
    form: DeskForm | None = None,
) -> HttpResponse:
    """The page of a request; with ``form``, that form as it was sent (``name``: its id)."""
    situation = queries.situation(row.matter)
    context = {
        "row": row,
        "measure": wording.measure(row.measure),
        "state": wording.state(row.state, row.side),
        "badge": wording.badge(row.state),
        "situation": situation,
        "due_clock": wording.clock(situation.due_clock),
        "next_step": _next_step(row),
        "questions": [_question(one.body) for one in situation.open_questions],
        "answered": _answered(row),
        "urgency": _urgency(row),
        "overdue": situation.due_at is not None and situation.due_at < clock.now(),
        "hold_sentence": _hold_sentence(situation),
        "outcome": wording.state(row.outcome, row.side) if row.state == "closed" else "",
        "body": queries.body_of(row).dump(),
        "lines": _lines(row),
        "base": address(row),
        "alarms": _alarms(officer, row),
        "pending": people.pending_about([row.matter]).filter(from_authority=row.our_authority),
        "linked": _linked(officer, row),
        "orders": _orders(officer, row),
        "panels": beside.panels(beside.REQUEST, officer, row.matter),
        "acts": _acts(officer, row, situation, name, form),
        "shortcomings": _shortcomings(row),
        "let_go": _let_go(row),
        "offered": _offered(situation),
        "compare_form": form if name == "compare" else compare_form(),
        "compared": _compared(row.matter),
        "digest": statements.matter_digest(row.matter, exchange.held(row.matter)),
        **_next_steps(officer, row),
    }
    return doors.show(request, "assistance/request.html", context, refused=form)


def address(row: AssistanceRequest) -> str:
    """The address of a request's page."""
    return reverse("assistance:matter", args=[row.matter])


def may_write(officer: Officer) -> bool:
    """Whether this person writes letters at all."""
    return bool(WRITING & set(officer.capacities))


def compare_form(data: Any = None) -> Confirm:
    """The button that asks the other side what it holds."""
    return confirm("compare", gettext_noop("Compare with the other side"), second=True, data=data)


# Where it stands

HOLD_OVER = ("lifted", "closed")


def _hold_sentence(situation: Situation) -> str:
    hold = situation.hold
    if hold is None:
        return ""
    if situation.state in HOLD_OVER:
        return _("The data were held from {start}. The hold is over.").format(
            start=_said(hold.effective_from)
        )
    partial = " " + _("The hold is partial.") if hold.partial else ""
    if hold.open_ended_since is not None:
        words = _("The data are held since {start}, without an end: {reason}.")
    elif hold.expires_at:
        words = _("The data are held since {start} until {end}.")
    else:
        words = _("The data are held since {start}.")
    said = words.format(
        start=_said(hold.effective_from),
        end=_said(hold.expires_at) if hold.expires_at else "",
        reason=hold.open_ended_reason or _("as the other side says"),
    )
    return f"{said}{partial}"


def _said(moment: datetime) -> str:
    here = times.local(moment)
    return f"{times.universal(moment)} ({here})" if here else times.universal(moment)


def _next_step(row: AssistanceRequest) -> str:
    """Who has the next step; empty where the matter is closed."""
    state = TABLE.state(row.state)
    if state.final:
        return ""
    other = times.state_name(row.other_authority.split("/", 1)[0])
    return wording.next_step(state.waits_for, row.side, other, _)[1]


_ANSWERS = {  # letters whose words a person looks for: where they stand, and under which name
    "assistance.refusal": ("reason", gettext_noop("Refused because")),
    "assistance.postponement": ("reason", gettext_noop("Postponed because")),
    "assistance.not-executable": ("reason", gettext_noop("Cannot be done because")),
    "assistance.withdrawal": ("reason", gettext_noop("Withdrawn because")),
    "assistance.formal-withdrawal": ("reason", gettext_noop("Withdrawn because")),
    "assistance.conditions-declined": ("reason", gettext_noop("Conditions declined because")),
}


def _answered(row: AssistanceRequest) -> list[tuple[str, str]]:
    """The reasons that letters with effect gave, newest last."""
    found = []
    for one in queries.timeline(row.matter):
        member, title = _ANSWERS.get(one.type, ("", ""))
        text = str((one.body.get(member) or {}).get("text", "")) if one.end else ""
        if text:
            found.append((_(title), text))
    return found


def _urgency(row: AssistanceRequest) -> list[str]:
    """Why it is urgent, in words: the reasons that were ticked, then the text."""
    urgency = queries.body_of(row).dump().get("urgency") or {}
    reasons = [_(wording.URGENT.get(code, code)) for code in urgency.get("reasons", ())]
    text = (urgency.get("why") or {}).get("text", "")
    return [*reasons, *([text] if text else [])]


def _lines(row: AssistanceRequest) -> list[correspondence.Line]:
    """The letters in the one order of the matter, with why some of them changed nothing."""
    found = queries.timeline(row.matter)
    return correspondence.ordered(
        [one.digest for one in found], {o.digest: o.why_idle for o in found}
    )


def _alarms(officer: Officer, row: AssistanceRequest) -> list[tuple[Any, Confirm]]:
    found = queries.alarms(officer).filter(matter=row.matter)
    return [(one, confirm(f"alarm-{one.pk}", gettext_noop("Seen"), second=True)) for one in found]


def _linked(officer: Officer, row: AssistanceRequest) -> list[AssistanceRequest]:
    """The hold before this request or the formal requests after it, where this person may see them."""
    return list(queries.linked(officer, row))


def _orders(officer: Officer, row: AssistanceRequest) -> list[dict[str, Any]]:
    """The domestic orders behind a request; only the requested side has any."""
    own = set(providers.orders_for(officer).values_list("matter", flat=True))
    return [
        {
            "order": one,
            "state": orders.state(one.state),
            "badge": orders.badge(one.state),
            "certificate": providers.certificate(one),
            "own": one.matter in own,
        }
        for one in providers.orders_about(row.matter)
    ]


def _let_go(row: AssistanceRequest) -> bool:
    """Whether the other side was told of a hold while no order of ours keeps the data any more."""
    found = providers.orders_about(row.matter) if row.side == "requested" else []
    return (
        row.state in ("hold_active", "hold_expiring", "followed_up")
        and bool(found)
        and all(one.state in orders.OVER for one in found)
    )


def _shortcomings(row: AssistanceRequest) -> list[str]:
    """What the request lacks, for who has to decide on it; nothing where our law data have no answer."""
    if row.side != "requested":
        return []
    try:
        return queries.shortcomings(row)
    except LawError as error:
        return [error.sentence]


def _offered(situation: Situation) -> list[str]:
    """The conditions that are offered or bind, in words."""
    letter = situation.offer or situation.conditions
    found = letter.body.get("conditions", ()) if letter else ()
    return [_condition(one) for one in found]


def _condition(one: Mapping[str, Any]) -> str:
    code = str(one.get("code", ""))
    words = (one.get("text") or {}).get("text", "")
    title = _(wording.CONDITIONS[code]) if code in wording.CONDITIONS else code
    return f"{title}: {words}" if words else title


def _compared(matter: str) -> Any:
    """What the other side last signed about the matter; None where nothing was compared yet."""
    try:
        return exchange.other_statement(matter)
    except StatementMissingError:
        return None


def _next_steps(officer: Officer, row: AssistanceRequest) -> dict[str, bool]:
    """Pages of other drafts that follow from this one."""
    may = may_write(officer)
    ordering = people.role_of(officer.authority) == "ordering"
    drafts = bool({"draft", "order"} & set(officer.capacities))
    return {
        "may_follow_up": may and row.side == "requesting" and _can_follow(officer, row),
        "may_order_hold": ordering and drafts and row.side == "requested" and row.measure == "M01",
        "may_order_production": ordering
        and drafts
        and row.side == "requested"
        and row.measure == "M03",
    }


def _can_follow(officer: Officer, row: AssistanceRequest) -> bool:
    if row.measure != "M01" or row.linked_matter:
        return False
    there = row.other_authority.split("/")[0]
    return row.matter in {one.matter for one in queries.holds_to_follow(officer, there)}


# What can be done now


def _acts(
    officer: Officer,
    row: AssistanceRequest,
    situation: Situation,
    name: str,
    sent: DeskForm | None,
) -> list[Act]:
    """One form per letter that our side may write now, for those who write for its authority."""
    if row.our_authority != officer.authority or not may_write(officer):
        return []
    allowed = queries.allowed_letters(row)
    found = []
    for letter, kind in letter_forms.BY_LETTER.items():
        form_id = _by_hand(row, kind.form_id)
        if letter not in allowed or (letter == "follow-up-received" and situation.follow_up):
            continue
        form = sent if sent is not None and form_id == name else None
        form = form or form_named(form_id, row, situation)
        found.append(Act(form_id, _(letter_forms.TITLES[letter]), form, form_id == name))
    return found


def _by_hand(row: AssistanceRequest, form_id: str) -> str:
    """A hold is reported from the certificates of providers; where there is none, by hand."""
    if form_id == "hold-report" and queries.held_by_certificate(row.matter) is None:
        return "hold-report-by-hand"
    return form_id


def form_named(
    form_id: str, row: AssistanceRequest, situation: Situation, data: Any = None
) -> LetterForm:
    """The form with this id, with the choices that this request gives it."""
    kinds = {kind.form_id: kind for kind in letter_forms.BY_LETTER.values()}
    kinds[HoldByHandForm.form_id] = HoldByHandForm
    return kinds[form_id](data, choices=_choices(form_id, row, situation))


def _choices(form_id: str, row: AssistanceRequest, situation: Situation) -> dict[str, Choices]:
    if form_id in ("refusal", "postponement"):
        return {"ground": letter_forms.grounds(_grounds(row), form_id)}
    if form_id == "answer":
        asked = [one for one in situation.open_questions if one.side != row.side]
        return {"question": [(one.digest, _question(one.body)) for one in asked]}
    if form_id == "follow-up":
        formal = queries.followers(row.matter)
        return {"formal_request": [(one.matter, one.reference) for one in formal]}
    return {}


def _grounds(row: AssistanceRequest) -> tuple[AllowedGround, ...]:
    """The grounds that the instrument knows; none where our law data have no answer."""
    try:
        return queries.carrier_of(row).grounds
    except LawError:
        return ()


def _question(body: Mapping[str, Any]) -> str:
    code = str(body.get("about"))
    about = _(wording.ABOUT[code]) if code in wording.ABOUT else code
    text = str((body.get("text") or {}).get("text", ""))
    return f"{about}: {text}"[:200]
