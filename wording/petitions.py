"""延期申请, 非本单位事项, 转办, as the department sees them: what is asked for, read back, submitted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.messages import Action, Choice, Outgoing, Style
from domain.plan import Milestone, Task
from domain.procedure import Kind, Wish
from wording import figures
from wording.checkin import REASONS
from wording.decisions import KINDS, subject
from wording.words import N_, Words


def which_task(words: Words, kind: Kind, choices: Sequence[Choice]) -> Outgoing:
    """For which task?"""
    told = words.t("{kind}是哪一项？您的原话已留存。", kind=words.t(KINDS[kind]))
    return Outgoing(lines=(told,), choices=tuple(choices), footer=words.t("也可以带上序号再发一次"))


def until(words: Words, task: Task) -> Outgoing:
    """To which date?"""
    return figures.plain(
        words,
        "{task}申请延期到哪一天？请发日期，如“2023年3月31日”。您的原话已留存。",
        task=subject(words, task),
    )


def why(words: Words, task: Task, means: Action) -> Outgoing:
    """For which reason? The likely ones as buttons, any other is typed."""
    choices = [Choice(words.t(one), {**means, "reason": words.t(one)}) for one in REASONS]
    return Outgoing(
        lines=(words.t("{task}延期的理由？", task=subject(words, task)),),
        choices=tuple(choices),
        footer=words.t("也可以直接打字说明理由"),
    )


def to_whom(words: Words) -> Outgoing:
    """转办: to whom?"""
    return figures.plain(words, "请发接手同事的姓名（可附科室、电话），统筹人员确认后会给他发邀请；在那之前仍提醒您。")


def read_back(
    words: Words, wish: Wish, task: Task | None, milestone: Milestone | None, late: bool, yes: Action, no: Action
) -> Outgoing:
    """Exactly what would be submitted."""
    lines = []
    if wish.kind is Kind.EXTENSION and milestone and wish.proposed and task:
        title = words.t("延期申请 · {task}", task=subject(words, task, milestone))
        lines.append(_dates(words, milestone.due, wish.proposed))
        lines.append(words.t("理由：「{text}」", text=wish.reason or ""))
        if late:
            lines.append(words.t("▲ 已过完成时限，会注明“逾期后提出”。"))
    elif wish.kind is Kind.OBJECTION and task:
        title = words.t("非本单位事项 · {task}", task=subject(words, task, milestone))
        lines.append(words.t("原话：「{text}」", text=wish.reason or ""))
    else:
        about = subject(words, task) if task else wish.department
        title = words.t("转办 · {about}", about=about)
        lines.append(words.t("请统筹人员邀请 {contact} 接手；绑定之前仍提醒您。", contact=wish.contact))
    return Outgoing(
        title=title,
        lines=(*lines, words.t("提交给统筹人员，可以吗？")),
        choices=(Choice(words.t("提交"), yes, Style.PRIMARY), Choice(words.t("取消"), no)),
        footer=words.t("回复“确认”或“1”即可；不对请直接再发一次"),
    )


def _dates(words: Words, due: date | None, proposed: date) -> str:
    return words.t(
        "完成时限 {due} → 申请延到 {proposed}", due=figures.due(words, due), proposed=words.full_day(proposed)
    )


def submitted(words: Words, wish: Wish, take_back: Action) -> Outgoing:
    """The receipt: who decides, what holds until then, and how to take it back."""
    held = {
        Kind.EXTENSION: N_("在答复之前，原定时限不变。"),
        Kind.OBJECTION: N_("在答复之前，仍请照常报送。"),
        Kind.HANDOVER: N_("在接手人绑定之前，仍提醒您。"),
    }[wish.kind]
    return Outgoing(
        title=words.t("已提交{kind} ✓", kind=words.t(KINDS[wish.kind])),
        lines=(words.t("等统筹人员答复，结果会马上告诉您。{held}", held=words.t(held)),),
        choices=(Choice(words.t("撤回申请"), take_back),),
    )


def withdrawn(words: Words, wish: Wish) -> Outgoing:
    """Taken back before it was decided."""
    return figures.plain(words, "已撤回{kind}，一切照旧。", kind=words.t(KINDS[wish.kind]))


def cancelled(words: Words) -> Outgoing:
    """Nothing was submitted."""
    return figures.plain(words, "好的，没有提交。您的原话已留存。")
