"""The queue: what all rooms say that waits, in the order in which it must be done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.html import escape

from comity.desk import limits, worklist
from comity.journal import clock
from comity.look import worklist as shared
from comity.look.worklist import Notice, QueueItem
from comity.officers.errors import NotAllowedError
from comity.officers.models import Officer, PendingLetter
from comity.trust import actions as trust_actions
from comity.trust import queries as trust
from tests.desk.conftest import SignIn
from tests.officers import cast


@pytest.fixture(autouse=True)
def only_the_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The rooms between officers and desk have tests of their own."""
    own = ("approvals", "undelivered")
    monkeypatch.setattr(
        shared, "_items", {name: shared._items[name] for name in own if name in shared._items}
    )
    yield


def _item(title: str, hours: int | None, urgency: str = "normal") -> QueueItem:
    due = None if hours is None else clock.now() + timedelta(hours=hours)
    return QueueItem(title, "/x/", due, "C18 promise", urgency, "decide")


def test_overdue_first_then_urgency_then_what_is_due_next(head: Officer) -> None:
    items = [
        _item("no date", None),
        _item("tomorrow", 24),
        _item("in an hour", 1),
        _item("urgent, next week", 24 * 7, "urgent"),
        _item("soon", 48, "soon"),
        _item("overdue", -1),
        _item("long overdue", -100),
    ]
    worklist.register("test", lambda officer: items)
    assert [item.title for item in worklist.gather(head).items] == [
        "long overdue",
        "overdue",
        "urgent, next week",
        "soon",
        "in an hour",
        "tomorrow",
        "no date",
    ]


def test_a_source_is_asked_for_the_officer_who_looks(
    head: Officer, ana: Officer, signed_in: SignIn
) -> None:
    worklist.register("test", lambda officer: [_item(f"for {officer.person}", 1)])
    assert "for RO-102" in signed_in(head).get("/").content.decode()
    assert "for RO-101" in signed_in(ana).get("/").content.decode()


def test_times_and_titles_are_shown_safely(head: Officer, signed_in: SignIn) -> None:
    worklist.register("test", lambda officer: [_item("<script>alert(1)</script>", -2)])
    text = signed_in(head).get("/").content.decode()
    assert "<script>" not in text
    assert escape("<script>alert(1)</script>") in text
    assert "overdue by 2 h 0 min" in text


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(
    head: Officer, signed_in: SignIn
) -> None:
    def broken(officer: Officer) -> list[QueueItem]:
        raise NotAllowedError

    worklist.register("broken", broken)
    worklist.register("test", lambda officer: [_item("still here", 1)])
    text = signed_in(head).get("/").content.decode()
    assert "Part of the queue cannot be shown (broken)" in text
    assert "still here" in text


def test_a_long_queue_is_cut_and_counted(head: Officer) -> None:
    many = [_item(str(number), 1) for number in range(limits.QUEUE_ITEMS + 7)]
    worklist.register("test", lambda officer: many)
    queue = worklist.gather(head)
    assert (len(queue.items), queue.more) == (limits.QUEUE_ITEMS, 7)


def test_approvals_wait_for_those_who_can_give_them(
    pending: PendingLetter, head: Officer, ana: Officer, signed_in: SignIn
) -> None:
    assert "Hold the mailbox" in signed_in(head).get("/").content.decode()
    text = signed_in(ana).get("/").content.decode()
    assert "Hold the mailbox" not in text
    assert "Nothing waits for you." in text


def test_letters_that_did_not_arrive_are_shown_where_they_were_written(
    ana: Officer, judge: Officer, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.propose(ana, cast.FREE)
    monkeypatch.setattr(limits, "LATE", timedelta(0))
    assert "Not delivered to MA/contact-point" in signed_in(ana).get("/").content.decode()
    assert "Not delivered" not in signed_in(judge).get("/").content.decode()
    assert "Not delivered to ma-1" in signed_in(ana).get("/notices/").content.decode()


def test_only_known_urgencies_and_levels() -> None:
    with pytest.raises(ValueError, match="urgency"):
        _item("x", 1, "panic")
    with pytest.raises(ValueError, match="level"):
        Notice("x", "x", clock.now(), "panic")


def test_a_notice_of_the_directory_stays_until_it_is_seen(head: Officer, signed_in: SignIn) -> None:
    trust_actions.notify("changed-keys", "state:EE", "The keys of EE changed.")
    client = signed_in(head)
    assert "The keys of EE changed." in client.get("/notices/").content.decode()
    client.post(f"/notices/{trust.notices()[0].pk}/seen/")
    assert "The keys of EE changed." not in client.get("/notices/").content.decode()


def test_what_waits_for_others_stands_apart(head: Officer, signed_in: SignIn) -> None:
    mine = _item("mine to do", 5)
    theirs = replace(_item("theirs to do", 1), ours=False, state="Accepted")
    worklist.register("test", lambda officer: [theirs, mine])
    text = signed_in(head).get("/").content.decode()
    assert text.index("mine to do") < text.index("You wait for others") < text.index("theirs to do")


def test_alarms_stand_above_the_queue_the_newest_of_each(
    head: Officer, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rung(officer: Officer) -> list[Notice]:
        return [
            Notice("Alarm about A", text, clock.now() - timedelta(hours=age), "alarm", url="/a/")
            for text, age in (("older", 5), ("newer", 1))
        ]

    monkeypatch.setattr(shared, "_notices", {"test": rung})
    text = signed_in(head).get("/").content.decode()
    assert "2 alarms that nobody has taken note of." in text
    assert "newer" in text
    assert "older" not in text
