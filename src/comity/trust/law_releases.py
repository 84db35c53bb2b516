"""Releases of the law data by the road of the directory: vouched for by States, taken up whole or not.

A State vouches for a release under its own role. A node takes a release up when a threshold of States
vouch for the same digest and number, its number is higher than that of the one in use, and every file in
it loads strictly. Whatever was taken up is kept, so that an old finding can be computed again.
"""

import threading
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
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
    LawNotVouchedError,
    LawReleaseUnknownError,
    TrustError,
)
from comity.trust.history import target_name
from comity.trust.models import TakenRelease

_lock = threading.Lock()
_current: list[str] = []  # the digest of the release that this process answers from


def vouched(directory: Directory) -> dict[tuple[int, str], list[LawVoucher]]:
    """The releases that States vouch for, by number and digest."""
    found: dict[tuple[int, str], list[LawVoucher]] = {}
    for view in directory.states.values():
        if view.law is not None:
            found.setdefault((view.law.sequence, view.law.release), []).append(view.law)
    return found


def take_up() -> TakenRelease | None:
    """Take up the newest release that enough States vouch for; None where there is nothing newer.

    Raises LawNotVouchedError, LawBundleMissingError, BundleError, DataRowError: the node then stays on
    the release that it has.
    """
    directory = queries.directory()
    newest = TakenRelease.objects.first()
    after = newest.sequence if newest else 0
    offers = {key: who for key, who in vouched(directory).items() if key[0] > after}
    if not offers:
        return None
    enough = {k: who for k, who in offers.items() if len(who) >= settings.NODE.law_vouchers}
    if not enough:
        raise LawNotVouchedError(offered=[f"{number} {digest}" for number, digest in offers])
    (sequence, digest), who = max(enough.items(), key=lambda item: item[0])
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


def ensure_in_use() -> None:
    """Make this process answer from the newest release that the node has taken up."""
    digest = TakenRelease.objects.values_list("release", flat=True).first()
    if digest == (_current[0] if _current else None):
        return
    with _lock:
        law.use(release(digest) if digest else None)
        _current[:] = [digest] if digest else []


def release(digest: str) -> Release:
    """A release that this node has: the packaged one, or one taken up. Raises LawReleaseUnknownError."""
    for one in (law.packaged(), law.in_use()):
        if one.digest == digest:
            return one
    row = TakenRelease.objects.filter(release=digest).first()
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
