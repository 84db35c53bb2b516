"""Registering officers, and a sign-in that cannot be guessed for long."""

import io
import json
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from comity.journal import clock
from comity.officers import accounts, cli, limits, queries
from comity.officers.errors import (
    NotAllowedError,
    NotAnOfficerError,
    OfficerDataWrongError,
    SignInRefusedError,
    TooManyAttemptsError,
)
from comity.officers.models import FailedSignIn, Officer

pytestmark = pytest.mark.django_db

RIGHT: dict[str, Any] = {
    "username": "ro-head",
    "password": "correct horse battery",
    "person": "RO-102",
    "authority": "RO/contact-point",
    "role": "head of the desk",
    "capacities": ["authorise", "draft"],
}


def test_an_officer_can_sign_in() -> None:
    officer = accounts.register(**RIGHT)
    user = accounts.sign_in(None, "ro-head", RIGHT["password"])
    assert queries.officer_of(user) == officer
    assert queries.person("RO-102") == officer
    assert queries.with_capacity("RO/contact-point", "authorise") == [officer]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"username": ""}, id="no name"),
        pytest.param({"username": "a b"}, id="a space in the name"),
        pytest.param({"username": "x" * 200}, id="a long name"),
        pytest.param({"password": "short"}, id="a short password"),
        pytest.param({"password": "password1234"}, id="a common password"),
        pytest.param({"person": "102"}, id="no pseudonym"),
        pytest.param({"authority": "MA/contact-point"}, id="another node's authority"),
        pytest.param({"role": " "}, id="no role"),
        pytest.param({"role": "a\u202eb"}, id="a role that turns the direction of writing"),
        pytest.param({"capacities": []}, id="no capacity"),
        pytest.param({"capacities": ["may do all"]}, id="a capacity that is no code"),
    ],
)
def test_wrong_values_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(OfficerDataWrongError):
        accounts.register(**{**RIGHT, **change})
    assert not User.objects.exists()


@pytest.mark.parametrize("change", [{"person": "RO-103"}, {"username": "other"}])
def test_nobody_is_registered_twice(change: dict[str, Any]) -> None:
    accounts.register(**RIGHT)
    with pytest.raises(OfficerDataWrongError):
        accounts.register(**{**RIGHT, **change})


def test_guessing_ends_and_the_answer_does_not_tell_who_exists() -> None:
    accounts.register(**RIGHT)
    for name in ("ro-head", "nobody"):
        for _ in range(limits.SIGN_IN_TRIES):
            with pytest.raises(SignInRefusedError):
                accounts.sign_in(None, name, "a guess")
        with pytest.raises(TooManyAttemptsError):
            accounts.sign_in(None, name, RIGHT["password"])


def test_after_a_while_the_right_password_opens_again() -> None:
    accounts.register(**RIGHT)
    for _ in range(limits.SIGN_IN_TRIES):
        with pytest.raises(SignInRefusedError):
            accounts.sign_in(None, "ro-head", "a guess")
    FailedSignIn.objects.update(at=clock.real_now() - limits.SIGN_IN_WINDOW - timedelta(seconds=1))
    accounts.sign_in(None, "ro-head", RIGHT["password"])
    assert not FailedSignIn.objects.exists()


def test_what_was_tried_is_not_kept_in_clear() -> None:
    with pytest.raises(SignInRefusedError):
        accounts.sign_in(None, "my secret typed into the wrong field", "x")
    assert "secret" not in FailedSignIn.objects.get().name


def test_an_officer_who_left_cannot_sign_in() -> None:
    officer = accounts.register(**RIGHT)
    User.objects.update(is_active=False)
    officer.user.refresh_from_db()
    with pytest.raises(SignInRefusedError):
        accounts.sign_in(None, "ro-head", RIGHT["password"])
    with pytest.raises(NotAnOfficerError):
        queries.officer_of(officer.user)


def test_a_user_who_is_no_officer_is_nobody() -> None:
    with pytest.raises(NotAnOfficerError):
        queries.officer_of(User.objects.create_user("admin"))
    with pytest.raises(NotAnOfficerError):
        queries.officer_of(AnonymousUser())


def test_capacities_are_checked() -> None:
    officer = accounts.register(**RIGHT)
    queries.check_capacity(officer, "decide", "authorise")
    with pytest.raises(NotAllowedError, match="transmit"):
        queries.check_capacity(officer, "transmit")


# The command


def _stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_the_command_registers_one(monkeypatch: pytest.MonkeyPatch) -> None:
    _stdin(monkeypatch, "correct horse battery\n")
    words = ["add", "--home", "x", "--username", "ro-head", "--person", "RO-102"]
    words += ["--authority", "RO/contact-point", "--role", "head of the desk"]
    words += ["--capacity", "authorise", "--capacity", "draft", "--password-stdin"]
    assert cli.main(words) == 0
    assert Officer.objects.get().capacities == ["authorise", "draft"]
    accounts.sign_in(None, "ro-head", "correct horse battery")


def test_the_command_registers_several_or_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    second = {**RIGHT, "username": "ro-judge", "person": "RO-201"}
    _stdin(monkeypatch, json.dumps([RIGHT, {**second, "person": "wrong"}]))
    with pytest.raises(OfficerDataWrongError):
        cli.main(["load", "--home", "x"])
    assert not Officer.objects.exists()
    _stdin(monkeypatch, json.dumps([RIGHT, second]))
    assert cli.main(["load", "--home", "x"]) == 0
    assert cli.main(["list", "--home", "x"]) == 0
    assert "RO-201" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"username":"x"}]',
        json.dumps([{**RIGHT, "capacities": "draft"}]),
        json.dumps([{**RIGHT, "role": 5}]),
        json.dumps([RIGHT] * 600),
    ],
)
def test_a_list_of_another_form_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    _stdin(monkeypatch, text)
    with pytest.raises(OfficerDataWrongError):
        cli.main(["load", "--home", "x"])
