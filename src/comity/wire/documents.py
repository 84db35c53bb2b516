"""The base of all typed JSON: bodies of letters, receipts, statements, manifests.

Known fields are read strictly; unknown ones are kept and can be listed, never dropped. Fields that are
wrong are named, so that a person can mend them.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from comity.wire import canonical, limits
from comity.wire.errors import ComityError, DocumentError, TooLargeError


class Document(BaseModel):
    """Strict, frozen, with limited texts; unknown members are kept."""

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        frozen=True,
        populate_by_name=True,
        str_max_length=limits.TEXT_CHARS,
        allow_inf_nan=False,
    )

    def dump(self) -> dict[str, Any]:
        """The JSON object: times as texts, names as on the wire, absent fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


Model = TypeVar("Model", bound=Document)


def build(document: Document) -> bytes:
    """The canonical bytes of a document."""
    return canonical.encode(document.dump())


def parse(model: type[Model], payload: bytes, *, error: type[ComityError], max_bytes: int) -> Model:
    """Read a canonical document. Raises ``error``, naming the fields, or TooLargeError."""
    try:
        value = canonical.decode_canonical(payload, max_bytes=max_bytes)
    except TooLargeError:
        raise
    except DocumentError as because:
        raise error(because=because.code) from because
    return validate(model, value, error=error, data=payload)


def validate(
    model: type[Model], value: object, *, error: type[ComityError], data: bytes | None = None
) -> Model:
    """Read decoded JSON (``data``: its bytes, where they are at hand). Raises ``error``, naming the fields."""
    try:
        # By the names on the wire only: a second spelling would be a second reading.
        return model.model_validate_json(
            canonical.encode(value) if data is None else data, by_alias=True, by_name=False
        )
    except ValidationError as wrong:
        fields = wrong_fields(wrong)
        raise error(f"{error.sentence} Look at: {'; '.join(fields)}.", fields=fields) from None


def wrong_fields(wrong: ValidationError) -> list[str]:
    """Which fields are wrong and how, for a person: ``offence.title (missing)``."""
    found = wrong.errors(include_url=False, include_input=False, include_context=False)
    return [
        f"{_path(item['loc'])} ({'missing' if item['type'] == 'missing' else item['msg']})"
        for item in found[: limits.FIELDS_NAMED]
    ]


def unknown_fields(document: Document) -> list[str]:
    """Paths of members that this program does not know, like ``persons.0.rank``; sorted."""
    return sorted(_unknown(document, ""))


def _unknown(value: object, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (f"{path}{name}" for name in value.model_extra or {})
        for name, field in type(value).model_fields.items():
            yield from _unknown(getattr(value, name), f"{path}{field.serialization_alias or name}.")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _unknown(item, f"{path}{name}.")
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _unknown(item, f"{path}{number}.")


def _path(location: tuple[int | str, ...]) -> str:
    # A stranger may have chosen the names: they are cut, not repeated in full.
    return ".".join(str(part)[:60] for part in location)[: limits.IDENTIFIER_CHARS] or "the whole"
