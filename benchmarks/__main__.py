"""`python -m benchmarks`: all measurements; a table on the screen, results.json and results.md beside it."""

import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import gateway, law, letters, story

HERE = Path(__file__).parent
ALL = {"law": law.run, "gateway": gateway.run, "story": story.run, "letters": letters.run}


def main(names: list[str]) -> None:
    """Run all, or those that are named."""
    kept = json.loads((HERE / "results.json").read_text("utf-8")) if names else {}
    results: dict[str, Any] = {
        **kept,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}",
    }
    for name in names or list(ALL):
        print(f"{name} ...", flush=True)
        results[name] = ALL[name]()
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    table = _table(results)
    (HERE / "results.md").write_text(table, "utf-8")
    print(table)


def _table(results: dict[str, Any]) -> str:
    lines = [
        "# Measurements",
        "",
        f"{results['at']}, {results['machine']}. `make bench` renews them.",
        "",
    ]
    for name, figures in results.items():
        if isinstance(figures, dict):
            lines += [f"## {name}", "", "| figure | value |", "|---|---|"]
            lines += [
                f"| {key.replace('_', ' ')} | {_cell(value)} |" for key, value in figures.items()
            ]
            lines.append("")
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    if isinstance(value, list):
        return "<br>".join(str(item) for item in value)
    return str(value)


if __name__ == "__main__":
    main(sys.argv[1:])
