"""A list as an office writes it, read into a plan: the one door of this room.

    document -> parts (tables, text) -> entries (who does what by when) -> tasks with milestones and indicators

Titles and targets are kept to the letter; indicators are what `language.plan.targets` reads in a target. Nothing is
dropped silently: what was not used, assumed or not understood is a `Notice` with its place. An entry that cannot be
loaded (nobody leads it) is left out of the plan and named as a fault.

Aliases and notes are work of people, not of the source: `keep_curation` takes them over from the plan that is loaded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.grids import Document, Table, Text
from domain.listed import Notice, Opening, ReadList
from domain.plan import Plan, Task
from domain.plancheck import check
from language.plan.columns import Span, span_of
from language.plan.entries import Entry, Read, read_table
from language.plan.headings import heading_of, year_of
from language.plan.layouts import lines_of, parts_of_text
from language.plan.naming import place_of
from language.plan.offices import departments, likely_same
from language.plan.paragraphs import read_paragraphs
from language.plan.tasks import Frame, task_of

TOLD_EVERY = 50  # rows
_SHORT_NAME = re.compile(r"“([^“”]{2,12})”")


def read_tasklist(
    document: Document,
    *,
    plan_id: str,
    title: str = "",
    year: int | None = None,
    timezone: str = "Asia/Shanghai",
    source: str = "",
    told: Callable[[int, int], None] | None = None,
) -> ReadList:
    """The plan of a list. `title` and `year` are what a person says where the list does not; `told` hears how many of
    how many rows are read. Never raises."""
    parts: list[Table | Text] = []
    for part in document.parts:
        parts += parts_of_text(part) if isinstance(part, Text) else [part]
    read = Read()
    outside: list[str] = []
    for part in parts:
        if isinstance(part, Table) and read_table(part, read):
            continue
        if not read.entries:
            outside += lines_of([part])
    if not read.entries:
        outside = list(lines_of(parts))
        read_paragraphs(outside, read)
    elif any(isinstance(part, Table) and part.flattened for part in parts):
        read.notices.append(Notice("flattened"))
    if not read.entries:
        return ReadList(None, tuple(read.notices), missing="header", seen=_nearest(parts))
    heading = heading_of([*outside, *read.heading]) if read.header else heading_of(outside[: read.body_begins])
    found = title or heading or source.rpartition(".")[0]
    spans = [one.span for one in read.header.columns if one.span] if read.header else []
    said = year or year_of(found, spans, outside, source, lines_of(parts))
    frame = Frame(said, place_of(found), span_of_plan(found, said))
    tasks = _tasks(read, frame, told)
    notices = tuple(read.notices)
    if frame.year_missing:
        return ReadList(None, notices, missing="year")
    kept = [task for task in tasks if task.lead and task.milestones]
    left = tuple(task for task in tasks if not task.lead and task.milestones)
    if not kept:
        head = Plan(plan_id, found or plan_id, timezone, source, (), ())
        return ReadList(None, notices, missing="lead", incomplete=left, head=head)
    names = list(dict.fromkeys(name for task in kept for name in (task.lead, *task.supporting)))
    plan = Plan(plan_id, found or plan_id, timezone, source, departments(names), _with_short_names(kept))
    broken = check(plan)
    if broken:  # a rule of plans that reading should have kept; never load what does not hold
        wrong = {one.task for one in broken}
        read.notices += [Notice("task_broken", task=one.task, facts={"why": str(one)}, fault=True) for one in broken]
        kept = [task for task in kept if task.number not in wrong]
        names = list(dict.fromkeys(name for task in kept for name in (task.lead, *task.supporting)))
        plan = replace(plan, departments=departments(names), tasks=_with_short_names(kept))
        if not kept or check(plan):
            return ReadList(None, tuple(read.notices), missing="lead")
    return ReadList(
        plan,
        tuple(read.notices),
        same=likely_same(names),
        incomplete=left,
        openings=_openings(read.entries),
    )


def _openings(entries: Sequence[Entry]) -> tuple[Opening, ...]:
    """What the list says was done so far, by task."""
    found = []
    for entry, number in zip(entries, _numbers(entries), strict=True):
        words = dict.fromkeys("，".join(text.split()) for part in entry.parts for _, text in part.status)
        if words:
            found.append(Opening(number, "；".join(words)))
    return tuple(found)


def _nearest(parts: Sequence[Table | Text]) -> tuple[str, ...]:
    """The cells of the first row that looks like a header at all: several short ones."""
    for part in parts:
        for row in part.rows[:20] if isinstance(part, Table) else ():
            cells = [cell.text for cell in row.cells if cell.text and not cell.beside]
            if len(cells) > 2 and all(len(one) <= 20 for one in cells):
                return tuple(cells[:10])
    return ()


def span_of_plan(title: str, year: int | None) -> Span | None:
    """A period of several years that the title names: 三年行动计划（2025—2027年）."""
    found = span_of(title)
    return found if found and found.whole_years and year is not None else None


def _tasks(read: Read, frame: Frame, told: Callable[[int, int], None] | None) -> list[Task]:
    numbers = _numbers(read.entries)
    tasks: list[Task] = []
    for entry, number in zip(read.entries, numbers, strict=True):
        if told and len(tasks) % TOLD_EVERY == 0:
            told(len(tasks), len(numbers))
        if not entry.leads:
            read.notices.append(Notice("no_lead", entry.place, number, {"title": entry.title}, fault=True))
        elif entry.inherited_lead:
            read.notices.append(Notice("lead_from_above", entry.place, number, {"lead": entry.leads[0]}))
        if len(entry.leads) > 1:
            read.notices.append(
                Notice("several_leads", entry.place, number, {"lead": entry.leads[0], "all": list(entry.leads)})
            )
        tasks.append(task_of(entry, number, frame, read.notices))
    return tasks


def _numbers(entries: Sequence[Entry]) -> list[int]:
    """The list's own numbers where each is a plain one and used once; else the place in the list. Further rows of a
    number with another lead come after all others."""
    own = [entry.number for entry in entries if not entry.also]
    counts = Counter(own)
    if all(number and counts[number] == 1 for number in own):
        following = max((number or 0 for number in own), default=0)
        result = []
        for entry in entries:
            if entry.also:
                following += 1
            result.append(following if entry.also else entry.number or 0)
        return result
    return list(range(1, len(entries) + 1))


# ── what people added ─────────────────────────────────────────────────────────────────────────────────────


def keep_curation(fresh: Plan, known: Plan) -> Plan:
    """`fresh` with what people added to `known`: aliases, kinds and members of departments, aliases and notes of tasks.

    A task is the same one if its title is, or its number and the name in quotation marks. Its note is kept while the
    targets that it speaks of stand as they were. An alias that would now mean two things is left out.
    """
    taken = {one.name for one in fresh.departments}
    departments_known = {one.name: one for one in known.departments}
    kept = []
    for one in fresh.departments:
        old = departments_known.get(one.name, one)
        aliases = tuple(alias for alias in old.aliases if alias not in taken)
        taken.update(aliases)
        kept.append(replace(one, aliases=aliases, kind=old.kind))
    taken = set()
    tasks = []
    titled: dict[str, Task] = {}
    for task in known.tasks:
        titled.setdefault(task.title, task)
    numbered = {task.number: task for task in known.tasks}
    for task in fresh.tasks:
        before = _same_task(task, titled, numbered) or task
        aliases = tuple(alias for alias in before.aliases or task.aliases if alias not in taken)
        taken.update(aliases)
        unchanged = [one.target for one in before.milestones] == [one.target for one in task.milestones]
        tasks.append(replace(task, aliases=aliases, note=before.note if before.note and unchanged else task.note))
    curated = replace(fresh, departments=tuple(kept), tasks=tuple(tasks))
    for one in known.departments:
        if one.members and curated.department(one.name):
            curated = curated.with_members(one.name, one.members)
    return curated


def _with_short_names(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks with the name in quotation marks as their first alias, where no other task has the same."""
    quoted = [tuple(_SHORT_NAME.findall(task.title)[:1]) for task in tasks]
    counts = Counter(quoted)
    return tuple(
        replace(task, aliases=names if counts[names] == 1 else ()) for task, names in zip(tasks, quoted, strict=True)
    )


def _same_task(task: Task, titled: dict[str, Task], numbered: dict[int, Task]) -> Task | None:
    if task.title in titled:
        return titled[task.title]
    known = numbered.get(task.number)
    if known is None:
        return None
    return known if set(_SHORT_NAME.findall(task.title)) & set(_SHORT_NAME.findall(known.title)) else None
