"""A decision step by step: the reason or date that is asked for, what the department will read, and what was done."""

from __future__ import annotations

from datetime import date

from domain.messages import Action, Choice, Outgoing, Style
from wording import figures
from wording.tray import button
from wording.words import N_, Words

_REASONS = {
    "return": (N_("佐证材料不足"), N_("完成数与目标不符"), N_("请补充说明")),
    "reopen": (N_("核实后尚未完成"), N_("销号有误")),
    "extension": (N_("请按原时限推进"), N_("理由不充分"), N_("请先与统筹人员沟通")),
    "objection": (N_("按清单分工由贵单位牵头"), N_("请先与统筹人员沟通")),
    "handover": (N_("请由原联络员继续负责"), N_("请先与统筹人员沟通")),
}
_ASKED = {
    "return": N_("退办{about}：请写明理由，联络员会看到。"),
    "reopen": N_("重新打开{about}：请写明理由，联络员会看到。"),
    "refuse": N_("不同意{about}：请写明理由，联络员会看到。"),
}
_PREVIEW = {
    "return": N_("将退办{about}，并告知{department}联络员："),
    "reopen": N_("将重新打开{about}，并告知{department}联络员："),
    "refuse": N_("将答复“不同意”{about}，并告知{department}联络员："),
}
_CONFIRM = {"return": N_("确认退办"), "reopen": N_("确认重新打开"), "refuse": N_("确认不同意")}


def ask_reason(words: Words, verdict: str, about: str, kind: str, means: Action, back: Action) -> Outgoing:
    """Why? Some reasons as buttons; any other is typed."""
    reasons = _REASONS[kind if verdict == "refuse" else verdict]
    choices = [Choice(words.t(one), {**means, "reason": words.t(one)}) for one in reasons]
    return Outgoing(
        lines=(words.t(_ASKED[verdict], about=about),),
        choices=(*choices, button(words, "back", back)),
        footer=words.t("也可以直接打字说明理由"),
    )


def preview(
    words: Words, verdict: str, about: str, department: str, reason: str, means: Action, back: Action
) -> Outgoing:
    """Exactly what the department will read, before it is decided."""
    again = {**means, "do": "ask"}
    return Outgoing(
        lines=(
            words.t(_PREVIEW[verdict], about=about, department=department),
            words.t("「{text}」", text=reason),
        ),
        choices=(
            Choice(words.t(_CONFIRM[verdict]), {**means, "do": verdict, "reason": reason}, Style.PRIMARY),
            Choice(words.t("改理由"), again),
            Choice(words.t("取消"), back),
        ),
    )


def ask_date(words: Words, about: str, back: Action) -> Outgoing:
    """To which date instead?"""
    return Outgoing(
        lines=(words.t("{about}：同意延期到哪一天？请发日期，如“2023年2月28日”。", about=about),),
        choices=(button(words, "back", back),),
    )


def confirm_date(words: Words, about: str, due: date, before: date, yes: Choice, back: Action) -> Outgoing:
    """The date as it was read."""
    told = words.t(
        "{about}：完成时限由{before}改为{due}，可以吗？",
        about=about,
        before=words.full_day(before),
        due=words.full_day(due),
    )
    return Outgoing(lines=(told,), choices=(yes, Choice(words.t("取消"), back)))


def no_date(words: Words) -> Outgoing:
    """What was typed holds no date."""
    return figures.plain(words, "没有读出日期，没有改动。请写明年月日，如“2023年2月28日”。")


def too_long(words: Words, most: int) -> Outgoing:
    """The reason is longer than a card."""
    return figures.plain(words, "理由太长（最多{most}字），没有改动。请缩短后再发。", most=most)


# ── what was decided ──────────────────────────────────────────────────────────────────────────────────────

_DONE = {
    "close": N_("✓ 已办结·销号：{about}，已告知{department}。"),
    "return": N_("已退办：{about}，已告知{department}。"),
    "reopen": N_("已重新打开：{about}，已告知{department}。"),
    "refuse": N_("已答复“不同意”：{about}，已告知{department}。"),
    "extension": N_("✓ 已同意延期：{about}至{due}，已告知{department}。"),
    "objection": N_("✓ 已认可：{about}。不再提醒{department}；请由管理员调整清单、另定牵头部门。"),
    "handover": N_("✓ 已同意转办：{about}由{contact}接手。邀请码见下一条消息，请交给本人。"),
    "undo": N_("已撤销：{about}，已告知{department}。"),
}


def done(words: Words, what: str, about: str, department: str, due: date | None = None, contact: str = "") -> str:
    """The line above the card after a decision."""
    told = words.full_day(due) if due else ""
    return words.t(_DONE[what], about=about, department=department, due=told, contact=contact)


def which_task(words: Words) -> Outgoing:
    """An order to decide, and no task that is known."""
    return figures.plain(words, "没有认出是哪一项，没有改动。请带上序号，如“退办 第6项 佐证材料不足”，或发“待办”。")
