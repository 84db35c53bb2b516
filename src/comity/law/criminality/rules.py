"""criminality.json: which types conduct engages, and how attempts and readings are taken."""

from typing import Annotated, Final

from pydantic import Field

from comity.law import documents
from comity.law.documents import Document, Text
from comity.law.errors import DataRowError
from comity.law.offences import Code, FullDate, Offences, RowId, Slug

FILE: Final = "criminality.json"


class Engagement(Document):
    """Conduct engages the type when every group of ``when`` has a fact, and none of ``unless``."""

    type: Slug
    when: Annotated[
        tuple[Annotated[tuple[Slug, ...], Field(min_length=1)], ...], Field(min_length=1)
    ]
    unless: tuple[Slug, ...] = ()
    why: Text


class AttemptResult(Document):
    """A result that need not occur in an attempt: one of these purposes shows that it was meant."""

    result: Slug
    intended_by: tuple[Slug, ...]
    why: Text


class InterpretationScope(Document):
    """A reading that holds for the law of these States only."""

    then: Slug
    states: Annotated[tuple[Code, ...], Field(min_length=1)]
    why: Text


class ParticipationScope(Document):
    """A rule on participation or attempt that covers its own statute only."""

    provision: RowId
    why: Text


class DeclaredExtra(Document):
    """What a State says it asks for besides, by a declaration or reservation (BC 40, 42)."""

    article: Text
    effect: Text
    type: Slug
    element: Slug


class Rules(Document):
    """criminality.json"""

    source: Text
    as_of: FullDate
    engagement: tuple[Engagement, ...]
    general_engagement: tuple[Engagement, ...]
    attempt_results: tuple[AttemptResult, ...]
    interpretation_scopes: tuple[InterpretationScope, ...]
    participation_scopes: tuple[ParticipationScope, ...]
    declared_extras: tuple[DeclaredExtra, ...]


def read(data: bytes, offences: Offences) -> Rules:
    """The rules, every slug, type and provision of which is known. Raises DataRowError."""
    rules = documents.read(Rules, FILE, data)
    elements, types = offences.vocabulary.elements, offences.vocabulary.types
    for name in ("engagement", "general_engagement"):
        for place, row in enumerate(getattr(rules, name)):
            slugs = [slug for group in row.when for slug in group] + list(row.unless)
            _known(f"{name}.{place}.when", slugs, elements)
            _known(f"{name}.{place}.type", [row.type], types)
    engaged = {row.type for row in (*rules.engagement, *rules.general_engagement)}
    for name in types:
        if name not in engaged:
            raise DataRowError(FILE, None, "engagement", f"no conduct engages {name!r}")
    for place, result in enumerate(rules.attempt_results):
        _known(f"attempt_results.{place}", [result.result, *result.intended_by], elements)
    for place, scope in enumerate(rules.interpretation_scopes):
        _known(f"interpretation_scopes.{place}", [scope.then], elements)
    for place, extra in enumerate(rules.declared_extras):
        _known(f"declared_extras.{place}.type", [extra.type], types)
        _known(f"declared_extras.{place}.element", [extra.element], elements)
    for place, part in enumerate(rules.participation_scopes):
        _known(f"participation_scopes.{place}", [part.provision], offences.provisions)
    return rules


def _known(path: str, names: list[str], known: object) -> None:
    for name in names:
        if name not in known:  # type: ignore[operator]
            raise DataRowError(FILE, None, path, f"{name!r} is not in the data")
