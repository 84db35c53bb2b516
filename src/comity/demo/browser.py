"""A person at a screen, for the demo: signs in, reads pages, fills in the forms that are there.

It goes through the same door as a browser: session cookie, cross-site token, the form's own fields.
What a form does not offer cannot be sent.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import httpx2

from comity.wire.errors import ComityError

TIMEOUT_SECONDS = 60


class StoryError(ComityError):
    """A step of the story did not happen as told."""


@dataclass
class Form:
    """One form of a page: where it goes, and the values it holds now."""

    identifier: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class PageReader(HTMLParser):
    """Collects the forms, links and text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._first_option: str | None = None
        self._takes_many = False
        self._area: str | None = None
        self._link: str | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of forms, their fields, links, and what is not text."""
        values = {key: value or "" for key, value in attrs}
        if tag in ("style", "script"):
            self._hidden += 1
        elif tag == "form":
            self._form = Form(values.get("id", ""), values.get("action", ""))
            self.forms.append(self._form)
        elif tag == "a" and "href" in values:
            self._link = values["href"]
            self.links.append((values["href"], ""))
        elif self._form is not None and values.get("name"):
            self._field(tag, values)
        elif tag == "option" and self._form and self._select:
            self._option(values)

    def _option(self, values: dict[str, str]) -> None:
        """A list that takes one choice sends its first option where none is selected."""
        if self._form is None or self._select is None:
            return
        if self._first_option is None:
            self._first_option = values.get("value", "")
        if "selected" in values:
            self._form.values.setdefault(self._select, []).append(values.get("value", ""))

    def _field(self, tag: str, values: dict[str, str]) -> None:
        form, name = self._form, values["name"]
        if form is None:
            return
        form.names.add(name)
        if tag == "select":
            self._select, self._first_option = name, None
            self._takes_many = "multiple" in values
        elif tag == "textarea":
            self._area = name
            form.values[name] = [""]
        elif tag == "input":
            kind = values.get("type", "text")
            if kind in ("submit", "file", "button"):
                return
            if kind in ("checkbox", "radio") and "checked" not in values:
                return
            given = values.get("value", "on" if kind in ("checkbox", "radio") else "")
            form.values.setdefault(name, []).append(given)

    def handle_endtag(self, tag: str) -> None:
        """Leave what was entered."""
        if tag in ("style", "script"):
            self._hidden -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._end_of_list()
        elif tag == "textarea":
            self._area = None
        elif tag == "a":
            self._link = None

    def _end_of_list(self) -> None:
        name, first = self._select, self._first_option
        if self._form is not None and name and first is not None and not self._takes_many:
            self._form.values.setdefault(name, [first])
        self._select = None

    def handle_data(self, data: str) -> None:
        """Text of the page, of a link, or of a text area."""
        if self._area and self._form is not None:
            self._form.values[self._area][0] += data
        elif not self._hidden:
            self.text.append(data)
            if self._link is not None and self.links:
                self.links[-1] = (self.links[-1][0], self.links[-1][1] + data)


@dataclass
class Page:
    """A page as it was read."""

    address: str
    status: int
    content: bytes
    headers: dict[str, str]
    reader: PageReader

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        return " ".join(" ".join(self.reader.text).split())

    def form(self, identifier: str) -> Form:
        """The form with this id. Raises StoryError when the page does not offer it."""
        for form in self.reader.forms:
            if form.identifier == identifier:
                return form
        have = [form.identifier for form in self.reader.forms]
        raise StoryError(f"{self.address} offers no form {identifier!r}, only {have}")

    def link(self, part: str) -> str:
        """The first link whose address or words hold ``part``."""
        for address, words in self.reader.links:
            if part in address or part in words:
                return urljoin(self.address, address)
        raise StoryError(f"{self.address} has no link with {part!r}")


class Person:
    """Somebody at the desk of one node."""

    def __init__(self, desk: str, name: str, password: str) -> None:
        self.desk, self.name, self._password = desk, name, password
        # A connection of its own for each request: the door closes idle ones after two seconds, and a
        # person who comes back from `comity approve` must not meet one that is just being closed.
        self._client = httpx2.Client(
            timeout=TIMEOUT_SECONDS,
            follow_redirects=True,
            trust_env=False,
            limits=httpx2.Limits(max_keepalive_connections=0),
        )
        self._inside = False

    def close(self) -> None:
        """Leave the screen."""
        self._client.close()

    def _page(self, response: httpx2.Response) -> Page:
        reader = PageReader()
        kind = response.headers.get("content-type", "")
        if kind.startswith("text/html"):
            reader.feed(response.text)
        return Page(
            str(response.url),
            response.status_code,
            response.content,
            dict(response.headers),
            reader,
        )

    def sign_in(self) -> None:
        """Sign in through the form; once is enough for the session."""
        if self._inside:
            return
        page = self._page(self._client.get(f"{self.desk}/sign-in/"))
        self.send(page, "sign-in", username=self.name, password=self._password)
        self._inside = True

    def open(self, path: str) -> Page:
        """Open a page, signed in. Raises StoryError unless it answers 200."""
        self.sign_in()
        address = path if path.startswith("http") else f"{self.desk}{path}"
        page = self._page(self._client.get(address))
        if page.status != 200:
            raise StoryError(f"{address} answered {page.status}: {page.text[:400]}")
        return page

    def send(
        self,
        page: Page,
        identifier: str,
        files: dict[str, Path] | None = None,
        **values: str | list[str],
    ) -> Page:
        """Fill in one form of a page and send it. Raises StoryError when it is refused."""
        form = page.form(identifier)
        unknown = set(values) - form.names
        if unknown:
            raise StoryError(
                f"The form {identifier!r} has no fields {sorted(unknown)}: {sorted(form.names)}"
            )
        data: dict[str, list[str] | str] = {**form.values, **values}
        address = urljoin(page.address, form.action or page.address)
        sent = {name: (path.name, path.read_bytes()) for name, path in (files or {}).items()}
        response = self._client.post(
            address, data=data, files=sent or None, headers={"Referer": page.address}
        )
        answer = self._page(response)
        if answer.status >= 400 or "error-summary" in response.text:
            raise StoryError(f"{identifier!r} at {address}: {answer.status} {answer.text[:900]}")
        return answer
