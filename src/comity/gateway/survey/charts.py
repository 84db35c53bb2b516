"""One bar of a chart as a picture, to stand beside its figure in a table. Pure.

The table says everything; the bar is for the eye and is hidden from who listens. Its direction follows the page.
"""

from typing import Final

WIDE: Final = 200
HIGH: Final = 14


def bar(share: float) -> str:
    """A bar for a share from 0 to 1, as SVG. It holds no text that anybody sent."""
    long = round(min(max(share, 0.0), 1.0) * WIDE)
    return (
        f'<svg class="bar" viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="of" width="{WIDE}" height="{HIGH}"/><rect class="part" width="{long}" height="{HIGH}"/></svg>'
    )
