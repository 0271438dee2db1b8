"""What the commands print where one sentence of `wording.commands` is not enough; the language is DUBAN_LANGUAGE's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.errors import InvalidPlan
from domain.plan import Plan, Task
from wording.commands import BASES, COPY_FAULTS, HEADS, KINDS, NO_NUMBER, PLAN_READ, SCRIPT, STATES
from wording.findings import FINDINGS
from wording.words import Words


def problems(words: Words, error: InvalidPlan) -> Iterator[str]:
    """Every problem of a plan on a line: which task, which field, what is wrong."""
    for one in error.problems:
        task = words.t("第{task}项 · ", task=one.task) if one.task is not None else ""
        yield words.t("  {place}：{why}", place=f"{task}{one.field}", why=one.message)


def dated(words: Words, moment: datetime) -> str:
    """2022-10-25 周二 09:00: a local moment in a list of dates."""
    return f"{moment:%Y-%m-%d} {words.weekday(moment)} {moment:%H:%M}"


def heads(words: Words, table: str) -> tuple[str, ...]:
    """The heads of a table's columns."""
    return tuple(words.t(head) for head in HEADS[table])


# ── the plan ──────────────────────────────────────────────────────────────────────────────────────────────


def plan_summary(words: Words, plan: Plan) -> Iterator[str]:
    """What is in a plan, in figures, and which of its tasks have none."""
    milestones = [one for task in plan.tasks for one in task.milestones]
    yield words.t(
        PLAN_READ,
        title=plan.title,
        tasks=len(plan.tasks),
        milestones=len(milestones),
        indicators=sum(len(one.indicators) for one in milestones),
        departments=len(plan.departments),
        leads=len([*plan.leads()]),
    )
    bare = [task.number for task in plan.tasks if not any(one.indicators for one in task.milestones)]
    if bare:
        yield words.t(NO_NUMBER, tasks=numbers(words, bare))


def task_row(words: Words, task: Task) -> tuple[object, ...]:
    """One task as a row of the table."""
    for_good = words.t("长期坚持")
    dues = "\n".join(f"{one.period}: {one.due or for_good}" for one in task.milestones)
    figures = "\n".join(str(len(one.indicators)) for one in task.milestones)
    return task.number, task.title, task.lead, _supporting(words, task), dues, figures


def task_in_full(words: Words, task: Task) -> Iterator[str]:
    """One task with its targets to the letter, their indicators, and the note."""
    yield f"{task.number}  {task.title}"
    yield words.t("牵头部门：{lead}", lead=task.lead)
    yield words.t("配合部门：{names}", names=_supporting(words, task) or "-")
    yield words.t("简称：{names}", names="、".join(task.aliases) or "-")
    for one in task.milestones:
        yield ""
        due = one.due or words.t("长期坚持")
        yield f"[{one.period}]  {one.starts} - {due}"
        yield f"  {one.target}"
        for figure in one.indicators:
            high = f"-{words.number(figure.high)}" if figure.high is not None and figure.high != figure.low else ""
            base = (
                f" = {words.number(figure.base_goal)} {figure.base_unit}"
                if figure.base_unit and figure.base_goal is not None
                else ""
            )
            basis = words.t(BASES[figure.basis.value])
            high = "" if figure.is_ceiling else high
            sign = "" if high else figure.comparator.value
            value = f"{sign} {words.number(figure.goal)}{high} {figure.unit}{base} ({basis})"
            yield f"    - {figure.name} {value}: {figure.phrase}"
    if task.note:
        yield ""
        yield words.t("备注：{note}", note=task.note)


def _supporting(words: Words, task: Task) -> str:
    names = "、".join(task.supporting)
    return names + words.t(" 等部门") if task.supporting_open_ended else names


class Differs(Protocol):
    """A difference between two plans (`domain.plandiff`)."""

    @property
    def task(self) -> int | None: ...
    @property
    def field(self) -> str: ...
    @property
    def before(self) -> str | None: ...
    @property
    def after(self) -> str | None: ...


def change(words: Words, one: Differs) -> Iterator[str]:
    """A difference: where, and the old and the new words below it."""
    where = words.t("第{task}项 · ", task=one.task) if one.task is not None else ""
    yield f"  {where}{one.field}"
    if one.before:
        yield f"    - {one.before}"
    if one.after:
        yield f"    + {one.after}"


# ── status ────────────────────────────────────────────────────────────────────────────────────────────────


def numbers(words: Words, tasks: Sequence[int]) -> str:
    """Task numbers in a row."""
    return words.t("、").join(map(str, tasks))


def contacts(words: Words, people: Sequence[tuple[str, bool]]) -> str:
    """The liaisons of a department, with those marked whom nothing reaches; ▲ where there is none."""
    if not people:
        return words.t("▲ 尚未绑定")
    unreachable = words.t("（▲ 联系不上）")
    return words.t("、").join(name if reached else name + unreachable for name, reached in people)


def waiting(words: Words, kinds: Mapping[str, int], next_at: str | None) -> str:
    """What waits in the outbox."""
    if not kinds:
        return words.t("没有待发的消息。")
    told = ", ".join(f"{words.t(KINDS[kind])} {count}" for kind, count in kinds.items())
    return words.t("待发 {count} 条（{told}），最早 {at}。", count=sum(kinds.values()), told=told, at=next_at)


def rule_state(words: Words, state: str) -> str:
    """启用, 暂停."""
    return words.t(STATES[state])


# ── doctor ────────────────────────────────────────────────────────────────────────────────────────────────


def finding(words: Words, code: str, facts: Mapping[str, object]) -> str:
    """One finding of the doctor; instants in the office's zone."""
    told = {
        name: f"{words.local(fact):%Y-%m-%d %H:%M}" if isinstance(fact, datetime) else fact
        for name, fact in facts.items()
    }
    return words.t(FINDINGS[code], **told)


def copy_fault(words: Words, fault: str, file: object, row: int | None) -> str:
    """Why a copy cannot be trusted."""
    return words.t(COPY_FAULTS[fault], file=file, row=row)


# ── simulate ──────────────────────────────────────────────────────────────────────────────────────────────


class Sent(Protocol):
    """A message of a simulation (`app.simulate`)."""

    @property
    def at(self) -> datetime: ...
    @property
    def to(self) -> str: ...
    @property
    def rules(self) -> tuple[str, ...]: ...
    @property
    def steps(self) -> tuple[str, ...]: ...
    @property
    def tasks(self) -> tuple[int, ...]: ...
    @property
    def text(self) -> str: ...


def bad_script(words: Words, line: int, code: str, facts: Mapping[str, object]) -> str:
    """Which line of a script cannot be played, and why."""
    told = {name: f"{fact:%Y-%m-%d %H:%M}" if isinstance(fact, datetime) else fact for name, fact in facts.items()}
    return words.t("第{line}行：{why}", line=line, why=words.t(SCRIPT[code], **told))


def message(words: Words, one: Sent) -> str:
    """A message of a simulation for people: when, to whom and why, then what it says."""
    why = " ".join((*one.rules, *one.steps))
    head = f"{one.at:%Y-%m-%d %H:%M}  {one.to}  [{why}]"
    return "\n".join([head, *(f"    {line}" for line in one.text.split("\n")), ""])
