"""The packaged data loads strictly and is right; wrong data is refused with its place."""

import json
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from comity.law import dataitems, documents, limits, sources
from comity.law.errors import (
    DataFileMissingError,
    DataRowError,
    UnknownCategoryError,
    UnknownDataItemError,
)
from comity.law.release import Release, packaged

DATA = Path(str(files("comity.law").joinpath("data")))


@pytest.fixture
def copy(tmp_path):
    """A release of our own to spoil."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def test_everything_loads():
    counts = packaged().check()
    assert sum(count for file, count in counts.items() if file.startswith("carries_")) == 53
    assert counts["measures.json"] == 22
    assert min(counts.values()) > 0


@pytest.mark.parametrize("script", ["check_data.py", "check_offences.py"])
def test_the_datas_own_checks_pass(script):
    done = subprocess.run(
        [sys.executable, str(DATA / script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_digest_changes_with_any_byte(copy):
    before = Release(copy).digest
    assert before == packaged().digest
    path = copy / "spam_laws.csv"
    path.write_text(path.read_text("utf-8").replace("in_force,http", "unknown,http", 1), "utf-8")
    assert Release(copy).digest != before


def swap(file, old, new):
    """Replace the first occurrence; the text must be there."""

    def spoil(folder):
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return spoil


def write(file, data):
    def spoil(folder):
        (folder / file).write_bytes(data)

    return spoil


def edit(file, change):
    """Change the JSON value in place."""

    def spoil(folder):
        value = json.loads((folder / file).read_text("utf-8"))
        change(value)
        (folder / file).write_text(json.dumps(value), "utf-8")

    return spoil


SPOILT = {
    "unknown State in a status": (swap("treaty_status.csv", "arab-it-2010,AE,", "arab-it-2010,ZZ,"), "line 2"),
    "unknown treaty": (swap("declarations.csv", "AD,cets-185,", "AD,cets-999,"), "line 2"),
    "a status that is none": (swap("treaty_status.csv", ",party,", ",bound,"), "status"),
    "a date that is none": (swap("treaty_status.csv", "2010-12-21", "2010-13-21"), "signed"),
    "dates that run backwards": (swap("treaty_status.csv", "2018-06-29,2018-10-01", "2018-06-29,2017-10-01"), "in_force"),
    "a header of another table": (swap("states.csv", "alpha2,", "alpha,"), "states.csv line 1"),
    "a row cut short": (swap("treaties.csv", ",multilateral,", ","), "fields where"),
    "a number of a person": (swap("cnas.csv", "Dubai Police", "Dubai Police +971 4 1234567"), "institution"),
    "the same row twice": (swap("states.csv", "\nAE,", "\nAD,"), "line 3"),
    "not UTF-8": (write("states.csv", b"alpha2,\xff\n"), "UTF-8"),
    "too large": (write("states.csv", b"a" * (limits.DATA_FILE_BYTES + 1)), "larger than"),
    "JSON cut short": (swap("grounds.json", "]", ""), "grounds.json line"),
    "a key twice": (swap("grounds.json", '"code": "R-POL"', '"code": "R-POL", "code": "R-POL"'), "twice"),
    "NaN": (swap("clocks.json", '"days": 60', '"days": NaN'), "NaN"),
    "an unknown key": (swap("measures.json", '"carried": true', '"carried": true, "new": 1'), "measures.0.new"),
    "a number for a text": (swap("measures.json", '"title": "Exp', '"title": 7, "was": "Exp'), "measures.0"),
    "a mark that is none": (swap("carries_budapest.json", '"mark": "V"', '"mark": "X"'), "mark"),
    "a text without end": (swap("measures.json", "Expedited preservation", "x" * 5000), "measures.0.title"),
    "an unknown ground": (swap("carries_budapest.json", '"code": "R-POL"', '"code": "R-XX"'), "carries.0.grounds.0"),
    "an unknown clock": (swap("carries_budapest.json", '"C1"', '"C99"'), "carries.0.clocks.0"),
    "an unknown instrument": (swap("carries_budapest.json", '"instrument": "cets-185"', '"instrument": "cets-1"'), "carries.0.instrument"),
    "an unknown source": (swap("carries_budapest.json", '"source": "BC"', '"source": "GUESS"'), "is no source"),
    "a row twice": (edit("carries_un.json", lambda v: v["carries"].append(v["carries"][0])), "twice"),
    "a clock with two lengths": (swap("clocks.json", '"hours": 96', '"hours": 96, "days": 4'), "not one length"),
    "a measure said to be carried that no row carries": (edit("measures.json", lambda v: v["measures"][18].update(carried=True)), "measures.18.carried"),
    "a row of an unknown rank": (edit("carries_un.json", lambda v: v["carries"][0].update(rank="best")), "carries.0.rank"),
    "a role that is none": (swap("carries_budapest.json", '"central_authority_mla"', '"chief"'), "authorities"),
    "precedence over a row that is none": (edit("carries.json", lambda v: v["displacements"][0].update(measure="M05")), "displacements.0"),
    "precedence of an unknown act": (edit("carries.json", lambda v: v["displacements"][0].update(by="eu-0")), "displacements.0.by"),
    "an alternative that is no measure": (edit("carries.json", lambda v: v["alternatives"][0].update(use=["M99"])), "alternatives.0.use"),
    "two rows of alternatives": (edit("carries.json", lambda v: v["alternatives"].append(v["alternatives"][0])), "alternatives"),
    "two lists of one instrument": (edit("carries.json", lambda v: v["listings"].append(v["listings"][0])), "listings"),
    "two readings of one declaration": (edit("carries.json", lambda v: v["readings"].append(v["readings"][0])), "readings"),
    "an unread treaty that is none": (edit("carries.json", lambda v: v["unread"].update(instruments=["x-1"])), "unread.instruments"),
    "a way that lacks what nobody named": (edit("ways.json", lambda v: v["ways"][0].update(lacks=["luck"])), "ways.0.lacks"),
    "a way of an unknown network": (edit("ways.json", lambda v: v["ways"][0].update(instrument="net")), "ways.0.instrument"),
    "a way to a State that is none": (edit("ways.json", lambda v: v["ways"][0].update(requested=["ZZ"])), "ways.0.requested"),
    "a competence of no State": (edit("competences.json", lambda v: v["competences"][0].update(state="ZZ")), "competences.0.state"),
    "a competence for no measure": (edit("competences.json", lambda v: v["competences"][0].update(measures=["M0"])), "competences.0.measures"),
    "a competence without a source": (edit("competences.json", lambda v: v["competences"][0].pop("source")), "competences.0.source"),
    "a fourth kind of coverage": (edit("coverage.json", lambda v: v["coverage"][0].update(coverage="maybe")), "coverage.0.coverage"),
    "coverage of a kind without a default": (edit("coverage.json", lambda v: v["coverage"][1].update(kind="rumours")), "coverage.1.kind"),
    "coverage twice": (edit("coverage.json", lambda v: v["coverage"].append(v["coverage"][0])), "twice"),
    "an item to know twice": (edit("profile.json", lambda v: v["items"].append(v["items"][0])), "twice"),
    "an item under no treaty of the data": (edit("profile.json", lambda v: v["items"][0].update(treaty="x")), "items.0.treaty"),
    "an item in another class": (swap("dataitems.json", '"d.mailbox"', '"a.mailbox"'), "elsewhere"),
    "no default for holds": (edit("holds.json", lambda v: v["holds"].pop(0)), "default"),
    "an offence of no State": (swap("offences.jsonl", '"state": "AE"', '"state": "ZZ"'), "offences.jsonl line 1"),
    "an offence line cut short": (swap("offences.jsonl", '{"id"', '"id"'), "offences.jsonl line 1"),
    "deeply nested": (write("grounds.json", b"[" * 100_000), "grounds.json"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT.values(), ids=SPOILT.keys())
def test_wrong_data_is_refused_with_its_place(copy, case):
    spoil, place = case
    spoil(copy)
    with pytest.raises(DataRowError) as refused:
        Release(copy).check()
    assert place in refused.value.sentence


@pytest.mark.parametrize("file", sorted(packaged().check()))
def test_a_missing_file_is_named(copy, file):
    (copy / file).unlink()
    with pytest.raises(DataFileMissingError) as refused:
        Release(copy).check()
    assert file in refused.value.sentence


def test_what_was_not_read_is_never_marked_otherwise():
    """The text of articles 16 to 50 of the United Nations convention was not read."""

    def marks(found):
        if isinstance(found, tuple):
            return {mark for one in found for mark in marks(one)}
        if not isinstance(found, documents.Document):
            return set()
        own = {found.mark} if isinstance(found, documents.Cited) else set()
        return own.union(*(marks(getattr(found, name)) for name in type(found).model_fields))

    for row in packaged().carry_rows:
        if row.instrument == "uncc-2024":
            assert marks(row) == {"U"}


def test_items_keep_their_classes_and_unknown_ones_are_refused():
    assert dataitems.get("d.mailbox").title == "Copy of the mailbox"
    assert dataitems.title("c-ii.routing").startswith("Routing")
    assert len(dataitems.all()) == len({one.code for one in dataitems.all()}) == 38
    with pytest.raises(UnknownDataItemError):
        dataitems.get("d.everything")


def test_categories_belong_to_their_instrument():
    assert dataitems.category("eu-eevidence-2023-1543", "identification").article == "EPO 3(10)"
    assert not dataitems.category("cets-185", "content").defined
    with pytest.raises(UnknownCategoryError):
        dataitems.category("cets-185", "identification")


def test_sources_of_joined_keys_are_found_once():
    assert [one.key for one in sources.of("EIO, BC", "BC")] == ["BC", "EIO"]
