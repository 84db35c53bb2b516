"""The six languages as the framework calls them: for the settings of a node and of the public site."""

from typing import Final

from comity.law.words import NAMES

DJANGO: Final = {"zh": "zh-hans"}
"""Where the framework calls a language otherwise than the law room and addresses do."""
LANGUAGES: Final = [(DJANGO.get(code, code), name) for code, name in NAMES.items()]
