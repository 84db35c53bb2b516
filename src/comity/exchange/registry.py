"""Which letters this node understands, and who acts on them.

The post office does not know what it carries: rooms above register a specification per type and
version, and handlers per type. Handlers run for letters in and out, inside the transaction that stores
the letter (``letter.direction`` tells); what they raise undoes the storing.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from comity.exchange.errors import LetterTypeUnknownError
from comity.wire.letters import LetterSpec

if TYPE_CHECKING:
    from comity.exchange.models import StoredLetter

Handler = Callable[["StoredLetter"], None]
Watcher = Callable[[str], None]  # gets the matter's id

_specs: dict[tuple[str, int], LetterSpec] = {}
_handlers: dict[str, list[Handler]] = {}
_watchers: list[tuple[Watcher, frozenset[str] | None]] = []
_receipt_listeners: list[Handler] = []


def register(spec: LetterSpec, handler: Handler | None = None) -> None:
    """Make a letter type known. Registering another specification under the same name is refused."""
    name = (spec.type, spec.version)
    if _specs.get(name, spec) != spec:
        raise ValueError(f"two specifications for {spec.type}/{spec.version}")
    _specs[name] = spec
    if handler is not None:
        subscribe(spec.type, handler)


def subscribe(type: str, handler: Handler) -> None:
    """Call ``handler`` for every stored letter of this type, once per letter."""
    handlers = _handlers.setdefault(type, [])
    if handler not in handlers:
        handlers.append(handler)


def watch(watcher: Watcher, opened_by: Iterable[str] | None = None) -> None:
    """Call ``watcher`` whenever a matter holds one letter more, also one that nobody acts on (a fork),
    and when one is read differently than before (it turns out that the other side understood it).

    ``opened_by``: only for matters that a letter of these types opened.
    """
    entry = (watcher, None if opened_by is None else frozenset(opened_by))
    if entry not in _watchers:
        _watchers.append(entry)


def watchers(lifecycle: str) -> tuple[Watcher, ...]:
    """Who is told of a letter in a matter that this type opened, in the order of registration."""
    return tuple(one for one, only in _watchers if only is None or lifecycle in only)


def on_receipt(listener: Handler) -> None:
    """Call ``listener`` with a letter of ours once its receipt is stored, in that transaction."""
    if listener not in _receipt_listeners:
        _receipt_listeners.append(listener)


def receipt_listeners() -> tuple[Handler, ...]:
    """Who is told that a letter was received by the other side."""
    return tuple(_receipt_listeners)


def known() -> Mapping[tuple[str, int], LetterSpec]:
    """All specifications by type and version."""
    return _specs


def spec(type: str, version: int) -> LetterSpec:
    """The specification of a letter. Raises LetterTypeUnknownError."""
    try:
        return _specs[(type, version)]
    except KeyError:
        raise LetterTypeUnknownError(type=type, version=version) from None


def specs() -> tuple[LetterSpec, ...]:
    """All letters that this node understands, by name."""
    return tuple(_specs[name] for name in sorted(_specs))


def supports() -> list[str]:
    """All letters that this node understands, as receipts name them: ``type/version``."""
    return [f"{type}/{version}" for type, version in sorted(_specs)]


def handlers(type: str) -> tuple[Handler, ...]:
    """Who acts on letters of this type, in the order of registration."""
    return tuple(_handlers.get(type, ()))
