"""A table of which every cell, and every line of a cell, has become a line of its own.

Which line is which cell is decided for a whole row at once: the lines of a row are laid into the columns from left to
right so that kind and column fit best (numbers, names of offices, dates, units, figures, sentences). A row begins at the
next number. Where the lines begin anew from the left without a number, it is a further row of that number (merged cells).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.grids import Cell, Row
from language.plan.columns import Column, Header, header_of
from language.plan.dues import Manner, due_of
from language.plan.lexicon import Role
from language.plan.naming import cut_verbs
from language.plan.offices import is_office, parties

_NUMBER = re.compile(r"[（(]?(\d{1,4})[)）]?[.、．]?")
_FIGURE = re.compile(
    r"[≥≤<>=＞＜~约]*\d[\d.,]*(?:[-—~]\d[\d.,]*)?(?:%|％|‰)?(?:以上|以内|左右)?|—|-|/|全市统筹|良好以上"
)
_UNIT = re.compile(
    r"%|‰|[万亿千百]?(?:亩|吨|元|头|只|个|家|人|户|公里|平方米|平方公里|套|所|件|项|次|人次|斤|公斤|立方米|元/人|米|张|座|处|辆|台|名|分|天|岁|床|种|类|根|把)(?:/[人亩户年月日天])?"
)
_TAIL = re.compile(
    r"^(?:分享到|打印|关闭|扫一扫|责任编辑|信息来源|主办[:：]|版权|附件\d?[:：]|上一[篇条]|下一[篇条]|抄送|【)"
)
_MOST_LINES = 60_000
_WIDEST = 14


def rows_of_flattened(lines: Sequence[str], joined: bool = True) -> tuple[int, tuple[Row, ...]] | None:
    """(the line where the header begins, the rows with their header), or None where no header is found."""
    kept = [(at, line.strip()) for at, line in enumerate(lines) if line.strip()]
    if len(kept) > _MOST_LINES:
        return None
    for start in range(len(kept)):
        header = _header(kept, start)
        if header is not None:
            head, length = header
            body = kept[start + length :]
            rows = [Row(kept[start][0] + 1, tuple(Cell(text) for _, text in kept[start : start + length]))]
            rows += _rows(body, head, length, joined)
            return (kept[start][0], tuple(rows)) if len(rows) > 1 else None
    return None


def _header(kept: Sequence[tuple[int, str]], start: int) -> tuple[Header, int] | None:
    """The longest header that begins here: each of its lines is a heading."""
    first = kept[start][1]
    if len(first) > 12 or not _is_heading(first):
        return None
    length = 1
    while start + length < len(kept) and length < _WIDEST and _is_heading(kept[start + length][1]):
        length += 1
    found = header_of([Row(1, tuple(Cell(text) for _, text in kept[start : start + length]))])
    return (found, length) if found is not None and length >= 3 and found.first(Role.NUMBER) >= 0 else None


def _is_heading(text: str) -> bool:
    if len(text) > 16 or re.search(r"[。；;，,]", text) or _NUMBER.fullmatch(text):
        return False
    found = header_of([Row(1, (Cell("序号"), Cell("项目"), Cell("责任单位"), Cell(text)))])
    return found is not None and found.columns[-1].role is not Role.UNKNOWN


def _rows(body: Sequence[tuple[int, str]], header: Header, width: int, joined: bool) -> list[Row]:
    groups: list[list[tuple[int, str]]] = []
    number_at, expected = header.first(Role.NUMBER), 1
    ahead: list[tuple[int, str]] = []
    for at, text in body:
        if joined and _TAIL.match(text):
            break
        number = _NUMBER.fullmatch(text)
        if number and int(number[1]) == expected and _may_begin(groups, header):
            groups.append([*ahead, (at, text)])
            ahead, expected = [], expected + 1
        elif not groups:
            if number_at > 0:
                ahead.append((at, text))
            elif not joined:
                groups.append([(at, text)])
        else:
            groups[-1].append((at, text))
    rows: list[Row] = []
    for group in groups:
        rows += _laid(group, header, width)
    return rows


def _may_begin(groups: Sequence[Sequence[tuple[int, str]]], header: Header) -> bool:
    """A number begins a row only where the row before has somebody who leads: 42 may be a figure."""
    if not groups or not header.of(Role.LEAD, Role.RESPONSIBLE):
        return True
    return any(is_office(text) for _, text in groups[-1])


def _laid(group: Sequence[tuple[int, str]], header: Header, width: int) -> list[Row]:
    """The lines of one numbered row in their columns; more rows where they begin anew."""
    columns = [
        next((one for one in header.columns if one.at == at), Column(at, Role.UNKNOWN, "")) for at in range(width)
    ]
    count = len(group)
    best: list[list[tuple[float, int, int]]] = []  # per line and column: score, column before, whether a row began
    for line, (_, text) in enumerate(group):
        here = []
        for at, column in enumerate(columns):
            fit = _fit(text, column, bool(header.of(Role.UNIT)))
            if line == 0:
                here.append((fit - 0.3 * at, -1, 0))
                continue
            ways = [(best[-1][at][0] + _again(group[line - 1][1], text, column), at, 0)]
            ways += [(best[-1][old][0] - 0.3 * (at - old - 1), old, 0) for old in range(at)]
            if column.role is not Role.NUMBER:
                ways += [(best[-1][old][0] - 1.6, old, 1) for old in range(at + 1, width)]
            score, old, fresh = max(ways, key=lambda one: one[0])
            here.append((score + fit, old, fresh))
        best.append(here)
    at = max(range(width), key=lambda one: best[-1][one][0] - 0.05 * (width - 1 - one))
    path: list[tuple[int, int]] = []
    for line in range(count - 1, -1, -1):
        _, old, fresh = best[line][at]
        path.append((at, fresh))
        at = old
    rows: list[tuple[int, list[str]]] = [(group[0][0] + 1, [""] * width)]
    for (place, text), (column_at, fresh) in zip(group, reversed(path), strict=True):
        if fresh:
            rows.append((place + 1, [""] * width))
        cells = rows[-1][1]
        cells[column_at] = f"{cells[column_at]}\n{text}" if cells[column_at] else text
    return [Row(place, tuple(Cell(one) for one in cells)) for place, cells in rows]


def _again(before: str, text: str, column: Column) -> float:
    """What it costs that a line goes on with the cell of the line before: little for offices, more for the rest."""
    if column.role in (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT, Role.SCORER, Role.PERSON):
        return -0.1
    if column.role in (Role.NUMBER, Role.UNIT, Role.VALUE):
        return -4.0
    return -0.2 if not before.endswith(("。", "；", ";")) else -0.6


def _fit(text: str, column: Column, units: bool) -> float:
    """How well a line stands in a column: about 1 where it does, 0 where it may, negative where it should not. `units`:
    a column of units makes bare figures of targets."""
    role = column.role
    number, office = bool(_NUMBER.fullmatch(text)), _names_an_office(text)
    figure, unit = bool(_FIGURE.fullmatch(text)), bool(_UNIT.fullmatch(text))
    timed = len(text) <= 30 and due_of(text, 2000, None).manner is not Manner.UNREAD and not figure
    if role is Role.NUMBER:
        return 2.0 if number else -4.0
    if role in (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT, Role.SCORER):
        return (
            (1.0 if role is not Role.SCORER else 0.9) if office and not timed else 0.3 if text in ("-", "—") else -1.5
        )
    if role is Role.DUE:
        return 1.2 if timed else -1.0 if office or number else -0.4
    if role is Role.UNIT:
        return 1.2 if unit else 0.5 if text in ("-", "—", "/") else -2.0
    valued = units and role in (Role.CONTENT, Role.TARGET) and "目标" in column.heading and len(text) <= 8
    if role is Role.VALUE or valued:
        return 1.0 if figure else -0.2
    if role is Role.BASE:
        return 1.0 if figure else -0.5
    if role is Role.PERSON:
        return 0.6 if 2 <= len(text) <= 4 and not office and not timed and not figure else -1.2
    if figure or unit:
        return -1.5
    if office and len(text) <= 12:
        return -0.3
    if timed and len(text) <= 8:
        return -0.5
    long = 0.4 if len(text) > 12 else 0.0
    if role in (Role.CONTENT, Role.TARGET):
        return 0.5 + long
    if role is Role.TITLE:
        return 0.7 + long / 2
    if role in (Role.NOTE, Role.STATUS):
        return 0.1 + long
    return 0.2 if role is Role.CATEGORY else -0.1


def _names_an_office(text: str) -> bool:
    """县政务服务中心 does; 迁建县政务服务中心。 tells what is to be done."""
    if len(text) > 24 or text.endswith(("。", "；", ";")) or re.search(r"\d", text) or cut_verbs(text)[0]:
        return False
    found = parties(text)
    return is_office(text) and bool(found.leads or found.open_ended)
