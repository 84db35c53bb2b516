"""`comity gateway`: serve the public site, or write all of it into a folder."""

import argparse
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

from comity.gateway.children import Child, look_after

PORT = 8700


def _run(options: argparse.Namespace) -> int:
    os.environ.setdefault("COMITY_GATEWAY_SECRET", secrets.token_urlsafe(48))
    if options.hosts:
        os.environ["COMITY_GATEWAY_HOSTS"] = options.hosts
    from comity.gateway.dumps import commands

    try:
        listening = socket.create_server(("127.0.0.1", options.port), backlog=1024)
    except OSError as error:
        sys.stderr.write(
            f"Port {options.port} cannot be used: {error.strerror}. Name another with --port.\n"
        )
        return 1
    listening.setblocking(False)
    print(commands.at_start(), flush=True)
    print(f"The public site: http://127.0.0.1:{options.port}/", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the site ends with this process
    me, door = str(os.getpid()), listening.fileno()
    keeper = [sys.executable, "-m", "comity.gateway.members.watching", me]
    site = [sys.executable, "-m", "comity.gateway.serving", str(door), me]
    children = [Child(keeper), *(Child(site, (door,)) for _ in range(options.workers))]
    try:
        return look_after(children)
    except KeyboardInterrupt:
        return 0
    finally:
        for one in children:
            one.end()


def _export(options: argparse.Namespace) -> int:
    from comity.gateway import mirror
    from comity.gateway.members import watching

    watching.main(["once"])
    pages, seconds = mirror.write(Path(options.folder), options.language or None)
    print(f"{pages} files in {seconds:.0f} s: open {options.folder}/index.html")
    return 0


def _dump(options: argparse.Namespace) -> int:
    from comity.gateway.dumps import commands
    from comity.gateway.members import watching

    watching.main(["once"])
    print(commands.dump(Path(options.folder)))
    return 0


def _course(options: argparse.Namespace) -> int:
    from comity.gateway.resources import commands

    return commands.course(options.file)


def main(words: list[str]) -> int:
    """Run one word of the public site."""
    from comity.gateway.dumps import cli as dumps_cli
    from comity.gateway.entering import cli as entering
    from comity.gateway.resources import live
    from comity.gateway.survey import cli as survey_cli

    parser = argparse.ArgumentParser(prog="comity gateway", description=__doc__)
    verbs = parser.add_subparsers(required=True)
    run = verbs.add_parser("run", help="serve the public site on this machine")
    run.add_argument("--port", type=int, default=PORT)
    run.add_argument("--workers", type=int, default=1)
    run.add_argument("--hosts", help="the hosts it answers to, with commas")
    run.set_defaults(do=_run)
    export = verbs.add_parser(
        "export", help="write the whole site into a folder, for a mirror or a disk"
    )
    export.add_argument("folder")
    export.add_argument("--language", action="append", help="only these languages")
    export.set_defaults(do=_export)
    dump = verbs.add_parser("dump", help="write a signed dump of all data into a folder")
    dump.add_argument("folder")
    dump.set_defaults(do=_dump)
    course = verbs.add_parser(
        "course", help="make a draft of a resource from a schema.org document"
    )
    course.add_argument("file")
    course.set_defaults(do=_course)
    entering.add(survey_cli.add(verbs, {live.KIND: entering.accept}))
    dumps_cli.add(verbs)
    options = parser.parse_args(words)
    done: int = options.do(options)
    return done
