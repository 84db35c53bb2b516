"""Exhibits of the wrong maker, under the wrong name, rejected, or hidden as a key packet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.evidence import layout
from comity.evidence.exporting import ExhibitIn
from comity.verification.cli import verify
from comity.wire import digests, jws, manifest
from tests.verification.judging import judged, named, payload_of, wrong
from tests.verification.story import MA, RO_CENTRAL, Story, words

# Exhibits


def disclosed(story: Story, document: bytes, **item: Any) -> None:
    """A second exhibit in the request."""
    story.disclose(story.request, document, **item)


def numbered(story: Story, **changed: Any) -> bytes:
    return story.manifest(exhibit="11111111-6a9b-4d3c-8b57-2f0d5d8a9e22", **changed)


def by_our_node(story: Story) -> None:
    disclosed(story, numbered(story, maker="EE/contact-point", peer=story.world["ee-1"]))


def by_another_key(story: Story) -> None:
    said = manifest.parse(payload_of(numbered(story)))
    disclosed(story, story.ma.sign(manifest.build(said), MA, jws.MANIFEST))


def by_another_node(story: Story) -> None:
    said = manifest.parse(payload_of(numbered(story))).model_copy(update={"node": "ma-1"})
    disclosed(story, story.atlas.sign(manifest.build(said), said.maker, jws.MANIFEST))


def made_later(story: Story) -> None:
    disclosed(story, numbered(story, made_at=story.now + timedelta(hours=3)))


def said_otherwise(story: Story) -> None:
    disclosed(story, numbered(story), sha256=digests.sha256(b"another"))


def named_otherwise(story: Story) -> None:
    disclosed(story, numbered(story), name="another.zip")


MADE: list[tuple[str, Callable[[Story], None], str, str]] = [
    ("of another State", by_our_node, "ExhibitWrongError", "another State"),
    ("with another key", by_another_key, "ExhibitWrongError", "Signature"),
    ("at another node", by_another_node, "ExhibitWrongError", "node"),
    ("after it was handed over", made_later, "ExhibitWrongError", "after it had been"),
    ("with another digest in the letter", said_otherwise, "ExhibitWrongError", "something else"),
    ("with another name in the letter", named_otherwise, "ExhibitWrongError", "something else"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "error", "why"), MADE, ids=[row[0] for row in MADE])
def test_an_exhibit_made(
    story: Story, tmp_path: Path, name: str, make: Callable[[Story], None], error: str, why: str
) -> None:
    make(story)
    wrong(judged(story, tmp_path), error, "manifest.jws.json", why)


def test_an_exhibit_that_its_receiver_rejected_may_be_absent(story: Story, tmp_path: Path) -> None:
    document = numbered(story)
    disclosed(story, document)
    result = {
        "exhibit": "11111111-6a9b-4d3c-8b57-2f0d5d8a9e22",
        "result": "rejected",
        "reason": "part 1",
    }
    body = {"disclosure": story.disclosure.digest, "exhibits": [result]}
    story.write("verification", body, story.request, writer=RO_CENTRAL)
    story.exhibits[-1] = replace(story.exhibits[-1], release=None)
    report = judged(story, tmp_path)
    assert named(report) == (0, "")
    assert any("rejected" in text for text in report.warnings)


def test_a_receiver_who_signed_another_digest(story: Story, tmp_path: Path) -> None:
    one: ExhibitIn = story.exhibits[0]
    result = {
        "exhibit": one.manifest.exhibit,
        "result": "verified",
        "sha256": digests.sha256(b"another"),
    }
    body = {"disclosure": story.disclosure.digest, "exhibits": [result]}
    story.write("verification", body, story.request, writer=RO_CENTRAL)
    wrong(judged(story, tmp_path), "ExhibitWrongError", "letter.jws.json", "another digest")


def test_a_paper_dressed_as_a_key_packet_is_exported_all_the_same(
    story: Story, tmp_path: Path
) -> None:
    body = {"about": "other", "text": words("see the paper")}
    paper = ("pa per%.json", layout.KEY_PACKET, b"a paper")
    story.write("question", body, story.hold, writer=MA, files=[paper])
    folder = story.export(tmp_path / "evidence")
    assert verify(folder, story.anchor_file).exit_status == 0
    assert [
        p.read_bytes() for p in (folder / "data/letters").glob("*/*/attachments/01-pa_per_.json")
    ] == [b"a paper"]
