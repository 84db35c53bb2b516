"""The story's people, who keep their heads: when the page does not come, they look before they act again."""

import re

import httpx2

from comity.demo.browser import Page, StoryError
from comity.demo.screen import Screen
from comity.demo.story import Story
from comity.demo.world import World

LETTER = re.compile(r"/letters/(sha256:[0-9a-f]{64})/")
LONG = 300.0


class Chronicle(Story):
    """The story as told in the demo; it survives broken connections and can be told twice in one world."""

    def __init__(self, world: World) -> None:
        super().__init__(world, Screen())
        self.known: set[str] = set()
        self.broken = 0  # answers that never came

    def open(self, username: str, path: str) -> Page:
        """A page; asked for again where the connection broke (reading changes nothing)."""
        pages: list[Page] = []

        def read() -> bool:
            try:
                pages.append(self.world.person(username).open(path))
            except httpx2.TransportError:
                self.broken += 1
                return False
            return True

        self.world.wait_for(read, f"{path} of {username}", LONG)
        return pages[0]

    def fill(self, username: str, page: Page, form: str, **values: str | list[str]) -> Page:
        """Send a form. Where no answer came: look whether it happened, and send it again only if not."""
        try:
            return super().fill(username, page, form, **values)
        except httpx2.TransportError:
            self.broken += 1
            now = self.open(username, page.address)
            if letters_on(now) - letters_on(page) or form not in forms_on(now):
                return now
            return self.fill(username, now, form, **values)

    def _approval(self, address: str, username: str, capacity: str) -> Page:
        try:
            return super()._approval(address, username, capacity)
        except httpx2.TransportError:
            self.broken += 1
            now = self.open(username, address)
            if "approval" not in forms_on(now):
                return now
            return self._approval(address, username, capacity)

    def find(self, username: str, path: str, pattern: str) -> str:
        """Wait for a link as the story does, but for one that was not there before."""
        found: list[str] = []

        def there() -> bool:
            page = self.open(username, path)
            for address, words in page.reader.links:
                match = re.search(pattern, f"{address} {words}")
                if match and match[1] not in self.known:
                    found.append(match[1])
                    return True
            return False

        self.world.wait_for(there, f"a new link like {pattern} on {path} of {username}", LONG)
        self.known.add(found[0])
        return found[0]

    # Shorter ways

    def draft_and_approve(self) -> tuple[str, Page]:
        """Draft a preservation and approve it, without waiting for anything; matter and approval page.

        The matter is empty where the letter could not leave.
        """
        self.draft()
        address = "/approvals/" + self._draft_page.address.split("/approvals/")[1]
        page = self._approval(address, "ro-head", "authorise")
        if "could not leave" in page.text:
            return "", page
        matter = self.find("ro-investigator", "/requests/", r"/requests/(sha256:[0-9a-f]{64})/")
        return matter, page

    def says(self, username: str, path: str, *words: str) -> bool:
        """Whether a page says all of this now."""
        try:
            page = self.open(username, path)
        except StoryError:
            return False
        return all(word in page.text for word in words)


def letters_on(page: Page) -> set[str]:
    """The letters that a page lists."""
    return {match[1] for address, _ in page.reader.links if (match := LETTER.search(address))}


def forms_on(page: Page) -> set[str]:
    """The forms that a page offers."""
    return {form.identifier for form in page.reader.forms}
