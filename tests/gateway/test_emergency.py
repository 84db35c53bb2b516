"""Numbers for emergencies: each with its source, none guessed, shown where somebody may be in danger."""

import pytest
from django.test import Client

from comity.gateway import wording
from comity.gateway.guidance import emergency
from comity.law.errors import DataRowError
from comity.law.release import packaged
from tests.gateway.pages import Node, read

GOOD = (
    b'mobile = "a"\n[[number]]\nstates = ["EE"]\nnumber = "112"\nservice = "all"\nsource = "a"\n'
    b'[[source]]\nkey = "a"\ntitle = "t"\npublisher = "p"\nurl = "https://a.example/"\nread = "2026-11-26"\n'
)


def _panel(site: Client, address: str, **headers: str) -> Node:
    page = read(site.get(address, headers=headers).content.decode())
    return next(page.all("section", cls="emergency"))


def test_every_number_is_of_a_state_that_there_is_and_has_a_word_for_who_answers() -> None:
    known = packaged().states
    for one in emergency.numbers().number:
        assert set(one.states) <= set(known)
        assert one.service in wording.SERVICES


def test_a_state_of_the_union_has_112_from_the_directive_and_a_state_without_a_row_has_none() -> (
    None
):
    (line,) = emergency.of("EE")
    assert (line.number, line.services, line.origin.key) == ("112", ("all",), "eecc")
    assert emergency.of("NR") == ()
    assert [one.number for one in emergency.of("JP")] == ["110", "119"]


def test_the_pattern_itself_is_good() -> None:
    assert emergency.read(GOOD).number[0].number == "112"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'source = "a"', b'source = "b"'),  # no such source
        (b'mobile = "a"', b'mobile = "b"'),
        (b'"112"', b'"112; drop"'),
        (b'"112"', b'"+1 800 555"'),
        (b'"112"', b'""'),
        (b'"all"', b'"anybody"'),
        (b'["EE"]', b"[]"),
        (b'["EE"]', b'["EE", "EE"]'),
        (b'["EE"]', b'["Estonia"]'),
        (b'"https://a.example/"', b'"javascript:alert(1)"'),
        (b'"2026-11-26"', b'"yesterday"'),
        (b"[[source]]", b'[[number]]\nstates = ["EE"]\nnumber = "112"\nservice = "all"\nsource = "a"\n[[source]]'),
        (b"[[source]]", b'[[source]]\nkey = "z"\ntitle = "t"\npublisher = "p"\nurl = "https://z.example/"\nread = "2026-11-26"\n[[source]]'),
        (b"[[number]]", b"[[number]]\nnote = 1"),
        (b"[[number]]", b"[[number"),
        (b"mobile", b"\xff"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_place(old: bytes, new: bytes) -> None:
    assert old in GOOD
    with pytest.raises(DataRowError) as refused:
        emergency.read(GOOD.replace(old, new, 1))
    assert refused.value.file == emergency.FILE


@pytest.mark.parametrize(
    "page",
    [
        "help/",
        "help/danger/",
        "help/images-child/",
        "help/paid-by-card/",
        "guidance/topics/spyware/",
    ],
)
def test_help_and_guidance_show_the_number_of_the_reader_s_state_with_its_source(
    site: Client, page: str
) -> None:
    panel = _panel(site, f"/en/{page}", **{"accept-language": "et-EE"})
    assert [one.attributes["href"] for one in panel.all("a", cls="number")] == ["tel:112"]
    assert "Estonia" in panel.text
    assert "European Union" in next(panel.all(cls="source")).text


def test_where_no_number_was_seen_the_page_says_so_and_what_to_do(site: Client) -> None:
    panel = _panel(site, "/en/help/danger/?state=NR")
    assert not list(panel.all("a", cls="number"))
    assert "not seen. Call the number for emergencies that you know" in panel.text


@pytest.mark.parametrize("page", ["help/", "help/danger/"])
def test_without_a_state_one_can_choose_it_there(site: Client, page: str) -> None:
    choice = next(_panel(site, f"/en/{page}").all("select"))
    assert choice.attributes["name"] == "state"
    assert any(one.attributes["value"] == "EE" for one in choice.all("option"))


def test_where_the_page_has_a_choice_already_the_panel_leads_to_it(site: Client) -> None:
    panel = _panel(site, "/en/guidance/topics/phishing/")
    assert [one.attributes["href"] for one in panel.all("a")] == ["#turn-to"]


def test_a_state_that_was_only_guessed_says_so_and_a_chosen_one_does_not(site: Client) -> None:
    guessed = _panel(site, "/fr/help/danger/", **{"accept-language": "fr-CH"})
    assert "langue de votre navigateur" in guessed.text
    chosen = _panel(site, "/fr/help/danger/?state=US", **{"accept-language": "fr-CH"})
    assert "langue de votre navigateur" not in chosen.text
    assert not list(chosen.all("select"))


@pytest.mark.parametrize("said", ["en-US,en;q=0.9", "en-us", "ar,en-US;q=0.7"])
def test_what_browsers_say_everywhere_is_no_place(site: Client, said: str) -> None:
    panel = _panel(site, "/ar/help/danger/", **{"accept-language": said})
    assert "911" not in panel.text


def test_the_profile_shows_it_and_a_state_that_is_none_is_not_found(site: Client) -> None:
    assert "tel:117" in site.get("/fr/states/CH/").content.decode()
    assert site.get("/en/help/?state=XX").status_code == 404
