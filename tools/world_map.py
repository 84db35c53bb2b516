"""The world map of the public pages, made from public data: `python tools/world_map.py FOLDER`.

FOLDER holds two files, world-atlas-2.0.2.tgz and countries.json; src/comity/gateway/atlas/ORIGINS.md says
where they come from. What is written is src/comity/gateway/atlas/shapes.json, byte for byte the same each
time.

The steps: decode the topology; give every part to the State that it belongs to; join what was cut at 180
degrees; project; simplify every border once, so that neighbours still fit; round; find the States that are
too small to be seen, which become points.
"""

import base64
import hashlib
import heapq
import io
import json
import math
import sys
import tarfile
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parent.parent
STATES = ROOT / "src" / "comity" / "law" / "data" / "states.csv"
SHAPES = ROOT / "src" / "comity" / "gateway" / "atlas" / "shapes.json"

ATLAS, MEMBER = "world-atlas-2.0.2.tgz", "package/countries-50m.json"
ATLAS_SHA512 = (
    "IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ=="
)
CODES, CODES_SHA256 = (
    "countries.json",
    "69e45428770b8750c89a54ac6e6c91131c56cac930ec63551f9ee6d2a179f2da",
)

# Lengths are in units, four to each pixel of a map 1000 pixels wide; areas are in square units.
WIDTH: Final = 4000
WEST: Final = -169.0  # the map is cut in the Bering Strait, where no land is
MARGIN: Final = 28
DETAIL: Final = 8.0  # a corner that is smaller than this leaves
LAND_DETAIL: Final = 60.0
LEAST_PART: Final = 18.0  # an island smaller than this is not drawn: about 1300 square kilometres
LEAST_LAND: Final = 60.0
LEAST_SEEN: Final = 160.0  # a State whose largest part is smaller is shown by a point too
SHARP: Final = 0.7  # how much less the sharpest corner counts
APART: Final = 28.0  # how far the middles of two points are from each other, where there is room
HEAVY: Final = 7.0  # how much less a point moves that lies on a shape of its own
RADIUS: Final = 12  # of a point
SMALL_RADIUS: Final = 6  # of one that would hide a State which has no point
STRAYED: Final = 60.0  # how far a point may be moved to make room

Point = tuple[int, int]
Ring = list[Point]
Places = dict[str, Point]

# Where the source has no shape of its own for a code: the parts of another shape that lie in a box
# (west, south, east, north). The other shape is named by its ISO number, or by its name if it has none.
PARTS: Final[tuple[tuple[str, str, tuple[float, float, float, float]], ...]] = (
    ("GF", "250", (-55, 2, -51, 6)),
    ("GP", "250", (-62, 15.8, -61, 16.6)),
    ("MQ", "250", (-61.3, 14.3, -60.7, 15)),
    ("RE", "250", (55, -22, 56, -20)),
    ("YT", "250", (44.8, -13.2, 45.4, -12.5)),
    ("BQ", "528", (-69, 11.9, -62.8, 17.8)),
    ("SJ", "578", (-9.5, 70.7, -7.5, 71.3)),
    ("SJ", "578", (10, 74, 34, 81)),
    ("TK", "554", (-173, -9.6, -171, -8)),
    ("CX", "Indian Ocean Ter.", (105, -11, 106, -10)),
    ("CC", "Indian Ocean Ter.", (96, -13, 97, -11)),
    ("UA", "643", (32.4, 44.3, 36.7, 46.3)),  # Crimea: General Assembly resolution 68/262
)
SAHARA: Final = 27.667  # the north border of Western Sahara, 27° 40' N: Morocco south of it is EH
# a point at the lower edge; the whole of it would take an eighth of the height
LEFT_OUT: Final = "AQ"


class WorldMapError(Exception):
    """A file is not the one that this tool was written for."""


@dataclass
class Shape:
    """The rings of one State on the map, or of one area without an ISO number."""

    code: str | None
    rings: list[Ring] = field(default_factory=list)


# Reading


def read_atlas(folder: Path) -> dict[str, Any]:
    """The topology in the package. Raises WorldMapError unless the package is the published one."""
    packed = (folder / ATLAS).read_bytes()
    if base64.b64encode(hashlib.sha512(packed).digest()).decode() != ATLAS_SHA512:
        raise WorldMapError(f"{ATLAS} is not the package that was published.")
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            raise WorldMapError(f"{ATLAS} has no {MEMBER}.")
        found: dict[str, Any] = json.load(member)
    return found


def read_codes(folder: Path) -> list[dict[str, Any]]:
    """The table of codes and places. Raises WorldMapError unless it is the one of ORIGINS.md."""
    text = (folder / CODES).read_bytes()
    if hashlib.sha256(text).hexdigest() != CODES_SHA256:
        raise WorldMapError(f"{CODES} is not that of the commit in ORIGINS.md.")
    found: list[dict[str, Any]] = json.loads(text)
    return found


def decode(topology: dict[str, Any], name: str) -> Iterator[tuple[str | None, str, list[Ring]]]:
    """Each polygon of an object: its identifier, its name and its rings, in the topology's own whole numbers.

    An arc is a list of steps from its first point; a ring is a list of arcs, where ~n is arc n backwards.
    A ring does not repeat its first point at its end.
    """
    arcs = [_walked(steps) for steps in topology["arcs"]]

    def ring(numbers: list[int]) -> Ring:
        points: Ring = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points[:-1] if points[0] == points[-1] else points

    for geometry in topology["objects"][name]["geometries"]:
        kind, arranged = geometry["type"], geometry.get("arcs", [])
        polygons = {"Polygon": [arranged], "MultiPolygon": arranged}.get(kind, [])
        for polygon in polygons:
            rings = [ring(numbers) for numbers in polygon]
            yield geometry.get("id"), geometry["properties"]["name"], rings


def _walked(steps: list[list[int]]) -> Ring:
    x = y = 0
    points = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


# Parts and borders


def cut(ring: Ring, y: int) -> tuple[Ring, Ring]:
    """What of a ring lies above and what below a parallel that it crosses twice.

    The cut goes through corners that are there, so that the neighbours' borders still have the same corners.
    """
    size = len(ring)
    crossings = []
    for i in range(size):
        one, two = ring[i], ring[(i + 1) % size]
        if (one[1] > y) != (two[1] > y):
            crossings.append(i if abs(one[1] - y) <= abs(two[1] - y) else (i + 1) % size)
    if len(crossings) != 2:
        raise WorldMapError(f"A ring crosses the parallel {len(crossings)} times, not twice.")
    first, second = sorted(crossings)
    inner, outer = ring[first : second + 1], ring[second:] + ring[: first + 1]
    middle = inner[len(inner) // 2]
    return (inner, outer) if middle[1] > y else (outer, inner)


def dissolve(rings: Iterable[Ring], seam: int | None = None) -> list[Ring]:
    """The rings around all that the given rings enclose together.

    A side that two rings walk in opposite directions lies inside and leaves. So does a side along the seam:
    there, x is 0 or the seam's number, which are the same place.
    """
    sides: dict[tuple[Point, Point], int] = {}
    for ring in rings:
        places = [(x % seam, y) for x, y in ring] if seam else ring
        for one, two in zip(places, places[1:] + places[:1], strict=True):
            if one == two or (seam and one[0] == two[0] == 0):
                continue
            if sides.get((two, one)):
                sides[two, one] -= 1
            else:
                sides[one, two] = sides.get((one, two), 0) + 1
    following: dict[Point, list[Point]] = {}
    for (one, two), count in sides.items():
        following.setdefault(one, []).extend([two] * count)
    return [walk for walk in _walks(following) if len(walk) > 2]


def _walks(following: dict[Point, list[Point]]) -> Iterator[Ring]:
    arriving = {two for after in following.values() for two in after}
    for start in sorted(following, key=lambda point: (point in arriving, point)):
        while following[start]:
            walk, here = [start], following[start].pop(0)
            while here != start and following.get(here):
                walk.append(here)
                here = following[here].pop(0)
            yield walk if here == start else [*walk, here]


def assign(
    polygons: Iterable[tuple[str | None, str, list[Ring]]],
    codes: dict[str, str],
    degrees: "Degrees",
) -> list[Shape]:
    """The parts of every State; after them the areas that have no code."""
    found: dict[str, list[Ring]] = {}
    nobodys: dict[str, list[Ring]] = {}
    for number, name, rings in polygons:
        code = degrees.part(number or name, rings[0]) or codes.get(number or "")
        (found if code else nobodys).setdefault(code or name, []).extend(rings)
    parallel, far = degrees.row(SAHARA), degrees.row(SAHARA - 1)
    for ring in list(found.get("MA", [])):
        if min(y for _, y in ring) < far:
            found["MA"].remove(ring)
            north, south = cut(ring, parallel)
            found["MA"].append(north)
            found.setdefault("EH", []).append(south)
    return [Shape(code, found[code]) for code in sorted(found)] + [
        Shape(None, nobodys[name]) for name in sorted(nobodys)
    ]


@dataclass(frozen=True)
class Degrees:
    """What the topology's whole numbers mean in degrees."""

    scale: tuple[float, float]
    start: tuple[float, float]

    @property
    def round_the_world(self) -> int:
        """How many steps it is once around."""
        return round(360 / self.scale[0])

    def of(self, point: Point) -> tuple[float, float]:
        """Longitude and latitude."""
        return (
            point[0] * self.scale[0] + self.start[0],
            point[1] * self.scale[1] + self.start[1],
        )

    def row(self, latitude: float) -> int:
        """The y of a latitude."""
        return round((latitude - self.start[1]) / self.scale[1])

    def part(self, of: str, ring: Ring) -> str | None:
        """Whose the part is, if the table of parts says so."""
        places = [self.of(point) for point in ring]
        for code, whole, (west, south, east, north) in PARTS:
            if whole == of and all(west < x < east and south < y < north for x, y in places):
                return code
        return None

    def unrolled(self, ring: Ring) -> Ring:
        """The ring in one piece, between the western edge of the map and the eastern one."""
        around = self.round_the_world
        points = [ring[0]]
        for x, y in ring[1:]:
            near = points[-1][0]
            points.append((x + around * round((near - x) / around), y))
        edge = round((WEST - self.start[0]) / self.scale[0])
        middle = (min(x for x, _ in points) + max(x for x, _ in points)) / 2
        shift = around * -math.floor((middle - edge) / around)
        return [(x + shift, y) for x, y in points]


# The projection


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Equal Earth, with the middle of the map as longitude 0; in radii of the globe, y to the north.

    Šavrič, Patterson and Jenny, The Equal Earth map projection, International Journal of Geographical
    Information Science 33 (2019) 454-465, equations 9 and 10. Areas keep their proportions.
    """
    a, b, c, d = 1.340264, -0.081106, 0.000893, 0.003796
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    below = 3 * (9 * d * sixth * square + 7 * c * sixth + 3 * b * square + a)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(angle) / below
    return x, angle * (d * sixth * square + c * sixth + b * square + a)


@dataclass(frozen=True)
class Sheet:
    """The paper: where a place lies on it, in whole units."""

    left: float
    top: float
    scale: float
    height: int

    @classmethod
    def around(cls, places: Iterable[tuple[float, float]]) -> "Sheet":
        """A sheet that all these places fit on, with its margin."""
        flat = [equal_earth(x - WEST - 180, y) for x, y in places]
        west, east = min(x for x, _ in flat), max(x for x, _ in flat)
        south, north = min(y for _, y in flat), max(y for _, y in flat)
        scale = round((WIDTH - 2 * MARGIN) / (east - west), 6)
        height = math.ceil((north - south) * scale) + 2 * MARGIN
        left, top = west - MARGIN / scale, north + MARGIN / scale
        return cls(round(left, 6), round(top, 6), scale, height)

    def place(self, longitude: float, latitude: float) -> Point:
        """The unit in which a place lies."""
        x, y = equal_earth(longitude - WEST - 180, latitude)
        return round((x - self.left) * self.scale), round((self.top - y) * self.scale)


# Simplifying


def area(ring: Ring) -> float:
    """The area inside a ring; below 0 when it turns the other way."""
    return (
        sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2
    )


def simplify(points: Ring, least: float, keep: int = 2) -> Ring:
    """The line without its smallest corners (Visvalingam and Whyatt 1993); its ends stay.

    A corner is as large as the triangle of it and the two beside it; one that is sharp counts for less, which
    makes the line calmer. The smallest leaves first, until the smallest is as large as ``least`` or only
    ``keep`` points are left.
    """
    size = len(points)
    before, after = list(range(-1, size - 1)), list(range(1, size + 1))

    def corner(i: int) -> float:
        one, here, two = points[before[i]], points[i], points[after[i]]
        return abs(area([one, here, two])) * (1 - SHARP * _cosine(one, here, two))

    sizes = {i: corner(i) for i in range(1, size - 1)}
    heap = [(value, i) for i, value in sizes.items()]
    heapq.heapify(heap)
    left = size
    while heap and left > keep:
        value, i = heapq.heappop(heap)
        if sizes.get(i) != value:
            continue
        if value >= least:
            break
        del sizes[i]
        left -= 1
        before[after[i]], after[before[i]] = before[i], after[i]
        for j in (before[i], after[i]):
            if j in sizes:
                sizes[j] = max(corner(j), value)
                heapq.heappush(heap, (sizes[j], j))
    return [points[i] for i in range(size) if i in (0, size - 1) or i in sizes]


def _cosine(one: Point, here: Point, two: Point) -> float:
    """Of the angle at a corner: near 1 where the line turns back, -1 where it goes straight on."""
    ax, ay, bx, by = one[0] - here[0], one[1] - here[1], two[0] - here[0], two[1] - here[1]
    lengths = math.hypot(ax, ay) * math.hypot(bx, by)
    return (ax * bx + ay * by) / lengths if lengths else 0.0


class Borders:
    """Lines cut at their meeting points and simplified once each, so that neighbours still fit.

    The rings are in the source's own numbers, where two places are the same only if they are; ``place`` says
    where on the sheet each lies.
    """

    def __init__(
        self, rings: Iterable[Ring], place: Callable[[Point], Point], least: float
    ) -> None:
        self.place, self.least = place, least
        self.done: dict[tuple[Point, ...], Ring] = {}
        beside: dict[Point, frozenset[Point]] = {}
        self.meetings: set[Point] = set()
        for ring in rings:
            for i, point in enumerate(ring):
                both = frozenset((ring[i - 1], ring[(i + 1) % len(ring)]))
                if beside.setdefault(point, both) != both:
                    self.meetings.add(point)

    def simplified(self, ring: Ring) -> Ring:
        """The ring on the sheet with simplified borders; empty when nothing of it is left."""
        stops = [i for i, point in enumerate(ring) if point in self.meetings]
        if not stops:
            return _clean(self._alone(ring))
        turned = ring[stops[0] :] + ring[: stops[0] + 1]
        stops = [i for i, point in enumerate(turned) if point in self.meetings]
        points: Ring = []
        for one, two in pairwise(stops):
            points += self._line(turned[one : two + 1])[:-1]
        return _clean(points)

    def _line(self, points: Ring) -> Ring:
        forward, backward = tuple(points), tuple(reversed(points))
        key = min(forward, backward)
        if key not in self.done:
            self.done[key] = simplify([self.place(point) for point in key], self.least)
        found = self.done[key]
        return found if key == forward else found[::-1]

    def _alone(self, ring: Ring) -> Ring:
        """A ring that nothing touches except, perhaps, the same ring around it or within it."""
        first = ring.index(min(ring))
        turned = ring[first:] + ring[:first]
        forward = area(turned) > 0
        key = tuple(turned) if forward else (turned[0], *reversed(turned[1:]))
        if key not in self.done:
            flat = [self.place(point) for point in key]
            least = min(self.least, abs(area(flat)) / 14)
            self.done[key] = simplify([*flat, flat[0]], least, keep=6)[:-1]
        found = self.done[key]
        return found if forward else [found[0], *reversed(found[1:])]


def _clean(ring: Ring) -> Ring:
    """The ring without doubled points and without spikes that enclose nothing."""
    points = [point for i, point in enumerate(ring) if point != ring[i - 1]]
    i = 0
    while len(points) > 2 and i < len(points):
        if points[i - 1] == points[(i + 1) % len(points)]:
            for j in sorted((i, (i + 1) % len(points)), reverse=True):
                del points[j]
            i = 0
        else:
            i += 1
    return points if len(points) > 2 else []


# Writing


def path(rings: Iterable[Ring]) -> str:
    """An SVG path of closed lines in relative whole numbers, as short as it can be.

    Its first place is absolute, so that paths may be put one behind another.
    """
    out: list[str] = []
    here = (0, 0)
    for ring in filter(None, rings):
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip([here, *ring], ring, strict=False)]
        out.append(
            "m" + _numbers(steps) if out else f"M{_numbers(steps[:1])}l{_numbers(steps[1:])}"
        )
        here = ring[0]
    return "".join(f"{line}z" for line in out)


def _numbers(steps: Iterable[Point]) -> str:
    text = ""
    for number in (number for step in steps for number in step):
        text += f" {number}" if text and number >= 0 else str(number)
    return text


def spread(points: dict[str, Point], heavy: Container[str], width: int, height: int) -> Places:
    """The points moved away from each other where they would lie on each other, each as little as it can.

    Those that are heavy hardly move: they lie on a shape of their own.
    """
    now = {code: (float(x), float(y)) for code, (x, y) in sorted(points.items())}
    codes = list(now)
    for turn in range(600):
        pull = 0.03 if turn < 450 else 0.0
        for code in codes:
            (x, y), home = now[code], points[code]
            now[code] = x + (home[0] - x) * pull, y + (home[1] - y) * pull
        for i, one in enumerate(codes):
            for two in codes[i + 1 :]:
                weights = (HEAVY if one in heavy else 1.0, HEAVY if two in heavy else 1.0)
                now[one], now[two] = _apart(now[one], now[two], *weights)
        for code in codes:
            now[code] = _leashed(now[code], points[code], width, height)
    return {code: (round(x), round(y)) for code, (x, y) in now.items()}


def _apart(
    one: tuple[float, float], two: tuple[float, float], first: float, second: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two points, moved apart; the heavier one (the larger number) less."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    away = math.hypot(dx, dy)
    if away >= APART:
        return one, two
    if away == 0:
        dx = away = 1.0
    step = (APART - away) / away / (first + second)
    a, b = step * second, step * first
    return (one[0] - dx * a, one[1] - dy * a), (two[0] + dx * b, two[1] + dy * b)


def _leashed(now: tuple[float, float], home: Point, width: int, height: int) -> tuple[float, float]:
    dx, dy = now[0] - home[0], now[1] - home[1]
    part = min(1.0, STRAYED / (math.hypot(dx, dy) or 1.0))
    x, y = home[0] + dx * part, home[1] + dy * part
    return min(max(x, MARGIN), width - MARGIN), min(max(y, MARGIN), height - MARGIN)


def hiding(ring: Ring, points: Places) -> list[str]:
    """The points that lie over a shape, if together they hide half of its corners."""
    under = {
        corner: [code for code, point in points.items() if math.dist(corner, point) < RADIUS]
        for corner in ring
    }
    if 2 * sum(map(bool, under.values())) < len(under):
        return []
    return [code for codes in under.values() for code in codes]


def middle(ring: Ring) -> Point:
    """The centre of gravity of a ring."""
    whole, x, y = area(ring), 0.0, 0.0
    if whole == 0:
        return ring[0]
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        part = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * part, y + (a[1] + b[1]) * part
    return round(x / 6 / whole), round(y / 6 / whole)


def make(
    topology: dict[str, Any], table: list[dict[str, Any]], wanted: Iterable[str]
) -> dict[str, Any]:
    """What shapes.json says."""
    transform = topology["transform"]
    degrees = Degrees(tuple(transform["scale"]), tuple(transform["translate"]))
    codes = {row["ccn3"]: row["cca2"] for row in table if row["ccn3"]}
    shapes = assign(decode(topology, "countries"), codes, degrees)
    shapes = [shape for shape in shapes if shape.code != LEFT_OUT]
    around = degrees.round_the_world
    for shape in shapes:
        shape.rings = [degrees.unrolled(ring) for ring in dissolve(shape.rings, around)]
    rings = [ring for shape in shapes for ring in shape.rings]
    sheet = Sheet.around(degrees.of(point) for ring in rings for point in ring)

    def place(point: Point) -> Point:
        return sheet.place(*degrees.of(point))

    borders = Borders(rings, place, DETAIL)
    paths: dict[str, str] = {}
    largest: dict[str, Ring] = {}
    undetermined: list[str] = []
    for shape in shapes:
        sizes = _by_size(shape.rings, place)
        line = path(borders.simplified(ring) for size, ring in sizes if size >= LEAST_PART)
        if shape.code is None:
            undetermined.append(line)
        else:
            largest[shape.code] = [place(point) for point in sizes[0][1]]
            paths |= {shape.code: line} if line else {}
    homes = {code: middle(ring) for code, ring in largest.items() if abs(area(ring)) < LEAST_SEEN}
    where = {row["cca2"]: row["latlng"] for row in table}
    for code in sorted(set(wanted) - largest.keys()):
        x, y = sheet.place((where[code][1] - WEST) % 360 + WEST, where[code][0])
        homes[code] = x, min(y, sheet.height - MARGIN)
    points = spread(homes, paths, WIDTH, sheet.height)
    shown = [ring for code, ring in largest.items() if code not in points]
    small = {code for ring in shown for code in hiding(ring, points) if code in paths}
    outer = dissolve(rings)
    coast = Borders(outer, place, LAND_DETAIL)
    land = [coast.simplified(ring) for size, ring in _by_size(outer, place) if size >= LEAST_LAND]
    return {
        "width": WIDTH,
        "height": sheet.height,
        "sheet": [sheet.left, sheet.top, sheet.scale],
        "land": path(land),
        "undetermined": undetermined,
        "paths": {code: paths[code] for code in sorted(paths)},
        "points": {
            code: [*points[code], SMALL_RADIUS if code in small else RADIUS]
            for code in sorted(points)
        },
    }


def _by_size(rings: list[Ring], place: Callable[[Point], Point]) -> list[tuple[float, Ring]]:
    """The rings with their sizes on the sheet, the largest first."""
    sized = [(abs(area([place(point) for point in ring])), ring) for ring in rings]
    return sorted(sized, key=lambda one: (-one[0], one[1][0]))


def written(found: dict[str, Any]) -> str:
    """The text of shapes.json: one State a line."""
    return "{\n" + ",\n".join(f"{json.dumps(k)}: {_lines(v)}" for k, v in found.items()) + "\n}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    rows = (f"{json.dumps(key)}: {json.dumps(one)}" for key, one in value.items())
    return "{\n" + ",\n".join(rows) + "\n}"


def main(folder: Path) -> None:
    """Makes the file anew."""
    wanted = [line.split(",")[0] for line in STATES.read_text("utf-8").splitlines()[1:]]
    SHAPES.write_text(written(make(read_atlas(folder), read_codes(folder), wanted)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
