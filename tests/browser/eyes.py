"""A person's browser in a test: Debian's Chromium, driven by Playwright, with a watch on everything it does.

It refuses nothing and forgets nothing: `complaints` holds errors of the console, refusals of the content
policy and requests that left this machine, from the first page to the last.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    sync_playwright,
)

CHROMIUM = Path("/usr/bin/chromium")
MISSING = f"{CHROMIUM} is not there. On Debian: apt install chromium fonts-noto-core"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DESKTOP, PHONE = (1200, 900), (390, 844)
LOCAL = ("127.0.0.1", "localhost")
AUDIT = Path(__file__).with_name("audit.js").read_text("utf-8")
WAIT_MILLISECONDS = 20_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, ended afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Eyes:
    """One person before one screen."""

    def __init__(self, browser: Browser, desk: str, size: tuple[int, int] = DESKTOP) -> None:
        self.desk = desk
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True
        )
        self.context.set_default_timeout(WAIT_MILLISECONDS)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        refused = message.type == "error" and "status of 4" in message.text
        if message.type in ("error", "warning") and not refused:  # a refused form is no fault
            self.complaints.append(f"console: {message.text} ({self.page.url})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOCAL:
            self.complaints.append(f"left this machine: {request.url}")

    def close(self) -> None:
        """Leave the screen."""
        self.context.close()

    # Doing

    def open(self, path: str) -> Page:
        """Go to a page of the desk."""
        self.page.goto(path if path.startswith("http") else f"{self.desk}{path}")
        return self.page

    def sign_in(self, username: str, password: str) -> None:
        """Through the form, by mouse and keyboard."""
        self.open("/sign-in/")
        self.page.fill("#sign-in-username", username)
        self.page.fill("#sign-in-password", password)
        self.send("sign-in")

    def fill(self, form: str, **values: str | bool | list[str]) -> None:
        """Fill in fields of a form: texts, choices, ticks."""
        for name, value in values.items():
            self._field(form, name, value)

    def _field(self, form: str, name: str, value: str | bool | list[str]) -> None:
        if isinstance(value, list):
            for one in value:
                self.page.check(f"form#{form} [name={name}][value='{one}']")
            return
        field: Locator = self.page.locator(f"form#{form} [name={name}]")
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def unfold(self, form: str) -> None:
        """Open what hides a form."""
        summary = self.page.locator(f"details:has(form#{form}) > summary")
        if summary.count() and summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()

    def send(self, form: str, **values: str | bool | list[str]) -> None:
        """Fill in a form and send it; the next page is there afterwards."""
        self.unfold(form)
        self.fill(form, **values)
        with self.page.expect_navigation():
            self.page.locator(f"form#{form} button[type=submit]").click()

    # Looking

    @property
    def text(self) -> str:
        """The words that are shown."""
        return self.page.locator("body").inner_text()

    def focused(self) -> str:
        """What has the keyboard: its id, or its words."""
        said: Any = self.page.evaluate(
            "() => document.activeElement.id || document.activeElement.textContent.trim()"
        )
        return str(said)

    def audit(self) -> list[str]:
        """What the basic checks find on the page as it is."""
        found: list[str] = self.page.evaluate(AUDIT)
        return [f"{urlsplit(self.page.url).path}: {one}" for one in found]

    def resize(self, size: tuple[int, int]) -> None:
        """Another screen."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def shot(self, path: Path, *, whole: bool = True) -> None:
        """A picture. The caret stays: hiding it would add a style, which the policy refuses."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(path), full_page=whole, caret="initial")
