"""The page of letter types, drawn from the rooms' own specifications: it cannot differ from them.

`python -m comity.verification.catalogue > docs/protocol/letter-types.md`
"""

import sys
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from comity.assistance import letters as assistance
from comity.providers import letters as providers
from comity.wire.letters import ApprovalNeed, LetterSpec

HEAD = """# Letter types

Drawn from the specifications in `assistance/letters.py` and `providers/letters.py`; a test compares. Each
type is version 1. *Writers* are roles of authorities; *approvals* are what persons must sign with their own
keys, each by a different person. Fields in **bold** must be there. What a body's fields may hold stands in
the same files; everything that can be a code is one.

"""
ROOMS = (
    ("Between authorities of two States", assistance.SPECS),
    ("Between an authority that orders and a provider", providers.SPECS),
)


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for title, specs in ROOMS:
        lines.append(f"## {title}\n\n")
        for spec in specs:
            lines.extend(_letter(spec))
    return "".join(lines).rstrip("\n") + "\n"


def _letter(spec: LetterSpec) -> Iterator[str]:
    yield f"### `{spec.type}`\n\n"
    yield f"{spec.title}: {spec.effect}\n\n"
    opens = "opens a matter" if spec.opens else "within a matter"
    yield f"- side: {spec.side}, {opens}; writers: {', '.join(spec.writers)}"
    yield f"; competence: {spec.competence}\n" if spec.competence else "\n"
    yield f"- approvals: {_needs(spec.approvals)}\n"
    yield f"- fields: {_fields(spec.body)}\n\n"


def _needs(needs: Iterable[ApprovalNeed]) -> str:
    return "; ".join(_need(need) for need in needs) or "none: the authority's signature is enough"


def _need(need: ApprovalNeed) -> str:
    capacities = need.capacity if isinstance(need.capacity, tuple) else (need.capacity,)
    words = " or ".join(capacities)
    if need.role:
        words += f" (by the {need.role} authority)"
    return f"{words}, not the drafter" if need.not_drafter else words


def _fields(body: type[BaseModel]) -> str:
    names = []
    for name, field in body.model_fields.items():
        shown = field.serialization_alias or field.alias or name
        names.append(f"**{shown}**" if field.is_required() else shown)
    return ", ".join(names)


if __name__ == "__main__":
    sys.stdout.write(page())
