"""A self-assessment under the State's key: a JWS around the document, of the type of its format. Pure.

The signature says that an authority of the State stands behind the file. Whether it does is decided by the keys
that the directory names, never by the file. A signature proves no day: the day in the file is the signer's own
word, and whoever has an old key, stolen or only kept, can sign today and write the day of yesterday. So what
counts is whether the directory names the key now, or whether somebody saw the file while it did.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, Protocol

from comity.gateway.toolkit import assessing, limits
from comity.gateway.toolkit.assessing import FIRST_FORMAT, FORMAT, Assessment
from comity.gateway.toolkit.errors import (
    FileTooLargeError,
    SignatureFalseError,
    SignatureFormatError,
)
from comity.wire import digests, jws
from comity.wire.errors import SignatureError, TooLargeError
from comity.wire.keys import PublicKey, SigningKey

Standing = Literal[
    "unsigned",  # no signature
    "vouched",  # the directory names the key now
    "witnessed",  # it does not any more, and the file was received here while it did
    "replaced",  # it named the key on the day of the file and names another for the same authority now
    "revoked",  # a key was revoked since, and nobody saw the file before
    "withdrawn",  # the authority is not named any more, and nobody saw the file before
    "outdated",  # it named the key on that day; the copy is too old to say what holds now
    "not_vouched",  # it names the key neither now nor on that day
    "not_checked",  # no directory here
]
Proof = Literal["yes", "own_word", "no", "unknown"]
PROOFS: Final[dict[Standing, Proof]] = {
    "unsigned": "no",
    "vouched": "yes",
    "witnessed": "yes",
    "replaced": "own_word",
    "revoked": "no",
    "withdrawn": "no",
    "outdated": "unknown",
    "not_vouched": "no",
    "not_checked": "unknown",
}
"""Whether a file is proven to be the State's; *own_word*: only if the day is true, which nothing shows."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one authority, which must all have signed."""

    authority: str
    keys: tuple[PublicKey, ...]
    suite: str = jws.SUITE


class Known(Protocol):
    """What a copy of the directory knows about the keys of a State's own authorities. Times in UTC."""

    @property
    def current(self) -> bool:
        """Whether the copy is in time."""
        ...

    def named_now(self, state: str) -> Sequence[Keys]:
        """Whom it names now."""
        ...

    def named_on(self, state: str, day: date) -> Sequence[Keys]:
        """Whom it named on a day."""
        ...

    def named_at(self, state: str, at: datetime) -> Sequence[Keys]:
        """Whom it named at a moment."""
        ...

    def revoked(self, state: str, kids: Sequence[str]) -> datetime | None:
        """Since when one of these keys is revoked, as any version of it says; None: none is."""
        ...

    def received(self, digest: str) -> datetime | None:
        """When the signed file with this digest was received here; None: it was not."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read."""

    assessment: Assessment
    standing: Standing
    authority: str = ""  # whose key it is or was, where the directory names or named it
    digest: str = ""  # of the signed file
    received: datetime | None = None  # when it was first received here, where that counts (UTC)
    revoked: datetime | None = None  # since when a key of it is revoked (UTC)

    @property
    def proof(self) -> Proof:
        """Whether it is proven to be the State's."""
        return PROOFS[self.standing]


def sign(assessment: Assessment, pair: Sequence[SigningKey]) -> bytes:
    """The signed file. Raises KeySetWrongError unless the pair has one key of each algorithm."""
    return jws.sign(assessing.write(assessment), typ=assessment.format, keys=pair)


def read(data: bytes, known: Known | None, states: Container[str], today: date) -> File:
    """Read a file, signed or not; what it is decides its content, not its name. Raises a ToolkitError."""
    plain = assessing.decode(data, limits.FILE_BYTES)
    if not _is_signed(plain):
        if len(data) > limits.DOCUMENT_BYTES:
            raise FileTooLargeError(length=len(data))
        return File(assessing.from_plain(plain, states, today), "unsigned")
    return verify(data, known, states, today)


def verify(data: bytes, known: Known | None, states: Container[str], today: date) -> File:
    """A signed file. ``known`` is None where there is no directory.

    Raises SignatureFormatError, SignatureFalseError, DirectoryBrokenError, and what `assessing.read` raises.
    """
    try:
        seen = jws.peek(data, max_bytes=limits.FILE_BYTES)
    except (SignatureError, TooLargeError) as error:
        raise SignatureFormatError(because=error.code) from None
    if seen.typ not in (FORMAT, FIRST_FORMAT):
        raise SignatureFormatError(typ=seen.typ)
    found = assessing.read(seen.payload, states, today)
    if seen.typ != found.format:
        raise SignatureFormatError(typ=seen.typ)
    digest = digests.sha256(data)
    if known is None:
        return File(found, "not_checked", digest=digest)
    return _judged(data, found, digest, seen.kids, known)


def _judged(data: bytes, found: Assessment, digest: str, kids: Sequence[str], known: Known) -> File:
    received = known.received(digest)
    now = _of(known.named_now(found.state), kids)
    signer = now or _of(known.named_on(found.state, found.day), kids)
    if signer is None and received is not None:
        signer = _of(known.named_at(found.state, received), kids)
    if signer is None:
        return File(found, "not_vouched", digest=digest)
    _check(data, signer, found.format)
    since = known.revoked(found.state, kids)
    if received is not None and since is not None and received >= since:
        received = None  # it came when a thief may have had the key
    if now is not None and since is None:
        standing: Standing = "vouched"
    elif received is not None:
        standing = "witnessed"
    elif since is not None:
        standing = "revoked"
    elif not known.current:
        standing = "outdated"
    else:
        named = {one.authority for one in known.named_now(found.state)}
        standing = "replaced" if signer.authority in named else "withdrawn"
    return File(found, standing, signer.authority, digest, received, since)


def _of(named: Sequence[Keys], kids: Sequence[str]) -> Keys | None:
    return next((one for one in named if _ids(one) == set(kids)), None)


def _check(data: bytes, signer: Keys, typ: str) -> None:
    try:
        jws.verify(
            data,
            typ=typ,
            required=signer.keys,
            suite=signer.suite,
            max_bytes=limits.FILE_BYTES,
        )
    except SignatureError as error:
        raise SignatureFalseError(because=error.code) from None


def _ids(one: Keys) -> set[str]:
    return {key.kid for key in one.keys}


def _is_signed(plain: Any) -> bool:
    return isinstance(plain, dict) and "signatures" in plain
