"""The check-in card as it is walked through, and the receipt it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.doubts import Doubt
from domain.messages import Action, Choice, Outgoing, Style
from domain.plan import Indicator
from domain.progress import Change, Recorded, State, Status, going_on
from domain.standing import Standing
from wording import evidence, figures, report
from wording.words import N_, Words

_BUTTONS = {
    "other": N_("其他数"),
    "trouble": N_("滞后/受阻"),
    "type": N_("打字说明"),
    "skip": N_("跳过"),
    "back": N_("‹返回"),
    "solved": N_("已解决"),
    "submit": N_("确认报送"),
    "amend": N_("改一项"),
    "cancel": N_("取消"),
}
REASONS = (N_("等上级文件"), N_("等兄弟单位"), N_("资金"))
_PAGE = 5  # tasks on one page of choices; the sixth button turns the page


def button(words: Words, name: str, action: Action, style: Style | None = None) -> Choice:
    """One of the buttons that say the same on every card."""
    return Choice(words.t(_BUTTONS[name]), action, style)


def figure_card(words: Words, place: str, standing: Standing, at: int, choices: Sequence[Choice]) -> Outgoing:
    """1/6 · 6 暖心驿站: one indicator of one task, with the target and what was last said."""
    indicator = standing.milestone.indicators[at]
    last = standing.current.value(indicator.phrase)
    asked = words.t(
        "{name}　目标{bound}，上期{last}",
        name=indicator.name,
        bound=figures.bound(words, indicator),
        last=words.t("未报") if last is None else f"{words.number(last)}{indicator.unit}",
    )
    return Outgoing(
        title=f"{place} · {standing.task.number} {standing.task.short}",
        lines=(standing.milestone.target, asked),
        choices=tuple(choices),
        footer=words.t("也可以直接发数或说明"),
    )


def status_card(words: Words, place: str, standing: Standing, choices: Sequence[Choice]) -> Outgoing:
    """2/6 · 14 小青新扶持: a task without figures is asked for its state."""
    last = figures.last_said(words, standing.milestone, standing.current)
    return Outgoing(
        title=f"{place} · {standing.task.number} {standing.task.short}",
        lines=(standing.milestone.target, words.t("上期：{last}", last=last)),
        choices=tuple(choices),
    )


def unchanged(words: Words, indicator: Indicator, value: float) -> str:
    """仍3家 / still 3."""
    return words.t("仍{value}", value=f"{words.number(value)}{indicator.unit}")


def reaches(words: Words, indicator: Indicator, value: float) -> str:
    """4家, or 5家 达标 where the target is met."""
    told = f"{words.number(value)}{indicator.unit}"
    return words.t("{value} 达标", value=told) if indicator.met_by(value) else told


def how_bad(words: Words, place: str, standing: Standing, choices: Sequence[Choice]) -> Outgoing:
    """滞后 or 受阻?"""
    return Outgoing(
        title=f"{place} · {standing.task.number} {standing.task.short}",
        lines=(words.t("是进度滞后，还是受阻推进不了？"),),
        choices=tuple(choices),
    )


def why(words: Words, place: str, standing: Standing, said: Status, choices: Sequence[Choice]) -> Outgoing:
    """The reason, asked once the state is stored: it may be skipped."""
    return Outgoing(
        title=f"{place} · {standing.task.number} {standing.task.short}",
        lines=(words.t("已记为{status}。原因？", status=figures.status(words, said)),),
        choices=tuple(choices),
    )


def solved_question(words: Words, place: str, standing: Standing, choices: Sequence[Choice]) -> Outgoing:
    """19 上期受阻（卡在场地），已解决？"""
    current = standing.current
    status = figures.status(words, going_on(current))
    problem = current.problem
    reason = words.t("（{text}）", text=figures.shortened(problem)) if problem else ""
    return Outgoing(
        title=f"{place} · {standing.task.number} {standing.task.short}",
        lines=(words.t("上期{status}{reason}，已解决？", status=status, reason=reason),),
        choices=tuple(choices),
        footer=words.t("没有说已解决的，问题保留"),
    )


def still(words: Words, standing: Standing) -> str:
    """仍受阻."""
    return words.t("仍{status}", status=figures.status(words, going_on(standing.current)))


def type_it(words: Words, standing: Standing, indicator: Indicator | None) -> Outgoing:
    """Ask for a figure or a reason in words."""
    if indicator is None:
        asked = words.t("请直接打字说明第{task}项的原因。", task=standing.task.number)
    else:
        asked = words.t(
            "请发第{task}项“{name}”的数（单位：{unit}），只发数字即可。",
            task=standing.task.number,
            name=indicator.name,
            unit=indicator.unit,
        )
    return Outgoing(lines=(asked,))


def not_a_figure(words: Words, indicator: Indicator) -> Outgoing:
    """What was typed is not one figure."""
    return figures.plain(
        words,
        "没有读出一个数，没有登记。请只发数字，如“{example}{unit}”；不填请点卡片上的按钮。",
        example=words.number(indicator.goal),
        unit=indicator.unit,
    )


def receipt(
    words: Words, code: str, at: datetime, standings: Sequence[Standing], reported: int, undo: Action, change: Action
) -> Outgoing:
    """已报送 6/6 · 09:03 · 编号 R-1125-04, with each task as it now stands."""
    title = words.t(
        "已报送 {done}/{all} · {time} · 编号 {code}",
        done=reported,
        all=len(standings),
        time=f"{words.local(at):%H:%M}",
        code=figures.receipt(code),
    )
    return Outgoing(
        title=title,
        lines=tuple(task_line(words, one) for one in standings),
        choices=_after(words, code, undo, change),
    )


def recorded(
    words: Words, done: Recorded, undo: Action, change: Action, left: int, finish: Action | None = None
) -> Outgoing:
    """The receipt of a report in words: what now holds for each task that it named. `finish` starts the review of one
    whose target is met."""
    lines = []
    for one in done.changes:
        done_too = one.after.state is State.REPORTED_DONE
        suffix = words.t("（已转统筹人员核实，确认后办结销号）") if done_too else ""
        lines.append(changed(words, one) + suffix)
    if done.evidence:
        lines.append(evidence.along(words, done.evidence))
    title = words.t(
        "已报送{count}项 ✓ {time} · 编号 {code}",
        count=len(done.changes),
        time=f"{words.local(done.at):%H:%M}",
        code=figures.receipt(done.receipt),
    )
    footer = words.t("本期还有{left}项未报", left=left) if left else words.t("本期各项都已报送，谢谢")
    choices = [*_after(words, done.receipt, undo, change)]
    if finish is not None:
        choices.insert(0, Choice(words.t("申请办结"), finish, Style.PRIMARY))
    return Outgoing(
        title=title,
        lines=tuple(lines),
        choices=tuple(choices),
        footer=footer,
    )


def _after(words: Words, code: str, undo: Action, change: Action) -> tuple[Choice, ...]:
    """What one may do with a receipt."""
    return (
        Choice(words.t("撤销"), undo),
        Choice(words.t("改一项"), change),
        evidence.choice(words, code, undo["department"]),
    )


def task_line(words: Words, standing: Standing) -> str:
    """● 6 暖心驿站　4/5家 and, for what was carried over, so much."""
    shape = figures.SHAPES[standing.light] if standing.reported else figures.SHAPES["grey"]
    told = figures.last_said(words, standing.milestone, standing.current)
    if standing.current.state is State.REPORTED_DONE:
        told += words.t("（已转统筹人员核实，确认后办结销号）")
    return f"{shape} {standing.task.number} {standing.task.short}　{told}"


def changed(words: Words, change: Change) -> str:
    """6 暖心驿站　4/5家: what holds for a task after a report."""
    told = figures.last_said(words, change.milestone, change.after)
    return f"{change.task.number} {change.task.short}　{told}"


def carried(words: Words, done: Recorded, undo: Action, change: Action) -> Outgoing:
    """全部正常推进: the last figures stand, marked as carried over."""
    again = words.t("（沿用上期）")
    lines = [f"● {changed(words, one)}{again}" for one in done.changes]
    if done.evidence:
        lines.append(evidence.along(words, done.evidence))
    return Outgoing(
        title=words.t(
            "已报送 {done}/{all} · {time} · 编号 {code}",
            done=len(done.changes),
            all=len(done.changes),
            time=f"{words.local(done.at):%H:%M}",
            code=figures.receipt(done.receipt),
        ),
        lines=tuple(lines),
        choices=_after(words, done.receipt, undo, change),
        footer=words.t("“沿用上期”是对进展正常的说明，不是新的测量值"),
    )


def retracted(words: Words, done: Recorded, again: Action) -> Outgoing:
    """The report was taken back: what holds now."""
    lines = [changed(words, one) for one in done.changes]
    return Outgoing(
        title=words.t("已撤销 {code}", code=figures.receipt(done.receipt)),
        lines=(words.t("现在以此前的填报为准："), *lines),
        choices=(Choice(words.t("重新填报"), again, Style.PRIMARY),),
        footer=words.t("撤销的内容仍留在记录里"),
    )


def pick(words: Words, standings: Sequence[Standing], page: int, chosen: Action, turn: Action) -> Outgoing:
    """改一项: the tasks as buttons, a page at a time. `chosen` gets the task, `turn` the page."""
    shown = standings[page * _PAGE : (page + 1) * _PAGE]
    choices = [Choice(f"{one.task.number} {one.task.short}"[:10], {**chosen, "task": one.task.number}) for one in shown]
    if len(standings) > _PAGE:
        following = page + 1 if (page + 1) * _PAGE < len(standings) else 0
        choices.append(Choice(words.t("更多›"), {**turn, "page": following}))
    return Outgoing(
        title=words.t("改哪一项？"),
        lines=tuple(task_line(words, one) for one in shown),
        choices=tuple(choices),
        footer=words.t("也可以直接发，如：6 应为4家"),
    )


def nothing_open(words: Words, department: str) -> Outgoing:
    """There is nothing to report."""
    return figures.plain(words, "{department}现在没有需要填报的任务。", department=department)


def outdated(words: Words) -> Outgoing:
    """A card of an earlier cycle was pressed."""
    return figures.plain(words, "这是以前的卡片，没有登记任何内容。现在要报的见下面：")


def all_in(words: Words, change: Action) -> Outgoing:
    """全部正常推进 where nothing is owed any more."""
    return Outgoing(
        lines=(words.t("本期各项都已报送，没有重复登记。"),),
        choices=(Choice(words.t("改一项"), change),),
    )


def nothing_stored(words: Words, again: Action) -> Outgoing:
    """Everything was skipped."""
    return Outgoing(
        lines=(words.t("都跳过了，没有登记任何内容。"),),
        choices=(Choice(words.t("重新打开卡片"), again),),
    )


def later(words: Words, choices: Sequence[Choice]) -> Outgoing:
    """稍后提醒: when?"""
    return Outgoing(title=words.t("什么时候再提醒您？"), choices=tuple(choices))


def snoozed(words: Words, at: datetime, undo: Action) -> Outgoing:
    """The reminder will come again."""
    return Outgoing(
        lines=(words.t("好的，{moment}再提醒您。", moment=words.moment(at)),),
        choices=(Choice(words.t("现在填报"), undo),),
    )


def confirm_figure(
    words: Words,
    standing: Standing,
    indicator: Indicator,
    value: float,
    doubts: Sequence[Doubt],
    yes: Action,
    no: Action,
) -> Outgoing:
    """A typed figure, read back before it is stored."""
    told = f"{words.number(value)}{indicator.unit}"
    return Outgoing(
        lines=(
            words.t(
                "第{task}项“{name}”登记为{value}，对吗？", task=standing.task.number, name=indicator.name, value=told
            ),
            *(report.doubt(words, one) for one in doubts),
        ),
        choices=(Choice(words.t("对，{value}", value=told), yes, Style.PRIMARY), Choice(words.t("重填"), no)),
    )
