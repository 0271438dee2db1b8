"""The answers about one task and about one department's people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.messages import Choice
from domain.plan import Milestone, Task
from domain.progress import Line
from domain.standing import Standing, completion
from wording import figures, standing
from wording.listing import Table
from wording.queries import Spoken, numbers, reached
from wording.words import N_, Words


def status(words: Words, one: Standing, last: Line | None, note: bool, choices: Sequence[Choice] = ()) -> Table:
    """第5项进展: the light and why, the figures, what was said last, the target verbatim, the date, the departments."""
    task, milestone, current = one.task, one.milestone, one.current
    head = [standing.reason(words, one)]
    for indicator in milestone.indicators:
        value = figures.against(words, indicator, current.value(indicator.phrase))
        head.append(words.t("{indicator}：{value}", indicator=indicator.name, value=value))
    done = completion(one)
    if current.percent is not None and done is not None and not current.values:
        head.append(words.t("完成度：{percent}%", percent=words.number(current.percent)))
    if current.status is not None:
        head.append(words.t("状态：{status}", status=figures.status(words, current.status)))
    if current.problem:
        head.append(words.t("问题：{problem}", problem=current.problem))
    if current.note:
        head.append(words.t("说明：{note}", note=figures.shortened(current.note, 120)))
    head += _target_lines(words, milestone, extended=current.due is not None)
    head += _parties(words, task)
    if last:
        head.append(_last(words, last))
    if note and task.note:
        head.append(words.t("清单原文的疑点：{note}", note=task.note))
    title = words.t(
        "{task} {name} · {shape} {word}",
        task=task.number,
        name=task.short,
        shape=standing.shape(one.light),
        word=standing.word(words, one),
    )
    return Table(title, head=tuple(head), choices=tuple(choices))


def _last(words: Words, last: Line) -> str:
    return words.t(
        "最近填报：{author} {at} {receipt}",
        author=last.update.author,
        at=words.moment(last.update.at),
        receipt=figures.receipt(last.update.receipt) if last.update.receipt else "",
    )


def _target_lines(words: Words, milestone: Milestone, *, extended: bool = False) -> list[str]:
    told = N_("目标（{period}，已延期至{due}）：{target}") if extended else N_("目标（{period}，{due}）：{target}")
    return [
        words.t(
            told,
            period=milestone.period,
            due=words.full_day(milestone.due)
            if extended and milestone.due
            else figures.falls_due(words, milestone.due),
            target=milestone.target,
        )
    ]


def _parties(words: Words, task: Task) -> list[str]:
    supporting = words.t("、").join(task.supporting)
    if task.supporting_open_ended and supporting:
        supporting = words.t("{departments}等", departments=supporting)
    lead = words.t("牵头：{lead}", lead=task.lead)
    return [lead, words.t("配合：{departments}", departments=supporting)] if supporting else [lead]


def target(words: Words, task: Task, periods: Sequence[str], note: bool, choices: Sequence[Choice] = ()) -> Table:
    """某项的目标: verbatim, with the date, of each period or of the one that was asked for."""
    wanted = [one for one in task.milestones if not periods or one.period in periods] or list(task.milestones)
    head = [line for one in wanted for line in _target_lines(words, one)] + _parties(words, task)
    if note and task.note:
        head.append(words.t("清单原文的疑点：{note}", note=task.note))
    return Table(f"{task.number} {task.title}", head=tuple(head), choices=tuple(choices))


def contact(
    words: Words,
    department: str,
    liaisons: Sequence[Spoken],
    heads: Sequence[Spoken],
    now: datetime,
    led: Sequence[int] = (),
) -> Table:
    """某部门的联络员: names and whether messages reach them; telephones are not kept. `led`: the tasks asked about."""
    rows = [_contact(words, N_("联络员"), one, now) for one in liaisons] or [words.t("尚无联络员 ▲，请先邀请")]
    rows += [_contact(words, N_("责任领导"), one, now) for one in heads]
    title = words.t("第{tasks}项 牵头：{lead}", tasks=numbers(words, led), lead=department) if led else department
    return Table(title, tuple(rows), tail=(words.t("这里不登记电话。"),))


def contacts(words: Words, tables: Sequence[Table]) -> Table:
    """The people of several departments under one another."""
    rows = tuple(row for table in tables for row in (words.t("〔{department}〕", department=table.title), *table.rows))
    return Table(words.t("{count}个部门的联络员", count=len(tables)), rows, tail=tables[0].tail if tables else ())


def _contact(words: Words, role: str, one: Spoken, now: datetime) -> str:
    told = words.t(role)
    if one.backup:
        told = words.t("{role}（B角）", role=told)
    return words.t("{role}：{name}　{reach}", role=told, name=one.name, reach=reached(words, one, now))
