"""Texts for people in an export: how to check it, a summary to read, the formats, the verifier's source.

They prove nothing, and the verifier says so. Pure.
"""

import html
import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import comity
from comity.officers import reading

# The rooms and files that `comity verify` runs on; none of them needs Django, a network or a node.
VERIFIER = (
    "__init__.py",
    "cli.py",
    "verification",
    "wire",
    "trust/__init__.py",
    "trust/entries.py",
    "trust/reading.py",
    "trust/history.py",
    "trust/authenticate.py",
    "trust/errors.py",
    "trust/limits.py",
    "journal/__init__.py",
    "journal/lifecycles.py",
    "journal/folding.py",
    "journal/errors.py",
    "evidence/__init__.py",
    "evidence/bag.py",
    "evidence/layout.py",
    "evidence/derived.py",
    "evidence/seals.py",
    "evidence/errors.py",
    "assistance/__init__.py",
    "assistance/bodies.py",
    "assistance/letters.py",
    "assistance/limits.py",
    "providers/__init__.py",
    "providers/letters.py",
    "providers/lifecycle.py",
    "providers/rules.py",
    "providers/errors.py",
    "providers/limits.py",
)

HOW_TO_CHECK = """\
# How to check this folder

Everything here can be checked without Comity, without a network, and without trusting whoever gave you
the folder. One thing has to come from elsewhere: the **trust anchor**, the digest of the directory's
first root. Ask a member State of the network for `anchor.json`, by another road than this folder.

All commands are given in the folder that holds `manifest-sha256.txt`.

## All of it, with the verifier

    python3 -m venv ../check
    ../check/bin/pip install --require-hashes -r data/verifier/requirements.txt
    PYTHONPATH=data/verifier ../check/bin/python -B -m comity.cli verify . --trust ../anchor.json

Exit status 0: proven. 1: something was changed, added, removed, unsigned, or signed by somebody for whom
the directory did not vouch at that time; the file and the reason are named. 2: cannot be read.
3: consistent, but without an anchor from outside nobody knows who made it. The source in `data/verifier`
came with this folder: a hostile maker could have changed it. Take it from a place that you trust instead.

## By hand, with public tools

1. **Nothing was changed or added** (coreutils):
   `sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt`, or
   `bagit.py --validate .` (the Library of Congress' tool; this is a BagIt 1.0 bag, RFC 8493).
   The exporting node signed the list of files: `comity-seal.jws.json` names the digest of
   `manifest-sha256.txt`.
2. **The directory begins at the anchor**: `sha256sum data/directory/metadata/1.root.json` gives the
   digest in `anchor.json`. The files in `data/directory` are a TUF repository (The Update Framework): the
   versions that the exporting node has seen. `N.timestamp.json` is version N.
3. **A signature** (OpenSSL 3.0 checks Ed25519; 3.5 and newer also ML-DSA-65). Beside each signed document
   lie the bytes that each key signed and the signature, named by algorithm and key. In a letter's folder:

       openssl pkeyutl -verify -pubin -inkey ../../../keys/KEY.Ed25519.pem -rawin \\
         -in letter.Ed25519.KEY.signed -sigfile letter.Ed25519.KEY.signature

   What is signed is `protected header . payload` in base64url (JWS, RFC 7515); the payload is `letter.json`.
   Both signatures have to hold. Receipts, statements, manifests and the checkpoint are signed the same way.
4. **Whose key it is**: the key stands in its owner's entry, below `data/directory/targets/STATE`: in
   `authorities`, in `nodes`.
5. **A person's approval**: with `approval-N.KEY.signed` and `approval-N.KEY.signature` as above, and the
   key `KEY.Ed25519.pem`. For a software key, `.signed` is SHA-256 of the label `comity-approval-1`, a zero
   byte, and `approval-N.statement.json`; for an authenticator (WebAuthn), its data and the digest of its
   client data. The statement names the digest of `core.json` (`sha256sum core.json`). The person's key
   stands in `data/directory/opened`: that list is the one whose digest the sealed list names as `plain`.
6. **The chain**: a letter's digest is `sha256sum letter.json`; the next letter of the same writer names it
   as `previous`, letters of the other side name it in `seen`. A matter's id is its first letter's digest.
7. **It arrived**: `receipt.json` beside the letter, signed by the receiving node.
8. **Both sides hold the same**: the two files in `data/statements/MATTER` list the same digests.
9. **An exhibit is what its maker sealed**: `sha256sum data/exhibits/MANIFEST/FILE` gives `sha256` in
   `manifest.json` beside it, which is signed like a letter; `sha256sum manifest.jws.json` is the digest that
   the letter names.
10. **The journal**: `data/journal/entries.jsonl` holds entries with proofs (RFC 9162) under the signed
    `data/journal/checkpoint.json`.

The formats are described in `data/formats`. Times are UTC. A time in a letter is its writer's claim; the
receipts and journals of both sides fix the order. `letters.jsonl` and `summary.html` say what the
exporting node says of it; what they say was computed from the signed files, or is a note of that node.
"""


def files(summary: dict[str, Any]) -> dict[str, bytes]:
    """Path below the payload to bytes."""
    found = {
        "HOW-TO-CHECK.md": HOW_TO_CHECK.encode(),
        "summary.html": page(summary).encode(),
    }
    for name, data in _formats():
        found[f"formats/{name}"] = data
    for name, data in _verifier():
        found[f"verifier/{name}"] = data
    return found


def _formats() -> Iterator[tuple[str, bytes]]:
    folder = resources.files("comity.evidence") / "formats"
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".md"):
            yield entry.name, entry.read_bytes()


def _verifier() -> Iterator[tuple[str, bytes]]:
    root = Path(comity.__file__).parent
    for name in VERIFIER:
        path = root / name
        for source in [path] if path.is_file() else sorted(path.rglob("*")):
            if source.is_file() and "__pycache__" not in source.parts:
                yield f"comity/{source.relative_to(root).as_posix()}", source.read_bytes()
    yield "requirements.txt", (root / "verification" / "requirements.txt").read_bytes()


def page(summary: dict[str, Any]) -> str:
    """A page that a person reads first; it claims nothing that the signed files do not."""
    letters = "".join(_matter(matter) for matter in summary["matters"])
    exhibits = "".join(_exhibit(exhibit) for exhibit in summary["exhibits"])
    demo = "<p><strong>DEMO CLOCK: the times are those of a demo.</strong></p>"
    return f"""<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Export of a request</title></head>
<body><h1>Export of a request for assistance</h1>
<p>Written by node {_text(summary["node"])} at {_text(summary["at"])} (UTC). This page is for reading;
only the signed files prove anything. See HOW-TO-CHECK.md.</p>
{demo if summary["demo_clock"] else ""}
{letters}<h2>Exhibits</h2>{exhibits or "<p>None.</p>"}</body></html>
"""


def _matter(matter: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{number}</td><td>{_text(one['type'])}</td><td>{_text(one['writer'])}</td>"
        f"<td>{_text(one['recipient'])}</td><td>{_text(one['time'])}</td>"
        f"<td>{_text(one['stored_at'])}</td></tr>"
        f'<tr><td></td><td colspan="5"><details><summary>{_text(one["digest"])}</summary>'
        f"<pre>{_text(json.dumps(one['core'], indent=1, ensure_ascii=False))}</pre></details></td></tr>"
        for number, one in enumerate(matter["letters"], 1)
    )
    return (
        f"<h2>Matter {_text(matter['id'])}</h2><table><caption>Letters, in the order in which this node "
        "stored them</caption><thead><tr><th>No.</th><th>Type</th><th>From</th><th>To</th>"
        f"<th>Time claimed</th><th>Stored here</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _exhibit(exhibit: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{_text(one['at'])}</td><td>{_text(one['event'])}</td><td>{_text(one['actor'])}</td></tr>"
        for one in exhibit["custody"]
    )
    return (
        f"<h3>{_text(exhibit['path'])}</h3><p>{exhibit['length']} bytes, {_text(exhibit['sha256'])}, "
        f"sealed by {_text(exhibit['maker'])}</p><table><caption>Custody at this node</caption>"
        f"<thead><tr><th>When</th><th>What</th><th>Who</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _text(value: object) -> str:
    return html.escape(reading.visible(str(value)))
