"""The addresses of this part for programs, for a mirror of the whole site."""

from collections.abc import Iterator
from datetime import date

from comity.gateway.dumps import home, keys, linked, manifest, vouching, writing
from comity.law.release import Release

PAGES = ("data/dumps/", "data/dumps/dictionary/")
"""The pages, after the language."""


def files(release: Release, day: date) -> Iterator[str]:
    """Every file of data that the pages of this part lead to."""
    yield from (f"/data/{one}.json" for one in ("dumps", "dictionary", "openapi"))
    if keys.published(home.home()):
        yield "/data/keys.json"
    yield "/data/vouched.json"
    yield from (f"/data/vouched/{digest}.jws" for digest, _ in vouching.kept(home.home()))
    seen = linked.Seen(release, day, writing.guidance())
    yield from (f"/data/linked/{kind}/{name}.jsonld" for kind, name in linked.names(seen))
    for dump in writing.found(home.home()):
        if dump.manifest is not None:
            names = [*(one.name for one in dump.manifest.files), *manifest.OUTSIDE]
            yield from (f"/data/dumps/{dump.name}/{name}" for name in names)
