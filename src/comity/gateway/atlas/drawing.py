"""The map as a picture: SVG without script and without style, so that the style sheet colours it.

Classes: ``world`` and ``locator`` are the two pictures; ``sea``, ``land`` and ``undetermined`` are their
ground; ``state`` is a State, beside the class that it is given, and ``point`` too when a circle stands for it;
``lines``, ``dots``, ``cross`` and ``bars`` are what a pattern is drawn with, on a ``ground`` of the class that has the
pattern; ``skip`` is the link that leads past the map; ``here`` is the State of a locator, ``around`` the ring
that leads the eye to it. A border that is painted first (``paint-order: stroke``) leaves small islands their
colour; four units are a pixel of a map 1000 pixels wide. A page has room for one ``world``: it has ids.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final
from urllib.parse import urlsplit

from comity.gateway.atlas.shapes import Place, atlas, corners

MARK: Final = 24  # the radius of a point in a locator
RING: Final = 90
SMALL: Final = 110  # around a State that is less wide and less high, a locator has a ring

PATTERNS: Final = {
    "lines": (20, '<path class="lines" d="M-4 4l8-8M0 20 20 0M16 24l8-8"/>'),
    "dots": (20, '<circle class="dots" cx="10" cy="10" r="4"/>'),
    "cross": (24, '<path class="cross" d="M0 0l24 24M24 0 0 24"/>'),
    "bars": (20, '<path class="bars" d="M0 10h20"/>'),
}
NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def world(
    fills: Mapping[str, str],
    names: Mapping[str, str],
    addresses: Mapping[str, str],
    *,
    title: str,
    description: str,
    answers: Mapping[str, str],
    patterns: Mapping[str, str] | None = None,
    skip_to: tuple[str, str] | None = None,
) -> str:
    """The map of the world, with a link to every State that has an address.

    All mappings but ``patterns`` go from a State's code: ``fills`` to the class that colours it, ``names`` to
    its name, ``addresses`` to its page on this site, ``answers`` to what the map says of it, in words.
    ``patterns`` goes from a class to the name of a pattern, so that colour is not alone in telling it.
    ``skip_to`` is the address behind the map and the words of the link to it.

    A State without a name is land. The keyboard comes to the links in the order of ``names``: first to the
    States that are shapes, then to those that are points, because a later shape would lie over an earlier
    point. Raises UnknownStateError for a code that is not on the map, and ValueError for an unknown pattern
    or an address elsewhere.
    """
    drawn, given = atlas(), dict(patterns or {})
    if not PATTERNS.keys() >= set(given.values()):
        raise ValueError(f"The patterns are: {', '.join(PATTERNS)}.")
    shapes: list[str] = []
    points: list[str] = []
    for code, name in names.items():
        place, fill = drawn.place(code), fills.get(code, "")
        words = ": ".join(filter(None, (name, answers.get(code))))
        figure = _state(place, fill, words, addresses.get(code), fill in given)
        (points if place.point else shapes).append(figure)
    left = "".join(place.path or "" for place in drawn.places.values() if place.code not in names)
    size = f'width="{drawn.width}" height="{drawn.height}"'
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="world" viewBox="0 0 {drawn.width} {drawn.height}" '
        'role="group" aria-labelledby="world-title" aria-describedby="world-about">',
        f'<title id="world-title">{_said(title)}</title>',
        f'<desc id="world-about">{_said(description)}</desc>',
        *_defined(given),
        f'<rect class="sea" {size}/>',
        *([_skip(*skip_to)] if skip_to else []),
        *([f'<path class="land" d="{left}"/>'] if left else []),
        *shapes,
        f'<path class="undetermined" d="{"".join(drawn.undetermined)}"/>',
        *points,
        "</svg>",
    ]
    return "\n".join(out)


def small(code: str, title: str = "", description: str = "") -> str:
    """A small picture of where a State lies: the land in one colour, the State in another.

    Without a title it is an ornament, which a screen reader passes over. ``description`` goes with the picture wherever
    it is taken. Raises UnknownStateError.
    """
    drawn = atlas()
    place = drawn.place(code)
    spoken = f'role="img" aria-label="{_said(title)}"' if title else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="locator" '
        f'viewBox="0 0 {drawn.width} {drawn.height}" {spoken}>'
        f"{f'<desc>{_said(description)}</desc>' if description else ''}"
        f'<path class="land" d="{drawn.land}"/>'
        f'<g class="here">{_figure(place, MARK)}</g>{_around(place)}</svg>'
    )


def _defined(given: Mapping[str, str]) -> Iterator[str]:
    for fill, pattern in given.items():
        side, marks = PATTERNS[pattern]
        yield (
            f'<pattern id="world-{_said(fill)}" width="{side}" height="{side}" '
            f'patternUnits="userSpaceOnUse"><rect class="ground {_said(fill)}" width="{side}" '
            f'height="{side}"/>{marks}</pattern>'
        )


def _skip(address: str, words: str) -> str:
    drawn = atlas()
    return (
        f'<a class="skip" href="{_address(address)}"><text x="{drawn.width // 2}" '
        f'y="{drawn.height - 60}" text-anchor="middle" font-size="80">{_said(words)}</text></a>'
    )


def _state(place: Place, fill: str, words: str, address: str | None, patterned: bool) -> str:
    kind = " ".join(filter(None, ("state", "point" if place.point else "", fill)))
    tag, link = ("g", "") if address is None else ("a", f' href="{_address(address)}"')
    paint = f' fill="url(#world-{_said(fill)})"' if patterned else ""
    return (
        f'<{tag} class="{_said(kind)}"{link}><title>{_said(words)}</title>'
        f"{_figure(place, place.radius, paint)}</{tag}>"
    )


def _figure(place: Place, radius: int, paint: str = "") -> str:
    out = f'<path{paint} d="{place.path}"/>' if place.path else ""
    if place.point:
        x, y = place.point
        out += f'<circle{paint} cx="{x}" cy="{y}" r="{radius}"/>'
    return out


def _around(place: Place) -> str:
    """A ring around a State that the eye would not find."""
    x, y = place.point or (0, 0)
    if not place.point:
        found = [corner for line in corners(place.path or "") for corner in line]
        columns, rows = sorted(x for x, _ in found), sorted(y for _, y in found)
        if columns[-1] - columns[0] > SMALL or rows[-1] - rows[0] > SMALL:
            return ""
        x, y = (columns[0] + columns[-1]) // 2, (rows[0] + rows[-1]) // 2
    return f'<circle class="around" cx="{x}" cy="{y}" r="{RING}" fill="none"/>'


def _said(text: str) -> str:
    """A text as it may stand in XML."""
    return escape(NOT_IN_XML.sub("\ufffd", text))


def _address(address: str) -> str:
    if urlsplit(address).scheme or address.lstrip().startswith(("//", "\\")):
        raise ValueError("The map links to pages of this site only.")
    return _said(address)
