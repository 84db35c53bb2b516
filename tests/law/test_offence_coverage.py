"""What is recorded of a type in a State: five answers that are never mixed up, each with its source."""

import json
import zlib
from datetime import date
from pathlib import Path

import pytest

from comity.law import bundles, offence_coverage
from comity.law.cli import main
from comity.law.criminality import assess, read_case
from comity.law.errors import UnknownStateError
from comity.law.offence_coverage import UnknownTypeError
from comity.law.release import FILES, Release, packaged

TODAY = date(2026, 11, 26)


def some(kind: str) -> tuple[str, str, date]:
    """A State, type and day of which the packaged data give that answer."""
    offences = packaged().offences
    if kind == "provision":
        return "RO", "illegal_access", TODAY
    if kind.startswith("gap:"):
        for gap in offences.gaps:
            days = [date(int((gap.to_date or "2026")[:4]) - 1, 6, 1), TODAY]
            for day in days:
                for name in gap.harmonised_types:
                    if offence_coverage.of(gap.state, name, day).kind == kind:
                        return gap.state, name, day
    if kind == "looked_not_found":
        row = offences.looked[0]
        return row.state, row.type, TODAY
    return "VA", "illegal_access", TODAY


@pytest.mark.parametrize(
    "kind",
    ["provision", "gap:no_offence", "gap:outside_text", "looked_not_found", "not_checked"],
)
def test_each_of_the_five_answers(kind: str) -> None:
    found = offence_coverage.of(*some(kind))
    assert found.kind == kind
    assert bool(found.seen) == (kind != "not_checked")
    assert all(one.source for one in found.seen)
    if kind in ("provision", "looked_not_found"):
        assert all(one.as_of for one in found.seen)


def test_before_there_was_an_offence() -> None:
    assert offence_coverage.of("PH", "illegal_access", date(2000, 5, 4)).kind == "gap:no_offence"
    assert offence_coverage.of("PH", "illegal_access", TODAY).kind == "provision"


def test_wrong_questions_are_named() -> None:
    with pytest.raises(UnknownStateError):
        offence_coverage.of("QQ", "illegal_access", TODAY)
    with pytest.raises(UnknownTypeError, match="illegal_access"):
        offence_coverage.of("RO", "ilegal_access", TODAY)


def test_every_type_is_answered_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "RO", "--on", "2026-11-26"]) == 0
    lines = capsys.readouterr().out.splitlines()
    answered = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert answered == list(packaged().offences.vocabulary.types)


def test_a_release_is_named_by_folder_bundle_or_digest(tmp_path: Path) -> None:
    bundle = tmp_path / "law.bundle"
    bundle.write_bytes(bundles.pack(packaged()))
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in json.loads(zlib.decompress(bundle.read_bytes()))["files"].items():
        (folder / name).write_text(text, "utf-8", newline="")
    for place in (str(folder), str(bundle), packaged().digest):
        assert bundles.at(place).digest == packaged().digest
    with pytest.raises(bundles.ReleaseNotHereError):
        bundles.at("sha256:" + "0" * 64)


def test_the_same_bytes_come_out_of_a_bundle(tmp_path: Path) -> None:
    from comity.law.criminality.record import record

    facts = {"present": ["access", "intent", "without_right"], "rest": "unknown"}
    case = read_case(
        {
            "id": "kept",
            "requesting_state": "RO",
            "requested_state": "DE",
            "evaluation_date": "2026-11-26",
            "facts": facts,
        }
    )
    again = bundles.unpack(bundles.pack(packaged()), packaged().digest)
    assert record(assess(case)) == record(assess(case, again))


def test_a_folder_that_changes_later_changes_nothing(tmp_path: Path) -> None:
    """An upgrade under a running process: the digest that a finding names is that of the rows it used."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_bytes(packaged().bytes_of(name))
    release = Release(folder)
    assert release.states
    (folder / "offences.jsonl").write_text("")
    assert release.digest == packaged().digest
    assert release.offences.provisions
