"""Inside the sending node: matters with one opening letter each, then questions in them."""

import os
import time
from datetime import UTC
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from comity.exchange import actions
from comity.exchange.models import OutboundEnvelope, StoredLetter
from comity.journal import clock
from comity.officers import key_file
from comity.wire import approvals, digests, times

RO, MA, PERSON = "RO/contact-point", "MA/contact-point", "RO-102"
WORDS = {
    "lang": "en",
    "text": "Which of the two addresses was used to read the mailbox on that day?",
}


def request_body(number: int) -> dict[str, Any]:
    """A preservation request as the lifecycle takes it."""
    at = times.format(clock.now().astimezone(UTC).replace(microsecond=0))
    return {
        "measure": "M01",
        "basis": {
            "instrument": "cets-185",
            "article": "29",
            "on": at[:10],
            "data_version": "benchmark",
        },
        "reference": f"BENCH-{number}",
        "seeking": {"name": "An invented office"},
        "offences": [
            {
                "classification": {"lang": "en", "text": "Fraud"},
                "provision": "an invented provision",
            }
        ],
        "facts": WORDS,
        "relation": WORDS,
        "necessity": WORDS,
        "data": {
            "identifiers": [{"kind": "email", "value": "k.suspect@atlas-courriel.example"}],
            "items": ["d.mailbox"],
        },
        "follow_up": {"announced": True},
    }


def open_matter(number: int) -> str:
    """Send an opening letter, approved with a person's own key; its matter."""
    core = actions.draft_core(
        type="assistance.preservation-request",
        from_authority=RO,
        to_authority=MA,
        matter=None,
        body=request_body(number),
        drafter="RO-101",
    )
    closed = key_file.read(Path(os.environ["BENCH_KEY"]).read_bytes())
    approval = approvals.make_software(
        core_digest=digests.sha256(core),
        authority=RO,
        person=PERSON,
        role="head of the desk",
        capacity="authorise",
        time=clock.now().replace(microsecond=0),
        key=closed.open(os.environ["BENCH_PASSPHRASE"]),
    )
    with transaction.atomic():
        return actions.send(core, [approval]).matter_id


def write(matter: str, count: int, *, close: bool = True) -> None:
    """One client: so many letters into one matter, each in its own transaction."""
    for _ in range(count):
        with transaction.atomic():
            core = actions.draft_core(
                type="assistance.question",
                from_authority=RO,
                to_authority=MA,
                matter=matter,
                body={"about": "identifier", "text": WORDS},
                drafter="RO-101",
            )
            actions.send(core, [])
    if close:
        connection.close()


def wait_for_receipts(end: float) -> None:
    """Until nothing is queued any more. Raises RuntimeError when it takes too long."""
    while OutboundEnvelope.objects.exclude(state="delivered").exists():
        refused = OutboundEnvelope.objects.filter(state="refused").first()
        if refused is not None:
            raise RuntimeError(f"a letter was refused: {refused.last_error}")
        if time.monotonic() > end:
            raise RuntimeError("letters were not delivered in time")
        time.sleep(0.05)


def commit_to_receipt_ms() -> list[float]:
    """For each question, how long it took from the outbox to its receipt."""
    rows = StoredLetter.objects.filter(direction="out", type="assistance.question")
    return [
        (receipt - stored).total_seconds() * 1000
        for stored, receipt in rows.values_list("stored_at", "receipt_at")
    ]


def payload() -> str:
    """The JSON that one letter is, for the reference."""
    row = StoredLetter.objects.filter(type="assistance.question").first()
    if row is None:
        raise RuntimeError("no letter was written")
    return bytes(row.document).decode("ascii")
