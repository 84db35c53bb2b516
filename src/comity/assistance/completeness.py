"""Whether a request and the answers to it hold what their instrument asks for. Pure; checks raise.

What the instrument asks for "as far as known" never blocks sending: it is named by `advice`. That
something cannot be done is no ground for refusing; grounds are those of the instrument and no others.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from comity.assistance import limits
from comity.assistance.errors import (
    ContentMissingError,
    GroundNotAllowedError,
    HoldEndMissingError,
    HoldTooShortError,
    MlaAnnouncementMissingError,
)
from comity.assistance.letters import FormalRequest, HoldReport, PreservationRequest, RequestBody
from comity.law import dataitems, grounds
from comity.law.answers import AllowedGround, Carrier
from comity.law.carrying import Content
from comity.law.errors import LawError
from comity.wire import times

Has = Callable[[RequestBody], bool]

CONTENTS: dict[str, Has] = {  # codes of law.data/carries.json to what must be filled in
    "authority": lambda body: bool(body.seeking.name),
    "offence_and_facts": lambda body: bool(body.offences) and body.facts is not None,
    "data_and_relation": lambda body: body.relation is not None,
    "custodian_or_location": lambda body: body.custodian is not None,
    "necessity": lambda body: body.necessity is not None,
    "mla_announced": lambda body: (
        isinstance(body, PreservationRequest) and body.follow_up.announced
    ),
    "object_and_reason": lambda body: isinstance(body, FormalRequest) and body.purpose is not None,
    "person": lambda body: bool(body.persons),
    "time_range": lambda body: bool(body.data.time_ranges),
    "earlier_preservation": lambda body: isinstance(body, FormalRequest) and body.hold is not None,
    "procedure": lambda body: isinstance(body, FormalRequest) and body.procedure is not None,
    "confidentiality": lambda body: body.confidential or body.do_not_notify,
}


def check_request(body: RequestBody, carrier: Carrier) -> None:
    """Everything that the instrument always asks for is there.

    Raises MlaAnnouncementMissingError, ContentMissingError, UnknownDataItemError.
    """
    for code in body.data.items:
        dataitems.get(code)
    missing = list(_missing(body, carrier, "always"))
    if not missing:
        return
    if any(one.code == "mla_announced" for one in missing):
        raise MlaAnnouncementMissingError(article=carrier.article)
    named = "; ".join(f"{one.text} ({one.article})" for one in missing)
    raise ContentMissingError(
        f"The request lacks what {carrier.short_name} asks for: {named}. Fill it in and try again.",
        missing=[one.code for one in missing],
    )


def advice(body: RequestBody, carrier: Carrier) -> list[str]:
    """What would help and is not there; nothing of it stops the request."""
    helpful = [*_missing(body, carrier, "as_far_as_known")]
    found = [f"If it is known, say: {one.text} ({one.article})." for one in helpful]
    if not body.data.time_ranges:
        found.append("No time range is given: the provider may have to hold more than is needed.")
    return found


def shortcomings(body: RequestBody, carrier: Carrier) -> list[str]:
    """What a request that came in lacks of what its instrument always asks for: ask before refusing."""
    return [f"{one.text} ({one.article})" for one in _missing(body, carrier, "always")]


def _missing(body: RequestBody, carrier: Carrier, needed: str) -> Iterator[Content]:
    for one in carrier.contents:
        has = CONTENTS.get(one.code)
        if one.needed == needed and has is not None and not has(body):
            yield one


def check_ground(
    code: str, kind: str, *, instrument: str, measure: str, requested: str, on: date
) -> AllowedGround:
    """The ground as the instrument allows it for refusing (or postponing). Raises GroundNotAllowedError."""
    try:
        ground = grounds.check(code, instrument, measure, requested=requested, on=on)
    except LawError as error:
        raise GroundNotAllowedError(error.sentence, ground=code[:20]) from error
    if ground.kind != kind:
        raise GroundNotAllowedError(
            f"{ground.title} is a ground for a {ground.kind}, not for a {kind}. Choose another.",
            ground=code[:20],
        )
    return ground


def least_end(effective_from: datetime, received_at: datetime | None, least_days: int) -> datetime:
    """The earliest end of a hold: counted from the earlier of receipt and effect (BC 29(7))."""
    start = min(effective_from, received_at) if received_at else effective_from
    return start + timedelta(days=least_days)


def check_hold(
    report: HoldReport,
    *,
    received_at: datetime | None,
    least_days: int,
    present_end: datetime | None = None,
) -> None:
    """A hold has an end that is late enough, or a reason for having none.

    ``received_at``: when the request was received; ``present_end``: what was reported before. All UTC.
    Raises HoldEndMissingError, HoldTooShortError, ContentMissingError.
    """
    if report.partial and report.partial_reason is None:
        raise ContentMissingError("Say what is not held, and why.")
    end = report.expires_at
    if end is None:
        if report.open_ended_reason is None:
            raise HoldEndMissingError
        return
    least = least_end(report.effective_from, received_at, least_days)
    if present_end is not None:
        least = max(least, present_end)
    if end < least:
        raise HoldTooShortError(
            f"The hold must last until {times.format(least)} at least. Renew the order first.",
            least=times.format(least),
        )
    if end - report.effective_from > limits.LONGEST_HOLD:
        raise HoldEndMissingError("The end of the hold lies too far off. Check the date.")
