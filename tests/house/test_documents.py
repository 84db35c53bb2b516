"""The documents say what the code says: drawn pages are fresh, every word and error has its sentence."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import comity
from comity.providers import lifecycle as orders
from comity.verification import catalogue
from comity.wire.errors import ComityError

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(comity.__file__).parent
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


def test_the_page_of_letter_types_is_what_the_specifications_say() -> None:
    assert (ROOT / "docs/protocol/letter-types.md").read_text("utf-8") == catalogue.page()


def test_the_diagrams_of_orders_are_drawn_from_the_tables() -> None:
    assert (ROOT / "docs/lifecycle-orders.md").read_text("utf-8") == orders.diagram()


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_stands_in_the_architecture(room: str) -> None:
    assert re.search(rf"\b{room}\b", (ROOT / "ARCHITECTURE.md").read_text("utf-8"))


def _errors() -> list[type[ComityError]]:
    for module in pkgutil.walk_packages([str(PACKAGE)], "comity."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    found, todo = [], [ComityError]
    while todo:
        for kind in todo.pop().__subclasses__():
            found.append(kind)
            todo.append(kind)
    return sorted(set(found), key=lambda kind: f"{kind.__module__}.{kind.__name__}")


@pytest.mark.parametrize("kind", _errors(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_name_a_fault_and_a_sentence(kind: type[ComityError]) -> None:
    assert kind.__name__.endswith("Error")
    assert kind.fault in ("sender", "receiver", "us")
    assert re.search(r"[.?!]$", kind.sentence)
    assert (kind.__doc__ or "").strip() or kind.sentence != ComityError.sentence


DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "tests/**/*.md")
    for path in ROOT.glob(pattern)
    if ".venv" not in path.parts and ".demo" not in path.parts
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
