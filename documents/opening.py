"""The one door: bytes of a file in, a `Document` out, read in a process of its own.

Files come from outside. Plain text is decoded here; everything else is opened by a child process that may use so much
memory and so much time, and that knows nothing but the bytes. If it dies, the file is refused and nothing else happens.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from documents.kinds import CannotRead, Kind, kind_of
from domain.grids import Cell, Document, Noticed, Remark, Row, Table, Text, Unreadable

MEMORY = 600 << 20  # bytes of address space of the child; a list of 3 000 rows needs a fifth of it
SECONDS = 30.0
MOST_LINES = 60_000

__all__ = ["CannotRead", "decoded", "from_json", "opened", "opened_aside", "to_json"]


def opened(content: bytes, name: str) -> Document:
    """What stands in a file. `name` helps to tell text from .csv and names what cannot be read.

    Raises CannotRead, and nothing else, with the reason.
    """
    kind = kind_of(content, name)
    if kind is Kind.TEXT:
        lines = decoded(content).split("\n")
        if len(lines) > MOST_LINES:
            raise CannotRead(Unreadable.TOO_BIG)
        return Document((Text(tuple(lines)),))
    if kind is Kind.CSV:
        from documents.workbooks import read_csv

        return read_csv(decoded(content))
    return from_json(_in_a_child(content, kind))


async def opened_aside(content: bytes, name: str) -> Document:
    """The same from within the event loop, which does not wait. Raises CannotRead."""
    return await asyncio.to_thread(opened, content, name)


def decoded(raw: bytes) -> str:
    """The text of a file as offices write them: UTF-8, UTF-16 with its mark, or GB 18030."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _in_a_child(content: bytes, kind: Kind) -> dict[str, Any]:
    command = [sys.executable, "-m", "documents.child", kind.value, str(MEMORY), str(int(SECONDS))]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, cwd=Path(__file__).parents[1], check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CannotRead(Unreadable.TOO_SLOW) from error
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:  # it was killed, or ran out of memory while it spoke
        raise CannotRead(Unreadable.BOMB) from error
    if "why" in said:
        raise CannotRead(Unreadable(said["why"]))
    return said


def to_json(document: Document) -> dict[str, Any]:
    """A document as the child says it."""
    parts = [
        {"lines": one.lines, "first": one.first}
        if isinstance(one, Text)
        else {"name": one.name, "number": one.number, "rows": [_row(row) for row in one.rows]}
        for one in document.parts
    ]
    return {"parts": parts, "noticed": [asdict(one) for one in document.noticed]}


def _row(row: Row) -> list[Any]:
    return [row.place, [[one.text, one.above, one.beside] for one in row.cells]]


def from_json(said: dict[str, Any]) -> Document:
    """The document that `to_json` described."""
    parts = tuple(
        Text(tuple(one["lines"]), one["first"])
        if "lines" in one
        else Table(
            tuple(Row(place, tuple(Cell(*cell) for cell in cells)) for place, cells in one["rows"]),
            one["name"],
            one["number"],
        )
        for one in said["parts"]
    )
    noticed = tuple(Noticed(Remark(one["remark"]), one["sheet"], one["row"]) for one in said["noticed"])
    return Document(parts, noticed)
