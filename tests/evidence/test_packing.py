"""The packed exhibit: exact bytes, the same every time, readable by any tool."""

import hashlib
import io
import json
import zipfile

from comity.evidence.packing import INDEX, PackedItem, pack

ITEMS = [
    PackedItem("000001.eml", b"From: a\r\n\r\nx\xff\x00", {"delivered_at": "2026-11-01T00:00:00Z"}),
    PackedItem("000002.eml", b"", {"delivered_at": "2026-11-02T00:00:00Z"}),
]


def test_every_item_is_in_it_to_the_byte() -> None:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pack(ITEMS))))
    assert archive.testzip() is None
    for item in ITEMS:
        assert archive.read(item.name) == item.data


def test_the_index_gives_each_item_its_digest_and_facts() -> None:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pack(ITEMS))))
    lines = [json.loads(line) for line in archive.read(INDEX).splitlines()]
    assert [line["name"] for line in lines] == ["000001.eml", "000002.eml"]
    assert lines[0]["sha256"] == "sha256:" + hashlib.sha256(ITEMS[0].data).hexdigest()
    assert lines[1]["delivered_at"] == "2026-11-02T00:00:00Z"


def test_the_same_items_give_the_same_bytes() -> None:
    assert b"".join(pack(ITEMS)) == b"".join(pack(list(ITEMS)))


def test_it_is_a_stream_and_asks_for_one_item_at_a_time() -> None:
    asked: list[str] = []

    def source() -> object:
        for item in ITEMS:
            asked.append(item.name)
            yield item

    stream = pack(source())  # type: ignore[arg-type]
    next(stream)
    assert asked == ["000001.eml"]
