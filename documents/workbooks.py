"""Workbooks (.xlsx, .xls, .ods) and .csv: the cells as an office sees them, formulas by their last value.

Rows keep their numbers (`skip_empty_area=False`; the library's other ways give other coordinates). Hidden sheets and,
in .xlsx, hidden rows are not read, and it is said so: whoever checks the list on their screen does not see them either.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import python_calamine as calamine
from lxml import etree

from documents.kinds import CannotRead
from documents.words import LONGEST_CELL, parsed
from domain.grids import Cell, Document, Noticed, Remark, Row, Table, Unreadable

MOST_ROWS = 60_000  # of one sheet
MOST_COLUMNS = 200
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(content: bytes) -> Document:
    """The visible sheets of a workbook. Raises CannotRead for one that is broken, locked or larger than any list."""
    noticed: list[Noticed] = []
    if content.startswith(b"PK"):
        refuse_document_types(content)
    try:
        book = calamine.load_workbook(io.BytesIO(content))
        shown = []
        for one in book.sheets_metadata:
            if str(one.typ).endswith("WorkSheet"):
                if str(one.visible).endswith("Visible"):
                    shown.append(one.name)
                else:
                    noticed.append(Noticed(Remark.HIDDEN_SHEET, one.name))
        hidden = _hidden_rows(content) if content.startswith(b"PK") else {}
        tables = [_table(book, name, at, hidden.get(name, frozenset()), noticed) for at, name in enumerate(shown, 1)]
    except calamine.PasswordError as error:
        raise CannotRead(Unreadable.ENCRYPTED) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise CannotRead(Unreadable.BROKEN) from error
    if b"vbaProject.bin" in content or b"_VBA_PROJECT" in content:
        noticed.append(Noticed(Remark.MACROS))
    return Document(tuple(one for one in tables if one.rows), tuple(noticed))


def read_csv(text: str) -> Document:
    """The rows of a .csv; 001 stays 001 and a telephone number a telephone number."""
    head = "\n".join(text.split("\n")[:20])
    separator = max(",;\t|", key=head.count)
    csv.field_size_limit(LONGEST_CELL * 100)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise CannotRead(Unreadable.BROKEN) from error
    if len(lines) > MOST_ROWS:
        raise CannotRead(Unreadable.TOO_BIG)
    rows = [Row(at, tuple(Cell(one.strip()[:LONGEST_CELL]) for one in line)) for at, line in enumerate(lines, 1)]
    return Document((Table(tuple(rows), number=0),))


def _table(
    book: calamine.CalamineWorkbook, name: str, number: int, hidden: frozenset[int], noticed: list[Noticed]
) -> Table:
    sheet = book.get_sheet_by_name(name)
    if sheet.height > MOST_ROWS or sheet.width > 16_384:
        raise CannotRead(Unreadable.TOO_BIG)
    above, beside = _merged(sheet)
    rows: list[Row] = []
    texts: dict[tuple[int, int], str] = {}
    for at, line in enumerate(sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)):
        cells = []
        for column, value in enumerate(line[:MOST_COLUMNS]):
            text = texts.get((at, column)) or shown(value)
            if len(text) > LONGEST_CELL:
                text = text[:LONGEST_CELL]
                noticed.append(Noticed(Remark.CUT_CELL, name, at + 1))
            for covered in above.get((at, column), ()):
                texts[covered] = text
            merged = (at, column) in texts
            cells.append(Cell(text, merged and (at, column) not in beside, merged and (at, column) in beside))
        if at + 1 in hidden:
            noticed.append(Noticed(Remark.HIDDEN_ROW, name, at + 1))
        elif any(one.text for one in cells):
            rows.append(Row(at + 1, tuple(cells)))
    return Table(tuple(rows), name, number)


def _merged(
    sheet: calamine.CalamineSheet,
) -> tuple[dict[tuple[int, int], list[tuple[int, int]]], set[tuple[int, int]]]:
    """(the first cell of each merged area -> the others, those of them that stand in its first row)."""
    covered: dict[tuple[int, int], list[tuple[int, int]]] = {}
    beside: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (bottom - top + 1) * (right - left + 1) > MOST_ROWS:
            continue  # a whole sheet merged says nothing
        others = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)][1:]
        covered[top, left] = others
        beside |= {one for one in others if one[0] == top or one[1] > left}
    return covered, beside


def shown(value: object) -> str:
    """A cell as text: whole numbers without a point, dates as 2025年6月30日."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 10))
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, time):
        return "" if value == time(0) else value.isoformat("minutes")
    if isinstance(value, timedelta):
        return str(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").strip()


def _hidden_rows(content: bytes) -> dict[str, frozenset[int]]:
    """The hidden rows of each sheet of an .xlsx, by the sheet's name; the library does not tell of them."""
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if "xl/workbook.xml" not in package.namelist():
                return {}
            related = parsed(package.read("xl/_rels/workbook.xml.rels"))
            targets = {one.get("Id"): one.get("Target", "") for one in related}
            for sheet in parsed(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
                target = targets.get(sheet.get(_REFERENCE), "")
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                if part in package.namelist():
                    with package.open(part) as stream:
                        found[sheet.get("name", "")] = frozenset(_hidden(stream))
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile):
        return found
    return found


def _hidden(stream: object) -> Iterator[int]:
    for _, row in etree.iterparse(stream, tag=f"{_MAIN}row", resolve_entities=False, no_network=True):
        if row.get("hidden") in ("1", "true") and row.get("r", "").isdigit():
            yield int(row.get("r"))
        row.clear()


def refuse_document_types(content: bytes) -> None:
    """Raise CannotRead where a part of a package declares a document type: entities hide there, offices write none."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for one in package.infolist():
            if one.filename.endswith((".xml", ".rels")):
                with package.open(one) as part:
                    if b"<!DOCTYPE" in part.read(4096):
                        raise CannotRead(Unreadable.BROKEN)
