"""Requests in words: where one stands, which clock runs, what a code means. For pages and the queue."""

from collections.abc import Callable

from django.utils.translation import gettext

from comity.assistance import letters
from comity.law import clocks
from comity.law.errors import LawError

STATES = {
    "draft": "Draft",
    "authorised": "Approved, about to leave",
    "sent": "Sent: no receipt yet",
    "promised": "An answer is promised",
    "clarification_needed": "A question waits for an answer",
    "conditions_offered": "Conditions are offered",
    "conditions_accepted": "Conditions accepted",
    "conditions_declined": "Conditions declined",
    "accepted": "Accepted: to be carried out",
    "postponed": "Postponed",
    "hold_active": "Hold active",
    "hold_expiring": "Hold active, runs out soon",
    "expired": "The hold has run out",
    "followed_up": "Followed up by the formal request",
    "lifted": "Hold lifted",
    "disclosed": "Handed over: the parts are on their way",
    "verified": "Verified: what was handed over has arrived whole",
    "rejected": "Rejected: what arrived is not what was signed",
    "refused": "Refused",
    "not_executable": "Cannot be carried out",
    "withdrawn": "Withdrawn",
    "closed": "Closed",
}
RECEIVED = {
    "requesting": "Receipt confirmed: waits for the other side",
    "requested": "Received: waits for a promise or a decision",
}
BADGES = {
    **dict.fromkeys(("hold_active", "followed_up", "verified"), "done"),
    **dict.fromkeys(("expired", "rejected", "refused", "not_executable"), "alarm"),
    **dict.fromkeys(
        ("sent", "received", "promised", "clarification_needed", "conditions_offered"), "soon"
    ),
    **dict.fromkeys(("hold_expiring", "accepted", "conditions_accepted", "disclosed"), "soon"),
}
CLOCKS = {
    "promise": "the answer that was promised",
    "question": "the answer that is asked for",
    "expected": "the time that was given for it",
}
MEASURES = {"M01": "Preservation", "M03": "Formal request"}
TITLES = {spec.type: spec.title for spec in letters.SPECS}

KINDS_OF_OFFICE = {"prosecutor": "Prosecutor", "court": "Court", "other": "Another authority"}
ROLES = {
    "suspect": "Suspect",
    "victim": "Victim",
    "witness": "Witness",
    "expert": "Expert",
    "third_party": "Third party",
    "other": "Other",
}
PERSONS = {"natural": "A natural person", "legal": "A legal person"}
URGENT = {
    "volatility": "The data may be lost at any time",
    "concealment": "Somebody may destroy or hide them",
    "threat_to_life": "A life is threatened",
    "in_progress": "The offence is in progress",
    "trial": "A trial is near",
    "other": "For another reason",
}
PROMISES = {
    "full": "A full answer",
    "part": "An answer in part",
    "uncertain": "It is not certain yet whether there will be one",
}
ABOUT = {
    "identifier": "An identifier",
    "scope": "The data that are asked for",
    "offence": "The offence",
    "facts": "The facts",
    "custodian": "Who holds the data",
    "authority": "The authority",
    "harm_to_inquiry": "That the measure may harm the inquiry",
    "other": "Something else",
}
CONDITIONS = {
    "only_this_case": "Use in this case only",
    "confidential": "Keep confidential",
    "no_death_penalty": "No death penalty",
    "return": "Return afterwards",
    "delete_after": "Delete afterwards",
    "report_use": "Report how it was used",
    "other": "Another condition (in words)",
}
IMPOSSIBLE = {
    "no_such_power": "Our law gives no such power",
    "not_identified": "The user or account cannot be identified",
    "not_held": "The data are not held here",
    "deleted_before": "They were deleted before",
    "lost": "They were lost",
    "beyond_our_competence": "It is beyond our competence",
    "other": "For another reason",
}
LIFTING = {
    "decided": "The formal request is decided",
    "withdrawn": "The request was withdrawn",
    "no_longer_necessary": "It is no longer necessary",
    "expired": "The time has run out",
    "other": "For another reason",
}
LANGUAGES = {
    "en": "English",
    "ar": "Arabic",
    "es": "Spanish",
    "fr": "French",
    "ro": "Romanian",
    "ru": "Russian",
    "zh": "Chinese",
}


WAITS_FOR = (  # who has the next step, as pages say it; ``next_step`` makes them of the table
    "our approvers",
    "our post office",
    "the other node’s receipt",
    "{state}’s duty officer",
    "our duty officer",
    "{state}’s decision",
    "our decision",
    "{state}’s answer",
    "our answer",
    "{state}’s execution",
    "our execution",
    "{state}",
    "us",
    "{state}’s formal request",
    "our formal request",
    "either side’s closing",
    "the decision on the formal request",
    "{state}’s verification",
    "our verification",
    "{state}’s closing, with the outcome",
    "our closing, with the outcome",
    "{state}’s new disclosure",
    "our new disclosure",
    "{state}’s closing",
    "our closing",
    "{state}’s lifting of what it holds, or closing",
    "our lifting of what it holds, or closing",
)


def state(name: str, side: str) -> str:
    """Where a request stands, in words, as this side sees it."""
    if name == "received":
        return gettext(RECEIVED[side])
    return gettext(STATES[name]) if name in STATES else name.replace("_", " ")


def next_step(
    waits_for: str, side: str, other_state: str, say: Callable[[str], str] = str
) -> tuple[bool, str]:
    """Whether our side has the next step, and who has it, in words.

    ``waits_for`` is the table's word, which knows no names: ``the requested side's decision``.
    ``say`` translates for a page; what is kept (alarms) stays in English.
    """
    other = "requested" if side == "requesting" else "requesting"
    theirs = f"the {other} side"
    if waits_for.startswith(theirs):
        words = f"{{state}}{waits_for.removeprefix(theirs)}".replace("'", "’")
        return False, say(words).format(state=other_state)
    if waits_for.startswith(("the other node", "the decision on the formal request")):
        return False, say(waits_for.replace("'", "’"))
    ours = waits_for.replace(f"the {side} side's", "our").replace(f"the {side} side", "us")
    return True, say(ours.replace("'", "’"))


def measure(code: str) -> str:
    """What a measure is called; its code where it has no name here."""
    return gettext(MEASURES[code]) if code in MEASURES else code


def badge(name: str) -> str:
    """The colour of a state: done, soon, alarm or normal."""
    return BADGES.get(name, "normal")


def clock(code: str) -> str:
    """Which clock runs, in words; empty for none."""
    if not code or code in CLOCKS:
        return gettext(CLOCKS[code]) if code else ""
    try:
        return f"{clocks.get(code).title} ({code})"
    except LawError:
        return code
