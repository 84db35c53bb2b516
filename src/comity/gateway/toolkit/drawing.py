"""The pictures of a self-assessment: SVG without script and without style; the style sheet colours them. Pure.

A bar is one area: its length is the mean of what was answered, on a scale of 0 to 4; the strip below has one
piece for each question, hatched where it was not answered. Columns are one area over the years. The words stand
beside the pictures, in text and tables. Bars are mirrored by the
style sheet where writing runs from right to left; columns have figures in them and are placed from the right.
"""

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from typing import Final

from comity.gateway.toolkit.limits import HIGHEST

WIDTH, HEIGHT = 400, 44
BAR, STRIP, GAP = 26, 8, 4
COLUMNS, ROOM, TOP, FOOT = 320, 120, 12, 24
HATCH: Final = (
    '<pattern id="toolkit-{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect class="blank" width="8" height="8"/><path class="lines" d="M-2 2l4-4M0 8l8-8M6 10l4-4"/></pattern>'
)


def bar(name: str, mean: Fraction | None, answered: Sequence[bool]) -> str:
    """One area, an ornament beside its figures. ``name`` makes its ids unique on the page."""
    hatch = f'fill="url(#toolkit-{escape(name)})"'
    length = 0.0 if mean is None else float(mean) * WIDTH / HIGHEST
    full = (
        f'<rect class="untold" {hatch} width="{WIDTH}" height="{BAR}"/>'
        if mean is None
        else f'<rect class="blank" width="{WIDTH}" height="{BAR}"/>'
        f'<rect class="reached" width="{length:.1f}" height="{BAR}"/>'
    )
    ticks = "".join(
        f'<path class="tick" d="M{one * WIDTH // HIGHEST} 0v{BAR}"/>' for one in range(1, HIGHEST)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bar" viewBox="-1 -1 {WIDTH + 2} {HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true"><defs>{HATCH.format(name=escape(name))}</defs>{full}{ticks}'
        f'<rect class="edge" width="{WIDTH}" height="{BAR}"/>{_strip(answered, hatch)}</svg>'
    )


def _strip(answered: Sequence[bool], hatch: str) -> str:
    if not answered:
        return ""
    each = WIDTH / len(answered)
    return "".join(
        f'<rect class="{"told" if one else "untold"}"{"" if one else " " + hatch} x="{place * each:.1f}" '
        f'y="{BAR + GAP}" width="{each - 3:.1f}" height="{STRIP}"/>'
        for place, one in enumerate(answered)
    )


def columns(
    name: str, found: Sequence[tuple[str, Fraction | None, str]], title: str, *, from_right: bool
) -> str:
    """One area over the years: for each assessment a label, the mean and the mean in figures; the oldest first."""
    hatch = f'fill="url(#toolkit-{escape(name)})"'
    each = COLUMNS / max(len(found), 4)
    drawn = []
    for place, (label, mean, figures) in enumerate(found):
        middle = (place + 0.5) * each
        x = COLUMNS - middle if from_right else middle
        drawn.append(_column(x, each * 0.6, label, mean=mean, figures=figures, hatch=hatch))
    lines = "".join(
        f'<path class="tick" d="M0 {TOP + ROOM - one * ROOM // HIGHEST}h{COLUMNS}"/>'
        f'<text class="scale" x="{COLUMNS + 12 if from_right else -12}" '
        f'y="{TOP + ROOM - one * ROOM // HIGHEST + 4}" text-anchor="middle" font-size="12">{one}</text>'
        for one in range(HIGHEST + 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="columns" '
        f'viewBox="{0 if from_right else -20} 0 {COLUMNS + 20} {TOP + ROOM + FOOT}" role="img" aria-label="{escape(title)}">'
        f"<defs>{HATCH.format(name=escape(name))}</defs>{lines}{''.join(drawn)}</svg>"
    )


def _column(
    x: float, width: float, label: str, *, mean: Fraction | None, figures: str, hatch: str
) -> str:
    left = x - width / 2
    text = (
        f'<text class="label" x="{x:.1f}" y="{TOP + ROOM + 18}" text-anchor="middle" '
        f'font-size="14">{escape(label)}</text>'
    )
    if mean is None:
        return (
            f'<rect class="untold" {hatch} x="{left:.1f}" y="{TOP}" width="{width:.1f}" '
            f'height="{ROOM}"/>{text}'
        )
    high = float(mean) * ROOM / HIGHEST
    value = (
        f'<text class="label" x="{x:.1f}" y="{TOP + ROOM - high - 3:.1f}" text-anchor="middle" '
        f'font-size="13">{escape(figures)}</text>'
    )
    return (
        f'<rect class="reached" x="{left:.1f}" y="{TOP + ROOM - high:.1f}" width="{width:.1f}" '
        f'height="{high:.1f}"/>{value}{text}'
    )
