"""The matters: each letter in its place, between two parties, nothing missing in between, no fork."""

from collections.abc import Sequence

from comity.verification.case import Case, Held
from comity.verification.errors import LetterWrongError
from comity.verification.report import Check
from comity.wire.letters import Letter
from comity.wire.ordering import LetterFact, order


def check_matters(case: Case, check: Check) -> None:
    """Every letter belongs to a sealed matter; every matter is whole as far as its letters tell."""
    for held in case.held:
        if held.letter.matter_id not in case.seal.matters:
            raise LetterWrongError("The letter belongs to no matter of this export.", held.file)
    for matter in case.seal.matters:
        held_here = case.of_matter(matter)
        _check_parties(matter, held_here)
        _check_order(held_here)
        _check_sequence(held_here)
        writers = sorted({one.letter.core.from_authority for one in held_here})
        check.found.append(
            f"matter {matter[:23]}…: {len(held_here)} letters by {' and '.join(writers)}"
        )
    _look_for_linked(case)


def _check_parties(matter: str, held: Sequence[Held]) -> None:
    """The opening letter is there; all others pass between its two parties."""
    opening = next((one for one in held if one.letter.digest == matter), None)
    if opening is None:
        raise LetterWrongError(f"The letter that opens {matter} is missing.", "letters.jsonl")
    parties = _parties(opening.letter)
    for one in held:
        if _parties(one.letter) != parties:
            raise LetterWrongError("The letter is not between the parties of its matter.", one.file)
        _check_side(opening, one)


def _parties(letter: Letter) -> set[tuple[str, str]]:
    core = letter.core
    return {(core.from_authority, core.from_node), (core.to_authority, core.to_node)}


def _check_side(opening: Held, one: Held) -> None:
    """The type may stand in this place, and be written by this side."""
    if one.spec is None:
        return
    opens = one.letter.core.matter is None
    requesting = one.letter.core.from_authority == opening.letter.core.from_authority
    side = "requesting" if requesting else "requested"
    if one.spec.opens != opens or one.spec.side not in (side, "either"):
        raise LetterWrongError("A letter of this type does not stand in this place.", one.file)


def _check_order(held: Sequence[Held]) -> None:
    line = order([_fact(one.letter) for one in held])
    if line.waiting:
        raise LetterWrongError(
            "Letters are missing that this letter names.", _file_of(held, line.waiting[0])
        )
    if line.forked:
        raise LetterWrongError(
            "Its writer wrote two letters in one place.", _file_of(held, line.forked[0])
        )


def _check_sequence(held: Sequence[Held]) -> None:
    """Each writer's letters are numbered without a gap and chained by ``previous``."""
    chains: dict[str, list[Held]] = {}
    for one in held:
        chains.setdefault(one.letter.core.from_authority, []).append(one)
    for chain in chains.values():
        chain.sort(key=lambda one: one.letter.core.seq)
        before: str | None = None
        for number, one in enumerate(chain, 1):
            if one.letter.core.seq != number or one.letter.core.previous != before:
                raise LetterWrongError("A letter before this one is missing.", one.file)
            before = one.letter.digest


def _look_for_linked(case: Case) -> None:
    """Say which linked matters are not in this folder."""
    for held in case.held:
        for name in ("hold", "preservation"):
            linked = held.letter.core.body.get(name)
            if isinstance(linked, str) and linked not in case.seal.matters:
                case.report.warn(
                    f"{held.letter.core.type} names the matter {linked[:23]}…, which is not in this folder."
                )


def _fact(letter: Letter) -> LetterFact:
    core = letter.core
    return LetterFact(
        digest=letter.digest,
        type=core.type,
        side="",
        writer=core.from_authority,
        seq=core.seq,
        previous=core.previous,
        seen=core.seen,
        time=core.time,
        body=core.body,
        incarnation=core.incarnation,
    )


def _file_of(held: Sequence[Held], digest: str) -> str:
    return next(one.file for one in held if one.letter.digest == digest)
