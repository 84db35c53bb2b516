"""What an officer notes for their own side: it stands in the journal and is sent to nobody."""

from django.db import transaction

from comity.assistance import limits
from comity.journal import actions as journal
from comity.officers.models import Officer, PendingLetter


def note_view(officer: Officer, pending: PendingLetter, text: str, *, hold: str = "") -> None:
    """Note an officer's own view about a draft (such as: whether double criminality is given)."""
    about = [pending.core_digest, *([hold] if hold else [])]
    facts = {"note": text[: limits.NOTE_CHARS]}
    with transaction.atomic():
        journal.record("assistance:request:noted", actor=officer.person, about=about, facts=facts)
