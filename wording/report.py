"""A report in words, read back in the plan's terms before it is stored, and what is asked where it is not clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.doubts import Doubt
from domain.messages import Action, Choice, Outgoing, Style
from domain.plan import Indicator, Milestone, Task
from domain.progress import Entry
from domain.standing import Standing
from wording import figures
from wording.words import N_, Words

_DOUBTS = {
    "falls": N_("▲ 第{task}项“{name}”上期{last}，这次{value}，比上期少。确认无误再报送。"),
    "beyond": N_("▲ 第{task}项“{name}”目标{bound}，这次{value}，相差很大。确认无误再报送。"),
    "done_but_short": N_("▲ 第{task}项“{name}”目标{bound}，目前登记{value}，还没有达到。"),
}


def entry_line(
    words: Words, task: Task, milestone: Milestone, entry: Entry, sums: Mapping[str, tuple[float, float]]
) -> str:
    """6 暖心驿站 → 正常 4/5家; 14 小青新扶持 → 滞后「等区法务意见」."""
    parts = []
    if entry.status is not None:
        parts.append(figures.status(words, entry.status))
    for indicator in milestone.indicators:
        if indicator.phrase in entry.values:
            parts.append(f"{indicator.name} {figures.against(words, indicator, entry.values[indicator.phrase])}")
        if indicator.phrase in sums:
            last, added = sums[indicator.phrase]
            parts.append(words.t("（{last}+{added}）", last=words.number(last), added=words.number(added)))
    if entry.percent is not None:
        parts.append(f"{words.number(entry.percent)}%")
    if entry.problem:
        parts.append(words.t("「{text}」", text=entry.problem))
    if not parts:
        parts.append(words.t("暂无新进展"))
    return f"{task.number} {task.short} → {' '.join(parts)}"


def read_back(
    words: Words,
    lines: Sequence[str],
    carried: Sequence[Standing],
    doubts: Sequence[Doubt],
    loose: Sequence[str],
    choices: Sequence[Choice],
    department: str | None,
) -> Outgoing:
    """我这样理解，可以吗？ `department` is set where a coordinator records what it said (代报)."""
    shown = list(lines)
    if carried:
        numbers = words.t("、").join(str(one.task.number) for one in carried)
        shown.append(words.t("其余{count}项（{numbers}）→ 正常（沿用上期）", count=len(carried), numbers=numbers))
    shown += [doubt(words, one) for one in doubts]
    if loose:
        shown.append(words.t("“{figures}”没有对应的指标，只作文字记录。", figures=words.t("、").join(loose)))
    title = words.t("我这样理解，可以吗？")
    if department:
        title = words.t("代{department}填报。我这样理解，可以吗？", department=department)
    return Outgoing(
        title=title,
        lines=tuple(shown),
        choices=tuple(choices),
        footer=words.t("回复“确认”或“1”即可；不对请直接改，如：6 应为4家"),
    )


def doubt(words: Words, one: Doubt) -> str:
    """A contradiction in figures."""
    indicator = one.facts["indicator"]
    assert isinstance(indicator, Indicator)
    return words.t(
        _DOUBTS[one.code],
        task=one.facts["task"],
        name=indicator.name,
        bound=figures.bound(words, indicator),
        value=_value(words, indicator, one.facts["value"]),
        last=_value(words, indicator, one.facts["last"]),
    )


def _value(words: Words, indicator: Indicator, value: object) -> str:
    return f"{words.number(value)}{indicator.unit}" if isinstance(value, int | float) else words.t("未报")


def really_done(
    words: Words, standing: Standing, indicator: Indicator, last: float | None, yes: Action, no: Action
) -> Outgoing:
    """22已完成, with 3 of 5 on record: 按「已完成 5名」登记吗？"""
    met = f"{words.number(indicator.goal)}{indicator.unit}"
    now = _value(words, indicator, last)
    return Outgoing(
        lines=(
            words.t(
                "第{task}项“{name}”目标{bound}，目前登记{now}。按「已完成 {met}」登记吗？",
                task=standing.task.number,
                name=indicator.name,
                bound=figures.bound(words, indicator),
                now=now,
                met=met,
            ),
        ),
        choices=(
            Choice(words.t("是，{value}", value=met), yes, Style.PRIMARY),
            Choice(words.t("不是，仍{value}", value=now) if last is not None else words.t("不是，未完成"), no),
        ),
        footer=words.t("您的原话已留存。"),
    )


def which_task(words: Words, tasks: Sequence[Task], choices: Sequence[Choice]) -> Outgoing:
    """The text may be about several tasks, or about none that was named."""
    if not tasks:
        return figures.plain(words, "没有读出是哪一项。请带上序号再发一次，如：6 已建4家。您的原话已留存。")
    return Outgoing(lines=(words.t("您说的是哪一项？您的原话已留存。"),), choices=tuple(choices))


def which_figure(words: Words, task: int, told: str, choices: Sequence[Choice]) -> Outgoing:
    """One figure fits several indicators of the task."""
    return Outgoing(
        lines=(words.t("第{task}项的“{told}”对应哪个指标？", task=task, told=told),),
        choices=tuple(choices),
        footer=words.t("您的原话已留存。"),
    )


def which_choice(words: Words, period: str, indicator: Indicator, several: bool) -> str:
    """An indicator as a button; with its period where two milestones are open."""
    return f"{indicator.name} {period}" if several else indicator.name


def not_yours(words: Words, tasks: Sequence[Task]) -> Outgoing:
    """These tasks are led by other departments."""
    lines = [
        words.t("第{task}项由{lead}牵头，不在您的填报范围，没有登记。", task=one.number, lead=one.lead) for one in tasks
    ]
    return Outgoing(lines=(*lines, words.t("您的原话已留存。如确由您单位负责，请联系统筹人员。")))


def unclear(words: Words, open_tasks: int, yes: Action, walk: Action) -> Outgoing:
    """差不多了: which task was not said, and nothing is assumed."""
    return Outgoing(
        lines=(words.t("没有读出是哪一项。{count}项都「正常推进」吗？", count=open_tasks),),
        choices=(
            Choice(words.t("是，全部正常"), yes),
            Choice(words.t("逐项填写"), walk),
            Choice(words.t("帮助"), {"flow": "assist", "do": "help"}),
        ),
        footer=words.t("您的原话已留存。"),
    )


def ask_again(words: Words, code: str, task: Task | None) -> Outgoing:
    """Something is still open in what was read; `code` is the understanding's question."""
    name = f"{task.number} {task.short}" if task else ""
    sentences = {
        "due_date": N_("第{name}项预计哪一天完成？请写明日期。您的原话已留存。"),
        "whole_task": N_("第{name}项是全部完成了吗？请回复“第{number}项已完成”，或说明还差什么。您的原话已留存。"),
        "which_unit": N_("第{name}项的数没有读出单位。请带上单位再发一次。您的原话已留存。"),
        "amend": N_("请直接发更正，如：6 应为4家。发来后会再读一遍给您确认。"),
        "move_previous": N_("刚才那个数应当算到哪一项？请带上序号再发一次，如：6 应为4家。原来的填报可在回执上撤销。"),
    }
    asked = sentences.get(code, N_("没有完全读懂，没有登记。请换个说法，或点“逐项填写”。您的原话已留存。"))
    return figures.plain(words, asked, name=name, number=task.number if task else "")


def cancelled(words: Words) -> Outgoing:
    """Nothing is stored."""
    return figures.plain(words, "好的，没有登记。您的原话已留存。")


def recorded_for_you(words: Words, coordinator: str, receipt: str, lines: Sequence[str]) -> Outgoing:
    """代报, as the department sees it."""
    return Outgoing(
        title=words.t("代报告知 · 编号 {code}", code=figures.receipt(receipt)),
        lines=(words.t("{coordinator} 根据您单位的电话代为填报：", coordinator=coordinator), *lines),
        footer=words.t("如有出入，请直接回复更正"),
    )


def how_to_record_for(words: Words) -> Outgoing:
    """代报 without anything to record."""
    return figures.plain(words, "请写：代报 6 已建4家，或：代报 14 滞后 等区法务意见。")
