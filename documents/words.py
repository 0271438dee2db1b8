"""Word documents: paragraphs and tables, read from the package itself.

python-docx's `table.cell()` shifts all later rows where one cell sits in a content control or a row begins with a gap,
and `paragraph.text` drops insertions, fields and controls; so the XML is walked here. What a tracked change deleted is
not read; automatic numbers (一、（一）3.1) are counted as Word counts them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from documents.kinds import CannotRead
from documents.numbering import Numbers
from domain.grids import Cell, Document, Noticed, Remark, Row, Table, Text, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}rt", f"{W}instrText", _FALLBACK}
_WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"}
LONGEST_CELL = 20_000  # characters; a longer one is cut


def read(content: bytes) -> Document:
    """The text and the tables of a .docx. Raises CannotRead for one that is broken or brings a document type along."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            body = parsed(package.read("word/document.xml")).find(f"{W}body")
            numbering, styles = (
                parsed(package.read(one)) if one in names else None for one in ("word/numbering.xml", "word/styles.xml")
            )
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError, EOFError, NotImplementedError) as error:
        raise CannotRead(Unreadable.BROKEN) from error
    if body is None:
        raise CannotRead(Unreadable.BROKEN)
    reader = _Reader(Numbers(numbering, styles))
    reader.body(body)
    if "word/vbaProject.bin" in names:
        reader.noticed.append(Noticed(Remark.MACROS))
    return Document(tuple(reader.parts), tuple(reader.noticed))


def parsed(xml: bytes) -> etree._Element:
    """The root of an XML part. Raises CannotRead where it declares a document type: no office program writes one, and
    entities hide in it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    if root.getroottree().docinfo.doctype:
        raise CannotRead(Unreadable.BROKEN)
    return root


class _Reader:
    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self.parts: list[Table | Text] = []
        self.noticed: list[Noticed] = []
        self._lines: list[str] = []
        self._line = self._tables = 0

    def body(self, body: etree._Element) -> None:
        for one in _children(body):
            if one.tag == f"{W}p":
                self._lines += self._paragraph(one).split("\n")
            elif one.tag == f"{W}tbl":
                self._flush()
                self._tables += 1
                self.parts.append(Table(tuple(self._rows(one)), number=self._tables))
        self._flush()

    def _flush(self) -> None:
        if self._lines:
            self.parts.append(Text(tuple(self._lines), self._line + 1))
            self._line += len(self._lines)
            self._lines = []

    def _paragraph(self, paragraph: etree._Element) -> str:
        text = "".join(_characters(paragraph))
        label = self._numbers.label(paragraph)
        return f"{label}{text}" if label else text

    def _rows(self, table: etree._Element) -> Iterator[Row]:
        """The rows of a table; a merged cell repeats its text in all it covers."""
        open_above: dict[int, str] = {}
        for place, row in enumerate((one for one in _children(table) if one.tag == f"{W}tr"), 1):
            settings = row.find(f"{W}trPr")
            if settings is not None and settings.find(f"{W}del") is not None:
                continue
            cells: dict[int, Cell] = {}
            at = _number(settings, "gridBefore")
            for cell in (one for one in _children(row) if one.tag == f"{W}tc"):
                own = cell.find(f"{W}tcPr")
                span = max(1, _number(own, "gridSpan", 1))
                merge = own.find(f"{W}vMerge") if own is not None else None
                goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue" and at in open_above
                text = open_above[at] if goes_on else self._cut(self._cell(cell), place)
                if merge is None:
                    open_above.pop(at, None)
                else:
                    open_above[at] = text
                for column in range(at, at + span):
                    cells[column] = Cell(text, above=goes_on, beside=column > at)
                at += span
            yield Row(place, tuple(cells.get(one, Cell("")) for one in range(at)))

    def _cell(self, cell: etree._Element) -> str:
        lines = []
        for one in _children(cell):
            if one.tag == f"{W}p":
                lines.append(self._paragraph(one))
            elif one.tag == f"{W}tbl":  # a table inside: its cells in a row
                lines += [" ".join(each.text for each in row.cells if not each.beside) for row in self._rows(one)]
        return "\n".join(line.strip() for line in lines).strip()

    def _cut(self, text: str, row: int) -> str:
        if len(text) <= LONGEST_CELL:
            return text
        self.noticed.append(Noticed(Remark.CUT_CELL, row=row))
        return text[:LONGEST_CELL]


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """The children, those inside content controls and insertions among them; nothing that was deleted."""
    for one in element:
        if one.tag in _WRAPPERS:
            yield from _children(one)
        elif isinstance(one.tag, str) and one.tag not in _SKIPPED:
            yield one


def _characters(element: etree._Element) -> Iterator[str]:
    for one in element:
        if not isinstance(one.tag, str) or one.tag in _SKIPPED:
            continue
        if one.tag == f"{W}t":
            yield one.text or ""
        elif one.tag == f"{W}tab":
            yield "\t"
        elif one.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif one.tag == f"{W}noBreakHyphen":
            yield "-"
        elif one.tag not in (f"{W}pPr", f"{W}rPr"):
            yield from _characters(one)


def _number(settings: etree._Element | None, name: str, default: int = 0) -> int:
    found = settings.find(f"{W}{name}") if settings is not None else None
    try:
        return min(int(found.get(f"{W}val", default)), 200) if found is not None else default
    except ValueError:
        return default
