"""Takes the pictures of docs/desk.md: `python -m tests.browser.screens [FOLDER]`.

A world is set up, the story is told up to the hold, and a second request waits at Morocco's desk. The
pictures lie in docs/screens unless another folder is named; each is smaller than 150 kB.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from comity.demo import cast
from comity.demo.world import World
from tests.browser import drafts, worlds
from tests.browser.eyes import PHONE, Eyes, chromium

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
SIZE = (900, 660)
MOST_BYTES = 150_000
TRIES = 120

See = Callable[..., Eyes]


def take(world: World, browser: Browser, folder: Path) -> list[Path]:
    """All pictures; the story must have come to the hold."""

    def see(username: str, size: tuple[int, int] = SIZE) -> Eyes:
        eyes = Eyes(browser, world.desk(cast.actor(username).node), size)
        eyes.sign_in(username, world.password)
        return eyes

    _second_request(world, see)
    return [*_at_the_requesting_side(see, folder), *_at_the_requested_side(see, folder)]


def _second_request(world: World, see: See) -> None:
    investigator, head = see("ro-investigator"), see("ro-head")
    investigator.open(drafts.PATH)
    investigator.send("preservation", **drafts.filled(reference="RO-DEMO-18/2026"))
    head.open(investigator.page.url)
    with tempfile.TemporaryDirectory() as folder:
        worlds.approve_as_told(world, Path(folder), head, "ro-head")


def _at_the_requesting_side(see: See, folder: Path) -> list[Path]:
    eyes = see("ro-investigator")
    eyes.open(drafts.PATH)
    _scroll_to(eyes, "What the law says")
    return [_picture(eyes, folder / "draft.png")]


def _at_the_requested_side(see: See, folder: Path) -> list[Path]:
    duty = see("ma-duty")
    for _ in range(TRIES):
        duty.open("/")
        if "RO-DEMO-18" in duty.text:
            break
        duty.page.wait_for_timeout(500)
    taken = [_picture(duty, folder / "queue.png")]
    duty.resize(PHONE)
    taken.append(_picture(duty, folder / "queue-phone.png"))
    duty.resize(SIZE)
    duty.page.click("main a:has-text('RO-DEMO-18')")
    taken.append(_picture(duty, folder / "request.png"))
    provider = see("atlas-lawful")
    provider.open("/orders/")
    provider.page.click("main table a")
    _scroll_to(provider, "What is held")
    return [*taken, _picture(provider, folder / "hold.png")]


def _scroll_to(eyes: Eyes, title: str) -> None:
    heading = eyes.page.get_by_role("heading", name=title, exact=True)
    heading.evaluate("(one) => one.scrollIntoView()")


def _picture(eyes: Eyes, path: Path) -> Path:
    eyes.shot(path, whole=False)
    if path.stat().st_size > MOST_BYTES:
        raise AssertionError(f"{path} has {path.stat().st_size} bytes")
    return path


def main() -> int:
    """Set up, take the pictures, leave."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        world = worlds.start(Path(place) / "world")
        try:
            worlds.tell_to_the_hold(world)
            for path in take(world, browser, folder):
                sys.stdout.write(f"{path}\n")
        finally:
            world.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
