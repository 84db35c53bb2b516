"""The same rules, written the plain way: sets and dictionaries, everything worked out anew for each case.

The reference that the compiled engine is measured against, and a second opinion in the tests. It reads
the rows of the data itself and shares nothing with ``comity.law.criminality`` but the case.
"""

import json
from calendar import monthrange
from importlib.resources import files
from typing import Any

NO, OPEN, YES = 0, 1, 2
GENERAL = {"attempt", "aiding", "corporate_liability"}
NAMES = ["not_satisfied", "needs_information", "satisfied"]
DATA = files("comity.law").joinpath("data")


def load() -> dict[str, Any]:
    """The rows as they stand in the files."""
    found: dict[str, Any] = json.loads(DATA.joinpath("offences_vocabulary.json").read_text("utf-8"))
    for name in ("offences", "offence_gaps"):
        lines = DATA.joinpath(f"{name}.jsonl").read_text("utf-8").splitlines()
        found[name] = [json.loads(line) for line in lines]
    found["rules"] = json.loads(DATA.joinpath("criminality.json").read_text("utf-8"))
    return found


def finding(data: dict[str, Any], case: dict[str, Any]) -> str:
    """The finding for both sides; without the European list, which is no question of elements."""
    two = [side(data, case, case["requested_state"])]
    if not case.get("requesting_offence_established"):
        two.append(side(data, case, case["requesting_state"]))
    return NAMES[min(two)]


def side(data: dict[str, Any], case: dict[str, Any], state: str) -> int:
    """The value for one State."""
    facts = Facts(data, case, state)
    types = engaged(data["rules"]["engagement"], facts)
    general = [] if types else engaged(data["rules"]["general_engagement"], facts)
    best = NO
    for row in data["offences"]:
        if row["state"] != state:
            continue
        special = not set(row["harmonised_types"]) <= GENERAL
        if special or general:
            best = max(best, provision(data, case, row, Facts(data, case, state)))
    if general and best == YES and case["facts"].get("rest", "unknown") != "absent":
        best = OPEN
    wanted = types or general
    rules = data["rules"]["engagement" if types else "general_engagement"]
    told = engaged(rules, facts, facts.stated)
    if best == NO and not (told and all(covered(data, case, state, one) for one in wanted)):
        best = OPEN
    return best


class Facts:
    """What is present and what may be, closed under what implies what."""

    def __init__(self, data: dict[str, Any], case: dict[str, Any], state: str) -> None:
        stated = case["facts"]
        self.implies: dict[str, set[str]] = {k: set(v) for k, v in data["implies"].items()}
        for group in data["equivalent"]:
            for one in group:
                self.implies.setdefault(one, set()).update(set(group) - {one})
        everything = set(data["elements"]) | set(data["aggravating_circumstances"])
        self.true = self.closed(set(stated.get("present", [])))
        self.stated = frozenset(self.true)
        listed = self.true | self.closed(set(stated.get("unknown", [])))
        absent = set(stated.get("absent", [])) - self.true
        gone = {s for s in everything if self.closed({s}) & absent} - self.true
        rest = stated.get("rest", "unknown") == "unknown"
        self.possible = self.true | ((everything if rest else listed) - gone)
        self.named = listed & self.possible
        self.quantities = {
            (q["measure"], q["unit"]): q["value"] for q in stated.get("quantities", [])
        }
        self.read(data, state)

    def closed(self, slugs: set[str]) -> set[str]:
        """Everything that the elements bring along."""
        found = set(slugs)
        while True:
            more = {t for s in found for t in self.implies.get(s, ())} - found
            if not more:
                return found
            found |= more

    def read(self, data: dict[str, Any], state: str) -> None:
        """Add what readings give for the law of this State."""
        scopes = {s["then"]: s["states"] for s in data["rules"]["interpretation_scopes"]}
        before = None
        while before != (len(self.true), len(self.possible)):
            before = len(self.true), len(self.possible)
            for rule in data["interpretive_implications"]:
                if state in scopes.get(rule["then"], [state]):
                    if set(rule["if_all"]) <= self.true:
                        self.true |= self.closed({rule["then"]})
                    if set(rule["if_all"]) <= self.possible:
                        self.possible |= self.closed({rule["then"]})
            self.possible |= self.true

    def value(self, slug: str) -> int:
        """Present, open or absent."""
        return YES if slug in self.true else (OPEN if slug in self.possible else NO)


def engaged(
    rows: list[dict[str, Any]], facts: Facts, by: frozenset[str] | None = None
) -> list[str]:
    """The types that the facts name, or those that some of them name."""
    named = facts.named if by is None else by
    return [
        row["type"]
        for row in rows
        if all(set(group) & named for group in row["when"])
        and not set(row.get("unless", [])) & facts.stated
    ]


def provision(data: dict[str, Any], case: dict[str, Any], row: dict[str, Any], facts: Facts) -> int:
    """The value of one provision: the least of its parts."""
    day = case["evaluation_date"]
    parts = [in_force(data, row, day)]
    if case.get("stage") == "attempt":
        parts.append(attempt(data, row))
        meant(data, facts)
    court_only = {s for s, e in data["elements"].items() if e["jurisdictional"]}
    elements = row["elements"]
    for slug in [*elements["required"], *elements["qualifiers"]]:
        if slug not in court_only:
            parts.append(facts.value(slug))
    for slug in elements["thresholds"]:
        if slug not in court_only:
            parts.append(threshold(row, slug, facts))
    for group in elements["alternatives"]:
        if not set(group) & court_only:
            parts.append(max(facts.value(slug) for slug in group))
    if case.get("min_max_penalty_months") is not None:
        parts.append(penalty(row, case["min_max_penalty_months"], facts))
    return min(parts)


def meant(data: dict[str, Any], facts: Facts) -> None:
    """In an attempt a result counts when it was meant, and is open otherwise."""
    for rule in data["rules"]["attempt_results"]:
        same = next((g for g in data["equivalent"] if rule["result"] in g), [rule["result"]])
        if set(rule["intended_by"]) & facts.true:
            facts.true |= set(same)
        elif not any(data["elements"][s]["facet"] == "conduct" for s in same):
            facts.possible |= set(same)
    facts.true = facts.closed(facts.true)
    facts.possible |= facts.true


def attempt(data: dict[str, Any], row: dict[str, Any]) -> int:
    """May the attempt be punished?"""
    if row["attempt"] is not None:
        return YES if row["attempt"] else NO
    rules = {r["rule"] for r in data["general_part_rules"] if r["state"] == row["state"]}
    if "attempt_generally_punishable" in rules:
        return YES
    if "attempt_if_maximum_at_least_12_months" in rules:
        return reaches(row["penalty"], 12)
    return OPEN


def threshold(row: dict[str, Any], slug: str, facts: Facts) -> int:
    """A threshold, by its figures where they were measured."""
    figures = [f for f in row.get("threshold_values", []) if f["threshold"] == slug]
    measured = [(f, facts.quantities.get((f["measure"], f["unit"]), "none")) for f in figures]
    if any(isinstance(m, (int, float)) and m >= f["value"] for f, m in measured):
        return YES
    if figures and all(isinstance(m, (int, float)) for _, m in measured):
        return NO
    known = facts.value(slug)
    return OPEN if known == NO and any(m is None for _, m in measured) else known


def penalty(row: dict[str, Any], months: float, facts: Facts) -> int:
    """Does the maximum reach the threshold?"""
    found = reaches(row["penalty"], months)
    for one in row["aggravated"]:
        found = max(found, min(facts.value(one["circumstance"]), reaches(one, months)))
    return found


def reaches(one: dict[str, Any], months: float) -> int:
    """A range against a threshold."""
    if one["life"]:
        return YES
    return OPEN if one["max_months"] is None else (YES if one["max_months"] >= months else NO)


def ends(text: str) -> tuple[str, str]:
    """The first and last day that a partial date may mean."""
    if len(text) == 4:
        return f"{text}-01-01", f"{text}-12-31"
    if len(text) == 7:
        return f"{text}-01", f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]}"
    return text, text


def since(text: str, day: str) -> int:
    """Has a partial date come?"""
    first, last = ends(text)
    return YES if day >= last else (NO if day < first else OPEN)


def until(text: str, day: str) -> int:
    """Is the last day still to come, or today?"""
    first, last = ends(text)
    return YES if day <= first else (NO if day > last else OPEN)


def in_force(data: dict[str, Any], row: dict[str, Any], day: str) -> int:
    """Is the text in force on the day?"""
    start, end, seen = row["in_force_from"], row["in_force_to"], row["as_of"]
    begun = since(start, day) if start else OPEN
    if begun == OPEN and day >= seen:
        begun = YES
    if end is None:
        running = YES
    elif end != "unknown":
        running = until(end, day)
    else:
        stood = max(seen, ends(start)[1]) if start else seen
        running = YES if day <= stood else (NO if succeeded(data, row, day) else OPEN)
    value = min(begun, running)
    if value == OPEN:
        for gap in data["offence_gaps"]:
            same = set(gap["harmonised_types"]) & set(row["harmonised_types"])
            none = gap["state"] == row["state"] and gap["kind"] == "no_offence" and same
            if none and gap_holds(gap, day):
                return NO
    return value


def succeeded(data: dict[str, Any], row: dict[str, Any], day: str) -> bool:
    """Has a text of today of the same kind taken the place of a superseded one?"""
    for one in data["offences"]:
        if one["state"] != row["state"] or one["status"] != "current":
            continue
        if not set(one["harmonised_types"]) & set(row["harmonised_types"]):
            continue
        start = one["in_force_from"]
        if start and since(start, day) == YES and ends(start)[0] > row["as_of"]:
            return True
        if not start and day >= one["as_of"]:
            return True
    return False


def gap_holds(gap: dict[str, Any], day: str) -> bool:
    """Does a documented gap certainly hold on the day?"""
    begun = since(gap["from_date"], day) if gap["from_date"] else YES
    running = until(gap["to_date"], day) if gap["to_date"] else YES
    return min(begun, running) == YES


def covered(data: dict[str, Any], case: dict[str, Any], state: str, name: str) -> bool:
    """Do the data cover a type in a State on the day?"""
    day = case["evaluation_date"]
    for row in data["offences"]:
        of_type = row["state"] == state and name in row["harmonised_types"]
        if of_type and in_force(data, row, day) == YES:
            return True
    return any(
        gap["state"] == state and name in gap["harmonised_types"] and gap_holds(gap, day)
        for gap in data["offence_gaps"]
    )
