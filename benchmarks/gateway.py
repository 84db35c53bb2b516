"""The public site: what a page costs beside the cheapest page of the same process, and the whole site as files.

It runs in a process of its own, with its own settings, like the site itself.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

PAGES = {
    "first page": "/en/",
    "profile, Estonia": "/en/states/EE/",
    "profile, China, in Arabic": "/ar/states/CN/",
    "map with list": "/en/map/party/cets-185/",
    "three States side by side": "/en/compare/?state=EE&state=RO&state=CN",
    "search, two words, one mistyped": "/en/search/?q=germny+fraud",
    "search in Chinese": "/zh/search/?q=%E5%BE%B7%E5%9B%BD",
}
CHEAPEST = "/robots.txt"


def run() -> dict[str, Any]:
    """All figures of the public site."""
    told = subprocess.run(
        [sys.executable, "-m", __name__], capture_output=True, text=True, check=True
    )
    return dict(json.loads(told.stdout.splitlines()[-1]))


def _measured() -> dict[str, Any]:
    bare = _median(CHEAPEST, 400)
    found: dict[str, Any] = {"cheapest page of the same process": f"{bare * 1000:.2f} ms"}
    for name, address in PAGES.items():
        seconds = _median(address, 60)
        found[name] = f"{seconds * 1000:.1f} ms, {seconds / bare:.0f} times the cheapest"
    every = [_once(f"/{language}/states/{code}/") for code in _codes() for language in ("en", "ar")]
    found["all profiles, median and slowest"] = (
        f"{statistics.median(every) * 1000:.1f} ms, {max(every) * 1000:.1f} ms"
    )
    found["first page, bytes: page, with sheets, compressed"] = _weight()
    found["whole site as files"] = _mirror()
    return found


def _codes() -> list[str]:
    from comity.law.release import in_use

    return list(in_use().states)


def _median(address: str, times: int) -> float:
    _once(address)
    return statistics.median(_once(address) for _ in range(times))


def _once(address: str) -> float:
    began = time.perf_counter()
    _get(address)
    return time.perf_counter() - began


def _get(address: str, **headers: str) -> bytes:
    from comity.gateway.wsgi import application

    path, _, query = address.partition("?")
    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        **headers,
    }
    setup_testing_defaults(environ)
    answer: list[str] = []

    def begin(status: str, _headers: list[tuple[str, str]], *_problem: object) -> Any:
        answer.append(status)

    body = b"".join(application(environ, begin))
    if not answer[0].startswith("200"):
        raise SystemExit(f"{address}: {answer[0]}")
    return body


def _weight() -> str:
    page = len(_get("/en/"))
    sheets = sum(len(_get(f"/static/{one}")) for one in ("look/comity.css", "gateway/gateway.css"))
    small = len(_get("/en/", HTTP_ACCEPT_ENCODING="gzip"))
    return f"{page}, {page + sheets}, {small}"


def _mirror() -> str:
    from comity.gateway import mirror

    with tempfile.TemporaryDirectory() as folder:
        files, seconds = mirror.write(Path(folder) / "site")
        size = sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file())
    return f"{files} files, {size / 1e6:.0f} MB, six languages, in {seconds:.0f} s on two cores"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measured()) + "\n")
