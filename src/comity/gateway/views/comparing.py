"""Any number of States side by side: chosen one by one, a region, the Parties of an instrument."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.gateway import profiles, published
from comity.gateway.profiles import Bond, Institutions, OfType, Profile
from comity.gateway.published import Published
from comity.gateway.views import listing, training
from comity.law import treaties
from comity.law.release import answering_from

SIDE_BY_SIDE = 6  # columns of one table: what a laptop and a sheet of paper hold
ON_A_PAGE = 24  # the files have them all
NAMED_WRONG = 5  # of the States that are none


@dataclass(frozen=True, slots=True)
class Chosen:
    """The States asked for, each once, in the order given; and what is no State."""

    codes: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def listed(self) -> str:
        """The codes as an address names them."""
        return ",".join(self.codes)


def chosen(request: HttpRequest) -> Chosen:
    """From ``state``, which may stand several times, and ``states``, a list with commas."""
    states = published.now().release.states
    given = [*request.GET.get("states", "").split(","), *request.GET.getlist("state")]
    asked = list(dict.fromkeys(one[:20] for one in given if one))
    wrong = [one for one in asked if one not in states]
    return Chosen(tuple(one for one in asked if one in states), tuple(wrong[:NAMED_WRONG]))


@dataclass(frozen=True, slots=True)
class Table:
    """Up to six States as columns."""

    found: list[Profile]
    roles: list[tuple[Institutions, ...]]
    bonds: list[tuple[Bond, ...]]
    offences: list[tuple[OfType, ...]]
    training: list[dict[str, object]]


def profiles_of(codes: tuple[str, ...]) -> list[Profile]:
    """Their profiles, today."""
    seen = published.now()
    return [profiles.of(seen.release, one, seen.today) for one in codes]


@require_safe
def compare(request: HttpRequest, language: str) -> HttpResponse:
    """The chosen States in tables of six, and what binds them all; a group is added by its own form."""
    seen, asked = published.now(), chosen(request)
    group = request.GET.get("group", "")
    if group:
        added = dict.fromkeys([*asked.codes, *_members(seen, group, language)])
        where = reverse("compare", kwargs={"language": language})
        return redirect(f"{where}?{urlencode({'states': ','.join(added)}, safe=',')}")
    first = _first(request.GET.get("from", "1"), len(asked.codes))
    shown = asked.codes[first - 1 : first - 1 + ON_A_PAGE]
    tables = _tables(shown, language)
    return render(
        request,
        "gateway/compare.html",
        {
            "tables": tables,
            "rows": [row for part in tables for one in part.found for row in one.compared_rows],
            "wrong": asked.wrong,
            "first": first,
            "last": first + len(shown) - 1,
            "in_parts": len(asked.codes) > ON_A_PAGE,
            "all": len(asked.codes),
            "before": first - ON_A_PAGE if first > 1 else None,
            "after": first + ON_A_PAGE if first + ON_A_PAGE <= len(asked.codes) else None,
            "states": listing.by_name(language),
            "regions": listing.regions(seen.release),
            "treaties": [
                one for one in seen.release.treaties.values() if one.kind == "multilateral"
            ],
            "chosen": asked.listed,
            "common": profiles.binding_all(seen.release, asked.codes, seen.today),
        },
        status=400 if asked.wrong else 200,
    )


def _first(given: str, number: int) -> int:
    """The first column of the page that has the one asked for; 1 where the address names none."""
    asked = int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else 1
    asked = min(max(asked, 1), max(number, 1))
    return (asked - 1) // ON_A_PAGE * ON_A_PAGE + 1


def _members(seen: Published, group: str, language: str) -> list[str]:
    """The States of a region, or those that an instrument binds today, by their names; none for what is neither."""
    in_order = [code for code, _ in listing.by_name(language)]
    kind, _, name = group.partition(":")
    states = seen.release.states
    if kind == "region" and name:
        return [code for code in in_order if states[code].region == name]
    if kind != "party" or name not in seen.release.treaties:
        return []
    with answering_from(seen.release):
        return [code for code in in_order if treaties.bound(name, code, seen.today) is True]


def _tables(codes: tuple[str, ...], language: str) -> list[Table]:
    """Six columns each, with the rows that they have in common; of instruments those first of which something was seen."""
    made = []
    for at in range(0, len(codes), SIDE_BY_SIDE):
        part = codes[at : at + SIDE_BY_SIDE]
        found = profiles_of(part)
        bonds = zip(*(one.bonds for one in found), strict=True)
        made.append(
            Table(
                found,
                list(zip(*(one.institutions for one in found), strict=True)),
                sorted(bonds, key=lambda row: not any(one.row for one in row)),
                list(zip(*(one.offences for one in found), strict=True)),
                training.shown(part, language),
            )
        )
    return made
