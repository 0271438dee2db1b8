"""What a department reads when the office has decided: what was decided, by whom, why, and what follows from it."""

from __future__ import annotations

from domain.messages import Choice, Outgoing, Style
from domain.plan import Milestone, Task
from domain.procedure import Kind, Petition, Wish
from domain.progress import Change, Move
from wording import figures
from wording.words import N_, Words

_TITLES = {
    Move.CLOSE: N_("【办结·销号】{subject}"),
    Move.RETURN: N_("【退办】{subject}"),
    Move.REOPEN: N_("【重新打开】{subject}"),
    Move.EXTEND: N_("【同意延期】{subject}"),
    Move.EXCUSE: N_("【非本单位事项】{subject}"),
}
_LINES = {
    Move.CLOSE: N_("{by} 已确认办结，予以销号，不再提醒。谢谢。"),
    Move.RETURN: N_("{by} 退回了办结申请：「{reason}」。请补充后再报，直接回复即可。"),
    Move.REOPEN: N_("{by} 重新打开了这一项：「{reason}」。请继续报送进展，直接回复即可。"),
    Move.EXTEND: N_("{by} 同意延期：完成时限改为{due}（原{before}），提醒和亮灯都按新时限计算。"),
    Move.EXCUSE: N_("{by} 认可这一项不是贵单位的事。在清单调整之前，不再提醒贵单位。"),
}
_NAMES = {
    Move.CLOSE: N_("办结·销号"),
    Move.RETURN: N_("退办"),
    Move.REOPEN: N_("重新打开"),
    Move.EXTEND: N_("同意延期"),
    Move.EXCUSE: N_("认可非本单位事项"),
}
_REFUSED = {
    Kind.EXTENSION: N_("【不同意延期】{subject}"),
    Kind.OBJECTION: N_("【异议未被认可】{subject}"),
    Kind.HANDOVER: N_("【不同意转办】{subject}"),
}
KINDS = {Kind.EXTENSION: N_("延期申请"), Kind.OBJECTION: N_("非本单位事项"), Kind.HANDOVER: N_("转办")}


def subject(words: Words, task: Task, milestone: Milestone | None = None) -> str:
    """第6项 暖心驿站（2022）."""
    named = words.t("第{number}项 {name}", number=task.number, name=task.short)
    return words.t("{task}（{period}）", task=named, period=milestone.period) if milestone else named


def decision(words: Words, move: Move) -> str:
    """办结·销号, 退办 …: a decision by its name."""
    return words.t(_NAMES[move])


def decided(words: Words, change: Change, move: Move, by: str, reason: str | None) -> Outgoing:
    """The office has decided on a milestone."""
    due, before = (one.due or change.milestone.due for one in (change.after, change.before))
    dates = {"due": figures.due(words, due), "before": figures.due(words, before)}
    told = words.t(_LINES[move], by=by, reason=reason or "", **dates)
    choices: tuple[Choice, ...] = ()
    if move in (Move.RETURN, Move.REOPEN):
        number, department = change.task.number, change.task.lead
        action = {"flow": "checkin", "do": "change_one", "department": department, "task": number}
        choices = (Choice(words.t("填报第{task}项", task=number), action, Style.PRIMARY),)
    title = words.t(_TITLES[move], subject=subject(words, change.task, change.milestone))
    return Outgoing(title=title, lines=(told,), choices=choices)


def undone(words: Words, change: Change, move: Move, by: str) -> Outgoing:
    """The office has taken a decision back."""
    due = change.after.due or change.milestone.due
    return Outgoing(
        title=words.t("【收回决定】{subject}", subject=subject(words, change.task, change.milestone)),
        lines=(
            words.t(
                "{by} 收回了刚才的“{decision}”，恢复到此前的状态；完成时限为{due}。",
                by=by,
                decision=decision(words, move),
                due=figures.due(words, due),
            ),
        ),
    )


def refused(words: Words, petition: Petition, by: str) -> Outgoing:
    """A petition was refused, with the reason."""
    wish = petition.wish
    about = wish.contact or words.t("第{number}项（{period}）", number=wish.task, period=wish.period)
    lines = [words.t("{by} 的答复：「{reason}」", by=by, reason=petition.answer or "")]
    if wish.kind is Kind.EXTENSION:
        lines.append(words.t("完成时限不变。确有困难，可补充理由再申请一次。"))
    else:
        lines.append(words.t("仍由您单位按原安排报送；如有疑问，请直接与统筹人员联系。"))
    return Outgoing(title=words.t(_REFUSED[wish.kind], subject=about), lines=tuple(lines))


def handed_over(words: Words, wish: Wish, by: str) -> Outgoing:
    """The new contact will be invited."""
    return Outgoing(
        title=words.t("【同意转办】{subject}", subject=wish.contact),
        lines=(
            words.t(
                "{by} 已同意由{contact}接手，邀请码由统筹人员交给本人；绑定之前仍提醒您。", by=by, contact=wish.contact
            ),
        ),
    )


def pending_again(words: Words, wish: Wish, by: str) -> Outgoing:
    """A refusal was taken back."""
    about = wish.contact or words.t("第{number}项（{period}）", number=wish.task, period=wish.period)
    told = words.t("{by} 收回了刚才的答复，您的“{kind}”重新等待答复。", by=by, kind=words.t(KINDS[wish.kind]))
    return Outgoing(title=words.t("【收回决定】{subject}", subject=about), lines=(told,))
