"""A task's indicators as yardsticks for figures in a text: which one a figure with that unit and those words fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.plan import Task
from language.lexicon.figures import DULL, NOUNS, SAME_UNITS
from language.normalise import plain_name


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator in base units. `pairs` are the pairs of characters by which it is known, `words` all that is said of
    it (plain); `current`: of a milestone that runs."""

    phrase: str
    words: str
    unit: str
    low: float
    high: float | None
    pairs: frozenset[str]
    current: bool

    @property
    def is_money(self) -> bool:
        return self.unit.endswith("元")

    def shared_with(self, text: str) -> int:
        """How many telling pairs of characters of the indicator's name the text has."""
        return len(pairs_of(text) & self.pairs)


def pairs_of(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def measures_of(task: Task | None, today: date) -> tuple[Measure, ...]:
    """The indicators of a task, those of milestones that run on `today` marked as current."""
    return tuple(
        Measure(
            one.phrase,
            plain_name(one.name + one.phrase + task.title),
            plain_name(one.base_unit or one.unit),
            one.goal if one.base_goal is None else one.base_goal,
            one.high if one.base_high is None else one.base_high,
            pairs_of(plain_name(one.name)) - DULL,
            milestone.starts <= today,
        )
        for milestone in (task.milestones if task else ())
        for one in milestone.indicators
        if task
    )


def units_of(task: Task, today: date) -> frozenset[str]:
    """The base units that a task counts in, in its milestones that run on `today`."""
    running = [milestone for milestone in task.milestones if milestone.starts <= today]
    return frozenset(plain_name(one.base_unit or one.unit) for milestone in running for one in milestone.indicators)


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two measure words count the same kind of thing (3个, 3家 of 驿站)."""
    return one == other or any(one in group and other in group for group in SAME_UNITS)


def fitting(measures: Sequence[Measure], words: str, unit: str | None = None) -> str | None:
    """The phrase of the one measure that the words name best, or that alone is current; None where none or several do.

    A unit other than 个, which counts anything, tells between measures that are not named.
    """

    def rank(one: Measure) -> tuple[int, bool, float]:
        shared = one.shared_with(words)
        return shared, one.current, round(shared / max(1, len(one.pairs)), 3)

    ranked = sorted(measures, key=rank, reverse=True)
    if ranked and rank(ranked[0])[0]:
        rivals = [one for one in ranked[1:] if one.phrase != ranked[0].phrase and rank(one) == rank(ranked[0])]
        return None if rivals else ranked[0].phrase
    current = {one.phrase for one in measures if one.current}
    if len(current) > 1 and unit != "个":
        current = {one.phrase for one in measures if one.current and one.unit == unit}
    return current.pop() if len(current) == 1 else None


def by_noun(measures: Sequence[Measure], words: str, running: bool = True) -> str | None:
    """The phrase of the one (running) measure that speaks of a thing named in the words (项目引进7个)."""
    nouns = NOUNS.findall(words)
    asked = [one for one in measures if one.current or not running]
    found = {one.phrase for one in asked if any(noun in one.words for noun in nouns)}
    return found.pop() if len(found) == 1 else None


def foreign_noun(measures: Sequence[Measure], words: str) -> bool:
    """Whether the words beside a figure name a thing that none of the measures speaks of (35家企业 of 驿站)."""
    return any(not any(noun in one.words for one in measures) for noun in NOUNS.findall(words))
