"""Make the shipped font from a Noto Sans CJK file: `python reports/fonts/subset.py NotoSansCJK-Regular.ttc`.

Needs fonttools and brotli, which only this script uses. Takes the Simplified Chinese face, keeps the characters
below, drops hinting, vertical forms and alternates, and gives the result a family name of its own (a machine's own Noto
must not be mistaken for it). The same source gives the same bytes: no time stamps are written.

What is kept: Latin, all of GB 2312 (6763 hanzi, full-width forms, punctuation, box drawing) and `characters.txt`
beside this script: signs that cards draw, and hanzi of personal and place names beyond GB 2312. What is missing falls
back to the machine's fonts.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FACE = "NotoSansCJKsc-Regular"
FAMILY = "Duban Sans SC"
FILE_NAME = "DubanSansSC-Regular"
HERE = Path(__file__).parent


def characters() -> set[int]:
    """The code points that the shipped font covers, as far as the source has them."""
    kept = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x3000, 0x3018)}
    kept |= {*range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE6)}  # full-width forms
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            kept.update(map(ord, bytes((row, cell)).decode("gb2312", "ignore")))
    for line in (HERE / "characters.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kept.update(map(ord, line))
    return kept


def make(source: Path, folder: Path) -> list[Path]:
    """Write the subset of `source` as .otf and .woff2 into `folder`; returns the two files.

    Raises ValueError when the source has no Simplified Chinese face.
    """
    written = []
    for flavour, suffix in ((None, ".otf"), ("woff2", ".woff2")):
        font = _face(source)
        options = subset.Options()
        options.layout_features = ["kern", "ccmp", "mark"]
        options.hinting = False
        options.glyph_names = False
        options.notdef_outline = True
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
        options.flavor = flavour
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=characters())
        cutter.subset(font)
        _rename(font)
        target = folder / f"{FILE_NAME}{suffix}"
        subset.save_font(font, str(target), options)
        written.append(target)
    return written


def _face(source: Path) -> TTFont:
    if source.suffix.lower() != ".ttc":
        return TTFont(source, recalcTimestamp=False)
    for face in TTCollection(source).fonts:
        if face["name"].getDebugName(6) == FACE:
            face.recalcTimestamp = False
            return face
    raise ValueError(f"{source} has no face {FACE}")


def _rename(font: TTFont) -> None:
    new = {1: FAMILY, 2: "Regular", 3: f"{FILE_NAME};subset of {FACE}", 4: FAMILY, 6: FILE_NAME}
    for record in list(font["name"].names):
        if record.nameID in new:
            font["name"].removeNames(nameID=record.nameID, platformID=record.platformID, langID=record.langID)
    for name_id, text in new.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    table = font["CFF "].cff
    table.fontNames = [FILE_NAME]
    table.topDictIndex[0].FamilyName = FAMILY
    table.topDictIndex[0].FullName = FAMILY


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the shipped font from Noto Sans CJK (Regular).")
    parser.add_argument("source", type=Path, help="NotoSansCJK-Regular.ttc or NotoSansCJKsc-Regular.otf")
    parser.add_argument("--to", type=Path, default=HERE, help="folder to write into (default: beside this script)")
    arguments = parser.parse_args()
    for file in make(arguments.source, arguments.to):
        print(f"{file}  {file.stat().st_size / 1_000_000:.2f} MB")
