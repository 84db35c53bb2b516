"""`comity gateway`: serve the public site, or write all of it into a folder."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

PORT = 8700
THREADS = 8


def _run(options: argparse.Namespace) -> int:
    if options.hosts:
        os.environ["COMITY_GATEWAY_HOSTS"] = options.hosts
    print(f"The public site: http://127.0.0.1:{options.port}/", flush=True)
    return subprocess.call(  # noqa: S603 - our own command line
        [
            sys.executable, "-m", "gunicorn", "comity.gateway.wsgi:application",
            "--worker-class", "gthread", "--workers", str(options.workers), "--threads", str(THREADS),
            "--bind", f"127.0.0.1:{options.port}", "--timeout", "60", "--graceful-timeout", "5",
            "--log-level", "warning", "--no-control-socket",
        ]
    )  # fmt: skip


def _export(options: argparse.Namespace) -> int:
    from comity.gateway import mirror

    pages, seconds = mirror.write(Path(options.folder), options.language or None)
    print(f"{pages} files in {seconds:.0f} s: open {options.folder}/index.html")
    return 0


def main(words: list[str]) -> int:
    """Run one word of the public site."""
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
    options = parser.parse_args(words)
    done: int = options.do(options)
    return done
