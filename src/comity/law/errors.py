"""What the law room refuses, each with the sentence that lets a person go on."""

from comity.wire.errors import ComityError


class LawError(ComityError):
    """The root of the law room's refusals."""

    fault = "sender"


class DataRowError(LawError):
    """A row of the packaged law data is wrong. Names the file, the line and the column.

    For a JSON document ``line`` is the line of a syntax error, or None, and ``column`` is the path
    to the wrong value (``carries.0.contents.2.article``).
    """

    fault = "us"

    def __init__(self, file: str, line: int | None, column: str | None, reason: str) -> None:
        self.file, self.line, self.column, self.reason = file, line, column, reason
        place = file
        if line is not None:
            place += f" line {line}"
        if column is not None:
            place += f", {column}"
        super().__init__(
            f"The law data is wrong at {place}: {reason}. Correct that place and load it again.",
            file=file,
            line=line,
            column=column,
        )


class DataFileMissingError(LawError):
    """A file of the packaged law data is not there."""

    fault = "us"


class UnknownStateError(LawError):
    """No State or territory with that code is in the reviewed table."""


class UnknownTreatyError(LawError):
    """No instrument with that id is in the data."""


class UnknownMeasureError(LawError):
    """No measure with that code (M01 to M22) is in the data."""


class UnknownGroundError(LawError):
    """No refusal or postponement ground with that code is in the data."""


class UnknownClockError(LawError):
    """No clock with that code is in the data."""


class UnknownDataItemError(LawError):
    """No data item with that code is in the tick list."""


class UnknownCategoryError(LawError):
    """The instrument has no data category with that code, or its text was not recorded."""


class SameStateError(LawError):
    """A State does not ask itself: the two sides must differ."""

    sentence = "The requesting and the requested State are the same. Name another State."


class NotACarrierError(LawError):
    """The instrument does not carry the measure in the data."""


class NoInstrumentError(LawError):
    """No instrument in the data carries the measure between the two States on that date."""


class GroundNotInInstrumentError(LawError):
    """The instrument does not know this ground for this measure, or not for this State."""
