"""Types for the fields of bodies and other documents: each with its form and its greatest length.

Used by every room that defines letters. What is no time, digest or name is refused by its field.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from comity.wire import base64url, digests, limits, names, times
from comity.wire.errors import Base64FormatError, TimeFormatError, TimeZoneMissingError


def _form(pattern: str, max_length: int = limits.IDENTIFIER_CHARS) -> Any:
    return StringConstraints(pattern=f"^(?:{pattern})$", max_length=max_length)


def _read_time(value: object) -> object:
    try:
        if not isinstance(value, datetime):
            return times.parse(value)
        if value.tzinfo is None:
            raise TimeZoneMissingError
    except TimeFormatError as error:
        raise PydanticCustomError("time", "{why}", {"why": error.sentence}) from None
    return value


def _check_base64(text: str) -> str:
    try:
        base64url.decode(text)
    except Base64FormatError as error:
        raise PydanticCustomError("base64url", "{why}", {"why": error.sentence}) from None
    return text


State = Annotated[str, _form(names.STATE)]
Authority = Annotated[str, _form(names.AUTHORITY)]
Node = Annotated[str, _form(names.NODE)]
Person = Annotated[str, _form(names.PERSON)]
Code = Annotated[str, _form(names.CODE)]
Language = Annotated[str, _form(names.LANGUAGE)]
MediaType = Annotated[str, _form(names.MEDIA_TYPE)]
KeyId = Annotated[str, _form(names.HEX32)]
ObjectId = Annotated[str, _form(names.OBJECT)]
EnvelopeId = Annotated[str, _form(names.ENVELOPE)]
Digest = Annotated[str, _form(digests.PATTERN)]
Base64 = Annotated[str, AfterValidator(_check_base64)]  # base64url without padding
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=limits.IDENTIFIER_CHARS)]
ShortText = Annotated[str, StringConstraints(max_length=limits.SHORT_TEXT_CHARS)]
Text = Annotated[str, StringConstraints(max_length=limits.TEXT_CHARS)]
Count = Annotated[int, Field(ge=0, le=limits.JSON_INTEGER)]
Number = Annotated[int, Field(ge=1, le=limits.JSON_INTEGER)]
Time = Annotated[
    datetime,
    BeforeValidator(_read_time),
    PlainSerializer(times.format, return_type=str, when_used="json"),
]
