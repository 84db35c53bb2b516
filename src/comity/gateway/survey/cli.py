"""`comity gateway review` for the maintainers, `comity gateway confirm` for a State's own contact (offline)."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.gateway.survey import confirming, lifecycle, limits, proposals, screening
from comity.gateway.survey.errors import (
    DocumentWrongError,
    KeysUnreadableError,
    NoStateError,
    ProposalUnknownError,
    StatementOtherError,
    TimeWrongError,
)
from comity.gateway.survey.lifecycle import Move
from comity.gateway.survey.proposals import Answers, Sent
from comity.gateway.survey.store import Held, Kept, Store
from comity.gateway.survey.wording import SIGNS
from comity.wire import base64url
from comity.wire.errors import ComityError
from comity.wire.keys import SigningKey

_LEAST_DIGITS = 8  # of a digest that is cut short
_OF_HELD: dict[str, Move] = {"released": "released", "declined": "refused"}  # in bulk


Accept = Callable[[Store, Kept, str, datetime, str], Kept]
"""How another room accepts its own kind: by whom it was reviewed, when (UTC), with which remark."""


def add(verbs: Any, accept: Mapping[str, Accept]) -> Any:
    """Put both verbs beside those of the site; the verbs of ``review``, for others to add to. ``accept``: by kind."""
    review = verbs.add_parser("review", help="look at what is held, release it or decline it")
    doing = review.add_subparsers(required=True)
    held = doing.add_parser("list", help="what waits for a reviewer, with its reasons")
    held.add_argument("--after", type=int, default=0, help="begin after so many")
    held.set_defaults(do=_list)
    for name, move, told in (
        ("release", "released", "let a held proposal be seen and wait for its State"),
        ("decline", "declined", "decline a proposal, held or open"),
        ("accept", "accepted", "accept an open proposal about no single State, or an entry"),
    ):
        verb = doing.add_parser(name, help=told)
        many = move in _OF_HELD
        verb.add_argument(
            "digest", nargs="?" if many else None, help="its digest, or the first digits of it"
        )
        verb.add_argument("--reason", default="", help="published with the history")
        if move == "accepted":
            verb.add_argument(
                "--by", default="", help="the institution that reviewed an entry; else the editors"
            )
        if many:
            verb.add_argument(
                "--held-for", choices=SIGNS, help="instead of a digest: all that is held for this"
            )
            verb.add_argument("--before", help="of these, what came before: 2026-11-26 or 2026-11-26T18:00, UTC")  # fmt: skip
            verb.add_argument("--yes", action="store_true", help="do not ask: for scripts")
        verb.set_defaults(do=_decide, move=move, accept=accept)
    confirm = verbs.add_parser(
        "confirm", help="sign the decision of a State's contact on a proposal, offline"
    )
    confirm.add_argument("proposal", help="the proposal as downloaded from its page")
    confirm.add_argument("--keys", required=True, help="the contact's key ring, or its two keys")
    confirm.add_argument(
        "--authority", help="which authority of the key ring, like EE/contact-point"
    )
    said = confirm.add_mutually_exclusive_group(required=True)
    said.add_argument("--decision", choices=("confirm", "decline"))
    said.add_argument("--statement", help="the statement as loaded from the proposal's page")
    confirm.add_argument("--reason", default="", help="needed to decline; published")
    confirm.add_argument("--out", help="file for the confirmation (otherwise it is printed)")
    confirm.add_argument("--yes", action="store_true", help="do not ask: for scripts")
    confirm.set_defaults(do=_confirm)
    return doing


def _list(options: argparse.Namespace) -> int:
    store = Store.at_home()
    store.settle(_now())
    held = store.held(options.after)
    for kept in held:
        print(
            f"{kept.digest}  {kept.received:%Y-%m-%d}  {kept.state or '--'}  {kept.kind}: {kept.row}"
        )
        _tell(kept.sent, store.contact(kept.digest))
        for sign in store.history(kept.digest)[0].reason.split():
            print(f"    ! {SIGNS.get(sign, sign)}")
    suspect, quiet = store.numbers_held()
    print(
        f"{len(held)} shown. Held for review: {suspect} with signs of spam (room for {limits.MOST_SUSPECT}), "
        f"{quiet} without (room for {limits.MOST_HELD})."
    )
    if options.after + len(held) < suspect + quiet:
        print(f"More: comity gateway review list --after {options.after + len(held)}")
    return 0


def _tell(sent: Sent, contact: str | None) -> None:
    print(f"    from {_plain(sent.by.name)} ({sent.by.kind}), contact {contact or 'none'}")
    if isinstance(sent, Answers):
        for name, chosen in sent.given.items():
            print(f"    {name}: {', '.join(chosen)}")
    else:
        print(f"    {sent.what}")
        for name, value in sent.should.items():
            print(f"    {name}: {_plain(sent.was.get(name, ''))!r} -> {_plain(value)!r}")
    print(f"    source {_plain(sent.source)}")
    if sent.note:
        print(f"    note {_plain(sent.note)!r}")


def _plain(text: str) -> str:
    """A text that cannot move the cursor or turn a line around."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


def _decide(options: argparse.Namespace) -> int:
    store, at = Store.at_home(), _now()
    if getattr(options, "held_for", None):
        return _decide_many(options, store, at)
    if options.digest is None:
        raise ProposalUnknownError("Name a digest, or what is held for a reason with --held-for.")
    kept = _find(store, options.digest)
    move = options.move
    if move == "declined" and kept.standing == "held":
        move = "refused"
    reason = options.reason[: limits.REASON_CHARS]
    if move == "accepted" and kept.kind in options.accept:
        after = options.accept[kept.kind](store, kept, options.by, at, reason)
    else:
        after = store.move(kept.digest, move, at, reason)
    print(f"{after.digest} is now {after.standing}.")
    return 0


def _decide_many(options: argparse.Namespace, store: Store, at: datetime) -> int:
    """Show what would be done to how many, ask, and do it to these and no others."""
    if options.digest is not None:
        raise ProposalUnknownError("Name a digest, or --held-for. Not both.")
    move, sign = _OF_HELD[options.move], options.held_for
    reason = options.reason[: limits.REASON_CHARS]
    lifecycle.after("held", move, reason)
    chosen = store.held_for(sign, _moment(options.before))
    if move == "released":  # what shows another sign is read one by one
        chosen = tuple(one for one in chosen if one.signs == (sign,))
    if not chosen:
        print("Nothing is held for this reason and came before this time.")
        return 0
    _tell_many(chosen, store, "Release" if move == "released" else "Decline", sign)
    if not options.yes and input(f"Type {len(chosen)} to do this: ").strip() != str(len(chosen)):
        print("Nothing was changed.")
        return 1
    done = store.move_held([one.digest for one in chosen], move, at, reason)
    print(f"{done} done, {len(chosen) - done} left as somebody else had moved them meanwhile.")
    return 0


def _tell_many(chosen: Sequence[Held], store: Store, verb: str, sign: str) -> None:
    first, last = chosen[0].received, chosen[-1].received
    print(f"{verb} {len(chosen)}, held for: {SIGNS[sign]}")
    print(f"  They came from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC.")
    quiet = sum(1 for one in chosen if not screening.suspect(one.signs))
    print(f"  Without any sign of spam: {quiet}.")
    signs = Counter(each for one in chosen for each in one.signs)
    states = Counter(one.state or "--" for one in chosen)
    for name, counted in (("sign", signs), ("State", states)):
        most = ", ".join(f"{each} {number}" for each, number in counted.most_common(10))
        print(f"  By {name}: {most}")
    print(f"  The first {min(len(chosen), limits.SHOWN_OF_MANY)}:")
    for one in chosen[: limits.SHOWN_OF_MANY]:
        kept = store.get(one.digest)
        if kept is not None:
            print(f"  {kept.digest}  {kept.state or '--'}  {kept.kind}: {_plain(kept.row)}")
            _tell(kept.sent, None)


def _moment(text: str | None) -> datetime:
    """A moment in UTC. Raises TimeWrongError."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        raise TimeWrongError from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _find(store: Store, digits: str) -> Kept:
    wanted = digits.removeprefix("sha256:").lower()
    if len(wanted) < _LEAST_DIGITS:
        raise ProposalUnknownError("Give at least eight digits of the digest.")
    found = store.beginning(wanted)
    if len(found) != 1:
        raise ProposalUnknownError("No proposal has this digest, or several have. Give all of it.")
    return found[0]


def _confirm(options: argparse.Namespace) -> int:
    data = _read(Path(options.proposal), limits.DOCUMENT_BYTES)
    sent, digest = proposals.read(data), proposals.digest(data)
    if sent.state is None:
        raise NoStateError
    payload = _statement(options, digest, sent.state)
    said = confirming.parse(payload)
    keys = signing_keys(Path(options.keys), options.authority)
    print(f"{digest}\nA decision of {said.state}: {said.decision}", file=sys.stderr)
    if said.reason:
        print(f"Reason, to be published: {_plain(said.reason)!r}", file=sys.stderr)
    _show(sent)
    if not options.yes and input("Type yes to sign: ").strip() != "yes":
        print("Nothing was signed.", file=sys.stderr)
        return 1
    signed = confirming.sign_statement(payload, keys)
    if not options.out:
        sys.stdout.buffer.write(signed)
        return 0
    with Path(options.out).open("xb") as stream:
        stream.write(signed)
        stream.flush()
        os.fsync(stream.fileno())
    print(
        f"Wrote {options.out}. Send it from the proposal's page, or to /data/survey/confirmations of the site.",
        file=sys.stderr,
    )
    return 0


def _statement(options: argparse.Namespace, digest: str, state: str) -> bytes:
    """The bytes to sign: those that were loaded, if they go with the proposal, or new ones of today."""
    if not options.statement:
        return confirming.statement(
            digest, state, options.decision, on=_now().date(), reason=options.reason
        )
    data = _read(Path(options.statement), limits.CONFIRMATION_PAYLOAD_BYTES)
    said = confirming.parse(data)
    if (said.proposal, said.state) != (digest, state) or options.reason not in ("", said.reason):
        raise StatementOtherError
    return data


def _show(sent: Sent) -> None:
    """The whole row as it then reads: that is what the State vouches for."""
    if isinstance(sent, Answers):
        lines = [f"{name}: {', '.join(chosen)}" for name, chosen in sent.given.items()]
    else:
        lines = ["This row should not be there."] if sent.what == "removal" else []
        lines += [
            f"{name}: {value}{'   <- new' if name in sent.should else ''}"
            for name, value in sent.vouched.items()
        ]
    print("\n".join(f"  {_plain(one)}" for one in lines), file=sys.stderr)
    print(f"  read at {_plain(sent.source)}", file=sys.stderr)


def signing_keys(path: Path, authority: str | None) -> Sequence[SigningKey]:
    """Two keys: those of an authority in a node's key ring, or a file with just the two."""
    try:
        kept = json.loads(_read(path, limits.KEY_FILE_BYTES))
        if isinstance(kept, dict):
            rings = kept["authorities"]
            kept = rings[authority] if authority else next(iter(rings.values()))
            if authority is None and len(rings) != 1:
                raise KeysUnreadableError
        return [
            SigningKey.from_private_bytes(one["alg"], base64url.decode(one["seed"])) for one in kept
        ]
    except KeysUnreadableError:
        raise
    except (ValueError, KeyError, TypeError, StopIteration, ComityError) as error:
        raise KeysUnreadableError(because=type(error).__name__) from None


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError:
        raise DocumentWrongError(f"The file {path.name} cannot be read.") from None
    if len(data) > most:
        raise DocumentWrongError(f"The file {path.name} is larger than it may be.")
    return data


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
