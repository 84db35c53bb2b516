"""Two second opinions on thousands of cases: an answer-set program, and a naive evaluation.

Both were written from the page of the rules and share nothing with the engine. ``LAW_CASES`` asks for more
cases than the usual run takes.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clingo
import pytest

from benchmarks import naive_law
from benchmarks.law import cases as built_cases
from comity.law.criminality import assess, read_case
from comity.law.criminality.values import VERDICTS
from comity.law.offences import GENERAL_PART
from comity.law.release import packaged

RULES = Path(__file__).with_name("rules.lp").read_text("utf-8")
COUNT = int(os.environ.get("LAW_CASES", "2000"))
BATCH = 250
DATA = naive_law.load()
DAYS = ("2026-11-26", "2015-01-01", "2000-05-04", "2008-12-15")


def random_cases(count: int, seed: int) -> list[dict[str, Any]]:
    """Cases from nothing: any elements in any list, measured quantities, every stage."""
    chance = random.Random(seed)
    slugs = [*DATA["elements"], *DATA["aggravating_circumstances"]]
    slugs = sorted(set(slugs))
    figures = [f for row in DATA["offences"] for f in row.get("threshold_values", [])]
    states = packaged().offences.states
    found = []
    for number in range(count):
        base = chance.choice(list(DATA["types"].values()))["baseline_elements"]
        picked = chance.sample(slugs, k=14)
        quantities = {}
        for figure in chance.sample(figures, k=chance.choice((0, 0, 3))):
            value = chance.choice((None, figure["value"] - 1, figure["value"], figure["value"] + 1))
            quantities[figure["measure"], figure["unit"]] = value
        present = {*base, *picked[: chance.choice((0, 2, 6))]}
        found.append(
            {
                "id": number,
                "requesting_state": chance.choice(states),
                "requested_state": chance.choice(states),
                "measure": "M03",
                "evaluation_date": chance.choice(DAYS),
                "stage": chance.choice(("completed", "attempt")),
                "min_max_penalty_months": chance.choice((None, 12, 48)),
                "facts": {
                    "present": sorted(present),
                    "absent": sorted(set(picked[6:10]) - present),
                    "unknown": sorted(set(picked[10:]) - present),
                    "quantities": [
                        {"measure": m, "value": v, "unit": u} for (m, u), v in quantities.items()
                    ],
                    "rest": chance.choice(("absent", "absent", "unknown")),
                },
            }
        )
    return found


def quoted(text: str) -> str:
    return f'"{text}"'


def the_data(states: set[str], days: set[str], limits: set[int]) -> Iterator[str]:
    """The data as facts of the program, for the States, days and thresholds that are asked about."""
    slugs = sorted({*DATA["elements"], *DATA["aggravating_circumstances"]})
    for slug in slugs:
        yield f'element("{slug}").'
    for slug, one in DATA["elements"].items():
        if one["jurisdictional"]:
            yield f'jurisdictional("{slug}").'
        if one["facet"] == "conduct":
            yield f'conduct("{slug}").'
    for slug, targets in DATA["implies"].items():
        for target in targets:
            yield f'implies("{slug}","{target}").'
    for one, two in DATA["equivalent"]:
        yield f'equivalent("{one}","{two}").'
    scopes = {row["then"]: row["states"] for row in DATA["rules"]["interpretation_scopes"]}
    for place, rule in enumerate(DATA["interpretive_implications"]):
        yield f'reading({place},"{rule["then"]}").'
        for slug in rule["if_all"]:
            yield f'reading_if({place},"{slug}").'
        if rule["then"] in scopes:
            for state in scopes[rule["then"]]:
                yield f'reading_state({place},"{state}").'
        else:
            yield f"reading_everywhere({place})."
    for row in DATA["rules"]["attempt_results"]:
        yield f'result("{row["result"]}").'
        for slug in row["intended_by"]:
            yield f'meant_by("{row["result"]}","{slug}").'
    tables = (("engagement", ""), ("general_engagement", "general_row"))
    number = 0
    for name, mark in tables:
        for row in DATA["rules"][name]:
            number += 1
            yield f'engages({number},"{row["type"]}").'
            if mark:
                yield f"{mark}({number})."
            for place, group in enumerate(row["when"]):
                yield f"wants({number},{place})."
                for slug in group:
                    yield f'one_of({number},{place},"{slug}").'
            for slug in row.get("unless", []):
                yield f'unless({number},"{slug}").'
    for row in DATA["offences"]:
        if row["state"] in states:
            yield from a_provision(row, days, limits)
    for state in states:
        for day in days:
            for name in DATA["types"]:
                if naive_law.covered(DATA, {"evaluation_date": day}, state, name):
                    yield f'covered("{day}","{state}","{name}").'


def a_provision(row: dict[str, Any], days: set[str], limits: set[int]) -> Iterator[str]:
    name, elements = quoted(row["id"]), row["elements"]
    yield f'provision({name},"{row["state"]}").'
    if set(row["harmonised_types"]) <= GENERAL_PART:
        yield f"general({name})."
    for slug in [*elements["required"], *elements["qualifiers"], *elements["thresholds"]]:
        yield f'needs({name},"{slug}").'
    for place, group in enumerate(elements["alternatives"]):
        yield f"group({name},{place})."
        for slug in group:
            yield f'alternative({name},{place},"{slug}").'
    for place, figure in enumerate(row.get("threshold_values", [])):
        if figure["threshold"] in elements["thresholds"]:
            yield f'figured({name},"{figure["threshold"]}").'
            yield f'figure({name},"{figure["threshold"]}",{place}).'
    yield f"may_attempt({name},{naive_law.attempt(DATA, row)})."
    for day in days:
        yield f'force("{day}",{name},{naive_law.in_force(DATA, row, day)}).'
    for months in limits:
        yield f"reach({months},{name},basic,{naive_law.reaches(row['penalty'], months)})."
        for place, one in enumerate(row["aggravated"]):
            yield f"reach({months},{name},{place},{naive_law.reaches(one, months)})."
    for place, one in enumerate(row["aggravated"]):
        yield f'circumstance({name},{place},"{one["circumstance"]}").'


def a_case(number: int, case: dict[str, Any]) -> Iterator[str]:
    facts = case["facts"]
    states = {case["requesting_state"], case["requested_state"]}
    for state in states:
        yield f'asks({number},"{state}").'
    yield f'on({number},"{case["evaluation_date"]}").'
    yield f"rest({number},{facts['rest']})."
    for word in ("present", "absent", "unknown"):
        for slug in facts[word]:
            yield f'stated({number},{word},"{slug}").'
    if case["stage"] == "attempt":
        yield f"attempt({number})."
    if case["min_max_penalty_months"] is not None:
        yield f"limit({number},{case['min_max_penalty_months']})."
    measured = {(q["measure"], q["unit"]): q["value"] for q in facts["quantities"]}
    for row in DATA["offences"]:
        for place, figure in enumerate(row.get("threshold_values", [])):
            key = figure["measure"], figure["unit"]
            if row["state"] in states and key in measured:
                value = measured[key]
                word = (
                    "open"
                    if value is None
                    else ("reached" if value >= figure["value"] else "below")
                )
                yield f'measured({number},"{row["id"]}","{figure["threshold"]}",{place},{word}).'


def solved(batch: list[dict[str, Any]]) -> dict[tuple[int, str], int]:
    """What the program says of each case and State."""
    states = {case[f"{side}_state"] for case in batch for side in ("requesting", "requested")}
    days = {case["evaluation_date"] for case in batch}
    limits = {case["min_max_penalty_months"] for case in batch} - {None}
    text = [*the_data(states, days, limits)]
    for number, case in enumerate(batch):
        text += a_case(number, case)
    control = clingo.Control(["--warn=none"])
    control.add("base", [], RULES + "\n".join(text))
    control.ground([("base", [])])
    found: dict[tuple[int, str], int] = {}
    models = 0

    def keep(model: clingo.Model) -> None:
        nonlocal models
        models += 1
        for symbol in model.symbols(shown=True):
            number, state, value = symbol.arguments
            found[number.number, state.string] = value.number

    control.configuration.solve.models = 2  # type: ignore[union-attr]
    control.solve(on_model=keep)
    assert models == 1  # the rules decide everything
    return found


CASES = [*built_cases(COUNT // 2), *random_cases(COUNT - COUNT // 2, seed=4)]


@pytest.mark.parametrize("start", range(0, len(CASES), BATCH))
def test_the_answer_set_program_says_the_same(start: int) -> None:
    batch = CASES[start : start + BATCH]
    opinion = solved(batch)
    for number, case in enumerate(batch):
        finding = assess(read_case(case))
        for side in (finding.requesting, finding.requested):
            assert VERDICTS[opinion[number, side.state]] == side.finding, (case, side.state)


def test_the_naive_evaluation_says_the_same() -> None:
    for case in random_cases(300, seed=11):
        assert naive_law.finding(DATA, case) == assess(read_case(case)).finding, case


def test_every_pair_and_type_at_its_minimum() -> None:
    """All pairs of all States for each special type, through the program: each State once is enough."""
    states = packaged().offences.states
    special = [name for name in DATA["types"] if name not in GENERAL_PART]
    for name in special:
        facts = {
            "present": DATA["types"][name]["baseline_elements"],
            "absent": [],
            "unknown": [],
            "quantities": [],
            "rest": "absent",
        }
        batch = [
            {
                "id": name,
                "requesting_state": one,
                "requested_state": two,
                "measure": "M03",
                "evaluation_date": "2026-11-26",
                "stage": "completed",
                "min_max_penalty_months": None,
                "facts": facts,
            }
            for one, two in zip(states, states[1:] + states[:1], strict=True)
        ]
        opinion = solved(batch)
        for number, case in enumerate(batch):
            finding = assess(read_case(case))
            least = min(opinion[number, case[f"{s}_state"]] for s in ("requesting", "requested"))
            assert finding.finding == VERDICTS[least], case
