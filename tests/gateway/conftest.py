"""The public site is tested under its own settings: pytest --ds=comity.gateway.settings tests/gateway.

Under the settings of a node nothing here is collected: the two never share a process.
"""

import os

import pytest
from django.test import Client

OWN_SETTINGS = "comity.gateway.settings"

if os.environ.get("DJANGO_SETTINGS_MODULE") != OWN_SETTINGS:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def site() -> Client:
    """A reader without a cookie, whose requests raise nothing."""
    return Client(HTTP_HOST="localhost", raise_request_exception=False)
