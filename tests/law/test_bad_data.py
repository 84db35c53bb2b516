"""Wrong offence data, change logs and bundles: each is refused with its file, its line and the reason."""

import json
import shutil
import zlib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from comity.law import bundles, changes, limits
from comity.law.errors import DataRowError, LawError
from comity.law.offences import Offences
from comity.law.release import FILES, Release, packaged

Rows = dict[str, Any]
NAMES = ("offences_vocabulary.json", "offences.jsonl", "offence_gaps.jsonl", "looked.jsonl")
DATA = {name: packaged().bytes_of(name).decode() for name in NAMES}


def load(vocabulary: str, provisions: str, gaps: str, looked: str) -> Offences:
    return Offences(vocabulary.encode(), provisions.encode(), gaps.encode(), looked.encode())


def with_vocabulary(change: Callable[[Rows], None]) -> list[str]:
    found = json.loads(DATA[NAMES[0]])
    change(found)
    return [json.dumps(found), DATA[NAMES[1]], DATA[NAMES[2]], DATA[NAMES[3]]]


def with_row(place: int, file: int, change: Callable[[Rows], object]) -> list[str]:
    lines = DATA[NAMES[file]].splitlines()
    row = json.loads(lines[place])
    added = change(row)
    lines[place] = json.dumps(row)
    if isinstance(added, dict):
        lines.append(json.dumps(added))
    texts = [DATA[name] for name in NAMES]
    texts[file] = "\n".join(lines)
    return texts


def provision(change: Callable[[Rows], object]) -> list[str]:
    return with_row(0, 1, change)


def gap(change: Callable[[Rows], object]) -> list[str]:
    return with_row(0, 2, change)


def put(**values: Any) -> Callable[[Rows], None]:
    return lambda row: row.update(values)


def inside(name: str, **values: Any) -> Callable[[Rows], None]:
    return lambda row: row[name].update(values)


def twin(**values: Any) -> Callable[[Rows], Rows]:
    """The same provision a second time, under another id and with these values."""
    return lambda row: {**row, "id": row["id"] + "-b", **values}


OLD = {"status": "historical", "in_force_from": "1990-01-01", "in_force_to": "2030-01-01"}
WRONG: dict[str, tuple[list[str], str]] = {
    "an element implies itself": (
        with_vocabulary(lambda v: v["implies"].update(negligence=["fraudulent_intent"])),
        "implies itself",
    ),
    "two elements imply each other": (
        with_vocabulary(
            lambda v: (
                v["implies"].update(malware=["any_article_or_data"])
                or v["implies"].update(any_article_or_data=["malware"])
            )
        ),
        "implies itself",
    ),
    "a reading that goes round": (
        with_vocabulary(
            lambda v: v["interpretive_implications"].append(
                {"if_all": ["fraudulent_manner"], "then": "without_right", "basis": "none"}
            )
        ),
        "implies itself",
    ),
    "an implication of an unknown slug": (
        with_vocabulary(lambda v: v["implies"].update(access=["entry"])),
        "'entry' is not in the vocabulary",
    ),
    "a facet that is none": (
        with_vocabulary(lambda v: v["elements"]["access"].update(facet="deed")),
        "is no facet",
    ),
    "a type without a minimum": (
        with_vocabulary(lambda v: v["types"]["spam"].update(baseline_elements=[])),
        "types.spam.baseline_elements",
    ),
    "an unknown element": (provision(inside("elements", required=["acces"])), "line 1"),
    "an element twice": (provision(inside("elements", required=["intent", "intent"])), "twice"),
    "an empty group": (provision(inside("elements", alternatives=[[]])), "alternatives"),
    "no conduct": (provision(inside("elements", required=["intent"])), "no conduct"),
    "a threshold that is none": (
        provision(inside("elements", required=["access"], thresholds=["access"])),
        "thresholds",
    ),
    "an unknown type": (provision(put(harmonised_types=["hacking"])), "harmonised_types"),
    "no type": (provision(put(harmonised_types=[])), "harmonised_types"),
    "months below none": (provision(inside("penalty", max_months=-1)), "penalty.max_months"),
    "a minimum above the maximum": (provision(inside("penalty", min_months=600)), "above"),
    "months as text": (provision(inside("penalty", max_months="12")), "penalty.max_months"),
    "an unknown circumstance": (
        provision(
            put(
                aggravated=[
                    {"circumstance": "bad", "min_months": 1, "max_months": 2, "life": False}
                ]
            )
        ),
        "aggravated",
    ),
    "no source": (provision(put(source_url="")), "source_url"),
    "a source that is no address": (provision(put(source_url="the law")), "source_url"),
    "no reliability": (provision(put(source_reliability="hearsay")), "source_reliability"),
    "no day seen": (provision(put(as_of="2021")), "as_of"),
    "no such day": (provision(put(as_of="2021-02-30")), "line 1"),
    "an end of a current text": (provision(put(in_force_to="2020-01-01")), "in_force_to"),
    "a superseded text without an end": (provision(put(status="historical")), "in_force_to"),
    "an end before its beginning": (
        provision(put(status="historical", in_force_from="2020", in_force_to="2010")),
        "after",
    ),
    "a field more": (provision(put(opinion="bad law")), "opinion"),
    "a field less": (provision(lambda row: row.pop("note") and None), "note"),
    "an id of another State": (provision(put(id="zz-fdl34-10")), "does not begin"),
    "an id twice": (provision(dict), "stands twice"),
    "two current texts": (provision(twin()), "two current texts"),
    "overlapping dates": (
        provision(lambda row: row.update(in_force_from="2000-01-01") or twin(**OLD)(row)),
        "same time",
    ),
    "a gap of an unknown kind": (gap(put(kind="maybe")), "kind"),
    "a gap without a source": (gap(put(source_url="")), "source_url"),
    "a gap of an unknown type": (gap(put(harmonised_types=["hacking"])), "harmonised_types"),
    "a gap with a wrong date": (gap(put(to_date="June 2000")), "to_date"),
    "a gap in a month that is none": (gap(put(from_date="2020-13")), "line 1"),
    "a gap that ends before it begins": (
        gap(put(from_date="2020-01-01", to_date="2010")),
        "after to_date",
    ),
    "looked for on no such day": (with_row(0, 3, put(as_of="2026-02-30")), "line 1"),
    "looked for nowhere": (with_row(0, 3, put(looked_in="")), "looked_in"),
    "looked for an unknown type": (with_row(0, 3, put(type="hacking")), "looked.jsonl line 1"),
    "looked for twice": (with_row(0, 3, dict), "twice"),
    "looked for and recorded": (with_row(0, 3, put(state="DE", type="illegal_access")), "recorded"),
    "looked for, with another result": (with_row(0, 3, put(result="found")), "result"),
    "a line cut short": ([DATA[NAMES[0]], DATA[NAMES[1]][:200], DATA[NAMES[2]], ""], "line 1"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_offence_data_is_refused_with_its_place(case: str) -> None:
    texts, words = WRONG[case]
    with pytest.raises(DataRowError) as refused:
        load(*texts)
    assert words in refused.value.sentence


def test_the_packaged_data_is_right() -> None:
    assert len(load(*(DATA[name] for name in NAMES)).provisions) >= 540
    assert packaged().check()["changes.jsonl"] >= 1


CHANGE = {
    "id": "2026-900",
    "date": "2026-11-26",
    "file": "offences.jsonl",
    "key": "ae-fdl34-10",
    "kind": "corrected",
    "what": "note",
    "why": "because",
    "source_url": "https://law.example/text",
    "source_reliability": "primary",
    "reviewer": "Ministry (invented)",
}
LOG: dict[str, tuple[list[Rows], str]] = {
    "no source": ([{**CHANGE, "source_url": ""}], "source_url"),
    "no reviewer": ([{**CHANGE, "reviewer": ""}], "reviewer"),
    "another kind": ([{**CHANGE, "kind": "changed"}], "kind"),
    "no such day": ([{**CHANGE, "date": "2026-02-30"}], "line 1, date"),
    "another file": ([{**CHANGE, "file": "../offences.jsonl"}], "line 1, file"),
    "wrong on its second line": ([CHANGE, {**CHANGE, "why": ""}], "line 2, why"),
    "twice": ([CHANGE, CHANGE], "twice"),
}


@pytest.mark.parametrize("case", LOG)
def test_a_wrong_change_log_is_refused(case: str) -> None:
    rows, words = LOG[case]
    with pytest.raises(DataRowError) as refused:
        changes.read("\n".join(map(json.dumps, rows)).encode())
    assert words in refused.value.sentence


@pytest.mark.parametrize("kind", ["added", "removed", "corrected"])
def test_a_changed_row_needs_an_entry(kind: str) -> None:
    before = {"offences.jsonl": changes.digests(DATA["offences.jsonl"].encode(), "offences.jsonl")}
    baseline = changes.Baseline(release="2026-11-22", rows=before)
    lines = DATA["offences.jsonl"].splitlines()
    row = json.loads(lines[0])
    if kind == "removed":
        lines = lines[1:]
    elif kind == "corrected":
        lines[0] = json.dumps({**row, "note": "mended"})
    else:
        row["id"] = "ae-new"
        lines.append(json.dumps(row))
    changed = {"offences.jsonl": "\n".join(lines).encode()}
    assert changes.undocumented(baseline, (), changed) == [("offences.jsonl", row["id"], kind)]
    told = changes.read(json.dumps({**CHANGE, "key": row["id"], "kind": kind}).encode())
    assert changes.undocumented(baseline, told, changed) == []
    assert changes.baseless(baseline, told, changed) == []
    same = {"offences.jsonl": DATA["offences.jsonl"].encode()}
    assert changes.baseless(baseline, told, same) == ["2026-900"]


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_state_that_is_none_is_refused(place: int, tmp_path: Path) -> None:
    copy = shutil.copytree(str(files("comity.law").joinpath("data")), tmp_path / "data")
    texts = with_row(0, place, put(state="QQ", id="qq-1") if place < 3 else put(state="QQ"))
    (copy / NAMES[place]).write_text(texts[place], "utf-8")
    with pytest.raises(DataRowError) as refused:
        Release(copy).check()
    assert "is no State of the data" in refused.value.sentence
    assert f"{NAMES[place]} line 1" in refused.value.sentence


def bundle(change: Callable[[Rows], None] = lambda plain: None) -> bytes:
    plain = json.loads(zlib.decompress(bundles.pack(packaged())))
    change(plain)
    return zlib.compress(json.dumps(plain).encode())


BUNDLES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "BundleFormatError"),
    "noise": (b"\x00" * 100, "BundleFormatError"),
    "cut short": (bundles.pack(packaged())[:-10], "BundleFormatError"),
    "something behind it": (bundles.pack(packaged()) + b"x", "BundleFormatError"),
    "a file less": (bundle(lambda p: p["files"].pop("holds.json")), "BundleFormatError"),
    "a file more": (bundle(lambda p: p["files"].update({"more.csv": ""})), "BundleFormatError"),
    "a way out of the folder": (
        bundle(lambda p: p["files"].update({"../etc/passwd": ""})),
        "BundleFormatError",
    ),
    "a file twice": (
        zlib.compress(b'{"format":"comity-law-1","files":{"a":"","a":""}}'),
        "BundleFormatError",
    ),
    "another form": (bundle(lambda p: p.update(format="comity-law-2")), "BundleFormatError"),
    "a number for a file": (
        bundle(lambda p: p["files"].update({"holds.json": 1})),
        "BundleFormatError",
    ),
    "a changed file": (
        bundle(lambda p: p["files"].update({"spam_laws.csv": p["files"]["spam_laws.csv"] + " "})),
        "BundleOtherError",
    ),
    "too much": (zlib.compress(b" " * (limits.BUNDLE_PLAIN_BYTES + 1)), "BundleTooLargeError"),
    "a large file": (b"x" * (limits.BUNDLE_BYTES + 1), "BundleTooLargeError"),
}


@pytest.mark.parametrize("case", BUNDLES)
def test_a_wrong_bundle_is_refused_by_name(case: str) -> None:
    data, name = BUNDLES[case]
    with pytest.raises(LawError) as refused:
        bundles.unpack(data, packaged().digest)
    assert refused.value.code == name


def test_a_bundle_gives_the_same_release_back() -> None:
    data = bundles.pack(packaged())
    release = bundles.unpack(data, packaged().digest)
    assert all(release.bytes_of(name) == packaged().bytes_of(name) for name in FILES)
    assert bundles.pack(release) == data


def test_a_bundle_with_a_wrong_row_is_not_taken() -> None:
    data = bundle(
        lambda p: p["files"].update(
            {"offences.jsonl": p["files"]["offences.jsonl"].replace('"access"', '"acces"', 1)}
        )
    )
    with pytest.raises(LawError):
        bundles.unpack_any(data)
