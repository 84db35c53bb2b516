#!/usr/bin/env python3
# ruff: noqa
# mypy: ignore-errors
# A tool for whoever changes the data; it is run by hand and by tests/law, never by a node.
"""Check offences.jsonl against offences_vocabulary.json and print the coverage.

Standard library only.  Exit status 0 when no error was found, 1 otherwise.

    python3 check_offences.py [--data DIR] [--quiet] [--types TYPE,TYPE]
"""
import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

FIELDS = {
    "id", "state", "statute", "provision", "in_force_from", "in_force_to",
    "status", "harmonised_types", "elements", "mental", "attempt", "penalty",
    "aggravated", "source_url", "source_reliability", "seen_in", "as_of", "note",
}
OPTIONAL = {"threshold_values", "complaint_required"}
ELEMENT_GROUPS = {"required", "alternatives", "qualifiers", "thresholds"}
PENALTY = {"min_months", "max_months", "fine", "life", "notes"}
GAP_FIELDS = {
    "id", "state", "harmonised_types", "from_date", "to_date", "kind",
    "statement", "source_url", "source_reliability", "also_seen",
}
GAP_KINDS = {"no_offence", "outside_text"}
GENERAL_PART = {"attempt", "aiding", "corporate_liability"}
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
STATE = re.compile(r"[A-Z]{2}")
IDENT = re.compile(r"[a-z]{2}-[A-Za-z0-9-]+")


def read_jsonl(path):
    rows = []
    with path.open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, 1):
            if not line.strip():
                continue
            try:
                rows.append((number, json.loads(line)))
            except ValueError as error:
                raise SystemExit(f"{path.name}:{number}: not JSON: {error}")
    return rows


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def closure(slugs, implies):
    found, queue = set(slugs), list(slugs)
    while queue:
        for other in implies.get(queue.pop(), []):
            if other not in found:
                found.add(other)
                queue.append(other)
    return found


class Checker:
    def __init__(self, vocabulary):
        self.elements = vocabulary["elements"]
        self.implies = vocabulary["implies"]
        self.types = vocabulary["types"]
        self.aggravations = vocabulary["aggravating_circumstances"]
        self.enums = vocabulary["enums"]
        self.facets = vocabulary["element_facets"]
        self.ladder = vocabulary["mental_ladder"]
        self.interpretive = vocabulary["interpretive_implications"]
        self.categories = vocabulary["type_categories"]
        self.errors, self.warnings = [], []

    def error(self, where, text):
        self.errors.append(f"{where}: {text}")

    def warn(self, where, text):
        self.warnings.append(f"{where}: {text}")

    # ---- vocabulary
    def check_vocabulary(self):
        for slug, entry in self.elements.items():
            if not re.fullmatch(r"[a-z][a-z0-9_]*", slug):
                self.error("vocabulary", f"bad slug {slug!r}")
            if entry.get("facet") not in self.facets:
                self.error("vocabulary", f"{slug}: unknown facet {entry.get('facet')!r}")
            if not entry.get("definition"):
                self.error("vocabulary", f"{slug}: no definition")
        for slug, targets in self.implies.items():
            for name in [slug, *targets]:
                if name not in self.elements:
                    self.error("vocabulary", f"implies: {name!r} not defined")
        for rule in self.interpretive:
            for name in [*rule["if_all"], rule["then"]]:
                if name not in self.elements:
                    self.error("vocabulary", f"interpretive: {name!r} not defined")
        for name, entry in self.types.items():
            if entry["category_com2007_267"] not in self.categories:
                self.error("vocabulary", f"type {name}: unknown category")
            for slug in entry["baseline_elements"]:
                if slug not in self.elements:
                    self.error("vocabulary", f"type {name}: {slug!r} not defined")

    # ---- shared
    def check_url(self, where, value):
        parts = urlsplit(value or "")
        if parts.scheme not in ("http", "https") or not parts.netloc or " " in value:
            self.error(where, f"bad source_url {value!r}")

    def check_types(self, where, names):
        if not names:
            self.error(where, "no harmonised type")
        for name in names:
            if name not in self.types:
                self.error(where, f"unknown type {name!r}")
        if len(names) != len(set(names)):
            self.error(where, "type listed twice")

    # ---- provisions
    def check_record(self, record):
        where = record.get("id", "?")
        missing = FIELDS - record.keys()
        extra = record.keys() - FIELDS - OPTIONAL
        if missing:
            self.error(where, f"missing {sorted(missing)}")
            return
        if extra:
            self.error(where, f"unknown fields {sorted(extra)}")
        if not IDENT.fullmatch(where):
            self.error(where, "bad id")
        if not STATE.fullmatch(record["state"]):
            self.error(where, "state is not an alpha-2 code")
        elif not where.startswith(record["state"].lower() + "-"):
            self.error(where, "id does not start with the state")
        for name in ("statute", "provision"):
            if not isinstance(record[name], str) or not record[name].strip():
                self.error(where, f"empty {name}")
        self.check_dates(where, record)
        self.check_types(where, record["harmonised_types"])
        self.check_elements(where, record)
        self.check_penalty(where, record)
        if record["mental"] not in self.enums["mental"]:
            self.error(where, f"unknown mental {record['mental']!r}")
        if record["attempt"] not in (True, False, None):
            self.error(where, "attempt must be true, false or null")
        if record["source_reliability"] not in self.enums["source_reliability"]:
            self.error(where, "unknown source_reliability")
        self.check_url(where, record["source_url"])
        if record["seen_in"] is not None and not isinstance(record["seen_in"], str):
            self.error(where, "seen_in must be text or null")
        if not isinstance(record["note"], str):
            self.error(where, "note must be text")
        elif len(record["note"]) > 600:
            self.error(where, "note too long: facts only")
        if "complaint_required" in record and not isinstance(record["complaint_required"], bool):
            self.error(where, "complaint_required must be true or false")

    def check_dates(self, where, record):
        if record["status"] not in self.enums["status"]:
            self.error(where, f"unknown status {record['status']!r}")
        start, end = record["in_force_from"], record["in_force_to"]
        if start is not None and not PARTIAL_DATE.fullmatch(start):
            self.error(where, f"bad in_force_from {start!r}")
        if record["status"] == "current" and end is not None:
            self.error(where, "current provision with in_force_to")
        if record["status"] == "historical":
            if end is None:
                self.error(where, "historical provision without in_force_to")
            elif end != "unknown" and not PARTIAL_DATE.fullmatch(end):
                self.error(where, f"bad in_force_to {end!r}")
        if start and end and end != "unknown" and start > end:
            self.error(where, "in_force_from after in_force_to")
        if not FULL_DATE.fullmatch(record["as_of"] or ""):
            self.error(where, "bad as_of")

    def check_elements(self, where, record):
        elements = record["elements"]
        if set(elements) != ELEMENT_GROUPS:
            self.error(where, "elements must have required, alternatives, qualifiers, thresholds")
            return
        alternatives = elements["alternatives"]
        for group in alternatives:
            if not isinstance(group, list) or not group:
                self.error(where, "empty alternative group")
        listed = [
            *elements["required"], *elements["qualifiers"], *elements["thresholds"],
            *(slug for group in alternatives for slug in group),
        ]
        if not listed:
            self.error(where, "no elements")
        general = set(record["harmonised_types"]) <= GENERAL_PART
        if not general and "referred_offence_met" not in elements["thresholds"]:
            if not any(self.elements.get(s, {}).get("facet") == "conduct" for s in listed):
                self.error(where, "no conduct element")
        for slug in listed:
            if slug not in self.elements:
                self.error(where, f"unknown element {slug!r}")
        for name in ("required", "qualifiers", "thresholds"):
            if len(elements[name]) != len(set(elements[name])):
                self.error(where, f"{name}: element listed twice")
        for slug in elements["thresholds"]:
            if self.elements.get(slug, {}).get("facet") not in ("threshold", None):
                self.error(where, f"{slug!r} is not a threshold")
        allowed = set(elements["thresholds"]) | {"loss_minimum"}
        for value in record.get("threshold_values", []):
            if set(value) != {"threshold", "measure", "op", "value", "unit"}:
                self.error(where, "bad threshold_values entry")
                continue
            if value["threshold"] not in allowed:
                self.error(where, f"value for a threshold not listed: {value['threshold']!r}")
            if value["op"] != ">=" or not is_number(value["value"]):
                self.error(where, "threshold value must be a number with >=")
        if record["mental"] in self.ladder:
            degrees = closure(elements["required"], self.implies)
            level = self.ladder.index(record["mental"])
            stated = [self.ladder.index(s) for s in degrees if s in self.ladder]
            if record["mental"] == "intent" and stated and max(stated) < level:
                groups = [g for g in alternatives if any("intent" in closure([s], self.implies) for s in g)]
                if not groups:
                    self.warn(where, "mental is intent but no element says so")

    def check_penalty(self, where, record):
        penalty = record["penalty"]
        if set(penalty) != PENALTY:
            self.error(where, "bad penalty fields")
            return
        low, high = penalty["min_months"], penalty["max_months"]
        for value in (low, high):
            if value is not None and (not is_number(value) or not 0 <= value <= 600):
                self.error(where, f"bad months {value!r}")
        if is_number(low) and is_number(high) and low > high:
            self.error(where, "minimum above maximum")
        if penalty["fine"] not in (True, False, None) or not isinstance(penalty["life"], bool):
            self.error(where, "bad fine or life")
        for item in record["aggravated"]:
            extra = item.keys() - {"circumstance", "min_months", "max_months", "life", "note"}
            if extra or "circumstance" not in item:
                self.error(where, "bad aggravated entry")
                continue
            if item["circumstance"] not in self.aggravations:
                self.error(where, f"unknown circumstance {item['circumstance']!r}")
            low, high = item["min_months"], item["max_months"]
            if is_number(low) and is_number(high) and low > high:
                self.error(where, "aggravated: minimum above maximum")

    # ---- gaps
    def check_gap(self, record):
        where = record.get("id", "?")
        if set(record) != GAP_FIELDS:
            self.error(where, "gap: bad fields")
            return
        if not STATE.fullmatch(record["state"]):
            self.error(where, "gap: bad state")
        if record["kind"] not in GAP_KINDS:
            self.error(where, "gap: bad kind")
        for name in ("from_date", "to_date"):
            if record[name] is not None and not PARTIAL_DATE.fullmatch(record[name]):
                self.error(where, f"gap: bad {name}")
        self.check_types(where, record["harmonised_types"])
        self.check_url(where, record["source_url"])
        if record["source_reliability"] not in self.enums["source_reliability"]:
            self.error(where, "gap: unknown source_reliability")


def matrix(records, types, gaps):
    """State x type table: number of provisions; h = historical only; - = documented gap."""
    cells, only_old = Counter(), defaultdict(lambda: True)
    for record in records:
        for name in record["harmonised_types"]:
            cells[record["state"], name] += 1
            if record["status"] == "current":
                only_old[record["state"], name] = False
    holes = {(g["state"], t) for g in gaps for t in g["harmonised_types"]}
    states = sorted({r["state"] for r in records} | {g["state"] for g in gaps})
    heads = [f"{i + 1:>3}" for i in range(len(types))]
    lines = [f"{i + 1:>3} {name}" for i, name in enumerate(types)]
    lines += ["", "State" + "".join(heads) + "  all"]
    for state in states:
        row = []
        for name in types:
            count = cells[state, name]
            text = "." if not count else f"{count}h" if only_old[state, name] else str(count)
            if (state, name) in holes:
                text = (text if count else "") + "-"
            row.append(f"{text:>3}")
        total = sum(1 for r in records if r["state"] == state)
        lines.append(f"{state:<5}" + "".join(row) + f"{total:>5}")
    lines.append("States" + "".join(
        f"{sum(1 for s in states if cells[s, n]):>3}" for n in types)[1:])
    return "\n".join(lines)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--quiet", action="store_true", help="no matrix")
    parser.add_argument("--types", help="comma-separated columns")
    options = parser.parse_args(argv)
    vocabulary = json.loads((options.data / "offences_vocabulary.json").read_text(encoding="utf-8"))
    records = [r for _, r in read_jsonl(options.data / "offences.jsonl")]
    gap_file = options.data / "offence_gaps.jsonl"
    gaps = [r for _, r in read_jsonl(gap_file)] if gap_file.exists() else []
    checker = Checker(vocabulary)
    checker.check_vocabulary()
    for name, count in Counter(r.get("id") for r in [*records, *gaps]).items():
        if count > 1:
            checker.error(name, f"id used {count} times")
    for record in records:
        checker.check_record(record)
    for record in gaps:
        checker.check_gap(record)
    if not options.quiet:
        types = options.types.split(",") if options.types else list(checker.types)
        print(matrix(records, types, gaps))
        print()
        print("number = provisions, h = only superseded text, - = documented gap, . = no data")
        print("reliability:", dict(Counter(r["source_reliability"] for r in records)))
        print("status:", dict(Counter(r["status"] for r in records)))
    for line in checker.warnings:
        print("warning:", line)
    for line in checker.errors:
        print("ERROR:", line)
    print(f"{len(records)} provisions, {len({r['state'] for r in records})} States, "
          f"{len(gaps)} documented gaps, {len(checker.errors)} errors, {len(checker.warnings)} warnings")
    return 1 if checker.errors else 0


if __name__ == "__main__":
    sys.exit(main())
