"""Exhibits in words, for pages and the queue."""

from django.utils.translation import gettext

STATES = {
    "sealed": "Sealed here",
    "expected": "Its parts are arriving",
    "verified": "Whole: every part is the signed one",
    "tampered": "Rejected: what arrived is not what was signed",
}
BADGES = {"sealed": "done", "expected": "soon", "verified": "done", "tampered": "alarm"}
EVENTS = {
    "evidence:exhibit:sealed": "Sealed",
    "evidence:exhibit:announced": "Announced in a letter",
    "evidence:exhibit:verified": "Every part compared with the signed manifest, and found the same",
    "evidence:exhibit:rejected": "Found to differ from the signed manifest",
    "evidence:exhibit:part-refused": "A part was thrown away: not the signed one",
    "evidence:exhibit:handed-over": "Handed over: the key was wrapped for the receiver",
    "evidence:exhibit:released": "The plain file was given to a custodian",
    "evidence:exhibit:exported": "Written into an export",
}
FACTS = ("to", "order", "letter", "computed", "reason", "part")  # shown beside an event


def state(name: str) -> str:
    """Where an exhibit stands, in words."""
    return gettext(STATES[name])


def event(name: str) -> str:
    """A step of the custody chain, in words."""
    return gettext(EVENTS[name]) if name in EVENTS else name
