"""`comity gateway review` for the maintainers, `comity gateway confirm` for a State's own contact (offline)."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.gateway.survey import confirming, limits, proposals
from comity.gateway.survey.errors import (
    DocumentWrongError,
    KeysUnreadableError,
    NoStateError,
    ProposalUnknownError,
)
from comity.gateway.survey.proposals import Answers, Sent
from comity.gateway.survey.store import Kept, Store
from comity.gateway.survey.wording import SIGNS
from comity.wire import base64url
from comity.wire.errors import ComityError
from comity.wire.keys import SigningKey

_LEAST_DIGITS = 8  # of a digest that is cut short


def add(verbs: Any) -> None:
    """Put both verbs beside those of the site."""
    review = verbs.add_parser("review", help="look at what is held, release it or decline it")
    doing = review.add_subparsers(required=True)
    held = doing.add_parser("list", help="what waits for a reviewer, with its reasons")
    held.set_defaults(do=_list)
    for name, move, told in (
        ("release", "released", "let a held proposal be seen and wait for its State"),
        ("decline", "declined", "decline a proposal, held or open"),
        ("accept", "accepted", "accept an open proposal that is about no single State"),
    ):
        verb = doing.add_parser(name, help=told)
        verb.add_argument("digest", help="its digest, or the first digits of it")
        verb.add_argument("--reason", default="", help="published with the history")
        verb.set_defaults(do=_decide, move=move)
    confirm = verbs.add_parser(
        "confirm", help="sign the decision of a State's contact on a proposal, offline"
    )
    confirm.add_argument("proposal", help="the proposal as downloaded from its page")
    confirm.add_argument("--keys", required=True, help="the contact's key ring, or its two keys")
    confirm.add_argument(
        "--authority", help="which authority of the key ring, like EE/contact-point"
    )
    confirm.add_argument("--decision", required=True, choices=("confirm", "decline"))
    confirm.add_argument("--reason", default="", help="needed to decline; published")
    confirm.add_argument("--out", help="file for the confirmation (otherwise it is printed)")
    confirm.add_argument("--yes", action="store_true", help="do not ask: for scripts")
    confirm.set_defaults(do=_confirm)


def _list(options: argparse.Namespace) -> int:
    store = Store.at_home()
    store.settle(_now())
    held = store.held()
    for kept in held:
        print(
            f"{kept.digest}  {kept.received:%Y-%m-%d}  {kept.state or '--'}  {kept.kind}: {kept.row}"
        )
        _tell(kept.sent, store.contact(kept.digest))
        for sign in store.history(kept.digest)[0].reason.split():
            print(f"    ! {SIGNS.get(sign, sign)}")
    print(f"{len(held)} held for review.")
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
    kept = _find(store, options.digest)
    move = options.move
    if move == "declined" and kept.standing == "held":
        move = "refused"
    after = store.move(kept.digest, move, at, options.reason[: limits.REASON_CHARS])
    print(f"{after.digest} is now {after.standing}.")
    return 0


def _find(store: Store, digits: str) -> Kept:
    wanted = digits.removeprefix("sha256:").lower()
    if len(wanted) < _LEAST_DIGITS:
        raise ProposalUnknownError("Give at least eight digits of the digest.")
    every = {one.digest: one for one in (*store.held(), *store.listed())}
    found = [one for name, one in every.items() if name.removeprefix("sha256:").startswith(wanted)]
    if len(found) != 1:
        raise ProposalUnknownError("No proposal has this digest, or several have. Give all of it.")
    return found[0]


def _confirm(options: argparse.Namespace) -> int:
    data = _read(Path(options.proposal), limits.DOCUMENT_BYTES)
    sent, digest = proposals.read(data), proposals.digest(data)
    if sent.state is None:
        raise NoStateError
    keys = signing_keys(Path(options.keys), options.authority)
    print(f"{digest}\nA decision of {sent.state}: {options.decision}", file=sys.stderr)
    _show(sent)
    if not options.yes and input("Type yes to sign: ").strip() != "yes":
        print("Nothing was signed.", file=sys.stderr)
        return 1
    signed = confirming.sign(
        digest, sent.state, options.decision, keys, on=_now().date(), reason=options.reason
    )
    if not options.out:
        sys.stdout.buffer.write(signed)
        return 0
    with Path(options.out).open("xb") as stream:
        stream.write(signed)
        stream.flush()
        os.fsync(stream.fileno())
    print(
        f"Wrote {options.out}. Send it to /data/survey/confirmations of the site.", file=sys.stderr
    )
    return 0


def _show(sent: Sent) -> None:
    """The whole row as it then reads: that is what the State vouches for."""
    if isinstance(sent, Answers):
        lines = [f"{name}: {', '.join(chosen)}" for name, chosen in sent.given.items()]
    elif sent.what == "removal":
        lines = ["This row should not be there.", *(f"{k}: {v}" for k, v in sent.was.items())]
    else:
        lines = [
            f"{name}: {value}{'   <- new' if name in sent.should else ''}"
            for name, value in sent.reads.items()
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
