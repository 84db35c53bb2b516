"""Search: what can be found, and the page of results."""

from collections.abc import Iterator
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway import guidance, published, search_words, wording
from comity.gateway.map_questions import questions
from comity.gateway.members import network as members
from comity.gateway.members import wording as members_wording
from comity.gateway.members.network import Network
from comity.gateway.resources import live, showing
from comity.gateway.search import MANY, Entry, Index, Lead
from comity.gateway.toolkit.catalogue import catalogue
from comity.gateway.views.pictures import title as question_title
from comity.law import authorities
from comity.law.criminality.wording import Wording


@require_safe
def search(request: HttpRequest, language: str) -> HttpResponse:
    """What fits the words in the address."""
    asked = request.GET.get("q", "").strip()
    found = _index(language).find(asked) if asked else None
    return render(request, "gateway/search.html", {"asked": asked[:200], "found": found})


def _index(language: str) -> Index:
    seen = published.now()
    return index(seen.version, language, f"{seen.today} {live.now().mark}", members.now())


@lru_cache(maxsize=12)
def index(
    version: str, language: str, entered: str = "", network: Network = members.UNKNOWN
) -> Index:
    """Everything that can be found in a language, read once for each release of the data, day, accepted entry and
    version of the members' directory.
    """
    return Index(_entries(language, network), _leads(language), search_words.words().little)


def _leads(language: str) -> Iterator[Lead]:
    """What people type, and the addresses that are meant."""
    for one in search_words.words().lead:
        to = tuple(address(place, language) for place in one.to)
        yield from (Lead(words, to) for words in one.words(language))


def address(place: str, language: str) -> str:
    """The address of a page as the words of the search name it (``guidance:topics/fraud``, ``help``)."""
    kind, _, name = place.partition(":")
    first, _, second = name.partition("/")
    page, parts = {
        "help": ("help-on", {"name": name}) if name else ("help", {}),
        "guidance": ("guide", {"shelf": first, "name": second}),
        "map": ("map-of", {"kind": first, "about": second}),
        "offence": ("offence", {"name": name}),
        "instrument": ("instrument", {"name": name}),
    }[kind]
    return reverse(page, kwargs={"language": language, **parts})


def _entries(language: str, network: Network) -> Iterator[Entry]:
    yield from _guidance(language)
    yield from _states(language)
    yield from _law(language)
    yield from _maps(language)
    yield from showing.searchable(language)
    yield from _toolkit(language)
    yield from _members(language, network)


def _guidance(language: str) -> Iterator[Entry]:
    for shelf, pages in guidance.shelves():
        for name, page in pages:
            address = reverse("guide", kwargs={"language": language, "shelf": shelf, "name": name})
            said = [
                *page.now.steps,
                *(text for one in page.section for text in (one.heading, *one.text, *one.points)),
            ]
            yield Entry(
                wording.SHELVES[shelf],
                address,
                gettext(page.title),
                gettext(page.summary),
                " ".join(map(gettext, said)),
            )
    yield Entry(
        wording.HELP,
        reverse("help", kwargs={"language": language}),
        gettext(wording.VICTIM),
        gettext(guidance.help_questions().question[0].text),
        " ".join(
            gettext(each.text) for one in guidance.help_questions().question for each in one.choice
        ),
    )
    for one in guidance.help_questions().outcome:
        address = reverse("help-on", kwargs={"language": language, "name": one.id})
        yield Entry(
            wording.HELP,
            address,
            gettext(one.title),
            gettext(one.now[0]),
            " ".join(map(gettext, one.now)),
        )


def _states(language: str) -> Iterator[Entry]:
    seen = published.now()
    names = seen.names(language)
    other: dict[str, list[str]] = {}
    for (code, _), name in seen.release.state_names.items():
        other.setdefault(code, []).append(name)
    for code, state in seen.release.states.items():
        yield Entry(
            wording.STATE,
            reverse("state", kwargs={"language": language, "code": code}),
            names.state(code),
            f"{code} · {state.alpha3}",
            " ".join(
                [
                    state.name,
                    *other.get(code, ()),
                    *(f"{one.institution} {names.role(one.role)}" for one in authorities.of(code)),
                ]
            ),
        )


def _law(language: str) -> Iterator[Entry]:
    seen = published.now()
    names = seen.names(language)
    for treaty in seen.release.treaties.values():
        yield Entry(
            wording.INSTRUMENT,
            reverse("instrument", kwargs={"language": language, "name": treaty.id}),
            names.instrument(treaty),
            names.short(treaty),
            f"{treaty.id} {treaty.full_name} {treaty.short_name}",
            rank=1,
        )
    say = Wording(seen.release.offences, language)
    for name in seen.release.offences.vocabulary.types:
        yield Entry(
            wording.OFFENCE,
            reverse("offence", kwargs={"language": language, "name": name}),
            names.type(name),
            say.type(name),
            name.replace("_", " "),
            rank=1,
        )
    for row in seen.release.offences.provisions.values():
        yield Entry(
            wording.PROVISION,
            reverse("provision", kwargs={"language": language, "name": row.id}),
            f"{row.statute}, {row.provision}",
            f"{names.state(row.state)}: {'; '.join(names.type(one) for one in row.harmonised_types)}",
            f"{row.id} {row.state}",
            rank=MANY,
        )


def _maps(language: str) -> Iterator[Entry]:
    for kind, group in questions(published.now().release):
        for one in group:
            address = reverse(
                "map-of", kwargs={"language": language, "kind": one.kind, "about": one.about}
            )
            yield Entry(
                wording.MAP,
                address,
                question_title(one, language),
                gettext(wording.ASKED[kind]),
                rank=2,
            )


def _toolkit(language: str) -> Iterator[Entry]:
    address = reverse("toolkit", kwargs={"language": language})
    yield Entry(
        wording.ASSESSMENT, address, gettext(wording.MATURITY), gettext(wording.MATURITY_SAYS)
    )
    for area in catalogue().area:
        said = [text for one in area.question for text in (one.text, one.why)]
        title = gettext(area.title)
        yield Entry(
            wording.ASSESSMENT, address, title, gettext(area.summary), " ".join(map(gettext, said))
        )


def _members(language: str, network: Network) -> Iterator[Entry]:
    """Every authority of the network at its place in the profile of its State."""
    kind = wording.MEMBER if network.standing == "current" else wording.EXPIRED_MEMBER
    if network.directory is not None and network.directory.invented:
        kind = wording.INVENTED_MEMBER
    names = published.now().names(language)
    for state in network.states:
        profile = reverse("state", kwargs={"language": language, "code": state.state})
        for one in state.authorities:
            called = dict(one.name)
            title = called.get(language) or called.get("en") or one.name[0][1]
            yield Entry(
                kind,
                f"{profile}#network",
                title,
                f"{names.state(state.state)}: {gettext(members_wording.ROLES[one.role])}",
                " ".join([one.id, *called.values()]),
                rank=1,
            )
