"""Releases of the law data by the road of the directory: vouched for, taken up whole, never backwards."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from comity.journal.models import Entry
from comity.law import basis as law_basis
from comity.law import bundles
from comity.law import release as law
from comity.law.release import Release, packaged
from comity.trust import actions, declarations, law_releases, queries
from comity.trust.declarations import LawDeclaration
from comity.trust.errors import (
    LawBundleMissingError,
    LawDisputedError,
    LawNotVouchedError,
    LawReleaseUnknownError,
    PublicationRefusedError,
)
from comity.trust.models import Notice, TakenRelease
from comity.wire.keys import generate_pair
from tests.trust.founding import NOW, Founded, declaration
from tests.trust.test_node import clock, node

__all__ = ["clock", "node"]

pytestmark = pytest.mark.django_db
STATES = ("RO", "MA")


@pytest.fixture(autouse=True)
def packaged_again() -> Iterator[None]:
    yield
    law.use(None)
    law_releases._current.clear()


@pytest.fixture(scope="session")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release with one more row, told in its change log."""
    place = tmp_path_factory.mktemp("law") / "data"
    shutil.copytree(str(files("comity.law").joinpath("data")), place)
    row = json.loads((place / "offences.jsonl").read_text("utf-8").splitlines()[0])
    row |= {"id": "ae-added", "provision": "art. 999", "note": "invented for a test"}
    change = {
        "id": "2026-9901",
        "date": "2026-11-26",
        "file": "offences.jsonl",
        "key": "ae-added",
        "kind": "added",
        "what": "a row",
        "why": "a test",
        "source_url": "https://law.example/",
        "source_reliability": "primary",
        "reviewer": "Ministry (invented)",
    }
    for name, value in (("offences.jsonl", row), ("changes.jsonl", change)):
        with (place / name).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(value) + "\n")
    release = Release(place)
    release.check()
    return release


def vouch(founded: Founded, now: datetime, who: dict[str, LawDeclaration | None]) -> None:
    for state, said in who.items():
        founded.ceremony.declare(replace(declaration(state), law=said))
    founded.ceremony.publish(now, list(who))
    actions.accept(founded.files)


def said(release: Release, sequence: int = 1, *, publish: bool = True) -> LawDeclaration:
    return declarations.vouching(bundles.pack(release), sequence, publish=publish)


def test_a_release_that_two_states_vouch_for_is_taken_up(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    vouch(node, NOW, {"RO": said(newer), "MA": said(newer, publish=False)})
    taken = law_releases.take_up()
    assert taken is not None and taken.vouched_by == ["MA", "RO"]
    law_releases.ensure_in_use()
    assert law.in_use().digest == newer.digest and "ae-added" in law.in_use().offences.provisions
    assert law_basis.basis("RO", "MA", "M01", NOW.date()).release == newer.digest
    entry = Entry.objects.get(event="law:release:taken")
    assert entry.about == [newer.digest]
    assert law_releases.take_up() is None  # nothing newer


def test_both_releases_stay_so_that_old_findings_can_be_made_again(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    vouch(node, NOW, {state: said(newer) for state in STATES})
    law_releases.take_up()
    law_releases.ensure_in_use()
    assert law_releases.release(packaged().digest).digest == packaged().digest
    assert law_releases.release(newer.digest).digest == newer.digest
    with pytest.raises(LawReleaseUnknownError):
        law_releases.release("sha256:" + "0" * 64)


def test_one_state_alone_is_not_enough(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    vouch(node, NOW, {"RO": said(newer)})
    with pytest.raises(LawNotVouchedError):
        law_releases.take_up()
    law_releases.keep_up(actions.notify)
    assert Notice.objects.filter(kind="law-refused").count() == 1
    assert law.in_use() is packaged() and not TakenRelease.objects.exists()


def test_states_that_vouch_for_different_bytes_do_not_add_up(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    vouch(node, NOW, {"RO": said(newer), "MA": said(packaged())})
    with pytest.raises(LawNotVouchedError):
        law_releases.take_up()


def test_a_bundle_that_nobody_published_is_missing(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    vouch(node, NOW, {state: said(newer, publish=False) for state in STATES})
    with pytest.raises(LawBundleMissingError):
        law_releases.take_up()


def test_it_never_goes_back(node: Founded, clock: list[datetime], newer: Release) -> None:
    vouch(node, NOW, {state: said(newer, 5) for state in STATES})
    law_releases.take_up()
    clock[0] = NOW + timedelta(hours=1)
    vouch(node, clock[0], {state: said(packaged(), 4) for state in STATES})
    assert law_releases.take_up() is None
    clock[0] = NOW + timedelta(hours=2)
    vouch(node, clock[0], {state: said(packaged(), 6) for state in STATES})
    taken = law_releases.take_up()
    assert taken is not None and taken.release == packaged().digest


def test_a_bundle_with_a_wrong_row_is_refused_and_told(
    node: Founded, clock: list[datetime], newer: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """States may vouch for something that does not load here: the node stays on what it has."""
    broken = said(newer)
    wrong = replace(broken, release="sha256:" + "1" * 64)
    vouch(node, NOW, dict.fromkeys(STATES, wrong))
    law_releases.keep_up(actions.notify)
    assert Notice.objects.get(kind="law-refused").about == "BundleOtherError"
    assert law.in_use() is packaged() and not TakenRelease.objects.exists()


WRONG: list[dict[str, Any]] = [
    {"sequence": 0},
    {"sequence": 10**9},
    {"release": "sha256:short"},
    {"state": "MA"},
    {"entry": "comity-law-2"},
]


@pytest.mark.parametrize("changed", WRONG, ids=range(len(WRONG)))
def test_a_wrong_voucher_counts_for_nothing_and_is_told(
    node: Founded,
    clock: list[datetime],
    newer: Release,
    changed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = json.loads(declarations.law_files("RO", said(newer))["RO/law/release.json"])
    data = json.dumps({**plain, **changed}).encode()
    monkeypatch.setattr(
        declarations, "law_files", lambda state, law: {f"{state}/law/release.json": data}
    )
    vouch(node, NOW, {"RO": said(newer)})
    view = queries.directory().states["RO"]
    assert view.law is None and [one.path for one in view.refused] == ["RO/law/release.json"]


def test_a_finding_of_an_older_release_is_computed_again(
    node: Founded, clock: list[datetime], newer: Release, tmp_path: Path
) -> None:
    from comity.law.criminality import ENGINE, assess, read_case
    from comity.law.criminality.record import again, case_text, digest

    case = read_case(
        {
            "id": "kept",
            "requesting_state": "AE",
            "requested_state": "RO",
            "evaluation_date": "2026-11-26",
            "facts": {"present": ["disguise_origin", "intent_to_commit_offence"], "rest": "absent"},
        }
    )
    before = assess(case)
    vouch(node, NOW, {state: said(newer) for state in STATES})
    law_releases.take_up()
    law_releases.ensure_in_use()
    assert assess(case).data_version == newer.digest != before.data_version
    found = again(case_text(case), release=law_releases.release(before.data_version), engine=ENGINE)
    assert digest(found) == digest(before)


def test_the_same_release_under_a_higher_number_is_taken_again(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    for hour, number in enumerate((5, 6)):
        clock[0] = NOW + timedelta(hours=hour)
        vouch(node, clock[0], {state: said(newer, number) for state in STATES})
        taken = law_releases.take_up()
        assert taken is not None and taken.sequence == number
    assert law_releases.release(newer.digest).digest == newer.digest


def test_two_releases_under_one_number_are_disputed_and_none_is_taken(
    node: Founded, clock: list[datetime], newer: Release, settings: Any
) -> None:
    settings.NODE = replace(settings.NODE, law_vouchers=1)
    vouch(node, NOW, {"RO": said(newer), "MA": said(packaged())})
    with pytest.raises(LawDisputedError):
        law_releases.take_up()


def test_a_kept_release_that_no_longer_opens_leaves_the_node_on_its_own(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    """After a change of the software's form of a release: pages are answered, and it is told."""
    vouch(node, NOW, {state: said(newer) for state in STATES})
    law_releases.take_up()
    TakenRelease.objects.filter(sequence=1).update(bundle=b"of another form")
    law_releases.keep_up(actions.notify)
    assert law.in_use() is packaged()
    assert Notice.objects.get(kind="law-refused").about == "BundleFormatError"


def test_the_release_that_came_with_the_software_is_kept_too(
    node: Founded, clock: list[datetime], monkeypatch: pytest.MonkeyPatch, newer: Release
) -> None:
    """Findings of an older software's own data are computed again after an upgrade."""
    before = packaged().digest
    law_releases.keep_packaged()
    law_releases.keep_packaged()
    monkeypatch.setattr(law, "packaged", lambda: newer)
    law_releases.keep_packaged()
    law_releases.ensure_in_use()
    assert law_releases.release(before).digest == before
    assert law.in_use() is newer
    assert [one.release for one in law_releases.kept()] == [newer.digest, before]


def under_keys(founded: Founded, now: datetime, pair: Any, law_said: LawDeclaration) -> None:
    """RO vouches for a release, signed with this pair of keys, which the members delegate to."""
    made = founded.ceremony
    made.declare(replace(declaration("RO"), law=law_said))
    readers = declarations.readers("RO", made._nodes())
    contents = declarations.files(made.declared["RO"], readers, now)
    publication = made.repository.publication("RO", [pair], contents, now)
    public = [key.public for key in pair]
    made.repository.delegate("RO", public, made.member_pairs, now, publication)


def test_a_state_under_keys_that_this_node_has_not_accepted_does_not_count(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    """The members alone cannot make RO vouch for a release: a person here compares its keys first."""
    vouch(node, NOW, {"MA": said(newer)})
    clock[0] = NOW + timedelta(hours=1)
    under_keys(node, clock[0], generate_pair(), said(newer))
    actions.accept(node.files)
    with pytest.raises(LawNotVouchedError):
        law_releases.take_up()
    actions.confirm_keys("RO", queries.held_back()[0].offered_digest, "RO-102")
    taken = law_releases.take_up()
    assert taken is not None and taken.vouched_by == ["MA", "RO"]


def test_one_of_the_two_keys_of_a_state_cannot_vouch(
    node: Founded, clock: list[datetime], newer: Release
) -> None:
    repository = node.ceremony.repository
    files = declarations.law_files("RO", said(newer))
    one, another = node.ceremony.states["RO"].role[0], generate_pair()[1]
    publication = repository.publication("RO", [(one, another)], files, NOW)
    with pytest.raises(PublicationRefusedError):
        repository.accept(publication, NOW)


@pytest.mark.parametrize("whole", [True, False])
def test_a_state_that_this_node_has_suspended_does_not_count(
    node: Founded, clock: list[datetime], newer: Release, whole: bool
) -> None:
    """A measure or an authority that is suspended says nothing about the State's data."""
    vouch(node, NOW, {state: said(newer) for state in STATES})
    only = {} if whole else {"measure": "M03"}
    actions.suspend("MA", reason="keys said to be stolen", actor="RO-102", **only)
    if whole:
        with pytest.raises(LawNotVouchedError):
            law_releases.take_up()
    else:
        assert law_releases.take_up() is not None
