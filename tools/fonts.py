"""Renew the fonts of the pages: one family for six languages, cut to what the pages can say.

    python tools/fonts.py NOTO_SANS NOTO_SANS_ARABIC CJK_COLLECTION

The first two are the unpacked npm packages @fontsource-variable/noto-sans and
@fontsource-variable/noto-sans-arabic, the third is NotoSansCJK-Regular.ttc of Debian's fonts-noto-cjk; all
under the SIL Open Font License. Needs fonttools and brotli, which nothing else needs. Chinese is cut to the
characters that the catalogues and the names of States use; a test says when one is missing.
"""

import csv
import io
import sys
from pathlib import Path

from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "comity"
OUT = SOURCE / "look" / "static" / "look" / "fonts"
LATIN_MORE = (*range(0x100, 0x250), *range(0x1E00, 0x1F00), 0x2116)
ARABIC = (*range(0x600, 0x700), *range(0x200C, 0x2010), 0xFDFC, 0xFDFD, *range(0xFE80, 0xFEFD))
CJK_SIGNS = (*range(0x3000, 0x3020), *range(0xFF00, 0xFF5F))
FIRST_CJK = 0x2E80


def chinese() -> set[int]:
    """The characters beyond the other scripts that Chinese pages use."""
    said: list[str] = []
    for place in SOURCE.glob("**/locale/zh*/LC_MESSAGES/*.po"):
        with place.open("rb") as stream:
            for one in read_po(stream):
                said += [one.string] if isinstance(one.string, str) else list(one.string)
    with (SOURCE / "law/data/state_names.csv").open(encoding="utf-8", newline="") as stream:
        said += [row["name"] for row in csv.DictReader(stream) if row["language"] == "zh"]
    said.append("中文")
    return {ord(one) for text in said for one in text if ord(one) >= FIRST_CJK} | set(CJK_SIGNS)


def cut(font: str, number: int, characters: set[int] | None, name: str) -> None:
    """Write one font, cut to these characters (None: as it is)."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    found = TTFont(font, fontNumber=number, recalcTimestamp=False)
    if characters is not None:
        options = Options(notdef_outline=True, hinting=False, name_IDs=[0, 1, 2, 13, 14])
        cutter = Subsetter(options)
        cutter.populate(unicodes=characters)
        cutter.subset(found)
    found.flavor = "woff2"
    out = io.BytesIO()
    found.save(out, reorderTables=False)
    (OUT / name).write_bytes(out.getvalue())
    sys.stdout.write(f"{name}: {len(out.getvalue())} bytes\n")


def main(arguments: list[str]) -> int:
    """Write all fonts."""
    if len(arguments) != 3:
        sys.stdout.write(__doc__ or "")
        return 2
    sans, arabic, cjk = arguments
    OUT.mkdir(parents=True, exist_ok=True)
    file = "{}/files/noto-sans-{}-wght-normal.woff2"
    cut(file.format(sans, "latin"), 0, None, "noto-latin.woff2")
    cut(file.format(sans, "latin-ext"), 0, set(LATIN_MORE), "noto-latin-more.woff2")
    cut(file.format(sans, "cyrillic"), 0, None, "noto-cyrillic.woff2")
    cut(file.format(arabic, "arabic-arabic"), 0, set(ARABIC), "noto-arabic.woff2")
    wanted = chinese()
    cut(cjk, 2, wanted, "noto-chinese.woff2")
    (OUT / "chinese.txt").write_text("".join(map(chr, sorted(wanted))) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
