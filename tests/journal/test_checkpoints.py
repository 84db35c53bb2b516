"""Signed checkpoints, and the past that cannot be changed unnoticed."""

import itertools
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import QuerySet

from comity.journal import actions, clock, queries
from comity.journal.errors import JournalChangedError
from comity.journal.models import About, Checkpoint, Entry, Head, TreeNode
from comity.wire import canonical, checkpoints, leaves, merkle

pytestmark = pytest.mark.django_db


def sign(payload: bytes) -> bytes:
    return b"signed:" + payload


def fill(count: int) -> None:
    with transaction.atomic():
        for _ in range(count):
            number = queries.size()
            actions.record(
                "test:thing:made", actor="RO-102", about=[f"n:{number}"], facts={"number": number}
            )


def test_a_checkpoint_says_what_is_signed() -> None:
    fill(5)
    made = actions.checkpoint(sign)
    said = checkpoints.parse(bytes(made.document).removeprefix(b"signed:"))
    assert (said.node, said.size, said.root) == ("ro-1", 5, queries.root(5))
    assert said.at == made.at
    assert queries.latest_checkpoint() == made


def test_an_empty_journal_can_be_signed() -> None:
    assert bytes(actions.checkpoint(sign).root) == merkle.EMPTY_ROOT


def test_nothing_new_needs_no_new_checkpoint() -> None:
    fill(1)
    first = actions.checkpoint(sign)
    assert actions.checkpoint(sign) == first
    fill(1)
    assert actions.checkpoint(sign).size == 2


def test_checkpoints_continue_each_other() -> None:
    made = []
    for count in (1, 3, 7):
        fill(count)
        made.append(actions.checkpoint(sign))
    for old, new in itertools.pairwise(made):
        merkle.verify_consistency(
            old_size=old.size,
            new_size=new.size,
            proof=queries.consistency(old.size, new.size),
            old_root=bytes(old.root),
            new_root=bytes(new.root),
        )


def entry(index: int) -> QuerySet[Entry]:
    return Entry.objects.filter(pk=index)


def swap() -> None:
    one, other = queries.entry(1), queries.entry(2)
    names = ["at", "actor", "facts", "facts_salt", "facts_digest", "salt", "leaf", "about"]
    for to, source in ((1, other), (2, one)):
        entry(to).update(**{name: getattr(source, name) for name in names})


def cut() -> None:
    About.objects.filter(entry_id=5).delete()
    entry(5).delete()


def forge() -> None:
    """Change an entry and make the leaf and the whole tree fit again, as an administrator could."""
    found = queries.entry(2)
    found.actor = "RO-999"
    found.leaf = leaves.leaf(bytes(found.salt), queries.document(found))
    found.save()
    rebuild()


def rebuild() -> None:
    data = [queries.leaf_data(found) for found in Entry.objects.order_by("index")]
    source = merkle.source_of(data)
    for node in TreeNode.objects.all():
        TreeNode.objects.filter(pk=node.pk).update(hash=source(node.level, node.index))


def shorten() -> None:
    """Put back an older, shorter journal that is whole in itself."""
    cut()
    TreeNode.objects.filter(level=0, index=5).delete()
    TreeNode.objects.filter(level=1, index=2).delete()
    Head.objects.update(size=5)


CHANGES: dict[str, Callable[[], object]] = {
    "actor": lambda: entry(2).update(actor="RO-999"),
    "event": lambda: entry(2).update(event="test:thing:unmade"),
    "time": lambda: entry(2).update(at=clock.now()),
    "subject": lambda: entry(2).update(about=["n:9"]),
    "facts": lambda: entry(2).update(facts={"number": 9}),
    "facts taken away": lambda: entry(2).update(facts=None),
    "facts and digest taken away": lambda: entry(2).update(facts=None, facts_digest=""),
    "digest of facts": lambda: entry(2).update(facts_digest="sha256:" + "0" * 64),
    "digest taken away": lambda: entry(2).update(facts_digest=""),
    "salt": lambda: entry(2).update(salt=bytes(32)),
    "short salt": lambda: entry(2).update(salt=b""),
    "leaf": lambda: entry(2).update(leaf="sha256:" + "0" * 64),
    "leaf that is none": lambda: entry(2).update(leaf="0"),
    "two entries exchanged": swap,
    "last entry taken away": cut,
    "shorter journal put back": shorten,
    "length": lambda: Head.objects.update(size=5),
    "leaf node": lambda: TreeNode.objects.filter(level=0, index=2).update(hash=bytes(32)),
    "inner node": lambda: TreeNode.objects.filter(level=1, index=0).update(hash=bytes(32)),
    "node taken away": lambda: TreeNode.objects.filter(level=1, index=0).delete(),
    "node added": lambda: TreeNode.objects.create(level=3, index=0, hash=bytes(32)),
    "checkpoint": lambda: Checkpoint.objects.update(root=bytes(32)),
    "forged with its whole tree": forge,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_audit_sees_every_change(change: Callable[[], object]) -> None:
    fill(6)
    actions.checkpoint(sign)
    assert queries.audit() == 6
    change()
    with pytest.raises(JournalChangedError):
        queries.audit()


@pytest.mark.parametrize("change", [forge, shorten], ids=["forged", "shortened"])
def test_a_changed_past_is_not_signed(change: Callable[[], object]) -> None:
    fill(6)
    actions.checkpoint(sign)
    change()
    with pytest.raises(JournalChangedError):
        actions.checkpoint(sign)
    assert Checkpoint.objects.count() == 1


def test_who_forges_checkpoints_too_is_seen_by_every_peer() -> None:
    fill(6)
    seen = actions.checkpoint(sign)
    held = (seen.size, bytes(seen.root))
    forge()
    Checkpoint.objects.all().delete()
    fill(2)
    shown = actions.checkpoint(sign)
    assert queries.audit() == 8
    with pytest.raises(merkle.ConsistencyWrongError):
        merkle.verify_consistency(
            old_size=held[0],
            new_size=shown.size,
            proof=queries.consistency(held[0], shown.size),
            old_root=held[1],
            new_root=bytes(shown.root),
        )


GOOD = {
    "checkpoint": checkpoints.FORM,
    "node": "ro-1",
    "size": 0,
    "root": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "at": "2026-11-25T22:41:25Z",
}

WRONG_PAYLOADS: dict[str, dict[str, object]] = {
    "other form": {"checkpoint": "comity-checkpoint-2"},
    "member more": {"more": 1},
    "node is a number": {"node": 1},
    "size is a text": {"size": "0"},
    "size is true": {"size": True},
    "negative": {"size": -1},
    "root is short": {"root": "47DE"},
    "root is no base64": {"root": "!" * 44},
    "root in another spelling": {"root": GOOD["root"].replace("U=", "V=")},  # type: ignore[attr-defined]
    "root is a list": {"root": []},
    "time is a number": {"at": 1},
}


@pytest.mark.parametrize("wrong", WRONG_PAYLOADS.values(), ids=WRONG_PAYLOADS.keys())
def test_payloads_that_are_no_checkpoints(wrong: dict[str, object]) -> None:
    assert checkpoints.parse(canonical.encode(GOOD)).root == merkle.EMPTY_ROOT
    with pytest.raises(checkpoints.CheckpointFormatError):
        checkpoints.parse(canonical.encode({**GOOD, **wrong}))
