"""Small pieces of HTML for pages that the law room makes by itself: everything that goes in is escaped.

The pages stand alone: no script, nothing fetched from elsewhere, readable on paper. Links lead to the
texts of laws only and say where they lead.
"""

from collections.abc import Iterable, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from comity.law import words

STYLE: Final = """
:root{color-scheme:light;--ink:#1c2430;--quiet:#5a6472;--line:#c9d0d8;--yes:#1d6b3a;--no:#9b1c1c;--open:#7a5200}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1rem;font:1rem/1.5 "Noto Sans","Noto Sans Arabic","Noto Sans CJK SC",system-ui,sans-serif;color:var(--ink);background:#fff}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}h2{font-size:1.25rem;margin:2rem 0 .5rem}h3{font-size:1.05rem;margin:1.25rem 0 .25rem}
p,ul,dl,table{margin:.5rem 0}ul{padding-inline-start:1.25rem}
.note{border:2px solid var(--no);padding:.5rem .75rem;font-weight:600}
.quiet{color:var(--quiet)}.satisfied{color:var(--yes)}.not_satisfied{color:var(--no)}.needs_information{color:var(--open)}
strong.satisfied,strong.not_satisfied,strong.needs_information{display:inline-block;border:1px solid;border-radius:.25rem;padding:0 .35rem;white-space:nowrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}caption{text-align:start;font-weight:600;padding:.25rem 0}
th,td{border:1px solid var(--line);padding:.35rem .5rem;text-align:start;vertical-align:top}
th{background:#f2f5f8}tr{break-inside:avoid}
dl div{display:flex;gap:.75rem;flex-wrap:wrap;border-block-end:1px solid var(--line);padding:.25rem 0}dt{flex:0 0 14rem;font-weight:600}dd{margin:0;flex:1 1 20rem;overflow-wrap:anywhere}
a,code{overflow-wrap:anywhere}h1,h2,h3,p,li{overflow-wrap:break-word}
@media print{body{max-width:none;padding:0;font-size:.85rem}a{color:inherit}}
"""


def page(title: str, body: str, language: str) -> str:
    """A page of its own around a body that is safe already."""
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{words.direction(language)}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def items(texts: Iterable[str]) -> str:
    """A list of sentences."""
    inner = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{inner}</ul>" if inner else ""


def lines(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values; the values are safe already."""
    inner = "".join(
        f'<div class="line"><dt>{escape(name)}</dt><dd>{value}</dd></div>' for name, value in pairs
    )
    return f"<dl>{inner}</dl>"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a heading for each column and row; cells are safe already, heads are not."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def link(url: str) -> str:
    """A link to the text of a law, shown as its address; plain text for any other scheme."""
    if urlsplit(url).scheme not in ("http", "https"):
        return f'<bdi dir="ltr">{escape(url)}</bdi>'
    safe = escape(url)
    return f'<a href="{safe}" rel="noreferrer external"><bdi dir="ltr">{safe}</bdi></a>'


def badge(name: str, word: str) -> str:
    """A finding in a frame. ``name`` is one of the classes of the style, ``word`` how it reads."""
    return f'<strong class="{name}">{escape(word)}</strong>'


def ltr(text: str) -> str:
    """Text that reads from left to right in any language: digests, dates, codes."""
    return f'<bdi dir="ltr">{escape(text)}</bdi>'


def plain(body: str) -> str:
    """The same page as text for a terminal: made from what the pieces above make, so that both say
    the same. Links are shown as their addresses, cells of a row are separated by bars."""
    reader = _Plain()
    reader.feed(body)
    reader.close()
    return reader.text()


class _Plain(HTMLParser):
    """The pieces of this module, read back as lines."""

    BREAKS = frozenset({"h1", "h2", "h3", "p", "li", "tr", "caption", "div"})
    BEFORE: Final = {"h2": "\n", "h3": "\n", "li": "- ", "dd": ": ", "td": " | ", "span": "– "}

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._row = 0  # cells seen in this row

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.BREAKS:
            self._parts.append("\n")
        if tag == "tr":
            self._row = 0
        if tag == "th":
            self._row += 1
            self._parts.append(" | " if self._row > 1 else "")
        self._parts.append(self.BEFORE.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self._parts.append(data.replace("\n", " "))

    def text(self) -> str:
        """The lines, none of them blank twice in a row."""
        lines = (line.strip() for line in "".join(self._parts).splitlines())
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept).strip() + "\n"
