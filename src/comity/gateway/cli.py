"""`comity gateway`: serve the public site, or write all of it into a folder."""

import argparse
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

PORT = 8700
THREADS = 8


def _run(options: argparse.Namespace) -> int:
    os.environ.setdefault("COMITY_GATEWAY_SECRET", secrets.token_urlsafe(48))
    if options.hosts:
        os.environ["COMITY_GATEWAY_HOSTS"] = options.hosts
    from comity.gateway.dumps import commands

    print(commands.at_start(), flush=True)
    print(f"The public site: http://127.0.0.1:{options.port}/", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the site ends with this process
    keeper = subprocess.Popen(  # noqa: S603 - our own command line; it ends with this process
        [sys.executable, "-m", "comity.gateway.members.watching", str(os.getpid())]
    )
    site = subprocess.Popen(  # noqa: S603 - our own command line
        [
            sys.executable, "-m", "gunicorn", "comity.gateway.wsgi:application",
            "--worker-class", "gthread", "--workers", str(options.workers), "--threads", str(THREADS),
            "--bind", f"127.0.0.1:{options.port}", "--timeout", "60", "--graceful-timeout", "5",
            "--log-level", "error", "--no-control-socket",
        ]
    )  # fmt: skip
    try:
        return site.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for one in (site, keeper):
            one.terminate()
            one.wait()


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
    survey_cli.add(verbs)
    dumps_cli.add(verbs)
    options = parser.parse_args(words)
    done: int = options.do(options)
    return done
