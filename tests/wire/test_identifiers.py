"""Identifiers as a form takes them: tidied where that is certain, refused where it is not."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from comity.wire.errors import ComityError, IpAddressWrongError, IpTimeZoneMissingError
from comity.wire.identifiers import KINDS, Identifier, TimeRange, tidy
from tests.wire.cast import NOW

TYPED = {
    ("telephone", "+40 (21) 234-56.78"): "+40212345678",
    ("imei", "35-209900-176148/1"): "352099001761481",
    ("mac", "00-1B-44-11-3A-B7"): "00:1b:44:11:3a:b7",
    ("ip_address", " 2001:DB8:0:0::7 "): "2001:db8::7",
    ("email", " Name@Example.org "): "Name@Example.org",
    ("account", " atlas:4711 "): "atlas:4711",
}


@pytest.mark.parametrize(("kind", "text"), TYPED)
def test_what_people_type_is_tidied_and_then_fits(kind: str, text: str) -> None:
    value = tidy(kind, text)
    assert value == TYPED[kind, text]
    time = NOW if kind == "ip_address" else None
    made = Identifier.model_validate({"kind": kind, "value": value, "time": time})
    assert Identifier.model_validate_json(made.model_dump_json()) == made


def test_the_kinds_are_those_of_the_procedure() -> None:
    assert set(KINDS) == {
        "ip_address", "email", "telephone", "account", "imei", "mac", "name", "other"
    }  # fmt: skip


REFUSED: dict[str, tuple[dict[str, object], type[Exception]]] = {
    "address without time": ({"kind": "ip_address", "value": "192.0.2.7"}, IpTimeZoneMissingError),
    "address, local time": (
        {"kind": "ip_address", "value": "192.0.2.7", "time": datetime(2026, 11, 25)},
        IpTimeZoneMissingError,
    ),
    "address, empty time": (
        {"kind": "ip_address", "value": "192.0.2.7", "time": ""},
        IpTimeZoneMissingError,
    ),
    "address, nonsense for a time": (
        {"kind": "ip_address", "value": "192.0.2.7", "time": "yesterday"},
        ValidationError,
    ),
    "address that is none": (
        {"kind": "ip_address", "value": "192.0.2", "time": NOW},
        IpAddressWrongError,
    ),
    "port 65536": (
        {"kind": "ip_address", "value": "192.0.2.7", "time": NOW, "port": 65536},
        ValidationError,
    ),
    "address that reads backwards": (
        {"kind": "email", "value": "k.suspect@\u202eelpmaxe.org"},
        ValidationError,
    ),
    "account with nothing in it": ({"kind": "account", "value": "k\u200bsuspect"}, ValidationError),
    "endless name": ({"kind": "name", "value": "x" * 201}, ValidationError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    given, error = REFUSED[name]
    with pytest.raises(error):
        Identifier.model_validate(given)


def test_an_address_typed_with_more_is_refused() -> None:
    with pytest.raises(ComityError):
        tidy("ip_address", "192.0.2.7:443")


def test_a_range_may_be_one_moment() -> None:
    assert TimeRange(start=NOW, end=NOW).start == NOW
