"""Releases of the law data by the road of the directory: vouched for by States, taken up whole or not.

A State vouches for a release under its own role. A node takes a release up when a threshold of States
vouch for the same digest and number, its number is higher than that of the one in use, and every file in
it loads strictly. Whatever was taken up, or came with the software, is kept, so that an old finding can
be computed again.
"""

import threading
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from comity.journal import actions as journal
from comity.journal import clock
from comity.law import bundles
from comity.law import release as law
from comity.law.errors import LawError
from comity.law.release import Release
from comity.trust import entries, queries
from comity.trust.entries import Directory, LawVoucher
from comity.trust.errors import (
    LawBundleMissingError,
    LawDisputedError,
    LawNotVouchedError,
    LawReleaseUnknownError,
    TrustError,
)
from comity.trust.history import target_name
from comity.trust.models import TakenRelease

_lock = threading.Lock()
_current: list[str] = []  # the digest of the release that this process was asked to answer from
_unusable: list[LawError] = []  # why it does not, where a kept release no longer opens


def kept() -> QuerySet[TakenRelease]:
    """Every release that this node has kept, the newest first; the first one taken up is current."""
    return TakenRelease.objects.all()


def _taken() -> QuerySet[TakenRelease]:
    return kept().filter(sequence__gt=0)


def vouched(directory: Directory) -> dict[tuple[int, str], list[LawVoucher]]:
    """The releases that States vouch for, by number and digest; without States suspended here."""
    found: dict[tuple[int, str], list[LawVoucher]] = {}
    whole = [one for one in queries.acceptances() if not (one.authority or one.measure)]
    suspended = {one.state for one in whole if one.suspended}
    for view in directory.states.values():
        if view.law is not None and view.state not in suspended:
            found.setdefault((view.law.sequence, view.law.release), []).append(view.law)
    return found


def take_up() -> TakenRelease | None:
    """Take up the newest release that enough States vouch for; None where there is nothing newer.

    Raises LawNotVouchedError, LawDisputedError, LawBundleMissingError, BundleError, DataRowError: the node then stays on
    the release that it has.
    """
    directory = queries.directory()
    newest = _taken().first()
    after = newest.sequence if newest else 0
    offers = {key: who for key, who in vouched(directory).items() if key[0] > after}
    if not offers:
        return None
    enough = {k: who for k, who in offers.items() if len(who) >= settings.NODE.law_vouchers}
    if not enough:
        raise LawNotVouchedError(offered=[f"{number} {digest}" for number, digest in offers])
    sequence, digest, who = _newest(enough)
    bundle = _bundle(who)
    bundles.unpack(bundle, digest)
    states = sorted(one.state for one in who)
    with transaction.atomic():
        row = TakenRelease.objects.create(
            release=digest,
            sequence=sequence,
            bundle=bundle,
            vouched_by=states,
            directory=directory.version,
            taken_at=clock.now(),
        )
        facts = {"sequence": sequence, "vouched_by": states, "directory": directory.version}
        journal.record("law:release:taken", actor="node", about=[digest], facts=facts)
    return row


def _newest(enough: dict[tuple[int, str], list[LawVoucher]]) -> tuple[int, str, list[LawVoucher]]:
    """The one with the highest number. Two under that number are a dispute, not a choice of ours."""
    sequence = max(number for number, _ in enough)
    digests = sorted(digest for number, digest in enough if number == sequence)
    if len(digests) > 1:
        raise LawDisputedError(sequence=sequence, offered=digests)
    return sequence, digests[0], enough[sequence, digests[0]]


def _bundle(who: list[LawVoucher]) -> bytes:
    """The bundle, from any of the States that published it; its bytes are those they vouch for."""
    known = queries.StoredFiles()
    for digest in dict.fromkeys(one.bundle for one in who):
        for state in queries.directory().states:
            name = target_name(entries.bundle_path(state), digest.removeprefix("sha256:"))
            if name in known:
                return known[name]
    raise LawBundleMissingError(wanted=[one.bundle for one in who][:3])


def keep_up(notify: Callable[[str, str, str], None]) -> None:
    """Take up what is new; what cannot be taken up is told, and the node stays as it is."""
    try:
        take_up()
    except (TrustError, LawError) as error:
        with transaction.atomic():
            notify("law-refused", error.code, error.sentence)
    ensure_in_use()
    for why in list(_unusable):
        with transaction.atomic():
            notify("law-refused", why.code, why.sentence)


def keep_packaged() -> None:
    """Keep the release that came with this version: a later version brings another one."""
    own = law.packaged()
    if not kept().filter(release=own.digest).exists():
        kept().create(
            release=own.digest,
            sequence=0,
            bundle=bundles.pack(own),
            directory=0,
            taken_at=clock.now(),
        )


def ensure_in_use() -> None:
    """Make this process answer from the newest release that the node has taken up.

    One that no longer opens, because the form of a release has changed with the software, leaves the
    process on the packaged release: a page is always answered, and ``keep_up`` tells it.
    """
    digest = _taken().values_list("release", flat=True).first()
    if digest == (_current[0] if _current else None):
        return
    with _lock:
        _unusable.clear()
        chosen: Release | None = None
        try:
            chosen = release(digest) if digest else None
        except LawError as error:
            _unusable.append(error)
        law.use(chosen)
        _current[:] = [digest] if digest else []


def release(digest: str) -> Release:
    """A release that this node has: the packaged one, or one kept. Raises LawReleaseUnknownError."""
    for one in (law.packaged(), law.in_use()):
        if one.digest == digest:
            return one
    row = kept().filter(release=digest).first()
    if row is None:
        raise LawReleaseUnknownError(release=str(digest)[:80])
    return bundles.unpack(bytes(row.bundle), digest)


class LawInUseMiddleware:
    """Every page answers from the newest release of the law data that the node has taken up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ensure_in_use()
        return self.get_response(request)
