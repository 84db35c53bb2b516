"""The address of everything that the site shows: for the mirror and for the sitemap."""

from collections.abc import Iterator, Sequence
from typing import Final

from comity.gateway import guidance, map_questions, published
from comity.gateway.dumps import addresses as dumps
from comity.gateway.members import answers as network
from comity.gateway.resources import addresses as resources
from comity.gateway.survey import mirrored as survey
from comity.law import release as releases
from comity.law.release import in_use
from comity.law.words import NAMES

LANGUAGES: Final = ("en", *(one for one in NAMES if one != "en"))


def pages(languages: Sequence[str]) -> Iterator[str]:
    """The address of every page, language by language."""
    release = in_use()
    names = [
        "",
        "map/",
        "states/",
        "compare/",
        "instruments/",
        "offences/",
        "guidance/",
        "help/",
        "data/",
        *dumps.PAGES,
        "about/",
        "toolkit/",
        "toolkit/compare/",
        "toolkit/coverage/",
        "toolkit/receipt/",
        "verify/",
        "members/",
    ]
    names += [
        f"map/{one.path}/"
        for _, group in map_questions.questions(release, network.known())
        for one in group
    ]
    names += [f"states/{one}/" for one in release.states]
    names += [f"instruments/{one}/" for one in release.treaties]
    names += [f"offences/{one}/" for one in release.offences.vocabulary.types]
    names += [f"provisions/{one}/" for one in release.offences.provisions]
    names += [
        f"guidance/{shelf}/{one}/" for shelf, all_ in guidance.SHELVES.items() for one in all_
    ]
    names += survey.pages()
    tree = guidance.help_questions()
    names += [f"help/{question.id}/" for question in tree.question]
    names += [f"help/{outcome.id}/" for outcome in tree.outcome]
    names += resources.pages()
    for language in languages:
        yield from (f"/{language}/{name}" for name in names)


def files() -> Iterator[str]:
    """The address of every file of data."""
    release = in_use()
    yield "/data/states.json"
    yield "/data/members.json"
    yield from (f"/data/states/{one}.json" for one in release.states)
    yield from survey.files()
    for _, group in map_questions.questions(release, network.known()):
        for one in group:
            yield f"/data/map/{one.path}.json"
            yield f"/data/map/{one.path}.csv"
    yield from (f"/data/files/{name}" for name in releases.FILES)
    yield from dumps.files(release, published.now().today)
    yield from resources.files()


def feeds(languages: Sequence[str]) -> Iterator[str]:
    """The address of every feed."""
    for language in languages:
        yield from (f"/{language}/{name}" for name in resources.feeds())
