"""The table of a task list: from text to rows of cells, and what each column of its header means.

The text layout is what a word processor gives when a table is saved as plain text: one cell a line behind a tab, an
empty line between rows; or one row a line with tabs between the cells. The header's own words decide what a column is,
and the years in it decide the periods: `2022年目标`, `2023-2024年目标`, `2025年上半年目标`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

_NUMBER = re.compile(r"序号|编号|No\.?|#", re.IGNORECASE)
_TITLE = re.compile(r"项目|任务|计划|事项|内容|举措")
_LEAD = re.compile(r"牵头|责任|主办|承办")
_SUPPORT = re.compile(r"配合|协办|协同|参与|参加")
_PERIOD = re.compile(
    r"(?P<first>20\d{2})年?(?:(?:--|——|[-—–－~～至到])(?P<last>20\d{2}))?年"
    r"(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<month>1[0-2]|0?[1-9])月)?"
)
_ANNEX = re.compile(r"附件[\d一二三四五六七八九十]*[:：]?")
_LONGEST_HEADING = 30  # characters; a longer cell is a sentence and its row no header


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """A column of targets and the span of days that its heading names."""

    column: int
    period: str
    starts: date
    due: date

    @property
    def whole_years(self) -> bool:
        """Whether it runs over more than one whole year, so that its words may go year by year."""
        return self.starts.year < self.due.year


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; -1 where there is none."""

    number: int
    title: int
    lead: int
    supporting: int
    targets: tuple[TargetColumn, ...]

    @property
    def width(self) -> int:
        """How many cells a row has."""
        known = (self.number, self.title, self.lead, self.supporting, *(one.column for one in self.targets))
        return max(known) + 1


def rows_of(text: str) -> list[list[str]]:
    """The rows of a task list in the text layout, headings above the table included; never raises."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(columns_of(line.split("\t")) for line in lines):
        return [[cell.strip() for cell in line.split("\t")] for line in lines if line.strip()]
    if not any(line.startswith("\t") for line in lines):  # saved by an editor that drops what it cannot see
        head = next((at for at, line in enumerate(lines) if _NUMBER.fullmatch(line.strip())), len(lines))
        lines = lines[:head] + ["\t" + line if line.strip() else "" for line in lines[head:]]
    rows: list[list[str]] = []
    in_table = False  # a cell stands behind a tab; a line without one is a heading, or goes on with the cell before
    for line in lines:
        if not line:
            in_table = False
        elif line.startswith("\t"):
            rows = rows if in_table else [*rows, []]
            rows[-1].append(line.strip())
            in_table = True
        elif in_table:
            rows[-1][-1] += line.strip()
        else:
            rows.append([line.strip()])
    return rows


def heading_of(rows: Sequence[Sequence[str]]) -> str:
    """The title in the rows above a table, without 附件."""
    words = re.sub(r"[ \u3000\t]", "", "".join(cell for row in rows for cell in row))
    return _ANNEX.sub("", words, count=1) if words.startswith("附件") else words


def columns_of(row: Sequence[str]) -> Columns | None:
    """What the columns mean if the row is a header: it names number, title, lead and a target with its year."""
    places: dict[str, int] = {}
    targets: list[TargetColumn] = []
    for at, cell in enumerate(row):
        word = re.sub(r"\s", "", cell)
        if len(word) > _LONGEST_HEADING:
            return None
        target = _target_column(at, word)
        if target:
            targets.append(target)
            continue
        for name, pattern in (("number", _NUMBER), ("supporting", _SUPPORT), ("lead", _LEAD), ("title", _TITLE)):
            if pattern.search(word) and "目标" not in word:
                places.setdefault(name, at)
                break
    if not targets or not {"number", "title", "lead"} <= places.keys():
        return None
    return Columns(places["number"], places["title"], places["lead"], places.get("supporting", -1), _in_turn(targets))


def yearless_targets(header: Sequence[str]) -> list[str]:
    """The headings that speak of a target and name no year: nothing could fall due."""
    return [cell.strip() for cell in header if "目标" in cell and not _PERIOD.search(re.sub(r"\s", "", cell))]


def _target_column(at: int, word: str) -> TargetColumn | None:
    found = _PERIOD.search(word)
    if not found:
        return None
    first, last = int(found["first"]), int(found["last"] or found["first"])
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
    due = date(last, months[1], monthrange(last, months[1])[1])
    return TargetColumn(at, period, date(first, months[0], 1), due)


def _in_turn(targets: Sequence[TargetColumn]) -> tuple[TargetColumn, ...]:
    """The columns by due date; one that overlaps the one before (2025年, 2025-2027年) begins where that ends."""
    result: list[TargetColumn] = []
    for one in sorted(targets, key=lambda target: (target.due, target.starts)):
        begins = result[-1].due + timedelta(days=1) if result and one.starts <= result[-1].due < one.due else one.starts
        result.append(replace(one, starts=begins))
    return tuple(result)
