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
            figures = _in_node(world, Path(folder) / "envelopes")
            received = _at_receiver(world, Path(folder) / "envelopes")
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
        "where_a_letter_spends_its_time_ms": _pieces(
            figures["sending"], received, 1000 / figures["per_second"]
        ),
    }


def _pieces(
    sent: dict[str, float], received: dict[str, float], total_ms: float
) -> dict[str, float]:
    """Where the time goes; ``total_ms`` is what a letter took from end to end."""
    pieces = {
        "cryptography, both nodes": sent["cryptography"],
        "HTTP, signed and verified": sent["HTTP"],
        f"database, sending ({sent['statements_sending']:.0f} statements and commit)": sent[
            "database_sending"
        ],
        f"database, receiving ({received['statements_receiving']:.0f} statements and commit)": received[
            "database_receiving"
        ],
    }
    rest = max(total_ms - sum(pieces.values()), 0.0)
    pieces |= {"the rest (Python, taking the receipt, waiting)": rest, "all": total_ms}
    return {name: round(value, 2) for name, value in pieces.items()}


def _in_node(world: nodes.TwoNodes, envelopes: Path) -> dict[str, Any]:
    """Write from a process of the sending node's own code: it has that node's database and keys."""
    more = {
        "BENCH_KEY": str(world.key_of(cast.actor("ro-head"))),
        "BENCH_PASSPHRASE": world.password,
    }
    return _run(["benchmarks.letters", str(envelopes)], world.home("ro-1"), more)


def _at_receiver(world: nodes.TwoNodes, envelopes: Path) -> dict[str, float]:
    """What the receiving node's database does for a letter, measured in a process of its code."""
    return _run(["benchmarks.receiver", str(envelopes)], world.home("ma-1"), {})


def _run(module: list[str], home: Path, more: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *module],
        env={
            **os.environ,
            "COMITY_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "comity.node.settings",
            **more,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def inside(envelopes: Path) -> None:
    """In the sending node: open matters, write letters from eight clients, wait for all receipts.

    ``envelopes``: where those are put that only the receiver shall see.
    """
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
        "sending": where.sending(),
    }
    writing.wait_for_receipts(time.monotonic() + 60)
    envelopes.write_text("\n".join(data.hex() for data in where.unseen_envelopes()), "ascii")
    print(json.dumps(figures))


def _bare(folder: Path, payload: bytes) -> float:
    """Requests per second of the reference."""
    ports = Ports()
    (port,) = ports.take(1)
    environment = {
        **os.environ,
        "BENCH_BARE_DATABASE": str(folder / "bare.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
    }
    django = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(django, env=environment, check=True)
    ports.make_room()
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
        ports.give_back()


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
    inside(Path(sys.argv[1]))
