"""One bar of a chart as a picture, to stand beside its figure in a table. Pure.

The table says everything; the bar is for the eye and is hidden from who listens. Its direction follows the page.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

WIDE: Final = 200
HIGH: Final = 14
LINE: Final = 18  # of one year in a comparison


def bar(share: float) -> str:
    """A bar for a share from 0 to 1, as SVG. It holds no text that anybody sent."""
    long = round(min(max(share, 0.0), 1.0) * WIDE)
    return (
        f'<svg class="bar" viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="of" width="{WIDE}" height="{HIGH}"/><rect class="part" width="{long}" height="{HIGH}"/></svg>'
    )


def years(rows: Sequence[Sequence[tuple[int, float | None]]], told: str) -> str:
    """Bars of several years under one another, for each choice in its order; a share is None where nothing is shown.

    ``told`` says the same in words. Figures run from left to right in every language.
    """
    drawn, top = [], 0
    for place, row in enumerate(rows, start=1):
        drawn.append(f'<text class="number" x="0" y="{top + 13}">{place}</text>')
        for age, (year, share) in enumerate(reversed(row)):
            drawn.append(_year(year, share, top, "part" if age == 0 else "before"))
            top += LINE
        top += LINE // 2
    return (
        f'<svg class="years" viewBox="0 0 {WIDE + 130} {top}" role="img" aria-label="{escape(told)}">'
        f"{''.join(drawn)}</svg>"
    )


def _year(year: int, share: float | None, top: int, shade: str) -> str:
    label = f'<text x="24" y="{top + 13}">{year}</text>'
    if share is None:
        return f'{label}<text x="66" y="{top + 13}">–</text>'
    long = round(min(max(share, 0.0), 1.0) * WIDE)
    return (
        f'{label}<rect class="{shade}" x="66" y="{top + 2}" width="{long}" height="{HIGH}"/>'
        f'<text x="{70 + long}" y="{top + 13}">{round(share * 100)} %</text>'
    )
