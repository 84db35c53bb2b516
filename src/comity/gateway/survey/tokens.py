"""The token of a form: signed, for one purpose, for some hours, for one use. It stands in the form; no cookie is set.

It says when the form was opened, and that is all that it knows of the reader.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.core import signing

from comity.gateway.survey import limits
from comity.gateway.survey.errors import TokenError, TokenOldError

SALT: Final = "comity.gateway.survey.form"
_MOST_CHARS: Final = 400
_AHEAD_SECONDS: Final = 60  # that the clocks of two processes may differ


@dataclass(frozen=True, slots=True)
class Token:
    """A form that was opened here. ``seconds``: from its opening to its sending."""

    nonce: str
    seconds: float


def make(purpose: str, now: datetime) -> str:
    """A new token, for a form that is opened now (UTC)."""
    told = {"n": secrets.token_hex(16), "p": _short(purpose), "t": round(now.timestamp(), 3)}
    return signing.Signer(salt=SALT).sign_object(told)


def read(text: str, purpose: str, now: datetime) -> Token:
    """Raises TokenError for one that is not ours or of another form, TokenOldError."""
    if len(text) > _MOST_CHARS:
        raise TokenError
    try:
        told = signing.Signer(salt=SALT).unsign_object(text)
        nonce, said, at = str(told["n"]), told["p"], float(told["t"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise TokenError from None
    if said != _short(purpose):
        raise TokenError
    passed = now - datetime.fromtimestamp(at, UTC)
    if passed > limits.TOKEN_AGE or passed.total_seconds() < -_AHEAD_SECONDS:
        raise TokenOldError
    return Token(nonce, passed.total_seconds())


def _short(purpose: str) -> str:
    """A purpose of any length, as it stands in a token."""
    return hashlib.sha256(purpose.encode()).hexdigest()[:32]
