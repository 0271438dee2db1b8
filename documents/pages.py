"""PDF files with text: the tables that their lines draw, and the text around them. A scan has none."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.table import Table as Found
from pdfplumber.utils.exceptions import PdfminerException

from documents.kinds import CannotRead
from domain.grids import Cell, Document, Row, Table, Text, Unreadable

MOST_PAGES = 300
Sign = dict[str, Any]  # a character of the library's: text, x0, x1, top, bottom, size
_PADDING = 0.6  # signs: between the words of a cell and its line
_WORD = re.compile(r"[A-Za-z\d.,%]")


def read(content: bytes) -> Document:
    """The text and the tables of a PDF, page by page. Raises CannotRead for a scan, a locked or a broken file."""
    parts: list[Table | Text] = []
    tables = 0
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > MOST_PAGES:
                raise CannotRead(Unreadable.TOO_BIG)
            for page in document.pages:
                found = page.find_tables()
                rest = page
                for one in found:
                    rest = rest.outside_bbox(one.bbox, strict=False)
                text = rest.extract_text() or ""
                if text.strip():
                    parts.append(Text(tuple(text.split("\n"))))
                for one in found:
                    tables += 1
                    parts.append(Table(tuple(_rows(_texts(one, page.chars))), number=tables))
                page.close()
    except PdfminerException as error:
        locked = any(isinstance(one, PDFPasswordIncorrect) for one in error.args)
        raise CannotRead(Unreadable.ENCRYPTED if locked else Unreadable.BROKEN) from error
    if not parts:
        raise CannotRead(Unreadable.SCAN)
    return Document(tuple(parts))


def _texts(table: Found, chars: Sequence[Sign]) -> list[list[str | None]]:
    """The cells of a table, None where a merged one covers them. The library's own way breaks a cell into the lines in
    which it is printed; a line goes on with the next one where the first word of that had no room left."""
    rows: list[list[str | None]] = []
    for row in table.rows:
        inside = [one for one in chars if row.bbox[1] <= (one["top"] + one["bottom"]) / 2 < row.bbox[3]]
        rows.append([_text(inside, cell) if cell is not None else None for cell in row.cells])
    return rows


def _text(chars: Sequence[Sign], cell: tuple[float, float, float, float]) -> str:
    left, top, right, bottom = cell
    inside = [
        one
        for one in chars
        if left <= (one["x0"] + one["x1"]) / 2 < right and top <= (one["top"] + one["bottom"]) / 2 < bottom
    ]
    lines: list[list[Sign]] = []
    for one in sorted(inside, key=lambda one: (one["top"], one["x0"])):
        if lines and one["top"] - lines[-1][0]["top"] < one["size"] / 2:
            lines[-1].append(one)
        else:
            lines.append([one])
    for line in lines:
        line.sort(key=lambda one: float(one["x0"]))
    text = "".join(_spaced(lines[0])) if lines else ""
    for before, line in pairwise(lines):
        room = right - before[-1]["x1"] - _PADDING * before[-1]["size"]
        text += "" if room < _width_of_word(line) else "\n"
        text += "".join(_spaced(line))
    return text.strip()


def _width_of_word(line: Sequence[Sign]) -> float:
    """How wide the first word of a line is: a sign of Chinese, a whole number or Latin word."""
    first = next((at for at, one in enumerate(line) if not _WORD.fullmatch(one["text"])), len(line))
    return float(line[max(first, 1) - 1]["x1"] - line[0]["x0"])


def _spaced(line: Sequence[Sign]) -> Iterator[str]:
    """The signs of a line, with a blank where there is a gap."""
    for at, one in enumerate(line):
        if at and one["x0"] - line[at - 1]["x1"] > one["size"] / 3:
            yield " "
        yield one["text"]


def _rows(lines: list[list[str | None]]) -> list[Row]:
    """The library gives None for what a merged cell covers, without saying in which direction."""
    rows: list[Row] = []
    for place, line in enumerate(lines, 1):
        alone = sum(one is not None for one in line) == 1
        cells: list[Cell] = []
        for at, text in enumerate(line):
            over = rows[-1].cells[at] if rows and at < len(rows[-1].cells) else None
            if text is not None:
                cells.append(Cell(text.strip()))
            elif alone and cells:
                cells.append(Cell(cells[-1].text, beside=True))
            elif over is not None and not alone:
                cells.append(Cell(over.text, above=True))
            else:
                cells.append(Cell(""))
        rows.append(Row(place, tuple(cells)))
    return rows
