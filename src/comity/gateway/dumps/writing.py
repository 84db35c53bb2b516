"""Dumps in a folder: written beside and then given their name, so that a power cut leaves no half dump.

Nothing here reads a clock. A dump is never overwritten.
"""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from comity.gateway import guidance as packaged
from comity.gateway.dumps import citing, formats, keys, limits, manifest, papers, tables
from comity.gateway.dumps import home as places
from comity.gateway.dumps import texts as translations
from comity.gateway.dumps.dictionary import TABLES
from comity.gateway.dumps.errors import DumpError, DumpExistsError, DumpMissingError
from comity.gateway.dumps.keys import Pair, Published
from comity.gateway.dumps.manifest import File, Manifest
from comity.gateway.dumps.tables import Guidance
from comity.gateway.members.network import UNKNOWN, Network
from comity.law import release as releases
from comity.law.release import Release
from comity.trust.disk import PUBLIC, replace_files
from comity.wire.errors import ComityError, WireError

HALF: Final = ".making-"
SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump in a folder. ``wrong``: why it must not be used; None for one that both keys signed."""

    folder: Path
    manifest: Manifest | None
    wrong: ComityError | None

    @property
    def name(self) -> str:
        """What its folder is called."""
        return self.folder.name


def guidance() -> Guidance:
    """The texts of the guidance that came with this version."""
    return Guidance(packaged.shelves(), packaged.help_questions())


def write(
    folder: Path,
    release: Release,
    day: date,
    pair: Pair,
    made_at: datetime,
    *,
    texts: Guidance | None = None,
    network: Network = UNKNOWN,
) -> Path:
    """Write a dump into ``folder``; the folder of the dump. ``made_at``: UTC.

    Raises DumpExistsError; DumpError where the folder cannot be written.
    """
    told = texts or guidance()
    place = folder / manifest.name_of(versions(release, told, network), day)
    if place.exists():
        raise DumpExistsError(name=place.name)
    files = contents(release, day, pair, made_at, told, network=network)
    half = folder / f"{HALF}{secrets.token_hex(8)}"
    try:
        _clear(folder, made_at)
        replace_files({half / name: data for name, data in files.items()}, PUBLIC)
        half.rename(place)
        _sync(folder)
    except OSError as error:
        if place.exists():  # somebody else was faster
            raise DumpExistsError(name=place.name) from None
        raise DumpError(folder=str(folder), because=type(error).__name__) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return place


def versions(release: Release, texts: Guidance, network: Network = UNKNOWN) -> dict[str, str]:
    """The digests of all that a dump is made from, by the names of the manifest."""
    return {
        "data_version": release.digest,
        "guidance_version": texts.version,
        "texts_version": translations.version(),
        "members_version": network.version,
    }


def contents(
    release: Release,
    day: date,
    pair: Pair,
    made_at: datetime,
    texts: Guidance,
    *,
    network: Network = UNKNOWN,
) -> dict[str, bytes]:
    """Every file of a dump by its name."""
    rows = tables.build(release, day, texts, network)
    head = formats.as_dict(TABLES["release"], rows["release"][0])
    told = versions(release, texts, network)
    name = manifest.name_of(told, day)
    address = f"{places.address()}/data/dumps/{name}/"
    citation = citing.cite("Open data", address, release.digest, day)
    signers = [(key.alg, key.kid) for key in pair]
    files = {f"csv/{one}.csv": formats.csv_of(TABLES[one], found) for one, found in rows.items()}
    files |= {f"law-data/{one}": release.bytes_of(one) for one in releases.FILES}
    files |= {
        "comity.json": formats.json_of(rows, head),
        "comity.sqlite": formats.sqlite_of(rows),
        "dictionary.json": formats.dictionary_json(),
        "DICTIONARY.md": formats.dictionary_markdown(),
        "schema.sql": f"{formats.schema()}\n".encode(),
        "README.md": papers.readme(day, told, signers, sqlite3.sqlite_version, citation),
        "LICENCE.md": papers.licence(),
    }
    files[SUMS] = _sums(files)
    return files | manifest.make(files, told, day, made_at, pair)


def _sums(files: Mapping[str, bytes]) -> bytes:
    told = (manifest.entry(name, files[name]) for name in sorted(files))
    return "".join(f"{one['sha256']}  {one['name']}\n" for one in told).encode()


def _clear(folder: Path, now: datetime) -> None:
    """Take away what was left half-made by a process that was ended."""
    for one in folder.glob(f"{HALF}*"):
        if one.stat().st_mtime < now.timestamp() - limits.LEFTOVER_SECONDS:
            shutil.rmtree(one, ignore_errors=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_if_missing(
    home: Path, release: Release, day: date, now: datetime, network: Network = UNKNOWN
) -> Path | None:
    """A new dump in the home where the newest one is of other data or too old; None where it is not.

    Raises KeysError, DumpError.
    """
    texts = guidance()
    wanted = versions(release, texts, network)
    oldest = day - timedelta(days=limits.EVERY_DAYS)
    for one in found(home):
        told = one.manifest
        if told is not None and told.day >= oldest and told.versions == wanted:
            return None
    try:
        pair = keys.pair(home, now)
        return write(places.dumps(home), release, day, pair, now, texts=texts, network=network)
    except DumpExistsError:
        return None
    except OSError as error:
        raise DumpError(folder=str(home), because=type(error).__name__) from error


def found(home: Path) -> tuple[Dump, ...]:
    """The dumps in a home, newest first; those whose signature does not hold say why."""
    listed, wrong = _published(home)
    names = sorted(_names(places.dumps(home)), reverse=True)[: limits.LISTED]
    return tuple(
        Dump(places.dumps(home) / name, None, wrong)
        if wrong
        else _read(places.dumps(home) / name, listed)
        for name in names
    )


def get(home: Path, name: str) -> Dump:
    """One dump by its name. Raises DumpMissingError; the reason where it must not be used."""
    if not manifest.NAME.fullmatch(name) or name not in _names(places.dumps(home)):
        raise DumpMissingError(name=name[: limits.NAME_CHARS])
    one = _read(places.dumps(home) / name, keys.published(home))
    if one.wrong is not None:
        raise one.wrong
    return one


def file(dump: Dump, name: str) -> tuple[int, File]:
    """A descriptor of one file of a dump and its entry, once its digest holds.

    Raises DumpMissingError for a name that is none; FileMissingError, FileChangedError.
    """
    if dump.manifest is None:
        raise DumpMissingError(name=dump.name)
    known = dump.manifest.file(name)
    if known is None and name in manifest.OUTSIDE:
        data = manifest.content(dump.folder / name, limits.SIGNED_BYTES)
        known = File.model_validate(manifest.entry(name, data))
    if known is None:
        raise DumpMissingError(name=name[: limits.NAME_CHARS])
    descriptor = manifest.open_file(dump.folder / name)
    stat = os.fstat(descriptor)
    os.close(descriptor)
    _checked(dump.folder, known, stat.st_size, stat.st_mtime_ns)
    return manifest.open_file(dump.folder / name), known


@lru_cache(maxsize=limits.FILES)
def _checked(folder: Path, known: File, _size: int, _changed: int) -> None:
    """The digest is computed once for each state of a file; what does not hold raises every time."""
    manifest.check(folder, known)


def _published(home: Path) -> tuple[Sequence[Published], ComityError | None]:
    try:
        return keys.published(home), None
    except DumpError as error:
        return (), error


def _read(folder: Path, listed: Sequence[Published]) -> Dump:
    try:
        signed = manifest.content(folder / manifest.SIGNED, limits.SIGNED_BYTES)
        told = manifest.signed_manifest(folder, keys.signers(signed, listed).keys)
        if told.name != folder.name:
            raise DumpMissingError(name=folder.name)
        return Dump(folder, told, None)
    except (DumpError, WireError) as error:
        return Dump(folder, None, error)


def _names(folder: Path) -> Iterator[str]:
    try:
        listed = list(os.scandir(folder))
    except OSError:
        return
    for one in listed:
        if manifest.NAME.fullmatch(one.name) and one.is_dir(follow_symlinks=False):
            yield one.name
