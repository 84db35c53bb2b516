"""The directory read as of any version: what holds, and every way in which a copy of it can lie."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from comity.trust import ceremony, declarations, history, tufkeys
from comity.trust.errors import (
    DirectoryAnchorWrongError,
    DirectoryError,
    DirectoryFileMissingError,
    DirectoryFormatError,
    DirectoryHashError,
    DirectoryRollbackError,
    DirectorySignatureError,
    DirectoryVersionUnknownError,
    UnknownAuthorityError,
    UnknownNodeError,
    UnknownPersonError,
)
from comity.trust.history import History
from comity.wire import digests
from comity.wire.keys import generate_pair
from tests.trust.founding import NOW, OFFICE, PROVIDER, Founded, declaration, rings, state_keys

Files = dict[str, bytes]


def test_everybody_who_was_declared_is_found(founded: Founded) -> None:
    view = founded.directory()
    assert [one.authority for one in view.authorities_of("MA")] == [
        "MA/contact-point",
        "MA/ordering-authority",
        PROVIDER,
    ]
    assert [node.node for node in view.all_nodes] == ["atlas-1", "ee-1", "ma-1", "ro-1"]
    assert view.authority("RO/contact-point").is_competent("M01", "request")
    assert not view.authority("RO/contact-point").is_competent("M03", "request")
    assert view.person("RO/contact-point", "RO-12").role == OFFICE
    assert view.refused == ()
    assert view.issued == NOW
    assert view.expires == NOW + timedelta(days=1)
    assert view.node("atlas-1").post is None
    assert view.node("atlas-1").collects_from == "ma-1"


def test_who_is_unknown_has_a_name(founded: Founded) -> None:
    view = founded.directory()
    with pytest.raises(UnknownAuthorityError):
        view.authority("RO/nobody")
    with pytest.raises(UnknownAuthorityError):
        view.authority("XX/contact-point")
    with pytest.raises(UnknownNodeError):
        view.node("xx-1")
    with pytest.raises(UnknownPersonError):
        view.person("RO/contact-point", "RO-99")
    with pytest.raises(UnknownPersonError):
        view.person("EE/nobody", "RO-12")


def test_a_view_is_made_once(founded: Founded) -> None:
    past = founded.ceremony.history(rings()["ro-1"])
    assert past.at(past.versions()[-1]) is past.latest()


def test_entries_are_not_read_again_for_a_new_timestamp(fresh: Founded) -> None:
    before = fresh.ceremony.history(rings()["ro-1"])
    view = before.latest()
    fresh.ceremony.repository.refresh(NOW + timedelta(hours=7))
    opened = ceremony.open_people(fresh.files, rings()["ro-1"])
    after = History({**fresh.files, **opened}, fresh.anchor, like=before).latest()
    assert after.version == view.version + 1
    assert after.states["MA"] is view.states["MA"]


def test_every_version_stays_as_it_was(fresh: Founded) -> None:
    first = fresh.directory()
    later = NOW + timedelta(days=40)
    fresh.ceremony.declare(declaration("RO", **{"RO/contact-point": {"hours": "office hours"}}))
    fresh.ceremony.publish(later, ["RO"])
    past = fresh.ceremony.history(rings()["ro-1"])
    past.check()
    assert past.latest().authority("RO/contact-point").hours == "office hours"
    assert past.at(first.version).authority("RO/contact-point").hours == "24/7"
    assert past.in_force(later - timedelta(seconds=1)).version == first.version
    assert past.in_force(later).version == past.latest().version


def test_before_the_first_version_nothing_was_in_force(founded: Founded) -> None:
    with pytest.raises(DirectoryVersionUnknownError):
        founded.ceremony.history().in_force(NOW - timedelta(seconds=1))


def test_expiry_is_no_matter_of_history(fresh: Founded) -> None:
    """A court reads in twenty years what was in force then."""
    past = fresh.ceremony.history(rings()["ro-1"])
    assert past.in_force(NOW + timedelta(days=20 * 365)).version == past.latest().version


def test_every_file_of_a_repository_is_accounted_for(founded: Founded) -> None:
    past = founded.ceremony.history(rings()["ro-1"])
    past.check()
    opened = ceremony.open_people(founded.files, rings()["ro-1"])
    assert past.referenced() == set(founded.files) | set(opened)


# What only members read


def test_people_are_closed_to_outsiders(founded: Founded) -> None:
    view = History(founded.files, founded.anchor).latest()
    with pytest.raises(UnknownPersonError):
        view.person("RO/contact-point", "RO-12")
    text = b"".join(founded.files.values())
    assert b"RO-12" not in text


def test_a_provider_reads_the_people_of_its_own_state_only(founded: Founded) -> None:
    view = founded.directory("atlas-1")
    assert view.person("MA/ordering-authority", "MA-21").role == OFFICE
    with pytest.raises(UnknownPersonError):
        view.person("RO/contact-point", "RO-12")


def test_an_opened_list_must_be_the_one_that_was_signed(founded: Founded) -> None:
    files = founded.files
    opened = ceremony.open_people(files, rings()["ro-1"])
    name, data = next(iter(opened.items()))
    changed = data.replace(b'"authorise"', b'"issue"')
    assert changed != data
    with pytest.raises(DirectoryHashError):
        History({**files, **opened, name: changed}, founded.anchor).latest()


# Lies. Each takes the files of a good directory and changes them; every one has to be named.


def resigned(data: bytes, signers: list[Any], change: Callable[[Any], None]) -> bytes:
    """A metadata file with a change, signed anew by these signers."""
    found: Metadata[Any] = Metadata.from_bytes(data)
    change(found.signed)
    found.signatures.clear()
    for signer in signers:
        found.sign(signer, append=True)
    return found.to_bytes()


def freshness(*states: str, only: str = "") -> list[Any]:
    keys = [key for state in states for key in state_keys()[state].member.freshness]  # type: ignore[union-attr]
    return [tufkeys.signer(key) for key in keys if only in ("", key.alg)]


def latest(files: Files, role: str) -> str:
    versions = [
        int(name.split("/")[1].split(".")[0]) for name in files if name.endswith(f".{role}.json")
    ]
    return f"metadata/{max(versions)}.{role}.json"


def set_snapshot(files: Files, change: Callable[[Snapshot], None]) -> None:
    """Change the newest snapshot and let the freshness signers vouch for it, as if they were hostile."""
    name = latest(files, "snapshot")
    files[name] = resigned(files[name], freshness("RO", "MA"), change)
    meta = MetaFile.from_data(
        Metadata[Snapshot].from_bytes(files[name]).signed.version, files[name], ["sha256"]
    )

    def point(timestamp: Timestamp) -> None:
        timestamp.snapshot_meta = meta

    name = latest(files, "timestamp")
    files[name] = resigned(files[name], freshness("RO", "MA"), point)


def set_role(files: Files, role: str, data: bytes) -> None:
    """Put another file of a role in its place, vouched for by hostile freshness signers."""
    version = Metadata[Targets].from_bytes(data).signed.version
    files[f"metadata/{version}.{role}.json"] = data

    def point(snapshot: Snapshot) -> None:
        snapshot.meta[f"{role}.json"] = MetaFile.from_data(version, data, ["sha256"])

    set_snapshot(files, point)


def nothing(_signed: Any) -> None:
    pass


def next_version(signed: Any) -> None:
    signed.version += 1


def _anchor_other(files: Files) -> None:
    files["metadata/1.root.json"] += b"\n"


def _no_root(files: Files) -> None:
    del files["metadata/1.root.json"]


def _timestamp_by_one_member(files: Files) -> None:
    name = latest(files, "timestamp")
    files[name] = resigned(files[name], freshness("RO"), nothing)


def _timestamp_by_one_algorithm(files: Files) -> None:
    name = latest(files, "timestamp")
    files[name] = resigned(files[name], freshness("RO", "MA", "EE", only="Ed25519"), nothing)


def _timestamp_by_the_other_algorithm(files: Files) -> None:
    name = latest(files, "timestamp")
    files[name] = resigned(files[name], freshness("RO", "MA", "EE", only="ML-DSA-65"), nothing)


def _timestamp_by_strangers(files: Files) -> None:
    name = latest(files, "timestamp")
    strangers = tufkeys.signers([generate_pair(), generate_pair()])
    files[name] = resigned(files[name], strangers, nothing)


def _timestamp_of_another_number(files: Files) -> None:
    name = latest(files, "timestamp")
    number = int(name.split("/")[1].split(".")[0])
    files[f"metadata/{number + 1}.timestamp.json"] = files[name]


def _timestamp_without_time(files: Files) -> None:
    def forget(timestamp: Timestamp) -> None:
        timestamp.unrecognized_fields.clear()

    name = latest(files, "timestamp")
    files[name] = resigned(files[name], freshness("RO", "MA"), forget)


def _timestamp_of_an_earlier_time(files: Files) -> None:
    def backdate(timestamp: Timestamp) -> None:
        timestamp.unrecognized_fields[history.ISSUED] = "2026-11-25T21:00:00Z"

    name = latest(files, "timestamp")
    files[name] = resigned(files[name], freshness("RO", "MA"), backdate)


def _snapshot_changed(files: Files) -> None:
    name = latest(files, "snapshot")
    files[name] = files[name].replace(b'"version"', b'"version" ', 1)


def _snapshot_missing(files: Files) -> None:
    del files[latest(files, "snapshot")]


def _mix_and_match(files: Files) -> None:
    """An old role under the newest snapshot: the digest does not fit."""
    files["metadata/1.MA.json"] = files["metadata/1.RO.json"]


def _state_rolled_back(files: Files) -> None:
    """Two of the members' machines vouch for a snapshot that no longer names a State."""
    set_snapshot(files, lambda snapshot: snapshot.meta.pop("RO.json") and None)


def _role_by_one_algorithm(files: Files) -> None:
    pair = state_keys()["RO"].role
    data = resigned(files["metadata/1.RO.json"], [tufkeys.signer(pair[0])], next_version)
    set_role(files, "RO", data)


def _role_by_another_state(files: Files) -> None:
    data = resigned(
        files["metadata/1.RO.json"], tufkeys.signers([state_keys()["MA"].role]), next_version
    )
    set_role(files, "RO", data)


def _members_speak_for_a_state(files: Files) -> None:
    signers = tufkeys.signers(keys.member.root for keys in state_keys().values() if keys.member)
    set_role(files, "RO", resigned(files["metadata/1.RO.json"], signers, next_version))


def _target_changed(files: Files) -> None:
    name = next(name for name in files if name.endswith(".contact-point.json") and "/RO/" in name)
    files[name] = files[name].replace(b"contact-point in words", b"contact-point in wordz")


def _target_missing(files: Files) -> None:
    del files[next(name for name in files if name.endswith(".ro-1.json"))]


def _twice_the_same_member(files: Files) -> None:
    name = latest(files, "timestamp")
    files[name] = files[name].replace(b'{"signatures":', b'{"signed":{},"signatures":', 1)
    if b'"signed":{}' not in files[name]:
        files[name] = files[name].replace(b"{", b'{"signed":{},', 1)


def _not_json(files: Files) -> None:
    files[latest(files, "timestamp")] = b"{"


def _other_kind(files: Files) -> None:
    files[latest(files, "timestamp")] = files[latest(files, "snapshot")]


def _second_root_by_the_first_keys_of_one_member(files: Files) -> None:
    def next_root(root: Root) -> None:
        root.version = 2

    member = state_keys()["RO"].member
    assert member is not None
    files["metadata/2.root.json"] = resigned(
        files["metadata/1.root.json"], tufkeys.signers([member.root]), next_root
    )


def _root_left_out(files: Files) -> None:
    files["metadata/3.root.json"] = files["metadata/1.root.json"]


LIES: dict[str, tuple[Callable[[Files], None], type[DirectoryError]]] = {
    "another first root": (_anchor_other, DirectoryAnchorWrongError),
    "no root": (_no_root, DirectoryAnchorWrongError),
    "timestamp by one member": (_timestamp_by_one_member, DirectorySignatureError),
    "timestamp by Ed25519 alone": (_timestamp_by_one_algorithm, DirectorySignatureError),
    "timestamp by ML-DSA alone": (_timestamp_by_the_other_algorithm, DirectorySignatureError),
    "timestamp by strangers": (_timestamp_by_strangers, DirectorySignatureError),
    "timestamp under another number": (_timestamp_of_another_number, DirectoryRollbackError),
    "timestamp without its time": (_timestamp_without_time, DirectoryFormatError),
    "timestamp of an earlier time": (_timestamp_of_an_earlier_time, DirectoryRollbackError),
    "snapshot changed": (_snapshot_changed, DirectoryHashError),
    "snapshot missing": (_snapshot_missing, DirectoryFileMissingError),
    "mix and match": (_mix_and_match, DirectoryHashError),
    "a State left out": (_state_rolled_back, DirectoryRollbackError),
    "a State's role by one algorithm": (_role_by_one_algorithm, DirectorySignatureError),
    "a State signs for another": (_role_by_another_state, DirectorySignatureError),
    "members sign for a State": (_members_speak_for_a_state, DirectorySignatureError),
    "an entry changed": (_target_changed, DirectoryHashError),
    "an entry missing": (_target_missing, DirectoryFileMissingError),
    "a member named twice in JSON": (_twice_the_same_member, DirectoryFormatError),
    "not JSON": (_not_json, DirectoryFormatError),
    "another kind of file": (_other_kind, DirectoryFormatError),
    "next root by one member": (
        _second_root_by_the_first_keys_of_one_member,
        DirectorySignatureError,
    ),
    "a root left out": (_root_left_out, DirectoryFileMissingError),
}


@pytest.mark.parametrize(("lie", "error"), LIES.values(), ids=LIES.keys())
def test_a_lie_is_named(
    founded: Founded, lie: Callable[[Files], None], error: type[DirectoryError]
) -> None:
    files = founded.files  # good: test_every_file_of_a_repository_is_accounted_for
    lie(files)
    with pytest.raises(error) as raised:
        History(files, founded.anchor).check()
    assert type(raised.value) is error
    assert raised.value.sentence


def test_a_state_role_that_one_key_could_sign_for_is_refused(founded: Founded) -> None:
    """The members cannot weaken a State's quorum: one key of two is no quorum."""

    def weaken(targets: Targets) -> None:
        assert targets.delegations is not None and targets.delegations.roles is not None
        targets.delegations.roles["RO"].threshold = 1
        targets.version += 1

    files = founded.files
    signers = tufkeys.signers(keys.member.root for keys in state_keys().values() if keys.member)
    set_role(files, "targets", resigned(files[latest(files, "targets")], signers, weaken))
    with pytest.raises(DirectorySignatureError):
        History(files, founded.anchor).latest()


def test_a_state_that_names_entries_of_another_is_not_heard(founded: Founded) -> None:
    files = founded.files
    path = "MA/authorities/contact-point.json"

    def add(targets: Targets) -> None:
        targets.targets[path] = TargetFile.from_data(path, b"{}", ["sha256"])
        targets.version += 1

    signers = tufkeys.signers([state_keys()["RO"].role])
    set_role(files, "RO", resigned(files["metadata/1.RO.json"], signers, add))
    view = History(files, founded.anchor).latest()
    assert view.authority("MA/contact-point").title() == "MA/contact-point in words"
    assert len(view.authorities_of("MA")) == 3


def test_members_change_and_old_versions_still_hold(tmp_path: Path, fresh: Founded) -> None:
    """A root of new members is signed by the old ones; what they signed before stays good."""
    files = fresh.files
    later = NOW + timedelta(days=10)
    new = {state: ceremony.MemberKeys.generate() for state in ("RO", "MA", "FI")}
    old_root = Metadata[Root].from_bytes(files["metadata/1.root.json"]).signed
    other = ceremony.Repository.create(tmp_path / "other", new, later)
    root = Metadata[Root].from_bytes(other.files()["metadata/1.root.json"])
    root.signed.version = old_root.version + 1
    root.signatures.clear()
    for signer in tufkeys.signers(
        [keys.root for keys in new.values()]
        + [keys.member.root for keys in state_keys().values() if keys.member]
    ):
        root.sign(signer, append=True)
    files["metadata/2.root.json"] = root.to_bytes()
    past = History(files, fresh.anchor)
    past.check()
    # From then on the old members' machines vouch for nothing.
    name = latest(files, "timestamp")

    def go_on(timestamp: Timestamp) -> None:
        timestamp.version += 1
        timestamp.unrecognized_fields[history.ISSUED] = "2026-12-10T00:00:00Z"

    version = past.versions()[-1] + 1
    files[f"metadata/{version}.timestamp.json"] = resigned(
        files[name], freshness("RO", "MA", "EE"), go_on
    )
    with pytest.raises(DirectorySignatureError):
        History(files, fresh.anchor).latest()


def test_the_anchor_is_the_digest_of_the_first_root(founded: Founded) -> None:
    kept = json.loads((founded.ceremony.folder / "anchor.json").read_text())
    assert kept == {
        "anchor": "comity-anchor-1",
        "root_sha256": digests.sha256(founded.files["metadata/1.root.json"]),
        "root_version": 1,
    }


def test_readers_of_people(founded: Founded) -> None:
    nodes = founded.directory().all_nodes
    assert set(declarations.readers("MA", nodes)) == {"ro-1", "ma-1", "ee-1", "atlas-1"}
    assert set(declarations.readers("RO", nodes)) == {"ro-1", "ma-1", "ee-1"}
