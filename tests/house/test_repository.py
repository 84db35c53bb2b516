"""What must never be in the repository, and what must always hold of its requirements."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_locked_requirements_have_hashes_and_name_no_index() -> None:
    for name in ("base", "dev"):
        text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
        assert "://" not in text
        assert not re.search(r"^--", text, re.MULTILINE)
        for block in re.split(r"\n(?=[A-Za-z])", text):
            if "==" in block:
                assert "--hash=sha256:" in block, block.split("\n")[0]


def test_no_private_key_lies_about() -> None:
    begin = "BEGIN " + "PRIVATE KEY"
    for path in _tracked():
        if path.suffix in (".py", ".md", ".json", ".txt", ".pem"):
            assert begin not in path.read_text("utf-8", errors="replace"), path.name


def test_no_file_carries_a_path_of_one_machine() -> None:
    pattern = re.compile("(?<![\\w.])/(?:home|ro" + "ot|wo" + "rk)/[a-z]")
    for path in _tracked():
        if path.suffix in (".py", ".md", ".json", ".toml", ".txt", ".sh", ".html", ".css"):
            if "law/data" in path.as_posix():
                continue  # addresses of sources
            found = pattern.search(path.read_text("utf-8", errors="replace"))
            assert found is None, f"{path.relative_to(ROOT)}: {found}"


def test_no_page_loads_anything_from_elsewhere() -> None:
    pattern = re.compile(r"""(?:src|href)=["'](?:https?:)?//""")
    for path in _tracked():
        if path.suffix in (".html", ".css"):
            assert not pattern.search(path.read_text("utf-8")), path.name


def test_the_reference_of_the_bench_is_as_durable_as_a_node() -> None:
    text = (ROOT / "benchmarks/bare/settings.py").read_text("utf-8")
    node = (ROOT / "src/comity/node/settings.py").read_text("utf-8")
    for line in ('"transaction_mode": "IMMEDIATE"', "synchronous=FULL", "journal_mode=WAL"):
        assert line in text
        assert line in node
