"""The page of worked examples, made from their file: `python tools/worked_examples.py` writes it."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent / "docs" / "law"
FILE, PAGE = HERE / "worked-examples.jsonl", HERE / "worked-examples.md"
WORDS = {
    "satisfied": "satisfied",
    "not_satisfied": "not satisfied",
    "needs_information": "needs information",
}
HEAD = """# Worked examples

Each example is a case for `comity law assess` with what a public source says of it and what the engine
answers. They are tests: `tests/law/criminality/test_examples.py` runs every line of
[worked-examples.jsonl](worked-examples.jsonl), from which this page is made. Persons are nobody's.

## What was mended because an example and its source, or a rule and its property, disagreed

| Found | Mended |
|---|---|
| The worm of May 2000 gathered passwords and data too; the gap named neither, and the answer was open | data: the gap of the Philippines names data acquisition and tools as well, by its sources |
| Text whose beginning was not seen stayed open for a day on which a source says that there was no offence | rule: a documented gap of the kind `no_offence` defeats such text |
| Text known by its first day only, superseded on an unknown day, was in force on no day at all | rule: on its first day, and on the day to which it was seen, a text stands |
| "Obtaining data" and "data actually obtained" implied each other | data: one meaning, declared `equivalent`; the loader refuses circles |
| The minimum of payment instrument offences was intent alone, so anything intended met it | data: use of false data, a means of access, intent |
| Fraud provisions that name the purpose of defrauding failed a deceit for unlawful gain | data: a reading, named where it is relied on |
| An attempt at entry was open under damage offences, because a result might have been meant | rule: conduct that is not told is not taken as meant |
| A fact that was merely not known kept a type out of the coverage (obscene material, perhaps of a child), and eighteen States said no | rule: only what is present keeps a type out |
| For a European Investigation Order the executing State's no was final while it was open whether the European list applies at all | rule: the no waits for the issuing State's provision |
| A circumstance was asked for whose heavier range does not reach the threshold either | rule: only one under which the maximum reaches it is asked for |
| Questions asked for more than needed, or for what a person had denied | rule: none is asked for that the others settle; behind a reading or a result that did not come about, its condition is asked for |
| A reading gave what a person had denied, and nobody was told | rule: it counts as before, and `conflicts` tells it |

"""


def rows() -> list[dict[str, Any]]:
    """The examples, in the order of the file."""
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def render() -> str:
    """The page."""
    parts = [HEAD]
    for one in rows():
        case, expect = one["case"], one["expect"]
        facts = case["facts"]
        more = [
            f"{name}: {', '.join(f'`{slug}`' for slug in facts[name])}"
            for name in ("present", "absent", "unknown")
            if facts.get(name)
        ]
        for quantity in facts.get("quantities", []):
            value = "not known" if quantity["value"] is None else quantity["value"]
            more.append(f"measured: {quantity['measure']} {value} {quantity['unit']}")
        extras = [
            f"{name} {case[name]}" for name in ("stage", "min_max_penalty_months") if case.get(name)
        ]
        asked = ", ".join([case["measure"], case["evaluation_date"], *extras])
        parts.append(
            f"## {one['title']}\n\n`{one['id']}`: {case['requesting_state']} asks "
            f"{case['requested_state']} ({asked}).\n\n{one['story']}\n\n"
            f"- {'; '.join(more)}; what is not listed is {facts['rest']}.\n"
            f"- The source says: {one['source_says']}\n"
            f"- The engine says: **{WORDS[expect['finding']]}** ({case['requesting_state']} "
            f"{WORDS[expect['requesting']]}, {case['requested_state']} {WORDS[expect['requested']]}). "
            f"{one['why']}\n- Sources: {', '.join(f'<{url}>' for url in one['sources'])}\n\n"
        )
    return "".join(parts).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8")
