"""What the words of ``comity law`` share: a day as it is typed, a file as it is written and read."""

from datetime import date
from pathlib import Path

from comity.law.errors import DataFileMissingError, LawError


class DateWrongError(LawError):
    """The day is not written as YYYY-MM-DD."""

    sentence = "Write the day as YYYY-MM-DD, such as 2026-11-25."


class NotWrittenError(LawError):
    """A file could not be written."""


def day(text: str) -> date:
    """The day. Raises DateWrongError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateWrongError() from None


def write(path: Path, content: bytes) -> None:
    """Write the file. Raises NotWrittenError."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise NotWrittenError(f"{path.name} could not be written: {error.strerror}.") from None


def read(path: Path, most: int) -> bytes:
    """The file, at most ``most`` bytes of it. Raises DataFileMissingError."""
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise DataFileMissingError(f"{path.name} cannot be read: {error.strerror}.") from None
