"""What a resource can be about: pages of the guidance, types of offence, and a few words of our own. Pure."""

from typing import Final

from comity.gateway.guidance import SHELVES
from comity.law.names import TYPES

GUIDANCE: Final = {name: shelf for shelf in ("topics", "themes") for name in SHELVES[shelf]}
"""Pages of the guidance by name, with their shelf."""

OWN: Final = (
    "electronic-evidence",
    "mutual-assistance",
    "incident-response",
    "cryptography",
    "secure-software",
    "accessibility",
)
TOPICS: Final = (*OWN, *GUIDANCE, *TYPES)
