"""Training and help for one State: from its own institutions, for it alone, and open to every State. Pure."""

from collections.abc import Iterable
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
    open_to_all: int  # how many others are open to every State


def of_state(all_: Iterable[Entry], state: str, day: date) -> Help:
    """What helps a State, of what is current on a day."""
    some = [one for one in finding.in_order(all_) if one.kind in KINDS and one.is_current(day)]
    here = tuple(one for one in some if one.provided_from == state)
    others = [one for one in some if one.provided_from != state]
    return Help(
        state,
        here,
        tuple(one for one in others if state in one.for_states),
        sum(not one.for_states for one in others),
    )
