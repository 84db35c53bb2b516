"""`comity demo`: the whole story between two States and a provider, on this machine.

comity demo [--once] [--out FOLDER]    tell it; without --once the nodes keep running afterwards
comity demo --clean                    end it and remove everything it made
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from comity.demo import cast
from comity.demo.browser import StoryError
from comity.demo.screen import Screen
from comity.demo.story import Story
from comity.demo.world import PLANS, World
from comity.journal import clock
from comity.wire.errors import ComityError

FOLDER = Path(os.environ.get("COMITY_DEMO_HOME", ".demo"))
PID = "demo.pid"


def main(argv: list[str] | None = None) -> int:
    """0 when every step of the story held, 1 when one did not."""
    parser = argparse.ArgumentParser(prog="comity demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the story")
    parser.add_argument("--out", type=Path, help="receives evidence/ and anchor.json")
    parser.add_argument("--clean", action="store_true", help="end the demo and remove all it made")
    parser.add_argument("--figures", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.clean:
        return clean()
    if options.out and (options.out / "evidence").exists():
        print(f"{options.out}/evidence is there already: name another folder.", file=sys.stderr)
        return 1
    clean(quietly=True)
    world, screen = World(FOLDER.resolve()), Screen()
    signal.signal(signal.SIGTERM, _leave)
    try:
        with _failure_told():
            tell(world, screen, options.out)
            if options.figures:
                options.figures.write_text(json.dumps(screen.figures()) + "\n", "utf-8")
            if not options.once:
                stay(world)
            return 0
        return 1
    except KeyboardInterrupt:
        print("\nThe demo ends. `make clean-demo` removes what it made.")
        return 0
    finally:
        world.stop()


def _leave(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _failure_told() -> Iterator[None]:
    try:
        yield
    except StoryError as error:
        print(f"\nThe story broke off: {error.sentence}\nLogs: {FOLDER}/*/logs", file=sys.stderr)
    except (ComityError, OSError):
        traceback.print_exc()
        print(f"\nThe story broke off. Logs: {FOLDER}/*/logs", file=sys.stderr)


def tell(world: World, screen: Screen, out: Path | None) -> Story:
    """Set everything up, tell the story, hand out the evidence. Raises StoryError."""
    print("Comity: preserve, acquire, transfer. Everybody in this story is invented.")
    print("DEMO CLOCK: one clock moves all demo nodes; every time below is of that clock.")
    screen.title("Set-up: a directory with three members, two States' nodes, a provider's node")
    with screen.step("Keys, databases, people, the directory's ceremony, a mail store from a seed"):
        world.build()
        (world.folder / PID).write_text(str(os.getpid()), "ascii")
    with screen.step("Start all processes"):
        world.start()
    screen.begin_story()
    story = Story(world, screen)
    story.tell()
    print(f"\nThe story took {screen.seconds:.1f} s of machine time, set-up {screen.setup:.1f} s.")
    if out is not None and story.evidence is not None:
        out.mkdir(parents=True, exist_ok=True)
        shutil.copytree(story.evidence, out / "evidence")
        shutil.copy(world.anchor, out / "anchor.json")
        print(f"{out}/evidence and {out}/anchor.json are written.")
    return story


def stay(world: World) -> None:
    """Print addresses and sign-ins, then keep all nodes running until interrupted."""
    print("\nThe nodes keep running. Everything can be watched in a browser:")
    for plan in PLANS:
        print(f"\n  {plan.node}: {world.desk(plan.node)}/")
        for actor in cast.ACTORS:
            if actor.node == plan.node:
                print(
                    f"      {actor.username:<16} {actor.person}, {actor.office}, {actor.authority}"
                )
    print(f"\n  password of all (demo): {world.password}")
    print(f"  keys of all: {world.folder / 'people'}/<person>.key, the same passphrase")
    print("  to approve by hand, in the terminal where you run `comity approve`:")
    print(f"      export {clock.VARIABLE}={world.clock_file}")
    print("  Ctrl-C ends the demo; `make clean-demo` removes it.", flush=True)
    while True:
        world.look_after()
        time.sleep(0.2)


def clean(quietly: bool = False) -> int:
    """End a running demo and remove its folder."""
    folder = FOLDER.resolve()
    with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError):
        pid = int((folder / PID).read_text("ascii"))
        if pid != os.getpid() and _is_demo(pid):
            os.kill(pid, signal.SIGTERM)
            _wait_for_end(pid)
    if folder.exists():
        shutil.rmtree(folder)
    if not quietly:
        print("The demo is gone.")
    return 0


def _is_demo(pid: int) -> bool:
    """Whether the process is a demo: a number can have been given to another process since."""
    try:
        return b"demo" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _wait_for_end(pid: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and _is_demo(pid):
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
