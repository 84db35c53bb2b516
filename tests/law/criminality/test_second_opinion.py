"""Two second opinions on thousands of cases: an answer-set program, and a naive evaluation.

Both were written from the page of the rules and share nothing with the engine. ``LAW_CASES`` asks for more
cases than the usual run takes.
"""

import json
import os
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import clingo
import pytest

from benchmarks import naive_law
from benchmarks.law import cases as built_cases
from comity.law import treaties
from comity.law.criminality import assess, read_case
from comity.law.criminality.values import VERDICTS
from comity.law.offences import GENERAL_PART
from comity.law.release import packaged

RULES = Path(__file__).with_name("rules.lp").read_text("utf-8")
COUNT = int(os.environ.get("LAW_CASES", "2000"))
BATCH = 250
DATA = naive_law.load()
EU_LIST = json.loads(naive_law.DATA.joinpath("eu_list.json").read_text("utf-8"))
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


def near_cases(count: int, seed: int) -> list[dict[str, Any]]:
    """Cases beside a provision: nearly its facts, on a day beside one of its dates."""
    chance = random.Random(seed)
    states = packaged().offences.states
    return [_near(chance, number, states) for number in range(count)]


def _near(chance: random.Random, number: int, states: tuple[str, ...]) -> dict[str, Any]:
    row = chance.choice(DATA["offences"])
    elements = row["elements"]
    meets = [*elements["required"], *elements["qualifiers"], *elements["thresholds"]]
    meets += [chance.choice(group) for group in elements["alternatives"]]
    meets += [one["circumstance"] for one in row["aggravated"] if chance.random() < 0.3]
    others = chance.sample(sorted({*DATA["elements"], *DATA["aggravating_circumstances"]}), k=8)
    lists: dict[str, set[str]] = {
        "present": set(),
        "absent": set(),
        "unknown": set(),
        "none": set(),
    }
    for slug in meets:
        lists[chance.choices([*lists], weights=(16, 1, 2, 1))[0]].add(slug)
    for slug in others:
        lists[chance.choices([*lists], weights=(2, 3, 2, 4))[0]].add(slug)
    lists["absent"] -= lists["present"]
    lists["unknown"] -= lists["present"] | lists["absent"]
    figures = row.get("threshold_values", [])
    quantities = {
        (figure["measure"], figure["unit"]): chance.choice(
            (None, 0, figure["value"], figure["value"] + 1)
        )
        for figure in figures
        if chance.random() < 0.6
    }
    pair = [row["state"], chance.choice((row["state"], *states))]
    chance.shuffle(pair)
    return {
        "id": number,
        "requesting_state": pair[0],
        "requested_state": pair[1],
        "measure": chance.choice(("M03", "M15", "M17", "extradition")),
        "evaluation_date": _beside(chance, row),
        "stage": chance.choice(("completed", "completed", "attempt")),
        "participation": chance.choice(("principal", "principal", "aiding")),
        "requesting_offence_established": chance.random() < 0.1,
        "min_max_penalty_months": chance.choice((None, None, 6, 12, 36.5, 48)),
        "facts": {
            **{name: sorted(lists[name]) for name in ("present", "absent", "unknown")},
            "quantities": [
                {"measure": m, "value": v, "unit": u} for (m, u), v in sorted(quantities.items())
            ],
            "rest": chance.choice(("absent", "unknown")),
        },
    }


def _beside(chance: random.Random, row: dict[str, Any]) -> str:
    """The day before, on or after a date of the row, or one of the usual days."""
    texts = [row["as_of"], *(t for t in (row["in_force_from"], row["in_force_to"]) if t)]
    text = chance.choice((*texts, *DAYS))
    if text == "unknown" or chance.random() < 0.3:
        text = chance.choice(DAYS)
    first, last = (int(part) for part in span(text).split(","))
    day = chance.choice((first - 1, first, first + 1, last - 1, last, last + 1))
    return date.fromordinal(day).isoformat()


def quoted(text: str) -> str:
    return f'"{text}"'


def the_data(states: set[str], limits: set[float]) -> Iterator[str]:
    """The data as facts of the program, for the States and thresholds that are asked about."""
    yield from the_vocabulary()
    yield from the_table()
    for months in limits:
        yield f"limit_asked({hundredths(months)})."
    for rule in DATA["general_part_rules"]:
        yield f'general_rule("{rule["state"]}","{rule["rule"]}").'
    for scope in DATA["rules"]["participation_scopes"]:
        yield f'narrow("{scope["provision"]}").'
    for name, numbers in EU_LIST["types"].items():
        if numbers:
            yield f'listed("{name}").'
    for row in DATA["offences"]:
        if row["state"] in states:
            yield from a_provision(row)
    for gap in DATA["offence_gaps"]:
        if gap["state"] in states:
            yield from a_gap(gap)


def the_vocabulary() -> Iterator[str]:
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


def the_table() -> Iterator[str]:
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


def hundredths(months: float) -> int:
    """Months as whole hundredths: the program counts in whole numbers."""
    return round(months * 100)


def span(text: str) -> str:
    """The first and the last day that a partial date may mean, as numbers."""
    year, *rest = (int(part) for part in text.split("-"))
    first = date(year, rest[0] if rest else 1, rest[1] if len(rest) > 1 else 1)
    if len(rest) > 1:
        return f"{first.toordinal()},{first.toordinal()}"
    after = date(year + 1, 1, 1) if not rest or rest[0] == 12 else date(year, rest[0] + 1, 1)
    return f"{first.toordinal()},{after.toordinal() - 1}"


def a_provision(row: dict[str, Any]) -> Iterator[str]:
    name, elements = quoted(row["id"]), row["elements"]
    yield f'provision({name},"{row["state"]}").'
    yield f"statute({name},{json.dumps(row['statute'], ensure_ascii=False)})."
    for kind in row["harmonised_types"]:
        yield f'type_of({name},"{kind}").'
    if set(row["harmonised_types"]) <= {"attempt", "aiding", "corporate_liability"}:
        yield f"general({name})."
        if "aiding" in row["harmonised_types"]:
            yield f"aiding({name})."
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
    yield f"{'current' if row['in_force_to'] is None else 'historical'}({name})."
    yield f"seen({name},{date.fromisoformat(row['as_of']).toordinal()})."
    if row["in_force_from"]:
        yield f"starts({name},{span(row['in_force_from'])})."
    if row["in_force_to"] not in (None, "unknown"):
        yield f"ends({name},{span(row['in_force_to'])})."
    if row["attempt"] is not None:
        yield f"attempt_said({name},{'yes' if row['attempt'] else 'no'})."
    yield from a_range(name, "basic", row["penalty"])
    for place, one in enumerate(row["aggravated"]):
        yield f'circumstance({name},{place},"{one["circumstance"]}").'
        yield from a_range(name, str(place), one)


def a_range(name: str, place: str, one: dict[str, Any]) -> Iterator[str]:
    if one["life"]:
        yield f"life({name},{place})."
    if one["max_months"] is not None:
        yield f"maximum({name},{place},{hundredths(one['max_months'])})."


def a_gap(gap: dict[str, Any]) -> Iterator[str]:
    name = quoted(gap["id"])
    yield f'gap({name},"{gap["state"]}").'
    if gap["kind"] == "no_offence":
        yield f"no_offence({name})."
    for kind in gap["harmonised_types"]:
        yield f'gap_type({name},"{kind}").'
    for word, text in (("gap_from", gap["from_date"]), ("gap_to", gap["to_date"])):
        if text:
            yield f"{word}({name},{span(text)})."


def a_case(number: int, case: dict[str, Any]) -> Iterator[str]:
    facts = case["facts"]
    yield f'requesting({number},"{case["requesting_state"]}").'
    yield f'requested({number},"{case["requested_state"]}").'
    yield f"on({number},{date.fromisoformat(case['evaluation_date']).toordinal()})."
    yield f"rest({number},{facts['rest']})."
    for word in ("present", "absent", "unknown"):
        for slug in facts[word]:
            yield f'stated({number},{word},"{slug}").'
    if case["stage"] == "attempt":
        yield f"attempt({number})."
    if case.get("participation") == "aiding":
        yield f"helping({number})."
    if case.get("requesting_offence_established"):
        yield f"established({number})."
    if list_binds(case):
        yield f"list_binds({number})."
    if case["min_max_penalty_months"] is not None:
        yield f"limit({number},{hundredths(case['min_max_penalty_months'])})."
    yield from the_figures(number, case)


def list_binds(case: dict[str, Any]) -> bool:
    """Whether an instrument binds is a question to the treaties, which have their own tests."""
    one, two = case["requesting_state"], case["requested_state"]
    instrument = {"M15": "eu-eevidence-2023-1543", "M17": "eu-eio-2014-41"}.get(case["measure"])
    day = date.fromisoformat(case["evaluation_date"])
    return (
        bool(instrument)
        and one != two
        and all(treaties.bound(str(instrument), state, day) is True for state in (one, two))
    )


def the_figures(number: int, case: dict[str, Any]) -> Iterator[str]:
    states = {case["requesting_state"], case["requested_state"]}
    measured = {(q["measure"], q["unit"]): q["value"] for q in case["facts"]["quantities"]}
    for row in DATA["offences"]:
        for place, figure in enumerate(row.get("threshold_values", [])):
            key = figure["measure"], figure["unit"]
            if row["state"] in states and key in measured:
                value = measured[key]
                reached = value is not None and value >= figure["value"]
                word = "open" if value is None else ("reached" if reached else "below")
                yield f'measured({number},"{row["id"]}","{figure["threshold"]}",{place},{word}).'


def solved(batch: list[dict[str, Any]]) -> dict[tuple[int, str], int]:
    """What the program says of each case and side."""
    states = {case[f"{side}_state"] for case in batch for side in ("requesting", "requested")}
    limits = {case["min_max_penalty_months"] for case in batch} - {None}
    text = [*the_data(states, limits)]
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
            number, side, value = symbol.arguments
            found[number.number, side.name] = value.number

    control.configuration.solve.models = 2  # type: ignore[union-attr]
    control.solve(on_model=keep)
    assert models == 1  # the rules decide everything
    return found


CASES = [
    *built_cases(COUNT // 4),
    *random_cases(COUNT // 4, seed=4),
    *near_cases(COUNT - 2 * (COUNT // 4), seed=9),
]


def agree(batch: list[dict[str, Any]]) -> None:
    opinion = solved(batch)
    for number, case in enumerate(batch):
        finding = assess(read_case(case))
        for name in ("requesting", "requested"):
            side = getattr(finding, name)
            assert VERDICTS[opinion[number, name]] == side.finding, (case, name)


@pytest.mark.parametrize("start", range(0, len(CASES), BATCH))
def test_the_answer_set_program_says_the_same(start: int) -> None:
    agree(CASES[start : start + BATCH])


def test_the_naive_evaluation_says_the_same() -> None:
    for case in random_cases(300, seed=11):
        assert naive_law.finding(DATA, case) == assess(read_case(case)).finding, case


def test_every_pair_and_type_at_its_minimum() -> None:
    """Each State for each special type, exhaustively told: a pair is the least of its two sides."""
    states = packaged().offences.states
    special = [name for name in DATA["types"] if name not in GENERAL_PART]
    batch = [
        {
            "id": f"{kind} {one}",
            "requesting_state": one,
            "requested_state": two,
            "measure": "M03",
            "evaluation_date": "2026-11-26",
            "stage": "completed",
            "min_max_penalty_months": None,
            "facts": {
                "present": DATA["types"][kind]["baseline_elements"],
                "absent": [],
                "unknown": [],
                "quantities": [],
                "rest": "absent",
            },
        }
        for kind in special
        for one, two in zip(states, states[1:] + states[:1], strict=True)
    ]
    agree(batch)
