"""Files from outside: read for what they are, or refused with a reason; nothing in them is run or followed."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from documents import opening
from documents.kinds import CannotRead
from documents.opening import opened
from domain.grids import Document, Noticed, Remark, Table, Text, Unreadable
from tests.documents.forms import package, word, workbook

ROWS = [["序号", "任务", "牵头单位"], ["1", "建成公园3个", "区住建局"], ["2", "打通道路2条", "区交通局"]]
WORD, SHEET = word("2025年清单", ROWS), workbook("2025年清单", ROWS)
MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The package with one part put in, or in the place of the one of that name."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {one: old.read(one) for one in old.namelist()}
    return package({**parts, name: part})


def docx(body: str, head: str = "") -> bytes:
    """A .docx with that body and nothing else."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {MAIN}><w:body>{body}</w:body></w:document>'
    return package({"word/document.xml": xml.encode()})


def laughs() -> str:
    """Entities that unfold to a thousand million."""
    lines = ["<!ENTITY a0 'ha'>", *(f"<!ENTITY a{at} '{f'&a{at - 1};' * 10}'>" for at in range(1, 10))]
    return f"<!DOCTYPE lolz [{''.join(lines)}]>"


def lying_zip() -> bytes:
    """A sheet of 400 MB that packs to a few hundred kB."""
    return with_part(SHEET, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + b" " * (400 << 20))


OUTSIDE = "<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
HOSTILE: dict[str, tuple[bytes, str, Unreadable]] = {
    "unpacks to 400 MB": (lying_zip(), "a.xlsx", Unreadable.BOMB),
    "entities that grow": (docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", laughs()), "a.docx", Unreadable.BROKEN),
    "an entity from outside": (docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", OUTSIDE), "a.docx", Unreadable.BROKEN),
    "a document type in a sheet": (
        with_part(SHEET, "xl/sharedStrings.xml", laughs().encode() + b"<sst/>"),
        "a.xlsx",
        Unreadable.BROKEN,
    ),
    "nested a hundred thousand deep": (docx("<w:sdt><w:sdtContent>" * 100_000), "a.docx", Unreadable.BROKEN),
    "cut off": (WORD[: len(WORD) // 2], "a.docx", Unreadable.BROKEN),
    "ten thousand parts": (package({f"{at}": b"" for at in range(10_000)}), "a.docx", Unreadable.BOMB),
    "locked with a password": (OLE + "EncryptedPackage".encode("utf-16-le") * 4, "a.docx", Unreadable.ENCRYPTED),
    "an old Word file": (OLE + "WordDocument".encode("utf-16-le") * 4, "a.doc", Unreadable.OLD_WORD),
    "a file of WPS": (OLE + b"x" * 999, "a.wps", Unreadable.WPS),
    "a photo": (b"\xff\xd8\xff\xe0" + bytes(9999), "a.jpg", Unreadable.PICTURE),
    "a scan": (b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>", "a.pdf", Unreadable.SCAN),
    "larger than any list": (b"x" * (21 << 20), "a.txt", Unreadable.TOO_BIG),
    "nothing": (b"", "a.docx", Unreadable.EMPTY),
    "a program": (b"\x7fELF" + bytes(999), "a.xlsx", Unreadable.UNKNOWN),
    "an archive of something else": (package({"a.txt": b"x"}), "a.docx", Unreadable.UNKNOWN),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_read_is_refused_with_a_reason(case: str) -> None:
    content, name, why = HOSTILE[case]
    with pytest.raises(CannotRead) as refused:
        opened(content, name)
    assert refused.value.why in (why, Unreadable.BROKEN if why is Unreadable.SCAN else why)


def test_a_child_that_needs_more_memory_or_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MEMORY", 40 << 20)
    with pytest.raises(CannotRead) as refused:
        opened(docx(f"<w:p><w:r><w:t>{'长' * 3_000_000}</w:t></w:r></w:p>"), "a.docx")
    assert refused.value.why is Unreadable.BOMB
    monkeypatch.undo()
    monkeypatch.setattr(opening, "SECONDS", 0.01)
    with pytest.raises(CannotRead) as slow:
        opened(WORD, "a.docx")
    assert slow.value.why is Unreadable.TOO_SLOW


def test_macros_are_named_and_never_run() -> None:
    found = opened(with_part(SHEET, "xl/vbaProject.bin", b"_VBA_PROJECT"), "a.xlsm")
    assert Noticed(Remark.MACROS) in found.noticed
    assert Noticed(Remark.MACROS) in opened(with_part(WORD, "word/vbaProject.bin", b"x"), "a.docm").noticed


def test_hidden_rows_and_sheets_are_named_and_not_read() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    shown, hidden = book.add_worksheet("任务"), book.add_worksheet("旧表")
    for at, row in enumerate(ROWS):
        shown.write_row(at, 0, row)
    shown.set_row(1, None, None, {"hidden": True})
    hidden.write(0, 0, "旧")
    hidden.hide()
    book.close()
    found = opened(target.getvalue(), "a.xlsx")
    assert cells(found) == [ROWS[0], ROWS[2]]
    assert {one.remark for one in found.noticed} == {Remark.HIDDEN_ROW, Remark.HIDDEN_SHEET}


def test_formulas_give_their_last_value_and_errors_nothing() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("任务")
    sheet.write_formula(0, 0, "=1+1", None, 2)
    sheet.write_formula(0, 1, "=NA()", None, "#N/A")
    sheet.write_string(0, 2, "=HYPERLINK(1)")
    sheet.write_datetime(0, 3, date(2025, 6, 30), book.add_format({"num_format": "yyyy/m/d"}))
    book.close()
    [[two, error, words, day]] = cells(opened(target.getvalue(), "a.xlsx"))
    assert (two, words, day) == ("2", "=HYPERLINK(1)", "2025年6月30日")
    assert error in ("", "#N/A")


def test_an_endless_cell_is_cut_and_named() -> None:
    found = opened(
        docx(f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{'长' * 700_000}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"), "a.docx"
    )
    [[cell]] = cells(found)
    assert len(cell) == 20_000
    assert found.noticed[0].remark is Remark.CUT_CELL


def test_an_old_workbook_with_dates_and_merged_cells() -> None:
    content = (Path(__file__).parent / "files/list.xls").read_bytes()
    [table] = [one for one in opened(content, "list.xls").parts if isinstance(one, Table)]
    assert [cell.text for cell in table.rows[2].cells] == [
        "1",
        "新建公园3个",
        "区住建局",
        "区城管局\n区财政局",
        "2025年9月30日",
    ]
    assert [cell.above for cell in table.rows[4].cells] == [True, False, True, False, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_as_offices_write_it(encoding: str) -> None:
    [part] = opened("序号\r\n任务".encode(encoding), "a.txt").parts
    assert part == Text(("序号", "任务"))


# ── what python-docx would lose ───────────────────────────────────────────────────────────────────────────


def cell(text: str, settings: str = "") -> str:
    return f"<w:tc><w:tcPr>{settings}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


INSERTED = "<w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
DELETED = "<w:del><w:r><w:t>旧</w:t></w:r></w:del>"
TWO_WIDE = "<w:gridSpan w:val='2'/>"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"<w:tr><w:sdt><w:sdtContent>{cell('甲')}</w:sdtContent></w:sdt>{cell('乙')}</w:tr>", ["甲", "乙"]),
        (f"<w:sdt><w:sdtContent><w:tr>{cell('甲')}</w:tr></w:sdtContent></w:sdt>", ["甲"]),
        (f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell('甲')}</w:tr>", ["", "甲"]),
        (f"<w:tr>{cell('甲', TWO_WIDE)}{cell('乙')}</w:tr>", ["甲", "甲", "乙"]),
        (f"<w:tr><w:tc><w:p>{INSERTED}{DELETED}</w:p></w:tc></w:tr>", ["新"]),
        (f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删')}</w:tr><w:tr>{cell('留')}</w:tr>", ["留"]),
        (f"<w:tr><w:tc><w:tbl><w:tr>{cell('内1')}{cell('内2')}</w:tr></w:tbl><w:p/></w:tc></w:tr>", ["内1 内2"]),
    ],
)  # fmt: skip
def test_cells_stand_where_word_shows_them(row: str, expected: list[str]) -> None:
    [first, *_] = cells(opened(docx(f"<w:tbl>{row}</w:tbl>"), "a.docx"))
    assert first == expected


def test_automatic_numbers_are_counted() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/><w:start w:val="1"/></w:lvl>'
        for at, (kind, text) in enumerate((("chineseCounting", "%1、"), ("decimal", "%2.")))
    )
    numbering = (
        f'<w:numbering {MAIN}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )

    def paragraph(text: str, level: int) -> str:
        settings = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr></w:pPr>'
        return f"<w:p>{settings}<w:r><w:t>{text}</w:t></w:r></w:p>"

    body = "".join(paragraph(*one) for one in (("经济", 0), ("公园", 1), ("道路", 1), ("民生", 0), ("学校", 1)))
    [part] = opened(with_part(docx(body), "word/numbering.xml", numbering.encode()), "a.docx").parts
    assert isinstance(part, Text)
    assert part.lines == ("一、经济", "1.公园", "2.道路", "二、民生", "1.学校")


def cells(found: Document) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for part in found.parts if isinstance(part, Table) for row in part.rows]
