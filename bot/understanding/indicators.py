"""A task's indicators as yardsticks for figures in a text: which one a figure with that unit and those words fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.understanding.normalise import plain_name
from bot.understanding.patterns import Pattern
from domain.plan import Task

_SAME = (
    frozenset("人 名 位 个".split()),
    frozenset("场 次 场次".split()),
    frozenset("个 家 所 间".split()),
    frozenset("人次 人".split()),
    frozenset("套 间".split()),
    frozenset("张 个".split()),
    frozenset("个 条 处 座".split()),
    frozenset("场 个".split()),
)
_NOUNS = Pattern(
    r"企业|高校|学校|机构|商户|岗位|学生|学员|居民|群众|客户|用户|项目|基地|社区|街区|园区|公司|团队|协会"
    r"|社团|志愿者|教师|医生|党员|干部|职工|商家|店铺|酒店|工作站|课程|讲座|活动|书吧|教授|人才|导师"
)
_DULL = frozenset(
    (
        "青年",
        "人才",
        "高新",
        "高新区",
        "系列",
        "建设",
        "建成",
        "完成",
        "不少",
        "少于",
        "达到",
        "新增",
        "引进",
        "计划",
        "项目",
    )
)


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator in base units, with the pairs of characters by which it is known."""

    phrase: str
    words: str  # phrase and title, plain
    unit: str
    low: float
    high: float | None
    pairs: frozenset[str]
    is_money: bool
    is_fraction: bool
    current: bool  # of a milestone that runs

    def shared_with(self, text: str) -> int:
        """How many telling pairs of characters of the indicator's name the text has."""
        return len(pairs_of(text) & self.pairs)


def pairs_of(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def measures_of(task: Task | None, today: date) -> tuple[Measure, ...]:
    """The indicators of a task, those of milestones that run on `today` marked as current."""
    if task is None:
        return ()
    found = []
    for milestone in task.milestones:
        for one in milestone.indicators:
            name = plain_name(one.name)
            pairs = pairs_of(name) - _DULL
            unit = plain_name(one.base_unit or one.unit)
            low = one.base_low if one.base_low is not None else one.low
            high = one.base_high if one.base_high is not None else one.high
            found.append(
                Measure(
                    one.phrase,
                    plain_name(one.name + one.phrase + task.title),
                    unit,
                    low,
                    high,
                    pairs,
                    unit.endswith("元"),
                    low != int(low),
                    milestone.starts <= today,
                )
            )
    return tuple(found)


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two measure words count the same kind of thing (3个, 3家 of 驿站)."""
    return one == other or any(one in group and other in group for group in _SAME)


def fitting(measures: Sequence[Measure], words: str, unit: str | None = None) -> str | None:
    """The phrase of the one measure that the words name best, or that alone is current; None where several do. A unit
    other than 个, which counts anything, tells between measures that are not named."""
    ranked = sorted(
        (
            (one.shared_with(words), one.current, round(one.shared_with(words) / max(1, len(one.pairs)), 3), one.phrase)
            for one in measures
        ),
        reverse=True,
    )
    if not ranked:
        return None
    if ranked[0][0]:
        return (
            ranked[0][3] if len(ranked) == 1 or ranked[0][:3] > ranked[1][:3] or ranked[0][3] == ranked[1][3] else None
        )
    current = {one.phrase for one in measures if one.current}
    if len(current) > 1 and unit != "个":
        current = {one.phrase for one in measures if one.current and one.unit == unit}
    return current.pop() if len(current) == 1 else None


def by_noun(measures: Sequence[Measure], words: str) -> str | None:
    """The phrase of the one running measure that speaks of a thing named in the words (项目引进7个)."""
    nouns = _NOUNS.findall(words)
    found = {one.phrase for one in measures if one.current and any(noun in one.words for noun in nouns)}
    return found.pop() if len(found) == 1 else None


def foreign_noun(measures: Sequence[Measure], words: str) -> bool:
    """Whether the words beside a figure name a thing that none of the measures speaks of (35家企业 of 驿站)."""
    return any(not any(noun in one.words for one in measures) for noun in _NOUNS.findall(words))
