"""Training and help for one State: from its own institutions, for it alone, and open to every State. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.gateway.resources import entries, finding
from comity.gateway.resources.entries import Entry, Kind

KINDS: Final[tuple[Kind, ...]] = tuple(one for one in entries.KINDS if one != "standard")
"""What helps people of a State: everything but standards."""


@dataclass(frozen=True, slots=True)
class Help:
    """What there is for a State on a day. Who looked found these; there may be more."""

    state: str
    from_here: tuple[Entry, ...]  # its own institutions provide it
    for_here: tuple[
        Entry, ...
    ]  # others provide it, only for this State and those that are named with it
    standards: int  # how many standards its institutions provide
    open_to_all: int  # how many resources of all kinds are open to every State


def of_states(all_: Iterable[Entry], states: Iterable[str], day: date) -> list[Help]:
    """What helps each of these States, of what is current on a day."""
    current = finding.in_order(one for one in all_ if one.is_current(day))
    open_to_all = sum(not one.for_states for one in current)
    return [_of_state(current, state, open_to_all) for state in states]


def _of_state(current: Sequence[Entry], state: str, open_to_all: int) -> Help:
    of_it = [one for one in current if state in finding.states_of(one)]
    some = [one for one in of_it if one.kind in KINDS]
    return Help(
        state,
        tuple(one for one in some if one.provided_from == state),
        tuple(one for one in some if one.provided_from != state),
        sum(one.provided_from == state for one in of_it if one.kind not in KINDS),
        open_to_all,
    )
