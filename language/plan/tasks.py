"""An entry of a list becomes a task: its title, its milestones with their dates, and its notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.listed import Notice, Place
from domain.plan import Task
from language.plan.columns import Column, Span, in_turn, part_of_year, whole_year
from language.plan.dues import Due, Manner, due_in, due_of
from language.plan.entries import Entry, Part
from language.plan.figures import bare_figure
from language.plan.milestones import Aim, milestones_of
from language.plan.targets import indicators

_YEAR_PART = re.compile(r"(?:^|(?<=[；;。\n]))\s*(?=(20\d{2})年(?![-—–－~～至到]))")
_UNTIL_YEAR = re.compile(
    r"(?:^|(?<=[；;。，,\n]))\s*(?=(?:到|至|力争到|争取到)?(20\d{2})年(?:底|末|年底)?(?:前)?[，,]?(?![-—–－~～至到]))"
)
_SENTENCE = re.compile(r"[。；;\n]")
_LONG_TITLE = 40
_SCHEDULE = 24  # characters: a deadline column that says more is a schedule, and worth a note


@dataclass(slots=True)
class Frame:
    """What holds for the whole list: its year, its place, a period of several years. `year_missing` is set where a row
    needed the year and nobody said it."""

    year: int | None
    place: str
    span: Span | None
    year_missing: bool = False


def task_of(entry: Entry, number: int, frame: Frame, notices: list[Notice]) -> Task:
    """The task of an entry. What the list says was done so far stands in its note: it is nobody's report."""
    notes = [*entry.notes, *((column.heading, text) for part in entry.parts for column, text in part.status)]
    if entry.label and entry.number is None and entry.label.strip("、.．"):
        notes.insert(0, ("原编号", entry.label))
    if entry.also:
        notes.insert(0, ("", f"原文第{entry.label}项的另一行，牵头单位不同，另列一项"))
    if len(entry.leads) > 1:
        # data, like the titles: a task has one lead here, and the source named several
        notes.insert(0, ("", f"原文牵头部门为“{'、'.join(entry.leads)}”，以第一个为牵头。"))
    aims = _aims(entry, frame, notes, notices, number)
    title = _title(entry, aims)
    milestones = milestones_of(aims, title, frame.place, number, notices)
    lead = entry.leads[0] if entry.leads else ""
    others = dict.fromkeys((*entry.leads[1:], *entry.supporting))
    return Task(
        number=number,
        title=title,
        lead=lead,
        milestones=milestones,
        supporting=tuple(name for name in others if name != lead),
        supporting_open_ended=entry.open_ended,
        note=_told(notes),
    )


def _told(notes: Sequence[tuple[str, str]]) -> str | None:
    told = [f"{heading}：{text}" if heading else text for heading, text in dict.fromkeys(notes)]
    return "；".join(one.rstrip("。") if at < len(told) - 1 else one for at, one in enumerate(told)) or None


def _title(entry: Entry, aims: Sequence[Aim]) -> str:
    """The title as written; without one, the beginning of what is to be done."""
    if entry.title and (len(entry.title) <= _LONG_TITLE or any(part.contents or part.targets for part in entry.parts)):
        return entry.title.rstrip("。；;")
    text = entry.title or next((text for part in entry.parts for _, text in (*part.contents, *part.targets)), "")
    text = text or (aims[0].target if aims else "")
    sentence = _SENTENCE.split(text.strip(), 1)[0]
    if len(sentence) > _LONG_TITLE:
        head = re.split(r"[，,：:]", sentence)[0]
        sentence = head if 4 <= len(head) <= _LONG_TITLE else f"{sentence[: _LONG_TITLE - 1]}…"
    return sentence or text[:_LONG_TITLE]


# ── targets and dates ─────────────────────────────────────────────────────────────────────────────────────


def _aims(entry: Entry, frame: Frame, notes: list[tuple[str, str]], notices: list[Notice], number: int) -> list[Aim]:
    columns = {column.at: column for part in entry.parts for column, _ in part.targets}
    if columns:
        return _by_column(entry, frame, notes, notices, number)
    found: list[Aim] = []
    span = frame.span
    for part in entry.parts:
        target, values = _target(entry, part, first=part is entry.parts[0])
        due = _due(part, frame, span, notes, notices, number)
        if not target:
            continue
        if span is None and frame.year is None:
            if due.day is None:
                frame.year_missing = True
                continue
            own = whole_year(due.day.year)
        else:
            own = span or whole_year(frame.year or 0)
        if due.manner is Manner.EMPTY:
            for piece_span, piece, said in _year_by_year(target, own, frame):
                found.append(Aim(piece_span, piece, said, part.place, values))
        else:
            found.append(Aim(own, target, due, part.place, values))
    return _merged(found)


def _target(entry: Entry, part: Part, first: bool) -> tuple[str, list[tuple[str, str, str]]]:
    """(the words of a row's target, the figures that stand in columns of their own)."""
    lines = [text for _, text in part.contents]
    values = []
    for column, text in part.values:
        name = lines[-1] if lines else entry.title
        plain = "".join(text.split())
        if part.unit and bare_figure(plain) is not None:
            shown = plain if plain.endswith(part.unit) else f"{plain}{part.unit}"
            values.append((name, plain, part.unit))
            lines = [*lines[:-1], f"{name}：{shown}"] if lines else [f"{name}：{shown}"]
        else:
            lines.append(text if len(text) > 8 else f"{column.heading}：{text}")
    if (
        entry.title
        and first
        and (not lines or (not values and indicators(entry.title) and not any(map(indicators, lines))))
    ):
        lines.insert(0, entry.title)
    return "\n".join(dict.fromkeys(lines)), values


def _by_column(
    entry: Entry, frame: Frame, notes: list[tuple[str, str]], notices: list[Notice], number: int
) -> list[Aim]:
    """Targets in columns of their periods; quarters and months take the year of the list."""
    texts: dict[int, list[str]] = {}
    places: dict[int, Place] = {}
    columns: dict[int, Column] = {}
    for part in entry.parts:
        for column, text in part.targets:
            texts.setdefault(column.at, []).append(text)
            places.setdefault(column.at, part.place)
            columns[column.at] = column
    spans: dict[int, Span] = {}
    for at, column in columns.items():
        if column.span is not None:
            spans[at] = column.span
        elif frame.year is None or column.months is None:
            frame.year_missing = True
            return []
        else:
            spans[at] = part_of_year(frame.year, column.months)
    aims = [Aim(spans[at], _joined(texts[at]), Due(spans[at].due, Manner.EMPTY), places[at]) for at in columns]
    whole = [at for at, column in columns.items() if column.months == (1, 12) or _is_whole(spans[at])]
    contents = [text for part in entry.parts for _, text in part.contents]
    if not whole and frame.year is not None:
        year = whole_year(frame.year)  # 新建公路60公里 | 一季度 … 四季度: what stands before them is meant for the year
        for text in (entry.title, "\n".join(contents)):
            if indicators(text):
                aims.append(Aim(year, text, Due(year.due, Manner.EMPTY), entry.place))
                contents = [] if text != entry.title else contents
                break
    aims = _nested(aims)
    if contents and len(aims) == 1:
        aims[0].target = "\n".join(dict.fromkeys((*contents, aims[0].target)))
    elif contents and len(aims) > 1:
        notes += [(column.heading, text) for part in entry.parts for column, text in part.contents]
    for part in entry.parts:
        if not part.due:
            continue
        said = _due(part, frame, aims[-1].span, notes, notices, number)
        target = next((one for one in aims if said.day and one.span.starts <= said.day <= one.span.due), aims[-1])
        target.due = said
    result = []
    for aim in aims:
        if aim.due.manner is Manner.EMPTY:
            result += [
                Aim(span, text, due, aim.place) for span, text, due in _year_by_year(aim.target, aim.span, frame)
            ]
        else:
            result.append(aim)
    return result


def _is_whole(span: Span) -> bool:
    """Whether it is a year or several, and no part of one."""
    return (span.starts.month, span.due.month) == (1, 12)


def _nested(aims: list[Aim]) -> list[Aim]:
    """Quarters beside the target of their year: the last quarter and the year are one, since they are due together."""
    result: list[Aim] = []
    for aim in sorted(aims, key=lambda one: (one.span.due, -one.span.starts.toordinal())):
        last = result[-1] if result else None
        if last is not None and last.span.due == aim.span.due and last.span.starts > aim.span.starts:
            last.target = f"{aim.target}\n{last.target}"
            last.span = replace(aim.span)
        else:
            result.append(aim)
    spans = in_turn([one.span for one in result])
    for aim, span in zip(result, spans, strict=True):
        aim.span = span
    return result


def _year_by_year(target: str, span: Span, frame: Frame) -> list[tuple[Span, str, Due]]:
    """One target for the span, or one a year where its words go year by year (2023年，…；2024年，…)."""
    for pattern, strict in ((_YEAR_PART, True), (_UNTIL_YEAR, False)):
        marks = list(pattern.finditer(target))
        years = [int(mark[1]) for mark in marks]
        if len(years) < 2 or years != sorted(set(years)):
            continue
        head = target[: marks[0].start()].strip()
        inside = span.whole_years and span.starts.year <= years[0] and years[-1] <= span.due.year
        open_end = not strict and frame.span is None and span.starts.year <= years[0] <= span.starts.year + 10
        if (head and (strict or len(head) > 60)) or not (inside or open_end):
            continue
        return _pieces(target, [mark.start() for mark in marks], years, span, until=not strict, head=head)
    found = due_in(target, frame.year or span.starts.year, span.starts, span.due)
    return [(span, target, found if found else Due(span.due, Manner.EMPTY))]


def _pieces(
    target: str, starts: list[int], years: list[int], span: Span, *, until: bool, head: str
) -> list[tuple[Span, str, Due]]:
    result = []
    begins = span.starts
    for at, (start, year, end) in enumerate(zip(starts, years, [*starts[1:], len(target)], strict=True)):
        piece = target[0 if head and at == 0 else start : end].strip().rstrip("；;，,")
        first = begins if until else date(year, 1, 1)
        own = Span(str(year), first, date(year, 12, 31))
        found = due_in(piece, year, own.starts, own.due)
        result.append((own, piece, found or Due(own.due, Manner.EMPTY)))
        begins = date(year + 1, 1, 1)
    return result


def _due(
    part: Part, frame: Frame, span: Span | None, notes: list[tuple[str, str]], notices: list[Notice], number: int
) -> Due:
    if not part.due:
        return Due(None, Manner.EMPTY)
    year = frame.year or (span.starts.year if span else None)
    end = span.due if span else date(year, 12, 31) if year else None
    said = due_of(part.due, year, end)
    shown = re.sub(r"\s*\n\s*", " ", part.due)
    if said.manner is Manner.UNREAD:
        notices.append(Notice("due_unread", part.place, number, {"words": shown[:40], "due": end}))
        notes.append((part.due_heading, shown))
    elif said.begins or said.manner in (Manner.RECURRING, Manner.LASTING) or len(shown) > _SCHEDULE:
        notes.append((part.due_heading, shown))
    if said.manner is Manner.EMPTY:
        return Due(None, Manner.EMPTY)
    return said


def _joined(texts: Sequence[str]) -> str:
    return "\n".join(dict.fromkeys(texts))


def _merged(aims: Sequence[Aim]) -> list[Aim]:
    """Rows of one entry that are due on one day are one target; others are milestones of their own."""
    result: list[Aim] = []
    for aim in aims:
        same = next((one for one in result if one.due.day == aim.due.day and one.span == aim.span), None)
        if same is None:
            result.append(aim)
        else:
            same.target = f"{same.target}\n{aim.target}"
            same.values = [*same.values, *aim.values]
    return sorted(result, key=lambda one: (one.due.day or date.max, one.span.starts))
