"""Dates of the law data: a day, or only a month or a year, or nothing seen.

``YYYY`` and ``YYYY-MM`` mean that the day was not seen. Every comparison is made at both ends of
the possible days, and answers None where the two ends disagree: unknown is never turned into no.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of the data as written, with the first and the last day that it may mean."""

    text: str
    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ValueError for anything else."""
        if not _FORM.fullmatch(text):
            raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 3:
            day = date(parts[0], parts[1], parts[2])
            return cls(text, day, day)
        if len(parts) == 2:
            end = calendar.monthrange(parts[0], parts[1])[1]
            return cls(text, date(parts[0], parts[1], 1), date(parts[0], parts[1], end))
        return cls(text, date(parts[0], 1, 1), date(parts[0], 12, 31))

    def reached_on(self, on: date) -> bool | None:
        """Has this date come by ``on``? None where the unseen day decides."""
        if on >= self.last:
            return True
        if on < self.first:
            return False
        return None

    def passed_on(self, on: date) -> bool | None:
        """Is this date over on ``on``? On the day itself it is not. None where the unseen day decides."""
        if on > self.last:
            return True
        if on <= self.first:
            return False
        return None

    def __str__(self) -> str:
        return self.text
