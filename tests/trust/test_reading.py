"""What a State publishes and what of it counts: every entry that must not, with its reason."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from comity.trust import entries, reading
from comity.trust.entries import StateView
from comity.trust.errors import NoSealingKeyError, UnknownNodeError
from comity.wire import canonical, jws
from comity.wire.keys import SigningKey
from tests.trust.founding import NOW, PROVIDER, Founded, rings

CONTACT = "MA/authorities/contact-point.json"
ATLAS = "MA/authorities/provider.atlas-mail.json"
SIGNED = "MA/countersigned/provider.atlas-mail.json"
NODE = "MA/nodes/ma-1.json"
PEOPLE = "MA/people/contact-point.json"
Targets = dict[str, bytes]


@pytest.fixture
def targets(founded: Founded) -> Targets:
    """The files of MA, by target path."""
    found = {}
    for name, data in founded.files.items():
        if name.startswith("targets/MA/"):
            _, state, kind, file = name.split("/")
            found[f"{state}/{kind}/{file.partition('.')[2]}"] = data
    return found


def read(targets: Targets, state: str = "MA") -> StateView:
    return reading.read_state(state, 1, NOW, targets, lambda _digest: None)


def edit(targets: Targets, path: str, **changed: Any) -> None:
    value = json.loads(targets[path])
    value.update(changed)
    targets[path] = canonical.encode(value)


def test_good_files_all_count(targets: Targets) -> None:
    view = read(targets)
    assert view.refused == ()
    assert set(view.authorities) == {"MA/contact-point", "MA/ordering-authority", PROVIDER}
    assert set(view.nodes) == {"ma-1", "atlas-1"}


def test_unknown_members_are_kept(targets: Targets) -> None:
    edit(targets, CONTACT, telephone="+000")
    entry = read(targets).authorities["MA/contact-point"]
    assert entry.model_extra == {"telephone": "+000"}


def _swap_keys(targets: Targets) -> None:
    keys = [SigningKey.generate("Ed25519").public.as_dict() for _ in range(2)]
    edit(targets, CONTACT, keys=keys)


def _one_key(targets: Targets) -> None:
    edit(targets, CONTACT, keys=json.loads(targets[CONTACT])["keys"][:1])


def _wrong_key_id(targets: Targets) -> None:
    keys = json.loads(targets[CONTACT])["keys"]
    keys[0]["kid"] = "0" * 32
    edit(targets, CONTACT, keys=keys)


def _provider_changed(targets: Targets) -> None:
    """The State changes a provider's entry after the provider signed it."""
    edit(targets, ATLAS, hours="never")


def _provider_not_signed(targets: Targets) -> None:
    del targets[SIGNED]


def _provider_signed_by_the_state(targets: Targets) -> None:
    payload = entries.countersignature(PROVIDER, targets[ATLAS])
    targets[SIGNED] = rings()["ma-1"].sign_as_authority("MA/contact-point", payload, jws.ENTRY)


def _provider_signed_as_a_letter(targets: Targets) -> None:
    payload = entries.countersignature(PROVIDER, targets[ATLAS])
    targets[SIGNED] = rings()["atlas-1"].sign_as_authority(PROVIDER, payload, jws.LETTER)


def _at_another_place(targets: Targets) -> None:
    targets["MA/authorities/central-authority.json"] = targets.pop(CONTACT)


def _sealing_key_of_nobody(targets: Targets) -> None:
    sealing = json.loads(targets[NODE])["sealing"]
    sealing[0]["public"] = sealing[1]["public"]
    edit(targets, NODE, sealing=sealing)


ROWS: dict[str, tuple[Callable[[Targets], None], str, str]] = {
    "speaks for another State": (
        lambda t: edit(t, CONTACT, state="RO"),
        CONTACT,
        "EntryOfOtherStateError",
    ),
    "an authority of another State": (
        lambda t: edit(t, CONTACT, authority="RO/contact-point"),
        CONTACT,
        "EntryOfOtherStateError",
    ),
    "a node for another State": (
        lambda t: edit(t, NODE, authorities=["RO/contact-point"]),
        NODE,
        "EntryOfOtherStateError",
    ),
    "lies at another place": (
        _at_another_place,
        "MA/authorities/central-authority.json",
        "EntryWrongError",
    ),
    "two keys of one algorithm": (_swap_keys, CONTACT, "EntryWrongError"),
    "one key only": (_one_key, CONTACT, "EntryWrongError"),
    "a key id of another key": (_wrong_key_id, CONTACT, "KeyFormatError"),
    "a suite that nobody knows": (
        lambda t: edit(t, CONTACT, suite="comity-0"),
        CONTACT,
        "EntryWrongError",
    ),
    "a role that nobody knows": (
        lambda t: edit(t, CONTACT, role="king"),
        CONTACT,
        "EntryWrongError",
    ),
    "a provider's role for an authority": (
        lambda t: edit(t, CONTACT, role="provider"),
        CONTACT,
        "EntryWrongError",
    ),
    "a time without zone": (
        lambda t: edit(t, CONTACT, valid_from="2026-11-25T22:00:00"),
        CONTACT,
        "EntryWrongError",
    ),
    "an address that is none": (
        lambda t: edit(t, NODE, post="file:///etc/passwd"),
        NODE,
        "EntryWrongError",
    ),
    "a sealing key that is not its own": (_sealing_key_of_nobody, NODE, "KeyFormatError"),
    "a provider that has not signed": (
        _provider_not_signed,
        ATLAS,
        "EntryNotCountersignedError",
    ),
    "a provider whose entry was changed": (
        _provider_changed,
        ATLAS,
        "EntryNotCountersignedError",
    ),
    "a provider for whom its State signs": (
        _provider_signed_by_the_state,
        ATLAS,
        "EntryNotCountersignedError",
    ),
    "a provider's signature of another kind": (
        _provider_signed_as_a_letter,
        ATLAS,
        "EntryNotCountersignedError",
    ),
    "not canonical": (
        lambda t: t.update({CONTACT: t[CONTACT] + b"\n"}),
        CONTACT,
        "EntryWrongError",
    ),
    "a member twice": (
        lambda t: t.update({CONTACT: t[CONTACT].replace(b"{", b'{"state":"MA",', 1)}),
        CONTACT,
        "EntryWrongError",
    ),
    "too large": (
        lambda t: edit(t, CONTACT, more="x" * (256 * 1024)),
        CONTACT,
        "TooLargeError",
    ),
    "people that are not sealed": (
        lambda t: t.update({PEOPLE: b'{"persons":[]}'}),
        PEOPLE,
        "EntryWrongError",
    ),
}


@pytest.mark.parametrize(("spoil", "path", "error"), ROWS.values(), ids=ROWS.keys())
def test_what_does_not_count_is_listed_with_its_reason(
    targets: Targets, spoil: Callable[[Targets], None], path: str, error: str
) -> None:
    spoil(targets)
    view = read(targets)
    assert [(one.path, one.error) for one in view.refused] == [(path, error)]
    assert view.refused[0].sentence
    # The rest of the State's entries is not affected.
    assert "MA/ordering-authority" in view.authorities


def test_a_sealing_key_for_every_week_ahead(founded: Founded) -> None:
    from datetime import timedelta

    node = founded.directory().node("ma-1")
    first = node.sealing_key(NOW)
    assert node.sealing_key(NOW + timedelta(days=8)) != first
    assert node.sealing_key(NOW + timedelta(days=120)).kid
    with pytest.raises(NoSealingKeyError):
        node.sealing_key(NOW + timedelta(days=400))


def test_a_node_that_two_states_claim_is_nobodys(founded: Founded) -> None:
    view = founded.directory()
    thief = view.states["EE"].nodes["ee-1"].model_copy(update={"node": "ro-1"})
    states = {**view.states, "EE": replace(view.states["EE"], nodes={"ro-1": thief})}
    claimed = replace(view, states=states)
    with pytest.raises(UnknownNodeError):
        claimed.node("ro-1")
    assert claimed.node("ma-1") == view.node("ma-1")


def test_identifiers_and_places() -> None:
    assert entries.authority_path(PROVIDER) == ATLAS
    assert entries.people_path("RO/contact-point") == "RO/people/contact-point.json"
    assert entries.is_provider_id(PROVIDER)
    assert not entries.is_provider_id("MA/contact-point")
    assert not entries.is_provider_id("MA/provider")
