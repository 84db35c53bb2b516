"""Two sides that write letters in one matter and do not always know each other's last: facts for pure tests."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from comity.wire import times
from comity.wire.ordering import REQUESTED, REQUESTING, LetterFact

START = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
WRITERS = {REQUESTING: "RO/contact-point", REQUESTED: "MA/contact-point"}
OTHER = {REQUESTING: REQUESTED, REQUESTED: REQUESTING}
OPENING = {"M01": "preservation-request", "M03": "formal-request"}


def at(**after: float) -> str:
    """A wire time so long after the start."""
    return times.format(START + timedelta(**after))


@dataclass
class Book:
    """The letters of one matter and what each side has seen of the other's."""

    measure: str = "M01"
    facts: list[LetterFact] = field(default_factory=list)
    seen: dict[str, str] = field(
        default_factory=dict
    )  # side to the other side's last letter it knows

    def __post_init__(self) -> None:
        self.opening = self.write(REQUESTING, OPENING[self.measure], {"measure": self.measure})
        self.deliver(REQUESTED)

    def write(self, side: str, name: str, body: Mapping[str, Any] | None = None) -> LetterFact:
        """One letter of this side, which knows what was delivered to it so far."""
        own = [fact for fact in self.facts if fact.side == side]
        seen = {WRITERS[OTHER[side]]: self.seen[side]} if side in self.seen else {}
        text = f"{len(self.facts)} {side} {name} {own[-1].digest if own else ''} {seen} {body}"
        fact = LetterFact(
            digest="sha256:" + hashlib.sha256(text.encode()).hexdigest(),
            type=f"assistance.{name}",
            side=side,
            writer=WRITERS[side],
            seq=len(own) + 1,
            previous=own[-1].digest if own else None,
            seen=seen,
            time=START + timedelta(minutes=len(self.facts)),
            body=dict(body or {}),
            incarnation="one",
        )
        self.facts.append(fact)
        return fact

    def asking(self, name: str, body: Mapping[str, Any] | None = None) -> LetterFact:
        """A letter of the requesting side."""
        return self.write(REQUESTING, name, body)

    def asked(self, name: str, body: Mapping[str, Any] | None = None) -> LetterFact:
        """A letter of the requested side."""
        return self.write(REQUESTED, name, body)

    def deliver(self, side: str) -> None:
        """This side has now seen all that the other has written."""
        theirs = [fact for fact in self.facts if fact.side == OTHER[side]]
        if theirs:
            self.seen[side] = theirs[-1].digest

    def meet(self) -> None:
        """Both sides have seen everything."""
        self.deliver(REQUESTING)
        self.deliver(REQUESTED)

    def hold(self, days: float = 60, **more: Any) -> LetterFact:
        """The requested side reports a hold of so many days from the start."""
        return self.asked(
            "hold-report", {"effective_from": at(hours=1), "expires_at": at(days=days), **more}
        )
