"""The story's machine time, end to end, as `make demo ONCE=1` tells it (bar: under 30 s)."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

BAR_SECONDS = 30


def run() -> dict[str, Any]:
    """The figures of one story."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        figures = Path(folder) / "figures.json"
        subprocess.run(
            [sys.executable, "-m", "comity.cli", "demo", "--once", "--figures", str(figures)],
            env={**os.environ, "COMITY_DEMO_HOME": str(Path(folder) / "demo")},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        found: dict[str, Any] = json.loads(figures.read_text("utf-8"))
    slowest = sorted(found["steps"], key=lambda step: -step["seconds"])[:5]
    return {
        "story_seconds": round(found["story"], 1),
        "setup_seconds": round(found["setup"], 1),
        "bar_seconds": BAR_SECONDS,
        "ratio_to_bar": round(found["story"] / BAR_SECONDS, 2),
        "slowest_steps": [f"{step['seconds']:.1f} s: {step['step']}" for step in slowest],
    }
