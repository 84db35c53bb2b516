"""What nobody should send, row by row, and the answer to it: a page that says what to do, never a fault."""

import pytest
from django.test import Client

ROWS = [
    ("/en/states/XX/", 404),
    ("/en/states/ee/", 302),
    ("/en/states/EE%00/", 404),
    ("/en/states/" + "A" * 3000 + "/", 404),
    ("/en/states/..%2f..%2fetc%2fpasswd/", 404),
    ("/en/states/?state=XX", 404),
    ("/en/states/?state=<script>", 404),
    ("/en/map/party/nothing/", 404),
    ("/en/map/nothing/cets-185/", 404),
    ("/en/map/spam/other/", 404),
    ("/en/map/?ask=party/%2e%2e", 404),
    ("/en/map/?ask=nothing", 200),
    ("/en/instruments/cets-999/", 404),
    ("/en/offences/sorcery/", 404),
    ("/en/provisions/xx-1/", 404),
    ("/en/guidance/topics/sorcery/", 404),
    ("/en/guidance/secrets/phishing/", 404),
    ("/en/guidance/topics/phishing/?state=XX", 404),
    ("/en/help/nothing/", 404),
    ("/xx/", 404),
    ("/en/compare/?state=XX&state=%3Cscript%3E", 400),
    ("/en/compare/?" + "&".join(["state=EE"] * 90), 200),
    ("/en/compare/?" + "&".join(["state=EE"] * 500), 400),
    ("/en/compare/?states=" + "EE," * 3000, 200),
    ("/en/compare/?states=EE,%00,RO", 400),
    ("/data/compare.csv?state=XX", 400),
    ("/data/compare.json?state=XX", 400),
    ("/data/states/XX.json", 404),
    ("/data/map/party/cets-999.csv", 404),
    ("/data/files/..%2f..%2fsettings.py", 404),
    ("/data/files/check_data.py", 404),
    ("/static/..%2f..%2fsettings.py", 404),
    ("/static/gateway/", 404),
]


@pytest.mark.parametrize(("address", "status"), ROWS)
def test_bad_addresses(site: Client, address: str, status: int) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    assert "<script>" not in answer.content.decode(errors="replace")


@pytest.mark.parametrize("address", ["/en/", "/en/states/EE/", "/en/compare/", "/data/states.json"])
def test_nothing_can_be_written(site: Client, address: str) -> None:
    for verb in ("post", "put", "patch", "delete"):
        assert getattr(site, verb)(address).status_code == 405


def test_a_foreign_host_is_refused(site: Client) -> None:
    assert site.get("/en/", headers={"host": "evil.example"}).status_code == 400


def test_a_strange_language_is_no_fault(site: Client) -> None:
    for asked in ("x" * 5000, "zh-\x00", "-,-;q=,", "en;q=nan", "ar-EG;q=1,*;q=0.5", "é-ÉÉ"):
        assert site.get("/", headers={"accept-language": asked}).status_code == 302
        assert site.get("/en/help/", headers={"accept-language": asked}).status_code == 200


def test_what_compare_refuses_it_names(site: Client) -> None:
    said = site.get("/en/compare/?state=EE&state=Q%22%3E").content.decode()
    assert "Q&quot;&gt;" in said
    assert "ISO 3166-1" in said
