"""Check a dump of Comity's open data: python check.py FOLDER KEYS

FOLDER is the dump. KEYS is the file keys.json of the site, fetched apart from the dump.
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
    """Every published key by its name; a key is named after itself."""
    found = {}
    for pair in json.loads(path.read_bytes())["pairs"]:
        for key in pair["keys"]:
            bare = raw(key["public"])
            name = hashlib.sha256(key["alg"].encode() + b"\0" + bare).hexdigest()[:32]
            found[name] = (key["alg"], bare)
    return found


def check(folder: Path, keys: dict[str, tuple[str, bytes]]) -> str:
    signed = json.loads((folder / "manifest.jws").read_bytes())
    payload = raw(signed["payload"])
    held = set()
    for one in signed["signatures"]:
        header = json.loads(raw(one["protected"]))
        alg, bare = keys[header["kid"]]
        if (header["alg"], header["typ"]) != (alg, "comity-open-data"):
            raise SystemExit("The signature is of another kind.")
        text = f"{one['protected']}.{signed['payload']}".encode()
        KINDS[alg].from_public_bytes(bare).verify(raw(one["signature"]), text)
        held.add(alg)
    if held != set(KINDS) or (folder / "manifest.json").read_bytes() != payload:
        raise SystemExit("The manifest is not signed with both keys.")
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
    return f"{len(manifest['files'])} files, data {manifest['data_version']}, {manifest['day']}: good.\n"


if __name__ == "__main__":
    sys.stdout.write(check(Path(sys.argv[1]), published(Path(sys.argv[2]))))
