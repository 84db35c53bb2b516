"""The question of the map: which States have members in the network? No Django."""

from collections.abc import Iterable, Mapping

from comity.gateway.facts import Source as Cited
from comity.gateway.map_questions import Answer, Shade
from comity.gateway.members import seen as directory
from comity.gateway.members.reading import Members
from comity.gateway.members.seen import Seen


def known() -> bool:
    """Whether there is a directory to answer from at this moment."""
    return directory.now().members is not None


def now(states: Iterable[str]) -> Mapping[str, Answer] | None:
    """Every State's answer at this moment; None where there is nothing to answer from."""
    return of(states, directory.now())


def of(states: Iterable[str], seen: Seen) -> Mapping[str, Answer] | None:
    """Every State's answer; None where there is nothing to show: no directory, or none received yet."""
    if seen.members is None:
        return None
    return {state: _answer(state, seen.members, seen) for state in states}


def _answer(state: str, members: Members, seen: Seen) -> Answer:
    expired = seen.standing == "expired"
    if state in members.directory.states and state not in seen.left:
        shade, code = _published(seen.demo, expired)
    elif expired:
        shade, code = "unknown", "network:expired"
    elif state in seen.left:
        shade, code = "no", "network:left"
    elif members.has_part(state):
        shade, code = "partly", "network:demo_part" if seen.demo else "network:part"
    else:
        shade, code = "no", "network:none"
    return Answer(shade, code, (cited(seen, state),))


def _published(demo: bool, expired: bool) -> tuple[Shade, str]:
    if demo:
        return "partly" if expired else "yes", "network:demo"
    return ("partly", "network:was") if expired else ("yes", "network:member")


def cited(seen: Seen, state: str) -> Cited:
    """Where it stands: the State's own signed part, else the directory's list; and the day of the directory.

    There are members to be seen.
    """
    assert seen.members is not None and seen.source is not None
    view = seen.members.directory.states.get(state)
    name = f"{view.version}.{state}" if view else f"{seen.members.version}.timestamp"
    day = seen.members.issued.date().isoformat()
    return Cited(f"{seen.source.url}/metadata/{name}.json", day)


def whole(seen: Seen) -> Cited:
    """Where the directory as a whole stands: its signed time stamp. There are members to be seen."""
    assert seen.members is not None and seen.source is not None
    day = seen.members.issued.date().isoformat()
    return Cited(f"{seen.source.url}/metadata/{seen.members.version}.timestamp.json", day)
