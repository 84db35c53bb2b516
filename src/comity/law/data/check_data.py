#!/usr/bin/env python3
# ruff: noqa
# mypy: ignore-errors
# A tool for whoever changes the data; it is run by hand and by tests/law, never by a node.
"""Checks the reference data in this folder. Standard library only.

Exit status 0 when every check passes, 1 otherwise. Prints row counts per file
and, for treaty_status.csv, per treaty.
"""
import collections
import csv
import datetime
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

FILES = {
    "states.csv": dict(
        cols=["alpha2", "alpha3", "name", "iso_name", "un_languages", "official_languages",
              "region", "subregion", "un_member", "source_url", "as_of"],
        key=["alpha2"], need=["alpha2", "alpha3", "name", "un_member"], dates=["as_of"]),
    "treaties.csv": dict(
        cols=["id", "short_name", "full_name", "depositary", "series_number", "opened",
              "entered_into_force", "kind", "source_url", "as_of", "note"],
        key=["id"], need=["id", "short_name", "full_name", "depositary", "kind"],
        dates=["opened", "entered_into_force", "as_of"],
        vocab={"kind": {"multilateral", "eu", "bilateral", "network"}}),
    "treaty_status.csv": dict(
        cols=["treaty_id", "state", "signed", "ratified", "in_force", "status", "source_url",
              "as_of", "note"],
        key=["treaty_id", "state"], need=["treaty_id", "state", "status"],
        dates=["signed", "ratified", "in_force", "as_of"], order=["signed", "ratified", "in_force"],
        vocab={"status": {"party", "signatory", "invited", "ratified_pending", "member",
                          "associated", "applies", "not_bound"}}),
    "declarations.csv": dict(
        cols=["state", "treaty_id", "article", "effect", "authority", "effective_from",
              "effective_to", "source_url", "as_of", "note"],
        key=["state", "treaty_id", "article", "effect", "authority", "effective_from"],
        need=["state", "treaty_id", "article", "effect"],
        dates=["effective_from", "effective_to", "as_of"],
        order=["effective_from", "effective_to"]),
    "cnas.csv": dict(
        cols=["state", "role", "institution", "website", "source_url", "as_of", "confidence",
              "note"],
        key=["state", "role", "institution"], need=["state", "role", "institution", "confidence"],
        dates=["as_of"],
        vocab={"role": {"24_7_contact_point", "central_authority_mla", "national_csirt",
                        "cybercrime_unit", "data_protection_authority", "spam_authority"},
               "confidence": {"primary", "secondary"}}),
    "spam_laws.csv": dict(
        cols=["state", "law", "section", "in_force", "authority", "status", "source_url", "as_of",
              "note"],
        key=["state", "law"], need=["state", "law", "status"], dates=["in_force", "as_of"],
        vocab={"status": {"in_force", "no_specific_law", "unknown"}}),
}

DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
SLUG = re.compile(r"^[a-z0-9_]+$")
ARTICLE = re.compile(r"^(all|\d{1,2}(\(\d{1,2}\))?(\([a-z]\))?)$")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\[at\]", re.I)
PHONE = re.compile(r"\+\d[\d ()/-]{7,}\d")
TODAY = datetime.date.today()

errors = []


def err(name, line, message):
    errors.append("%s line %d: %s" % (name, line, message))


def parse(value):
    """First day of a full or partial ISO date; ValueError when it is not one."""
    if not DATE.match(value):
        raise ValueError(value)
    parts = [int(x) for x in value.split("-")] + [1, 1]
    return datetime.date(parts[0], parts[1], parts[2])


def load(name):
    path = os.path.join(HERE, name)
    if not os.path.exists(path):
        errors.append("%s: file missing" % name)
        return []
    with open(path, encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames != FILES[name]["cols"]:
            errors.append("%s: header is %s" % (name, reader.fieldnames))
            return []
        rows = []
        for row in reader:
            if None in row or None in row.values():
                err(name, reader.line_num, "wrong number of fields")
                continue
            rows.append((reader.line_num, row))
        return rows


def main():
    data = {name: load(name) for name in FILES}
    states = {row["alpha2"] for _, row in data["states.csv"]}
    treaties = {row["id"] for _, row in data["treaties.csv"]}

    for name, spec in FILES.items():
        seen = {}
        for line, row in data[name]:
            for column, value in row.items():
                if value != value.strip():
                    err(name, line, "stray spaces in %s" % column)
                if "\n" in value:
                    err(name, line, "line break in %s" % column)
                if column != "source_url" and EMAIL.search(value):
                    err(name, line, "e-mail address in %s" % column)
                if column != "source_url" and PHONE.search(value):
                    err(name, line, "telephone number in %s" % column)
            for column in spec["need"] + ["source_url", "as_of"]:
                if not row[column]:
                    err(name, line, "%s is empty" % column)
            if row["source_url"] and not re.match(r"^(https?://\S+|urn:\S+)$", row["source_url"]):
                err(name, line, "bad source_url %r" % row["source_url"])
            if row.get("website") and not re.match(r"^https?://\S+$", row["website"]):
                err(name, line, "bad website %r" % row["website"])
            if "state" in row and row["state"] not in states:
                err(name, line, "unknown state %r" % row["state"])
            if "treaty_id" in row and row["treaty_id"] not in treaties:
                err(name, line, "unknown treaty %r" % row["treaty_id"])
            for column in spec["dates"]:
                if row[column]:
                    try:
                        day = parse(row[column])
                    except ValueError:
                        err(name, line, "bad date in %s: %r" % (column, row[column]))
                    else:
                        if column == "as_of" and day > TODAY:
                            err(name, line, "as_of lies in the future: %s" % row[column])
            order = [c for c in spec.get("order", []) if len(row[c]) == 10]
            values = [row[c] for c in order]
            if values != sorted(values):
                err(name, line, "dates out of order: %s" % dict(zip(order, values)))
            for column, allowed in spec.get("vocab", {}).items():
                if row[column] not in allowed:
                    err(name, line, "unknown %s %r" % (column, row[column]))
            key = tuple(row[c] for c in spec["key"])
            if key in seen:
                err(name, line, "duplicate of line %d: %s" % (seen[key], key))
            seen[key] = line

    for line, row in data["states.csv"]:
        if not re.match(r"^[A-Z]{2}$", row["alpha2"]) or not re.match(r"^[A-Z]{3}$", row["alpha3"]):
            err("states.csv", line, "bad ISO code")
        if row["un_member"] not in ("y", "n"):
            err("states.csv", line, "un_member must be y or n")
        if set(filter(None, row["un_languages"].split(";"))) - {"ar", "zh", "en", "fr", "ru", "es"}:
            err("states.csv", line, "not a UN language: %s" % row["un_languages"])
    for line, row in data["treaties.csv"]:
        if not re.match(r"^[a-z0-9-]+$", row["id"]):
            err("treaties.csv", line, "bad id %r" % row["id"])
    for line, row in data["declarations.csv"]:
        if not SLUG.match(row["effect"]):
            err("declarations.csv", line, "effect is not a slug: %r" % row["effect"])
        if not ARTICLE.match(row["article"]):
            err("declarations.csv", line, "bad article %r" % row["article"])

    status = {(row["treaty_id"], row["state"]): row for _, row in data["treaty_status.csv"]}
    for line, row in data["declarations.csv"]:
        if (row["treaty_id"], row["state"]) not in status:
            err("declarations.csv", line, "%s has no status row for %s"
                % (row["state"], row["treaty_id"]))
    used = {key[0] for key in status}
    for treaty in sorted(treaties - used):
        errors.append("treaties.csv: no status row for %s" % treaty)
    members = sum(1 for _, row in data["states.csv"] if row["un_member"] == "y")
    if members != 193:
        errors.append("states.csv: %d UN members, 193 expected" % members)

    print("Rows per file")
    for name in FILES:
        print("  %-18s %5d" % (name, len(data[name])))
    print("Status rows per treaty")
    table = collections.defaultdict(collections.Counter)
    for (treaty, _), row in status.items():
        table[treaty][row["status"]] += 1
    bilateral = [t for t in table if re.match(r"^us-[a-z]{2}-mlat$", t)]
    for treaty in sorted(table):
        if treaty in bilateral:
            continue
        detail = ", ".join("%s %d" % (k, v) for k, v in sorted(table[treaty].items()))
        print("  %-24s %4d  (%s)" % (treaty, sum(table[treaty].values()), detail))
    print("  %-24s %4d  (%d instruments)" % ("us-xx-mlat", sum(
        sum(table[t].values()) for t in bilateral), len(bilateral)))
    print("Declaration rows per treaty")
    count = collections.Counter(row["treaty_id"] for _, row in data["declarations.csv"])
    for treaty, number in sorted(count.items()):
        print("  %-24s %4d" % (treaty, number))
    print("Authority rows per role")
    count = collections.Counter(row["role"] for _, row in data["cnas.csv"])
    for role, number in sorted(count.items()):
        print("  %-26s %4d" % (role, number))

    if errors:
        print("FAILED: %d problem(s)" % len(errors))
        for message in errors[:200]:
            print("  " + message)
        return 1
    print("OK")
    return 0


if __name__ == "__main__":
    sys.exit(main())
