"""What may be read about exhibits, always for someone."""

from collections.abc import Iterable

from django.conf import settings

from comity.evidence.errors import PartNotOfferedError, TransferSettledError, UnknownExhibitError
from comity.evidence.models import Exhibit, Share
from comity.exchange.models import StoredLetter
from comity.journal import queries as journal
from comity.journal.models import Entry
from comity.wire import jws, manifest


def of_matter(matter: str) -> list[Exhibit]:
    """The exhibits that were made or received in a matter, oldest first."""
    return list(Exhibit.objects.filter(matter=matter))


def of_matters(matters: Iterable[str]) -> list[Exhibit]:
    """The exhibits of all these matters, newest first."""
    return list(Exhibit.objects.filter(matter__in=list(matters)).order_by("-created_at", "-id"))


def exhibit_in(matter: str, exhibit: str) -> Exhibit:
    """One exhibit of a matter. Raises UnknownExhibitError."""
    row = Exhibit.objects.filter(exhibit=exhibit, matter=matter).first()
    if row is None:
        raise UnknownExhibitError(exhibit=exhibit)
    return row


def manifest_of(exhibit: Exhibit) -> manifest.Manifest:
    """The manifest as its maker signed it (verified when it came in, or made here)."""
    document = bytes(exhibit.manifest_document)
    return manifest.parse(jws.peek(document, max_bytes=len(document)).payload)


def custody(exhibit: Exhibit) -> list[Entry]:
    """The journal's entries about an exhibit: its custody chain at this node, oldest first.

    Its maker chose its number, and somebody in another matter may have chosen the same.
    """
    numbered = journal.entries_about(f"exhibit:{exhibit.exhibit}")
    return [entry for entry in numbered if exhibit.matter in entry.about]


def shared_part(object_id: str, to_node: str) -> Exhibit:
    """The exhibit whose parts this node may pull. Raises PartNotOfferedError."""
    share = (
        Share.objects.filter(
            exhibit__object_id=object_id, to_node=to_node, withdrawn_at__isnull=True
        )
        .select_related("exhibit")
        .first()
    )
    if share is None:
        raise PartNotOfferedError(object=object_id)
    return share.exhibit


def expected_part(object_id: str, from_node: str) -> Exhibit:
    """The exhibit whose parts we wait for from this node. Raises PartNotOfferedError, TransferSettledError."""
    rows = Exhibit.objects.filter(object_id=object_id, from_node=from_node)
    row = rows.filter(state=Exhibit.EXPECTED).first()
    if row is None and rows.exists():
        raise TransferSettledError(object=object_id)
    if row is None:
        raise PartNotOfferedError(object=object_id)
    return row


def expected() -> list[Exhibit]:
    """Exhibits whose parts have not all been verified yet."""
    return list(Exhibit.objects.filter(state=Exhibit.EXPECTED))


def of_letter(letter: str) -> list[Exhibit]:
    """The exhibits that one letter brought here."""
    return list(Exhibit.objects.filter(letter=letter))


def shares_of(letter: str) -> list[Share]:
    """What one letter of ours gave away."""
    return list(Share.objects.filter(letter=letter).select_related("exhibit").order_by("id"))


def handed_over(letter: StoredLetter) -> list[Exhibit]:
    """The exhibits that a letter handed over: to us, or by us."""
    if letter.direction == "in":
        return of_letter(letter.digest)
    return [share.exhibit for share in shares_of(letter.digest)]


def cannot_be_reached() -> bool:
    """Whether others cannot pull from this node, so that it pushes."""
    return settings.NODE.collects_from is not None
