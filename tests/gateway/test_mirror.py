"""The whole site in a folder: every link leads to a file that is there, and it opens from a disk."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from comity.gateway import mirror
from comity.gateway.mirror import FolderNotEmptyError

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("mirror") / "site"
    written, _ = mirror.write(place, ["ar"])
    assert written > 1000
    return place


def test_every_link_of_every_page_leads_to_a_file(folder: Path) -> None:
    wrong = set()
    for page in folder.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"#][^"]*)"', page.read_text("utf-8")):
            if address.startswith(("http:", "https:", "tel:")):
                continue
            target = (page.parent / unquote(address.partition("#")[0])).resolve()
            other = "/ar/" not in f"{target}/" and target.name == "index.html"
            if not target.is_file() and not other:
                wrong.add(f"{page.relative_to(folder)}: {address}")
    assert sorted(wrong)[:5] == []


def test_fonts_and_sheets_come_along(folder: Path) -> None:
    assert (folder / "static/look/comity.css").is_file()
    assert (folder / "static/look/fonts/noto-arabic.woff2").is_file()


def test_what_is_in_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderNotEmptyError):
        mirror.write(tmp_path, ["en"])
    assert (tmp_path / "mine.txt").read_text() == "mine"
