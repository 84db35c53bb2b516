"""A running world for the browser, and the three steps of an approval as its page tells them."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from comity.demo import cast
from comity.demo.screen import Screen
from comity.demo.story import Story
from comity.demo.world import World
from comity.officers.approve_cli import PASSPHRASE
from tests.browser.eyes import Eyes

MESSAGES = 120
PATIENCE_SECONDS = 180.0  # eight processes on a machine that may be shared


class PatientWorld(World):
    """A world whose waiting is generous."""

    def wait_for(self, happened: Any, what: str, seconds: float = PATIENCE_SECONDS) -> None:
        """As in the demo, for longer."""
        super().wait_for(happened, what, seconds)


def start(folder: Path) -> World:
    """A directory, two States' nodes and a provider's node, running. Nothing has happened yet."""
    world = PatientWorld(folder, messages=MESSAGES)
    try:
        world.build()
        world.start()
    except BaseException:
        world.stop()
        raise
    return world


def tell_to_the_hold(world: World) -> Story:
    """Chapters 1 to 4 of the story: so that there is something to see at every node."""
    story = Story(world, Screen())
    for chapter in (story.draft, story.second, story.accept, story.freeze):
        chapter()
    return story


def approve_as_told(world: World, folder: Path, eyes: Eyes, username: str) -> None:
    """Download, run exactly what the page says, type yes, hand in the file."""
    actor = cast.actor(username)
    shutil.copy(world.key_of(actor), folder / f"{actor.person}.key")
    with eyes.page.expect_download() as download:
        eyes.page.click("a[href$='core.json']")
    download.value.save_as(folder / download.value.suggested_filename)
    words = shlex.split(eyes.page.locator("pre code").inner_text())
    if words[:2] != ["comity", "approve"]:
        raise AssertionError(f"the page says {words}")
    subprocess.run(
        [sys.executable, "-m", "comity.cli", *words[1:]],
        input=b"yes\n",
        cwd=folder,
        env={**os.environ, PASSPHRASE: world.password},
        check=True,
        capture_output=True,
    )
    eyes.page.set_input_files("#approval-approval", folder / words[words.index("--out") + 1])
    eyes.send("approval")
