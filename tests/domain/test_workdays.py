"""Workdays against the printed notices, day by day; years without a notice; overrides; quiet hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.workdays import Day, DayKind, QuietHours, Workdays
from tests.domain.notices import every_day, free_days, worked, worked_weekends

WORKDAYS = Workdays()


def test_every_day_of_five_years_is_as_the_notices_print_it() -> None:
    wrong = [day for day in every_day() if WORKDAYS.is_workday(day) is not worked(day)]
    assert wrong == []


def test_days_off_and_days_worked_for_them_are_known_as_such() -> None:
    for day in free_days():
        assert WORKDAYS.reason(day).kind is DayKind.HOLIDAY, day
    for day in worked_weekends():
        assert WORKDAYS.reason(day).kind is DayKind.MAKEUP, day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-10-01", Day(date(2022, 10, 1), DayKind.HOLIDAY, "national_day")),
        ("2022-10-07", Day(date(2022, 10, 7), DayKind.HOLIDAY, "national_day")),
        ("2022-10-08", Day(date(2022, 10, 8), DayKind.MAKEUP, "national_day")),
        ("2022-10-10", Day(date(2022, 10, 10), DayKind.WORKDAY)),
        ("2022-10-15", Day(date(2022, 10, 15), DayKind.WEEKEND)),
        ("2023-01-25", Day(date(2023, 1, 25), DayKind.HOLIDAY, "spring_festival")),
        ("2023-01-28", Day(date(2023, 1, 28), DayKind.MAKEUP, "spring_festival")),
        ("2022-12-31", Day(date(2022, 12, 31), DayKind.HOLIDAY, "new_years_day")),
    ],
)
def test_the_reason_names_the_holiday(day: str, expected: Day) -> None:
    assert WORKDAYS.reason(date.fromisoformat(day)) == expected


@pytest.mark.parametrize(
    ("verb", "day", "expected"),
    [
        ("next_workday", "2022-09-30", "2022-10-08"),
        ("next_workday", "2022-10-08", "2022-10-09"),
        ("next_workday", "2022-10-09", "2022-10-10"),
        ("previous_workday", "2022-10-08", "2022-09-30"),
        ("roll_forward", "2022-12-25", "2022-12-26"),
        ("roll_forward", "2022-12-26", "2022-12-26"),
        ("roll_forward", "2023-01-21", "2023-01-28"),
        ("roll_back", "2023-01-22", "2023-01-20"),
        ("roll_back", "2022-10-22", "2022-10-21"),
        ("roll_forward", "2022-12-31", "2023-01-03"),
    ],
)
def test_the_nearest_workday(verb: str, day: str, expected: str) -> None:
    assert getattr(WORKDAYS, verb)(date.fromisoformat(day)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [("2022-09-30", 3, "2022-10-10"), ("2022-12-31", -5, "2022-12-26"), ("2022-09-30", -5, "2022-09-23"),
     ("2022-10-01", 0, "2022-10-01")],
)  # fmt: skip
def test_so_many_workdays_on(day: str, count: int, expected: str) -> None:
    assert WORKDAYS.shift(date.fromisoformat(day), count) == date.fromisoformat(expected)


@pytest.mark.parametrize(("year", "known"), [(2003, False), (2004, True), (2022, True), (2026, True), (2031, False)])
def test_a_year_without_a_notice_is_said_to_be_unknown_and_counts_monday_to_friday(year: int, known: bool) -> None:
    assert WORKDAYS.covered(year) is known
    if not known:
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        assert all(WORKDAYS.is_workday(day) is (day.weekday() < 5) for day in days)


def test_an_override_wins_and_says_so() -> None:
    office = Workdays({date(2022, 10, 17): False, date(2022, 10, 15): True, date(2022, 10, 18): True})
    assert office.reason(date(2022, 10, 17)) == Day(date(2022, 10, 17), DayKind.CLOSED)
    assert office.reason(date(2022, 10, 15)) == Day(date(2022, 10, 15), DayKind.OPENED)
    assert office.reason(date(2022, 10, 18)) == Day(date(2022, 10, 18), DayKind.WORKDAY)
    assert office.next_workday(date(2022, 10, 14)) == date(2022, 10, 15)
    assert office.roll_forward(date(2022, 10, 17)) == date(2022, 10, 18)


def test_a_calendar_without_any_workday_ends_its_search() -> None:
    never = Workdays({date(2022, 1, 1) + timedelta(days=n): False for n in range(365)})
    assert never.roll_forward(date(2022, 6, 1)) == date(2022, 6, 1)
    assert QuietHours(workdays=never).release_at(datetime.fromisoformat("2022-06-01T09:00")) > datetime.fromisoformat(
        "2022-06-01T09:00"
    )


@pytest.mark.parametrize(
    ("local", "released"),
    [
        ("2022-10-14T19:59", "2022-10-14T19:59"),
        ("2022-10-14T20:00", "2022-10-17T08:00"),  # Friday evening: Monday
        ("2022-10-14T07:59", "2022-10-14T08:00"),
        ("2022-10-14T08:00", "2022-10-14T08:00"),
        ("2022-09-30T21:00", "2022-10-08T08:00"),  # 国庆, and the 8th is worked
        ("2022-10-08T09:00", "2022-10-08T09:00"),
        ("2022-10-15T10:00", "2022-10-17T08:00"),
    ],
)
def test_quiet_hours_and_days_off_delay(local: str, released: str) -> None:
    quiet = QuietHours(workdays=WORKDAYS)
    assert quiet.release_at(datetime.fromisoformat(local)) == datetime.fromisoformat(released)
    assert quiet.is_quiet(datetime.fromisoformat(local)) is (local != released)


def test_quiet_hours_alone_and_by_day() -> None:
    assert QuietHours().release_at(datetime.fromisoformat("2022-10-15T22:00")) == datetime.fromisoformat(
        "2022-10-16T08:00"
    )
    noon = QuietHours(time(12), time(14))
    assert noon.release_at(datetime.fromisoformat("2022-10-15T13:00")) == datetime.fromisoformat("2022-10-15T14:00")
    assert noon.release_at(datetime.fromisoformat("2022-10-15T14:00")) == datetime.fromisoformat("2022-10-15T14:00")
    assert not QuietHours(time(8), time(8)).is_quiet(datetime.fromisoformat("2022-10-15T03:00"))


@given(st.datetimes(datetime.fromisoformat("2021-01-01"), datetime.fromisoformat("2028-01-01")), st.times(), st.times())
def test_what_is_released_may_go(local: datetime, start: time, end: time) -> None:
    quiet = QuietHours(start.replace(microsecond=0), end.replace(microsecond=0), WORKDAYS)
    released = quiet.release_at(local)
    assert released >= local
    assert not quiet.is_quiet(released)
    assert WORKDAYS.is_workday(released.date())


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_the_nearest_workdays_enclose_the_day(day: date) -> None:
    assert WORKDAYS.roll_back(day) <= day <= WORKDAYS.roll_forward(day)
    assert WORKDAYS.previous_workday(WORKDAYS.next_workday(day)) == WORKDAYS.roll_back(day)
    between = (WORKDAYS.next_workday(day) - day).days
    assert not any(WORKDAYS.is_workday(day + timedelta(days=n)) for n in range(1, between))
