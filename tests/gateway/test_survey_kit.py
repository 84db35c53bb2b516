"""What the tests of the survey share: invented institutions, a store in a folder, forms sent as a browser does."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils.http import urlencode

from comity.gateway.survey import confirming, proposals, published_rows, tokens
from comity.gateway.survey.proposals import By, Proposal
from comity.gateway.survey.store import Arrival, Kept, Store
from comity.law.release import packaged
from comity.wire.keys import PublicKey, SigningKey, generate_pair

RELEASE = packaged()
BY = By(kind="university", name="Invented Institute of Examples")
CONTACT = "somebody@institute.example"
ESTONIA: tuple[SigningKey, SigningKey] = generate_pair()
ROMANIA: tuple[SigningKey, SigningKey] = generate_pair()
NOW = datetime.now(UTC).replace(microsecond=0)


def keys_of(state: str, at: datetime) -> list[list[PublicKey]]:
    """A directory of two invented contacts."""
    pairs = {"EE": ESTONIA, "RO": ROMANIA}
    return [[key.public for key in pairs[state]]] if state in pairs else []


def sign(
    proposal: str, state: str, decision: Any, keys: Any, *, on: date, reason: str = ""
) -> bytes:
    """A State's signed word, as the command line makes it."""
    said = confirming.statement(proposal, state, decision, on=on, reason=reason)
    return confirming.sign_statement(said, keys)


def row(kind: str = "authority", state: str = "EE") -> published_rows.Row:
    return published_rows.of_state(RELEASE, kind, state)[0]


def proposal(
    of: published_rows.Row | None = None, on: date | None = None, **changes: Any
) -> Proposal:
    given = {
        "what": "correction",
        "change": {"website": "https://unit.example.org/"},
        "source": "https://law.example.org/act",
        "source_date": "2026-05",
        "note": "The old address leads nowhere.",
        "by": BY,
    } | changes
    what, change = given.pop("what"), given.pop("change")
    return proposals.about_row(
        of or row(), what, change, data=RELEASE.digest, on=on or NOW.date(), **given
    )


def arrival(sent: proposals.Sent, *signs: str, nonce: str = "", contact: str = CONTACT) -> Arrival:
    name = nonce or proposals.digest(proposals.build(sent))
    texts = (getattr(sent, "note", ""),)
    return Arrival(sent=sent, contact=contact, signs=signs, texts=texts, nonce=name)


def kept(store: Store, *signs: str, days: int = 0, **changes: Any) -> Kept:
    """A proposal that came some days ago."""
    at = NOW - timedelta(days=days)
    return store.take(arrival(proposal(on=at.date(), **changes), *signs), at)[0]


def at_home(folder: Path) -> Store:
    return Store(folder / "survey.sqlite3")


def hex_of(one: Kept) -> str:
    return one.digest.removeprefix("sha256:")


PAGE = "/en/survey/propose/?" + urlencode({"kind": "authority", "row": row().key})
FILLED = {
    "field": "website",
    "value": "https://unit.example.org/",
    "source": "https://law.example.org/act",
    "source_date": "2026-05",
    "note": "The old address leads nowhere.",
    "by_kind": "university",
    "by_name": BY.name,
    "contact": CONTACT,
}


def token(purpose: str = f"propose authority {row().key}", seconds: float = 30) -> str:
    """A token of a form that was opened some seconds ago."""
    return tokens.make(purpose, datetime.now(UTC) - timedelta(seconds=seconds))


def send(site: Client, address: str, fields: dict[str, Any], **rest: Any) -> Any:
    """A form as a browser sends it."""
    body = urlencode(fields, doseq=True)
    return site.post(address, body, content_type="application/x-www-form-urlencoded", **rest)


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]
