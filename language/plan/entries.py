"""The rows of a table as entries: one for each thing that somebody leads, with the words of its cells.

1 甲 …            an entry
  （merged） …     a row without a number goes on with the entry above: more of its target, or another date
一、经济发展       a section; who leads may stand in it for all below
其中：甲县 20      a share of a place: a note of the entry
注：…、合计        named and not read
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.grids import Row, Table
from domain.listed import Notice, Place
from language.plan.columns import Column, Header, header_of
from language.plan.lexicon import Role
from language.plan.offices import NOBODY, is_office, parties

NUMBER = re.compile(r"[（(]?(?P<digits>\d{1,6})(?:\.0)?[)）]?[.、．]?")
LABEL = re.compile(
    r"[（(]?(?:\d{1,4}(?:[.．\-—–]\d{1,4}){1,3}|[一二三四五六七八九十百]{1,5}|[①-⑳]|[A-Za-z]\d{0,3}|第?\d{1,4}[项条号]?)[)）]?[.、．]?"
)
TITLE_NUMBER = re.compile(r"^(?P<digits>\d{1,3})[.、．]\s*(?=[^\d.])")
SECTION = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}[、.．章]|[（(][一二三四五六七八九十]{1,3}[)）]|[\u2605●▲◆])\s*\S"
)
_LONG_LABEL = 12
_NOTE = re.compile(r"^\s*(?:备?注|说明|填[报表]|联系人|联系电话|附注|制表|单位[:：]|\u2605|\*|注意)")
_TOTAL = re.compile(r"^(?:总?合计|小计|总计|共计)$")
_SHARE = re.compile(
    r"^(?:其中[:：]?)?[一-鿿]{1,6}(?:县|区|市|镇|乡|街道|开发区|管委会|新区|旗)(?:[（(][^（）()]*[)）])?$"
)


@dataclass(slots=True)
class Part:
    """What one row adds: the texts of its target columns and of its contents, its date, its bare figure."""

    place: Place
    contents: list[tuple[Column, str]] = field(default_factory=list)
    targets: list[tuple[Column, str]] = field(default_factory=list)
    values: list[tuple[Column, str]] = field(default_factory=list)
    unit: str = ""
    due: str = ""
    due_heading: str = ""
    status: list[tuple[Column, str]] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """One task to be. `label` is its number as written; `also` says that it is a further row of that number."""

    place: Place
    label: str
    title: str
    leads: tuple[str, ...]
    supporting: tuple[str, ...]
    open_ended: bool
    parts: list[Part]
    notes: list[tuple[str, str]] = field(default_factory=list)
    also: bool = False
    inherited_lead: bool = False

    @property
    def number(self) -> int | None:
        """The plain number of its label, if it is one."""
        found = NUMBER.fullmatch(self.label)
        return int(found["digits"]) if found else None


@dataclass(slots=True)
class Read:
    """What the tables of a document gave so far."""

    entries: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    header: Header | None = None
    columns_named: set[str] = field(default_factory=set)
    heading: list[str] = field(default_factory=list)  # the words above the first header
    body_begins: int = 0  # of a text: the line before the first entry
    section: str = ""
    section_leads: tuple[str, ...] = ()
    section_supporting: tuple[str, ...] = ()


def read_table(table: Table, into: Read) -> bool:
    """Add the entries of a table. A table without a header goes on with the one before if it is as wide. Returns
    whether it was a list."""
    rows = list(table.rows)
    at = next((at for at in range(min(len(rows), 20)) if header_of(rows[at : at + 2])), None)
    if at is None:
        if into.header is None or not rows or abs(len(rows[0].cells) - _width(into.header)) > 1:
            return False
        body = rows
    else:
        for row in rows[:at]:
            into.heading.append("".join(cell.text for cell in row.cells if not cell.beside and not cell.above))
        header = header_of(rows[at : at + 2])
        assert header is not None
        into.header = header
        body = rows[at + header.rows :]
        _name_columns(header, table, into)
    _read_rows(body, table, into)
    return True


def _width(header: Header) -> int:
    return max(one.at for one in header.columns) + 1


def _name_columns(header: Header, table: Table, into: Read) -> None:
    """What is kept only as a note, said once."""
    kept = [
        one.heading for one in header.of(Role.NOTE, Role.UNKNOWN, Role.SCORER, Role.CATEGORY, Role.PERSON, Role.BASE)
    ]
    new = [one for one in kept if one not in into.columns_named]
    if new:
        into.columns_named |= {*new}
        into.notices.append(Notice("columns_as_notes", Place(table.name, table.number), facts={"columns": new}))


def _read_rows(body: Sequence[Row], table: Table, into: Read) -> None:
    header = into.header
    assert header is not None
    first: Entry | None = None
    after_end = False
    for row in body:
        place = Place(table.name, table.number, row.place)
        own = [cell.text for cell in row.cells if cell.text and not cell.beside]
        if not own or header_of([row]) is not None:
            continue
        if after_end or _ends(own):
            after_end = True
            into.notices.append(Notice("row_is_note", place, facts={"words": own[0][:40]}))
            continue
        lone = [cell.text for cell in row.cells if cell.text and not cell.beside and not cell.above]
        if _is_section(row, lone, header):
            _section(lone[0], place, into)
            continue
        if any(_TOTAL.match("".join(one.split())) for one in lone[:2]):
            into.notices.append(Notice("row_is_total", place, facts={"words": " ".join(lone)[:40]}))
            continue
        first = _read_row(row, place, header, first, into)


def _ends(own: Sequence[str]) -> bool:
    return len(own) == 1 and bool(_NOTE.match(own[0]))


def _is_section(row: Row, lone: Sequence[str], header: Header) -> bool:
    """A row of nothing but one heading: merged over the whole width, or alone in its row."""
    if len({*lone}) != 1 or any(cell.above for cell in row.cells):
        return False
    text = lone[0]
    merged = sum(cell.beside for cell in row.cells) >= max(1, _width(header) // 2)
    number = row.text(header.first(Role.NUMBER)).strip()
    alone = not NUMBER.fullmatch(text.strip()) and (bool(SECTION.match(text)) or text == number)
    return merged or alone or (len(header.columns) > 3 and len(text) <= 40 and not number and not text.endswith("。"))


def _section(text: str, place: Place, into: Read) -> None:
    into.section = text.strip()
    said = re.search(r"[（(](?P<who>[^（）()]*(?:牵头|责任|主办|单位)[^（）()]*)[）)]", text)
    found = parties(said["who"]) if said else None
    into.section_leads = found.leads if found else ()
    into.section_supporting = found.supporting if found else ()
    bare = SECTION.sub("", text)
    if not found and is_office(text.strip()) and not SECTION.match(text):
        into.section_leads = parties(bare or text).leads


# ── one row ───────────────────────────────────────────────────────────────────────────────────────────────


def _read_row(row: Row, place: Place, header: Header, before: Entry | None, into: Read) -> Entry | None:
    label = _label(row, header)
    title, title_above = _title(row, header)
    if not label and header.first(Role.NUMBER) < 0 and (numbered_title := TITLE_NUMBER.match(title)):
        label, title = numbered_title["digits"], title[numbered_title.end() :]  # 1.推进绿色矿山建设
    leads, supporting, open_ended, notes = _who(row, header)
    part = _part(row, place, header)
    numbered = bool(label) and not _above(row, header.first(Role.NUMBER))
    if before is not None and not numbered and _goes_on(row, header, before, label, title, title_above):
        return _go_on(row, before, label, title, title_above, leads, supporting, part, notes, into)
    if before is not None and numbered and before.label == label and not before.also:
        numbered = False
        if not title or title == before.title or not leads or leads == before.leads:
            return _go_on(row, before, label, title, title_above, leads, supporting, part, notes, into)
    inherited = False
    if not leads and into.section_leads:
        leads, supporting = into.section_leads, supporting or into.section_supporting
    elif not leads and before is not None and not place.table and not place.sheet:
        # text does not tell a merged cell from an empty one; a file does, and there an empty one is empty
        leads, inherited = before.leads, True
        supporting = supporting or before.supporting
    entry = Entry(place, label, "" if title_above else title, leads, supporting, open_ended, [part], notes)
    entry.inherited_lead = inherited
    if not (entry.title or part.contents or part.targets or part.values):
        into.notices.append(
            Notice("row_says_nothing", place, facts={"words": " ".join(c.text for c in row.cells if c.text)[:40]})
        )
        return before
    into.entries.append(entry)
    return entry


def _above(row: Row, at: int) -> bool:
    return 0 <= at < len(row.cells) and row.cells[at].above


def _label(row: Row, header: Header) -> str:
    at = header.first(Role.NUMBER)
    text = "".join(row.text(at).split()) if at >= 0 else ""
    if NUMBER.fullmatch(text) or LABEL.fullmatch(text):
        return text
    return text if len(text) <= _LONG_LABEL and any(map(str.isdigit, text)) else ""  # SZ-01, 民生2: whatever it is


def _title(row: Row, header: Header) -> tuple[str, bool]:
    """(the title, whether it is one that the row above began)."""
    at = header.first(Role.TITLE)
    if at < 0:
        return "", False
    return "".join(line.strip() for line in row.text(at).split("\n")), _above(row, at)


def _who(row: Row, header: Header) -> tuple[tuple[str, ...], tuple[str, ...], bool, list[tuple[str, str]]]:
    """(leads, supporting, open-ended, notes). 牵头单位 before 责任单位, whatever the order of the columns."""
    leads: list[str] = []
    supporting: list[str] = []
    open_ended = False
    notes: list[tuple[str, str]] = []
    has_lead = bool(header.of(Role.LEAD))
    for role in (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT):
        for column in header.of(role):
            helps = role is Role.SUPPORT or (role is Role.RESPONSIBLE and has_lead and bool(leads))
            found = parties(row.text(column.at), supports=helps)
            supporting += found.supporting
            open_ended |= found.open_ended
            if leads and found.leads:
                supporting += found.leads
            else:
                leads += found.leads
            notes += [(column.heading, one) for one in found.people]
    for column in header.of(Role.NOTE, Role.UNKNOWN, Role.SCORER, Role.PERSON, Role.BASE, Role.CATEGORY):
        text = row.text(column.at).strip()
        if text and text not in NOBODY:
            notes.append((column.heading, re.sub(r"\s*\n\s*", " ", text)))
    kept = tuple(one for one in dict.fromkeys(supporting) if one not in leads)
    return tuple(dict.fromkeys(leads)), kept, open_ended, notes


def _part(row: Row, place: Place, header: Header) -> Part:
    part = Part(place)
    units = header.of(Role.UNIT)
    for column in header.columns:
        text, above = row.text(column.at).strip(), _above(row, column.at)
        if not text or text in NOBODY:
            continue
        if column.role is Role.UNIT:
            part.unit = "".join(text.split())
        elif column.role is Role.DUE:
            part.due, part.due_heading = (
                (f"{part.due}；{text}", part.due_heading) if part.due else (text, column.heading)
            )
        elif column.role is Role.STATUS and not above:
            part.status.append((column, text))
        elif column.role is Role.VALUE or (
            units and column.role in (Role.TARGET, Role.CONTENT) and "目标" in column.heading
        ):
            if not above:
                part.values.append((column, text))
        elif column.role is Role.TARGET and not above:
            part.targets.append((column, text))
        elif column.role is Role.CONTENT and not above:
            part.contents.append((column, text))
    return part


def _goes_on(row: Row, header: Header, before: Entry, label: str, title: str, title_above: bool) -> bool:
    """Whether a row without a number of its own belongs to the entry above."""
    if header.first(Role.NUMBER) < 0:  # no numbers at all: a row without a title goes on
        return (title_above or not title) and header.first(Role.TITLE) >= 0
    return True


def _go_on(
    row: Row,
    before: Entry,
    label: str,
    title: str,
    title_above: bool,
    leads: tuple[str, ...],
    supporting: tuple[str, ...],
    part: Part,
    notes: list[tuple[str, str]],
    into: Read,
) -> Entry:
    own = title if title and not title_above and title != before.title else ""
    first = own or next((text for _, text in part.contents), "")
    begins = next((cell.text for cell in row.cells if cell.text and not cell.above), "")
    if (_SHARE.match("".join(first.split())) or begins.startswith("其中")) and (not leads or leads == before.leads):
        before.notes.append(
            ("", " ".join(cell.text for cell in row.cells if cell.text and not cell.above and not cell.beside))
        )
        into.notices.append(Notice("row_is_share", part.place, facts={"words": first}))
        return before
    if leads and leads[0] != before.leads[:1][0] if before.leads else bool(leads):
        entry = Entry(part.place, before.label, own, leads, supporting, False, [part], notes, also=True)
        entry.title = own or before.title
        into.entries.append(entry)
        return entry
    if own:
        part.contents.insert(0, (Column(-1, Role.TITLE, ""), own))
    before.parts.append(part)
    before.supporting = tuple(dict.fromkeys((*before.supporting, *leads[1:], *supporting)))
    before.notes += [one for one in notes if one not in before.notes]
    return before
