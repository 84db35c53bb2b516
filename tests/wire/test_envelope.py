"""Envelopes: what goes in comes out for the right node only; every change is noticed; sizes tell little."""

from typing import Any

import pytest

from comity.wire import canonical, envelope, limits
from comity.wire.errors import (
    EnvelopeFormatError,
    EnvelopeTooLargeError,
    PaddingWrongError,
    SealBrokenError,
    SealingKeyUnknownError,
)
from comity.wire.keys import seal_to
from tests.wire.cast import MA_NODE, RO_NODE

ID = "6f1c1c1e-0d4b-4a65-9a51-000000000001"
HEADER = envelope.Header(ID, "ro-1", "ma-1", MA_NODE.kid)
KEYS = {MA_NODE.kid: MA_NODE}
KIB = 1024
MIB = 1024 * KIB
SEALED = envelope.seal(HEADER, b"letter", [b"one", b""], MA_NODE.public)
RAW = canonical.encode({"from_node": "ro-1", "id": ID, "kid": MA_NODE.kid, "to_node": "ma-1"})
START = len(envelope.MAGIC) + 4 + len(RAW)


def frame(raw: bytes, sealed: bytes, magic: bytes = envelope.MAGIC) -> bytes:
    return magic + len(raw).to_bytes(4, "big") + raw + sealed


def sealing(plain: bytes) -> bytes:
    """An envelope around any content, sealed as the protocol says."""
    return frame(RAW, seal_to(MA_NODE.public, plain, envelope.LABEL + RAW))


def header(**changes: Any) -> bytes:
    made = {"from_node": "ro-1", "id": ID, "kid": MA_NODE.kid, "to_node": "ma-1"} | changes
    return canonical.encode({name: value for name, value in made.items() if value is not ...})


def test_what_goes_in_comes_out() -> None:
    assert envelope.open(SEALED, KEYS) == envelope.Opened(HEADER, b"letter", (b"one", b""))
    assert envelope.read_header(SEALED) == HEADER
    assert SEALED[:START] == frame(RAW, b"")


def test_two_envelopes_of_one_letter_differ() -> None:
    assert envelope.seal(HEADER, b"letter", [], MA_NODE.public) != envelope.seal(
        HEADER, b"letter", [], MA_NODE.public
    )


CLASSES = {
    0: 4 * KIB,
    4 * KIB: 4 * KIB,
    4 * KIB + 1: 16 * KIB,
    16 * KIB + 1: 64 * KIB,
    MIB: MIB,
    MIB + 1: 4 * MIB,
    16 * MIB: 16 * MIB,
    16 * MIB + 1: 20 * MIB,
    20 * MIB: 20 * MIB,
}


@pytest.mark.parametrize("length", CLASSES)
def test_size_classes(length: int) -> None:
    assert envelope.size_class(length) == CLASSES[length]


def test_short_letters_look_alike() -> None:
    lengths = {
        len(envelope.seal(HEADER, b"x" * length, [], MA_NODE.public)) for length in (1, 900, 4000)
    }
    assert len(lengths) == 1


def test_the_largest_letter_with_the_largest_attachments_fits() -> None:
    letter = bytes(limits.LETTER_DOCUMENT_BYTES)
    files = [bytes(limits.ATTACHMENTS_BYTES // 64)] * 64
    sealed = envelope.seal(HEADER, letter, files, MA_NODE.public)
    assert len(sealed) <= limits.ENVELOPE_BYTES
    assert envelope.open(sealed, KEYS).attachments == tuple(files)


TOO_LARGE: dict[str, tuple[bytes, list[bytes]]] = {
    "letter": (bytes(limits.LETTER_DOCUMENT_BYTES + 1), []),
    "attachments": (b"", [bytes(limits.ATTACHMENTS_BYTES), b"1"]),
    "number of attachments": (b"", [b""] * 65),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_is_too_large_is_not_sealed(name: str) -> None:
    letter, attachments = TOO_LARGE[name]
    with pytest.raises(EnvelopeTooLargeError):
        envelope.seal(HEADER, letter, attachments, MA_NODE.public)


def content(*items: bytes, count: int | None = None) -> bytes:
    many = len(items) - 1 if count is None else count
    return many.to_bytes(4, "big") + b"".join(len(item).to_bytes(4, "big") + item for item in items)


HEADER_BYTES = SEALED[START:]
HOSTILE: dict[str, tuple[bytes, type[Exception]]] = {
    "empty": (b"", EnvelopeFormatError),
    "other magic": (frame(RAW, HEADER_BYTES, b"comity-envelope-2\n"), EnvelopeFormatError),
    "magic only": (envelope.MAGIC, EnvelopeFormatError),
    "header longer than all": (envelope.MAGIC + b"\0\0\x07\xff{}", EnvelopeFormatError),
    "header of 4 GiB": (envelope.MAGIC + b"\xff" * 4 + b"{}", EnvelopeFormatError),
    "header empty": (frame(b"", HEADER_BYTES), EnvelopeFormatError),
    "header with blanks": (frame(RAW + b" ", HEADER_BYTES), EnvelopeFormatError),
    "header a list": (frame(b"[]", HEADER_BYTES), EnvelopeFormatError),
    "no node": (frame(header(to_node=...), HEADER_BYTES), EnvelopeFormatError),
    "node null": (frame(header(to_node=None), HEADER_BYTES), EnvelopeFormatError),
    "id with a path": (frame(header(id="../../etc/passwd"), HEADER_BYTES), EnvelopeFormatError),
    "key of nobody": (frame(header(kid="0" * 32), HEADER_BYTES), SealingKeyUnknownError),
    "other sender": (frame(header(from_node="atlas-1"), HEADER_BYTES), SealBrokenError),
    "other id": (frame(header(id=ID[:-1] + "2"), HEADER_BYTES), SealBrokenError),
    "more in the header": (frame(header(urgent=True), HEADER_BYTES), SealBrokenError),
    "bit flipped": (SEALED[:-9] + bytes([SEALED[-9] ^ 1]) + SEALED[-8:], SealBrokenError),
    "cut": (SEALED[:-1], SealBrokenError),
    "longer": (SEALED + b"\0", SealBrokenError),
    "nothing sealed": (frame(RAW, b""), SealBrokenError),
    "not padded": (sealing(content(b"letter")), PaddingWrongError),
    "padded too little": (sealing(content(b"letter").ljust(4095, b"\0")), PaddingWrongError),
    "padded too much": (sealing(content(b"letter").ljust(16 * KIB, b"\0")), PaddingWrongError),
    "padded with words": (sealing(content(b"letter").ljust(4 * KIB, b"!")), PaddingWrongError),
    "last byte of padding": (
        sealing(content(b"letter").ljust(4 * KIB - 1, b"\0") + b"\1"),
        PaddingWrongError,
    ),
    "item beyond the end": (
        sealing((b"\0\0\0\0" + b"\xff" * 4).ljust(4 * KIB, b"\0")),
        EnvelopeFormatError,
    ),
    "65 attachments": (
        sealing(content(*[b""] * 66).ljust(4 * KIB, b"\0")),
        EnvelopeFormatError,
    ),
    "4 billion attachments": (sealing((b"\xff" * 4).ljust(4 * KIB, b"\0")), EnvelopeFormatError),
    "more attachments than there are": (
        sealing(content(b"x" * 4084, count=9)),
        EnvelopeFormatError,
    ),
    "empty content": (sealing(b""), EnvelopeFormatError),
    "too large": (bytes(limits.ENVELOPE_BYTES + 1), EnvelopeTooLargeError),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_envelopes(name: str) -> None:
    data, error = HOSTILE[name]
    with pytest.raises(error):
        envelope.open(data, KEYS)


def test_our_own_frame_is_what_the_page_says() -> None:
    plain = content(b"letter", b"one", b"").ljust(4 * KIB, b"\0")
    assert envelope.open(sealing(plain), KEYS).attachments == (b"one", b"")


def test_another_node_cannot_open() -> None:
    with pytest.raises(SealingKeyUnknownError):
        envelope.open(SEALED, {RO_NODE.kid: RO_NODE})
    with pytest.raises(SealBrokenError):
        envelope.open(SEALED, {MA_NODE.kid: RO_NODE})


def test_a_header_that_no_one_could_read_is_not_written() -> None:
    with pytest.raises(EnvelopeFormatError):
        envelope.seal(
            envelope.Header("short", "ro-1", "ma-1", MA_NODE.kid), b"", [], MA_NODE.public
        )
    with pytest.raises(EnvelopeFormatError):
        envelope.seal(HEADER, b"", [], RO_NODE.public)
