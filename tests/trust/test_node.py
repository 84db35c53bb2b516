"""The directory on a node: accepted, kept for ever, renewed over HTTP, expired, with changed keys."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from django.db import transaction

from comity.jobs import actions as jobs
from comity.jobs import worker
from comity.journal.models import Entry
from comity.trust import actions, cli, keys, queries, upkeep
from comity.trust.errors import (
    AnchorMissingError,
    ChangedKeysUnknownError,
    DirectoryAnchorWrongError,
    DirectoryExpiredError,
    DirectoryNeverSeenError,
    DirectoryRollbackError,
    DirectorySignatureError,
    SenderSuspendedError,
)
from comity.trust.models import AcceptedDirectory, DirectoryFile, Notice
from comity.wire.keys import generate_pair
from tests.trust.founding import NOW, OFFICE, Founded, declaration, rings, state_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """The node's time; a test sets ``clock[0]``."""
    moment = [NOW]
    monkeypatch.setattr("comity.journal.clock.now", lambda: moment[0])
    return moment  # type: ignore[return-value]


@pytest.fixture
def node(settings: Any, tmp_path: Path, fresh: Founded, clock: list[datetime]) -> Founded:
    """The node ro-1 with its keys and anchor, and nothing of the directory yet."""
    home = tmp_path / "home"
    rings()["ro-1"].save(home)
    (home / "anchor.json").write_text(json.dumps(fresh.ceremony.anchor))
    settings.NODE = replace(settings.NODE, home=home, directory_url="http://127.0.0.1:9")
    return fresh


def test_a_new_node_has_no_directory(node: Founded) -> None:
    with pytest.raises(DirectoryNeverSeenError):
        queries.directory()
    standing = queries.standing()
    assert (standing.version, standing.expired, standing.may_send) == (0, True, False)


def test_an_accepted_directory_serves(node: Founded) -> None:
    view = actions.accept(node.files)
    assert queries.directory() is view
    assert view.person("MA/contact-point", "MA-12").role == OFFICE
    standing = queries.standing()
    assert standing.version == view.version
    assert standing.as_dict() == {
        "version": view.version,
        "sha256": view.sha256,
        "expired": False,
    }
    assert (standing.may_send, standing.may_act_urgently) == (True, True)
    assert Entry.objects.filter(event="trust:directory:accepted").count() == 1


def test_one_small_query_for_each_letter(node: Founded, django_assert_num_queries: Any) -> None:
    actions.accept(node.files)
    queries.directory()
    with django_assert_num_queries(1):
        queries.directory()


def test_every_version_that_was_seen_is_kept(node: Founded, clock: list[datetime]) -> None:
    first = actions.accept(node.files)
    clock[0] = NOW + timedelta(hours=8)
    node.ceremony.declare(declaration("RO", **{"RO/contact-point": {"hours": "office hours"}}))
    node.ceremony.publish(clock[0], ["RO"])
    second = actions.accept(node.files)
    assert second.authority("RO/contact-point").hours == "office hours"
    past = queries.history()
    assert past.at(first.version).authority("RO/contact-point").hours == "24/7"
    assert past.in_force(NOW + timedelta(hours=1)).version == first.version
    exported = queries.files_for_export()
    assert any(name.startswith("opened/") for name in exported)
    from comity.trust.history import History

    History(exported, node.anchor).check()


def test_what_is_kept_is_never_replaced(node: Founded) -> None:
    actions.accept(node.files)
    before = queries.files_for_export()
    lie = {name: b"{}" for name in node.files if "/nodes/" in name}
    actions.accept(lie)
    assert queries.files_for_export() == before


def test_files_that_nothing_rests_on_are_not_kept(node: Founded) -> None:
    """A file planted under the name of a later one must not stand in its way."""
    actions.accept({**node.files, "metadata/99.RO.json": b"{}", "opened/x.json": b"{}"})
    assert not DirectoryFile.objects.filter(path="metadata/99.RO.json").exists()
    assert not DirectoryFile.objects.filter(path="opened/x.json").exists()


def test_a_refused_directory_changes_nothing(node: Founded, clock: list[datetime]) -> None:
    view = actions.accept(node.files)
    files = node.files
    clock[0] = NOW + timedelta(hours=7)
    node.ceremony.repository.refresh(clock[0])
    name = f"metadata/{view.version + 1}.timestamp.json"
    new = json.loads(node.files[name])
    new["signatures"] = new["signatures"][:2]
    with pytest.raises(DirectorySignatureError):
        actions.accept({**files, name: json.dumps(new).encode()})
    assert queries.directory().version == view.version
    assert not DirectoryFile.objects.filter(path=name).exists()


def test_an_expired_directory_is_not_accepted(node: Founded, clock: list[datetime]) -> None:
    clock[0] = NOW + timedelta(days=2)
    with pytest.raises(DirectoryExpiredError):
        actions.accept(node.files)


def test_a_state_that_lets_its_role_run_out_is_told_of(
    node: Founded, clock: list[datetime]
) -> None:
    clock[0] = NOW + timedelta(days=366)
    node.ceremony.repository.refresh(clock[0])
    view = actions.accept(node.files)
    assert view.authority("MA/contact-point")
    assert {(one.kind, one.about) for one in queries.notices()} == {
        ("state-expired", state) for state in ("RO", "MA", "EE")
    }


def test_an_older_directory_is_not_accepted(node: Founded, clock: list[datetime]) -> None:
    old = node.files
    clock[0] = NOW + timedelta(hours=7)
    node.ceremony.repository.refresh(clock[0])
    actions.accept(node.files)
    row = AcceptedDirectory.objects.get()
    DirectoryFile.objects.filter(path=f"metadata/{row.version}.timestamp.json").delete()
    with pytest.raises(DirectoryRollbackError):
        actions.accept(old)


def test_another_anchor_accepts_nothing(node: Founded, settings: Any) -> None:
    (settings.NODE.home / "anchor.json").write_text(
        json.dumps({**node.ceremony.anchor, "root_sha256": "sha256:" + "0" * 64})
    )
    with pytest.raises(DirectoryAnchorWrongError):
        actions.accept(node.files)


@pytest.mark.parametrize("text", [None, "", "{}", '{"anchor":"comity-anchor-1"}', "[]"])
def test_a_missing_or_wrong_anchor_is_named(node: Founded, settings: Any, text: str | None) -> None:
    path = settings.NODE.home / "anchor.json"
    path.unlink() if text is None else path.write_text(text)
    with pytest.raises(AnchorMissingError):
        actions.accept(node.files)


# Unreachable and expired


def test_while_it_cannot_be_reached_the_last_good_copy_serves(
    node: Founded, clock: list[datetime]
) -> None:
    view = actions.accept(node.files)
    clock[0] = NOW + timedelta(hours=3)
    standing = actions.refresh()
    assert not standing.reachable
    assert standing.last_error is not None
    assert standing.last_error["error"] == "DirectoryUnreachableError"
    assert standing.age == timedelta(hours=3)
    assert queries.directory() is view


ALLOWANCE = [
    # hours since it was signed, expired, may send, may act urgently
    (23, False, True, True),
    (24, True, True, False),
    (47, True, True, False),
    (48, True, False, False),
    (24 * 60, True, False, False),
]


@pytest.mark.parametrize(("hours", "expired", "may_send", "urgent"), ALLOWANCE)
def test_an_expired_directory_still_sends_for_the_configured_hours(
    node: Founded, clock: list[datetime], hours: int, expired: bool, may_send: bool, urgent: bool
) -> None:
    actions.accept(node.files)
    clock[0] = NOW + timedelta(hours=hours)
    standing = queries.standing()
    assert (standing.expired, standing.may_send, standing.may_act_urgently) == (
        expired,
        may_send,
        urgent,
    )
    assert queries.directory().authority("MA/contact-point")  # received letters are still verified


def test_it_is_asked_again_at_once_when_the_clock_jumps_past_the_expiry(
    node: Founded, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.accept(node.files)
    assert actions.is_due()
    actions.refresh()
    assert not actions.is_due()
    clock[0] = NOW + timedelta(days=60)
    assert not actions.is_due()  # not more often than once a second
    tried = AcceptedDirectory.objects.get().tried_at
    assert tried is not None
    monkeypatch.setattr("comity.journal.clock.real_now", lambda: tried + timedelta(seconds=1))
    assert actions.is_due()
    clock[0] = NOW
    assert not actions.is_due()
    monkeypatch.setattr("comity.journal.clock.real_now", lambda: tried + timedelta(seconds=30))
    assert actions.is_due()


# Changed keys of a State


def replace_keys(founded: Founded, now: datetime, with_old: bool) -> None:
    """RO gets a new role pair; the old one signs for it, or does not."""
    new, old = generate_pair(), state_keys()["RO"].role
    founded.ceremony.declare(declaration("RO", **{"RO/contact-point": {"hours": "under new keys"}}))
    from comity.trust import declarations

    nodes = founded.ceremony._nodes()
    files = declarations.files(
        founded.ceremony.declared["RO"], declarations.readers("RO", nodes), now
    )
    pairs = [new, old] if with_old else [new]
    publication = founded.ceremony.repository.publication("RO", pairs, files, now)
    public = [key.public for key in new]
    founded.ceremony.repository.delegate(
        "RO", public, founded.ceremony.member_pairs, now, publication
    )


def test_new_keys_that_the_old_ones_signed_for_are_accepted(
    node: Founded, clock: list[datetime]
) -> None:
    actions.accept(node.files)
    clock[0] = NOW + timedelta(hours=1)
    replace_keys(node, clock[0], with_old=True)
    view = actions.accept(node.files)
    assert view.authority("RO/contact-point").hours == "under new keys"
    assert view.held_back == {}
    assert Entry.objects.filter(event="trust:keys:changed").count() == 1
    assert not queries.notices()


def test_the_members_cannot_speak_for_a_state(node: Founded, clock: list[datetime]) -> None:
    """New keys without the old ones: the State stays as it was, loudly, until a person confirms."""
    first = actions.accept(node.files)
    clock[0] = NOW + timedelta(hours=1)
    replace_keys(node, clock[0], with_old=False)
    view = actions.accept(node.files)
    assert view.authority("RO/contact-point").hours == "24/7"
    assert view.authority("MA/contact-point").hours == "24/7"
    assert view.held_back == {"RO": first.version}
    assert [notice.kind for notice in queries.notices()] == ["changed-keys"]
    pin = queries.held_back()[0]
    assert pin.offered_digest in queries.notices()[0].message
    # The next version brings no second notice and changes nothing.
    clock[0] = NOW + timedelta(hours=9)
    node.ceremony.repository.refresh(clock[0])
    assert actions.accept(node.files).authority("RO/contact-point").hours == "24/7"
    assert Notice.objects.count() == 1
    # Another set of keys than the one that was compared is not confirmed.
    with pytest.raises(ChangedKeysUnknownError):
        actions.confirm_keys("RO", "sha256:" + "0" * 64, "RO-102")
    with pytest.raises(ChangedKeysUnknownError):
        actions.confirm_keys("MA", pin.offered_digest, "RO-102")
    actions.confirm_keys("RO", pin.offered_digest, "RO-102")
    assert queries.directory().authority("RO/contact-point").hours == "under new keys"
    assert queries.held_back() == []
    entry = Entry.objects.get(event="trust:keys:confirmed")
    assert entry.actor == "RO-102"


# Our own choices


def test_a_suspended_sender_is_not_acted_on() -> None:
    queries.check_accepted("MA/contact-point", "M01")
    actions.suspend("MA", authority="MA/contact-point", reason="stolen keys", actor="RO-102")
    with pytest.raises(SenderSuspendedError):
        queries.check_accepted("MA/contact-point", "M01")
    with pytest.raises(SenderSuspendedError):
        queries.check_accepted("MA/contact-point", None)
    queries.check_accepted("MA/central-authority", "M01")
    actions.accept_again("MA", authority="MA/contact-point", reason="new keys", actor="RO-102")
    queries.check_accepted("MA/contact-point", "M01")
    actions.suspend("MA", measure="M03", reason="treaty denounced", actor="RO-102")
    queries.check_accepted("MA/central-authority", "M01")
    with pytest.raises(SenderSuspendedError):
        queries.check_accepted("MA/central-authority", "M03")
    assert Entry.objects.filter(event="trust:sender:suspended").count() == 2


def test_notices_are_seen_once(node: Founded) -> None:
    actions.notify("test", "RO", "Look here.")
    actions.notify("test", "RO", "Look here.")
    [notice] = queries.notices()
    actions.see_notice(notice.pk, "RO-102")
    assert queries.notices() == []
    actions.notify("test", "RO", "Look here.")
    assert len(queries.notices()) == 1


# Upkeep


def test_sealing_keys_rotate_and_somebody_is_told(
    node: Founded, settings: Any, clock: list[datetime]
) -> None:
    upkeep.rotate({})
    assert queries.notices() == []
    clock[0] = NOW + timedelta(days=140)
    upkeep.rotate({})
    assert [notice.kind for notice in queries.notices()] == ["publish-keys"]
    ring = keys.Ring.load(settings.NODE.home)
    assert any(one.start <= clock[0] < one.end for one in ring.sealing)
    assert set(keys.ring().sealing_keys) == set(ring.sealing_keys)  # read again, not remembered


# Over HTTP, with the real server as its own process


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def served(
    node: Founded, settings: Any, port: int, tmp_path: Path
) -> Iterator[tuple[Founded, Path]]:
    """`comity directory serve`, with a demo clock of its own."""
    offset = tmp_path / "clock"
    offset.write_text(str(int((NOW - datetime.now(NOW.tzinfo)).total_seconds())))
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "comity.trust.cli", "serve"),
            *("--home", str(node.ceremony.folder), "--port", str(port)),
        ],
        env={**os.environ, "COMITY_DEMO_CLOCK": str(offset)},
    )
    url = f"http://127.0.0.1:{port}"
    settings.NODE = replace(settings.NODE, directory_url=url)
    try:
        _wait_for(url)
        yield node, offset
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            httpx2.get(f"{url}/metadata/1.root.json", trust_env=False)
        except httpx2.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the directory did not come up")


def test_a_node_renews_its_directory_over_http(
    served: tuple[Founded, Path], clock: list[datetime], settings: Any, tmp_path: Path
) -> None:
    founded, offset = served
    standing = actions.refresh()
    assert standing.last_error is None
    assert (standing.reachable, standing.expired) == (True, False)
    first = queries.directory()
    assert first.person("MA/contact-point", "MA-12").role == OFFICE
    # Time jumps by two months on all clocks: one look, and the directory is fresh again.
    offset.write_text(str(int(offset.read_text()) + 61 * 24 * 3600))
    clock[0] = NOW + timedelta(days=61)
    assert queries.standing().expired
    standing = actions.refresh()
    assert (standing.last_error, standing.expired, standing.may_send) == (None, False, True)
    assert queries.directory().version == first.version + 1
    # A State publishes at the door; nobody elsewhere is needed.
    file = tmp_path / "declaration.json"
    declared = declaration("EE")
    file.write_text(
        json.dumps(
            {
                "state": "EE",
                "nodes": [
                    {"bundle": dict(one.bundle), "post": "http://ee-1.example"}
                    for one in declared.nodes
                ],
                "authorities": [{"authority": "EE/contact-point", "name": {"en": "EE anew"}}],
            }
        )
    )
    home = str(founded.ceremony.folder)
    url = settings.NODE.directory_url
    assert cli.main(["publish", "--home", home, "--file", str(file), "--url", url]) == 0
    assert actions.refresh().last_error is None
    assert queries.directory().authority("EE/contact-point").title() == "EE anew"
    # Nothing new: the same version, no more files.
    kept = DirectoryFile.objects.count()
    actions.refresh()
    assert DirectoryFile.objects.count() == kept


def test_the_worker_does_it(served: tuple[Founded, Path]) -> None:
    with transaction.atomic():
        jobs.enqueue(upkeep.REFRESH, key=upkeep.REFRESH)
    assert worker.run_pending(kinds=[upkeep.REFRESH]) == 1
    assert queries.standing().version == max(served[0].ceremony.history().versions())
