"""`comity node`: set up, run and look after one installation."""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

from comity.node import config

DEFAULT_DESK_PORT = 8600


def _init(options: argparse.Namespace) -> int:
    home = Path(options.home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / "node.json"
    if path.exists():
        raise config.NodeConfigWrongError("This folder already holds a node.")
    values = {
        "node": options.node,
        "state": options.state,
        "authorities": options.authority,
        "directory_url": options.directory,
        "desk_port": options.desk_port,
        "post_port": options.post_port,
        "secret_key": secrets.token_urlsafe(48),
        "collects_from": options.collects_from,
        "time_zone": options.time_zone,
        "demo": options.demo,
    }
    path.write_text(json.dumps(values, indent=2) + "\n", "utf-8")
    path.chmod(0o600)
    from comity.trust import keys

    keys.generate_ring(home, options.node, options.authority)
    print(f"Made {path}. Give your State's directory officer the public keys in {home}/keys.")
    return 0


def _prepare(home: Path) -> None:
    os.environ["COMITY_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.node.settings")


def _migrate(options: argparse.Namespace) -> int:
    _prepare(Path(options.home))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    return 0


def _run(options: argparse.Namespace) -> int:
    home = Path(options.home)
    node = config.load(home)
    _prepare(home)
    from comity.node import supervise

    if not options.migrated:
        _migrate(options)
    print(f"Node {node.node}: officers at http://127.0.0.1:{node.desk_port}/", flush=True)
    supervise.run(supervise.node_children(home, node.desk_port, node.post_port))
    return 0


def _restored(options: argparse.Namespace) -> int:
    _prepare(Path(options.home))
    import django

    django.setup()
    from comity.exchange import actions

    life = actions.begin_new_life(options.reason)
    print(f"This node now writes as {life}. All matters are compared with the other sides at once:")
    print("look at the notices before you write in a matter that differs.")
    return 0


def _law(options: argparse.Namespace) -> int:
    _prepare(Path(options.home))
    import django

    django.setup()
    from comity.law import bundles
    from comity.law.release import in_use
    from comity.trust import law_releases

    if options.out:
        wanted = law_releases.release(options.release or in_use().digest)
        Path(options.out).write_bytes(bundles.pack(wanted))
        return 0
    if options.take_up:
        taken = law_releases.take_up()
        print(f"Taken up: {taken}" if taken else "There is nothing newer.")
    law_releases.ensure_in_use()
    for one in law_releases.kept():
        by = f"vouched for by {', '.join(one.vouched_by)}" if one.sequence else "with the software"
        mark = "*" if one.release == in_use().digest else " "
        print(f"{mark} {one.sequence:>4} {one.release} {one.taken_at:%Y-%m-%d %H:%M}Z {by}")
    print(f"This node answers from {in_use().digest}")
    return 0


def main(argv: list[str] | None = None) -> int:
    """Run one of: init, migrate, run, restored, law, officer."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["officer"]:
        from comity.officers.cli import main as officer

        return officer(words[1:])
    parser = argparse.ArgumentParser(prog="comity node")
    verbs = parser.add_subparsers(dest="verb", required=True)
    init = verbs.add_parser("init", help="make a home folder with settings and keys")
    init.add_argument("--home", required=True)
    init.add_argument("--node", required=True, help="identifier in the directory, such as ro-1")
    init.add_argument("--state", required=True, help="ISO 3166 code of the State")
    init.add_argument("--authority", action="append", required=True, help="may be repeated")
    init.add_argument("--directory", required=True, help="address of the members' directory")
    init.add_argument("--desk-port", type=int, default=DEFAULT_DESK_PORT)
    init.add_argument("--post-port", type=int, default=DEFAULT_DESK_PORT + 1)
    init.add_argument("--collects-from", help="where nothing can reach this node: its counterpart")
    init.add_argument(
        "--time-zone", default="UTC", help="shown beside UTC, such as Africa/Casablanca"
    )
    init.add_argument("--demo", action="store_true", help="every output says that it is a demo")
    init.set_defaults(do=_init)
    migrate = verbs.add_parser("migrate", help="bring the database to this version")
    migrate.add_argument("--home", required=True)
    migrate.set_defaults(do=_migrate)
    run = verbs.add_parser("run", help="officers' door, nodes' door and worker, in one command")
    run.add_argument("--home", required=True)
    run.add_argument("--migrated", action="store_true", help=argparse.SUPPRESS)
    run.set_defaults(do=_run)
    restored = verbs.add_parser(
        "restored", help="say that a backup was put back: a new incarnation"
    )
    restored.add_argument("--home", required=True)
    restored.add_argument("--reason", required=True, help="which backup, and why")
    restored.set_defaults(do=_restored)
    law = verbs.add_parser("law", help="the releases of the law data that this node has kept")
    law.add_argument("--home", required=True)
    law.add_argument("--take-up", action="store_true", help="take up what States vouch for, now")
    law.add_argument("--release", help="with --out: its digest; without it, the one in use")
    law.add_argument("--out", help="write a kept release to this file, as a bundle")
    law.set_defaults(do=_law)
    verbs.add_parser("officer", help="register those who sign in: officer add, load, list")
    options = parser.parse_args(words)
    result: int = options.do(options)
    return result


if __name__ == "__main__":
    sys.exit(main())
