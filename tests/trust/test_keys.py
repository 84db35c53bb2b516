"""The keys of a node: where they lie, who can read them, and that old ones are really gone."""

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from comity.trust import keys, limits
from comity.trust.errors import KeysNotHeldError, RingMissingError
from comity.trust.keys import Ring, generate_ring, rotate_sealing
from comity.wire import jws
from comity.wire.errors import SealingKeyUnknownError
from tests.trust.founding import NOW

NAMES = ["RO/contact-point", "RO/central-authority"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    generate_ring(tmp_path, "ro-1", NAMES, NOW)
    return tmp_path


def test_a_ring_comes_back_as_it_was(home: Path) -> None:
    ring = Ring.load(home)
    assert ring.state == "RO"
    assert set(ring.authorities) == set(NAMES)
    document = ring.sign_as_authority(NAMES[0], b"{}", jws.LETTER)
    required = [key.public for key in Ring.load(home).authority_keys(NAMES[0])]
    assert jws.verify(document, typ=jws.LETTER, required=required, max_bytes=100_000) == b"{}"


def test_keys_are_for_their_owner_only(home: Path) -> None:
    folder = home / keys.FOLDER
    for name in (keys.RING, keys.SEALING):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_bundle_holds_no_private_half(home: Path) -> None:
    ring = Ring.load(home)
    bundle = (home / keys.FOLDER / keys.BUNDLE).read_text()
    assert json.loads(bundle) == ring.public_bundle()
    kept = (home / keys.FOLDER / keys.RING).read_text()
    kept += (home / keys.FOLDER / keys.SEALING).read_text()
    seeds = [part.split('"')[2] for part in kept.split('"seed')[1:]]
    assert len(seeds) == 2 + 1 + 4 + limits.SEALING_AHEAD
    assert not [seed for seed in seeds if seed in bundle]
    assert json.loads((home / keys.FOLDER / keys.RING).read_text())["reading"] not in bundle
    assert "seed" not in repr(ring)


def test_keys_are_never_overwritten(home: Path) -> None:
    with pytest.raises(FileExistsError):
        generate_ring(home, "ro-1", NAMES, NOW)


def test_keys_of_another_authority_are_not_held(home: Path) -> None:
    with pytest.raises(KeysNotHeldError):
        Ring.load(home).sign_as_authority("MA/contact-point", b"{}", jws.LETTER)


@pytest.mark.parametrize("spoil", ["missing", "half", "other"])
def test_damaged_keys_are_named(home: Path, spoil: str) -> None:
    path = home / keys.FOLDER / keys.SEALING
    if spoil == "missing":
        path.unlink()
    elif spoil == "half":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        path.write_text('[{"seed": "AAAA"}]')
    with pytest.raises(RingMissingError):
        Ring.load(home)


def test_old_private_halves_are_destroyed_two_weeks_after_their_week(home: Path) -> None:
    before = Ring.load(home)
    first = before.sealing[0]
    assert not rotate_sealing(home, first.end + timedelta(days=13))
    assert first.key.kid in Ring.load(home).sealing_keys
    assert not rotate_sealing(home, first.end + timedelta(days=15))
    after = Ring.load(home)
    assert first.key.kid not in after.sealing_keys
    assert set(after.sealing_keys) < set(before.sealing_keys)


def test_new_weeks_are_made_before_the_old_ones_run_out(home: Path) -> None:
    last = Ring.load(home).sealing[-1]
    now = last.end - timedelta(days=7 * limits.SEALING_LOW)
    assert rotate_sealing(home, now)
    ring = Ring.load(home)
    assert ring.sealing[-1].end > last.end + timedelta(days=7 * 15)
    for earlier, later in zip(ring.sealing, ring.sealing[1:], strict=False):
        assert earlier.end == later.start
    assert not rotate_sealing(home, now)


def test_a_node_that_slept_for_a_year_gets_keys_for_now(home: Path) -> None:
    now = NOW + timedelta(days=365)
    assert rotate_sealing(home, now)
    ring = Ring.load(home)
    assert any(one.start <= now < one.end for one in ring.sealing)


def test_what_was_sealed_to_a_destroyed_key_stays_closed(home: Path) -> None:
    from comity.wire import envelope
    from comity.wire.envelope import Header

    ring = Ring.load(home)
    key = ring.sealing[0].key
    header = Header(id="envelope-1", from_node="ma-1", to_node="ro-1", kid=key.kid)
    sealed = envelope.seal(header, b"{}", [], key.public)
    assert envelope.open(sealed, ring.sealing_keys).letter == b"{}"
    rotate_sealing(home, NOW + timedelta(days=60))
    with pytest.raises(SealingKeyUnknownError):
        envelope.open(sealed, Ring.load(home).sealing_keys)
