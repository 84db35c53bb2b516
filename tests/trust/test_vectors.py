"""The published examples of the directory are what this program writes and accepts."""

import json

from comity.trust import entries
from comity.trust.entries import AuthorityEntry
from comity.wire import digests, jws
from tests.vectors import make_directory


def test_the_kept_vectors_are_those_that_are_made_now() -> None:
    kept = json.loads(make_directory.FILE.read_text("utf-8"))
    made = make_directory.vectors()
    document = kept["countersigned"].pop("document")
    made["countersigned"].pop("document")  # ML-DSA signatures are random
    assert kept == made
    entry = entries.parse(AuthorityEntry, kept["entries"][1]["text"].encode())
    payload = jws.verify(
        document.encode(), typ=jws.ENTRY, required=entry.public_keys, max_bytes=16_384
    )
    assert payload.decode() == kept["countersigned"]["payload"]
    for one in kept["entries"]:
        assert digests.sha256(one["text"].encode()) == one["sha256"]
