"""Signs that a person should look before the public does. What shows one is held with its reasons, never dropped. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final
from urllib.parse import urlsplit

from comity.gateway.survey import limits
from comity.gateway.survey.texts import hidden

SIGNS: Final = (
    "asked",
    "no_state",
    "trap",
    "too_fast",
    "links",
    "link_in_name",
    "markup",
    "short_address",
    "pattern",
    "repeated",
    "seen_elsewhere",
    "hidden_characters",
    "shouting",
    "many_today",
)
"""Every reason for which something is held."""
QUIET: Final = frozenset({"asked", "no_state", "many_today"})
"""Reasons that say nothing against it: the sender asked, no State can confirm it, or very much came today."""
_LINK: Final = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|net|org|info|biz|ru|cn|top|xyz|shop|online|site)\b",
    re.IGNORECASE,
)
_MARKUP: Final = re.compile(
    r"<\s*/?\s*[a-z!]|\[/?(?:url|link|img|b)\b|&#?\w+;|\]\(https?:", re.IGNORECASE
)
_PATTERNS: Final = tuple(
    re.compile(one, re.IGNORECASE)
    for one in (
        r"\b(?:viagra|cialis|casino|jackpot|porn|xxx|escort|betting|forex|payday)\b",
        r"\b(?:buy|cheap|discount|free)\b.{0,30}\b(?:now|online|followers|pills|replica|watches|backlinks)\b",
        r"\b(?:seo|backlink|guest post|link building|web traffic)\b",
        r"\b(?:bitcoin|crypto|usdt)\b.{0,40}\b(?:invest|profit|double|giveaway|wallet|recover)",
        r"\b(?:click here|act now|limited offer|100% (?:free|guaranteed)|make money|earn \$|work from home)\b",
        r"\b(?:whatsapp|telegram)\b.{0,20}(?:\+?\d|@)",
        r"\b(?:wa\.me|t\.me|api\.whatsapp\.com|signal\.me|m\.me|line\.me)/",
        r"\b(?:call|phone|tel|telephone|hotline|dial)\b[^\d\n]{0,20}\d[\d ()./-]{4,}\d",
        r"(?<![\d-])1-8\d\d-\d{3}-\d{4}\b|\b00[1-9]\d{0,2}[ ()./-]{0,2}\d[\d ()./-]{5,}\d",
        r"\bdear (?:sir|madam|webmaster|site owner)\b",
    )
)  # fmt: skip
_SHORTENERS: Final = frozenset(
    {
        "bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "ow.ly", "cutt.ly", "rb.gy", "t.ly",
        "shorturl.at", "buff.ly", "tiny.cc", "s.id", "v.gd",
    }
)  # fmt: skip
_SHOUT_CHARS: Final = 40


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came with a form. ``seconds``: from its opening to its sending; ``others``: texts sent lately, and how
    many documents hold each."""

    texts: Mapping[str, str]  # by field
    name: str
    source: str
    trap: str
    seconds: float
    asked: bool
    about_a_state: bool
    others: Mapping[str, int]
    today: int  # documents that were published at once today


def signs(arrived: Arrived) -> tuple[str, ...]:
    """The signs, in the order of ``SIGNS``; none: it may be published at once."""
    texts = [one for one in arrived.texts.values() if one]
    every = [*texts, arrived.name]
    found = {
        "asked": arrived.asked,
        "no_state": not arrived.about_a_state,
        "trap": bool(arrived.trap),
        "too_fast": arrived.seconds < limits.LEAST_SECONDS,
        "links": sum(len(_LINK.findall(one)) for one in texts) > limits.LINKS,
        "link_in_name": bool(_LINK.search(arrived.name)),
        "markup": any(_MARKUP.search(one) for one in every),
        "short_address": _shortened([arrived.source, *texts]),
        "pattern": any(each.search(one) for one in every for each in _PATTERNS),
        "repeated": any(_repeats(one) for one in every),
        "seen_elsewhere": any(_elsewhere(one, arrived.others) for one in texts),
        "hidden_characters": any(hidden(one) for one in [*every, arrived.source]),
        "shouting": any(_shouts(one) for one in every),
        "many_today": arrived.today >= limits.A_DAY,
    }
    return tuple(one for one in SIGNS if found[one])


def suspect(signs: Iterable[str]) -> bool:
    """Does it carry signs of spam, and not only reasons that say nothing against it?"""
    return not set(signs) <= QUIET


def quiet() -> tuple[str, ...]:
    """Every list of reasons that says nothing against what is held, as the history writes it; the first: none at all."""
    names = [one for one in SIGNS if one in QUIET]
    return tuple(
        " ".join(some) for size in range(len(names) + 1) for some in combinations(names, size)
    )


def plain(text: str) -> str:
    """A text as it is compared with others: without case and with single spaces."""
    return " ".join(text.casefold().split())


def _elsewhere(text: str, others: Mapping[str, int]) -> bool:
    key = plain(text)
    return len(key) >= limits.SAME_TEXT_CHARS and others.get(key, 0) >= limits.SAME_TEXT


def _repeats(text: str) -> bool:
    """One word again and again, one letter again and again, or the same line several times."""
    words = plain(text).split()
    if words:
        most = Counter(words).most_common(1)[0][1]
        if most >= limits.SAME_WORD and most * 3 > len(words):
            return True
    rows = [one.strip() for one in text.splitlines() if len(one.strip()) > 10]
    return len(rows) - len(set(rows)) >= 2 or re.search(r"(\S)\1{14,}", text) is not None


def _shouts(text: str) -> bool:
    letters = [one for one in text if one.isupper() or one.islower()]
    return (
        len(letters) >= _SHOUT_CHARS and sum(one.isupper() for one in letters) > len(letters) * 0.8
    )


def _shortened(texts: Collection[str]) -> bool:
    for text in texts:
        for one in re.findall(r"https?://\S+", text):
            try:
                host = urlsplit(one).hostname or ""
            except ValueError:
                return True
            if host.removeprefix("www.") in _SHORTENERS:
                return True
    return False
