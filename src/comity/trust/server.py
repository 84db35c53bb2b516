"""The members' directory over HTTP: files to read, and one door for publications of States.

A plain WSGI application: everything it serves is signed, and everything it takes is checked by its
signatures, so it needs no sign-in. Freshness is signed anew when somebody asks for the timestamp and a
quarter of its life is over. ``COMITY_DIRECTORY`` names the folder that `ceremony` made.
"""

import json
import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from comity.journal import clock
from comity.trust import ceremony, limits
from comity.trust.errors import PublicationRefusedError, RepositoryWrongError
from comity.trust.repository import Publication, Repository
from comity.wire import base64url, canonical
from comity.wire.errors import ComityError, WireError

VARIABLE = "COMITY_DIRECTORY"
TIMESTAMP = "/metadata/timestamp.json"
BODY_BYTES = 2 * limits.PUBLICATION_BYTES  # a publication in base64

_FILE = re.compile(
    r"/(metadata/(?:[0-9]{1,9}\.)?[A-Za-z]{2,20}\.json"
    r"|targets/[A-Z]{2}/[a-z]{1,20}/[0-9a-f]{64}\.[a-z0-9][a-z0-9.-]{0,150}\.json)"
)
Start = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """WSGI: GET a file, POST /publish."""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if method in ("GET", "HEAD") and _FILE.fullmatch(path):
        return _file(path, start)
    if method == "POST" and path == "/publish":
        return _publish(environ, start)
    return _answer(start, "404 Not Found", {"error": "NotFound", "sentence": "No such file."})


def _file(path: str, start: Start) -> list[bytes]:
    if path == TIMESTAMP:
        repository().refresh(clock.now())
    try:
        data = (repository().folder / path.removeprefix("/")).read_bytes()
    except FileNotFoundError:
        return _answer(start, "404 Not Found", {"error": "NotFound", "sentence": "No such file."})
    kept = "no-cache" if path == TIMESTAMP else "public, max-age=31536000, immutable"
    headers = [("Content-Type", "application/json"), ("Cache-Control", kept)]
    start("200 OK", [*headers, ("Content-Length", str(len(data)))])
    return [data]


def _publish(environ: dict[str, Any], start: Start) -> list[bytes]:
    try:
        version = repository().accept(_publication(environ), clock.now())
    except RepositoryWrongError as error:
        return _answer(start, "500 Internal Server Error", error.as_dict())
    except ComityError as error:
        return _answer(start, "400 Bad Request", error.as_dict())
    return _answer(start, "200 OK", {"version": version})


def _publication(environ: dict[str, Any]) -> Publication:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > BODY_BYTES:
        raise PublicationRefusedError("The publication is larger than this door takes.")
    return decode(environ["wsgi.input"].read(int(length)))


def encode(publication: Publication) -> bytes:
    """A publication as it is posted."""
    return canonical.encode(
        {
            "state": publication.state,
            "metadata": base64url.encode(publication.metadata),
            "targets": {path: base64url.encode(data) for path, data in publication.targets.items()},
        }
    )


def decode(body: bytes) -> Publication:
    """A posted publication. Raises PublicationRefusedError."""
    try:
        value = canonical.decode(body, max_bytes=BODY_BYTES)
        targets = {path: base64url.decode(data) for path, data in value["targets"].items()}
        return Publication(str(value["state"]), base64url.decode(value["metadata"]), targets)
    except (WireError, KeyError, TypeError, AttributeError) as error:
        raise PublicationRefusedError(
            "The publication does not have the form of docs/protocol/directory.md."
        ) from error


def _answer(start: Start, status: str, value: dict[str, Any]) -> list[bytes]:
    data = json.dumps(value).encode() + b"\n"
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return [data]


def repository() -> Repository:
    """The repository that ``COMITY_DIRECTORY`` names. Raises RepositoryWrongError."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        raise RepositoryWrongError(because=f"{VARIABLE} is not set")
    return _opened(Path(folder))


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Repository:
    return ceremony.reopen(folder).repository
