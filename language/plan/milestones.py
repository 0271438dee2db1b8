"""The targets of a task, each with its span and its date, become milestones with their indicators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.listed import Notice, Place
from domain.plan import Basis, Indicator, Milestone
from domain.plancheck import LONGEST_TARGET
from language.plan.columns import Span
from language.plan.dues import Due, Manner
from language.plan.figures import bare_figure
from language.plan.naming import DEPENDENT, cut_verbs
from language.plan.targets import basis_of, indicators, left_out

_LONG_NAME = 20


@dataclass(slots=True)
class Aim:
    """A target with its span of days."""

    span: Span
    target: str
    due: Due
    place: Place
    values: list[tuple[str, str, str]] = field(default_factory=list)  # (name, the figure's words, unit)


def milestones_of(
    aims: Sequence[Aim], title: str, place: str, number: int, notices: list[Notice]
) -> tuple[Milestone, ...]:
    """The milestones of a task in the order of time; what looks like a figure and is none becomes a notice."""
    result: list[Milestone] = []
    for aim in aims:
        lasting = aim.due.manner is Manner.LASTING
        due = None if lasting else aim.due.day or aim.span.due
        starts = aim.span.starts
        if due is not None and due < starts:
            starts = date(due.year, 1, 1)
        if result:
            last = result[-1].due
            if last is None or (due is not None and due <= last):
                kept = result[-1]
                more = _once((*kept.indicators, *_indicators(aim, place)), title)
                result[-1] = replace(kept, target=f"{kept.target}\n{aim.target}", indicators=more)
                continue
            starts = max(starts, date.fromordinal(last.toordinal() + 1))
        period = aim.span.period
        if any(one.period == period for one in result):
            period = f"{period}（{len(result) + 1}）" if due is None else f"{due:%Y-%m}"
        if any(one.period == period for one in result):
            period = f"{period}（{len(result) + 1}）"
        readable = len(aim.target) <= LONGEST_TARGET  # a longer one is no target: the plan refuses it
        found = _once(_indicators(aim, place), title) if readable else ()
        result.append(Milestone(period, starts, due, aim.target, found))
        for one in left_out(aim.target, place=place) if readable else ():
            facts = {"words": one.phrase, "why": one.why}
            notices.append(Notice("figure_left_out", aim.place, number, facts))
    return _first_named(_as_before(result))


def _as_before(milestones: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """到2027年建成养老中心3个，到2030年达到5个: a figure without a noun counts what the milestone before counted."""
    result: list[Milestone] = []
    known: dict[str, str] = {}
    for milestone in milestones:
        own = tuple(
            replace(one, name=known.get(one.unit, one.name)) if one.name == one.phrase else one
            for one in milestone.indicators
        )
        known |= {one.unit: one.name for one in own}
        result.append(replace(milestone, indicators=own))
    return tuple(result)


def _first_named(found: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    """Two milestones in one year: the earlier one is named by its month, the last one by the year."""
    if len(found) < 2 or not re.fullmatch(r"\d{4}", found[0].period):
        return found
    same = [one for one in found if one.due and found[0].due and one.due.year == found[0].due.year]
    if len(same) < 2:
        return found
    first, *rest = found
    periods = [f"{first.due:%Y-%m}", *(one.period for one in rest[:-1]), first.period]
    if len({*periods}) != len(periods) or rest[-1] is not same[-1]:
        return found
    return tuple(replace(one, period=period) for one, period in zip(found, periods, strict=True))


def _indicators(aim: Aim, place: str) -> tuple[Indicator, ...]:
    """What the target says, and the figures of columns of their own, named by what they count."""
    counted = {f"{name}：{words if words.endswith(unit) else words + unit}" for name, words, unit in aim.values}
    said = "\n".join(line for line in aim.target.split("\n") if line not in counted)
    return (*indicators(said, place=place), *(found for one in aim.values if (found := _value(*one)) is not None))


def _once(found: tuple[Indicator, ...], title: str) -> tuple[Indicator, ...]:
    """What is said twice (增长6.5%以上 of 地区生产总值增长6.5%以上) counts once; a bare 增长 is named by the task."""
    kept: list[Indicator] = []
    for one in found:
        same = [
            each
            for each in found
            if each is not one and (each.low, each.high, each.unit) == (one.low, one.high, one.unit)
        ]
        if any(one.phrase in each.phrase and len(one.phrase) < len(each.phrase) for each in same):
            continue
        if one.name in DEPENDENT or cut_verbs(one.name)[1] == "":
            own = next((each.name for each in indicators(title)), title)
            kept.append(replace(one, name=own if len(own) <= _LONG_NAME else one.name))
        else:
            kept.append(one)
    return tuple(kept)


def _value(name: str, words: str, unit: str) -> Indicator | None:
    figure = bare_figure(words)
    if figure is None:
        return None
    comparator, low, high = figure
    scale, base = _base_of(unit)
    goal = high if low is None else low
    if goal is None or goal <= 0:
        return None
    based = scale != 1.0
    return Indicator(
        name=name,
        phrase=words,
        comparator=comparator,
        low=low,
        high=high,
        unit=unit,
        basis=Basis.CHANGE if unit == "个百分点" else basis_of(name),
        base_low=round(low * scale, 4) if based and low is not None else None,
        base_high=round(high * scale, 4) if based and high is not None else None,
        base_unit=base if based else None,
    )


def _base_of(unit: str) -> tuple[float, str]:
    found = re.fullmatch(r"(?P<scale>[十百千]?[万亿]+|[百千](?!米|克|瓦))(?P<noun>[^万亿]+)", unit)
    if not found or "/" in unit:
        return 1.0, unit
    scale = 1.0
    for character in found["scale"]:
        scale *= {"十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}[character]
    return scale, found["noun"]
