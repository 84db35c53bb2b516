"""A reader of pages that forgives nothing."""

from html.parser import HTMLParser


class Checked(HTMLParser):
    """A page as a strict reader takes it: tags closed, nothing fetched, no script, tables with heads."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        names = dict(attrs)
        if tag in ("script", "img", "link", "iframe") or "src" in names or "style" in names:
            self.wrong.append(tag)
        if tag == "th" and names.get("scope") not in ("col", "row"):
            self.wrong.append("th without scope")
        if tag == "a" and not str(names.get("href", "")).startswith(("#", "http")):
            self.wrong.append(f"link to {names.get('href')}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")
