"""The world map: every State is on it, nothing jumps across it, and its pictures are sound and small."""

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from itertools import pairwise
from math import dist, radians, sin
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from comity.gateway import wording as gateway_wording
from comity.gateway.atlas import drawing, shapes
from comity.gateway.atlas.shapes import Point, atlas, corners
from comity.gateway.languages import DJANGO
from comity.law import states
from comity.law.errors import UnknownStateError
from tools import world_map

CODES = [state.code for state in states.all()]
NAMES = {code: states.name(code) for code in CODES}
ADDRESSES = {code: f"states/{code}/" for code in CODES}
SVG = "{http://www.w3.org/2000/svg}"
WIDE = {"RU", "US", "FR", "GB", "NL", "NO", "AU", "NZ", "EC", "CL", "KI"}  # shapes with far islands


def picture(**changes: object) -> str:
    given = {
        "title": "The world",
        "description": "Which States take part.",
        "answers": {code: f"answer of {code}" for code in CODES},
    }
    fills = {code: ("yes", "some", "unknown")[i % 3] for i, code in enumerate(CODES)}
    return drawing.world(fills, NAMES, ADDRESSES, **(given | changes))  # type: ignore[arg-type]


def figures(code: str) -> list[list[Point]]:
    return corners(atlas().place(code).path or "")


def box(lines: list[list[Point]]) -> tuple[int, int, int, int]:
    xs, ys = zip(*[corner for line in lines for corner in line], strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def inside(point: Point, lines: list[list[Point]]) -> bool:
    """By counting the sides that a ray to the east crosses."""
    crossed = 0
    for line in lines:
        for (ax, ay), (bx, by) in pairwise([*line, line[0]]):
            if (ay > point[1]) != (by > point[1]):
                crossed += point[0] < ax + (point[1] - ay) * (bx - ax) / (by - ay)
    return crossed % 2 == 1


def _packaged() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_text("shapes.json"))
    return found


def _text(name: str) -> str:
    return (files("comity.gateway.atlas") / name).read_text("utf-8")


def drawn_paths() -> Iterator[tuple[str, str]]:
    yield "land", atlas().land
    for i, path in enumerate(atlas().undetermined):
        yield f"undetermined {i}", path
    for code, place in atlas().places.items():
        if place.path:
            yield code, place.path


# What is on the map


def test_every_state_of_the_data_has_a_place_and_nothing_else_has() -> None:
    assert list(atlas().places) == sorted(CODES)
    assert all(place.path or place.point for place in atlas().places.values())


def test_a_state_too_small_to_be_seen_has_a_point() -> None:
    for code in CODES:
        parts = [abs(world_map.area(line)) for line in figures(code)]
        assert atlas().place(code).point or max(parts) > world_map.LEAST_SEEN * 0.7, code


@pytest.mark.parametrize(("name", "path"), list(drawn_paths()), ids=lambda value: value[:16])
def test_paths_parse_lie_in_the_box_and_never_jump(name: str, path: str) -> None:
    assert re.fullmatch(r"(M-?\d+ ?-?\d+l[-\d ]+z(m[-\d ]+z)*)+", path)
    width, height = atlas().width, atlas().height
    for line in corners(path):
        assert len(line) > 2
        assert all(0 <= x <= width and 0 <= y <= height for x, y in line)
        assert all(one != two for one, two in pairwise([*line, line[0]]))
        assert max(dist(one, two) for one, two in pairwise([*line, line[0]])) < width * 0.11
        left, _, right, _ = box([line])
        assert right - left < width * 0.5


def test_only_states_with_far_islands_are_wide() -> None:
    for code in CODES:
        if atlas().place(code).path and code not in WIDE:
            left, _, right, _ = box(figures(code))
            assert right - left < atlas().width * 0.3, code


def test_points_lie_in_the_box_and_hardly_on_each_other() -> None:
    points = [place.point for place in atlas().places.values() if place.point]
    for i, (x, y) in enumerate(points):
        assert 20 < x < atlas().width - 20
        assert 20 < y < atlas().height - 20
        assert all(dist((x, y), other) > 24 for other in points[i + 1 :])


def test_neighbours_fit() -> None:
    for one, two in [("FR", "ES"), ("US", "CA"), ("IN", "CN"), ("MA", "EH"), ("EG", "SD")]:
        sides = [
            {frozenset(side) for line in figures(code) for side in pairwise([*line, line[0]])}
            for code in (one, two)
        ]
        assert len(sides[0] & sides[1]) >= 1, (one, two)


def test_lesotho_lies_in_a_hole_of_south_africa() -> None:
    lesotho = figures("LS")
    assert len(lesotho) == 1
    assert set(lesotho[0]) in [set(line) for line in figures("ZA")]
    assert not inside(world_map.middle(lesotho[0]), figures("ZA"))


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((34.2, 45.3), "UA"),  # Simferopol
        ((-13.5, 25.5), "EH"),  # west of it
        ((-10.0, 24.0), "MR"),
        ((-9.5, 27.0), "EH"),  # east of the berm
        ((-7.0, 32.0), "MA"),
        ((-53.0, 4.0), "GF"),
        ((16.0, 78.5), "SJ"),
        ((-175.0, 67.0), "RU"),  # behind 180 degrees
        ((121.0, 24.0), "TW"),
        ((28.2, -29.6), "LS"),
        ((46.0, 9.5), None),
        ((20.9, 42.6), None),
        ((77.1, 35.4), None),
    ],
)
def test_a_place_is_where_it_is(place: tuple[float, float], code: str | None) -> None:
    sheet = world_map.Sheet(*_packaged()["sheet"], atlas().height)
    point = sheet.place((place[0] - world_map.WEST) % 360 + world_map.WEST, place[1])
    found = [one for one in CODES if inside(point, figures(one))]
    assert found == ([code] if code else [])
    nobodys = corners("".join(atlas().undetermined))
    assert inside(point, nobodys) is (code is None)


def test_the_origins_are_those_that_the_tool_checks() -> None:
    text = _text("ORIGINS.md")
    assert world_map.ATLAS_SHA512 in text
    assert world_map.CODES_SHA256 in text


# The pictures


def test_the_map_is_sound_xml_without_style_and_script() -> None:
    text = picture(patterns={"unknown": "lines", "some": "dots"}, skip_to=("#list", "Go on"))
    root = ET.fromstring(text)
    assert root.get("role") == "group"
    ids = {one.get("id"): one for one in root.iter() if one.get("id")}
    assert ids[root.get("aria-labelledby")].text == "The world"
    assert ids[root.get("aria-describedby")].text == "Which States take part."
    assert not re.search(r"style=|<style|<script|\son\w+=|javascript:", text)
    assert {one.split("#")[1].rstrip(")") for one in re.findall(r"url\([^)]*\)", text)} <= set(ids)


def test_every_state_is_a_link_with_its_name_and_answer() -> None:
    links = ET.fromstring(picture()).findall(f"{SVG}a")
    said = {link.get("href"): link.findtext(f"{SVG}title") for link in links}
    assert said == {f"states/{code}/": f"{NAMES[code]}: answer of {code}" for code in CODES}
    assert all(link.get("tabindex") is None for link in links)


def test_the_keyboard_follows_the_names_shapes_before_points() -> None:
    names = dict(sorted(NAMES.items(), key=lambda item: item[1]))
    text = drawing.world({}, names, ADDRESSES, title="t", description="d", answers={})
    order = re.findall(r'href="states/(..)/"', text)
    shaped = [code for code in names if not atlas().place(code).point]
    assert order == shaped + [code for code in names if atlas().place(code).point]


def test_what_is_undetermined_has_neither_name_nor_link_and_is_no_part_of_a_state() -> None:
    root = ET.fromstring(picture())
    areas = [one for one in root if one.get("class") == "undetermined"]
    assert len(areas) == 1
    assert areas[0].tag == f"{SVG}path"
    assert list(areas[0]) == []
    assert len(corners(areas[0].get("d") or "")) == len(atlas().undetermined) == 4


def test_a_state_without_address_or_name_is_no_link() -> None:
    text = drawing.world(
        {"FR": "yes"}, {"FR": "France"}, {}, title="t", description="d", answers={}
    )
    root = ET.fromstring(text)
    assert root.findall(f".//{SVG}a") == []
    assert [one.get("class") for one in root.findall(f"{SVG}g")] == ["state yes"]
    assert [one.get("class") for one in root.findall(f"{SVG}path")] == ["land", "undetermined"]


HOSTILE = "\"><script>alert('x')</script>&\x00\x0b\ud800]]>"


def test_hostile_words_stay_words() -> None:
    words = dict.fromkeys(CODES, HOSTILE)
    text = drawing.world(
        words,
        words,
        dict.fromkeys(CODES, f"states/{HOSTILE}"),
        title=HOSTILE,
        description=HOSTILE,
        answers=words,
        patterns={HOSTILE: "cross"},
        skip_to=("#list", HOSTILE),
    )
    assert "<script" not in text
    assert ET.fromstring(text).findtext(f"{SVG}title") == HOSTILE[:-6] + "\ufffd\ufffd\ufffd]]>"
    assert "<script" not in drawing.small("EE", HOSTILE)
    ET.fromstring(drawing.small("EE", HOSTILE))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://elsewhere", "//elsewhere"])
def test_the_map_leads_nowhere_else(address: str) -> None:
    with pytest.raises(ValueError, match="this site"):
        drawing.world({}, NAMES, {"EE": address}, title="t", description="d", answers={})


def test_a_state_that_is_none_and_a_pattern_that_is_none_are_refused() -> None:
    with pytest.raises(UnknownStateError):
        drawing.world({}, {"XX": "None"}, {}, title="t", description="d", answers={})
    with pytest.raises(UnknownStateError):
        drawing.small("ee")
    with pytest.raises(ValueError, match="lines, dots, cross"):
        picture(patterns={"unknown": "stripes"})


def test_the_map_is_small_enough_for_a_slow_line() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = {
        code: "".join(letters[(i * k + k * k) % 26] for k in range(3, 23))
        for i, code in enumerate(CODES)
    }
    names = {code: word[:12] for code, word in words.items()}
    fills = dict.fromkeys(CODES, "unknown")
    for patterns in (None, {"unknown": "lines"}):
        text = drawing.world(
            fills,
            names,
            ADDRESSES,
            title="The world",
            description="What is known.",
            answers=words,
            patterns=patterns,
        ).encode()
        assert len(text) < 95_000
        assert len(gzip.compress(text)) < 45_000
    assert len(atlas().land) < 12_000
    assert all(len(drawing.small(code)) < 22_000 for code in CODES)


def test_the_same_question_has_the_same_map() -> None:
    first = picture()
    shapes.atlas.cache_clear()
    assert picture() == first


def test_a_locator_shows_one_state_and_leads_the_eye_to_a_small_one() -> None:
    for code, ringed in [("BR", False), ("EE", True), ("TV", True), ("LS", True), ("RU", False)]:
        root = ET.fromstring(drawing.small(code))
        assert root.get("aria-hidden") == "true"
        assert [one.get("class") for one in root][:2] == ["land", "here"]
        assert ("around" in [one.get("class") for one in root]) is ringed
    named = ET.fromstring(drawing.small("EE", "Estonia on the map"))
    assert (named.get("role"), named.get("aria-label")) == ("img", "Estonia on the map")


# How the map is made


SQUARES = {
    "type": "Topology",
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": [
        [[10, 0], [0, 5], [0, 5]],  # between the two
        [[10, 10], [-10, 0], [0, -10], [10, 0]],
        [[10, 10], [10, 0], [0, -10], [-10, 0]],
        [[2, 2], [1, 0], [0, 1], [-1, -1]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "1", "properties": {"name": "A"}, "arcs": [[0, 1], [3]]},
                {
                    "type": "MultiPolygon",
                    "id": "2",
                    "properties": {"name": "B"},
                    "arcs": [[[-1, -3]], [[3]]],
                },
                {"type": None, "properties": {"name": "C"}},
            ],
        }
    },
}


def test_a_topology_is_decoded() -> None:
    found = list(world_map.decode(SQUARES, "countries"))
    assert [(number, name, len(rings)) for number, name, rings in found] == [
        ("1", "A", 2),
        ("2", "B", 1),
        ("2", "B", 1),
    ]
    assert found[0][2][0] == [(10, 0), (10, 5), (10, 10), (0, 10), (0, 0)]
    assert found[0][2][1] == [(2, 2), (3, 2), (3, 3)]
    assert found[1][2][0] == [(10, 10), (10, 5), (10, 0), (20, 0), (20, 10)]


def test_a_line_loses_its_smallest_corners_first_and_keeps_its_ends() -> None:
    line = [(0, 0), (10, 1), (20, 0), (30, 40), (40, 0)]
    assert world_map.simplify(line, 30) == [(0, 0), (20, 0), (30, 40), (40, 0)]
    assert world_map.simplify(line, 1e9) == [(0, 0), (40, 0)]
    assert len(world_map.simplify(line, 1e9, keep=4)) == 4
    assert world_map.simplify(line, 0) == line


def test_neighbours_fit_after_simplifying_and_an_island_in_a_ring_fills_its_hole() -> None:
    border = [(100, y) for y in range(0, 101, 5)]
    border = [(x + (y % 20 == 5) * 3, y) for x, y in border]
    left = [(0, 0), *border, (0, 100)]
    right = [(200, 100), *border[::-1], (200, 0)]
    hole = [(30, 30), (30, 60), (45, 72), (60, 60), (60, 30), (46, 31)]
    island = hole[3:][::-1] + hole[:3][::-1]
    borders = world_map.Borders([left, hole, right, island], lambda point: point, 100)
    one, two = borders.simplified(left), borders.simplified(right)
    assert len(one) < len(left)
    assert {p for p in one if 0 < p[0] < 200} == {p for p in two if 0 < p[0] < 200}
    assert set(borders.simplified(hole)) == set(borders.simplified(island))


def test_what_is_inside_dissolves() -> None:
    one = [(0, 0), (10, 0), (10, 5), (10, 10), (0, 10)]
    two = [(10, 10), (10, 5), (10, 0), (20, 0), (20, 10)]
    (joined,) = world_map.dissolve([one, two])
    assert abs(world_map.area(joined)) == 200
    assert (10, 5) not in joined


def test_what_was_cut_at_180_degrees_is_joined() -> None:
    east = [(350, 0), (360, 0), (360, 4), (360, 10), (350, 10)]
    west = [(0, 10), (0, 7), (0, 0), (12, 0), (12, 10)]
    (joined,) = world_map.dissolve([east, west], 360)
    degrees = world_map.Degrees((1.0, 1.0), (-180.0, -90.0))
    whole = degrees.unrolled(joined)
    assert abs(world_map.area(whole)) == 220
    assert max(x for x, _ in whole) - min(x for x, _ in whole) == 22
    assert all({x for x, _ in side} != {360} for side in pairwise([*whole, whole[0]]))


def test_a_ring_is_cut_at_a_parallel_through_its_own_corners() -> None:
    ring = [(0, 0), (10, 0), (10, 4), (10, 9), (0, 9), (0, 6)]
    above, below = world_map.cut(ring, 5)
    assert sorted(above) == [(0, 6), (0, 9), (10, 4), (10, 9)]
    assert sorted(below) == [(0, 0), (0, 6), (10, 0), (10, 4)]
    assert abs(world_map.area(above)) + abs(world_map.area(below)) == abs(world_map.area(ring))
    with pytest.raises(world_map.WorldMapError):
        world_map.cut(ring, 20)


def test_areas_keep_their_proportions() -> None:
    def patch(latitude: float) -> float:
        places = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
        flat = [world_map.equal_earth(40 + x, latitude + y) for x, y in places]
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*flat, flat[0]]))) / (
            sin(radians(latitude + 1)) - sin(radians(latitude))
        )

    assert patch(0) == pytest.approx(patch(60), rel=1e-3)
    assert world_map.equal_earth(180, 0)[0] == pytest.approx(2.70663, abs=1e-5)
    assert world_map.equal_earth(0, 90)[1] == pytest.approx(1.31736, abs=1e-5)


def test_points_make_room_and_those_on_their_own_shape_hardly_move() -> None:
    points = {"AA": (500, 500), "BB": (500, 500), "CC": (508, 500), "DD": (900, 900)}
    found = world_map.spread(points, {"CC"}, 1000, 1000)
    assert found["DD"] == (900, 900)
    assert dist(found["CC"], points["CC"]) < dist(found["AA"], points["AA"])
    for one, two in [("AA", "BB"), ("AA", "CC"), ("BB", "CC")]:
        assert dist(found[one], found[two]) > world_map.APART * 0.9
    assert found == world_map.spread(dict(reversed(points.items())), {"CC"}, 1000, 1000)


def test_a_path_says_its_corners() -> None:
    rings = [[(10, 20), (15, 20), (15, 4)], [], [(3, 3), (8, 3), (8, 9), (3, 9)]]
    path = world_map.path(rings)
    assert path == "M10 20l5 0 0-16zm-7-17 5 0 0 6-5 0z"
    assert corners(path) == [ring for ring in rings if ring]
    assert corners(path + path) == [ring for ring in rings if ring] * 2


def test_the_file_is_written_the_same_each_time() -> None:
    assert world_map.written(_packaged()) == _text("shapes.json")


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh"])
def test_the_picture_itself_says_that_its_lines_mean_nothing(site: Client, language: str) -> None:
    """Not only the page around it: whoever takes the picture takes the sentence along."""
    text = site.get(f"/{language}/map/party/cets-185/").content.decode()
    with translation.override(DJANGO.get(language, language)):
        said = gettext(gateway_wording.NEUTRAL)
    (told,) = re.findall(r'<desc id="world-about">([^<]*)</desc>', text)
    assert said in unescape(told)
    assert unescape(text).count(said) == 2, "in the picture, and under it"
    assert (said == gateway_wording.NEUTRAL) == (language == "en")


def test_the_small_picture_says_so_too(site: Client) -> None:
    text = unescape(site.get("/fr/states/UA/").content.decode())
    with translation.override("fr"):
        said = gettext(gateway_wording.NEUTRAL)
    assert f"<desc>{said}</desc>" in text and f">{said}</p>" in text


def test_what_is_disputed_is_drawn_as_its_origins_say() -> None:
    drawn = atlas().places
    assert all(drawn[code].path for code in ("UA", "EH", "TW", "FK", "PS"))
    assert "XK" not in drawn
    assert len(atlas().undetermined) >= 4
