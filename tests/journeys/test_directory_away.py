"""The directory is away, then expired: nodes go on for the configured hours, say so, and then stop sending."""

from datetime import timedelta

import pytest

from comity.demo.browser import StoryError
from tests.journeys.conftest import Raise
from tests.journeys.people import Chronicle
from tests.journeys.stage import Stage, payload_of

LIFE_AND_A_BIT = timedelta(hours=25)  # of freshness: a day at most
THE_CONFIGURED_HOURS = timedelta(hours=24)


def test_a_directory_that_is_away_for_two_days(raise_stage: Raise) -> None:
    stage = raise_stage()
    told = Chronicle(stage)

    stage.halt("directory")
    told.until("ro-head", "/notices/", "The directory cannot be reached", "last good copy serves")
    matter, _ = told.draft_and_approve()
    assert is_received(stage, matter) == {"expired": False}

    stage.advance(LIFE_AND_A_BIT)
    told.until("ro-head", "/notices/", "The directory has expired", "still leave")
    with pytest.raises(StoryError, match="urgent"):
        told.draft()
    told.urgency = []
    matter, _ = told.draft_and_approve()
    assert is_received(stage, matter) == {"expired": True}

    stage.advance(THE_CONFIGURED_HOURS)
    told.until("ro-head", "/notices/", "The directory has expired", "No letter leaves")
    before = stage.letters("ro-1")
    nothing, page = told.draft_and_approve()
    assert not nothing
    assert "DirectoryTooOldError" in page.text and "could not leave" in page.text
    assert stage.letters("ro-1") == before and not stage.queued("ro-1")
    held_up = "/approvals/" + page.address.rstrip("/").split("/approvals/")[1] + "/"
    told.until("ro-head", "/", "held up")

    stage.resume("directory")
    stage.wait_for(
        lambda: not told.says("ro-head", "/notices/", "The directory has expired"),
        "a fresh directory",
    )
    page = told.fill("ro-head", told.open("ro-head", held_up), "send-again")
    assert ">sent<" in page.content.decode(), page.text[:600]
    matter = told.find("ro-investigator", "/requests/", r"/requests/(sha256:[0-9a-f]{64})/")
    assert is_received(stage, matter) == {"expired": False}
    assert stage.audit("ro-1") and stage.audit("ma-1")


def is_received(stage: Stage, matter: str) -> dict[str, bool]:
    """What the receipt of the opening letter, once it is here, says of the receiver's directory."""
    stage.wait_until_delivered("ro-1")
    (sent,) = stage.letters("ro-1", matter)
    said = payload_of(sent["receipt"])["directory"]
    return {"expired": said["expired"]}
