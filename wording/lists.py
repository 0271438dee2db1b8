"""A task list handed in by chat: how to, its preview with what was and was not read, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.grids import Noticed, Unreadable
from domain.listed import ReadList
from domain.messages import Choice, Outgoing, Style
from domain.plan import Plan, Task
from domain.plandiff import Change
from wording import figures, imported
from wording.words import Words

TASKS_SHOWN = 15
NOTICES_SHOWN = 8


def how_to(words: Words) -> Outgoing:
    """导入清单 and nothing else."""
    return Outgoing(
        title=words.t("【导入清单】"),
        lines=(
            words.t(
                "请直接发文件：.docx、.xlsx、.xls、.ods、.csv、.txt，或有文字的 .pdf；也可以把清单的文字粘贴过来。"
            ),
            words.t("先给您看读出了什么、没读什么，确认后才载入；已有的填报会保留。"),
        ),
    )


def reading(words: Words, name: str) -> Outgoing:
    """The file came and is being read."""
    return figures.plain(words, "收到“{name}”，正在读取，读好后给您看预览。", name=name)


def unreadable(words: Words, why: Unreadable, name: str | None) -> Outgoing:
    """Why a file is not read; nothing was changed."""
    told = imported.unreadable(words, why, name or words.t("照片"))
    return Outgoing(lines=(told, words.t("没有改动任何内容。")))


def preview(
    words: Words,
    draft: int,
    name: str,
    found: ReadList,
    noticed: Sequence[Noticed],
    changed: Sequence[Change],
    clash: Sequence[int],
    first: int,
) -> Outgoing:
    """What a list holds, what was not read and where, what it would change; nothing is stored yet."""
    card = f"list:{draft}"
    cancel = Choice(words.t("取消"), _button("drop", draft))
    look_at = list(imported.notices(words, found.notices, noticed, NOTICES_SHOWN))
    plan = found.plan
    if plan is None:
        lines = [imported.missing(words, found), *look_at]
        if found.missing == "year":
            lines.append(words.t("请回复年份，如“2026年”。"))
        elif found.incomplete:
            lines.append(words.t("可以直接回复“第{task}项牵头是…”。", task=found.incomplete[0].number))
        return Outgoing(title=_title(words, name, None), lines=tuple(lines), choices=(cancel,), card=card)
    lines = [_counts(words, plan), *_tasks(words, plan.tasks, first)]
    if look_at:
        lines += [words.t("— 请看一看 —"), *look_at]
    lines += imported.same(words, found.same[:3])
    lines += _changes(words, changed, clash)
    choices = [] if clash else [Choice(words.t("载入"), _button("load", draft), Style.PRIMARY)]
    if first + TASKS_SHOWN < len(plan.tasks):
        choices.append(Choice(words.t("看后面的"), _button("page", draft, first=first + TASKS_SHOWN)))
    for short, long in found.same[:2]:
        label = words.t("“{short}”就是“{long}”", short=short, long=long)
        choices.append(Choice(label, _button("join", draft, one=short, other=long)))
    footer = words.t("要改就直接说，如“第3项牵头是区商务局”“第3项时限是6月底前”“不要第7项”；也可以改好文件再发。")
    return Outgoing(_title(words, name, plan), tuple(lines), (*choices, cancel), footer, card)


def _title(words: Words, name: str, plan: Plan | None) -> str:
    return words.t("【清单预览】{title}", title=plan.title if plan else name or words.t("粘贴的文字"))


def _counts(words: Words, plan: Plan) -> str:
    milestones = [one for task in plan.tasks for one in task.milestones]
    return words.t(
        "{tasks}项任务，{indicators}个量化指标，{departments}个部门（其中{leads}个牵头）",
        tasks=len(plan.tasks),
        indicators=sum(len(one.indicators) for one in milestones),
        departments=len(plan.departments),
        leads=len([*plan.leads()]),
    )


def _tasks(words: Words, tasks: Sequence[Task], first: int) -> list[str]:
    shown = [_task(words, one) for one in tasks[first : first + TASKS_SHOWN]]
    rest = len(tasks) - first - len(shown)
    return [*shown, words.t("……后面还有{count}项", count=rest)] if rest > 0 else shown


def _task(words: Words, task: Task) -> str:
    bounds = [figures.bound(words, each) for one in task.milestones for each in one.indicators]
    told = words.t("、").join(bounds[:4]) + ("…" if len(bounds) > 4 else "")
    dues = words.t("、").join(figures.due(words, one.due) for one in task.milestones[:4])
    line = words.t("{task} {name} · {lead} · {due}", task=task.number, name=task.short, lead=task.lead, due=dues)
    if task.supporting:
        line += words.t(
            " · 配合{names}", names=words.t("、").join(task.supporting[:3]) + ("…" if task.supporting[3:] else "")
        )
    return f"{line} · {told}" if told else line


def _changes(words: Words, changed: Sequence[Change], clash: Sequence[int]) -> list[str]:
    whole = [one for one in changed if one.field == "task"]
    new, gone = (sum(getattr(one, side) is None for one in whole) for side in ("before", "after"))
    other = len({one.task for one in changed if one.task is not None and one.field != "task"})
    lines = [
        words.t("与已载入的清单相比：新增{new}项，去掉{gone}项，改动{other}项", new=new, gone=gone, other=other)
        if changed
        else words.t("与已载入的清单相同")
    ]
    if clash:
        numbers = words.t("、").join(map(str, clash[:8]))
        lines.append(
            words.t(
                "▲ 第{numbers}项在旧清单里是别的任务，而且已有填报，不能接着用。请另设一个数据库载入这份清单。",
                numbers=numbers,
            )
        )
    return lines


def loaded(words: Words, plan: Plan, revision: int) -> Outgoing:
    """The list is the plan now."""
    return Outgoing(
        title=words.t("已载入：{title}（第{revision}版）✓", title=plan.title, revision=revision),
        lines=(words.t("从下一次提醒起按这份清单。邀请联络员：回复“邀请 {lead} 联络员”。", lead=next(plan.leads())),),
    )


def dropped(words: Words) -> Outgoing:
    """Nothing was loaded."""
    return figures.plain(words, "没有载入，没有改动任何内容。")


def _button(do: str, draft: int, **more: Any) -> dict[str, Any]:
    return {"flow": "lists", "do": do, "draft": draft, **more}
