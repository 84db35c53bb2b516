"""The provider is away, then one of its sources fails half-way: nothing is lost, and partial is called partial."""

import json
import shutil
from typing import Any

from tests.journeys.conftest import Raise
from tests.journeys.people import Chronicle
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
    told.freeze()
    told.until("atlas-lawful", f"/orders/{order}/", "artial")
    told.until("ma-order-clerk", f"/orders/{order}/", "artial")
    told.until("ro-investigator", f"/requests/{told.hold}/", "artial")
    assert [one["partial"] for one in certificates(stage, "ma-1")] == [True]

    # It is mended: copied again, certified anew, reported anew.
    stage.log.rmdir()
    shutil.move(kept, stage.log)
    page = told.pending("atlas-lawful", "Certificate of hold")
    told.approve(page, ("atlas-lawful", "certify"))
    stage.wait_until_delivered("atlas-1")
    stage.wait_for(lambda: len(certificates(stage, "ma-1")) == 2, "the second certificate")
    assert [one["partial"] for one in certificates(stage, "ma-1")] == [True, False]
    path = f"/requests/{told.hold}/"
    stage.wait_for(lambda: told._has_form("ma-duty", path, "hold-report"), "the report's form")
    told.fill("ma-duty", told.open("ma-duty", path), "hold-report")
    stage.wait_for(
        lambda: not told.says("ro-investigator", path, "held, partial"), "the whole hold at RO"
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
