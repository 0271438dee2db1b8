"""The README's pictures are there, small enough to load, and slimming keeps what they show."""

from __future__ import annotations

import re
import struct
import zlib

import pytest

from app.settings import PROJECT
from scripts.screenshots import IMAGES, LARGEST
from scripts.slim_png import SIGNATURE, slim

READMES = ("README.md", "README.zh-CN.md")
RED, BLUE, INK, GREY = b"\xff\0\0", b"\0\0\xff", b"\x01\x02\x03", b"\x80\x80\x80"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def picture(*rows: bytes) -> bytes:
    """A picture two pixels wide, of rows as they are filtered: the filter's number, then the bytes."""
    header = struct.pack(">IIBBBBB", 2, len(rows), 8, 2, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")


def colours(png: bytes) -> list[list[bytes]]:
    """The rows of a slimmed picture of that width, as colours."""
    parts = {}
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        parts[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + length]
        at += length + 12
    palette = [parts[b"PLTE"][place : place + 3] for place in range(0, len(parts[b"PLTE"]), 3)]
    data = zlib.decompress(parts[b"IDAT"])
    return [[palette[one] for one in data[row + 1 : row + 3]] for row in range(0, len(data), 3)]


def minus(one: bytes, other: bytes) -> bytes:
    return bytes((a - b) % 256 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("filtered", "meant"),
    [
        (b"\0" + INK + GREY, [INK, GREY]),
        (b"\1" + INK + minus(GREY, INK), [INK, GREY]),
        (b"\2" + minus(INK, RED) + minus(GREY, BLUE), [INK, GREY]),
        (b"\3" + minus(INK, b"\x7f\0\0") + minus(GREY, b"\0\x01\x81"), [INK, GREY]),
        (b"\4" + minus(INK, RED) + minus(GREY, b"\x00\x02\xff"), [INK, GREY]),
    ],
)
def test_every_filter_is_undone(filtered: bytes, meant: list[bytes]) -> None:
    assert colours(slim(picture(b"\0" + RED + BLUE, filtered))) == [[RED, BLUE], meant]


def test_a_picture_of_another_kind_is_refused() -> None:
    deep = SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0)) + chunk(b"IEND", b"")
    with pytest.raises(ValueError, match="8-bit"):
        slim(deep)


@pytest.mark.parametrize("readme", READMES)
def test_the_pictures_of_the_readme_are_there_and_small(readme: str) -> None:
    shown = set(re.findall(r"docs/images/([\w-]+\.png)", (PROJECT / readme).read_text("utf-8")))
    assert shown == {one.name for one in IMAGES.glob("*.png")}
    assert not [name for name in shown if (IMAGES / name).stat().st_size > LARGEST]


def test_both_readmes_say_the_same() -> None:
    """As many headings, pictures, commands and links in one language as in the other."""
    english, chinese = ((PROJECT / name).read_text("utf-8") for name in READMES)
    for what in (
        r"^##? ",
        r"docs/images/[\w-]+",
        r"^\.venv/bin/duban.*?(?=  |$)",
        r"\]\((?!README)([^)#]+)",
        r"DUBAN_\w+",
    ):
        found = [re.findall(what, text, re.MULTILINE) for text in (english, chinese)]
        assert found[0], what
        assert len(found[0]) == len(found[1]), what
        same = [{one.replace(".zh-CN", "") for one in ones} for ones in found]  # each links the pages in its language
        assert what.startswith("^##") or same[0] == same[1], what
