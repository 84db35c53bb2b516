"""A State's word for the keys that sign dumps: ``comity-site-key-1``, signed with keys of the directory. Pure.

A site signs its dumps with keys of its own, which say nothing of who it is. A contact of a State compares their names by
another road and signs a statement. What it is worth is decided each time, by the directory as it stands then:
`weigh` says so with the name of a refusal, and `check` raises it.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Protocol

from pydantic import Field

from comity.gateway.dumps import limits, manifest
from comity.gateway.dumps.errors import (
    DumpError,
    VouchDatesError,
    VouchFormatError,
    VouchKeysError,
    VouchNobodyError,
    VouchSignatureError,
    VouchUncheckedError,
)
from comity.gateway.dumps.keys import FOLDER
from comity.trust.disk import PUBLIC, replace_file
from comity.trust.entries import state_of
from comity.wire import documents, fields, jws
from comity.wire.errors import SignatureError, TooLargeError
from comity.wire.keys import PublicKey, SigningKey

FORMAT: Final = "comity-site-key-1"
TYP: Final = "comity-site-key"
VOUCHED: Final = "vouched"


class Signer(Protocol):
    """An authority and the keys that must all have signed."""

    @property
    def authority(self) -> str: ...
    @property
    def suite(self) -> str: ...
    @property
    def keys(self) -> tuple[PublicKey, ...]: ...


class SignersOf(Protocol):
    """Who may speak for a State at a moment (UTC) by the directory; nobody: empty."""

    def __call__(self, state: str, at: datetime) -> Sequence[Signer]: ...


class Statement(documents.Document):
    """An authority knows these keys for those of the site, from one day to another (UTC)."""

    vouch: Literal["comity-site-key-1"] = FORMAT
    authority: fields.Authority
    keys: Annotated[tuple[fields.KeyId, ...], Field(min_length=2, max_length=2)]
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Weighed:
    """A statement that was kept, and what it is worth now. ``wrong``: the name of the refusal; empty where it holds."""

    digest: str
    statement: Statement
    wrong: str

    @property
    def state(self) -> str:
        """Whose authority signed it."""
        return state_of(self.statement.authority)


def sign(
    authority: str, kids: Collection[str], keys: Sequence[SigningKey], *, since: date, until: date
) -> bytes:
    """The signed statement. Raises VouchDatesError, VouchFormatError, KeySetWrongError."""
    try:
        said = Statement(authority=authority, keys=tuple(sorted(kids)), since=since, until=until)
    except ValueError:
        raise VouchFormatError from None
    _check_length(said)
    return jws.sign(documents.build(said), typ=TYP, keys=keys)


def read(document: bytes) -> Statement:
    """What was signed; nothing is verified here. Raises VouchFormatError, VouchDatesError."""
    try:
        seen = jws.peek(document, max_bytes=limits.VOUCH_BYTES)
        said = documents.parse(
            Statement, seen.payload, error=VouchFormatError, max_bytes=limits.VOUCH_BYTES
        )
    except (SignatureError, TooLargeError) as error:
        raise VouchFormatError(because=error.code) from None
    if documents.unknown_fields(said) or said.keys != tuple(sorted(set(said.keys))):
        raise VouchFormatError(because="unknown fields, or keys out of order")
    _check_length(said)
    return said


def _check_length(said: Statement) -> None:
    if not timedelta(0) < said.until - said.since <= timedelta(days=limits.VOUCH_DAYS):
        raise VouchDatesError(since=said.since.isoformat(), until=said.until.isoformat())


def check(
    document: bytes,
    pairs: Collection[frozenset[str]],
    signers_of: SignersOf | None,
    at: datetime,
) -> Statement:
    """The statement, once it holds at ``at`` (UTC, of the directory).

    ``pairs``: the names of the keys of each pair of this site. ``signers_of`` is None without a directory.
    Raises VouchFormatError, VouchDatesError, VouchKeysError, VouchUncheckedError, VouchNobodyError, VouchSignatureError.
    """
    said = read(document)
    if frozenset(said.keys) not in pairs:
        raise VouchKeysError(kids=list(said.keys))
    if not said.since <= at.astimezone(UTC).date() <= said.until:
        raise VouchDatesError(since=said.since.isoformat(), until=said.until.isoformat())
    if signers_of is None:
        raise VouchUncheckedError
    named = [
        one
        for one in signers_of(state_of(said.authority), at)
        if one.authority == said.authority and one.suite == jws.SUITE
    ]
    if not named:
        raise VouchNobodyError(authority=said.authority)
    try:
        jws.verify(document, typ=TYP, required=named[0].keys, max_bytes=limits.VOUCH_BYTES)
    except SignatureError as error:
        raise VouchSignatureError(because=error.code) from None
    return said


def weigh(
    kept: Sequence[tuple[str, bytes]],
    pairs: Collection[frozenset[str]],
    signers_of: SignersOf | None,
    at: datetime,
) -> Iterator[Weighed]:
    """What each kept statement is worth; one that cannot be read is passed over: nobody can be named for it."""
    for digest, document in kept:
        try:
            said = read(document)
        except DumpError:
            continue
        try:
            check(document, pairs, signers_of, at)
        except DumpError as error:
            yield Weighed(digest, said, error.code)
        else:
            yield Weighed(digest, said, "")


def keep(home: Path, document: bytes) -> Path:
    """Put a statement beside the keys; the file. It is named by its digest."""
    place = home / FOLDER / VOUCHED / f"{hashlib.sha256(document).hexdigest()}.jws"
    replace_file(place, document, PUBLIC)
    return place


def kept(home: Path) -> list[tuple[str, bytes]]:
    """Digest and bytes of every statement in the home; a file that is not named by its digest is none."""
    found = []
    folder = home / FOLDER / VOUCHED
    paths = sorted(folder.glob("*.jws"))[: limits.VOUCHED] if folder.is_dir() else []
    for path in paths:
        try:
            data = manifest.content(path, limits.VOUCH_BYTES)
        except DumpError:
            continue
        if hashlib.sha256(data).hexdigest() == path.stem:
            found.append((path.stem, data))
    return found
