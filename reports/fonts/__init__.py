"""The font that Duban ships, so that pages and pictures show Chinese on a machine without Chinese fonts.

It is a subset of Noto Sans CJK SC Regular (SIL Open Font License, `OFL.txt`) under a family name of its own: a
picture drawn here has the same bytes everywhere, whatever fonts a machine has. `subset.py` makes both files.
"""

from __future__ import annotations

from pathlib import Path

FAMILY = "Duban Sans SC"
_HERE = Path(__file__).parent
FONT_FILE = _HERE / "DubanSansSC-Regular.otf"  # for pictures
WEB_FONT_FILE = _HERE / "DubanSansSC-Regular.woff2"  # for pages
LICENCE_FILE = _HERE / "OFL.txt"
