"""Where a letter stands among the letters of its matter. Pure: records are looked up by the caller.

Each writer's letters form a chain by ``previous``; ``seen`` ties the chains together. A letter whose
earlier letters are missing waits; one that stands where its writer already wrote another is a fork;
both are kept. A letter that names as earlier what is no such thing is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.exchange.errors import LetterOrderWrongError
from comity.wire.letters import Letter

ACTED, KEPT, WAITING, FORK = "acted", "kept", "waiting", "fork"
STANDING = (ACTED, KEPT)  # in its writer's chain


@dataclass(frozen=True)
class Link:
    """What has to be known of a letter that is held."""

    digest: str
    matter: str
    writer: str  # authority
    seq: int
    placement: str


@dataclass(frozen=True)
class Place:
    """ACTED (everything earlier is here), WAITING for ``missing``, or FORK; ``note`` is for a person."""

    placement: str
    note: str = ""
    missing: tuple[str, ...] = field(default=())


def earlier(letter: Letter) -> set[str]:
    """The digests of all letters that this one names as earlier."""
    named = set(letter.core.seen.values())
    if letter.core.previous is not None:
        named.add(letter.core.previous)
    return named


def place(letter: Letter, head: Link | None, held: Mapping[str, Link]) -> Place:
    """Where this letter stands. ``head``: its writer's last standing letter; ``held``: those it names.

    Raises LetterOrderWrongError.
    """
    _check_links(letter, held)
    previous = held.get(letter.core.previous or "")
    if _is_fork(letter, head, previous):
        return Place(FORK, "Its writer wrote another letter in the same place, which came first.")
    missing = _missing(letter, held)
    if missing:
        return Place(WAITING, f"Waits for {len(missing)} earlier letters.", missing)
    return Place(ACTED)


def _check_links(letter: Letter, held: Mapping[str, Link]) -> None:
    core = letter.core
    if (core.previous is None) != (core.seq == 1):
        raise LetterOrderWrongError(seq=core.seq, previous=core.previous)
    for authority, digest in core.seen.items():
        if authority == core.from_authority:
            raise LetterOrderWrongError(seen=authority)
        _check_link(letter, held.get(digest), authority)
    previous = held.get(core.previous or "")
    _check_link(letter, previous, core.from_authority)
    if previous is not None and previous.seq + 1 != core.seq:
        raise LetterOrderWrongError(seq=core.seq, previous=previous.seq)


def _check_link(letter: Letter, link: Link | None, writer: str) -> None:
    if link is not None and (link.matter != letter.matter_id or link.writer != writer):
        raise LetterOrderWrongError(names=link.digest)


def _is_fork(letter: Letter, head: Link | None, previous: Link | None) -> bool:
    if previous is not None and previous.placement == FORK:
        return True
    return head is not None and letter.core.seq <= head.seq


def _missing(letter: Letter, held: Mapping[str, Link]) -> tuple[str, ...]:
    here = {digest for digest, link in held.items() if link.placement != WAITING}
    return tuple(sorted(earlier(letter) - here))
