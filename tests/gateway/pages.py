"""A page as a tree, small enough to ask what the tests ask."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "input", "img", "hr", "rect", "circle"})


@dataclass
class Node:
    """An element with its attributes, children and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def all(self, tag: str | None = None, **attributes: str) -> Iterator["Node"]:
        """Every element below with this tag and these attributes; ``cls`` asks for one class."""
        for child in self.children:
            classes = child.attributes.get("class", "").split()
            wanted = attributes.items()
            fits = all(
                value in classes if name == "cls" else child.attributes.get(name) == value
                for name, value in wanted
            )
            if fits and tag in (None, child.tag):
                yield child
            yield from child.all(tag, **attributes)

    @property
    def text(self) -> str:
        """All that is said in it."""
        return " ".join([*self.said, *(child.text for child in self.children)]).strip()


def runs(page: Node) -> list[Node]:
    """The scripts of a page. A block of data is none: a browser runs nothing in it."""
    return [
        one for one in page.all("script") if one.attributes.get("type") != "application/ld+json"
    ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("")
        self.open = [self.root]
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open[-1].tag != tag:
            self.wrong.append(f"</{tag}> closes <{self.open[-1].tag}>")
        if len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.open[-1].said.append(data.strip())


def read(text: str) -> Node:
    """The tree of a page; a page whose elements do not close in order is refused."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.wrong == []
    assert len(reader.open) == 1
    return reader.root


def naked(page: Node) -> list[str]:
    """Facts without a source: rows of tables of facts, and values of lists of facts."""
    found = []
    for table in page.all("table", cls="facts"):
        if _of_one_source(table):
            continue
        for body in table.all("tbody"):
            for row in body.all("tr"):
                group = any(one.attributes.get("scope") == "rowgroup" for one in row.all("th"))
                if not group and not any(row.all(cls="source")):
                    found.append(row.text[:100])
    for facts in page.all("dl", cls="facts"):
        for value in () if _of_one_source(facts) else facts.all("dd"):
            if (
                value.text
                and not any(value.all(cls="source"))
                and "quiet" not in value.attributes.get("class", "")
            ):
                found.append(value.text[:100])
    return found


def _of_one_source(facts: Node) -> bool:
    """The elements and penalties of one provision: its source stands in the heading of the page."""
    return "elements" in facts.attributes["class"].split()


ELSEWHERE = {
    "elements": "one provision, whose mark stands in the heading of the page",
    "members": "the State's own signed part of the directory",
    "reviewed": "entries with a review and an expiry of their own",
    "of-no-state": "about no single State",
}
"""Tables and lists of facts whose rows no State confirms one by one, by their class."""


def unconfirmed(page: Node) -> list[str]:
    """Tables and lists of facts about States that do not say who last confirmed them, on which day, or that nobody did.

    Either the table points to a sentence that says so, or each of its facts does; what was not seen has nothing to confirm.
    """
    said = {one.attributes.get("id"): one.text for one in page.all(cls="confirmations")}
    found = []
    for facts in page.all(cls="facts"):
        if ELSEWHERE.keys() & set(facts.attributes["class"].split()):
            continue
        if said.get(facts.attributes.get("aria-describedby")):
            continue
        rows = (
            facts.all("dd")
            if facts.tag == "dl"
            else (row for body in facts.all("tbody") for row in body.all("tr"))
        )
        for row in rows:
            quiet = {"quiet", "unknown"} & set(row.attributes.get("class", "").split())
            if not quiet and not any(one.text for one in row.all(cls="confirmed-by")):
                found.append(row.text[:100])
    return found
