"""Instruments, and whether one binds a State on a day: yes, no, or not seen.

A row says what its source showed on its own date. What may have changed since, or was never seen,
is None and never False. A Party is taken to be bound until its source is renewed.
"""

from dataclasses import dataclass
from datetime import date

from comity.law import states
from comity.law.carrying import Listing
from comity.law.dates import PartialDate
from comity.law.errors import UnknownTreatyError
from comity.law.release import in_use
from comity.law.rows import Status, Treaty
from comity.law.said import Said, say

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
    said: Said
    source: str | None = None
    as_of: str | None = None

    @property
    def text(self) -> str:
        """The reason in English."""
        return self.said.text


def get(treaty: str) -> Treaty:
    """The instrument with that id. Raises UnknownTreatyError."""
    try:
        return in_use().treaties[treaty]
    except (KeyError, TypeError):
        raise UnknownTreatyError(
            f"No instrument {str(treaty)[:40]!r} is in the data. "
            "Use an id of treaties.csv, such as cets-185.",
            treaty=str(treaty)[:40],
        ) from None


def all() -> tuple[Treaty, ...]:
    """Every instrument, by id."""
    return tuple(in_use().treaties[one] for one in sorted(in_use().treaties))


def status(treaty: str, state: str) -> Status | None:
    """What was seen of a State under an instrument; None: nothing was seen.

    Raises UnknownTreatyError, UnknownStateError.
    """
    return in_use().statuses.get((get(treaty).id, states.get(state).code))


def bound(treaty: str, state: str, on: date) -> bool | None:
    """Does the instrument bind the State on that day? None: not seen."""
    return standing(treaty, state, on).bound


def standing(treaty: str, state: str, on: date) -> Standing:
    """The same with its reason. Raises UnknownTreatyError, UnknownStateError."""
    instrument = get(treaty)
    row = status(treaty, state)
    if not in_force(treaty):
        return _not_in_force(instrument, state, row, on)
    if row is None:
        return _without_row(instrument, state, on)
    answer, said = _by_status(instrument, row, on)
    return Standing(treaty, state, answer, said, row.source, str(row.as_of))


def listing(treaty: str) -> Listing | None:
    """How far the list of bound States may be believed; None: not reviewed."""
    return next((one for one in in_use().carries.listings if one.instrument == treaty), None)


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


def is_assistance(treaty: str) -> bool:
    """A bilateral treaty that is not known to be about something else than mutual assistance."""
    rows = in_use().carries.no_carriers
    about_else = {one.instrument for one in rows if one.standing == "not_a_carrier"}
    return get(treaty).kind == "bilateral" and treaty not in about_else


def of_the_union(treaty: str) -> bool:
    """An agreement of the European Union with one State: it lists all Member States on one side."""
    return sum(1 for act, _ in in_use().statuses if act == treaty) > 2


def _same_side(treaty: str, one: str, other: str) -> bool:
    members = {state for act, state in in_use().statuses if act == UNION_MEMBERS}
    return of_the_union(treaty) and one in members and other in members


def _party(treaty: str, state: str) -> bool:
    row = in_use().statuses.get((treaty, state))
    return row is not None and row.status == "party"


def _without_row(instrument: Treaty, state: str, on: date) -> Standing:
    listed, treaty, seen = listing(instrument.id), instrument.id, instrument.as_of
    if listed is not None and (listed.closed or _outside(listed, state)):
        said = say("bound.outside", state=state, treaty=treaty, words=listed.text)
        return Standing(treaty, state, False, said)
    if listed is None or not listed.complete:
        return Standing(treaty, state, None, say("bound.nothing_seen", state=state, treaty=treaty))
    if on <= seen.last:
        said = say("bound.not_listed", state=state, treaty=treaty, seen=seen)
        return Standing(treaty, state, False, said)
    said = say("bound.not_listed_later", state=state, treaty=treaty, seen=seen, words=listed.text)
    return Standing(treaty, state, None, said)


def _outside(listed: Listing, state: str) -> bool:
    return listed.group is not None and (listed.group, state) not in in_use().statuses


def _not_in_force(treaty: Treaty, state: str, row: Status | None, on: date) -> Standing:
    seen = treaty.as_of if row is None else row.as_of
    listed = listing(treaty.id)
    said = say("bound.not_in_force", treaty=treaty.id)
    if listed is not None:
        said = say("bound.not_in_force_listing", treaty=treaty.id, words=listed.text)
    answer = False if on <= seen.last else None
    return Standing(treaty.id, state, answer, said, treaty.source, str(seen))


def _by_status(treaty: Treaty, row: Status, on: date) -> tuple[bool | None, Said]:
    who = {"state": row.state, "treaty": treaty.id}
    if treaty.kind not in BINDING_KINDS or row.status in NOT_BINDING:
        return False, say("bound.network", **who, status=row.status)
    if row.status == "not_bound":
        return False, say("bound.no_part", **who, seen=row.as_of)
    if row.status == "party":
        return _party_on(treaty, row, on)
    seen = {"status": row.status, "seen": row.as_of}
    if on <= row.as_of.last:
        return False, say("bound.signatory", **who, **seen)
    return None, say("bound.signatory_later", **who, **seen)


def _party_on(treaty: Treaty, row: Status, on: date) -> tuple[bool | None, Said]:
    who = {"state": row.state, "treaty": treaty.id}
    start = treaty.entered_into_force
    if start and start.reached_on(on) is False:
        return False, say("bound.treaty_later", treaty=treaty.id, day=start)
    if row.in_force is not None:
        return _from(treaty, row, row.in_force, on)
    if on >= row.as_of.last:
        return True, say("bound.party", **who, seen=row.as_of)
    return None, say("bound.party_earlier", **who, seen=row.as_of)


def _from(treaty: Treaty, row: Status, start: PartialDate, on: date) -> tuple[bool | None, Said]:
    who = {"state": row.state, "treaty": treaty.id, "day": start}
    answer = start.reached_on(on)
    if answer is False:
        return False, say("bound.only_from", **who)
    if answer is None:
        return None, say("bound.day_unseen", **who)
    # For acts of the European Union the date is that of transposition or of application.
    code = "bound.applies_since" if treaty.kind == "eu" else "bound.since"
    return True, say(code, **who, seen=row.as_of)
