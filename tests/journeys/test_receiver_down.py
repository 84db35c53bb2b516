"""The receiver is away for an hour: what was written meanwhile is shown as late, then arrives once, in order."""

from datetime import timedelta

from tests.journeys.conftest import Raise
from tests.journeys.people import Chronicle
from tests.journeys.stage import Stage, payload_of

AN_HOUR = timedelta(hours=1)


def test_an_hour_without_the_receiver(raise_stage: Raise) -> None:
    stage = raise_stage()
    told = Chronicle(stage)
    first, _ = told.draft_and_approve()
    stage.wait_until_delivered("ro-1")
    told.draft()  # this one is drafted while all is well, and approved while the receiver is down
    drafted = "/approvals/" + told._draft_page.address.split("/approvals/")[1]

    stage.halt("ma-1")
    page = told._approval(drafted, "ro-head", "authorise")
    assert ">sent<" in page.content.decode() and "could not leave" not in page.text
    matters = [told.find("ro-investigator", "/requests/", r"/requests/(sha256:[0-9a-f]{64})/")]
    for _ in range(3):
        matter, _ = told.draft_and_approve()
        matters.append(matter)
    waiting = [row["digest"] for row in stage.letters("ro-1")][1:]
    assert len(waiting) == len(stage.queued("ro-1")) == 4

    an_hour_passes(stage)
    told.until("ro-head", "/notices/", "Not delivered to ma-1", "node cannot be reached")
    told.until("ro-investigator", "/", "Not delivered to")
    told.until("ro-investigator", f"/requests/{matters[0]}/", "no receipt yet")

    stage.resume("ma-1")
    stage.wait_until_delivered("ro-1")
    arrived = [row["digest"] for row in stage.letters("ma-1")]
    assert arrived[1:] == waiting
    assert [row["receipt"] is not None for row in stage.letters("ro-1")] == [True] * 5
    assert not stage.rows("ma-1", "SELECT error FROM exchange_refuseddelivery")
    for matter in (first, *matters):
        assert stage.digests("ma-1", matter) == stage.digests("ro-1", matter)
        told.until("ma-duty", f"/requests/{matter}/", "promise")
        told.until("ro-investigator", f"/requests/{matter}/", "eceipt confirmed")
    assert not told.says("ro-head", "/notices/", "Not delivered to ma-1")
    for row in stage.letters("ro-1"):
        receipt = payload_of(row["receipt"])
        assert (receipt["letter"], receipt["from"], receipt["understood"]) == (
            row["digest"],
            "ma-1",
            True,
        )
    for node in ("ro-1", "ma-1"):
        assert stage.audit(node)


def an_hour_passes(stage: Stage) -> None:
    """On the demo clock; and in the queue, which goes by the machine's time."""
    stage.advance(AN_HOUR)
    with stage.database("ro-1") as connection, connection:
        changed = connection.execute(
            "UPDATE exchange_outboundenvelope SET queued_at = datetime(queued_at, '-1 hour')"
            " WHERE state = 'queued'"
        ).rowcount
    assert changed == 4
