"""The public site has no path to a case: not in its imports, not in its process, not in its settings."""

import os
import subprocess
import sys

from django.conf import settings
from django.test import Client

REACHES = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.gateway.settings"
import django
django.setup()
from django.test import Client
for path in ("/en/", "/ar/states/EE/", "/en/map/party/cets-185/", "/en/help/", "/data/states/EE.json"):
    assert Client(HTTP_HOST="localhost").get(path).status_code == 200, path
rooms = {name.split(".")[1] for name in sys.modules if name.startswith("comity.")}
print(*sorted(rooms))
"""
ALLOWED = {"gateway", "law", "look", "trust", "wire"}


def test_serving_pages_loads_no_room_that_knows_a_case() -> None:
    told = subprocess.run(
        [sys.executable, "-c", REACHES], capture_output=True, text=True, check=True
    )
    assert set(told.stdout.split()) <= ALLOWED


def test_it_has_no_database_no_session_and_no_sign_in() -> None:
    assert settings.DATABASES.get("default", {}).get("ENGINE", "") in (
        "",
        "django.db.backends.dummy",
    )
    assert not any("session" in one or "auth" in one for one in settings.MIDDLEWARE)
    assert not any("auth" in one or "session" in one for one in settings.INSTALLED_APPS)


def test_addresses_of_a_node_lead_nowhere(site: Client) -> None:
    for path in (
        "/requests/",
        "/en/requests/",
        "/sign-in/",
        "/inbox",
        "/admin/",
        "/exhibits/",
        "/health",
    ):
        assert site.get(path).status_code == 404, path


def test_no_cookie_is_set_and_nothing_comes_from_elsewhere(site: Client) -> None:
    for path in ("/", "/en/", "/ar/states/EE/", "/en/help/", "/data/states.json"):
        answer = site.get(path)
        assert not answer.cookies, path
        assert "script-src" not in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_variable_left_over_from_a_node_does_not_change_whose_door_this_is() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from comity.gateway.wsgi import application; from django.conf import settings;"
            "print(settings.ROOT_URLCONF, settings.INSTALLED_APPS)",
        ],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "comity.node.settings",
            "COMITY_URLS": "comity.node.desk_urls",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith("comity.gateway.urls")
    assert "comity.assistance" not in told.stdout
