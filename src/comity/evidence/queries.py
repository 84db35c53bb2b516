"""What may be read about exhibits, always for someone."""

from collections.abc import Iterator
from pathlib import Path

from comity.evidence.errors import ExhibitNotVerifiedError, PartNotOfferedError, UnknownExhibitError
from comity.evidence.models import Exhibit, Share
from comity.journal import queries as journal
from comity.journal.models import Entry
from comity.officers import queries as officers
from comity.officers.models import Officer
from comity.wire import manifest


def of_matter(matter: str) -> list[Exhibit]:
    """The exhibits that were made or received in a matter, oldest first."""
    return list(Exhibit.objects.filter(matter=matter))


def exhibit_for(officer: Officer, exhibit_id: str) -> Exhibit:
    """One exhibit, for a custodian. Raises UnknownExhibitError or NotAllowedError."""
    row = Exhibit.objects.filter(exhibit=exhibit_id).order_by("-id").first()
    if row is None:
        raise UnknownExhibitError
    officers.check_capacity(officer, "custody")
    return row


def manifest_of(exhibit: Exhibit) -> manifest.Manifest:
    """The manifest as its maker signed it (checked when it came in)."""
    from comity.wire import jws

    document = bytes(exhibit.manifest_document)
    return manifest.parse(jws.peek(document, max_bytes=len(document)).payload)


def custody(exhibit: Exhibit) -> list[Entry]:
    """The journal's entries about an exhibit: its custody chain at this node, oldest first."""
    return list(journal.entries_about(f"exhibit:{exhibit.exhibit}"))


def shared_part(object_id: str, to_node: str) -> Exhibit:
    """The exhibit whose parts this node may pull. Raises PartNotOfferedError."""
    share = (
        Share.objects.filter(
            exhibit__object_id=object_id, to_node=to_node, withdrawn_at__isnull=True
        )
        .exclude(letter="")
        .select_related("exhibit")
        .first()
    )
    if share is None:
        raise PartNotOfferedError
    return share.exhibit


def expected_part(object_id: str, from_node: str) -> Exhibit:
    """The exhibit whose parts we wait for from this node. Raises PartNotOfferedError."""
    row = Exhibit.objects.filter(object_id=object_id, from_node=from_node).first()
    if row is None:
        raise PartNotOfferedError
    return row


def expected() -> list[Exhibit]:
    """Exhibits whose parts have not all been verified yet."""
    return list(Exhibit.objects.filter(state=Exhibit.EXPECTED))


def released(exhibit: Exhibit, folder: Path) -> Iterator[Path]:
    """The plain file of a verified exhibit. Raises ExhibitNotVerifiedError."""
    if exhibit.state not in (Exhibit.VERIFIED, Exhibit.SEALED):
        raise ExhibitNotVerifiedError
    from comity.evidence import store

    yield store.open_plain(exhibit.object_id, manifest_of(exhibit), folder / "exhibit")
