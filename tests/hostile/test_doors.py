"""What strangers may ask at the nodes' door: every answer has the door's own form, and none shows its inside."""

import json

import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("comity.node.post_urls"), pytest.mark.django_db]

ADDRESSES = {
    "nothing there": "/nothing",
    "the officers' door": "/sign-in/",
    "out of the folder": "/parts/../../keys/vault.key",
    "out of the folder, encoded": "/parts/%2e%2e%2f%2e%2e%2fkeys/1",
    "no object": "/parts/x/1",
    "no part": "/parts/00000000-0000-0000-0000-000000000000/-1",
    "a part beyond counting": f"/parts/00000000-0000-0000-0000-000000000000/{'9' * 5000}",
    "a line of its own": "/post/envelopes%0aWARNING",
}


@pytest.mark.parametrize("row", ADDRESSES)
def test_an_address_that_is_not_there_is_said_so(row: str) -> None:
    answer = Client().get(ADDRESSES[row])
    assert answer.status_code == 404
    assert json.loads(answer.content)["error"] == "DoorUnknownError"
