"""Signing in and out."""

from pathlib import Path

import pytest
from django.test import Client

from comity.officers import limits
from comity.officers.models import Officer
from tests.desk.conftest import SignIn
from tests.desk.pages import Page
from tests.officers import cast


def test_an_officer_comes_to_the_page_asked_for(client: Client, head: Officer) -> None:
    asked = client.get("/approvals/")
    values = {"username": "head", "password": cast.PASSWORD}
    response = client.post(asked["Location"], values)
    assert response["Location"] == "/approvals/"
    assert "RO-102" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\evil.example", "/"),
        ("", "/"),
        ("/notices/", "/notices/"),
    ],
)
def test_signing_in_leads_nowhere_else(
    client: Client, head: Officer, target: str, location: str
) -> None:
    values = {"username": "head", "password": cast.PASSWORD}
    response = client.post("/sign-in/?" + f"next={target}", values)
    assert response["Location"] == location


def test_a_wrong_password_is_refused_with_a_sentence(client: Client, head: Officer) -> None:
    response = client.post("/sign-in/", {"username": "head", "password": "wrong"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "error-summary" in text
    assert "The name or the password is wrong." in text
    assert 'value="head"' in text
    assert "wrong&quot;" not in text
    assert Page(text).problems() == []


def test_missing_values_are_linked_to_their_fields(client: Client, head: Officer) -> None:
    text = client.post("/sign-in/", {}).content.decode()
    assert 'href="#sign-in-username"' in text
    assert 'href="#sign-in-password"' in text
    assert text.index("error-summary") < text.index("<h1")


def test_guessing_ends(client: Client, head: Officer) -> None:
    for _ in range(limits.SIGN_IN_TRIES):
        client.post("/sign-in/", {"username": "head", "password": "wrong"})
    values = {"username": "head", "password": cast.PASSWORD}
    assert client.post("/sign-in/", values).status_code == 429


def test_signing_out_ends_the_session(head: Officer, signed_in: SignIn) -> None:
    client = signed_in(head)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/").status_code == 302


def test_a_demo_clock_is_on_every_page(
    client: Client, head: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "DEMO CLOCK" not in client.get("/sign-in/").content.decode()
    offset = tmp_path / "offset"
    offset.write_text("864000")
    monkeypatch.setenv("COMITY_DEMO_CLOCK", str(offset))
    assert "DEMO CLOCK" in client.get("/sign-in/").content.decode()
    client.force_login(head.user)
    for path in ("/", "/approvals/", "/notices/"):
        assert "DEMO CLOCK" in client.get(path).content.decode()
