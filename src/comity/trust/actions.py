"""Verbs of the directory on this node: renew it, accept it, confirm changed keys, suspend a sender.

What was accepted once is kept for ever. A State's changed keys are accepted if its old keys have signed
for them too, or once a person has compared them by another road; until then the State is served as it
was, and a notice says so.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.journal import actions as journal
from comity.journal import clock
from comity.trust import ceremony, client, limits, queries
from comity.trust.entries import Directory
from comity.trust.errors import (
    ChangedKeysUnknownError,
    DirectoryExpiredError,
    DirectoryRollbackError,
    DirectorySignatureError,
    DirectoryUnreachableError,
    TrustError,
)
from comity.trust.history import History, Layered, metadata_name
from comity.trust.keys import ring
from comity.trust.models import Acceptance, AcceptedDirectory, DirectoryFile, Notice, Pin
from comity.trust.queries import Standing
from comity.wire import canonical, digests

NODE = "node"


def refresh() -> Standing:
    """Ask the directory for something newer and accept it. Never raises a TrustError: it is noted.

    Talks to the network: call it outside a transaction.
    """
    try:
        anchor = queries.anchor()
        known = queries.StoredFiles()
        fetched = client.fetch(settings.NODE.directory_url, anchor, known, clock.now())
        if fetched.files:
            accept(fetched.files)
        _note_try(reachable=True, error=None)
    except DirectoryUnreachableError as error:
        _note_try(reachable=False, error=error)
    except TrustError as error:
        _note_try(reachable=True, error=error)
        with transaction.atomic():
            notify("directory-refused", error.code, error.sentence)
    return queries.standing()


def is_due() -> bool:
    """Whether to ask again: half a minute has passed, or the node's clock is past the expiry."""
    row = AcceptedDirectory.objects.first()
    if row is None or row.tried_at is None:
        return True
    waited = clock.real_now() - row.tried_at
    if waited >= limits.REFRESH_EVERY:
        return True
    expired = row.expires is None or clock.now() >= row.expires
    return expired and waited >= limits.WATCH_EVERY


def ensure_fresh() -> Standing:
    """The standing, after a try to renew a directory that is missing or has expired (not too often)."""
    found = queries.standing()
    return refresh() if found.expired and is_due() else found


@transaction.atomic
def accept(files: Mapping[str, bytes]) -> Directory:
    """Verify files of the directory together with what is known, and keep them: from the network, or
    from a stick.

    Raises DirectoryExpiredError, DirectoryRollbackError and the other DirectoryErrors.
    """
    now = clock.now()
    row = AcceptedDirectory.objects.select_for_update().get_or_create(id=1)[0]
    known = queries.StoredFiles()
    past = History(Layered(files, known), queries.anchor())
    for version in past.versions():
        if metadata_name(version, "timestamp") not in known:
            past.at(version)
    found = past.latest()
    if found.version < row.version:
        raise DirectoryRollbackError(version=found.version, known=row.version)
    if now >= found.expires:
        raise DirectoryExpiredError(version=found.version)
    # Only what a verified version rests on is kept: anything else could stand in the way of later files.
    sound = {name: files[name] for name in past.referenced() - set(known) if name in files}
    _keep({**sound, **ceremony.open_people(sound, ring())}, now)
    _check_pins(past, found)
    _set_accepted(row, found, now)
    return queries.directory()


def _keep(files: Mapping[str, bytes], now: datetime) -> None:
    DirectoryFile.objects.bulk_create(
        [
            DirectoryFile(path=path, sha256=digests.sha256(data), data=data, seen_at=now)
            for path, data in sorted(files.items())
        ],
        ignore_conflicts=True,  # what is known is never replaced
    )


def _set_accepted(row: AcceptedDirectory, found: Directory, now: datetime) -> None:
    if found.version > row.version:
        facts = {"version": found.version, "sha256": found.sha256}
        journal.record(
            "trust:directory:accepted", actor=NODE, about=["directory"], facts=facts, at=now
        )
    row.version, row.sha256 = found.version, found.sha256
    row.issued, row.expires, row.accepted_at = found.issued, found.expires, now
    row.revision += 1
    row.save()
    for refused in found.refused:
        notify("entry-refused", refused.path, refused.sentence)
    for state, view in found.states.items():
        if view.expires <= now:
            notify(
                "state-expired",
                state,
                f"{state} has not renewed its part of the directory in time: what it declared may be out "
                "of date. Ask it to publish anew, and telephone before anything urgent.",
            )


# Changed keys of a State


def _check_pins(past: History, found: Directory) -> None:
    pins = {pin.state: pin for pin in Pin.objects.all()}
    for state in found.states:
        keys, threshold = past.role_keys(found.version, state)
        digest = key_set_digest(keys)
        pin = pins.get(state)
        if pin is None:
            pin = Pin(state=state, keys=keys, threshold=threshold, digest=digest)
        elif pin.digest != digest and not _is_continued(past, found.version, pin):
            _hold_back(pin, keys, threshold, digest, found.version)
            continue
        _set_pin(pin, keys, threshold, digest, found.version)


def _is_continued(past: History, version: int, pin: Pin) -> bool:
    """Whether the State's old keys have signed what its new keys publish."""
    try:
        past.check_also_signed(version, pin.state, pin.keys, pin.threshold)
    except DirectorySignatureError:
        return False
    return True


def _set_pin(pin: Pin, keys: dict[str, Any], threshold: int, digest: str, version: int) -> None:
    if pin.good_version and pin.digest != digest:
        facts = {"from": pin.digest, "to": digest}
        journal.record("trust:keys:changed", actor=NODE, about=[f"state:{pin.state}"], facts=facts)
    pin.keys, pin.threshold, pin.digest, pin.good_version = keys, threshold, digest, version
    pin.offered_digest, pin.offered_keys = "", None
    pin.offered_threshold = pin.offered_version = None
    pin.save()


def _hold_back(pin: Pin, keys: dict[str, Any], threshold: int, digest: str, version: int) -> None:
    """Serve the State as it was, and say so loudly, once for each set of keys that is offered."""
    if pin.offered_digest != digest:
        facts = {"pinned": pin.digest, "offered": digest}
        journal.record("trust:keys:refused", actor=NODE, about=[f"state:{pin.state}"], facts=facts)
        notify(
            "changed-keys",
            pin.state,
            f"{pin.state} publishes under other keys, and its old keys have not signed for them. "
            f"Its entries stay as they were. Ask its duty officer, by another road, whether the new keys "
            f"are {digest}; then confirm them.",
        )
    pin.offered_digest, pin.offered_keys = digest, keys
    pin.offered_threshold, pin.offered_version = threshold, version
    pin.save()


@transaction.atomic
def confirm_keys(state: str, digest: str, actor: str) -> None:
    """Accept the changed keys of a State that a person has compared by another road.

    Raises ChangedKeysUnknownError.
    """
    pin = Pin.objects.select_for_update().filter(state=state, offered_digest=digest).first()
    if pin is None or not digest or pin.offered_version is None:
        raise ChangedKeysUnknownError(state=state)
    facts = {"from": pin.digest, "to": digest, "confirmed_by": actor}
    journal.record("trust:keys:confirmed", actor=actor, about=[f"state:{state}"], facts=facts)
    pin.good_version = 0  # the change is recorded above
    keys, threshold = dict(pin.offered_keys or {}), pin.offered_threshold or len(pin.keys)
    _set_pin(pin, keys, threshold, digest, pin.offered_version)
    _view_changed()


def key_set_digest(keys: Mapping[str, Any]) -> str:
    """What two people compare: the digest over the key ids of a State's role."""
    return digests.sha256(canonical.encode(sorted(keys)))


def _view_changed() -> None:
    row = AcceptedDirectory.objects.select_for_update().get(id=1)
    row.revision += 1
    row.save(update_fields=["revision"])


# Our own choices, and what people have to see


@transaction.atomic
def suspend(state: str, *, authority: str = "", measure: str = "", reason: str, actor: str) -> None:
    """Act on no letters of this State (or authority, or measure) until `accept_again`."""
    _set_acceptance(state, authority, measure, reason, actor, suspended=True)


@transaction.atomic
def accept_again(
    state: str, *, authority: str = "", measure: str = "", reason: str, actor: str
) -> None:
    """Act on letters of this State (or authority, or measure) again."""
    _set_acceptance(state, authority, measure, reason, actor, suspended=False)


def _set_acceptance(
    state: str, authority: str, measure: str, reason: str, actor: str, *, suspended: bool
) -> None:
    Acceptance.objects.update_or_create(
        state=state,
        authority=authority,
        measure=measure,
        defaults={
            "suspended": suspended,
            "reason": reason,
            "set_at": clock.now(),
            "set_by": actor,
        },
    )
    facts = {"authority": authority, "measure": measure, "suspended": suspended, "reason": reason}
    verb = "suspended" if suspended else "accepted"
    journal.record(f"trust:sender:{verb}", actor=actor, about=[f"state:{state}"], facts=facts)


def notify(kind: str, about: str, message: str) -> None:
    """Put something before people's eyes, once while nobody has seen it (in a transaction)."""
    if Notice.objects.filter(seen_at__isnull=True).count() >= limits.NOTICES:
        return
    Notice.objects.bulk_create(
        [
            Notice(
                kind=kind,
                about=about[:200],
                message=message[: limits.NOTICE_CHARS],
                at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def see_notice(notice: int, actor: str) -> None:
    """Note who has seen a notice; seeing it twice changes nothing."""
    rows = Notice.objects.filter(pk=notice, seen_at__isnull=True)
    rows.update(seen_at=clock.now(), seen_by=actor)


@transaction.atomic
def _note_try(*, reachable: bool, error: TrustError | None) -> None:
    row = AcceptedDirectory.objects.select_for_update().get_or_create(id=1)[0]
    row.tried_at, row.reachable = clock.real_now(), reachable
    row.last_error = error.as_dict() if error else None
    row.save(update_fields=["tried_at", "reachable", "last_error"])
