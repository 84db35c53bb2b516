"""The provider is away, then one of its sources fails half-way: nothing is lost, and partial is called partial."""

import json
import shutil
import uuid
from typing import Any

from tests.journeys.conftest import Raise
from tests.journeys.people import Chronicle, forms_on
from tests.journeys.stage import Stage


def test_a_provider_that_is_away_and_then_gives_half(raise_stage: Raise) -> None:
    stage = raise_stage()
    told = Chronicle(stage)
    told.draft()
    told.second()

    # The order waits, and is shown as waiting.
    stage.halt("atlas-1")
    order_while_away(stage, told)
    waiting = stage.queued("ma-1")
    assert [row["to_node"] for row in waiting] == ["atlas-1"]
    order = stage.letters("ma-1")[-1]["matter_id"]
    told.until("ma-order-clerk", f"/orders/{order}/", "no receipt yet")

    # One source is broken when the provider comes back: the log is a folder.
    kept = stage.log.with_suffix(".kept")
    stage.log.rename(kept)
    stage.log.mkdir()
    stage.resume("atlas-1")
    told.order = told.find("atlas-lawful", "/orders/", r"/orders/(sha256:[0-9a-f]{64})/")
    assert told.order == order
    certify(stage, told, partial=True)
    told.until("ma-order-clerk", f"/orders/{order}/", "The hold is partial")
    report(stage, told, partial_reason="The access log could not be read (demo).")
    told.until("atlas-lawful", f"/orders/{order}/", "partial")
    told.until("ro-investigator", f"/requests/{told.hold}/", "The hold is partial")
    assert [one["partial"] for one in certificates(stage, "ma-1")] == [True]

    # It is mended: copied again, certified anew, reported anew.
    stage.log.rmdir()
    shutil.move(kept, stage.log)
    stage.wait_for(lambda: whole_again(stage), "a whole copy of the log")
    certify(stage, told, partial=False)
    stage.wait_for(lambda: len(certificates(stage, "ma-1")) == 2, "the second certificate")
    assert [one["partial"] for one in certificates(stage, "ma-1")] == [True, False]
    report(stage, told)
    path = f"/requests/{told.hold}/"
    told.until("ro-investigator", path, "The data are held")
    stage.wait_for(
        lambda: not told.says("ro-investigator", path, "The hold is partial"), "the whole hold"
    )
    for node in ("ro-1", "ma-1", "atlas-1"):
        assert stage.audit(node)


def order_while_away(stage: Stage, told: Chronicle) -> None:
    """The chapter "accept", up to the provider's part in it."""
    path = f"/requests/{told.hold}/"
    page = told.until("ma-duty", path, "acceptance")
    page = told.fill("ma-duty", page, "acceptance", extent="full")
    told.approve(page, ("ma-duty", "decide"))
    told.issue_order()


def certificates(stage: Stage, node: str) -> list[dict[str, Any]]:
    """What the certificates that a node holds say, in their order."""
    found = stage.rows(
        node,
        "SELECT payload FROM exchange_storedletter WHERE type = 'order.certificate-of-hold' ORDER BY id",
    )
    return [json.loads(row["payload"])["core"]["body"] for row in found]


def certify(stage: Stage, told: Chronicle, *, partial: bool) -> None:
    """The provider's officer certifies the newest draft; if another letter left meanwhile, drafts it again."""
    found: list[str] = []

    def drafted() -> bool:
        found[:] = drafts(stage, partial)
        return bool(found)

    stage.wait_for(drafted, "the draft of a certificate")
    page = told._approval(f"/approvals/{found[0]}/", "atlas-lawful", "certify")
    if "redraft" in forms_on(page):
        page = told.fill("atlas-lawful", page, "redraft")
        told.approve(page, ("atlas-lawful", "certify"))


def drafts(stage: Stage, partial: bool) -> list[str]:
    """Certificates that wait for the provider's officer, the newest first."""
    rows = stage.rows(
        "atlas-1",
        "SELECT id, core FROM officers_pendingletter WHERE state = 'waiting'"
        " AND type = 'order.certificate-of-hold' ORDER BY created_at DESC",
    )
    said = {str(uuid.UUID(row["id"])): json.loads(row["core"])["body"] for row in rows}
    return [id for id, body in said.items() if body["partial"] is partial]


def report(stage: Stage, told: Chronicle, **values: str) -> None:
    """The requested side tells the requesting side what the provider has certified."""
    path = f"/requests/{told.hold}/"
    stage.wait_for(lambda: told._has_form("ma-duty", path, "hold-report"), "the report's form")
    told.fill("ma-duty", told.open("ma-duty", path), "hold-report", **values)
    stage.wait_until_delivered("ma-1")


def whole_again(stage: Stage) -> bool:
    """The newest copy of each source is complete. A failed source is tried again by itself."""
    copies = stage.rows(
        "atlas-1", "SELECT source, complete FROM providers_frozensource ORDER BY id"
    )
    newest = {row["source"]: row["complete"] for row in copies}
    return len(newest) == 2 and all(newest.values())
