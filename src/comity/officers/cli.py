"""`comity node officer`: register those who sign in at the desk of a node.

Passwords come in by standard input or at a prompt, never as arguments: arguments can be seen by others.
"""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from comity.officers import limits
from comity.officers.errors import OfficerDataWrongError
from comity.wire import canonical
from comity.wire.errors import DocumentError

_INPUT_BYTES = 1024 * 1024
_MEMBERS = {"username", "password", "person", "authority", "role", "capacities"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of: add, load, list. Raises OfficerDataWrongError and tells what to mend."""
    options = _parser().parse_args(argv)
    _prepare(options.home)
    result: int = options.do(options)
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="comity node officer")
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="register one officer")
    add.add_argument("--home", required=True, help="the folder of the node")
    add.add_argument("--username", required=True, help="name for signing in")
    add.add_argument("--person", required=True, help="pseudonym in the directory, such as RO-102")
    add.add_argument("--authority", required=True, help="such as RO/contact-point")
    add.add_argument("--role", required=True, help="office in words, as in the directory")
    add.add_argument("--capacity", action="append", required=True, help="may be repeated")
    add.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    add.set_defaults(do=_add)
    load = verbs.add_parser("load", help="register several, from JSON on standard input")
    load.add_argument("--home", required=True, help="the folder of the node")
    load.set_defaults(do=_load)
    show = verbs.add_parser("list", help="who is registered")
    show.add_argument("--home", required=True, help="the folder of the node")
    show.set_defaults(do=_list)
    return parser


def _prepare(home: str) -> None:
    os.environ["COMITY_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.node.settings")
    import django

    django.setup()


def _add(options: argparse.Namespace) -> int:
    from comity.officers import accounts

    officer = accounts.register(
        username=options.username,
        password=_password(options.password_stdin),
        person=options.person,
        authority=options.authority,
        role=options.role,
        capacities=options.capacity,
    )
    print(f"Registered {officer}. Now publish this person in the directory, with their key.")
    return 0


def _load(options: argparse.Namespace) -> int:
    """An array of objects with username, password, person, authority, role, capacities."""
    from django.db import transaction

    from comity.officers import accounts

    rows = _rows(sys.stdin.buffer.read(_INPUT_BYTES + 1))
    with transaction.atomic():
        for row in rows:
            accounts.register(**row)
    print(f"Registered {len(rows)} officers.")
    return 0


def _list(options: argparse.Namespace) -> int:
    from comity.officers.models import Officer

    for one in Officer.objects.select_related("user"):
        print(
            json.dumps(
                [one.user.get_username(), one.person, one.authority, one.role, one.capacities]
            )
        )
    return 0


def _rows(data: bytes) -> list[dict[str, Any]]:
    try:
        rows = canonical.decode(data, max_bytes=_INPUT_BYTES)
    except DocumentError as error:
        raise OfficerDataWrongError(f"The list cannot be read. {error.sentence}") from error
    right = isinstance(rows, list) and all(
        isinstance(row, dict)
        and set(row) == _MEMBERS
        and isinstance(row["capacities"], list)
        and all(isinstance(text, str) for text in [*row["capacities"], *_texts(row)])
        for row in rows
    )
    if not right or len(rows) > limits.OFFICERS_AT_ONCE:
        raise OfficerDataWrongError(f"Give a list of objects, each with {sorted(_MEMBERS)}.")
    return list(rows)


def _texts(row: dict[str, Any]) -> list[Any]:
    return [value for name, value in row.items() if name != "capacities"]


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise OfficerDataWrongError("The two passwords differ. Nothing was registered.")
    return first
