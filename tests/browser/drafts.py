"""What an officer types into the page of a preservation, in these tests: one invented account."""

from collections.abc import Mapping
from datetime import timedelta

from comity.journal import clock

PATH = "/requests/new/preservation/?state=MA"
ACCOUNT = "k.invented@atlas-mail.example"
TEXTS: Mapping[str, str] = {
    "seeking_name": "Prosecution service (invented file)",
    "reference": "RO-BROWSER-1/2026",
    "classification": "Computer-related fraud",
    "provision": "Penal Code, article 249",
    "facts": "Forged messages led invented victims to pay into accounts named in this mailbox.",
    "relation": "The mailbox received the answers.",
    "necessity": "The user can empty the mailbox at any time.",
}


def filled(**more: str | bool | list[str]) -> dict[str, str | bool | list[str]]:
    """All that the form asks for, complete and right."""
    now = clock.now()
    return {
        **TEXTS,
        "kind_1": "email",
        "value_1": ACCOUNT,
        "items": ["d.mailbox"],
        "starts": (now - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%S"),
        "ends": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "range_zone": "UTC",
        "announced": True,
        **more,
    }
