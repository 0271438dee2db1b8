"""What each column of a table holds, by its heading; the years in the headings decide the periods of the targets."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.grids import Row
from language.plan.lexicon import HEADINGS, QUARTER, TARGET_WORDS, Role

_PERIOD = re.compile(
    r"(?P<first>20\d{2})年?(?:(?:--|——|[-—–－~～至到])(?P<last>20\d{2}))?年(?:底|末)?"
    r"(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<month>1[0-2]|0?[1-9])月)?"
)
_WHOLE_YEAR = re.compile(r"目标|全年|年度")
_NAMES = re.compile(r"指标|项目|专项|工作|重点|专题")  # 一级指标 | 二级指标: the last of them names the task
_LONGEST_HEADING = 30  # characters; a longer cell is a sentence and its row no header
_WHAT = {Role.TITLE, Role.CONTENT, Role.TARGET, Role.VALUE}
_WHO = {Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT}


@dataclass(frozen=True, slots=True)
class Span:
    """The period of a column of targets. `due`: its last day."""

    period: str
    starts: date
    due: date

    @property
    def whole_years(self) -> bool:
        """Whether it runs over more than one whole year, so that its words may go year by year."""
        return self.starts.year < self.due.year


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `heading` as the office reads it; `span` where the heading names a period; `quarter`: months of the
    list's year (first, last) where it names a part of it and no year."""

    at: int
    role: Role
    heading: str
    span: Span | None = None
    months: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table and how many of its rows they take up."""

    columns: tuple[Column, ...]
    rows: int = 1

    def of(self, *roles: Role) -> tuple[Column, ...]:
        """The columns of those roles, from left to right."""
        return tuple(one for one in self.columns if one.role in roles)

    def first(self, role: Role) -> int:
        """The place of the first column of that role; -1 where there is none."""
        return next((one.at for one in self.columns if one.role is role), -1)


def header_of(rows: Sequence[Row]) -> Header | None:
    """The header that begins at the first of the rows; None where that row is none."""
    top = rows[0]
    words: list[str] = []
    for cell in top.cells:
        words.append(_bare(cell.text) if not cell.beside else "")
        if len(words[-1]) > _LONGEST_HEADING:
            return None
    if sum(bool(word) for word in words) < 2:
        return None
    taken = 1
    below = rows[1] if len(rows) > 1 else None
    if below is not None and _goes_on(top, below):
        taken = 2
        words = [_both(top, below, at) for at in range(max(len(top.cells), len(below.cells)))]
    columns = _settled(tuple(_column(at, word) for at, word in enumerate(words) if word))
    roles = {one.role for one in columns}
    named = roles & _WHAT and (roles & _WHO or (Role.NUMBER in roles and len(roles - {Role.UNKNOWN}) >= 3))
    return Header(columns, taken) if named else None


def _goes_on(top: Row, below: Row) -> bool:
    """Whether the second row divides headings that the first one spans."""
    width = range(max(len(top.cells), len(below.cells)))
    own = [cell for at, cell in enumerate(below.cells) if cell.text and not cell.above]
    spans = any(cell.beside for cell in top.cells)
    divided = all(not top.text(at) or _column(0, _bare(top.text(at))).role in _WHO for at in width if below.text(at))
    gaps = any(not top.text(at) and below.text(at) for at in width)  # text does not tell that cells are merged
    if not (spans or (divided and gaps)):
        return False
    return bool(own) and all(
        len(cell.text) <= _LONGEST_HEADING and _column(0, _bare(cell.text)).role is not Role.UNKNOWN for cell in own
    )


def _both(top: Row, below: Row, at: int) -> str:
    over, under = _bare(top.text(at)), _bare(below.text(at))
    return over if not under or under == over else f"{over}{under}" if _PERIOD.search(over) else under


def _bare(text: str) -> str:
    return "".join(text.split())


def _column(at: int, heading: str) -> Column:
    word = re.sub(r"[（(][^（）()]*[）)]", "", heading).strip("：:*") or heading
    role = next((role for role, pattern in HEADINGS if pattern.search(word)), Role.UNKNOWN)
    span = span_of(heading)
    if span is not None and role not in (Role.STATUS, Role.BASE, Role.DUE, Role.PERSON, Role.NOTE, Role.SUPPORT):
        rest = _PERIOD.sub("", word, count=1)
        if not rest or TARGET_WORDS.match(rest) or role in (Role.CONTENT, Role.VALUE, Role.TARGET):
            return Column(at, Role.TARGET, heading, span)
        return Column(at, role, heading, span)
    part = QUARTER.match(word)
    if part and role not in (Role.STATUS, Role.BASE) and TARGET_WORDS.match(word[part.end() :]):
        return Column(at, Role.TARGET, heading, None, _months(part))
    return Column(at, role, heading)


def _months(part: re.Match[str]) -> tuple[int, int]:
    if part["half"]:
        return (1, 6) if part["half"] == "上" else (7, 12)
    if part["month"]:
        return 1, int(part["month"])
    said = part["quarter"] or part["q"]
    number = "一二三四".find(said) + 1 or int(said)
    return 3 * number - 2, 3 * number


def _settled(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """One title; what stands before the number sorts the tasks; without a title the first that tells what to do is it;
    without one who leads, those who are responsible do."""
    number = next((one.at for one in columns if one.role is Role.NUMBER), -1)
    titles = [one for one in columns if one.role is Role.TITLE]
    if not titles and not any(one.role is Role.CONTENT for one in columns):
        titles = [one for one in columns if one.role is Role.CATEGORY and _NAMES.search(one.heading)][-1:]
    inside = [one for one in titles if one.at > number] or titles
    chosen = inside[0].at if inside else -1
    result = []
    by_quarter = any(one.months for one in columns)
    for one in columns:
        role = one.role
        if by_quarter and role is Role.CONTENT and _WHOLE_YEAR.search(one.heading):
            result.append(replace(one, role=Role.TARGET, months=(1, 12)))
            continue
        if one.at == chosen:
            role = Role.TITLE
        elif role is Role.TITLE:
            role = Role.CATEGORY if one.at < number else Role.CONTENT
        elif role is Role.CONTENT and one.at < chosen and not by_quarter:
            role = Role.CATEGORY  # 考核内容 before 指标名称 sorts them
        elif role is Role.UNIT and not any(each.role in _WHAT for each in columns if each is not one):
            role = Role.RESPONSIBLE
        result.append(replace(one, role=role))
    return tuple(result)


def span_of(words: str) -> Span | None:
    """The period that a heading names: 2022年目标, 2023-2024年, 2025年上半年, 2025年6月底."""
    found = _PERIOD.search("".join(words.split()))
    if not found:
        return None
    first, last = int(found["first"]), int(found["last"] or found["first"])
    if last < first:
        return None
    if found["half"]:
        months, name = ((1, 6), "上半年") if found["half"] == "上" else ((7, 12), "下半年")
    elif found["quarter"]:
        number = "一二三四".find(found["quarter"]) + 1 or int(found["quarter"])
        months, name = (3 * number - 2, 3 * number), f"{'一二三四'[number - 1]}季度"
    elif found["month"]:
        months, name = (1, int(found["month"])), f"-{int(found['month']):02d}"
    else:
        months, name = (1, 12), ""
    period = (str(first) if first == last else f"{first}-{last}") + name
    return Span(period, date(first, months[0], 1), end_of(last, months[1]))


def part_of_year(year: int, months: tuple[int, int]) -> Span:
    """A quarter, a half or the months up to one, of a year that stands elsewhere."""
    first, last = months
    names = {(1, 6): "上半年", (7, 12): "下半年", (1, 12): ""}
    quarter = f"{'一二三四'[(last - 1) // 3]}季度" if last - first == 2 else ""
    name = names.get(months, quarter or f"-{last:02d}")
    return Span(f"{year}{name}", date(year, first, 1), end_of(year, last))


def whole_year(year: int, last: int | None = None) -> Span:
    """A year, or several."""
    period = str(year) if last in (None, year) else f"{year}-{last}"
    return Span(period, date(year, 1, 1), date(last or year, 12, 31))


def in_turn(spans: Sequence[Span]) -> list[Span]:
    """The spans by due date; one that overlaps the one before (2025年, 2025-2027年) begins where that ends."""
    result: list[Span] = []
    for one in sorted(spans, key=lambda span: (span.due, span.starts)):
        begins = result[-1].due + timedelta(days=1) if result and one.starts <= result[-1].due < one.due else one.starts
        result.append(replace(one, starts=begins))
    return result


def end_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
