"""Frozen copies: streamed into the vault, whole or said to be partial, read back exactly."""

import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.demo import mailstore
from comity.providers import containers, freezing, selecting
from comity.providers.connectors import Connector, Found, Gap, Item
from comity.providers.errors import ConnectorFailedError, ContainerBrokenError
from comity.providers.freezing import Frozen
from comity.providers.maildir import MaildirConnector
from comity.providers.rules import Scope, Sought
from comity.providers.selecting import Copy, Tally
from comity.vault.errors import VaultError
from comity.vault.folder import FolderVault

ADDRESS = "k.suspect@atlas-courriel.example"
SCOPE = Scope((Sought("email", ADDRESS),), frozenset({"d.mailbox"}))
MINE = frozenset({("account", ADDRESS)})
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> FolderVault:
    return FolderVault(tmp_path / "home" / "vault")


@dataclass
class Source:
    """A source that gives what it is told, and then fails if it is told so."""

    gives: list[Found]
    fails: Exception | None = None
    name: str = "mail"
    data_items: frozenset[str] = field(default=frozenset({"d.mailbox"}))

    def collect(self, scope: Scope) -> Iterator[Found]:
        yield from self.gives
        if self.fails:
            raise self.fails


def item(number: int, at: datetime | None = AT, who: frozenset[tuple[str, str]] = MINE) -> Item:
    return Item(f"m{number}", at, b"message %d" % number, who, {"number": number})


def frozen(source: Connector, vault: FolderVault, scope: Scope = SCOPE) -> Frozen:
    return freezing.freeze(source, scope, vault, str(uuid.uuid4()))


def copy_of(one: Frozen) -> Copy:
    return Copy(one.source, one.object_id, one.sealed)


def test_a_mailbox_comes_back_byte_for_byte(tmp_path: Path, vault: FolderVault) -> None:
    made = mailstore.store(tmp_path / "store", seed=9, messages=200)
    copy = frozen(MaildirConnector("mail", made.mail), vault)
    stored = sorted(
        path.read_bytes()
        for part in ("cur", "new")
        for path in made.subscriber.folder.rglob(f"{part}/*")
    )
    mailstore.delete_mailbox(made.subscriber.folder)
    read = list(selecting.select([copy_of(copy)], SCOPE, vault))
    assert sorted(one.data for one in read) == stored
    assert (copy.complete, copy.items, copy.bytes) == (True, 200, sum(map(len, stored)))


def test_the_source_stands_nowhere_in_plain(tmp_path: Path, vault: FolderVault) -> None:
    secret = b"a sentence that only the subscriber wrote"
    frozen(Source([Item("m1", AT, secret, MINE, {})]), vault)
    files = [path for path in vault.root.parent.rglob("*") if path.is_file()]
    assert files and not any(secret in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("source", "reasons", "items"),
    [
        pytest.param(Source([item(1), item(2)]), {}, 2, id="whole"),
        pytest.param(Source([]), {}, 0, id="nothing found"),
        pytest.param(
            Source([item(1)], ConnectorFailedError(reason="gone")),
            {"source_failed": 1},
            1,
            id="half-way",
        ),
        pytest.param(
            Source([], ConnectorFailedError(reason="gone")), {"source_failed": 1}, 0, id="at once"
        ),
        pytest.param(Source([item(1)], OSError(5, "I/O")), {"source_failed": 1}, 1, id="disk"),
        pytest.param(
            Source([item(1), Gap("m2", "vanished")]), {"vanished": 1}, 1, id="deleted meanwhile"
        ),
        pytest.param(
            Source([Gap("a", "unreadable"), Gap("b", "unreadable"), item(3)]),
            {"unreadable": 2},
            1,
            id="unreadable",
        ),
        pytest.param(Source([Gap("a", "too_large")]), {"too_large": 1}, 0, id="too large"),
    ],
)
def test_a_partial_copy_says_why(
    vault: FolderVault, source: Source, reasons: dict[str, int], items: int
) -> None:
    copy = frozen(source, vault)
    assert (copy.reasons, copy.items, copy.complete) == (reasons, items, not reasons)
    assert len(list(selecting.items(copy_of(copy), vault))) == items


def test_a_defect_in_a_connector_is_not_taken_for_a_short_source(vault: FolderVault) -> None:
    with pytest.raises(ZeroDivisionError):
        frozen(Source([item(1)], ZeroDivisionError()), vault)


def test_a_connector_that_gives_too_much_is_corrected(vault: FolderVault) -> None:
    other = frozenset({("account", "a.neighbour@atlas-courriel.example")})
    copy = frozen(Source([item(1), item(2, who=other), item(3, at=None)]), vault)
    assert [one.header.id for one in selecting.items(copy_of(copy), vault)] == ["m1", "m3"]
    assert copy.remarks == {"given_out_of_scope": 1, "undated": 1}


def test_what_has_no_time_is_kept_and_not_selected(vault: FolderVault) -> None:
    copy = frozen(Source([item(1), item(2, at=None)]), vault)
    tally = Tally()
    read = list(selecting.select([copy_of(copy)], SCOPE, vault, tally))
    assert [one.header.id for one in read] == ["m1"]
    assert (tally.selected, tally.undated) == (1, 1)


def test_selection_is_by_identifier_and_delivery_time(vault: FolderVault) -> None:
    copy = frozen(Source([item(n, AT + timedelta(days=n)) for n in range(5)]), vault)
    narrow = Scope(
        SCOPE.identifiers, SCOPE.data_items, AT + timedelta(days=1), AT + timedelta(days=2)
    )
    tally = Tally()
    read = list(selecting.select([copy_of(copy)], narrow, vault, tally))
    assert [one.header.id for one in read] == ["m1", "m2"]
    assert tally.out == 3


def test_an_older_partial_copy_adds_what_the_newer_lacks(vault: FolderVault) -> None:
    first = frozen(Source([item(1), item(2)], ConnectorFailedError()), vault)
    second = frozen(Source([item(2), item(3), item(3)]), vault)
    tally = Tally()
    read = selecting.select([copy_of(first), copy_of(second)], SCOPE, vault, tally)
    assert [one.header.id for one in read] == ["m2", "m3", "m3", "m1"]
    assert tally.repeated == 1


def test_sources_do_not_shadow_each_other(vault: FolderVault) -> None:
    one, two = frozen(Source([item(1)]), vault), frozen(Source([item(1)], name="archive"), vault)
    read = list(selecting.select([copy_of(one), copy_of(two)], SCOPE, vault))
    assert [found.source for found in read] == ["mail", "archive"]


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))


def _cut(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(_flip, id="one bit"),
        pytest.param(_cut, id="cut short"),
        pytest.param(Path.unlink, id="removed"),
    ],
)
def test_a_copy_that_was_harmed_gives_nothing(
    vault: FolderVault, harm: Callable[[Path], None]
) -> None:
    copy = frozen(Source([item(1), item(2)]), vault)
    harm(vault.part_path(copy.object_id, 1))
    with pytest.raises(VaultError):
        next(selecting.select([copy_of(copy)], SCOPE, vault))


ITEM_FRAME = b"".join(containers.frame(item(1)))
END_FRAME = containers.closing({"items": 1})


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"comity-container-2\n", id="other format"),
        pytest.param(containers.MAGIC, id="no closing record"),
        pytest.param(containers.MAGIC + ITEM_FRAME, id="items without closing record"),
        pytest.param(containers.MAGIC + ITEM_FRAME[:-1], id="cut in an item"),
        pytest.param(containers.MAGIC + END_FRAME + b"x", id="bytes after the end"),
        pytest.param(containers.MAGIC + b"X" + END_FRAME[1:], id="unknown record"),
        pytest.param(containers.MAGIC + b"I\xff\xff\xff\xff", id="header too long"),
        pytest.param(containers.MAGIC + b"I\x00\x00\x00\x02{}", id="empty header"),
        pytest.param(containers.MAGIC + b"I\x00\x00\x00\x02[]", id="header is a list"),
        pytest.param(containers.MAGIC + b"I\x00\x00\x00\x03{ }", id="header not canonical"),
    ],
)
def test_containers_that_do_not_read(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "container"
    path.write_bytes(data)
    with path.open("rb") as stream, pytest.raises(ContainerBrokenError):
        reader = containers.Reader(stream)
        for _ in reader:
            reader.data()


def test_a_container_reads_with_items_skipped(tmp_path: Path) -> None:
    path = tmp_path / "container"
    second = b"".join(containers.frame(item(2)))
    path.write_bytes(containers.MAGIC + ITEM_FRAME + second + containers.closing({"items": 2}))
    with path.open("rb") as stream:
        reader = containers.Reader(stream)
        data = [reader.data() for header in reader if header.id == "m2"]
    assert data == [b"message 2"]
    assert reader.closing_record == {"items": 2}


MEMORY = """
import resource, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
from comity.providers import freezing
from comity.providers.connectors import Item
from comity.providers.rules import Scope, Sought
from comity.vault.folder import FolderVault

class Large:
    name, data_items = "mail", frozenset({"d.mailbox"})
    def collect(self, scope):
        for number in range(300):
            yield Item(str(number), datetime(2026, 11, 1, tzinfo=UTC), bytes(1 << 20), frozenset({("account", "x")}))

vault = FolderVault(Path(sys.argv[1]) / "vault")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
done = freezing.freeze(Large(), Scope((Sought("account", "x"),), frozenset({"d.mailbox"})), vault, str(uuid.uuid4()))
print(done.items, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_300_mib_are_copied_in_a_fraction_of_that_memory(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    items, grown_mib = map(int, done.stdout.split())
    assert items == 300
    assert grown_mib < 100
