"""The desk of the node under test: its cast, signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from comity.officers.models import Officer, PendingLetter
from tests.officers import cast
from tests.officers.conftest import ana, central, head, judge
from tests.world import alone, founded, world

__all__ = ["alone", "ana", "central", "founded", "head", "judge", "world"]

SignIn = Callable[[Officer], Client]


@pytest.fixture
def signed_in() -> SignIn:
    """A client in which an officer is signed in."""

    def sign_in(officer: Officer) -> Client:
        client = Client()
        client.force_login(officer.user)
        return client

    return sign_in


@pytest.fixture
def pending(ana: Officer) -> PendingLetter:
    """A letter of Ana's that waits for the head of the desk."""
    return cast.propose(ana, title="Hold the mailbox")
