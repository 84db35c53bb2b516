"""What the demo says on the terminal: one line a step, with the machine time each took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 96


class Screen:
    """Numbers the steps, times them and keeps the figures for the bench."""

    def __init__(self) -> None:
        self.steps: list[dict[str, object]] = []
        self.setup = 0.0
        self._first = 0
        self._number = 0

    def begin_story(self) -> None:
        """What came before was set-up."""
        self.setup = self._sum(self.steps)
        self._first = len(self.steps)

    def figures(self) -> dict[str, object]:
        """For the bench: seconds of the story, of the set-up, and of each step."""
        return {"story": self.seconds, "setup": self.setup, "steps": self.steps[self._first :]}

    def title(self, text: str) -> None:
        """A chapter of the story."""
        print(f"\n{text}\n{'-' * min(len(text), WIDTH)}", flush=True)

    def say(self, text: str) -> None:
        """A line under the step before it."""
        for line in text.splitlines():
            print(f"        {line}", flush=True)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """One step: what happens, then how long the machine took for it."""
        self._number += 1
        started = time.perf_counter()
        try:
            yield
        except BaseException:
            print(f"  {self._number:>3}.  FAILED  {text}", file=sys.stderr, flush=True)
            raise
        took = time.perf_counter() - started
        self.steps.append({"number": self._number, "step": text, "seconds": round(took, 3)})
        print(f"  {self._number:>3}.  {text}  [{took:.2f} s]", flush=True)

    @property
    def seconds(self) -> float:
        """The machine time of the story so far, without the set-up."""
        return self._sum(self.steps[self._first :])

    @staticmethod
    def _sum(steps: list[dict[str, object]]) -> float:
        return sum(float(str(step["seconds"])) for step in steps)
