"""Every type of letter that this version can check: what each declares, from the rooms' own tables."""

from comity.assistance import letters as assistance
from comity.providers import letters as providers
from comity.wire.letters import LetterSpec

_KNOWN = {(spec.type, spec.version): spec for spec in (*assistance.SPECS, *providers.SPECS)}


def specification(type: str, version: int) -> LetterSpec | None:
    """What a type of letter declares; None where this version does not know it."""
    return _KNOWN.get((type, version))
