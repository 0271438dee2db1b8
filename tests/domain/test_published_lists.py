"""What published lists hold beside figures that accumulate: ceilings, changes, and what goes on for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import Refused
from domain.instants import Cycle
from domain.pace import behind, pace_on
from domain.plan import Basis, Comparator, Department, Indicator, Milestone, Plan, Task
from domain.plancheck import check
from domain.planfile import dumps, loads
from domain.procedure import later_due
from domain.progress import Current, Measured
from domain.standing import Light, Thresholds, assess, completion

CEILING = Indicator("失业率", "失业率控制在3%以内", Comparator.AT_MOST, None, 3.0, "%")
CHANGE = Indicator("占比", "占比提高3个百分点", Comparator.EQUAL, 3.0, 3.0, "个百分点", Basis.CHANGE)
COUNT = Indicator("公园", "建成公园4个", Comparator.EQUAL, 4.0, 4.0, "个")
TARGET = "失业率控制在3%以内，占比提高3个百分点，建成公园4个。"
DAY, JANUARY = date(2022, 11, 25), date(2022, 1, 1)
THEN = datetime(2022, 11, 20, tzinfo=UTC)


def milestone(*indicators: Indicator, due: date | None = date(2022, 12, 31)) -> Milestone:
    return Milestone("2022", JANUARY, due, TARGET, indicators)


def task(one: Milestone) -> Task:
    return Task(1, "甲", "甲局", (one,))


def current(**values: float) -> Current:
    phrases = {"ceiling": CEILING.phrase, "change": CHANGE.phrase, "count": COUNT.phrase}
    measured = {phrases[name]: Measured(value, THEN, 1, 2022) for name, value in values.items()}
    return replace(Current(1, "2022"), values=measured, reported_at=THEN)


def light(one: Milestone, now: Current, day: date = DAY) -> tuple[Light, str]:
    cycle = Cycle("2022-11", datetime(2022, 11, 22, tzinfo=UTC), datetime(2022, 11, 25, tzinfo=UTC))
    standing = assess(task(one), one, now, day, cycle, datetime(2022, 10, 1, tzinfo=UTC), Thresholds())
    return standing.light, standing.reason.code


@pytest.mark.parametrize(("value", "met"), [(2.9, True), (3.0, True), (3.1, False)])
def test_a_ceiling_is_met_from_below(value: float, met: bool) -> None:
    assert CEILING.met_by(value) is met


def test_neither_a_ceiling_nor_a_change_has_a_pace() -> None:
    one = milestone(CEILING, CHANGE, COUNT)
    now = current(ceiling=0.1, change=0.1, count=1)
    assert [behind(each, one, now, DAY) is None for each in one.indicators] == [True, True, False]


@pytest.mark.parametrize(
    ("value", "expected"), [(2.8, (Light.GREEN, "on_pace")), (3.4, (Light.YELLOW, "over_ceiling"))]
)
def test_a_ceiling_that_is_passed_is_yellow(value: float, expected: tuple[Light, str]) -> None:
    assert light(milestone(CEILING), current(ceiling=value)) == expected


def test_completion_counts_no_ceiling() -> None:
    one = milestone(CEILING, COUNT)
    cycle = Cycle("2022-11", THEN, THEN)
    standing = assess(task(one), one, current(ceiling=0.3, count=2), DAY, cycle, THEN, Thresholds())
    assert completion(standing) == 50.0


@pytest.mark.parametrize("day", [DAY, date(2023, 3, 1), date(2030, 12, 30)])
def test_what_goes_on_for_good_is_never_late_near_or_stale(day: date) -> None:
    one = milestone(COUNT, due=None)
    assert light(one, current(count=0), day) == (Light.GREEN, "on_pace")
    assert pace_on(JANUARY, None, day) == 0.0


@pytest.mark.parametrize(("day", "asks"), [(DAY, False), (date(2022, 12, 22), True), (date(2023, 1, 22), False)])
def test_what_goes_on_for_good_is_asked_about_in_december(day: date, asks: bool) -> None:
    one = milestone(due=None)
    cycle = Cycle("2022-12", THEN, THEN)
    assert assess(task(one), one, Current(1, "2022"), day, cycle, THEN, Thresholds()).asks is asks


def test_what_is_never_due_cannot_be_put_off() -> None:
    with pytest.raises(Refused, match="extension_never_due"):
        later_due(milestone(due=None), date(2023, 3, 31), DAY)


def test_the_plan_file_keeps_them() -> None:
    one = milestone(CEILING, CHANGE, due=None)
    plan = Plan("x", "某清单", "Asia/Shanghai", "", (Department("甲局"),), (task(one),))
    assert check(plan) == []
    assert loads(dumps(plan)) == plan
    assert b'"due": null' in dumps(plan)
    assert b'"low": null, "high": 3' in dumps(plan)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (replace(CEILING, low=1.0), "must be null with <="),
        (replace(CEILING, high=None), "must be a number with <="),
        (replace(COUNT, low=None), "must be a number with ="),
    ],
)
def test_bounds_that_contradict_the_comparator_are_named(broken: Indicator, told: str) -> None:
    plan = Plan("x", "某清单", "Asia/Shanghai", "", (Department("甲局"),), (task(milestone(broken)),))
    assert told in " ".join(map(str, check(plan)))
