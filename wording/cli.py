"""What the commands print, in Chinese or English by DUBAN_LANGUAGE; the sentences stand in `wording.cli_sentences`.

Commands are typed by whoever runs the machine, so a sentence here may name a file, a setting or an option.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.errors import InvalidPlan
from domain.plan import Plan, Task
from wording.cli_findings import FINDINGS
from wording.cli_importing import IMPORTING
from wording.cli_sentences import BASES, COPY_FAULTS, HEADS, KINDS, SENTENCES, STATES, WEEKDAYS
from wording.cli_wecom import WECOM_FINDINGS
from wording.words import Words


def t(words: Words, key: str, **facts: object) -> str:
    """The sentence behind `key`, its {placeholders} filled in."""
    return (SENTENCES.get(key) or IMPORTING[key])[words.language == "en"].format(**facts)


def problems(words: Words, error: InvalidPlan) -> Iterator[str]:
    """Every problem of a plan on a line: which task, which field, what is wrong."""
    for one in error.problems:
        task = _pair(words, "第{task}项 · ", "task {task} · ").format(task=one.task) if one.task is not None else ""
        yield f"  {task}{one.field}{_pair(words, '：', ': ')}{one.message}"


def dated(words: Words, moment: datetime) -> str:
    """2022-10-25 周二 09:00: a local moment in a list of dates."""
    return f"{moment:%Y-%m-%d} {WEEKDAYS[words.language == 'en'][moment.weekday()]} {moment:%H:%M}"


def heads(words: Words, table: str) -> tuple[str, ...]:
    """The heads of a table's columns."""
    return HEADS[table][words.language == "en"]


# ── the plan ──────────────────────────────────────────────────────────────────────────────────────────────


def plan_summary(words: Words, plan: Plan) -> Iterator[str]:
    """What is in a plan, in figures, and which of its tasks have none."""
    milestones = [one for task in plan.tasks for one in task.milestones]
    yield t(
        words,
        "plan_read",
        title=plan.title,
        tasks=len(plan.tasks),
        milestones=len(milestones),
        indicators=sum(len(one.indicators) for one in milestones),
        departments=len(plan.departments),
        leads=len([*plan.leads()]),
    )
    bare = [task.number for task in plan.tasks if not any(one.indicators for one in task.milestones)]
    if bare:
        yield t(words, "no_number", tasks=numbers(words, bare))


def task_row(words: Words, task: Task) -> tuple[object, ...]:
    """One task as a row of the table."""
    dues = "\n".join(f"{one.period}: {one.due or _pair(words, '长期坚持', 'for good')}" for one in task.milestones)
    figures = "\n".join(str(len(one.indicators)) for one in task.milestones)
    return task.number, task.title, task.lead, _supporting(words, task), dues, figures


def task_in_full(words: Words, task: Task) -> Iterator[str]:
    """One task with its targets to the letter, their indicators, and the note."""
    yield f"{task.number}  {task.title}"
    label = _pair(words, "牵头部门：{lead}", "Lead: {lead}")
    yield label.format(lead=task.lead)
    yield _pair(words, "配合部门：{names}", "Supporting: {names}").format(names=_supporting(words, task) or "-")
    yield _pair(words, "简称：{names}", "Also called: {names}").format(names="、".join(task.aliases) or "-")
    for one in task.milestones:
        yield ""
        yield f"[{one.period}]  {one.starts} - {one.due or _pair(words, '长期坚持', 'for good')}"
        yield f"  {one.target}"
        for figure in one.indicators:
            high = f"-{words.number(figure.high)}" if figure.high is not None and figure.high != figure.low else ""
            base = (
                f" = {words.number(figure.base_goal)} {figure.base_unit}"
                if figure.base_unit and figure.base_goal is not None
                else ""
            )
            basis = _pair(words, *BASES[figure.basis.value])
            high = "" if figure.is_ceiling else high
            sign = "" if high else figure.comparator.value
            value = f"{sign} {words.number(figure.goal)}{high} {figure.unit}{base} ({basis})"
            yield f"    - {figure.name} {value}: {figure.phrase}"
    if task.note:
        yield ""
        yield _pair(words, "备注：{note}", "Note: {note}").format(note=task.note)


def _supporting(words: Words, task: Task) -> str:
    names = "、".join(task.supporting)
    return names + _pair(words, " 等部门", " and others") if task.supporting_open_ended else names


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
    where = _pair(words, "第{task}项 · ", "task {task} · ").format(task=one.task) if one.task is not None else ""
    yield f"  {where}{one.field}"
    if one.before:
        yield f"    - {one.before}"
    if one.after:
        yield f"    + {one.after}"


# ── status ────────────────────────────────────────────────────────────────────────────────────────────────


def numbers(words: Words, tasks: Sequence[int]) -> str:
    """Task numbers in a row."""
    return _pair(words, "、", ", ").join(map(str, tasks))


def contacts(words: Words, people: Sequence[tuple[str, bool]]) -> str:
    """The liaisons of a department, with those marked whom nothing reaches; ▲ where there is none."""
    if not people:
        return _pair(words, "▲ 尚未绑定", "▲ nobody is bound")
    unreachable = _pair(words, "（▲ 联系不上）", " (▲ cannot be reached)")
    return _pair(words, "、", ", ").join(name if reached else name + unreachable for name, reached in people)


def waiting(words: Words, kinds: Mapping[str, int], next_at: str | None) -> str:
    """What waits in the outbox."""
    if not kinds:
        return _pair(words, "没有待发的消息。", "Nothing waits to be sent.")
    told = ", ".join(f"{_pair(words, *KINDS[kind])} {count}" for kind, count in kinds.items())
    sentence = _pair(
        words, "待发 {count} 条（{told}），最早 {at}。", "Waiting to be sent: {count} ({told}), the first {at}."
    )
    return sentence.format(count=sum(kinds.values()), told=told, at=next_at)


def rule_state(words: Words, state: str) -> str:
    """启用, 暂停."""
    return _pair(words, *STATES[state])


# ── doctor ────────────────────────────────────────────────────────────────────────────────────────────────


def finding(words: Words, code: str, facts: Mapping[str, object]) -> str:
    """One finding of the doctor; instants in the office's zone."""
    told = {
        name: f"{words.local(fact):%Y-%m-%d %H:%M}" if isinstance(fact, datetime) else fact
        for name, fact in facts.items()
    }
    return _pair(words, *{**FINDINGS, **WECOM_FINDINGS}[code]).format(**told)


def copy_fault(words: Words, fault: str, file: object, row: int | None) -> str:
    """Why a copy cannot be trusted."""
    return _pair(words, *COPY_FAULTS[fault]).format(file=file, row=row)


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
    return _pair(words, "第{line}行：{why}", "Line {line}: {why}").format(line=line, why=t(words, code, **told))


def message(words: Words, one: Sent) -> str:
    """A message of a simulation for people: when, to whom and why, then what it says."""
    why = " ".join((*one.rules, *one.steps))
    head = f"{one.at:%Y-%m-%d %H:%M}  {one.to}  [{why}]"
    return "\n".join([head, *(f"    {line}" for line in one.text.split("\n")), ""])


def _pair(words: Words, chinese: str, english: str) -> str:
    return english if words.language == "en" else chinese
