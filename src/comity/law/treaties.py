"""Instruments, and whether one binds a State on a day: yes, no, or not seen.

A row says what its source showed on its own date. What may have changed since, or was never seen,
is None and never False. A Party is taken to be bound until its source is renewed.
"""

from dataclasses import dataclass
from datetime import date

from comity.law import states
from comity.law.dates import PartialDate
from comity.law.documents import Listing
from comity.law.errors import UnknownTreatyError
from comity.law.release import packaged
from comity.law.rows import Status, Treaty

UNION_MEMBERS = "eu-eio-2014-41"
"""The act whose rows name every Member State of the European Union, bound or not."""

BINDING_KINDS = ("multilateral", "eu", "bilateral")
NOT_BINDING = ("applies", "member", "associated")


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an instrument binds a State on a day, and why. ``bound`` None: not seen."""

    treaty: str
    state: str
    bound: bool | None
    text: str
    source: str | None = None
    as_of: str | None = None


def get(treaty: str) -> Treaty:
    """The instrument with that id. Raises UnknownTreatyError."""
    try:
        return packaged().treaties[treaty]
    except (KeyError, TypeError):
        raise UnknownTreatyError(
            f"No instrument {str(treaty)[:40]!r} is in the data. "
            "Use an id of treaties.csv, such as cets-185.",
            treaty=str(treaty)[:40],
        ) from None


def all() -> tuple[Treaty, ...]:
    """Every instrument, by id."""
    return tuple(packaged().treaties[one] for one in sorted(packaged().treaties))


def status(treaty: str, state: str) -> Status | None:
    """What was seen of a State under an instrument; None: nothing was seen.

    Raises UnknownTreatyError, UnknownStateError.
    """
    return packaged().statuses.get((get(treaty).id, states.get(state).code))


def bound(treaty: str, state: str, on: date) -> bool | None:
    """Does the instrument bind the State on that day? None: not seen."""
    return standing(treaty, state, on).bound


def standing(treaty: str, state: str, on: date) -> Standing:
    """The same with its reason. Raises UnknownTreatyError, UnknownStateError."""
    instrument, name = get(treaty), states.name(state)
    row = status(treaty, state)
    if not in_force(treaty):
        return _not_in_force(instrument, state, row, on)
    if row is None:
        return _without_row(instrument, state, on)
    answer, text = _by_status(instrument, row, name, on)
    return Standing(treaty, state, answer, text, row.source, str(row.as_of))


def listing(treaty: str) -> Listing | None:
    """How far the list of bound States may be believed; None: not reviewed."""
    return next((one for one in packaged().carries.listings if one.instrument == treaty), None)


def in_force(treaty: str) -> bool:
    """False where the instrument itself was not in force as last seen."""
    listed = listing(treaty)
    return listed is None or listed.in_force


def bilateral(one: str, other: str) -> tuple[Treaty, ...]:
    """Bilateral instruments of which both States were seen as Parties. Far from complete.

    An agreement of the European Union with one State lists all Member States as Parties on the one
    side: it counts only with that State on the other.
    """
    return tuple(
        treaty
        for treaty in all()
        if treaty.kind == "bilateral"
        and _party(treaty.id, one)
        and _party(treaty.id, other)
        and not _same_side(treaty.id, one, other)
    )


def _same_side(treaty: str, one: str, other: str) -> bool:
    members = {state for act, state in packaged().statuses if act == UNION_MEMBERS}
    rows = [state for act, state in packaged().statuses if act == treaty]
    return len(rows) > 2 and one in members and other in members


def _party(treaty: str, state: str) -> bool:
    row = packaged().statuses.get((treaty, state))
    return row is not None and row.status == "party"


def _without_row(instrument: Treaty, state: str, on: date) -> Standing:
    listed, name = listing(instrument.id), states.name(state)
    short = instrument.short_name
    if listed is not None and listed.closed:
        text = f"{name} is not bound by the {short}. {listed.text}"
        return Standing(instrument.id, state, False, text)
    if listed is not None and listed.complete:
        text = f"{name} was not bound by the {short} as seen on {instrument.as_of}"
        if on <= instrument.as_of.last:
            return Standing(instrument.id, state, False, f"{text}.")
        text += f"; what came later was not seen. {listed.text}"
        return Standing(instrument.id, state, None, text)
    text = f"Nothing was seen of {name} under the {short}: unknown."
    return Standing(instrument.id, state, None, text)


def _not_in_force(treaty: Treaty, state: str, row: Status | None, on: date) -> Standing:
    seen = treaty.as_of if row is None else row.as_of
    listed = listing(treaty.id)
    text = f"The {treaty.short_name} was not in force as last seen."
    if listed is not None:
        text += f" {listed.text}"
    answer = False if on <= seen.last else None
    return Standing(treaty.id, state, answer, text, treaty.source, str(seen))


def _by_status(treaty: Treaty, row: Status, name: str, on: date) -> tuple[bool | None, str]:
    short, seen = treaty.short_name, row.as_of
    if treaty.kind not in BINDING_KINDS or row.status in NOT_BINDING:
        return False, f"The {short} binds nobody: {name} is listed as {row.status}."
    if row.status == "not_bound":
        return False, f"{name} does not take part in the {short} (source of {seen})."
    if row.status == "party":
        return _party_on(treaty, row, name, on)
    words = row.status.replace("_", " ")
    text = f"{name} was {words} under the {short} as seen on {seen}, not bound"
    if on <= seen.last:
        return False, f"{text}."
    return None, f"{text}; what came later was not seen."


def _party_on(treaty: Treaty, row: Status, name: str, on: date) -> tuple[bool | None, str]:
    short, seen = treaty.short_name, row.as_of
    if treaty.entered_into_force and treaty.entered_into_force.reached_on(on) is False:
        return False, f"The {short} entered into force on {treaty.entered_into_force}, later."
    if row.in_force is not None:
        return _from(row.in_force, f"{name}: {short} in force", seen, on)
    answer = True if on >= seen.last else None
    text = f"{name} is a Party to the {short} (day not seen; source of {seen})"
    return answer, f"{text}." if answer else f"{text}: not known for an earlier day."


def _from(start: PartialDate, what: str, seen: PartialDate, on: date) -> tuple[bool | None, str]:
    answer = start.reached_on(on)
    if answer is False:
        return False, f"{what} only from {start}."
    if answer is None:
        return None, f"{what} from {start}; the day was not seen."
    return True, f"{what} since {start} (source of {seen})."
