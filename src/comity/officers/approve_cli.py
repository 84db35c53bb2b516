"""`comity key` and `comity approve`: a person approves a letter with their own key, away from the node.

This program reads a core that a node offered, shows all of it, and signs the approval statement only
after a typed yes. It knows no Django and no network, so a node whose administrator turned hostile can
neither reach the key nor change what is shown here. What it refuses: a core that is not exactly one
letter's core in canonical form, a weak passphrase, writing over a file.
"""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from comity.journal import clock
from comity.officers import key_file, limits, reading
from comity.officers.errors import (
    CoreUnreadableError,
    KeyFileExistsError,
    KeyFileFormatError,
    NotApprovedError,
)
from comity.wire import approvals, canonical, digests, letters, times
from comity.wire import limits as wire_limits
from comity.wire.keys import SigningKey

PASSPHRASE = "COMITY_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable, not a secret
_RULE = "=" * 78
_SOFTWARE = (
    "SOFTWARE KEY: this approval is made with a key in a file. Whoever copies the file and\n"
    "learns its passphrase can approve in your name. The receiver sees that it is one."
)


def main(argv: Sequence[str] | None = None) -> int:
    """`comity approve CORE.json ...`. Raises a ComityError for whatever cannot be approved."""
    options = _approve_parser().parse_args(argv)
    core = _read_core(Path(options.core))
    closed = key_file.read(_read(Path(options.key), limits.KEY_FILE_BYTES, KeyFileFormatError))
    out = Path(options.out) if options.out else None
    _check_free(out)
    moment = times.parse(options.time) if options.time else clock.now().replace(microsecond=0)
    _show(core, closed, options, moment)
    _ask(options.yes)
    key = closed.open(_passphrase(confirm=False))
    approval = approvals.make_software(
        core_digest=digests.sha256(core),
        authority=options.authority,
        person=closed.person,
        role=options.role,
        capacity=options.capacity,
        time=moment,
        key=key,
    )
    _write(canonical.encode(approval), out, 0o644)
    return 0


def main_key(argv: Sequence[str] | None = None) -> int:
    """`comity key new` and `comity key show`."""
    options = _key_parser().parse_args(argv)
    result: int = options.do(options)
    return result


def _approve_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="comity approve", description="Show a letter and approve exactly its bytes."
    )
    parser.add_argument("core", help="the letter's core, as downloaded from the node")
    parser.add_argument("--key", required=True, help="your encrypted key file")
    parser.add_argument("--authority", required=True, help="for which you act: RO/contact-point")
    parser.add_argument("--role", required=True, help="your office, as in the directory")
    parser.add_argument("--capacity", required=True, help="in which you approve, such as authorise")
    parser.add_argument("--out", help="file for the approval (otherwise it is printed)")
    parser.add_argument("--time", help="UTC, like 2026-11-25T22:41:25Z (otherwise: now)")
    parser.add_argument("--yes", action="store_true", help="do not ask: for scripts and the demo")
    return parser


def _key_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="comity key",
        description=f"Make or look at a key file. The passphrase is asked for, or read from {PASSPHRASE}.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    new = verbs.add_parser("new", help="make a key and print its public part")
    new.add_argument("--person", required=True, help="your pseudonym in the directory: RO-102")
    new.add_argument("--out", required=True, help="the new key file")
    new.add_argument(
        "--scrypt-cost-log2",
        type=int,
        default=limits.SCRYPT_COST_LOG2,
        choices=limits.SCRYPT_COST_LOG2_RANGE,
        metavar="N",
        help=f"work for each try of a passphrase (default {limits.SCRYPT_COST_LOG2})",
    )
    new.set_defaults(do=_key_new)
    show = verbs.add_parser("show", help="print the public part of a key file")
    show.add_argument("key")
    show.set_defaults(do=_key_show)
    return parser


def _key_new(options: argparse.Namespace) -> int:
    out = Path(options.out)
    _check_free(out)
    key = SigningKey.generate(key_file.ALGORITHM)
    data = key_file.make(options.person, key, _passphrase(confirm=True), options.scrypt_cost_log2)
    _write(data, out, 0o600)
    print(json.dumps(key_file.read(data).public_part(), indent=2))
    print(
        f"Made {out}. Keep a copy in a safe place. Give the public part above to your State's "
        "directory officer.",
        file=sys.stderr,
    )
    return 0


def _key_show(options: argparse.Namespace) -> int:
    data = _read(Path(options.key), limits.KEY_FILE_BYTES, KeyFileFormatError)
    print(json.dumps(key_file.read(data).public_part(), indent=2))
    return 0


def _read(path: Path, most: int, refused: type[Exception]) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError:
        raise refused from None
    if len(data) > most:
        raise refused
    return data


def _read_core(path: Path) -> bytes:
    """The bytes of one letter's core. Raises CoreUnreadableError and the errors of its form."""
    data = _read(path, wire_limits.LETTER_BYTES, CoreUnreadableError)
    letters.parse_core(data)
    return data


def _show(
    core: bytes, closed: key_file.KeyFile, options: argparse.Namespace, moment: datetime
) -> None:
    """Everything on the error stream, so that what is printed stays the approval alone."""
    lines = [_RULE, "LETTER TO APPROVE", _RULE]
    for section in reading.sections(letters.parse_core(core).raw):
        lines += ["", section.title.upper()]
        for line in section.lines:
            lines += _line(line)
    lines += ["", _RULE, *_statement(core, closed, options, moment), "", _SOFTWARE, _RULE]
    print("\n".join(lines), file=sys.stderr)


def _line(line: reading.Line) -> list[str]:
    indent = "  " * (line.depth + 1)
    first, *rest = line.value.split("\n")
    # A value of several lines is marked on each, so that it cannot pass for a line of ours.
    return [f"{indent}{line.label}: {first}", *(f"{indent}  | {more}" for more in rest)]


def _statement(
    core: bytes, closed: key_file.KeyFile, options: argparse.Namespace, moment: datetime
) -> list[str]:
    said = times.format(moment)
    if clock.is_demo():
        machine = times.format(datetime.now(UTC).replace(microsecond=0))
        said += f"   DEMO CLOCK (the machine's time is {machine})"
    return [
        "YOUR APPROVAL",
        f"  Person:    {closed.person} (key {closed.kid})",
        f"  For:       {reading.authority_name(options.authority)}",
        f"  As:        {reading.visible(options.role)}",
        f"  Capacity:  {reading.visible(options.capacity)}",
        f"  Time:      {said}",
        f"  Digest:    {digests.sha256(core)}",
        "             Compare it with the page of your node and with your colleague's.",
    ]


def _ask(already: bool) -> None:
    if already:
        return
    print("Type yes to approve exactly this letter: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() != "yes":
        raise NotApprovedError


def _passphrase(*, confirm: bool) -> str:
    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    first = getpass.getpass("Passphrase of the key file: ")
    if confirm and getpass.getpass("The same again: ") != first:
        raise NotApprovedError("The two passphrases differ. Nothing was written.")
    return first


def _check_free(out: Path | None) -> None:
    if out is not None and out.exists():
        raise KeyFileExistsError


def _write(data: bytes, out: Path | None, mode: int) -> None:
    if out is None:
        sys.stdout.write(data.decode() + "\n")
        return
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise KeyFileExistsError from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
