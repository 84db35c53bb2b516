"""Check a dump of Comity's open data: python check.py FOLDER KEYS [STATEMENT ENTRY]

FOLDER is the dump. KEYS is the file keys.json of the site, fetched apart from the dump.
STATEMENT is a State's word for those keys (vouched.json of the site names it). ENTRY is that authority's entry in the
directory of the network, which you got from its State or from the directory, never from the site.
It needs Python 3.11 and the library ``cryptography`` 50 or later, and nothing of Comity.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

KINDS: dict[str, type[Ed25519PublicKey] | type[MLDSA65PublicKey]] = {
    "Ed25519": Ed25519PublicKey,
    "ML-DSA-65": MLDSA65PublicKey,
}


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def published(path: Path) -> dict[str, tuple[str, bytes]]:
    """Every published key by its name."""
    return published_in(json.loads(path.read_bytes())["pairs"])


def published_in(listed: list[dict[str, list[dict[str, str]]]]) -> dict[str, tuple[str, bytes]]:
    """The keys of each part; a key is named after itself."""
    found = {}
    for one in listed:
        for key in one["keys"]:
            bare = raw(key["public"])
            name = hashlib.sha256(key["alg"].encode() + b"\0" + bare).hexdigest()[:32]
            found[name] = (key["alg"], bare)
    return found


def opened(path: Path, typ: str, keys: dict[str, tuple[str, bytes]]) -> tuple[bytes, set[str]]:
    """What was signed with both kinds of keys, and the names of the keys."""
    signed = json.loads(path.read_bytes())
    held = {}
    for one in signed["signatures"]:
        header = json.loads(raw(one["protected"]))
        if header["kid"] not in keys:
            raise SystemExit(f"{path.name} is signed with a key that is not known: {header['kid']}")
        alg, bare = keys[header["kid"]]
        if (header["alg"], header["typ"]) != (alg, typ):
            raise SystemExit(f"The signature of {path.name} is of another kind.")
        text = f"{one['protected']}.{signed['payload']}".encode()
        KINDS[alg].from_public_bytes(bare).verify(raw(one["signature"]), text)
        held[header["kid"]] = alg
    if sorted(held.values()) != sorted(KINDS):
        raise SystemExit(f"{path.name} is not signed with both keys.")
    return raw(signed["payload"]), set(held)


def vouched(statement: Path, entry: Path, signers: set[str], day: str) -> str:
    """Who vouches for the keys that signed the dump, by its entry in the directory."""
    told = json.loads(entry.read_bytes())
    payload, names = opened(statement, "comity-site-key", published_in([told]))
    said = json.loads(payload)
    if {one["kid"] for one in told.get("revoked", [])} & names:
        raise SystemExit("A key of the authority that vouches was revoked.")
    if said["authority"] != told["authority"] or set(said["keys"]) != signers:
        raise SystemExit("The statement is about other keys, or of another authority.")
    if not said["since"] <= day <= said["until"]:
        raise SystemExit(f"The statement is valid from {said['since']} to {said['until']} only.")
    return f"The keys are vouched for by {said['authority']} until {said['until']}.\n"


def check(folder: Path, keys: dict[str, tuple[str, bytes]], *word: Path) -> str:
    payload, signers = opened(folder / "manifest.jws", "comity-open-data", keys)
    if (folder / "manifest.json").read_bytes() != payload:
        raise SystemExit("Another manifest was signed.")
    manifest = json.loads(payload)
    for one in manifest["files"]:
        data = (folder / one["name"]).read_bytes()
        if hashlib.sha256(data).hexdigest() != one["sha256"]:
            raise SystemExit(f"{one['name']} was changed.")
    found = [one for one in folder.rglob("*") if one.is_symlink() or not one.is_dir()]
    there = {one.relative_to(folder).as_posix() for one in found}
    more = there - {one["name"] for one in manifest["files"]} - {"manifest.json", "manifest.jws"}
    if more:
        raise SystemExit(f"Not named by the manifest: {', '.join(sorted(more))}")
    good = f"{len(manifest['files'])} files, data {manifest['data_version']}, {manifest['day']}: good.\n"
    if not word:
        return f"{good}You named nobody who vouches for the keys.\n"
    return good + vouched(word[0], word[1], signers, manifest["day"])


if __name__ == "__main__":
    sys.stdout.write(
        check(Path(sys.argv[1]), published(Path(sys.argv[2])), *map(Path, sys.argv[3:5]))
    )
