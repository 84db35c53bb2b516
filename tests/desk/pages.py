"""Reads a page as a person with a screen reader meets it, and says what is wrong with it."""

from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "img", "hr"}


class Page(HTMLParser):
    """Collects what the rules of accessible pages ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.anchors: list[str] = []
        self.described: list[str] = []
        self.wrong: list[str] = []
        self.language = ""
        self.tables = self.captions = 0
        self._open: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            self.wrong.append(f"not closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        self.described += values.get("aria-describedby", "").split()
        self.described += values.get("aria-labelledby", "").split()
        self._check(tag, values)

    def _check(self, tag: str, values: dict[str, str]) -> None:
        if tag in ("script", "style", "iframe", "font", "center"):
            self.wrong.append(f"<{tag}>")
        if [name for name in values if name == "style" or name.startswith("on")]:
            self.wrong.append(f"inline in <{tag}>: {values}")
        if tag == "html":
            self.language = values.get("lang", "")
        elif tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        elif tag == "label":
            self.labels.add(values.get("for", ""))
        elif tag in ("input", "select", "textarea") and values.get("type") != "hidden":
            self.fields.append(values)
        elif tag == "a" and values.get("href", "").startswith("#"):
            self.anchors.append(values["href"][1:])
        elif tag in ("table", "caption"):
            self.tables += tag == "table"
            self.captions += tag == "caption"

    def handle_endtag(self, tag: str) -> None:
        """Elements close in the order in which they opened."""
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> closes something else")

    def problems(self) -> list[str]:
        """What is wrong, in words; empty for a good page."""
        found = list(self.wrong)
        if self.headings.count(1) != 1:
            found.append(f"{self.headings.count(1)} first headings")
        for before, after in zip(self.headings, self.headings[1:], strict=False):
            if after > before + 1:
                found.append(f"heading {after} after {before}")
        if not self.language:
            found.append("no language")
        if len(set(self.ids)) != len(self.ids):
            found.append(f"an id twice: {sorted(self.ids)}")
        if self.tables != self.captions:
            found.append("a table without caption")
        found += [f"no label: {one}" for one in self.fields if one.get("id") not in self.labels]
        found += [f"leads nowhere: #{one}" for one in self.anchors if one not in self.ids]
        found += [f"describes nothing: {one}" for one in self.described if one not in self.ids]
        return found
