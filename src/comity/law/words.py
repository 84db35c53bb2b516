"""The words of the law room in each language: gettext catalogues beside the data, and no Django.

English is in the code. A sentence without a translation is shown in English; tests say that there is
none. Names in a sentence have places (``{slug}``): no sentence is glued together.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Final

from comity.law.errors import LawError

NAMES: Final = {
    "ar": "العربية",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "ru": "Русский",
    "zh": "中文",
}
"""Each language by its own name."""
LANGUAGES: Final = tuple(NAMES)
RIGHT_TO_LEFT: Final = frozenset({"ar"})
DOMAIN: Final = "law"


class UnknownLanguageError(LawError):
    """There are no words in that language."""

    sentence = "There are no words in that language. Choose one of: ar, en, es, fr, ru, zh."


@cache
def of(language: str) -> NullTranslations:
    """The translations into a language; those into English change nothing.

    Raises UnknownLanguageError.
    """
    if language not in LANGUAGES:
        raise UnknownLanguageError(language=str(language)[:20])
    if language == "en":
        return NullTranslations()
    place = files("comity.law").joinpath("locale", language, "LC_MESSAGES", f"{DOMAIN}.mo")
    with place.open("rb") as stream:
        return GNUTranslations(stream)


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` of a page."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
