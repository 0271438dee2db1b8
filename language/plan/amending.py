"""Mending a list in words before it is loaded: 第3项牵头是区商务局, 第5项时限改为6月底前, 年份是2026, 不要第7项."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.listed import ReadList
from domain.plan import Milestone, Plan, Task
from language.plan.dues import Manner, due_of
from language.plan.offices import departments, parties

_TASK = r"^\s*(?:把|将)?第?\s*(?P<task>\d{1,5})\s*[项条号]?的?"
_TO = r"(?:单位|部门)?\s*(?:应该|应当|应)?(?:是|为|改为|改成|改到|改|换成|:|：)\s*(?P<says>.+?)[。.!！]?\s*$"
_LEAD = re.compile(_TASK + r"\s*(?:牵头|责任|主办)" + _TO)
_SUPPORT = re.compile(_TASK + r"\s*(?:配合|协办|参与)" + _TO)
_DUE = re.compile(_TASK + r"\s*(?:完成)?(?:时限|期限|时间|截止|到期)(?:日期?)?" + _TO)
_TITLE = re.compile(_TASK + r"\s*(?:名称|标题|任务名?)" + _TO)
_DROP = re.compile(r"^\s*(?:不要|去掉|删除|删掉|不载入|略过)\s*第?\s*(?P<task>\d{1,5})\s*[项条号]?[。.!！]?\s*$")
_YEAR = re.compile(r"^\s*(?:年份|年度|清单)?(?:是|为|:|：)?\s*(?P<year>20\d{2})\s*年?(?:的)?[。.!！]?\s*$")
_JOIN = re.compile(
    r"^\s*(?P<one>\S{2,20}?)\s*(?:(?:就是|即|=)\s*(?P<is>\S{2,20}?)|(?:和|与|跟)\s*(?P<other>\S{2,20}?)是同?一个?(?:单位|部门))[。.!！]?\s*$"
)
_ASKED = re.compile(r"^\s*(?:/import|导入|载入|上传)(?:新的?)?(?:任务)?(?:清单)?[\s:：]+")


def pasted_list(text: str) -> str:
    """A list as it was pasted, without 导入清单 before it."""
    return _ASKED.sub("", text)


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that is to be different. `what`: lead, support, due, title, drop, year, join."""

    what: str
    task: int = 0
    says: str = ""


def read_mend(text: str) -> Mend | None:
    """What a sentence would mend; None where it mends nothing."""
    for what, pattern in (("lead", _LEAD), ("support", _SUPPORT), ("due", _DUE), ("title", _TITLE)):
        found = pattern.match(text)
        if found:
            return Mend(what, int(found["task"]), found["says"].strip())
    dropped = _DROP.match(text)
    if dropped:
        return Mend("drop", int(dropped["task"]))
    year = _YEAR.match(text)
    if year:
        return Mend("year", says=year["year"])
    joined = _JOIN.match(text)
    return Mend("join", says=f"{joined['one']}\n{joined['is'] or joined['other']}") if joined else None


def mended(reading: ReadList, mends: Sequence[Mend]) -> ReadList:
    """The reading with these mends, in their order. One that names no task of the list changes nothing."""
    tasks = {task.number: task for task in (*(reading.plan.tasks if reading.plan else ()), *reading.incomplete)}
    touched = set()
    for mend in mends:
        if mend.what == "join":
            one, other = mend.says.split("\n")
            tasks = {number: _joined(task, one, other) for number, task in tasks.items()}
        elif mend.task in tasks:
            touched.add(mend.task)
            if mend.what == "drop":
                del tasks[mend.task]
            else:
                tasks[mend.task] = _changed(tasks[mend.task], mend)
    if reading.plan is None and not any(task.lead for task in tasks.values()):
        return reading
    head = reading.plan or reading.head
    if head is None:
        return reading
    whole = [tasks[number] for number in sorted(tasks) if tasks[number].lead and tasks[number].milestones]
    names = dict.fromkeys(name for task in whole for name in (task.lead, *task.supporting))
    plan = replace(head, tasks=tuple(whole), departments=departments(names))
    led = {task.number for task in whole}
    notices = tuple(one for one in reading.notices if not (one.fault and one.task in led | touched))
    same = tuple(pair for pair in reading.same if {*pair} <= {*names})
    left = tuple(task for task in tasks.values() if task.number not in led)
    openings = tuple(one for one in reading.openings if one.task in tasks)
    return replace(
        reading, plan=plan if whole else None, notices=notices, same=same, incomplete=left, openings=openings
    )


def names_a_task(plan: Plan | None, incomplete: Sequence[Task], mend: Mend) -> bool:
    """Whether the mend is about a task of the list, or about none."""
    known = {task.number for task in (*(plan.tasks if plan else ()), *incomplete)}
    return mend.task == 0 or mend.task in known


def is_due_read(mend: Mend, year: int | None) -> bool:
    """Whether the deadline of a mend can be read."""
    return mend.what != "due" or due_of(mend.says, year, None).manner in (Manner.DAY, Manner.LASTING)


def _changed(task: Task, mend: Mend) -> Task:
    if mend.what == "title":
        return replace(task, title=mend.says)
    if mend.what == "due":
        return replace(task, milestones=_moved(task.milestones, mend.says))
    found = parties(mend.says, supports=mend.what == "support")
    if mend.what == "support":
        helping = tuple(one for one in found.supporting if one != task.lead)
        return replace(task, supporting=helping, supporting_open_ended=found.open_ended)
    lead = found.leads[0] if found.leads else mend.says
    others = dict.fromkeys((*task.supporting, *found.leads[1:], *found.supporting))
    return replace(task, lead=lead, supporting=tuple(one for one in others if one != lead))


def _moved(milestones: tuple[Milestone, ...], says: str) -> tuple[Milestone, ...]:
    *before, last = milestones
    due = due_of(says, (last.due or last.starts).year, last.due)
    if due.manner not in (Manner.DAY, Manner.LASTING):
        return milestones
    starts = last.starts
    if due.day is not None and due.day < starts:
        starts = due.day.replace(month=1, day=1)
        before = [one for one in before if one.due is not None and one.due < starts]
    return (*before, replace(last, due=due.day, starts=starts))


def _joined(task: Task, one: str, other: str) -> Task:
    """`one` is called `other` from now on."""
    lead = other if task.lead == one else task.lead
    names = dict.fromkeys(other if name == one else name for name in task.supporting)
    return replace(task, lead=lead, supporting=tuple(name for name in names if name != lead))
