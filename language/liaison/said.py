"""What the clauses of one topic say, gathered, and how the task therefore stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from language.indicators import Measure
from language.lexicon import clauses as clause_words
from language.lexicon import manner as words
from language.liaison.clauses import Span, Topic
from language.liaison.degrees import Degree
from language.liaison.manner import Manner
from language.reading import AT_RISK, BLOCKED, DONE, IN_PROGRESS, NOT_STARTED, Quantity


@dataclass(slots=True)
class Said:
    """What a topic's clauses say, gathered clause by clause."""

    topic: Topic
    measures: tuple[Measure, ...]
    degrees: list[Degree] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    summed: list[Quantity] = field(default_factory=list)
    past: list[Quantity] = field(default_factory=list)  # as of a day before this month
    manners: list[tuple[str, Manner]] = field(default_factory=list)
    trouble: list[Span] = field(default_factory=list)  # where the obstacle stands
    dues: list[date] = field(default_factory=list)
    vague_due: bool = False
    owners: dict[Quantity, int] = field(default_factory=dict)  # of several tasks, the one that a figure belongs to
    asks: list[str] = field(default_factory=list)

    @property
    def progress(self) -> list[Quantity]:
        return [one for one in self.quantities if one.role == "progress"]


def status_of(said: Said, percent: float | None) -> str | None:
    """How the task stands; None where nothing was said of it."""
    manners = [manner for _, manner in said.manners]
    found = {manner.status for manner in manners}
    if BLOCKED in found:
        return BLOCKED
    if AT_RISK in found:
        return AT_RISK
    if _is_done(said, percent):
        return DONE
    moved = any(degree.value != 0 for degree in said.degrees) or any(one.value for one in said.progress)
    if NOT_STARTED in found and found <= {NOT_STARTED, None} and not moved:
        return NOT_STARTED
    if found - {None} or any(manner.done or manner.on_track for manner in manners):
        return IN_PROGRESS
    if any(manner.unfinished and re.search("完|办好|弄好|搞好", clause) for clause, manner in said.manners):
        return IN_PROGRESS
    return None


def _is_done(said: Said, percent: float | None) -> bool:
    """Whether the task is said to be done, and nothing beside it says otherwise."""
    manners = [manner for _, manner in said.manners]
    place = next((at for at, manner in enumerate(manners) if manner.done), None)
    if place is None and percent != 100:
        return False
    still_open = said.dues or any(one.role in ("gap", "pending") for one in said.quantities)
    still_open = still_open or any(manner.unfinished or manner.obstacle or manner.unsure for manner in manners)
    if still_open or (percent is not None and percent < 100):
        return False
    if place is None:
        return all(not words.IDLE.sub("", words.HUNDRED.sub("", clause)) for clause, _ in said.manners)
    before = said.manners[:place]
    only_figures = all(manner.idle or clause_words.FIGURES.search(clause) for clause, manner in before)
    targets = [one for one in said.quantities if one.role == "target"]
    running = [one for one in said.measures if one.current]
    met = running and all(any(_meets(one, measure) for one in said.progress) for measure in running)
    reached = targets and all(any(_reaches(one, target) for one in said.progress) for target in targets)
    if only_figures and (met or reached):
        return True  # 3000万元已到位，已完成
    short = any(not any(_meets(one, measure) for measure in said.measures) for one in said.progress)
    claims_all = words.WHOLE_CLAIM.search(said.manners[place][0])
    if before and claims_all and not short and all(words.STATEMENT.search(clause) for clause, _ in before):
        return True  # 文件已印发，任务完成
    asks_to_close = any(manner.asks_to_close for manner in manners)
    harmless = all(
        asks_to_close or manner.idle or re.search(r"Q.{0,3}(?:全部|都|均)", clause) for clause, manner in before
    )
    return harmless and not targets


def _meets(one: Quantity, measure: Measure) -> bool:
    return one.indicator == measure.phrase and one.value >= measure.low


def _reaches(one: Quantity, target: Quantity) -> bool:
    return one.unit == target.unit and one.indicator == target.indicator and one.value >= target.value


def merely_waits(manners: Sequence[tuple[str, Manner]]) -> bool:
    """已报批，等批复: a step that comes anyway is no obstacle."""
    calm = all(one.only_waits or (not one.obstacle and one.status in (None, IN_PROGRESS)) for _, one in manners)
    return (
        calm
        and any(one.only_waits for _, one in manners)
        and any(re.search("已|完成|[完好过]了", text) for text, _ in manners)
    )
