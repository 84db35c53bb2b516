"""The law engine beside a naive evaluation of the same rules, in the same run, on one core.

Cases are built from the provisions of the data: facts that meet one of them, with some taken away or
added. Both evaluations must give the same findings, or there is nothing to compare.
"""

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from benchmarks import naive_law
from comity.law.comparison.matrix import matrix
from comity.law.criminality import Case, assess, explanation, read_case
from comity.law.criminality import book as books
from comity.law.criminality.sides import Trial, weigh
from comity.law.offences import GENERAL_PART
from comity.law.release import Release, in_use

CASES, NAIVE_CASES, NAIVE_CELLS = 2_000, 300, 300
DAY = date(2026, 11, 26)
LOADING = (
    "import time; t=time.perf_counter(); from comity.law.criminality import book; "
    "from comity.law.release import in_use; u=time.perf_counter(); book.of(in_use()); "
    "v=time.perf_counter(); print(u-t, v-u)"
)


def run() -> dict[str, Any]:
    """All figures of the law engine."""
    raw = cases(CASES)
    read = [read_case(one) for one in raw]
    assess(read[0])  # load
    plain = naive_law.load()
    full = _rate(assess, read)
    bare = _rate(_verdict, read)
    naive, expected = _naive(plain, raw[:NAIVE_CASES])
    if [assess(one).finding for one in read[:NAIVE_CASES]] != expected:
        raise SystemExit("the engine and the naive evaluation do not agree")
    cells, seconds, states, types = _matrix()
    cell = _naive_cell(plain)
    page = _median(lambda: explanation.fragment(assess(read[1])), 100)
    return {
        "assessments per second, with reasons and questions": round(full),
        "assessments per second, the finding alone": round(bare),
        "naive evaluation per second, the finding alone": round(naive, 1),
        "ratio to naive": f"{full / naive:.0f} with reasons, {bare / naive:.0f} alone",
        "full matrix": f"{states} States, {types} types, {cells} cells in {seconds * 1000:.0f} ms",
        "naive full matrix": f"{cells * cell:.0f} s, scaled from {NAIVE_CELLS} cells of {cell * 1000:.1f} ms",
        "matrix, ratio to naive": round(cells * cell / seconds),
        "one finding with its reasoned page, median": f"{page * 1000:.2f} ms",
        "loading in a fresh process": _loading(),
        "growth with synthetic copies": _growth(),
    }


def cases(count: int) -> list[dict[str, Any]]:
    """Cases from the provisions of the data, always the same ones."""
    chance = random.Random(20261126)
    offences = in_use().offences
    rows = [row for row in offences.provisions.values() if not row.general]
    slugs = list(offences.vocabulary.elements)
    found = []
    for number in range(count):
        row = chance.choice(rows)
        present = {*row.elements.required, *row.elements.qualifiers, *row.elements.thresholds}
        present |= {chance.choice(group) for group in row.elements.alternatives}
        present -= set(chance.sample(sorted(present), k=chance.choice((0, 0, 0, 1))))
        others = [slug for slug in slugs if slug not in present]
        absent = chance.sample(others, k=chance.choice((0, 3)))
        unknown = [s for s in chance.sample(others, k=chance.choice((0, 0, 2))) if s not in absent]
        found.append(
            {
                "id": number,
                "requesting_state": row.state,
                "requested_state": chance.choice(offences.states),
                "measure": "M03",
                "evaluation_date": chance.choice(("2026-11-26", "2026-11-26", "2015-01-01")),
                "stage": chance.choice(("completed", "completed", "completed", "attempt")),
                "min_max_penalty_months": chance.choice((None, None, 12, 36)),
                "facts": {
                    "present": sorted(present),
                    "absent": sorted(absent),
                    "unknown": sorted(unknown),
                    "quantities": [],
                    "rest": chance.choice(("absent", "absent", "unknown")),
                },
            }
        )
    return found


def _verdict(case: Case) -> int:
    trial = Trial.of(books.of(in_use()), case)
    return min(weigh(trial, case.requesting_state).value, weigh(trial, case.requested_state).value)


def _rate(call: Callable[[Case], object], read: list[Case]) -> float:
    rates = []
    for _ in range(3):
        begun = time.perf_counter()
        for one in read:
            call(one)
        rates.append(len(read) / (time.perf_counter() - begun))
    return statistics.median(rates)


def _naive(plain: dict[str, Any], raw: list[dict[str, Any]]) -> tuple[float, list[str]]:
    begun = time.perf_counter()
    found = [naive_law.finding(plain, one) for one in raw]
    return len(raw) / (time.perf_counter() - begun), found


def _matrix() -> tuple[int, float, int, int]:
    times = []
    for back in range(5):  # another day each time: nothing is remembered from the last run
        begun = time.perf_counter()
        found = matrix(date(2026, 11, 20 - back))
        pairs = sum(len(values) for _, _, values in found.pairs())
        times.append(time.perf_counter() - begun)
    return pairs, statistics.median(times), len(found.states), len(found.types)


def _naive_cell(plain: dict[str, Any]) -> float:
    """Seconds that one cell of the matrix takes the naive evaluation."""
    chance = random.Random(7)
    found = matrix(DAY)
    special = [name for name in found.types if name not in GENERAL_PART]
    wanted = [(*chance.sample(found.states, 2), chance.choice(special)) for _ in range(NAIVE_CELLS)]
    begun = time.perf_counter()
    values = [
        naive_law.finding(
            plain,
            {
                "requesting_state": one,
                "requested_state": two,
                "evaluation_date": DAY.isoformat(),
                "facts": {"present": plain["types"][name]["baseline_elements"], "rest": "absent"},
            },
        )
        for one, two, name in wanted
    ]
    seconds = time.perf_counter() - begun
    place = {name: i for i, name in enumerate(found.types)}
    ours = [
        naive_law.NAMES[min(found.values[one][place[name]], found.values[two][place[name]])]
        for one, two, name in wanted
    ]
    if ours != values:
        raise SystemExit("the matrix and the naive evaluation do not agree")
    return seconds / NAIVE_CELLS


def _median(call: Callable[[], object], count: int) -> float:
    times = []
    for _ in range(count):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _loading() -> str:
    runs = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", LOADING], capture_output=True, text=True, check=True
        )
        runs.append([float(part) for part in done.stdout.split()])
    code, data, both = (sorted(one) for one in zip(*((a, b, a + b) for a, b in runs), strict=True))
    return (
        f"code and data {both[2] * 1000:.0f} ms, at best {both[0] * 1000:.0f}; "
        f"data {data[2] * 1000:.0f} ms, importing the code {code[2] * 1000:.0f} ms (medians of 5)"
    )


def _growth() -> str:
    """The matrix for 63 States and for 195, the others being copies under other codes."""
    with tempfile.TemporaryDirectory() as folder, as_file(files("comity.law") / "data") as data:
        place = Path(folder) / "data"
        shutil.copytree(data, place)
        release = Release(place)
        have = in_use().offences.states
        spare = [code for code in sorted(in_use().states) if code not in have][: 195 - len(have)]
        rows = [json.loads(x) for x in (place / "offences.jsonl").read_text("utf-8").splitlines()]
        more = []
        for number, code in enumerate(spare):
            for row in rows:
                if row["state"] == have[number % len(have)]:
                    name = f"{code.lower()}{row['id'][2:]}"
                    more.append({**row, "state": code, "id": name})
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in more)
        with (place / "offences.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(lines)
        looked = (place / "looked.jsonl").read_text("utf-8").splitlines(keepends=True)
        kept = "".join(one for one in looked if json.loads(one)["state"] not in spare)
        (place / "looked.jsonl").write_text(kept, "utf-8")  # a copy has what was not found there
        begun = time.perf_counter()
        books.of(release)
        loaded = time.perf_counter() - begun
        times = {}
        for size, which in ((len(have), in_use()), (len(have) + len(spare), release)):
            begun = time.perf_counter()
            found = matrix(date(2026, 11, 10), which)
            list(found.pairs())
            times[size] = time.perf_counter() - begun
        books.of.cache_clear()
    text = ", ".join(f"{size} States {seconds * 1000:.0f} ms" for size, seconds in times.items())
    return f"matrix: {text}; {len(rows) + len(more)} provisions load in {loaded * 1000:.0f} ms"
