"""What lies where on the map: shapes.json, which tools/world_map.py makes, with types."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from comity.law.errors import UnknownStateError

STEP: Final = re.compile(r"([Mlm])|(-?\d+) ?(-?\d+)|(z)")

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a State or territory is: its shape, a point when that is too small to be seen, or both."""

    code: str
    path: str | None
    point: Point | None
    radius: int  # of the point


@dataclass(frozen=True, slots=True)
class Atlas:
    """The map. Lengths are in its own units, of which a map 1000 pixels wide has four for each pixel."""

    width: int
    height: int
    land: str  # one coarse path of all land, for small pictures
    undetermined: tuple[
        str, ...
    ]  # areas that the source gives no ISO number: neither name nor State
    places: dict[str, Place]  # by ISO 3166-1 alpha-2 code

    def place(self, code: str) -> Place:
        """Where the State with that code is. Raises UnknownStateError."""
        try:
            return self.places[code]
        except (KeyError, TypeError):
            raise UnknownStateError(
                f"No State or territory with the code {str(code)[:20]!r} is on the map. "
                "Use the two capital letters of ISO 3166-1, such as RO.",
                code=str(code)[:20],
            ) from None


@cache
def atlas() -> Atlas:
    """The map, read once."""
    data = json.loads((files(__package__) / "shapes.json").read_text("utf-8"))
    paths: dict[str, str] = data["paths"]
    points: dict[str, list[int]] = data["points"]
    places = {}
    for code in sorted(paths.keys() | points.keys()):
        x, y, radius = points.get(code, (0, 0, 0))
        places[code] = Place(code, paths.get(code), (x, y) if code in points else None, radius)
    return Atlas(data["width"], data["height"], data["land"], tuple(data["undetermined"]), places)


def corners(path: str) -> list[list[Point]]:
    """The places that the closed lines of a path of this map go through, line by line."""
    lines: list[list[Point]] = []
    x = y = 0
    absolute = False
    for letter, dx, dy, closed in STEP.findall(path):
        if closed:
            x, y = lines[-1][0]
        elif letter:
            absolute = letter == "M"
            lines += [[]] if letter in "Mm" else []
        else:
            x, y = (int(dx), int(dy)) if absolute else (x + int(dx), y + int(dy))
            lines[-1].append((x, y))
    return lines
