"""Parts that our node hands out: ranges, only to the node with a share; and what may be handed over at all."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comity.assistance import actions as requests
from comity.assistance.errors import ConditionsNotAcceptedError
from comity.evidence import ranges, store
from comity.evidence.actions import receive
from comity.evidence.actions.hand_over import hand_over
from comity.evidence.errors import (
    ContentRangeWrongError,
    ExhibitNotVerifiedError,
    ExhibitOfOtherRequestError,
    RangeNotSatisfiableError,
    UnknownExhibitError,
)
from comity.evidence.models import Exhibit, Share
from comity.exchange.models import StoredLetter
from comity.journal import clock
from comity.officers.errors import NotAllowedError
from comity.providers.models import Order
from comity.trust import queries as directory
from comity.vault import sealing
from comity.wire import digests, keypackets
from tests.assistance.conftest import Side, become, opening_body, requested, words
from tests.evidence.parts import PLAIN, Door, Sealed, sealed
from tests.simulated_peer import World

__all__ = ["become", "requested"]
pytestmark = pytest.mark.urls("comity.node.post_urls")
RO, MA, MA_CENTRAL = "RO/contact-point", "MA/contact-point", "MA/central-authority"
PROVIDER = "MA/provider/atlas-mail"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that these tests share."""
    return World(tmp_path_factory.mktemp("directory"))


@pytest.fixture(autouse=True)
def own_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each node reads the directory with its own keys."""
    monkeypatch.setattr(directory, "_view", None)


@pytest.fixture
def granted(requested: Side) -> Iterator[str]:
    """A formal request that is granted."""
    matter = requested.say("formal-request", opening_body("M03")).letter.digest
    decider = requested.officer(MA_CENTRAL, "decide", "draft")
    requested.approve(requests.accept(decider, matter))
    yield matter


def order(request: str, matter: str) -> str:
    """A production order about this request."""
    Order.objects.create(
        matter=matter, lifecycle="production-order", measure="M03", state="verified", side="requesting",
        our_authority="MA/ordering-authority", other_authority=PROVIDER, reference="PROD-1",
        local_reference=request, scope={}, created_at=clock.now(),
    )  # fmt: skip
    return matter


def exhibit(world: World, matter: str, state: str = Exhibit.VERIFIED) -> tuple[Exhibit, Sealed]:
    """An exhibit that came from the provider."""
    atlas = world["atlas-1"]
    atlas.now = clock.now().replace(microsecond=0)
    made = sealed(atlas, PROVIDER)
    store.vault().put_key(made.said.object, made.key)
    for number, data in made.parts.items():
        store.vault().write_part(made.said.object, number, [data])
    row = receive.new_exhibit(made.said, made.digest, made.document, matter, state)
    row.verified_at = clock.now() if state == Exhibit.VERIFIED else None
    row.from_node, row.letter = "atlas-1", "sha256:" + "0" * 64
    row.save()
    return row, made


ORDER = "sha256:" + "a1" * 32


def handed(side: Side, world: World, request: str) -> tuple[StoredLetter, Sealed]:
    """One exhibit is handed over to RO, and the letter has left."""
    row, made = exhibit(world, order(request, ORDER))
    decider = side.officer(MA_CENTRAL, "decide", "draft")
    pending = side.approve(hand_over(decider, request, [row]))
    return StoredLetter.objects.get(digest=pending.letter), made


def test_the_receiver_pulls_ranges_and_opens_the_exhibit(
    requested: Side, founded: World, granted: str, client: Client
) -> None:
    letter, made = handed(requested, founded, granted)
    door = Door(client, requested.other, "ma-1")
    part = made.parts[1]
    assert door.get(made.said.object, 1) == (200, part, "")
    assert door.get(made.said.object, 1, "bytes=0-9") == (206, part[:10], f"bytes 0-9/{len(part)}")
    assert door.get(made.said.object, 1, "bytes=10-") == (
        206,
        part[10:],
        f"bytes 10-{len(part) - 1}/{len(part)}",
    )
    assert door.get(made.said.object, 1, f"bytes=0-{10**12}")[:2] == (200, part)
    pulled = {n: door.get(made.said.object, n)[1] for n in made.parts}
    files = {digests.sha256(bytes(one.data)): bytes(one.data) for one in letter.attachments.all()}
    item = _body(letter)["exhibits"][0]
    key = keypackets.open(
        files[item["packet"]], requested.other.ring.sealing_keys, manifest_digest=made.digest,
        object_id=made.said.object, from_node="ma-1", to_node="ro-1",
    )  # fmt: skip
    import io

    out = io.BytesIO()
    parts = store.expected_parts(made.said)
    streams = [io.BytesIO(pulled[number]) for number in sorted(pulled)]
    sealing.open_parts(
        streams, made.said.object, key, parts, out, sha256=made.said.sha256, length=len(PLAIN)
    )
    assert out.getvalue() == PLAIN
    assert files[item["manifest"]] == made.document  # the provider's own signature travels on


def _body(letter: StoredLetter) -> dict[str, Any]:
    from comity.exchange import queries as exchange

    return exchange.body(letter)


GETS: list[tuple[str, str, int, str, str]] = [
    ("beyond its end", "ro-1", 1, "bytes=999999-", "RangeNotSatisfiableError"),
    ("backwards", "ro-1", 1, "bytes=9-3", "RangeNotSatisfiableError"),
    ("the last bytes", "ro-1", 1, "bytes=-5", "RangeNotSatisfiableError"),
    ("several ranges", "ro-1", 1, "bytes=0-1,3-4", "RangeNotSatisfiableError"),
    ("no part of that number", "ro-1", 9, "", "PartNotOfferedError"),
    ("another member's node", "ee-1", 1, "", "PartNotOfferedError"),
    ("the maker's node", "atlas-1", 1, "", "PartNotOfferedError"),
]


@pytest.mark.parametrize(
    ("name", "node", "number", "asked", "error"), GETS, ids=[g[0] for g in GETS]
)
def test_a_part_is_not_given(
    requested: Side, founded: World, granted: str, client: Client,
    name: str, node: str, number: int, asked: str, error: str,
) -> None:  # fmt: skip
    _letter, made = handed(requested, founded, granted)
    status, data, _ = Door(client, founded[node], "ma-1").get(made.said.object, number, asked)
    assert status == 422 and error.encode() in data


def test_a_share_that_was_withdrawn_gives_nothing(
    requested: Side, founded: World, granted: str, client: Client
) -> None:
    _letter, made = handed(requested, founded, granted)
    Share.objects.update(withdrawn_at=clock.now())
    status, data, _ = Door(client, requested.other, "ma-1").get(made.said.object, 1)
    assert status == 422 and b"PartNotOfferedError" in data


def test_before_the_letter_has_left_nothing_is_shared(
    requested: Side, founded: World, granted: str, client: Client
) -> None:
    row, made = exhibit(founded, order(granted, ORDER))
    hand_over(requested.officer(MA_CENTRAL, "decide", "draft"), granted, [row])
    status, data, _ = Door(client, requested.other, "ma-1").get(made.said.object, 1)
    assert status == 422 and b"PartNotOfferedError" in data


# What may be handed over


@pytest.mark.parametrize("state", [Exhibit.EXPECTED, Exhibit.TAMPERED, Exhibit.SEALED])
def test_nothing_is_handed_over_before_it_was_verified(
    requested: Side, founded: World, granted: str, state: str
) -> None:
    row, _ = exhibit(founded, order(granted, ORDER), state)
    with pytest.raises(ExhibitNotVerifiedError):
        hand_over(requested.officer(MA_CENTRAL, "decide", "draft"), granted, [row])


def test_only_what_was_produced_for_this_request(
    requested: Side, founded: World, granted: str
) -> None:
    row, _ = exhibit(founded, order("sha256:" + "b2" * 32, ORDER))
    with pytest.raises(ExhibitOfOtherRequestError):
        hand_over(requested.officer(MA_CENTRAL, "decide", "draft"), granted, [row])


def test_something_at_all_is_handed_over_by_who_may(
    requested: Side, founded: World, granted: str
) -> None:
    row, _ = exhibit(founded, order(granted, ORDER))
    with pytest.raises(UnknownExhibitError):
        hand_over(requested.officer(MA_CENTRAL, "decide"), granted, [])
    with pytest.raises(NotAllowedError):
        hand_over(requested.officer(MA_CENTRAL, "certify"), granted, [row])


def test_not_before_offered_conditions_are_accepted(requested: Side, founded: World) -> None:
    matter = requested.say("formal-request", opening_body("M03")).letter.digest
    decider = requested.officer(MA_CENTRAL, "decide", "draft")
    offered = requests.offer_conditions(
        decider, matter, conditions=[{"code": "only_this_case", "text": words("only")}],
        answer_by=clock.now() + timedelta(days=5),
    )  # fmt: skip
    requested.approve(offered)
    row, _ = exhibit(founded, order(matter, ORDER))
    with pytest.raises(ConditionsNotAcceptedError):
        hand_over(decider, matter, [row])


# Ranges by themselves


ASKED: list[tuple[str, int, tuple[int, int] | None]] = [
    ("", 10, (0, 10)),
    ("bytes=0-0", 10, (0, 1)),
    ("bytes=3-", 10, (3, 10)),
    ("bytes=3-99", 10, (3, 10)),
    ("bytes=10-", 10, None),
    ("bytes=5-4", 10, None),
    ("bytes=-1", 10, None),
    ("bytes=a-b", 10, None),
    ("bytes=\u0661-2", 10, None),
    ("items=0-1", 10, None),
    ("bytes=0-1, 2-3", 10, None),
    ("bytes=" + "9" * 40 + "-", 10, None),
]


@pytest.mark.parametrize(("header", "length", "expected"), ASKED)
def test_what_was_asked_for(header: str, length: int, expected: tuple[int, int] | None) -> None:
    if expected is None:
        with pytest.raises(RangeNotSatisfiableError):
            ranges.asked(header, length)
    else:
        assert ranges.asked(header, length) == expected


SENT: list[tuple[str, int, int | None]] = [
    ("bytes 0-9/20", 10, 0),
    ("bytes 10-19/20", 10, 10),
    ("bytes 10-19/20", 9, None),
    ("bytes 10-20/20", 11, None),
    ("bytes 0-9/21", 10, None),
    ("bytes 0-9/*", 10, None),
    ("", 10, None),
]


@pytest.mark.parametrize(("header", "length", "expected"), SENT)
def test_where_a_piece_belongs(header: str, length: int, expected: int | None) -> None:
    if expected is None:
        with pytest.raises(ContentRangeWrongError):
            ranges.sent(header, length, 20)
    else:
        assert ranges.sent(header, length, 20) == expected
    assert ranges.asked(ranges.write_asked(3, 8), 20) == (3, 8)
    assert ranges.sent(ranges.write_sent(3, 8, 20), 5, 20) == 3
