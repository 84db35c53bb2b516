"""What a mirror of the site holds of the survey: every page and file, as they are on the day of the copy. No Django."""

from comity.gateway.survey.store import Store

_PAGES = ("", "propose/", "institutions/", "public/", "results/")
_FILES = ("proposals.json", "results.json", "results.csv")


def pages() -> list[str]:
    """The addresses of pages, without the language."""
    return [f"survey/{one}" for one in (*_PAGES, *(f"{name}/" for name in _names()))]


def files() -> list[str]:
    """The addresses of files."""
    named = [f"proposals/{name}.json" for name in _names()]
    return [f"/data/survey/{one}" for one in (*_FILES, *named)]


def _names() -> list[str]:
    return [one.digest.removeprefix("sha256:") for one in Store.at_home().listed()]
