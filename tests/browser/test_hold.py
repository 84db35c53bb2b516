"""A preservation by hand, from the draft to the other State's queue, each step as its page says."""

from playwright.sync_api import expect

from tests.browser import drafts
from tests.browser.conftest import Approve, Look


def test_a_preservation_travels_from_desk_to_desk(look: Look, approve: Approve) -> None:
    """Drafted, approved by a second person with their own key, delivered, and in Morocco's queue."""
    investigator, head, duty = look("ro-investigator"), look("ro-head"), look("ma-duty")
    investigator.open(drafts.PATH)
    investigator.send("preservation", **drafts.filled(reference="RO-BROWSER-2/2026"))
    assert "/approvals/" in investigator.page.url
    assert "waits for approval" in investigator.text
    assert investigator.page.locator("pre code").count() == 0  # the drafter may not approve

    head.open("/")
    head.page.click("main a:has-text('RO-BROWSER-2/2026')")
    assert drafts.ACCOUNT in head.text
    approve(head, "ro-head")
    assert "sent" in head.text

    waiting = duty.page.locator("tr", has_text="RO-BROWSER-2/2026")
    for _ in range(60):
        duty.open("/")
        if waiting.count():
            break
        duty.page.wait_for_timeout(500)
    expect(waiting).to_contain_text("in 7 h")  # C18: an answer within eight hours
    expect(waiting).to_contain_text("UTC")
    expect(waiting).to_contain_text("Africa/Casablanca")
    waiting.get_by_role("link").click()
    assert "Received" in duty.text
    assert duty.page.locator("form#promise").count() == 1
