"""The same table in every form in which offices hand one in, made from its rows; and files that nobody should send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import xlsxwriter
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Rows = Sequence[Sequence[str]]


def one_cell_a_line(heading: str, rows: Rows) -> bytes:
    """As a word processor saves a table as text: each cell behind a tab, an empty line between rows."""
    width = len(rows[0])
    blocks = ["\n".join("\t" + cell for cell in [*row, *[""] * (width - len(row))]) for row in rows if len(row) > 1]
    return f"{heading}\n{chr(10).join(block + chr(10) for block in blocks)}".encode()


def flattened(heading: str, rows: Rows) -> bytes:
    """Every cell, and every name of an office in a cell, on a line of its own; empty cells are gone."""
    lines = [
        line for row in rows if len(row) > 1 for cell in row for line in cell.replace(" ", "\n").split("\n") if line
    ]
    return (heading + "\n\n" + "\n\n".join(lines)).encode()


def pipes(heading: str, rows: Rows) -> bytes:
    """A table of bars, as many editors paste it."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([heading, lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]).encode()


def comma_separated(heading: str, rows: Rows) -> bytes:
    """A .csv as a spreadsheet program writes it in China: GB 18030."""
    quoted = [",".join(f'"{cell}"' if "," in cell or "，" in cell else cell for cell in row) for row in rows]
    return "\r\n".join([heading, *quoted]).encode("gb18030")


def workbook(heading: str, rows: Rows) -> bytes:
    """An .xlsx with a merged title, merged sections and merged empty cells."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("任务表")
    width = len(rows[0])
    sheet.merge_range(0, 0, 0, width - 1, heading)
    for at, row in enumerate(rows, 1):
        if len(row) == 1:
            sheet.merge_range(at, 0, at, width - 1, row[0])
            continue
        for column, cell in enumerate(row):
            if cell.isdigit():
                sheet.write_number(at, column, int(cell))
            else:
                sheet.write_string(at, column, cell.replace(" ", "\n"))
    book.close()
    return target.getvalue()


def word(heading: str, rows: Rows) -> bytes:
    """A .docx whose numbers are automatic and whose sections are merged over the whole width."""
    document = Document()
    document.add_paragraph(heading)
    width = len(rows[0])
    table = document.add_table(rows=0, cols=width)
    numbered = rows[0][0] in ("序号", "编号") and all(row[0] == str(at) for at, row in enumerate(_numbered(rows), 1))
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[-1]).text = row[0]
            continue
        for column, text in enumerate(row):
            if numbered and column == 0 and text.isdigit():
                _number(cells[0].paragraphs[0])
            else:
                cells[column].text = text.replace(" ", "\n")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _numbered(rows: Rows) -> list[Sequence[str]]:
    return [row for row in rows[1:] if len(row) > 1 and row[0].isdigit()]


def _number(paragraph: object) -> None:
    """An automatic number of python-docx's own list (1. 2. 3.): its text is empty."""
    settings = paragraph._p.get_or_add_pPr()  # type: ignore[attr-defined]
    numbered, level, number = (OxmlElement(one) for one in ("w:numPr", "w:ilvl", "w:numId"))
    level.set(qn("w:val"), "0")
    number.set(qn("w:val"), "5")
    numbered.append(level)
    numbered.append(number)
    settings.append(numbered)


def open_document(heading: str, rows: Rows) -> bytes:
    """An .ods, the least that a reader asks for."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in [[heading], *rows]
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="任务">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        b'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest}
    return package(parts, stored=True)


def package(parts: dict[str, bytes], *, stored: bool = False) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return target.getvalue()


FORMS: dict[str, Callable[[str, Rows], bytes]] = {
    "one-cell-a-line.txt": one_cell_a_line,
    "flattened.txt": flattened,
    "pipes.txt": pipes,
    "list.csv": comma_separated,
    "list.xlsx": workbook,
    "list.docx": word,
    "list.ods": open_document,
}
