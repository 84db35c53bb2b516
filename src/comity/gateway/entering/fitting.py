"""Whether an entry can be published as a reviewer or a State would let it: asked before anything moves. No Django."""

from datetime import date, datetime

from pydantic import ValidationError

from comity.gateway.entering.errors import (
    EntryChangedError,
    NotAcceptableError,
    PersonInsteadError,
)
from comity.gateway.resources import live, values
from comity.gateway.resources.entries import CONTACT_OF, Entry
from comity.gateway.resources.errors import ResourceError
from comity.gateway.survey.errors import DocumentWrongError
from comity.gateway.survey.proposals import Proposal
from comity.gateway.survey.store import Kept


def check(kept: Kept, reviewer: str, day: date) -> None:
    """Raises PersonInsteadError, NotAcceptableError, EntryChangedError, EntryThereError, EntryGoneError."""
    sent = kept.sent
    if not isinstance(sent, Proposal):
        raise DocumentWrongError
    base = live.now().by_id.get(sent.row)
    _same(base, sent)
    try:
        live.applied(base, sent, reviewer, day)
    except ValidationError as error:
        first = error.errors()[0]
        if first["loc"][:1] == ("reviewed_by",):
            raise PersonInsteadError from None
        place = ".".join(map(str, first["loc"]))
        raise NotAcceptableError(
            f"{NotAcceptableError.sentence} {place} {first['msg']}".strip()
        ) from None


def check_for_state(kept: Kept, at: datetime) -> None:
    """The same before a State's contact confirms it at ``at`` (UTC): it must still be an entry of that State.

    Raises EntryChangedError, NotAcceptableError.
    """
    try:
        live.check_whose(live.now().by_id.get(kept.row), kept.state)
        check(kept, f"{CONTACT_OF}{kept.state}", at.date())
    except ResourceError:  # gone, there already, or another State's
        raise EntryChangedError from None


def _same(base: Entry | None, sent: Proposal) -> None:
    """What is corrected must still read as whoever corrects it saw it."""
    now = values.of(base) if base else {}
    if sent.what == "correction" and any(
        now.get(name) != sent.was.get(name) for name in (sent.should if base else ())
    ):
        raise EntryChangedError
