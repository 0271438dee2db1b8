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


# ── a .pdf ────────────────────────────────────────────────────────────────────────────────────────────────

_SIZE, _LEADING, _LEFT, _TOP, _BOTTOM = 9, 12, 40, 800, 60  # points


def pdf(heading: str, rows: Rows, *, lined: bool = True) -> bytes:
    """A .pdf with text as an office program writes one: a heading, then a table with lines (or without), long cells in
    several lines, the table going on over the pages. Its font is named and not embedded; what the signs mean stands in
    its map to Unicode."""
    width = max(map(len, rows))
    wide = (515 - 40) / (width - 1) if width > 1 else 515
    edges = [_LEFT, *(_LEFT + 40 + at * wide for at in range(width))]
    pages: list[list[str]] = [[_shown_at(_LEFT, _TOP, heading)]]
    top = float(_TOP - 20)
    for row in rows:
        cells = [*row, *[""] * (width - len(row))] if len(row) > 1 else [row[0]]
        ends = edges if len(row) > 1 else [edges[0], edges[-1]]
        wrapped = [_wrapped(one, int((ends[at + 1] - ends[at] - 6) // _SIZE)) for at, one in enumerate(cells)]
        tall = max(len(lines) for lines in wrapped) * _LEADING + 4
        if top - tall < _BOTTOM:
            pages.append([])
            top = float(_TOP)
        for at, lines in enumerate(wrapped):
            if lined:
                pages[-1].append(f"{ends[at]:.1f} {top - tall:.1f} {ends[at + 1] - ends[at]:.1f} {tall:.1f} re S")
            for line, text in enumerate(lines):
                pages[-1].append(_shown_at(ends[at] + 3, top - _LEADING * (line + 1) + 2, text))
        top -= tall
    return _pdf_of(pages, "".join(heading + "".join(map("".join, rows))))


def _wrapped(text: str, most: int) -> list[str]:
    lines = text.replace(" ", "\n").split("\n")
    return [line[at : at + most] for line in lines for at in range(0, len(line), most)] or [""]


def _shown_at(x: float, y: float, text: str) -> str:
    return f"BT /F1 {_SIZE} Tf {x:.1f} {y:.1f} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _pdf_of(pages: Sequence[Sequence[str]], signs: str) -> bytes:
    known = "\n".join(f"<{ord(one):04x}> <{ord(one):04x}>" for one in sorted({*signs}))
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len({*signs})} beginbfchar\n{known}\nendbfchar endcmap end end"
    )
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(pages)))
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/FontDescriptor<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -200 1000 900]/Ascent 859"
        "/Descent -141/ItalicAngle 0/CapHeight 700/StemV 80>>>>",
        _stream(unicode_map),
    ]
    for at, page in enumerate(pages):
        resources = "<</Font<</F1 3 0 R>>>>"
        bodies.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources{resources}/Contents {7 + 2 * at} 0 R>>"
        )
        bodies.append(_stream("\n".join(page)))
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    trailer = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF"
    return written + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def _stream(text: str) -> str:
    return f"<</Length {len(text)}>>stream\n{text}\nendstream"


FORMS: dict[str, Callable[[str, Rows], bytes]] = {
    "one-cell-a-line.txt": one_cell_a_line,
    "flattened.txt": flattened,
    "pipes.txt": pipes,
    "list.csv": comma_separated,
    "list.xlsx": workbook,
    "list.docx": word,
    "list.ods": open_document,
}
