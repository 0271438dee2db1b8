"""PDF files with text: the tables that their lines draw, and the text around them. A scan has none."""

from __future__ import annotations

import io

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from documents.kinds import CannotRead
from domain.grids import Cell, Document, Row, Table, Text, Unreadable

MOST_PAGES = 300


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
                    parts.append(Table(tuple(_rows(one.extract())), number=tables))
                page.close()
    except PdfminerException as error:
        locked = any(isinstance(one, PDFPasswordIncorrect) for one in error.args)
        raise CannotRead(Unreadable.ENCRYPTED if locked else Unreadable.BROKEN) from error
    if not parts:
        raise CannotRead(Unreadable.SCAN)
    return Document(tuple(parts))


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
