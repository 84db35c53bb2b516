"""Over a real socket into our door, and the commit points that fault tests use."""

from pathlib import Path

import httpx2
import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from comity.exchange import actions, inbox, queries
from comity.jobs import worker
from comity.journal import killpoints
from comity.journal.killpoints import POINTS
from tests.simulated_peer import OURS, Server, World
from tests.world import MA, RO, SEEN, SPECS, WISH, send


@pytest.mark.urls("tests.exchange.door_urls")
def test_a_node_delivers_to_us_over_http(live_server: LiveServer, tmp_path: Path) -> None:
    world = World(tmp_path, post={OURS: live_server.url})
    world.write_home(settings.NODE.home)
    world.install()
    peer = world["ma-1"]
    peer.specs = SPECS
    with httpx2.Client(trust_env=False) as client:
        for _ in range(3):
            held = peer.letter("test.request", WISH, RO, approve=["authorise"])
            data = peer.envelope(held)
            url, headers = (
                f"{live_server.url}/post/envelopes",
                peer.headers("/post/envelopes", data),
            )
            answer = client.post(url, content=data, headers=headers)
            assert answer.status_code == 200
            assert peer.read_receipt(answer.content).letter == held.letter.digest
        refused = client.post(url, content=data[:-1], headers=headers)
        assert refused.status_code == 401
    assert queries.matters().count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.exchange.door_urls")
def test_the_points_at_which_a_process_may_be_killed_are_reached_in_order(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import Client

    world, reached = transactional_world, []
    monkeypatch.setattr(killpoints, "reach", reached.append)
    started = Server(world["ma-1"], world.ports["ma-1"])
    try:
        from django.db import transaction

        with transaction.atomic():
            core = actions.draft_core(
                type="test.request",
                from_authority=RO,
                to_authority=MA,
                matter=None,
                body=WISH,
                drafter="RO-101",
            )
            actions.send(core, world[OURS].approve(core, RO, ["authorise"]))
            assert reached == []
        worker.run_pending(["exchange.deliver"])
    finally:
        started.stop()
    assert reached == ["outbox-committed", "envelope-posted", "receipt-received"]
    reached.clear()
    peer = world["ma-1"]
    data = peer.envelope(peer.letter("test.request", WISH, RO, approve=["authorise"]))
    answer = Client().generic(
        "POST", "/post/envelopes", data, headers=peer.headers("/post/envelopes", data)
    )
    answer.close()
    assert reached[:2] == ["letter-stored-before-commit", "letter-stored-after-commit"]
    assert set(reached[2:]) == {"receipt-sent"}
    assert set(reached) | {"outbox-committed", "envelope-posted", "receipt-received"} <= set(POINTS)


def test_a_process_that_dies_before_the_commit_has_stored_nothing_and_after_it_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Stands in for the end of the process: nothing may catch it."""

    peer = world["ma-1"]
    data = peer.envelope(peer.letter("test.request", WISH, RO, approve=["authorise"]))
    for point, stored in (("letter-stored-before-commit", 0), ("letter-stored-after-commit", 1)):

        def die(name: str, at: str = point) -> None:
            if name == at:
                raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(killpoints, "reach", die)
            with pytest.raises(Killed):
                inbox.receive(data, "ma-1")
        assert queries.matters().count() == stored
    receipt = peer.read_receipt(inbox.receive(data, "ma-1"))
    assert receipt.understood
    assert queries.matters().count() == 1
    assert SEEN.acted[-1] == receipt.letter
    assert send(world).seq == 1
