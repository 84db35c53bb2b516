"""What is published: the entries that come with the site, and those that members entered and somebody reviewed. Pure,
but for the file of the survey that it asks.

A release of the files that was reviewed after a decision has taken it up: it counts, and the decision is history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError

from comity.gateway.resources import entries, values
from comity.gateway.resources.entries import CONTACT_OF, Entry
from comity.gateway.resources.errors import EntryGoneError, EntryThereError, ResourceError
from comity.gateway.survey import limits, proposals
from comity.gateway.survey.errors import DocumentWrongError, StoreError, SurveyError
from comity.gateway.survey.proposals import Proposal
from comity.gateway.survey.store import Accepted, Store
from comity.wire import documents, fields

KIND: Final = "resource"
"""What the survey calls a proposal about an entry."""


class Review(documents.Document):
    """Who read the page of an entry for this site, and when: an institution, or the editors."""

    review: Literal["comity-review-1"] = "comity-review-1"
    proposal: fields.Digest
    reviewed_by: Annotated[str, Field(min_length=1, max_length=limits.NAME_CHARS)]
    on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


@dataclass(frozen=True, slots=True)
class Step:
    """One decision in the history of an entry: what was proposed, by whom, as they say, and when it was decided."""

    what: proposals.What
    by: str
    on: date
    digest: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every entry on its day. ``complete``: the file with what members entered could be read. ``left_out``: what was
    accepted and cannot be published; whoever reviews is told."""

    by_id: Mapping[str, Entry]
    history: Mapping[str, tuple[Step, ...]]
    left_out: tuple[str, ...]
    complete: bool = True

    @property
    def mark(self) -> str:
        """Another text whenever another decision counts."""
        return " ".join(step.digest for steps in self.history.values() for step in steps)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them: by kind and in the order of the files, then in the order in which they were entered."""
        return tuple(self.by_id.values())


def now() -> Shelf:
    """What is published at this moment. Without the file of the survey: what comes with the site, and said to be not all."""
    try:
        accepted = Store.at_home().accepted(KIND)
    except StoreError:
        return Shelf(entries.by_id(), {}, (), complete=False)
    return _now(accepted)


def current(day: date) -> list[Entry]:
    """The entries that are shown in lists on a day."""
    return [one for one in now().entries if one.is_current(day)]


@lru_cache(maxsize=8)
def _now(accepted: tuple[Accepted, ...]) -> Shelf:
    return together(entries.library(), accepted)


def together(library: tuple[Entry, ...], accepted: tuple[Accepted, ...]) -> Shelf:
    """The entries of the files with what was accepted since, in the order of the decisions."""
    packaged = {one.id: one for one in library}
    found = dict(packaged)
    history: dict[str, list[Step]] = {}
    left_out = []
    for one in accepted:
        try:
            sent, reviewer = _proposal(one), _reviewer(one)
            base = found.get(sent.row)
            if base is None or base is not packaged.get(sent.row) or not _taken_up(base, one, sent):
                if one.move == "confirmed_by_state":
                    check_whose(base, one.state)
                found[sent.row] = applied(base, sent, reviewer, one.on)
        except (SurveyError, ResourceError, ValidationError):
            left_out.append(one.digest)
            continue
        step = Step(sent.what, sent.by.name, one.on, one.digest)
        history.setdefault(sent.row, []).append(step)
    told = {name: tuple(steps) for name, steps in history.items()}
    ordered = sorted(found.items(), key=lambda one: entries.KINDS.index(one[1].kind))
    return Shelf(MappingProxyType(dict(ordered)), MappingProxyType(told), tuple(left_out))


def _proposal(one: Accepted) -> Proposal:
    sent = proposals.read(one.body)
    if not isinstance(sent, Proposal) or sent.kind != KIND:
        raise DocumentWrongError
    return sent


def _reviewer(one: Accepted) -> str:
    if one.move == "confirmed_by_state":
        return f"{CONTACT_OF}{one.state}"
    said = documents.parse(
        Review, one.decision or b"", error=DocumentWrongError, max_bytes=limits.DOCUMENT_BYTES
    )
    if said.proposal != one.digest:
        raise DocumentWrongError
    return said.reviewed_by


def check_whose(base: Entry | None, state: str | None) -> None:
    """A State's word counts for an entry that is still its own on that day. Raises EntryGoneError."""
    if base and values.state(values.of(base)) != state:
        raise EntryGoneError


def _taken_up(packaged: Entry, one: Accepted, sent: Proposal) -> bool:
    """Whether a release of the files has it already: the entry is there, or was reviewed after the decision."""
    return sent.what == "missing" or packaged.reviewed_on > one.on


def applied(base: Entry | None, sent: Proposal, reviewer: str, day: date) -> Entry:
    """The entry as it reads once a proposal about it counts, reviewed on ``day``: it expires a year later at the latest.

    Raises EntryThereError, EntryGoneError, ValidationError.
    """
    row = _begun(base, sent)
    if sent.what == "removal":
        return Entry.model_validate({**row, "withdrawn_on": day})
    row |= values.row(_allowed(sent.should))
    for name, text in sent.should.items():
        if not text:
            row.pop(name, None)
    row |= {"reviewed_by": reviewer, "reviewed_on": day, "withdrawn_on": None}
    row["source"] = _read_at(base, sent.source, row, day)
    if "expires_on" not in sent.should and (base is None or base.expires <= day):
        row.pop("expires_on", None)  # the day of an earlier review
    return Entry.model_validate(row)


def _begun(base: Entry | None, sent: Proposal) -> dict[str, Any]:
    if sent.what == "missing":
        if base is not None:
            raise EntryThereError
        return {"id": sent.row, "entered_by": sent.by.name}
    if base is None:
        raise EntryGoneError
    return base.model_dump(by_alias=True)


def _allowed(should: Mapping[str, str]) -> Mapping[str, str]:
    """Only what a proposal may say: nobody names the reviewer of their own entry."""
    if not set(should) <= set(values.FIELDS):
        raise DocumentWrongError
    return should


def _read_at(base: Entry | None, url: str, row: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The page that the reviewer read. A page that was named before keeps its title."""
    if base is not None and base.source.url == url:
        return {
            "url": url,
            "title": base.source.title,
            "publisher": base.source.publisher,
            "read": day,
        }
    return {"url": url, "title": row.get("title"), "publisher": row.get("provider"), "read": day}
