"""The ladder on real dates: when a step is due, who hears of it, and what is not counted as silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import civil
from domain.errors import InvalidRule
from domain.escalation import Ladder, Step, climbed, climbs, silent_since
from domain.leave import Absence, excused, on_duty
from domain.people import Membership, Person, Role
from domain.plan import Task
from domain.reminders import Family, Occurrence, contacts, listeners
from domain.rules import Audience, Recipient, default_rules
from domain.workdays import Workdays
from tests.domain import notices

ZONE = ZoneInfo("Asia/Shanghai")
CYCLE, _, OVERDUE, _, _ = default_rules()


def at(text: str) -> datetime:
    return civil.instant(datetime.fromisoformat(text), ZONE)


def taken(since: str, until: str, ladder: Ladder | None = None, away: tuple[str, str] | None = None) -> dict[str, str]:
    """Step -> the day on which a silence takes it, in one cycle or after one due date of that stretch."""
    found: dict[str, str] = {}
    dues = [date(2022, 12, 31)]
    ladder = ladder or Ladder()

    def on_leave(day: date) -> bool:
        return away is not None and date.fromisoformat(away[0]) <= day <= date.fromisoformat(away[1])

    for rule in (CYCLE, OVERDUE):
        for one in sorted(
            climbs(rule, ladder, at(since), at(until), Workdays(), ZONE, dues), key=lambda one: one.fires_at
        ):
            step = climbed(ladder, one, date(2022, 1, 1), Workdays(), on_leave)
            name = f"{one.period or one.due} {step}"
            if step is not None:
                found.setdefault(name, f"{one.local:%m-%d %H:%M}")
    return found


def test_each_step_waits_so_many_workdays() -> None:
    assert taken("2022-10-22", "2022-11-20") == {
        "2022-10 blue": "10-28 09:00",  # due on the 25th, chased on the 26th, two workdays on
        "2022-10 yellow": "11-02 09:00",
        "2022-10 red": "11-09 09:00",
    }


def test_holidays_and_makeup_days_are_counted_as_the_notice_says() -> None:
    """Due on Friday 26 September is Sunday the 25th moved; 国庆 is 1 to 7 October, the 8th and 9th are worked."""
    assert taken("2022-09-26", "2022-10-20") == {
        "2022-09 blue": "09-29 09:00",
        "2022-09 yellow": "10-09 09:00",  # 30 September, 8 and 9 October
        "2022-09 red": "10-14 09:00",
    }


def test_after_a_due_date_silence_climbs_too() -> None:
    found = taken("2023-01-01", "2023-01-19")
    assert {name: when for name, when in found.items() if name.startswith("2022-12-31")} == {
        "2022-12-31 blue": "01-05 09:00",
        "2022-12-31 yellow": "01-10 09:00",
        "2022-12-31 red": "01-17 09:00",
    }


def test_days_of_leave_are_not_counted() -> None:
    assert taken("2022-10-22", "2022-11-20", away=("2022-10-27", "2022-11-01"))["2022-10 blue"] == "11-03 09:00"


@pytest.mark.parametrize(
    ("ladder", "steps"),
    [
        (Ladder(1, 1, 1), {"blue": "10-27", "yellow": "10-28", "red": "10-31"}),
        (Ladder(0, 2, 0), {"yellow": "10-28"}),
        (Ladder(0, 0, 0), {}),
    ],
)
def test_the_waits_are_settable_and_a_step_can_be_left_out(ladder: Ladder, steps: dict[str, str]) -> None:
    found = {name.split()[1]: when[:5] for name, when in taken("2022-10-22", "2022-11-10", ladder).items()}
    assert found == steps


def test_waits_beyond_sense_are_refused() -> None:
    with pytest.raises(InvalidRule):
        Ladder(2, 61, 5)


def test_who_is_not_asked_for_reports_climbs_no_ladder() -> None:
    for audience in (Audience((Recipient.HEAD,)), Audience(unreported_only=True)):
        rule = replace(CYCLE, reporting=None, audience=audience)
        assert [*climbs(rule, Ladder(), at("2022-10-01"), at("2022-12-01"), Workdays(), ZONE, ())] == []


def test_the_next_question_ends_the_silence_of_the_last() -> None:
    late = Ladder(30, 30, 30)
    assert taken("2022-10-22", "2022-12-31", late) == {}, "a month has not so many workdays"


@given(
    st.dates(date(2022, 3, 1), date(2026, 11, 1)),
    st.builds(Ladder, st.integers(1, 10), st.integers(0, 10), st.integers(0, 10)),
)
def test_a_step_comes_exactly_so_many_printed_workdays_after_the_chase(day: date, ladder: Ladder) -> None:
    for one in climbs(CYCLE, ladder, at(f"{day}"), at(f"{day + timedelta(days=30)}"), Workdays(), ZONE, ()):
        chased = silent_since(one, Workdays())
        passed = sum(notices.worked(chased + timedelta(days=n)) for n in range(1, (one.local.date() - chased).days + 1))
        step = climbed(ladder, one, chased, Workdays(), lambda _: False)
        reached = [name for name, wait in ladder.steps() if wait <= passed]
        assert step == (reached[-1] if reached else None)
        assert notices.worked(one.local.date())


# ── who hears of it ───────────────────────────────────────────────────────────────────────────────────────

TASK = Task(6, "暖心驿站", "甲", (), ("乙",))
PEOPLE = (
    Person(1, "联", memberships=(Membership(Role.LIAISON, "甲"),)),
    Person(2, "备", memberships=(Membership(Role.LIAISON, "甲", backup=True),)),
    Person(3, "长", memberships=(Membership(Role.HEAD, "甲"),)),
    Person(4, "统", memberships=(Membership(Role.COORDINATOR),)),
    Person(5, "乙联", memberships=(Membership(Role.LIAISON, "乙"),)),
    Person(6, "又长又统", memberships=(Membership(Role.HEAD, "甲"), Membership(Role.COORDINATOR))),
)


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("chase", {1}),
        (Step.BLUE, {1, 2, 3, 6}),
        (Step.YELLOW, {1, 2, 3, 4, 6}),
        (Step.RED, {1, 2, 3, 4, 6}),
    ],
)
def test_each_step_adds_people_and_nobody_hears_it_twice(step: str, who: set[int]) -> None:
    one = Occurrence("S-1", 1, Family.ASK, step, datetime.fromisoformat("2022-10-25"), at("2022-10-28"), 6, "2022")
    told = [each.person.id for each in listeners(one, Audience(), TASK, PEOPLE)]
    assert set(told) == who
    assert len(told) == len(who)


def test_a_substitute_is_told_and_who_is_away_is_not() -> None:
    leave = [Absence(1, 1, date(2022, 11, 21), date(2022, 11, 25), 5)]
    during = on_duty(PEOPLE, leave, date(2022, 11, 25))
    assert [one.name for one in contacts(during, "甲")] == ["乙联"]
    assert [one.name for one in contacts(during, "乙")] == ["乙联"], "their own department too"
    assert [one.name for one in contacts(on_duty(PEOPLE, leave, date(2022, 11, 26)), "甲")] == ["联"]
    nobody = [replace(leave[0], substitute_id=None)]
    assert [one.name for one in contacts(on_duty(PEOPLE, nobody, date(2022, 11, 21)), "甲")] == ["备"]
    both = [*nobody, Absence(2, 2, date(2022, 11, 1), date(2022, 11, 30))]
    assert [one.name for one in contacts(on_duty(PEOPLE, both, date(2022, 11, 21)), "甲")] == ["联"], "not dropped"
    assert excused(PEOPLE, leave, "甲", date(2022, 11, 21))
    assert not excused(PEOPLE, leave, "甲", date(2022, 11, 26))
    assert not excused(PEOPLE, leave, "丙", date(2022, 11, 21)), "a department without anybody is on no leave"
