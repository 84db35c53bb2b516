"""The `comity` command: one word, then the words of the room that does it.

Rooms are imported only when asked for, so that `comity verify` and `comity approve` run where no
node, no database and no network is.
"""

import sys
from collections.abc import Callable, Sequence

from comity.wire.errors import ComityError

EXIT_CANNOT = 2


def _verify(arguments: Sequence[str]) -> int:
    from comity.verification.cli import main as run

    return run(list(arguments))


def _approve(arguments: Sequence[str]) -> int:
    from comity.officers.approve_cli import main as run

    return run(list(arguments))


def _key(arguments: Sequence[str]) -> int:
    from comity.officers.approve_cli import main_key as run

    return run(list(arguments))


def _node(arguments: Sequence[str]) -> int:
    from comity.node.cli import main as run

    return run(list(arguments))


def _directory(arguments: Sequence[str]) -> int:
    from comity.trust.cli import main as run

    return run(list(arguments))


def _law(arguments: Sequence[str]) -> int:
    from comity.law.cli import main as run

    return run(list(arguments))


def _gateway(arguments: Sequence[str]) -> int:
    from comity.gateway.cli import main as run

    return run(list(arguments))


def _demo(arguments: Sequence[str]) -> int:
    from comity.demo.cli import main as run

    return run(list(arguments))


COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "verify": (_verify, "check an evidence folder, offline: comity verify FOLDER --trust ANCHOR"),
    "approve": (_approve, "approve a letter with your own key: comity approve CORE.json --key KEY"),
    "key": (_key, "make an officer's encrypted key file: comity key new"),
    "node": (_node, "set up, run and look after a node"),
    "directory": (_directory, "set up and serve the members' directory"),
    "law": (_law, "which instrument carries a measure between two States, and what it asks"),
    "gateway": (_gateway, "the public site: serve it, or write all of it into a folder"),
    "demo": (_demo, "the whole story between two States and a provider, on this machine"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 2 and a sentence when it cannot be done."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help", "help") or words[0] not in COMMANDS:
        lines = [f"  comity {name:<10} {text}" for name, (_, text) in COMMANDS.items()]
        print("Comity\n" + "\n".join(lines))
        return 0 if words and words[0] in ("-h", "--help", "help") else EXIT_CANNOT
    try:
        return COMMANDS[words[0]][0](words[1:])
    except ComityError as error:
        print(f"{error.code}: {error.sentence}", file=sys.stderr)
        return EXIT_CANNOT


if __name__ == "__main__":
    sys.exit(main())
