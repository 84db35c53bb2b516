"""Data in TOML, read strictly: a wrong place is named with its file. Pure."""

import tomllib
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from comity.law.errors import DataRowError


class Part(BaseModel):
    """The base of all parts of such a file: frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Found = TypeVar("Found", bound=Part)


def read(model: type[Found], file: str, data: bytes) -> Found:
    """The document in ``data``. Raises DataRowError naming the file and the path to what is wrong."""
    try:
        return model.model_validate(tomllib.loads(data.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataRowError(file, None, None, str(error)[:200]) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataRowError(file, None, place, first["msg"]) from None
