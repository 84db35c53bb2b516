"""The whole site as files: for a mirror, or for a disk where there is no line.

Every page is asked of the site itself, through the same door as a browser; its addresses are then made
relative, so that the folder works from a disk. Forms need the site: they are hidden, and pages say so.
"""

import re
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from comity.gateway import published
from comity.gateway.everything import LANGUAGES, feeds, files, pages
from comity.law.release import in_use
from comity.law.words import NAMES
from comity.wire.errors import ComityError

_LINK = re.compile(r'(?P<name>href|src|action)="(?P<address>/[^"]*)"')
_BATCH = 200


class MirrorError(ComityError):
    """A page of the site could not be written into the folder."""

    sentence = (
        "The mirror could not be written. Look at the page that is named, and write it again."
    )


class FolderNotEmptyError(MirrorError):
    """The folder holds something else."""

    sentence = "The folder is not empty and is no mirror. Name a new folder."


def write(
    folder: Path, languages: Sequence[str] | None = None, workers: int = 2
) -> tuple[int, float]:
    """Write the site into a new folder. How many files, and in how many seconds.

    Raises FolderNotEmptyError; MirrorError when a page does not answer.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "mirror.txt").exists():
        raise FolderNotEmptyError(folder=str(folder))
    began = time.monotonic()
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    chosen = tuple(languages or LANGUAGES)
    addresses = [*pages(chosen), *feeds(chosen), *files()]
    batches = [addresses[start : start + _BATCH] for start in range(0, len(addresses), _BATCH)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_ready) as pool:
        assets: set[str] = set()
        for found in pool.map(_write_batch, [folder] * len(batches), batches):
            assets |= found
        written = pool.submit(_write_assets, folder, sorted(assets)).result()
    (folder / "index.html").write_text(_choice(chosen), "utf-8")
    (folder / "mirror.txt").write_text(f"Comity, public site\n{in_use().digest}\n", "utf-8")
    return len(addresses) + written + 2, time.monotonic() - began


def _ready() -> None:
    import os

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.gateway.settings"
    django.setup()


def _write_batch(folder: Path, addresses: Sequence[str]) -> set[str]:
    assets: set[str] = set()
    for address in addresses:
        kind, body = _get(address)
        if kind.startswith("text/html"):
            text = body.decode("utf-8")
            here = address.strip("/").count("/") + 1 if address.strip("/") else 0
            assets |= {one.split("?")[0] for one in re.findall(r'"/static/([^"]+)"', text)}
            body = _LINK.sub(partial(_relative, depth=here), text).encode()
            _save(folder, f"{address}index.html", body)
            continue
        _save(folder, address, body)
    return assets


def _write_assets(folder: Path, names: Sequence[str]) -> int:
    """The sheets and what they ask for."""
    addresses = [f"/static/{one}" for one in names]
    for address in addresses:  # grows while it is walked: a sheet names its fonts
        body = _get(address)[1]
        _save(folder, address, body)
        if address.endswith(".css"):
            beside = address.rpartition("/")[0]
            fonts = re.findall(rb'url\("([^"]+)"\)', body)
            addresses += [f"{beside}/{font.decode()}" for font in fonts]
    return len(addresses)


def _relative(found: re.Match[str], depth: int) -> str:
    address, hash_, place = found["address"].partition("#")
    path = address.partition("?")[0]
    if path.endswith("/"):
        path += "index.html"
    return f'{found["name"]}="{"../" * depth}{path.lstrip("/")}{hash_}{place}"'


def _save(folder: Path, address: str, body: bytes) -> None:
    path = folder / address.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _get(address: str) -> tuple[str, bytes]:
    from comity.gateway.wsgi import application

    environ: dict[str, Any] = {
        "PATH_INFO": address,
        "HTTP_HOST": "localhost",
        published.MIRROR: True,
    }
    setup_testing_defaults(environ)
    answer: dict[str, Any] = {}

    def begin(
        status: str, headers: list[tuple[str, str]], *problem: object
    ) -> Callable[[bytes], object]:
        answer.update(status=status, headers=dict(headers))
        return lambda data: None

    body = b"".join(application(environ, begin))
    if not answer["status"].startswith("200"):
        raise MirrorError(page=address, status=answer["status"])
    return answer["headers"]["Content-Type"], body


def _choice(languages: Sequence[str]) -> str:
    links = "".join(
        f'<li><a href="{one}/index.html" lang="{one}">{NAMES[one]}</a></li>' for one in languages
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Comity</title></head>'
        f"<body><main><h1>Comity</h1><ul>{links}</ul></main></body></html>\n"
    )
