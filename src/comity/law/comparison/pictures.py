"""The matrix as a picture: one square for each pair of States, as SVG without script.

Shade and letter say the same, so that the picture can be read without colours. Names and numbers stand
in titles for whoever points at a square or listens to the page.
"""

from collections.abc import Callable
from html import escape
from typing import Final

from comity.law import states, words
from comity.law.comparison.matrix import Matrix
from comity.law.criminality.values import VERDICTS, Value
from comity.law.criminality.wording import Wording
from comity.law.offences import GENERAL_PART
from comity.law.release import Release, in_use

CELL, LEFT, TOP, FOOT = 14, 34, 96, 64
SHADES: Final = ("#f4f6f8", "#d3e3ee", "#a9c9e0", "#6fa3c7", "#3a78a6", "#17496f")
VALUES: Final = {0: ("#b3403a", "n"), 1: ("#e9e4d8", "?"), 2: ("#2f7d4f", "y")}


def svg(
    found: Matrix, name: str | None = None, language: str = "en", release: Release | None = None
) -> str:
    """The picture: for one type the finding of each pair, else in how many types it is a crime in both.

    Raises UnknownLanguageError, and ValueError for a type that is none.
    """
    say = Wording((release or in_use()).offences, language)
    title = (
        say.translate("Crime in both States: {type}").format(type=say.type(name))
        if name is not None
        else say.translate("In how many kinds of conduct is the minimum a crime in both States?")
    )
    cell = _one_type(found, name, say) if name is not None else _counts(found, say)
    described = _described(found, say)
    if name is not None:  # what is red may still be a crime in both once something comes on top
        described = f"{say.translate('The international minimum')}. {described}"
    size = CELL * len(found.states)
    width, height = LEFT + size + 8, TOP + size + FOOT
    direction = words.direction(language)
    edge = width - 6 if direction == "rtl" else 6
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'lang="{language}" aria-labelledby="t d" font-family="Noto Sans,Noto Sans Arabic,'
        'Noto Sans CJK SC,sans-serif">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(described)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{edge}" y="22" font-size="16" font-weight="700" direction="{direction}">{escape(title)}</text>',
        f'<text x="{edge}" y="42" font-size="11" fill="#5a6472" direction="{direction}">'
        f"{escape(described)}</text>",
    ]
    for i, state in enumerate(found.states):
        place = escape(states.name(state, language))
        x, y = LEFT + i * CELL + CELL / 2, TOP + i * CELL + CELL * 0.72
        out.append(
            f'<text x="{x}" y="{TOP - 5}" font-size="8" text-anchor="middle">{state}<title>{place}</title></text>'
            f'<text x="{LEFT - 5}" y="{y}" font-size="8" text-anchor="end">{state}<title>{place}</title></text>'
        )
    for i, one in enumerate(found.states):
        for j, two in enumerate(found.states):
            if i != j:
                out.append(cell(one, two, LEFT + j * CELL, TOP + i * CELL))
    out += [_legend(name, say, TOP + size + 16), "</svg>"]
    return "\n".join(out)


Cell = Callable[[str, str, int, int], str]


def _described(found: Matrix, say: Wording) -> str:
    text = say.translate(
        "{count} States with data, law of {on}. Each square is a pair. Advice, not a decision."
    )
    return text.format(count=len(found.states), on=found.on.isoformat())


def _counts(found: Matrix, say: Wording) -> Cell:
    most = sum(name not in GENERAL_PART for name in found.types)

    def cell(one: str, two: str, x: int, y: int) -> str:
        count = found.in_both(one, two)
        shade = min(len(SHADES) - 1, (count + 1) // 2)
        ink = "#fff" if shade > 3 else "#1c2430"
        title = f"{one} – {two}: {count}/{most}"
        return _square(x, y, (SHADES[shade], ink, str(count)), title)

    return cell


def _one_type(found: Matrix, name: str, say: Wording) -> Cell:
    place = found.types.index(name)

    def cell(one: str, two: str, x: int, y: int) -> str:
        value: Value = min(found.values[one][place], found.values[two][place])
        colour, letter = VALUES[value]
        title = f"{one} – {two}: {say.verdict(VERDICTS[value])}"
        return _square(x, y, (colour, "#1c2430" if value == 1 else "#fff", letter), title)

    return cell


def _square(x: int, y: int, look: tuple[str, str, str], title: str) -> str:
    fill, ink, letter = look
    return (
        f'<g><rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{fill}"/>'
        f'<text x="{x + CELL / 2 - 0.5}" y="{y + CELL * 0.7}" font-size="7" text-anchor="middle" '
        f'fill="{ink}">{letter}</text><title>{escape(title)}</title></g>'
    )


def _legend(name: str | None, say: Wording, y: int) -> str:
    if name is None:
        rows = [(shade, _span(place)) for place, shade in enumerate(SHADES)]
    else:
        rows = [
            (VALUES[value][0], f"{VALUES[value][1]} = {say.verdict(VERDICTS[value])}")
            for value in (2, 0, 1)
        ]
    out, x = [], LEFT
    for colour, text in rows:
        out.append(
            f'<rect x="{x}" y="{y}" width="12" height="12" fill="{colour}" stroke="#5a6472" stroke-width=".5"/>'
            f'<text x="{x + 17}" y="{y + 10}" font-size="10">{escape(text)}</text>'
        )
        x += 45 + 7 * len(text)
    return "".join(out)


def _span(place: int) -> str:
    """Which counts have a shade: none, one or two, three or four ..."""
    if place == 0:
        return "0"
    least = 2 * place - 1
    return f"{least}+" if place == len(SHADES) - 1 else f"{least}–{least + 1}"
