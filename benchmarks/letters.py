"""Letters per second between two nodes, with all checks, from outbox commit to stored receipt.

Eight clients write letters into eight matters of the sending node's own database and the node's worker
delivers them: one queue for the destination, one in flight. Beside it, in the same run, eight clients
post the same JSON to a bare Django view on gunicorn that stores it in SQLite and checks nothing.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2

from benchmarks import nodes
from comity.demo import cast
from comity.demo.world import Ports

CLIENTS = 8
LETTERS = 400


def run() -> dict[str, Any]:
    """The figures of one run."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        world = nodes.build(Path(folder) / "world")
        try:
            figures = _in_node(world)
        finally:
            world.stop()
        reference = _bare(Path(folder), figures.pop("payload").encode())
    return {
        "letters_per_second": round(figures["per_second"], 1),
        "reference_per_second": round(reference, 1),
        "ratio_to_reference": round(figures["per_second"] / reference, 4),
        "letters": LETTERS,
        "clients": CLIENTS,
        "median_ms_commit_to_receipt": round(figures["median_ms"], 1),
        "where_a_letter_spends_its_time_ms": figures["where"],
    }


def _in_node(world: nodes.TwoNodes) -> dict[str, Any]:
    """Write from a process of the sending node's own code: it has that node's database and keys."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.letters", "--inside"],
        env={
            **os.environ,
            "COMITY_HOME": str(world.home("ro-1")),
            "DJANGO_SETTINGS_MODULE": "comity.node.settings",
            "BENCH_KEY": str(world.key_of(cast.actor("ro-head"))),
            "BENCH_PASSPHRASE": world.password,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def inside() -> None:
    """In the sending node: open matters, write letters from eight clients, wait for all receipts."""
    import django

    django.setup()
    from benchmarks import where, writing

    matters = [writing.open_matter(number) for number in range(CLIENTS)]
    writing.wait_for_receipts(time.monotonic() + 60)
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda matter: writing.write(matter, LETTERS // CLIENTS), matters))
    writing.wait_for_receipts(time.monotonic() + 300)
    took = time.perf_counter() - begun
    waits = writing.commit_to_receipt_ms()
    figures = {
        "per_second": LETTERS / took,
        "median_ms": statistics.median(waits),
        "payload": writing.payload(),
        "where": where.measure(1000 * took / LETTERS),
    }
    print(json.dumps(figures))


def _bare(folder: Path, payload: bytes) -> float:
    """Requests per second of the reference."""
    (port,) = Ports().take(1)
    environment = {
        **os.environ,
        "BENCH_BARE_DATABASE": str(folder / "bare.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
    }
    django = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(django, env=environment, check=True)
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "benchmarks.bare.wsgi:application",
            "--worker-class", "gthread", "--workers", "1", "--threads", "64",
            "--bind", f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket",
        ],
        env=environment,
    )  # fmt: skip
    try:
        return _post(f"http://127.0.0.1:{port}/", payload)
    finally:
        server.terminate()
        server.wait()


def _post(url: str, payload: bytes) -> float:
    _wait_for(url, payload)
    local = threading.local()

    def post(_number: int) -> None:
        if not hasattr(local, "client"):
            local.client = httpx2.Client(trust_env=False, timeout=60)
        local.client.post(url, content=payload).raise_for_status()

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(post, range(LETTERS * 2)))
    return LETTERS * 2 / (time.perf_counter() - begun)


def _wait_for(url: str, payload: bytes) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            httpx2.post(url, content=payload, trust_env=False).raise_for_status()
            return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise RuntimeError("the reference did not start")


if __name__ == "__main__":
    inside()
