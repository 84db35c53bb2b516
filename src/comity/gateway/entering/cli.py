"""`comity gateway review`, where it is about an entry: accept it, see what members entered, hand it out for the files."""

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from comity.gateway.entering import fitting
from comity.gateway.entering.errors import NotPublishedError
from comity.gateway.resources import live, writing
from comity.gateway.resources.entries import EDITORS
from comity.gateway.survey.store import Kept, Store
from comity.wire import documents


def add(review: Any) -> None:
    """Put the verbs beside those of ``review``."""
    listed = review.add_parser("entries", help="the resources that members entered or corrected")
    listed.set_defaults(do=_list)
    toml = review.add_parser("toml", help="an accepted entry, to be taken into the packaged file")
    toml.add_argument("id", help="the id of the entry, as its address has it")
    toml.set_defaults(do=_toml)


def accept(store: Store, kept: Kept, by: str, at: datetime, reason: str) -> Kept:
    """Publish an entry, or what should read otherwise of one, as reviewed by an institution at ``at`` (UTC).

    Nothing moves unless it can be published. Raises PersonInsteadError, NotAcceptableError, EntryChangedError,
    EntryThereError, EntryGoneError, MoveRefusedError.
    """
    reviewer, day = by.strip() or EDITORS, at.date()
    fitting.check(kept, reviewer, day)
    review = live.Review(proposal=kept.digest, reviewed_by=reviewer, on=day.isoformat())
    if kept.standing == "held":
        store.move(kept.digest, "released", at)
    return store.move(kept.digest, "accepted", at, reason, documents.build(review))


def _list(options: argparse.Namespace) -> int:
    shelf, today = live.now(), datetime.now(UTC).date()
    for name in shelf.history:
        one = shelf.by_id[name]
        state = "expired" if one.is_expired(today) else "over" if one.is_over(today) else "listed"
        print(f"{name}  {state}, until {one.expires}  {one.title}")
    for digest in shelf.left_out:
        print(f"    ! accepted, but it cannot be published: {digest}")
    print(f"{len(shelf.history)} entered or corrected.")
    return 0


def _toml(options: argparse.Namespace) -> int:
    shelf = live.now()
    if options.id not in shelf.history:
        raise NotPublishedError
    sys.stdout.write(writing.entry(shelf.by_id[options.id]))
    return 0
