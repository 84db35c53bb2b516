"""What a mirror of the site holds of the survey: every page and file, as they are on the day of the copy. No Django."""

from datetime import UTC, datetime
from typing import get_args

from comity.gateway.survey import limits
from comity.gateway.survey.store import Store, Which

_PAGES = ("", "propose/", "institutions/", "public/", "results/", "results/years/")
_FILES = (
    "proposals.json",
    "results.json",
    "results.csv",
    "results/years.json",
    "results/years.csv",
)


def pages() -> list[str]:
    """The addresses of pages, without the language."""
    names = [f"{name}/" for name in _names()]
    return [f"survey/{one}" for one in (*_PAGES, *_lists(), *names)]


def files() -> list[str]:
    """The addresses of files."""
    names = _names()
    named = [f"proposals/{name}.json" for name in names]
    paged = [f"proposals/pages/{one}.json" for one in range(1, limits.pages_of(len(names)) + 1)]
    return [f"/data/survey/{one}" for one in (*_FILES, *paged, *named)]


def _lists() -> list[str]:
    store, today = Store.at_home(), datetime.now(UTC).date()
    found = []
    for which in get_args(Which):
        last = limits.pages_of(store.number(today, which))
        found += [f"list/{which}/", *(f"list/{which}/{page}/" for page in range(1, last + 1))]
    return found


def _names() -> list[str]:
    return [one.removeprefix("sha256:") for one in Store.at_home().names()]
