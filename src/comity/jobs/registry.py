"""Which kinds of job this node does, and how: a room registers its own when it starts.

A function gets the arguments and returns None when the job is done, or a time (UTC, by the clock of
its kind) at which it is to be done again. It may be called again after a crash: inside jobs lose
nothing by that, because their effect and the acknowledgement are one transaction; outside jobs
(network) have to be such that a second time does no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from comity.jobs import limits
from comity.jobs.errors import KindUnknownError
from comity.journal import clock as clocks

Function = Callable[[dict[str, Any]], datetime | None]
# The number of tries so far and what went wrong, to the pause before the next; None gives up.
Retry = Callable[[int, Exception], timedelta | None]


def back_off(attempts: int, error: Exception) -> timedelta | None:
    """A pause that doubles to five minutes; never gives up, the screen of troubled jobs shows it."""
    doubled: timedelta = limits.FIRST_PAUSE * 2 ** min(attempts - 1, 20)
    return min(doubled, limits.LONGEST_PAUSE)


def give_up_after(tries: int) -> Retry:
    """Back off, and give up after so many tries."""

    def retry(attempts: int, error: Exception) -> timedelta | None:
        return None if attempts >= tries else back_off(attempts, error)

    return retry


@dataclass(frozen=True)
class Kind:
    """How one kind of job is done."""

    name: str
    function: Function
    lease: timedelta
    retry: Retry
    every: timedelta | None
    outside: bool
    clock: Literal["real", "node"]

    def now(self) -> datetime:
        """The time that ``run_at`` of this kind is compared with, UTC."""
        return clocks.now() if self.clock == "node" else clocks.real_now()


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    function: Function,
    *,
    lease: timedelta = limits.LEASE,
    retry: Retry = back_off,
    every: timedelta | None = None,
    outside: bool = False,
    clock: Literal["real", "node"] = "real",
) -> None:
    """Make a kind known. Registering another function under the same name raises ValueError.

    ``every`` makes it recur: the worker asks for the first one, and each next one is asked for in the
    acknowledgement of the one before. ``outside``: not in a transaction (it talks to other machines).
    """
    if not 1 <= len(kind) <= limits.KIND_CHARS:
        raise ValueError(f"a kind of job has a short name: {kind[: limits.KIND_CHARS]!r}")
    if lease <= timedelta(0) or (every is not None and every <= timedelta(0)):
        raise ValueError(f"{kind}: a lease and a period are longer than nothing")
    known = _kinds.get(kind)
    if known is not None and known.function is not function:
        raise ValueError(f"two functions for jobs of kind {kind}")
    _kinds[kind] = Kind(kind, function, lease, retry, every, outside, clock)


def forget(kind: str) -> None:
    """Take a kind back (for tests that register their own)."""
    _kinds.pop(kind, None)


def get(kind: str) -> Kind:
    """How a kind is done. Raises KindUnknownError."""
    try:
        return _kinds[kind]
    except KeyError:
        raise KindUnknownError(kind=kind) from None


def kinds() -> tuple[Kind, ...]:
    """All kinds, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))
