"""A picture with at most 256 colours: a third of the bytes, and a page of text looks the same. Needs no library."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_COLOURS = 256


def slim(png: bytes) -> bytes:
    """The same picture with its most frequent colours as a palette; the others become the nearest of these.

    `png` is what a browser writes: 8 bits a channel, RGB or opaque RGBA, not interlaced. Else ValueError.
    """
    chunks = list(_chunks(png))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or kind not in (2, 6) or interlaced:
        raise ValueError("not an 8-bit RGB or RGBA picture")
    channels = 3 if kind == 2 else 4
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    seen = Counter[bytes]()
    pixels: list[bytes] = []
    for row in _rows(data, width * channels, channels):
        line = [row[x : x + 3] for x in range(0, len(row), channels)]
        seen.update(line)
        pixels += line
    palette = [colour for colour, _ in seen.most_common(MOST_COLOURS)]
    place = {colour: _nearest(colour, palette) for colour in seen} | {one: at for at, one in enumerate(palette)}
    lines = (bytes(place[one] for one in pixels[at : at + width]) for at in range(0, width * height, width))
    drawn = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", drawn), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, body) for name, body in parts)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _rows(data: bytes, width: int, pixel: int) -> Iterator[bytes]:
    """The rows of a picture, each with its filter undone (PNG specification, section 9)."""
    above = bytes(width)
    for at in range(0, len(data), width + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + width])
        for x in range(width if kind else 0):
            left = row[x - pixel] if x >= pixel else 0
            up, corner = above[x], above[x - pixel] if x >= pixel else 0
            row[x] = (row[x] + _predicted(kind, left, up, corner)) & 255
        above = bytes(row)
        yield above


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    red, green, blue = colour
    far = [(red - one[0]) ** 2 + (green - one[1]) ** 2 + (blue - one[2]) ** 2 for one in palette]
    return far.index(min(far))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
