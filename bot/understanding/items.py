"""What was said of a group of tasks -> one item a task: percent, status, figures, due, problem, open question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.understanding.dates import When
from bot.understanding.indicators import same_unit
from bot.understanding.manner import is_idle, is_on_track
from bot.understanding.normalise import Text
from bot.understanding.patterns import Pattern
from bot.understanding.reading import AT_RISK, BLOCKED, DONE, IN_PROGRESS, NOT_STARTED, Item, Quantity
from bot.understanding.references import FILLER
from bot.understanding.shares import Share

_PART_OPEN = Pattern(
    r"(?:其中|含|包括|[(](?!另))[^,。)]{0,3}\d+[^\d,。)]{1,5}?(?:在建|在谈|在装修|未|没|正在(?!运营|使用)|筹备|待|计划|意向)"
)
_WHOLE_CLAIM = Pattern(r"任务|全部|整体|全面|[本该这]项|[都均全]")
_STATEMENT = Pattern(r"已|了$|完成|通过|印发|批复|上报|到位|成立|挂牌|举办|出台|上线|公布|发布|启用|投用")
_EXTEND_TO = Pattern(
    r"(?:延期?|延后|延长|推迟|推后|顺延|展期|宽限|缓|改|调整|放宽|推|后延|拖|放|挪"
    r"|申请)[^,。;\d]{0,8}?[到至为]\s*$|[到至]\s*$"
)


def items_of(share: Share, text: Text, delay: bool, today: date, dates: Sequence[When], masked: str) -> list[Item]:
    overall = [degree for degree in share.degrees if degree.overall] or share.degrees
    exact = [degree for degree in overall if not degree.loose] or overall
    values = list(dict.fromkeys(degree.value for degree in exact))
    percent = values[0] if len(values) == 1 else None
    ask = share.asks[0] if share.asks else "which_figure" if len(values) > 1 else None
    manners = [manner for _, manner in share.manners]
    if (
        any(manner.only_waits for manner in manners)
        and any(re.search(r"已|完成", clause) for clause, _ in share.manners)
        and all(
            manner.only_waits or (not manner.obstacle and manner.status in (None, IN_PROGRESS)) for manner in manners
        )
    ):
        share.trouble = []
    quantities = tuple(dict.fromkeys(share.quantities))
    if any(_PART_OPEN.search(clause) for clause, _ in share.manners):  # 3家，其中2家在建: three of what?
        quantities = tuple(replace(one, role="mention") if one.role == "progress" else one for one in quantities)
        ask = "which_figure"
    if _contradict(quantities):
        quantities = _without_outdated(quantities, share.past)
    if _contradict(quantities) and sum(one in share.summed for one in quantities) == 1:  # 收购600套，累计8500套
        quantities = tuple(
            replace(one, role="mention", kind=None)
            if one.role == "progress" and one.kind == "total" and one not in share.summed
            else one
            for one in quantities
        )
        ask = ask or "which_figure"
    if _contradict(quantities):
        quantities = tuple(replace(one, role="mention") if one.role == "progress" else one for one in quantities)
        ask = "which_figure"
    status = _status(share, percent)
    if status == DONE and share.part:
        status, ask = IN_PROGRESS, ask or "whole_task"
    if any(manner.done and manner.unsure for manner in manners):
        ask = ask or "whole_task"
    if status is None and (percent is not None or share.dues or any(one.role == "progress" for one in quantities)):
        status = IN_PROGRESS
    due = share.dues[-1] if share.dues else None
    if delay:
        due = _extended_to(masked, dates, today, share)
    elif share.vague_due and due is None:
        ask = ask or "due_date"
    problem = None
    if share.trouble:
        problem = text.words(_said_from(masked, *share.trouble[0]), share.trouble[-1][1]).strip(" ,，。；;!！、()（）")
    if (
        problem
        and len(share.trouble) > 1
        and any((manner.done or _degree_in(clause)) for clause, manner in share.manners[1:-1])
    ):
        problem = text.words(_said_from(masked, *share.trouble[0]), share.trouble[0][1]).strip(" ,，。；;!！、()（）")
    if problem is not None and status in (None, IN_PROGRESS):
        status = AT_RISK
    return [
        Item(
            task,
            percent,
            status,
            tuple(one for one in quantities if share.owner.get(one, task) == task),
            due,
            problem or None,
            ask,
        )
        for task in share.tasks or (0,)
    ]


def _degree_in(clause: str) -> bool:
    """Whether a clause between two obstacles has figures of its own, so that it does not belong to the reason."""
    return bool(re.search(r"\d+\s*[%家个名人场套]", clause))


def _said_from(masked: str, start: int, end: int) -> int:
    """Where the words of an obstacle begin: after the reference and the state that lead up to it."""
    match = re.match(
        rf"[\s{FILLER}:]*(?:(?:目前|现在|进度|进展|有点|已经|已|就是|是)*(?:滞后|落后|受阻|卡住了?"
        r"|延误)了?[\s:]*(?=\S))?",
        masked[start:end],
    )
    return start + (match.end() if match and match.end() < end - start - 1 else 0)


def _without_outdated(quantities: tuple[Quantity, ...], past: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Of several totals the older ones made previous: those of a day before this month, and what 又 was added to."""
    totals = [one for one in quantities if one.role == "progress" and one.kind == "total"]
    whole = max(totals, key=lambda one: one.value, default=None)
    if (
        whole
        and len(totals) > 2
        and whole is totals[-1]
        and whole.value * 2 == sum(one.value for one in totals if one.unit == whole.unit)
    ):
        return tuple(
            replace(one, role="part", kind=None) if one in totals and one is not whole else one for one in quantities
        )  # 上半年20次，三季度18次，共38次
    sums = {(total.value - one.value, one.unit) for one in quantities if one.kind == "new" for total in totals}
    old = [one for one in totals if one in past or (one.value, one.unit) in sums]
    if len(old) == len(totals):
        return quantities
    return tuple(replace(one, role="previous", kind=None) if one in old else one for one in quantities)


def _contradict(quantities: Sequence[Quantity]) -> bool:
    """Two different totals of what can only be one thing: which holds?"""
    totals = [one for one in quantities if one.role == "progress" and one.kind == "total"]
    return any(
        one.value != other.value
        and same_unit(one.unit, other.unit)
        and (
            one.indicator == other.indicator
            if one.indicator and other.indicator
            else one.indicator or other.indicator or one.hint == other.hint
        )
        for at, one in enumerate(totals)
        for other in totals[at + 1 :]
    )


def _status(share: Share, percent: float | None) -> str | None:
    manners = [manner for _, manner in share.manners]
    found = {manner.status for manner in manners}
    done_at = next((place for place, manner in enumerate(manners) if manner.done), None)
    open_figures = any(one.role in ("gap", "pending") for one in share.quantities) or (
        percent is not None and percent < 100
    )
    doubtful = (
        any(manner.unfinished or manner.obstacle or manner.unsure for manner in manners)
        or open_figures
        or bool(share.dues)
    )
    if BLOCKED in found:
        return BLOCKED
    if AT_RISK in found:
        return AT_RISK
    if not doubtful and (done_at is not None or percent == 100):
        before = share.manners[:done_at] if done_at is not None else []
        asks_to_close = any(manner.asks_to_close for manner in manners)
        said = share.manners[done_at][0] if done_at is not None else ""
        told = [one for one in share.quantities if one.role == "progress"]
        targets = [one for one in share.quantities if one.role == "target"]
        reached = bool(targets) and all(any(_reaches(one, target) for one in told) for target in targets)
        if (
            before
            and not share.short
            and _WHOLE_CLAIM.search(said)
            and all(_STATEMENT.search(clause) or re.search(r"\d", clause) for clause, _ in before)
        ):
            return DONE  # 文件已印发，任务完成
        if (
            share.met
            and done_at is not None
            and all(re.search(r"\d", clause) or is_idle(clause) for clause, _ in before)
        ):
            return DONE  # 3000万元已到位，已完成
        if reached and all(re.search(r"\d", clause) or is_idle(clause) for clause, _ in before) and done_at is not None:
            return DONE  # 目标10名，实际引进11名，已完成
        if all(
            asks_to_close or is_idle(clause) or re.search(r"\d\s*[家个名人场次套张所].{0,3}(?:全部|都|均)", clause)
            for clause, _ in before
        ) and not any(one.role == "target" for one in share.quantities):
            return DONE
        if percent == 100 and all(
            is_idle(re.sub(r"[□\s已经全部]|完成率?|进度|了|推进", "", clause)) for clause, _ in share.manners
        ):
            return DONE
    if (
        NOT_STARTED in found
        and not (found - {NOT_STARTED, None})
        and not share.degrees
        and not any(one.role == "progress" for one in share.quantities)
    ):
        return NOT_STARTED
    if found - {None} or done_at is not None:
        return IN_PROGRESS
    if any(is_on_track(clause) for clause, _ in share.manners) or any(
        manner.unfinished and "完成" in clause for clause, manner in share.manners
    ):
        return IN_PROGRESS
    return None


def _reaches(one: Quantity, target: Quantity) -> bool:
    return one.unit == target.unit and one.indicator == target.indicator and one.value >= target.value


def _extended_to(masked: str, dates: Sequence[When], today: date, share: Share) -> date | None:
    """The day up to which more time is asked for; relative spans (两周) give none."""
    best: date | None = None
    for when in dates:
        coming = when.ahead(today)
        if (
            coming is None
            or when.grain in ("span", "since", "within")
            or (when.grain == "year" and when.first.month == 1)
        ):
            continue
        left, right = masked[: when.start], masked[when.end :]
        if re.search(r"(?:原定|原计划|原来|本来|原)[^,。]{0,6}$", left):
            continue
        if (
            _EXTEND_TO.search(left)
            or re.match(r"^[^,。;]{0,4}(?:前|完成|交|报|行|可以|好吗|再)", right)
            or best is None
        ):
            best = coming.due
    return best


def says_something(item: Item) -> bool:
    return bool(
        item.percent is not None
        or item.status
        or item.due
        or item.problem_text
        or any(one.role in ("progress", "gap", "pending") for one in item.quantities)
    )
