"""The words of comparisons: codes as sentences, to be translated like all others."""

from collections.abc import Mapping
from typing import Final

STANDING: Final[Mapping[str, str]] = {
    "in_both": "Crime in both, already at the international minimum",
    "depends": "Crime in both only if something comes on top",
    "in_one_only": "Crime in one of the two only",
    "in_neither": "Crime in neither",
    "not_known": "Not known",
}
KIND: Final[Mapping[str, str]] = {
    "clear": "crime in both",
    "one_only": "crime in one only",
    "neither": "crime in neither",
    "open": "not known",
}
COVERAGE: Final[Mapping[str, str]] = {
    "provision": "provision recorded",
    "gap": "documented gap: no such law, or the conduct is outside the text",
    "looked_not_found": "looked for and not found",
    "day_open": "recorded, but not known to be in force on the day",
    "not_checked": "not checked",
}
RECORDED: Final[Mapping[str, str]] = {
    "satisfied": "a rule is recorded",
    "not_satisfied": "documented: no rule",
    "needs_information": "no rule is recorded",
}
