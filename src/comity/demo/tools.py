"""Checks an export with public tools only, as `HOW-TO-CHECK.md` tells a court's expert to do."""

import re
import shutil
import subprocess
from pathlib import Path

from comity.demo.browser import StoryError


def check_digests(folder: Path) -> None:
    """`sha256sum -c` over the bag's two lists. Raises StoryError."""
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        _run(["sha256sum", "--check", "--quiet", "--strict", name], folder)


def check_signatures(folder: Path) -> str:
    """OpenSSL over the Ed25519 half of every letter's signature; what it did, in words. Raises StoryError."""
    if shutil.which("openssl") is None:
        return "openssl is not on this machine: its check was left out"
    count = 0
    for signed in sorted((folder / "data" / "letters").glob("*/*/letter.Ed25519.*.signed")):
        match = re.fullmatch(r"letter\.Ed25519\.([0-9a-f]{32})\.signed", signed.name)
        if match is None:
            raise StoryError(f"{signed.name} does not name its key.")
        key = folder / "data" / "keys" / f"{match[1]}.Ed25519.pem"
        _run(
            [
                "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(key), "-rawin",
                "-in", str(signed), "-sigfile", str(signed.with_suffix(".signature")),
            ],
            folder,
        )  # fmt: skip
        count += 1
    if not count:
        raise StoryError("There was no letter to check.")
    return f"openssl verified {count} letters (Ed25519)"


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace")[-400:]
        raise StoryError(f"{command[0]} does not accept the export: {said}")
