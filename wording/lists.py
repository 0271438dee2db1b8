"""A task list handed in by chat: how to, its preview with what was and was not read, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.grids import Unreadable
from domain.listed import Looked
from domain.messages import Action, Choice, Outgoing, Style
from domain.plan import Plan, Task
from wording import figures, imported
from wording.words import N_, Words

TASKS_SHOWN = 15
NOTICES_SHOWN = 8
GONE_SHOWN = 10
MOST_VERSIONS = 5


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


def preview(words: Words, found: Looked, first: int = 0) -> Outgoing:
    """What a list holds, its tasks from the `first` one on, what was not read and where, what it would change; nothing
    is stored yet."""
    reading, draft = found.reading, found.draft
    card = f"list:{draft}"
    cancel = Choice(words.t("取消"), _button("drop", draft))
    look_at = list(imported.notices(words, reading.notices, found.noticed, NOTICES_SHOWN))
    plan = reading.plan
    if plan is None:
        lines = [imported.missing(words, reading), *look_at]
        if reading.missing == "year":
            lines.append(words.t("请回复年份，如“2026年”。"))
        elif reading.incomplete:
            lines.append(words.t("可以直接回复“第{task}项牵头是…”。", task=reading.incomplete[0].number))
        return Outgoing(title=_title(words, found.name, None), lines=tuple(lines), choices=(cancel,), card=card)
    lines = [_counts(words, plan), *_tasks(words, plan.tasks, first)]
    if look_at:
        lines += [words.t("— 请看一看 —"), *look_at]
    lines += imported.same(words, reading.same[:3])
    if reading.openings:
        lines.append(
            words.t("{count}项已写了完成情况：载入后请各单位核对一次，确认了才算填报", count=len(reading.openings))
        )
    lines += _changes(words, found)
    choices = [] if found.clash else [Choice(words.t("载入"), _button("load", draft), Style.PRIMARY)]
    if first + TASKS_SHOWN < len(plan.tasks):
        choices.append(Choice(words.t("看后面的"), _button("page", draft, first=first + TASKS_SHOWN)))
    for short, long in reading.same[:2]:
        label = words.t("“{short}”就是“{long}”", short=short, long=long)
        choices.append(Choice(label, _button("join", draft, one=short, other=long)))
    footer = words.t("要改就直接说，如“第3项牵头是区商务局”“第3项时限是6月底前”“不要第7项”；也可以改好文件再发。")
    return Outgoing(_title(words, found.name, plan), tuple(lines), (*choices, cancel), footer, card)


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


def _changes(words: Words, found: Looked) -> list[str]:
    whole = [one for one in found.changed if one.field == "task"]
    new = sum(one.before is None for one in whole)
    other = len({one.task for one in found.changed if one.task is not None and one.field != "task"})
    lines = [
        words.t(
            "与已载入的清单相比：新增{new}项，去掉{gone}项，改动{other}项", new=new, gone=len(found.gone), other=other
        )
        if found.changed
        else words.t("与已载入的清单相同")
    ]
    lines += _losses(words, found)
    if found.clash:
        numbers = words.t("、").join(map(str, found.clash[:8]))
        lines.append(
            words.t(
                "▲ 第{numbers}项在旧清单里是别的任务，而且已有填报，不能接着用。请另设一个数据库载入这份清单。",
                numbers=numbers,
            )
        )
    return lines


def _losses(words: Words, found: Looked) -> list[str]:
    """What would be gone: tasks, those of them that were reported on, departments with people."""
    lines = []
    if found.gone:
        shown = [words.t("{task} {name}", task=one.number, name=one.short) for one in found.gone[:GONE_SHOWN]]
        rest = words.t("……等{count}项", count=len(found.gone)) if len(found.gone) > GONE_SHOWN else ""
        lines.append(words.t("▲ 将去掉：{names}{rest}", names=words.t("；").join(shown), rest=rest))
    if found.reported:
        numbers = words.t("、").join(map(str, found.reported[:GONE_SHOWN]))
        lines.append(words.t("▲ 其中第{numbers}项已有填报：记录仍可查（第N项依据），但不再提醒。", numbers=numbers))
    if found.stranded:
        names = words.t("、").join(found.stranded[:GONE_SHOWN])
        lines.append(words.t("▲ 这些单位有人员绑定，但新清单里没有：{names}。他们将不再收到提醒。", names=names))
    return lines


def losing(words: Words, found: Looked, yes: Action, no: Action) -> Outgoing:
    """Tasks would go: that is asked once more, with their names."""
    assert found.reading.plan is not None
    title = words.t(
        "载入后只有{tasks}项任务，将去掉现有的{gone}项。确定吗？",
        tasks=len(found.reading.plan.tasks),
        gone=len(found.gone),
    )
    label = words.t("确认去掉{gone}项并载入", gone=len(found.gone))
    choices = (Choice(label, yes, Style.DANGER), Choice(words.t("取消"), no))
    return Outgoing(title, tuple(_losses(words, found)), choices, words.t("载入后仍可恢复到现在这一版。"))


def loaded(words: Words, plan: Plan, revision: int, opened: int, asked: int, back: Action) -> Outgoing:
    """The list is the plan now."""
    lines = [
        words.t("从下一次提醒起按这份清单。邀请联络员：回复“邀请 {lead} 联络员”，或发名册。", lead=next(plan.leads()))
    ]
    if opened:
        lines.append(
            words.t(
                "{opened}项带来的完成情况已请{asked}位联络员核对；还没绑定的，绑定时会看到。",
                opened=opened,
                asked=asked,
            )
        )
    return Outgoing(
        title=words.t("已载入：{title}（第{revision}版）✓", title=plan.title, revision=revision),
        lines=tuple(lines),
        choices=(Choice(words.t("恢复之前的清单"), back),),
    )


# ── the plans before ──────────────────────────────────────────────────────────────────────────────────────


def versions(words: Words, plan: Plan, now: int, backs: Sequence[Action]) -> Outgoing:
    """Which plans stood before, each to go back to."""
    lines = [words.t("现在是第{revision}版：{title}，{tasks}项", revision=now, title=plan.title, tasks=len(plan.tasks))]
    if not backs:
        lines.append(words.t("以前没有别的版本。"))
    choices = tuple(Choice(words.t("恢复第{revision}版", revision=one["revision"]), one) for one in backs)
    return Outgoing(words.t("【清单版本】"), tuple(lines), choices)


def ask_back(
    words: Words, plan: Plan, before: Plan, gone: Sequence[Task], come: Sequence[Task], yes: Action, no: Action
) -> Outgoing:
    """Going back to a plan before: what goes, what comes back."""
    told = words.t(
        "将由“{now}”恢复为“{before}”（{tasks}项）。", now=plan.title, before=before.title, tasks=len(before.tasks)
    )
    lines = [told]
    for tasks, sentence in ((gone, N_("去掉：{names}")), (come, N_("恢复：{names}"))):
        if tasks:
            shown = [words.t("{task} {name}", task=one.number, name=one.short) for one in tasks[:GONE_SHOWN]]
            rest = words.t("……等{count}项", count=len(tasks)) if len(tasks) > GONE_SHOWN else ""
            lines.append(words.t(sentence, names=words.t("；").join(shown) + rest))
    lines.append(words.t("已有的填报都保留。"))
    choices = (Choice(words.t("恢复"), yes, Style.PRIMARY), Choice(words.t("取消"), no))
    return Outgoing(words.t("恢复之前的清单吗？"), tuple(lines), choices)


def restored(words: Words, plan: Plan, revision: int, before: int) -> Outgoing:
    """The plan before stands again."""
    return Outgoing(
        words.t("已恢复第{before}版清单，记为第{revision}版 ✓", before=before, revision=revision),
        (words.t("{title}，{tasks}项。从下一次提醒起按这份清单。", title=plan.title, tasks=len(plan.tasks)),),
    )


def stays(words: Words) -> Outgoing:
    """Nothing was restored."""
    return figures.plain(words, "没有恢复，没有改动任何内容。")


def dropped(words: Words) -> Outgoing:
    """Nothing was loaded."""
    return figures.plain(words, "没有载入，没有改动任何内容。")


def _button(do: str, draft: int, **more: Any) -> dict[str, Any]:
    return {"flow": "lists", "do": do, "draft": draft, **more}
