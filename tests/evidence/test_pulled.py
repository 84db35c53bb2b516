"""Parts that our node pulls: resumed after any break, thrown away when tampered, reported, never released.

The other node is simulated; its door answers from memory and breaks where a test asks it to. At the end
everything is exported from the records, and the verifier accepts it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from comity.assistance import actions as requests
from comity.evidence import limits, queries, ranges, store
from comity.evidence.actions import export, receive, release
from comity.evidence.errors import ExhibitNotVerifiedError, NothingToExportError
from comity.evidence.models import Exhibit
from comity.exchange import http
from comity.exchange.errors import MatterRecordsDifferError, PeerRefusedError, PeerUnreachableError
from comity.exchange.models import StoredLetter
from comity.jobs import worker
from comity.jobs.models import Job
from comity.journal import clock
from comity.officers.errors import NotAllowedError
from comity.providers.errors import UnknownOrderError
from comity.trust import actions as trust
from comity.trust import queries as directory
from comity.trust.entries import NodeEntry
from comity.verification.cli import verify
from comity.wire import jws, statements
from tests.assistance.conftest import REQUEST, Side, become, requesting
from tests.evidence.parts import PLAIN, Sealed, letter, sealed
from tests.simulated_peer import Held, World

__all__ = ["become", "requesting"]
RO, MA, PROVIDER = "RO/contact-point", "MA/contact-point", "MA/provider/atlas-mail"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that these tests share."""
    return World(tmp_path_factory.mktemp("directory"))


@pytest.fixture(autouse=True)
def own_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each node reads the directory with its own keys."""
    monkeypatch.setattr(directory, "_view", None)


@dataclass
class FarDoor:
    """The other node's door for parts, in memory."""

    parts: dict[tuple[str, int], bytes] = field(default_factory=dict)
    asked: list[tuple[int, str]] = field(default_factory=list)
    wrong: Callable[[int, bytes], bytes] | None = None  # what is done to an answer, by its number
    down_at: set[int] = field(default_factory=set)  # numbers of requests that break

    def holds(self, *made: Sealed) -> None:
        for one in made:
            self.parts |= {(one.said.object, number): data for number, data in one.parts.items()}

    def get(self, node: NodeEntry, path: str, asked: str = "") -> bytes:
        object_id, number = path.removeprefix("/parts/").split("/")
        self.asked.append((int(number), asked))
        if len(self.asked) in self.down_at:
            raise PeerUnreachableError(node=node.node)
        data = self.parts[object_id, int(number)]
        try:
            first, after = ranges.asked(asked, len(data))
        except Exception as error:
            raise PeerRefusedError("x", error=type(error).__name__, status=422) from error
        piece = data[first:after]
        return self.wrong(len(self.asked), piece) if self.wrong else piece


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> FarDoor:
    made = FarDoor()
    monkeypatch.setattr(http, "signed_get", made.get)
    monkeypatch.setattr(limits, "PULL_CHUNK_BYTES", 1500)
    return made


@pytest.fixture
def asked(requesting: Side) -> str:
    """A request of ours that was received; its matter."""
    clerk = requesting.officer(RO, "draft")
    pending = requests.draft_preservation(clerk, to_authority=MA, request=REQUEST)
    matter = requesting.approve(pending).letter
    requesting.hand_over()
    return matter


def exhibit(side: Side, world: World, **changed: Any) -> Sealed:
    atlas = world["atlas-1"]
    atlas.now = clock.now().replace(microsecond=0)
    return sealed(atlas, PROVIDER, **changed)


def disclose(side: Side, matter: str, *made: Sealed) -> Held:
    """The other side hands these over; its letter arrives."""
    side.other.now = clock.now().replace(microsecond=0)
    packets = [one.packet(side.other, side.ours) for one in made]
    body = {"exhibits": [one.item(packet) for one, packet in zip(made, packets, strict=True)]}
    files = [
        data for one, packet in zip(made, packets, strict=True) for data in (one.document, packet)
    ]
    approving = [(side.other.people[MA][1], MA, "decide")]
    held = letter(
        side.other, "assistance.disclosure", body, MA, RO, approving, files, matter=matter
    )
    side.deliver(held)
    return held


def row(made: Sealed) -> Exhibit:
    return Exhibit.objects.get(exhibit=made.said.exhibit)


def pull() -> None:
    worker.run_pending([receive.PULL])


def pull_again() -> None:
    """The back-off is over."""
    Job.objects.filter(kind=receive.PULL, done_at=None).update(run_at=clock.real_now())
    pull()


def answer(matter: str) -> list[dict[str, Any]]:
    from comity.exchange import queries as exchange

    sent = StoredLetter.objects.filter(matter_id=matter, type="assistance.verification")
    return [one for letter in sent.order_by("id") for one in exchange.body(letter)["exhibits"]]


def test_everything_is_pulled_in_pieces_and_answered(
    requesting: Side, founded: World, far: FarDoor, asked: str
) -> None:
    made = exhibit(requesting, founded)
    far.holds(made)
    held = disclose(requesting, asked, made)
    pull()
    assert row(made).state == Exhibit.VERIFIED
    pieces = [-(-len(data) // 1500) for data in made.parts.values()]
    assert [number for number, _ in far.asked] == [
        number for number, count in enumerate(pieces, 1) for _ in range(count)
    ]
    (said,) = answer(asked)
    assert (said["result"], said["sha256"]) == ("verified", made.said.sha256)
    assert queries.of_letter(held.letter.digest) == [row(made)]
    pull()
    assert len(answer(asked)) == 1


@pytest.mark.parametrize("broken", range(1, 12))
def test_a_pull_goes_on_wherever_it_broke(
    requesting: Side, founded: World, far: FarDoor, asked: str, broken: int
) -> None:
    made = exhibit(requesting, founded)
    far.holds(made)
    far.down_at = {broken}
    disclose(requesting, asked, made)
    pull()
    pull_again()
    assert row(made).state == Exhibit.VERIFIED and row(made).attempts == 0
    ranges_asked = [one for number, one in enumerate(far.asked, 1) if number != broken]
    assert len(set(ranges_asked)) == len(ranges_asked)  # nothing was fetched twice


def flipped(number: int, piece: bytes) -> bytes:
    return bytes([piece[0] ^ 1]) + piece[1:]


def test_a_tampered_part_is_pulled_again_then_reported_and_never_released(
    requesting: Side, founded: World, far: FarDoor, asked: str
) -> None:
    made = exhibit(requesting, founded)
    far.holds(made)
    far.wrong = flipped
    disclose(requesting, asked, made)
    for _ in range(3):
        pull_again()
    one = row(made)
    assert (one.state, one.attempts) == (Exhibit.TAMPERED, limits.PULL_ATTEMPTS)
    assert {number for number, _ in far.asked} == {1}
    (said,) = answer(asked)
    assert said["result"] == "rejected" and "Part 1" in said["reason"]
    custodian = requesting.officer(RO, "custody", who=1)
    with pytest.raises(ExhibitNotVerifiedError):
        release.release(custodian, asked, made.said.exhibit)


def test_a_part_that_was_tampered_with_once_is_pulled_again(
    requesting: Side, founded: World, far: FarDoor, asked: str
) -> None:
    made = exhibit(requesting, founded)
    far.holds(made)
    far.wrong = lambda number, piece: flipped(number, piece) if number == 1 else piece
    disclose(requesting, asked, made)
    pull()
    pull_again()
    assert (row(made).state, row(made).attempts) == (Exhibit.VERIFIED, 1)


ANSWERS: list[tuple[str, Callable[[int, bytes], bytes]]] = [
    ("too long", lambda number, piece: piece + b"more"),
    ("empty", lambda number, piece: b""),
]


@pytest.mark.parametrize(("name", "wrong"), ANSWERS, ids=[one[0] for one in ANSWERS])
def test_an_answer_that_is(
    requesting: Side, founded: World, far: FarDoor, asked: str, name: str, wrong: Any
) -> None:
    made = exhibit(requesting, founded)
    far.holds(made)
    far.wrong = wrong
    disclose(requesting, asked, made)
    for _ in range(3):
        pull_again()
    assert row(made).state == Exhibit.TAMPERED


def test_a_part_that_the_other_node_holds_shorter_is_reported(
    requesting: Side, founded: World, far: FarDoor, asked: str
) -> None:
    made = exhibit(requesting, founded)
    far.holds(made)
    far.parts[made.said.object, 2] = made.parts[2][:1500]
    disclose(requesting, asked, made)
    for _ in range(3):
        pull_again()
    assert row(made).state == Exhibit.TAMPERED and "Part 2" in row(made).failure


def test_one_exhibit_in_two_matters_is_pulled_once(
    requesting: Side, founded: World, far: FarDoor, asked: str
) -> None:
    made = exhibit(requesting, founded)
    far.holds(made)
    disclose(requesting, asked, made)
    pull()
    count = len(far.asked)
    clerk = requesting.officer(RO, "draft")
    pending = requests.draft_preservation(clerk, to_authority=MA, request=REQUEST)
    other = requesting.approve(pending).letter
    requesting.hand_over()
    disclose(requesting, other, made)
    pull()
    assert len(far.asked) == count
    assert Exhibit.objects.filter(state=Exhibit.VERIFIED).count() == 2


# The export


@pytest.fixture
def reachable(requesting: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other node answers with its statement; the directory has no news."""

    def answered(node: Any, path: str, body: bytes) -> bytes:
        said = statements.parse(jws.peek(body, max_bytes=len(body)).payload)
        requesting.other.now = clock.now().replace(microsecond=0)
        return requesting.other.statement(said.matter)

    monkeypatch.setattr(http, "signed_post", answered)
    monkeypatch.setattr(trust, "refresh", lambda: None)


@pytest.mark.usefixtures("reachable")
def test_the_export_from_the_records_is_proven(
    requesting: Side, founded: World, far: FarDoor, asked: str, tmp_path: Path
) -> None:
    good, bad = exhibit(requesting, founded), exhibit(requesting, founded, name="b\u00e4d/..%.zip")
    far.holds(good, bad)
    far.parts[bad.said.object, 1] = far.parts[bad.said.object, 1][:-1] + b"?"
    disclose(requesting, asked, good, bad)
    for _ in range(4):
        pull_again()
    assert (row(good).state, row(bad).state) == (Exhibit.VERIFIED, Exhibit.TAMPERED)
    requesting.hand_over()
    custodian = requesting.officer(RO, "custody", who=1)
    folder = export.export(custodian, [asked], tmp_path / "evidence")
    report = verify(folder, settings.NODE.home / "anchor.json")
    assert (report.exit_status, report.reason, report.file) == (0, "", "")
    (plain,) = (folder / "data/exhibits").rglob("mail.zip")
    assert plain.read_bytes() == PLAIN
    assert not list((folder / "data").rglob("b_d*"))
    assert any("rejected" in text for text in report.warnings)


@pytest.mark.usefixtures("reachable")
def test_an_export_waits_for_exhibits_and_receipts(
    requesting: Side, founded: World, far: FarDoor, asked: str, tmp_path: Path
) -> None:
    made = exhibit(requesting, founded)
    disclose(requesting, asked, made)
    custodian = requesting.officer(RO, "custody", who=1)
    with pytest.raises(ExhibitNotVerifiedError):
        export.export(custodian, [asked], tmp_path / "evidence")
    far.holds(made)
    pull()
    with pytest.raises(MatterRecordsDifferError):  # our verification is not over there yet
        export.export(custodian, [asked], tmp_path / "evidence")
    assert list(tmp_path.glob("*evidence*")) == []


def test_who_may_export_what(requesting: Side, asked: str, tmp_path: Path) -> None:
    custodian = requesting.officer(RO, "custody", who=1)
    with pytest.raises(NothingToExportError):
        export.export(custodian, [], tmp_path / "evidence")
    with pytest.raises(NotAllowedError):
        export.export(requesting.officer(RO, "draft"), [asked], tmp_path / "evidence")
    stranger = requesting.officer("RO/issuing-authority", "custody")
    with pytest.raises(UnknownOrderError):
        export.export(stranger, [asked], tmp_path / "evidence")


def test_a_key_in_the_vault_is_the_one_of_the_packet(
    requesting: Side, founded: World, far: FarDoor, asked: str
) -> None:
    made = exhibit(requesting, founded)
    disclose(requesting, asked, replace(made))
    assert store.vault().key(made.said.object) == made.key
