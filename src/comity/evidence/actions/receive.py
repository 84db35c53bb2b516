"""What a letter that hands exhibits over makes happen, on either side, in its transaction.

In: the signed manifest is checked against its maker's directory entry, the key packet is opened, and
the parts are expected. Out: the receiving node gets its share of the sealed parts.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from comity.evidence import limits, queries, store
from comity.evidence.errors import (
    ExhibitTwiceError,
    ManifestNotBoundError,
    TooManyExhibitsError,
    UnknownExhibitError,
)
from comity.evidence.models import NAME, Exhibit, Share
from comity.exchange import queries as exchange
from comity.exchange.models import StoredLetter
from comity.jobs import actions as jobs
from comity.journal import actions as journal
from comity.journal import clock
from comity.trust import queries as trust
from comity.trust.entries import state_of
from comity.trust.errors import SenderRevokedError
from comity.trust.keys import ring
from comity.wire import jws, keypackets
from comity.wire import limits as wire_limits
from comity.wire import manifest as manifests
from comity.wire.manifest import Manifest

PULL = "evidence.pull"
PUSH = "evidence.push"
LEASE = limits.TRANSFER_LEASE


def handed_over(letter: StoredLetter) -> None:
    """Act on a letter with exhibits. Raises ManifestNotBoundError, and what keys and manifests raise."""
    items = exchange.body(letter).get("exhibits", [])
    if len(items) > limits.EXHIBITS_IN_A_LETTER:
        raise TooManyExhibitsError(count=len(items))
    attached = {row.digest: bytes(row.data) for row in letter.attachments.all()}
    for item in items:
        if letter.direction == "in":
            _expect(letter, item, attached)
        else:
            _share(letter, item)
    if letter.direction == "in":
        jobs.enqueue(PULL, {"letter": letter.digest}, key=letter.digest)


def delivered(letter: StoredLetter) -> None:
    """The receiver has our letter: where nobody can pull from here, the parts are pushed now."""
    if queries.cannot_be_reached() and queries.shares_of(letter.digest):
        jobs.enqueue(PUSH, {"letter": letter.digest}, key=letter.digest)


def _expect(letter: StoredLetter, item: Mapping[str, Any], attached: Mapping[str, bytes]) -> None:
    try:
        document, packet = attached[item["manifest"]], attached[item["packet"]]
    except KeyError as error:
        raise ManifestNotBoundError(digest=str(error)) from error
    manifest = signed_manifest(document)
    _check_same(item, manifest)
    _check_fits(manifest, letter)
    key = keypackets.open(
        packet,
        ring().sealing_keys,
        manifest_digest=item["manifest"],
        object_id=manifest.object,
        from_node=letter.from_node,
        to_node=settings.NODE.node,
    )
    row = _row_for(letter, item["manifest"], manifest, document)
    store.vault().put_key(manifest.object, key)
    row.save()
    record("announced", row, actor=letter.from_node, letter=letter.digest)


def _check_fits(manifest: Manifest, letter: StoredLetter) -> None:
    """What others chose fits our records, and the maker is of the State that hands it over."""
    texts = (manifest.exhibit, manifest.name, manifest.media_type)
    fits = all(0 < len(text) <= NAME and text.isprintable() for text in texts)
    if not fits or len(manifest.exhibit) > limits.EXHIBIT_CHARS:
        raise ManifestNotBoundError(exhibit=manifest.exhibit[:80])
    if state_of(manifest.maker) != state_of(letter.writer):
        raise ManifestNotBoundError(maker=manifest.maker)


def _row_for(letter: StoredLetter, digest: str, manifest: Manifest, document: bytes) -> Exhibit:
    """A new row; or that of the same exhibit, if it was rejected before and is handed over again.

    Raises ExhibitTwiceError.
    """
    taken = Exhibit.objects.filter(object_id=manifest.object).exclude(manifest_digest=digest)
    row = Exhibit.objects.filter(exhibit=manifest.exhibit, matter=letter.matter_id).first()
    again = row is None or (row.state == Exhibit.TAMPERED and row.manifest_digest == digest)
    if taken.exists() or not again:
        raise ExhibitTwiceError(exhibit=manifest.exhibit)
    if row is None:
        row = new_exhibit(manifest, digest, document, letter.matter_id, Exhibit.EXPECTED)
    row.state, row.attempts, row.failure = Exhibit.EXPECTED, 0, ""
    row.from_node, row.letter = letter.from_node, letter.digest
    return row


def signed_manifest(document: bytes) -> Manifest:
    """The manifest in a document that its maker signed. Raises UnknownAuthorityError, SignatureError ..."""
    said = manifests.parse(jws.peek(document, max_bytes=2 * wire_limits.MANIFEST_BYTES).payload)
    maker = trust.directory().authority(said.maker)
    revoked = maker.revocation([key.kid for key in maker.public_keys], said.made_at)
    if revoked is not None:
        raise SenderRevokedError(authority=maker.authority, kid=revoked.kid)
    jws.verify(
        document,
        typ=jws.MANIFEST,
        required=maker.public_keys,
        suite=maker.suite,
        max_bytes=2 * wire_limits.MANIFEST_BYTES,
    )
    return said


def _check_same(item: Mapping[str, Any], manifest: Manifest) -> None:
    said = (item["exhibit"], item["name"], item["length"], item["sha256"])
    if said != (manifest.exhibit, manifest.name, manifest.length, manifest.sha256):
        raise ManifestNotBoundError(exhibit=item["exhibit"])


def _share(letter: StoredLetter, item: Mapping[str, Any]) -> None:
    row = Exhibit.objects.filter(
        exhibit=item["exhibit"],
        manifest_digest=item["manifest"],
        state__in=[Exhibit.SEALED, Exhibit.VERIFIED],
    ).first()
    if row is None:
        raise UnknownExhibitError(exhibit=item["exhibit"])
    Share.objects.create(
        exhibit=row,
        to_node=letter.to_node,
        to_authority=letter.recipient,
        letter=letter.digest,
        packet_digest=item["packet"],
        created_at=clock.now(),
    )
    record("handed-over", row, actor=letter.writer, letter=letter.digest, to=letter.recipient)


def new_exhibit(
    manifest: Manifest, digest: str, document: bytes, matter: str, state: str
) -> Exhibit:
    """An exhibit's row, not saved, as its manifest describes it."""
    return Exhibit(
        exhibit=manifest.exhibit,
        object_id=manifest.object,
        matter=matter,
        name=manifest.name,
        media_type=manifest.media_type,
        category=manifest.category,
        length=manifest.length,
        sha256=manifest.sha256,
        parts=len(manifest.parts),
        manifest_digest=digest,
        manifest_document=document,
        maker=manifest.maker,
        state=state,
        created_at=clock.now(),
    )


def record(action: str, exhibit: Exhibit, *, actor: str, **facts: Any) -> None:
    """An entry of the exhibit's custody chain."""
    journal.record(
        f"evidence:exhibit:{action}",
        actor=actor,
        about=[exhibit.matter, f"exhibit:{exhibit.exhibit}"],
        facts={
            "name": exhibit.name,
            "length": exhibit.length,
            "sha256": exhibit.sha256,
            "manifest": exhibit.manifest_digest,
            **facts,
        },
    )
