"""The texts behind the marks: what each source key stands for."""

from comity.law.documents import Source
from comity.law.release import in_use


def of(*keys: str) -> tuple[Source, ...]:
    """The sources with those keys, each once, in the order of the data."""
    wanted = {one for key in keys for one in key.split(", ")}
    return tuple(source for source in in_use().carries.sources if source.key in wanted)
