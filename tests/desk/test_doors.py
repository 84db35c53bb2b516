"""Every route asks for an officer; every page is guarded, private and readable."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RegexPattern

from comity.look.headers import POLICY
from comity.officers.models import Officer, PendingLetter
from tests.desk.conftest import SignIn
from tests.desk.pages import Page

OPEN = {
    "set_language",
    "desk:sign-in",
    "static",
    "/ready/",
}  # the last says only that the process answers
SAMPLES = {
    "uuid": "3f0c1f6e-0f0a-4a0e-9a39-2f6f2f6f2f6f",
    "int": "1",
    "path": "look/comity.css",
}


def _routes(
    patterns: list[Any], prefix: str = "/", names: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    for one in patterns:
        path = prefix + _filled(one.pattern)
        if isinstance(one, URLResolver):
            inner = (*names, one.namespace) if one.namespace else names
            yield from _routes(one.url_patterns, path, inner)
        elif isinstance(one, URLPattern):
            yield ":".join((*names, one.name)) if one.name else path, path


def _filled(pattern: Any) -> str:
    """This part of a path, with a sample value for each of its variables."""
    if isinstance(pattern, RegexPattern):
        return re.sub(r"\(\?P<\w+>([^()]*)\)", _first_choice, str(pattern)).strip("^$")
    return re.sub(r"<(\w+):\w+>", lambda found: SAMPLES.get(found[1], "x"), str(pattern))


def _first_choice(found: re.Match[str]) -> str:
    return found[1].split("|")[0] if re.fullmatch(r"[\w|-]+", found[1]) else "x"


ROUTES = sorted(_routes(get_resolver("comity.node.desk_urls").url_patterns))


def test_every_route_is_read_and_tried_under_a_path_of_its_own() -> None:
    assert {"desk:queue", "desk:approval", "desk:sign-in", "static"} <= {name for name, _ in ROUTES}
    for name, path in ROUTES:
        found = resolve(path, "comity.node.desk_urls")
        assert name in (found.view_name, f"/{found.route}"), path


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), ROUTES, ids=[name for name, _ in ROUTES])
def test_nobody_comes_in_without_signing_in(client: Client, name: str, path: str) -> None:
    for response in (client.get(path), client.post(path)):
        if name in OPEN:
            assert not response.headers.get("Location", "").startswith("/sign-in/?"), path
        elif response.status_code != 405:
            assert response.status_code == 302, path
            assert response["Location"].startswith("/sign-in/?next=")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("name", "path"), ROUTES, ids=[name for name, _ in ROUTES])
def test_a_user_who_is_no_officer_sees_nothing(client: Client, name: str, path: str) -> None:
    client.force_login(User.objects.create_user("admin"))
    for response in (client.get(path), client.post(path)):
        if name not in OPEN and response.status_code != 405:
            assert response.status_code == 403, path
            assert "belongs to no officer" in response.content.decode()


@pytest.fixture
def pages(head: Officer, pending: PendingLetter, signed_in: SignIn) -> dict[str, Any]:
    """All pages of the desk itself, as the head of the desk sees them."""
    client = signed_in(head)
    paths = ["/", "/approvals/", f"/approvals/{pending.pk}/", "/notices/", "/none/"]
    found: dict[str, Any] = {path: client.get(path) for path in paths}
    wrong = client.post(f"/approvals/{pending.pk}/", {})
    return {**found, "sign-in": Client().get("/sign-in/"), "a refusal": wrong}


def test_pages_are_accessible(pages: dict[str, Any]) -> None:
    for path, response in pages.items():
        assert Page(response.content.decode()).problems() == [], path


def test_pages_have_a_way_past_the_head(pages: dict[str, Any]) -> None:
    for path, response in pages.items():
        text = response.content.decode()
        assert text.index('href="#main"') < text.index("<header"), path


def test_nothing_inline_and_nothing_from_elsewhere_is_allowed(pages: dict[str, Any]) -> None:
    assert "unsafe" not in POLICY
    for path, response in pages.items():
        assert response["Content-Security-Policy"] == POLICY, path
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"


def test_pages_stay_in_no_cache(pages: dict[str, Any]) -> None:
    for path, response in pages.items():
        if response.status_code != 404:
            assert "no-store" in response["Cache-Control"], path


SAID = {
    "ar": ("ar", "املأ هذا الحقل."),
    "fr": ("fr", "Remplissez ce champ."),
    "zh-hans": ("zh-hans", "请填写此项。"),
    "xx": ("en", "Fill this in."),
}


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("asked", SAID)
def test_a_page_says_the_language_it_is_in(client: Client, asked: str) -> None:
    response = client.post("/sign-in/", {}, headers={"Accept-Language": asked})
    language, words = SAID[asked]
    page = response.content.decode()
    assert Page(page).language == language and words in page
    assert ('dir="rtl"' in page) == (language == "ar")


@pytest.mark.usefixtures("head")
def test_the_language_is_chosen_on_the_page_and_kept(client: Client) -> None:
    assert "sessionid" not in client.get("/sign-in/").cookies
    response = client.post("/language/", {"language": "ar", "next": "/sign-in/"})
    assert response["Location"] == "/sign-in/"
    assert Page(client.get("/sign-in/").content.decode()).language == "ar"
    away = client.post("/language/", {"language": "ar", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in away["Location"]


def test_a_form_from_elsewhere_is_refused_with_a_sentence(
    head: Officer, pending: PendingLetter
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(head.user)
    response = client.post(f"/approvals/{pending.pk}/abandon/")
    assert response.status_code == 403
    assert "fresh page" in response.content.decode()
    pending.refresh_from_db()
    assert pending.state == "waiting"


def test_a_fault_has_a_page_that_needs_nothing() -> None:
    from django.template.loader import render_to_string

    assert Page(render_to_string("500.html")).problems() == []
