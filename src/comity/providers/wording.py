"""Orders in words: where one stands, what waits, what a code means. For pages and the queue."""

from django.utils.translation import gettext, gettext_noop

from comity.providers import letters, lifecycle

STATES = {
    "drafted": "Drafted",
    "ordered": "Ordered: waits for the provider",
    "held": "Held",
    "lifted": "Lifted: the duty has ended",
    "expired": "Ended: the time of the order has run out",
    "released": "Released: the frozen copy was destroyed",
    "not_executable": "Cannot be executed",
    "produced": "Produced: its parts are on their way",
    "rejected": "Rejected: what arrived was not what was signed",
    "verified": "Verified: what was produced has arrived whole",
}
BADGES = {
    "held": "done",
    "verified": "done",
    "rejected": "alarm",
    "expired": "alarm",
    "ordered": "soon",
    "produced": "soon",
}
OVER = ("lifted", "expired", "released", "not_executable", "verified")  # no term runs any more
KINDS = {
    lifecycle.PRESERVATION_ORDER.name: "Preservation order",
    lifecycle.PRODUCTION_ORDER.name: "Production order",
}
ORDER = gettext_noop("Order")
WAITING = {
    "certify": "certify the hold",
    "release": "release the copy",
    "renew": "renew or lift",
    "produce": "produce",
    "answer_late": "telephone the provider",
}
CLOCKS = {
    "certify": "answer of the provider",
    "release": "no clock: the duty has ended",
    "renew": "end of the order",
    "produce": "term of the order",
    "answer_late": "answer of the provider, overdue",
}
REASONS = {
    "no_such_account": "There is no such account",
    "no_data": "There are no such data",
    "not_our_service": "It is not our service",
    "cannot_identify": "The user cannot be identified",
    "technical": "For a technical reason",
    "other": "For another reason",
}
TITLES = {spec.type: spec.title for spec in letters.SPECS}


def kind(lifecycle_name: str) -> str:
    """Which kind of order this is, in words."""
    return gettext(KINDS.get(lifecycle_name, ORDER))


def state(name: str) -> str:
    """Where an order stands, in words."""
    return gettext(STATES[name]) if name in STATES else name.replace("_", " ")


def badge(name: str) -> str:
    """The colour of a state: done, soon, alarm or normal."""
    return BADGES.get(name, "normal")
