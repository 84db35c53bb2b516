"""Ways that no binding instrument gives, and what each of them lacks. They come last."""

from comity.law import clocks, competences, treaties
from comity.law.answers import AuthorityAnswer, LastResort
from comity.law.carrying import Lack, Way
from comity.law.pair import Pair
from comity.law.release import in_use
from comity.law.said import Said, say

ORDER = ("own_law", "national_practice", "network", "police_channel", "scheme", "comity")
_MEMBERS = ("member", "associated", "applies")


def of(pair: Pair, measure: str, after: int) -> tuple[LastResort, ...]:
    """The ways for a measure between the two States, placed after ``after`` carriers."""
    fitting = [
        way
        for way in in_use().ways.ways
        if measure in way.measures and (not way.requested or pair.requested in way.requested)
    ]
    fitting.sort(key=lambda way: ORDER.index(way.kind))
    found: list[LastResort] = []
    for way in fitting:
        members = _members(pair, way)
        if members is not None:
            found.append(_resort(pair, measure, way, members, after + len(found) + 1))
    return tuple(found)


def _members(pair: Pair, way: Way) -> tuple[Said, ...] | None:
    """What was seen of the membership; None for a scheme that is not addressed to both."""
    if way.instrument is None:
        return (say("way.no_members"),)
    treaty = treaties.get(way.instrument)
    missing = [
        state
        for state in (pair.requesting, pair.requested)
        if (row := treaties.status(treaty.id, state)) is None or row.status not in _MEMBERS
    ]
    if not missing:
        return (say("way.both_members", treaty=treaty.id, seen=treaty.as_of),)
    if way.kind == "scheme":
        return None
    return tuple(say("way.member_unseen", state=one, treaty=treaty.id) for one in missing)


def _resort(
    pair: Pair, measure: str, way: Way, members: tuple[Said, ...], place: int
) -> LastResort:
    unseen = any(one.code == "way.member_unseen" for one in members)
    return LastResort(
        place=place,
        code=way.code,
        title=way.title,
        kind=way.kind,
        standing="not_seen" if unseen else "open",
        said=members,
        text=way.text,
        lacks=tuple(_lack(code) for code in way.lacks),
        authorities=_authorities(pair, way),
        competences=competences.of(pair.requested, measure, "requested"),
        clocks=tuple(clocks.get(code) for code in way.clocks),
        article=way.article,
        mark=way.mark,
        source=way.source,
    )


def _authorities(pair: Pair, way: Way) -> tuple[AuthorityAnswer, ...]:
    return competences.institutions(pair.requested, "requested", way.authorities)


def _lack(code: str) -> Lack:
    return next(one for one in in_use().ways.lacks if one.code == code)
