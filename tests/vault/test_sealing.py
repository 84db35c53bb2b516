"""Sealing in one pass, and every way in which parts can be wrong."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.cobblestone import Cobblestone256Encryptor

from comity.vault import limits, sealing
from comity.vault.errors import (
    ObjectIdWrongError,
    PartChangedError,
    PartMissingError,
    PlainDigestError,
    SealBrokenError,
    SourceLengthError,
    TooManyPartsError,
    VaultError,
)
from comity.vault.sealing import MemorySink, Part, context
from tests.vault.conftest import OBJECT, OTHER, PART_LENGTH, PLAIN, Object, make


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


LENGTHS = [0, 1, PART_LENGTH - 1, PART_LENGTH, PART_LENGTH + 1, 2 * PART_LENGTH, len(PLAIN)]


@pytest.mark.parametrize("length", LENGTHS)
def test_what_is_sealed_opens_again(length: int) -> None:
    plain = PLAIN[:length]
    made = make(plain)
    assert (made.sealed.length, made.sealed.sha256) == (length, digest(plain))
    assert len(made.parts) == max(1, -(-length // PART_LENGTH))
    for number, (part, data) in enumerate(zip(made.sealed.parts, made.parts, strict=True), 1):
        assert (part.number, part.sealed_length, part.sha256) == (number, len(data), digest(data))
    assert sum(part.length for part in made.sealed.parts) == length
    assert made.open() == plain


def pieces(length: int) -> Iterator[bytes]:
    for start in range(0, len(PLAIN), length):
        yield PLAIN[start : start + length]


SOURCES: dict[str, Callable[[Path], object]] = {
    "pieces of odd length": lambda path: pieces(777),
    "pieces longer than a part": lambda path: pieces(PART_LENGTH * 2 + 1),
    "empty pieces": lambda path: [b"", PLAIN, b"", b""],
    "views that change afterwards": lambda path: changing(),
    "a file": lambda path: path.open("rb"),
    "a stream without a length": lambda path: io.BytesIO(PLAIN),
}


def changing() -> Iterator[bytearray]:
    buffer = bytearray(1000)
    for piece in pieces(1000):
        buffer[:] = piece
        yield buffer


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_every_kind_of_source_gives_the_same_plain(
    source: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "source"
    path.write_bytes(PLAIN)
    sink, key = MemorySink(), sealing.new_key()
    given = source(path)
    sealed = sealing.seal(given, OBJECT, key, sink, PART_LENGTH)  # type: ignore[arg-type]
    if hasattr(given, "close"):
        given.close()
    assert (sealed.length, sealed.sha256) == (len(PLAIN), digest(PLAIN))
    assert Object(key, sealed, list(sink.parts.values())).open() == PLAIN


def test_a_file_is_sealed_from_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(PLAIN)
    with path.open("rb") as source:
        source.seek(1000)
        sealed = sealing.seal(source, OBJECT, sealing.new_key(), MemorySink(), PART_LENGTH)
    assert sealed.sha256 == digest(PLAIN[1000:])


@pytest.mark.parametrize(
    "length", [len(PLAIN) - 1, len(PLAIN) + 1, PART_LENGTH, 10 * PART_LENGTH, 0]
)
def test_a_source_of_another_length_than_it_said_is_refused(length: int) -> None:
    sink = MemorySink()
    with pytest.raises(SourceLengthError):
        sealing.seal(io.BytesIO(PLAIN), OBJECT, sealing.new_key(), sink, PART_LENGTH, length=length)
    assert (
        sum(len(part) for part in sink.parts.values()) < length + 1000
    )  # the wrong part is not there


def test_a_source_that_breaks_leaves_no_half_part() -> None:
    def broken() -> Iterator[bytes]:
        yield PLAIN[: PART_LENGTH + 10]
        raise OSError("the disk is gone")

    sink = MemorySink()
    with pytest.raises(OSError, match="gone"):
        sealing.seal(broken(), OBJECT, sealing.new_key(), sink, PART_LENGTH)
    assert set(sink.parts) <= {1}


def test_too_many_parts_are_refused_before_anything_is_read() -> None:
    with pytest.raises(TooManyPartsError):
        length = limits.PARTS_PER_OBJECT + 1
        sealing.seal(io.BytesIO(PLAIN), OBJECT, sealing.new_key(), MemorySink(), 1, length=length)


@pytest.mark.parametrize("length", [0, -1, limits.PART_LENGTH_MOST + 1])
def test_parts_have_a_sensible_length(length: int) -> None:
    with pytest.raises(ValueError, match="a part has"):
        sealing.seal(io.BytesIO(PLAIN), OBJECT, sealing.new_key(), MemorySink(), length)


@pytest.mark.parametrize(
    "object_id", ["", "x" * 36, "../" + OBJECT[3:], OBJECT.upper(), OBJECT + "\n", "-" * 36]
)
def test_objects_have_proper_names(object_id: str, made: Object) -> None:
    with pytest.raises(ObjectIdWrongError):
        sealing.seal(io.BytesIO(PLAIN), object_id, sealing.new_key(), MemorySink())
    with pytest.raises(ObjectIdWrongError):
        made.open(object_id=object_id)


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


PARTS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], type[VaultError]]] = {
    "first byte changed": (lambda p: [flip(p[0], 0), *p[1:]], PartChangedError),
    "byte in the middle changed": (lambda p: [p[0], flip(p[1], 50_000), p[2]], PartChangedError),
    "last byte changed": (lambda p: [*p[:2], flip(p[2], -1 + len(p[2]))], PartChangedError),
    "truncated": (lambda p: [p[0][:-1], *p[1:]], PartChangedError),
    "truncated to a chunk": (lambda p: [p[0][: 32 * 1024], *p[1:]], PartChangedError),
    "truncated to nothing": (lambda p: [b"", *p[1:]], PartChangedError),
    "lengthened": (lambda p: [p[0] + b"\0", *p[1:]], PartChangedError),
    "swapped": (lambda p: [p[1], p[0], p[2]], PartChangedError),
    "reversed": (lambda p: p[::-1], PartChangedError),
    "one twice": (lambda p: [p[0], p[0], p[2]], PartChangedError),
    "of another object": (lambda p: [make(object_id=OTHER).parts[0], *p[1:]], PartChangedError),
    "sealed again, same plain": (lambda p: [make().parts[0], *p[1:]], PartChangedError),
    "last missing": (lambda p: p[:2], PartMissingError),
    "first missing": (lambda p: p[1:], PartMissingError),
    "one more": (lambda p: [*p, p[2]], PartMissingError),
    "none": (lambda p: [], PartMissingError),
}


@pytest.mark.parametrize("case", PARTS.values(), ids=PARTS.keys())
def test_other_parts_than_those_listed_are_refused(
    made: Object, case: tuple[Callable[[list[bytes]], list[bytes]], type[VaultError]]
) -> None:
    change, error = case
    with pytest.raises(error):
        made.open(change(made.parts))
    assert made.left == b""


def test_whoever_holds_the_key_can_make_parts_that_open_and_they_are_refused(made: Object) -> None:
    """Why the manifest binds every sealed part: the seal alone would let this pass."""
    forged = list(made.parts)
    encryptor = Cobblestone256Encryptor(made.key, context(OBJECT, 1, False))
    forged[0] = encryptor.update(b"x" * PART_LENGTH) + encryptor.finalize()
    with pytest.raises(PartChangedError):
        made.open(forged)


def relisted(made: Object, parts: list[bytes]) -> tuple[Part, ...]:
    """A list that a dishonest maker signs over these parts."""
    return tuple(
        replace(part, sealed_length=len(data), sha256=digest(data))
        for part, data in zip(made.sealed.parts, parts, strict=False)
    )


LISTS: dict[str, tuple[Callable[[Object], list[bytes]], type[VaultError]]] = {
    "part changed": (lambda m: [flip(m.parts[0], 70_000), *m.parts[1:]], SealBrokenError),
    "header changed": (lambda m: [flip(m.parts[0], 0), *m.parts[1:]], SealBrokenError),
    "part truncated": (lambda m: [m.parts[0][:-1], *m.parts[1:]], SealBrokenError),
    "part truncated to a chunk": (
        lambda m: [m.parts[0][: 32 * 1024], *m.parts[1:]],
        SealBrokenError,
    ),
    "part empty": (lambda m: [b"", *m.parts[1:]], SealBrokenError),
    "parts swapped": (lambda m: [m.parts[1], m.parts[0], m.parts[2]], SealBrokenError),
    "last part cut off": (lambda m: m.parts[:2], SealBrokenError),
    "part of another object": (
        lambda m: [make(object_id=OTHER, key=m.key).parts[0], *m.parts[1:]],
        SealBrokenError,
    ),
    "part under another key": (lambda m: [make().parts[0], *m.parts[1:]], SealBrokenError),
    "other plain under the right key": (
        lambda m: [make(PLAIN[::-1], key=m.key).parts[0], *m.parts[1:]],
        PlainDigestError,
    ),
}


@pytest.mark.parametrize("case", LISTS.values(), ids=LISTS.keys())
def test_parts_of_a_dishonest_list_do_not_open(
    made: Object, case: tuple[Callable[[Object], list[bytes]], type[VaultError]]
) -> None:
    change, error = case
    parts = change(made)
    with pytest.raises(error):
        made.open(parts, listed=relisted(made, parts))
    assert made.left == b""


def test_the_whole_is_judged_too(made: Object) -> None:
    for wrong in ({"sha256": "sha256:" + "0" * 64}, {"length": len(PLAIN) - 1}):
        with pytest.raises(PlainDigestError):
            made.open(**wrong)  # type: ignore[arg-type]
        assert made.left == b""
    short = (replace(made.sealed.parts[0], length=PART_LENGTH - 1), *made.sealed.parts[1:])
    with pytest.raises(PlainDigestError):
        made.open(listed=short)


def test_the_numbers_of_the_list_are_those_of_the_places(made: Object) -> None:
    for numbers in ((1, 3, 2), (0, 1, 2), (1, 1, 2)):
        listed = tuple(
            replace(part, number=number)
            for part, number in zip(made.sealed.parts, numbers, strict=True)
        )
        with pytest.raises(PartMissingError):
            made.open(listed=listed)


def test_another_key_opens_nothing(made: Object) -> None:
    with pytest.raises(SealBrokenError):
        made.open(key=sealing.new_key())


def test_contexts_differ_in_every_member() -> None:
    contexts = {
        context(object_id, number, last)
        for object_id in (OBJECT, OTHER)
        for number in (1, 2, 256, 257)
        for last in (False, True)
    }
    assert len(contexts) == 16


def test_a_file_appears_only_when_everything_is_verified(made: Object, tmp_path: Path) -> None:
    places = [tmp_path / f"{number}.part" for number in (1, 2, 3)]
    for path, part in zip(places, made.parts, strict=True):
        path.write_bytes(part)
    target = tmp_path / "out" / "plain.bin"

    def release() -> None:
        sealing.release(
            places,
            OBJECT,
            made.key,
            made.sealed.parts,
            target,
            sha256=made.sealed.sha256,
            length=made.sealed.length,
        )

    places[2].write_bytes(flip(made.parts[2], 100))
    with pytest.raises(PartChangedError):
        release()
    assert list(target.parent.iterdir()) == []
    places[2].unlink()
    with pytest.raises(PartMissingError):
        release()
    places[2].write_bytes(made.parts[2])
    release()
    assert target.read_bytes() == PLAIN
    assert [path.name for path in target.parent.iterdir()] == ["plain.bin"]
    with pytest.raises(FileExistsError):
        release()
