"""Why a provision is met, open or defeated: its elements one by one, and coded reasons."""

from comity.law.criminality.book import Book
from comity.law.criminality.finding import (
    ElementFinding,
    Part,
    PenaltyRange,
    ProvisionFinding,
    Reason,
    Role,
)
from comity.law.criminality.sides import Facing, Side, Trial, Weighed
from comity.law.criminality.valuation import Valuation
from comity.law.criminality.values import FALSE, OPEN, TRUE


def provisions(trial: Trial, side: Side) -> tuple[ProvisionFinding, ...]:
    """The provisions that speak of the conduct, the best first; all of them when none does."""
    found = [_finding(trial, side.facing, one) for one in side.weighed]
    shown = [one for one in found if one.relevant or one.value == TRUE] or found
    return tuple(sorted(shown, key=lambda one: (-one.value, not one.relevant, len(one.because))))


def _finding(trial: Trial, facing: Facing, weighed: Weighed) -> ProvisionFinding:
    book, facts = trial.book, trial.facts
    row = weighed.clause.row
    elements = tuple(_elements(book, weighed, facing, facts))
    relied = _relied_on(book, weighed, facing)
    relevant = speaks_of(trial, weighed)
    return ProvisionFinding(
        id=row.id,
        citation=row.citation,
        types=row.harmonised_types,
        value=weighed.value,
        in_force=weighed.in_force,
        elements=elements,
        penalty=_penalty(book, weighed, facing),
        because=tuple(_because(trial, weighed, elements, relied)),
        relied_on=relied,
        relevant=relevant,
    )


def speaks_of(trial: Trial, weighed: Weighed) -> bool:
    """Does the provision speak of the conduct: of a type that it engages, or of an act of it?"""
    row = weighed.clause.row
    shared = trial.book.conduct_of(row.id) & trial.facts.named
    return bool(shared) or not set(trial.engaged).isdisjoint(row.harmonised_types)


def _elements(
    book: Book, weighed: Weighed, facing: Facing, facts: Valuation
) -> list[ElementFinding]:
    row, bits = weighed.clause.row, book.bits
    figured = {one.slug: one for one in weighed.clause.figured}
    plain: list[tuple[Role, tuple[str, ...]]] = [
        ("required", row.elements.required),
        ("qualifier", row.elements.qualifiers),
        ("threshold", row.elements.thresholds),
    ]
    found = []
    for role, slugs in plain:
        for slug in slugs:
            transposed = bool(bits.bit(slug) & bits.jurisdictional)
            value = TRUE if transposed else facing.value(bits.bit(slug))
            if slug in figured:
                value = figured[slug].value(
                    facing.read_true, facing.read_possible, facts.quantities
                )
            found.append(ElementFinding((slug,), role, value, (), transposed))
    for group in row.elements.alternatives:
        mask = bits.mask(group)
        if mask & bits.jurisdictional:
            found.append(ElementFinding(group, "alternative", TRUE, (), True))
            continue
        by = tuple(slug for slug in group if bits.bit(slug) & facing.read_true)
        found.append(ElementFinding(group, "alternative", facing.value(mask), by))
    return found


def _relied_on(book: Book, weighed: Weighed, facing: Facing) -> tuple[str, ...]:
    """The elements of the row that are there, or may be, by a reading only."""
    if weighed.elements == weighed.plain:
        return ()
    wanted = book.bits.mask(weighed.clause.row.elements.all)
    gained = (facing.read_true & ~facing.true) | (facing.read_possible & ~facing.possible)
    return book.bits.slugs(wanted & gained)


def _penalty(book: Book, weighed: Weighed, facing: Facing) -> PenaltyRange:
    row = weighed.clause.row
    months, life = weighed.clause.highest(facing.read_true)
    meets: dict[str, bool | None] = {}
    for code, least in book.thresholds.items():
        value = weighed.clause.penalty(least, facing.read_true, facing.read_possible)
        meets[code] = None if value == OPEN else value == TRUE
    return PenaltyRange(row.penalty.min_months, months, life, row.penalty.fine, meets)


def _because(
    trial: Trial, weighed: Weighed, elements: tuple[ElementFinding, ...], relied: tuple[str, ...]
) -> list[Reason]:
    case, facts, row = trial.case, trial.facts, weighed.clause.row
    found = [_element_reason(one, facts, weighed) for one in elements if one.value != TRUE]
    if not found:
        found.append(Reason("elements_met", {}))
    found += [Reason("reading", {"slug": slug}) for slug in relied]
    found += [Reason("transposed", {"slugs": one.slugs}) for one in elements if one.transposed]
    if weighed.in_force == OPEN:
        dates = {"from": row.in_force_from, "to": row.in_force_to, "as_of": row.as_of}
        found.append(Reason("force_unknown", dates))
    if case.stage == "attempt":
        code = {
            FALSE: "attempt_not_punishable",
            OPEN: "attempt_unknown",
            TRUE: "attempt_punishable",
        }
        found.append(Reason(code[weighed.attempt], {}))
    if case.participation == "aiding" and not row.general:
        rule = weighed.participation_by
        code = {OPEN: "participation_not_checked", TRUE: "participation_punishable"}
        found.append(Reason(code[weighed.participation or OPEN], {"provision": rule}))
    if case.min_max_penalty_months is not None:
        code = {FALSE: "penalty_below", OPEN: "penalty_unknown", TRUE: "penalty_reached"}
        parts = {"months": case.min_max_penalty_months, "maximum": row.penalty.max_months}
        found.append(Reason(code[weighed.penalty], parts))
    return found


def _element_reason(one: ElementFinding, facts: Valuation, weighed: Weighed) -> Reason:
    word = "absent" if one.value == FALSE else "unknown"
    figured = {each.slug: each for each in weighed.clause.figured}
    if one.slugs[0] in figured and one.role == "threshold":
        figures = figured[one.slugs[0]].figures
        measured = [f for f in figures if facts.quantities.get((f.measure, f.unit)) is not None]
        shown = (measured or figures)[0]
        parts: dict[str, Part] = {
            "slug": one.slugs[0],
            "measure": shown.measure,
            "unit": shown.unit,
            "figure": shown.value,
            "measured": facts.quantities.get((shown.measure, shown.unit)),
        }
        return Reason(f"figure_{'below' if measured else word}", parts)
    if one.role == "alternative":
        return Reason(f"alternatives_{word}", {"slugs": one.slugs})
    return Reason(f"{one.role}_{word}", {"slug": one.slugs[0]})
