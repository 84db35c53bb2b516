"""Two States on a day, and what binds them both."""

from datetime import date

from comity.law import states, treaties
from comity.law.errors import SameStateError


class Pair:
    """The two States of one question and its day.

    Raises UnknownStateError, SameStateError.
    """

    def __init__(self, requesting: str, requested: str, on: date) -> None:
        self.requesting = states.get(requesting).code
        self.requested = states.get(requested).code
        self.on = on
        if requesting == requested:
            raise SameStateError()

    def standings(self, treaty: str) -> tuple[treaties.Standing, treaties.Standing]:
        """How each of the two stands under the instrument, the requesting State first."""
        return (
            treaties.standing(treaty, self.requesting, self.on),
            treaties.standing(treaty, self.requested, self.on),
        )

    def bound(self, treaty: str) -> bool | None:
        """Both bound: yes; one certainly not: no; else not seen."""
        answers = {one.bound for one in self.standings(treaty)}
        return False if False in answers else (None if None in answers else True)

    def listed(self, treaty: str) -> bool:
        """Both States have a row under the instrument."""
        return all(treaties.status(treaty, one) for one in (self.requesting, self.requested))

    def bilateral(self) -> list[str]:
        """Bilateral treaties of the two on mutual assistance that the data lists."""
        listed = treaties.bilateral(self.requesting, self.requested)
        return [one.id for one in listed if treaties.is_assistance(one.id)]
