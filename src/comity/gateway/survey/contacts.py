"""Whose confirmations count here: those whom the members' directory names as speaking for a State.

The setting COMITY_CONTACT_KEYS puts another in its place: a function as ``confirming.KeysOf`` says, or its dotted
name. Where the site follows no directory nothing can be confirmed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from comity.gateway.members import seen
from comity.gateway.survey.confirming import KeysOf
from comity.wire.jws import SUITE
from comity.wire.keys import PublicKey

SETTING: Final = "COMITY_CONTACT_KEYS"


def vouched() -> KeysOf | None:
    """Who says which keys count; None where this site follows no directory that it can use."""
    named = getattr(settings, SETTING, None)
    if named:
        found: KeysOf = import_string(named) if isinstance(named, str) else named
        return found
    return None if seen.now().standing in ("none", "wrong") else of_members


def of_members(state: str, at: datetime) -> Sequence[Sequence[PublicKey]]:
    """The key sets of those who may speak for the State at a moment (UTC), in the time of the directory."""
    found = seen.now(real=at)
    if found.members is None:
        return ()
    signers = found.members.signers(state, found.now)
    return [one.keys for one in signers if one.suite == SUITE]
