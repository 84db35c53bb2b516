"""Search finds what a hurried reader means, in six languages, and says when it took another word."""

import pytest
from django.test import Client
from django.utils import translation

from comity.gateway import published
from comity.gateway.languages import DJANGO
from comity.gateway.search import MOST_FOUND, Entry, Index, plain, terms
from comity.gateway.views.finding import index


def _index(language: str) -> Index:
    with translation.override(DJANGO.get(language, language)):
        return index(published.now().version, language)


FIRST = [
    ("en", "phishing", "/en/guidance/topics/phishing/"),
    ("en", "fishing", "/en/guidance/topics/phishing/"),
    ("en", "Estonia", "/en/states/EE/"),
    ("en", "estnia", "/en/states/EE/"),
    ("en", "ESTONIA", "/en/states/EE/"),
    ("en", "Eesti karistusseadustik 217", "/en/provisions/ee-ks-217/"),
    ("en", "hacked", "/en/help/"),
    ("en", "I have been defrauded", "/en/help/"),
    ("en", "denail of service", "/en/guidance/topics/denial-of-service/"),
    ("en", "cote d'ivoire", "/en/states/CI/"),
    ("fr", "cote d ivoire", "/fr/states/CI/"),
    ("fr", "SENEGAL", "/fr/states/SN/"),
    ("es", "espana", "/es/states/ES/"),
    ("ru", "эстония", "/ru/states/EE/"),
    ("ru", "естония", "/ru/states/EE/"),
    ("zh", "中国", "/zh/states/CN/"),
    ("zh", "德国", "/zh/states/DE/"),
    ("zh", "爱沙尼亚", "/zh/states/EE/"),
    ("ar", "إستونيا", "/ar/states/EE/"),
    ("ar", "استونيا", "/ar/states/EE/"),
    ("ar", "المغرب", "/ar/states/MA/"),
]


@pytest.mark.parametrize(("language", "asked", "address"), FIRST)
def test_the_first_result_is_what_was_meant(language: str, asked: str, address: str) -> None:
    assert _index(language).find(asked).entries[0].address == address


def test_another_word_is_taken_only_where_no_page_has_it_and_is_told() -> None:
    found = _index("en").find("ransomwear")
    assert found.instead == (("ransomwear", "ransomware"),)
    assert _index("en").find("ransomware").instead == ()


HOSTILE = [
    "", " ", "\x00", "\"", "'; DROP TABLE kept; --", "NEAR(a b)", "title:x", "* * *", "a" * 5000, "x " * 900,
    "AND OR NOT", "(((", "^phishing", "\u202eevil", "🦊", "ﷺ", "<script>alert(1)</script>", "-", "\\",
]  # fmt: skip


def test_as_many_as_are_shown_at_most_are_not_called_all(site: Client) -> None:
    assert (
        "The first 60 pages of those found"
        in site.get("/en/search/?q=estonia+law").content.decode()
    )
    assert _index("en").find("estonia law").cut
    assert not _index("en").find("blackmail").cut


@pytest.mark.parametrize("asked", HOSTILE)
def test_nothing_that_is_asked_breaks_it(site: Client, asked: str) -> None:
    assert len(_index("en").find(asked).entries) <= MOST_FOUND
    answer = site.get("/en/search/", {"q": asked})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Äiti", "aiti"),
        ("СЪЁМ", "съем"),
        ("ﬁne", "fine"),
        ("إجراءٌ", "اجراء"),
        ("Straße", "strasse"),
        ("ŁÓDŹ", "lodz"),
    ],
)
def test_letters_without_case_accents_and_signs(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_chinese_is_kept_as_pairs() -> None:
    assert list(terms("网络犯罪 BC 35")) == ["网络", "络犯", "犯罪", "bc", "35"]
    assert list(terms("法")) == ["法"]


def test_pages_with_all_words_come_before_those_with_some() -> None:
    entries = [
        Entry("k", "/1", "law of theft", ""),
        Entry("k", "/2", "theft", ""),
        Entry("k", "/3", "law", ""),
    ]
    assert next(iter(Index(entries).find("theft law").entries)).address == "/1"
