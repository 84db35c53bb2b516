"""The fonts hold what the pages say in Chinese: a missing character would come from another family."""

from pathlib import Path

from tools import fonts

KEPT = fonts.OUT / "chinese.txt"


def test_every_chinese_character_of_the_catalogues_is_in_the_font() -> None:
    missing = fonts.chinese() - {ord(one) for one in KEPT.read_text("utf-8")}
    assert not missing, f"renew with tools/fonts.py: {''.join(map(chr, sorted(missing)))}"


def test_the_licence_travels_with_the_fonts() -> None:
    assert "SIL Open Font License" in Path(fonts.OUT / "OFL.txt").read_text("utf-8")
