"""A report in words, read back in the plan's terms before it is stored, and what is asked where it is not clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.doubts import Doubt
from domain.messages import Action, Choice, Outgoing, Style
from domain.plan import Indicator, Milestone, Task
from domain.progress import Entry, Status, going_on
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
    first: str | None = None,
) -> Outgoing:
    """我这样理解，可以吗？ `department` is set where a coordinator records what it said (代报); `first` says why it is
    shown once more."""
    shown = [*([first] if first else ()), *lines]
    fine = [one for one in carried if going_on(one.current) is Status.ON_TRACK]
    if fine:
        numbers = words.t("、").join(str(one.task.number) for one in fine)
        shown.append(words.t("其余{count}项（{numbers}）→ 正常（沿用上期）", count=len(fine), numbers=numbers))
    shown += [_still(words, one) for one in carried if one not in fine]
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


def withdraws(words: Words, one: Standing) -> str:
    """An application for 办结 waits, and this says otherwise."""
    return words.t("▲ 第{task}项已申请办结，按这样登记会撤回申请。", task=one.task.number)


def _still(words: Words, one: Standing) -> str:
    """19 → 仍受阻（卡在场地）: what is carried over takes its problem along."""
    said = figures.status(words, going_on(one.current))
    problem = one.current.problem
    reason = words.t("（{text}）", text=figures.shortened(problem)) if problem else ""
    told = words.t(
        "{task} {name} → 仍{status}{reason}", task=one.task.number, name=one.task.short, status=said, reason=reason
    )
    return told + words.t("；已解决请回“{task} 正常”", task=one.task.number)


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
    words: Words,
    standing: Standing,
    indicator: Indicator,
    told: float | None,
    last: float | None,
    yes: Action,
    no: Action,
) -> Outgoing:
    """22已完成, with 3 of 5 on record (`last`) or said in the same breath (`told`): 按「已完成」登记吗？"""
    task, bound = standing.task.number, figures.bound(words, indicator)
    if told is not None:
        value = _value(words, indicator, told)
        line = words.t(
            "第{task}项“{name}”目标{bound}，您说已完成，又说{value}，还没有达到。按「正常推进 {value}」登记吗？",
            task=task,
            name=indicator.name,
            bound=bound,
            value=value,
        )
        choices = (
            Choice(words.t("是，正常推进"), no, Style.PRIMARY),
            Choice(words.t("仍申请办结"), yes),
        )
    else:
        met, now = f"{words.number(indicator.goal)}{indicator.unit}", _value(words, indicator, last)
        line = words.t(
            "第{task}项“{name}”目标{bound}，目前登记{now}。按「已完成 {met}」登记吗？",
            task=task,
            name=indicator.name,
            bound=bound,
            now=now,
            met=met,
        )
        choices = (
            Choice(words.t("是，{value}", value=met), yes, Style.PRIMARY),
            Choice(words.t("不是，仍{value}", value=now) if last is not None else words.t("不是，未完成"), no),
        )
    return Outgoing(lines=(line,), choices=choices, footer=words.t("您的原话已留存。"))


def which_task(words: Words, tasks: Sequence[Task], choices: Sequence[Choice]) -> Outgoing:
    """The text may be about several tasks, or about none that was named."""
    if not tasks:
        return figures.plain(words, "没有读出是哪一项。请带上序号再发一次，如：6 已建4家。您的原话已留存。")
    return Outgoing(
        lines=(words.t("您说的是哪一项？您的原话已留存。"),),
        choices=tuple(choices),
        footer=words.t("也可以带上序号再发一次，如：6 已建4家"),
    )


def what_of(words: Words, task: Task) -> Outgoing:
    """Something was said of a task, in words that nobody could read: report on it, or look at it."""
    report = {"flow": "checkin", "do": "change_one", "department": task.lead, "task": task.number}
    look = {"flow": "query", "do": "ask", "intent": "task_status", "filters": {"tasks": [task.number]}}
    return Outgoing(
        lines=(words.t("第{task}项：没有读出要登记的数或状态，没有登记；您的原话已留存。您是想：", task=task.number),),
        choices=(
            Choice(words.t("填报第{task}项", task=task.number), report, Style.PRIMARY),
            Choice(words.t("看第{task}项进展", task=task.number), look),
        ),
        footer=words.t("也可以换个说法再发，如：{task} 已建4家；{task} 受阻 卡在用地", task=task.number),
    )


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


def ask_again(words: Words, code: str, task: Task | None) -> Outgoing:
    """Something is still open in what was read; `code` is the understanding's question."""
    sentences = {
        "due_date": N_("第{number}项“{name}”预计哪一天完成？请写明日期。您的原话已留存。"),
        "whole_task": N_(
            "第{number}项“{name}”是全部完成了吗？请回复“第{number}项已完成”，或说明还差什么。您的原话已留存。"
        ),
        "which_unit": N_("第{number}项“{name}”的数没有读出单位。请带上单位再发一次。您的原话已留存。"),
        "except": N_(
            "第{number}项“{name}”是什么情况？请一起说，如：{number} 受阻 卡在用地；其余正常。您的原话已留存。"
        ),
        "amend": N_("请直接发更正，如：6 应为4家。发来后会再读一遍给您确认。"),
        "move_previous": N_("刚才那个数应当算到哪一项？请带上序号再发一次，如：6 应为4家。原来的填报可在回执上撤销。"),
    }
    asked = sentences.get(code, N_("没有完全读懂，没有登记。请换个说法，或点“逐项填写”。您的原话已留存。"))
    return figures.plain(words, asked, name=task.short if task else "", number=task.number if task else "")


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


# ── the life of a read-back ───────────────────────────────────────────────────────────────────────────────


def changed_since(words: Words) -> str:
    """An older card was pressed."""
    return words.t("这张之后您又说了新的，以下面这份为准，请再确认一次。")


def reported_since(words: Words, newer: Sequence[Standing]) -> str:
    """Somebody has reported on the same tasks while this waited: what stands now."""
    told = words.t("；").join(
        words.t("第{task}项现为{said}", task=one.task.number, said=figures.last_said(words, one.milestone, one.current))
        for one in newer
    )
    return words.t("这份发出后又有新的登记：{told}。确认后以下面这份为准：", told=told)


def held_so_far(words: Words) -> str:
    """It was set aside; nothing is stored on the first yes."""
    return words.t("这份先前放着，还没有登记。请看清后再确认一次：")


def held(words: Words, tasks: Sequence[int]) -> Outgoing:
    """等等，先别报"""
    return figures.plain(
        words,
        "好的，先不报：第{tasks}项放着，没有登记。改好了直接发；要按原样报，回复“确认”，会先给您再看一遍。",
        tasks=words.t("、").join(map(str, tasks)),
    )


def nothing_waits(words: Words) -> Outgoing:
    """等等 or 确认, with nothing open."""
    return figures.plain(words, "现在没有等您确认的内容。")


def settled(words: Words, receipt: str | None) -> Outgoing:
    """A card whose read-back was confirmed or dropped by word."""
    if receipt is None:
        return figures.plain(words, "这份已经取消，没有登记。")
    return figures.plain(words, "这份已经报送，回执 {receipt}，不再重复登记。", receipt=figures.receipt(receipt))


def recalled(words: Words, tasks: Sequence[int], held: bool, choices: Sequence[Choice]) -> Outgoing:
    """What still waits, below an answer to something else."""
    numbers, count = words.t("、").join(map(str, tasks)), len(tasks)
    if held:
        line = words.t("上面{count}项（{tasks}）还没确认，先放着，没有登记。", count=count, tasks=numbers)
    else:
        line = words.t("上面{count}项（{tasks}）还没确认。", count=count, tasks=numbers)
    return Outgoing(lines=(line,), choices=tuple(choices))


def left_open(words: Words, yes: Action, no: Action | None) -> Outgoing:
    """Another matter has come between: what waited before was not done."""
    return Outgoing(
        lines=(words.t("前面还有一份没有确认，没有办理。要办请点“仍要办”。"),), choices=_still_wanted(words, yes, no)
    )


def look_again(words: Words, yes: Action, no: Action | None) -> Outgoing:
    """A yes after words that nobody could read."""
    return Outgoing(
        lines=(
            words.t(
                "您刚才有一句没有读懂，上面那张没有改动，还没有办理。请看清上面的内容；按原样办，请再回一次“确认”。"
            ),
        ),
        choices=_still_wanted(words, yes, no),
    )


def _still_wanted(words: Words, yes: Action, no: Action | None) -> tuple[Choice, ...]:
    cancel = (Choice(words.t("取消"), no),) if no else ()
    return (Choice(words.t("仍要办"), yes, Style.PRIMARY), *cancel)
