"""The policy of reminders, with literal dates: what is asked of whom, what settles it, and which of several is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain import civil
from domain.agenda import Agenda
from domain.escalation import Ladder
from domain.people import Membership, Person, Role
from domain.plan import Department, Milestone, Plan, Task
from domain.progress import Current, State, Status
from domain.recurrence import Weekly
from domain.reminders import Bundle, Family, Occurrence, contacts, holds, newest, occurrences, told
from domain.rules import Audience, Kind, Recipient, ReminderRule, default_rules
from domain.workdays import Workdays

ZONE = ZoneInfo("Asia/Shanghai")
CYCLE, DEADLINE, OVERDUE, DIGEST, SUPPORT = default_rules()


def milestones() -> tuple[Milestone, ...]:
    return (
        Milestone("2022", date(2022, 1, 1), date(2022, 12, 31), "建成5家。"),
        Milestone("2023-2024", date(2023, 1, 1), date(2024, 12, 31), "满足需求。"),
    )


PLAN = Plan(
    id="p",
    title="t",
    timezone="Asia/Shanghai",
    source="s",
    departments=(Department("甲"), Department("乙"), Department("丙")),
    tasks=(
        Task(1, "一", "甲", milestones(), supporting=("乙",)),
        Task(2, "二", "乙", milestones(), supporting=("甲", "丙")),
        Task(3, "三", "甲", milestones()),
    ),
)


def at(text: str) -> datetime:
    return civil.instant(datetime.fromisoformat(text), ZONE)


def between(
    rule: ReminderRule, first: str, last: str, currents: dict[tuple[int, str], Current] | None = None
) -> list[Occurrence]:
    dues = frozenset({date(2022, 12, 31), date(2024, 12, 31)})
    fired = Agenda((rule,), Workdays(), ZONE, dues).between(at(first), at(last))
    return list(occurrences(rule, 1, fired.get(rule, []), PLAN, currents or {}, ZONE))


def said(found: list[Occurrence]) -> list[str]:
    return [f"{one.step} {one.task}/{one.period} {civil.civil(one.fires_at, ZONE):%m-%d %H:%M}" for one in found]


# ── what is asked ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_cycle_asks_for_the_current_milestone_of_every_task() -> None:
    assert said(between(CYCLE, "2022-10-20", "2022-10-23")) == [
        "open 1/2022 10-21 09:00",
        "open 2/2022 10-21 09:00",
        "open 3/2022 10-21 09:00",
    ]
    one = between(CYCLE, "2022-10-20", "2022-10-23")[0]
    assert (one.cycle, one.asked_at, one.due_at) == ("2022-10", at("2022-10-21 09:00"), at("2022-10-25 17:30"))
    assert one.bundle is Bundle.REMINDER


def test_the_steps_of_one_cycle() -> None:
    steps = [one for one in said(between(CYCLE, "2022-10-20", "2022-11-01")) if " 1/" in one]
    assert steps == ["open 1/2022 10-21 09:00", "second 1/2022 10-24 09:00", "chase 1/2022 10-26 09:00"]


@pytest.mark.parametrize(
    ("closed", "day", "period"),
    [
        ((), "2022-11-21", "2022"),
        ((), "2023-02-21", "2022"),  # overdue, and still what is reported on
        (("2022",), "2023-02-21", "2023-2024"),
        (("2022",), "2022-11-21", None),  # closed early: the next has not started
        (("2022", "2023-2024"), "2023-02-21", None),
    ],
)
def test_the_current_milestone_is_the_earliest_that_has_started_and_is_not_closed(
    closed: tuple[str, ...], day: str, period: str | None
) -> None:
    currents = {(1, one): Current(1, one, State.CLOSED) for one in closed}
    last = f"{day[:8]}28"
    periods = {one.period for one in between(CYCLE, day, last, currents) if one.task == 1 and one.step == "open"}
    assert periods == ({period} if period else set())


def test_deadlines_speak_of_the_milestones_due_that_day() -> None:
    found = said(between(DEADLINE, "2022-11-30", "2023-01-10"))
    assert [one for one in found if " 1/" in one] == [
        "due-30 1/2022 12-01 09:00",
        "due-14 1/2022 12-16 09:00",  # 14 days before is Saturday the 17th
        "due-7 1/2022 12-23 09:00",  # Saturday the 24th
        "due-3 1/2022 12-28 09:00",
        "due-1 1/2022 12-30 09:00",
        "due-0 1/2022 12-30 09:00",  # Saturday the 31st
    ]


def test_overdue_begins_on_the_first_workday_and_comes_weekly() -> None:
    found = said(between(OVERDUE, "2022-12-31", "2023-02-01"))
    assert [one for one in found if " 3/" in one] == [
        "late-3 3/2022 01-03 09:00",  # the 1st is a Sunday, the 2nd a holiday
        "late-10 3/2022 01-10 09:00",
        "late-17 3/2022 01-17 09:00",
        "late-24 3/2022 01-28 09:00",  # 春节 until the 27th; the 28th is a Saturday that is worked
        "late-31 3/2022 01-31 09:00",
    ]


@pytest.mark.parametrize(
    ("audience", "tasks"),
    [
        (Audience(), {1, 2, 3}),
        (Audience(departments=("甲",)), {1, 3}),
        (Audience(tasks=(2,)), {2}),
        (Audience((Recipient.SUPPORTING,), departments=("甲",)), {1, 2, 3}),
        (Audience(departments=("丙",)), set()),
    ],
)
def test_a_rule_is_about_the_tasks_of_its_audience(audience: Audience, tasks: set[int]) -> None:
    rule = replace(CYCLE, audience=audience)
    assert {one.task for one in between(rule, "2022-10-20", "2022-10-23")} == tasks


def test_a_digest_has_no_subject() -> None:
    assert said(between(DIGEST, "2022-10-23", "2022-10-25")) == ["digest None/None 10-24 09:00"]


def test_a_key_says_rule_subject_nominal_time_and_step() -> None:
    keys = [one.key for one in between(CYCLE, "2022-10-20", "2022-10-25") if one.task == 1]
    assert keys == ["S-1|1:2022|2022-10-22T09:00|open", "S-1|1:2022|2022-10-24T09:00|second"]


# ── what settles it ───────────────────────────────────────────────────────────────────────────────────────

ASKED = Occurrence(
    "S-1",
    1,
    Family.ASK,
    "open",
    datetime.fromisoformat("2022-10-22T09:00"),
    at("2022-10-21 09:00"),
    1,
    "2022",
    at("2022-10-21 09:00"),
)
NEAR = Occurrence(
    "S-2",
    1,
    Family.DUE,
    "due-7",
    datetime.fromisoformat("2022-12-24T09:00"),
    at("2022-12-23 09:00"),
    1,
    "2022",
    due=date(2022, 12, 31),
)


@pytest.mark.parametrize(
    ("current", "asked", "near"),
    [
        (None, True, True),
        (Current(1, "2022", reported_at=at("2022-10-20 15:00")), True, True),  # before it was asked
        (Current(1, "2022", reported_at=at("2022-10-21 09:00")), False, True),
        (Current(1, "2022", status=Status.BEHIND, reported_at=at("2022-10-24 10:00")), False, True),
        (Current(1, "2022", State.REPORTED_DONE, Status.DONE, reported_at=at("2022-10-01 10:00")), False, False),
        (Current(1, "2022", State.CLOSED, Status.DONE), False, False),
    ],
)
def test_an_answer_settles_a_question_and_only_done_settles_a_due_date(
    current: Current | None, asked: bool, near: bool
) -> None:
    currents = {(1, "2022"): current} if current else {}
    assert (holds(ASKED, currents), holds(NEAR, currents)) == (asked, near)


def test_a_rule_for_the_unreported_is_held_against_the_running_cycle() -> None:
    weekly = ReminderRule("S-9", Kind.CYCLE, Weekly((4,)), (time(16, 30),), audience=Audience(unreported_only=True))
    fired = Agenda((weekly,), Workdays(), ZONE, frozenset()).between(at("2022-10-27"), at("2022-10-29"))[weekly]
    cycle = Agenda((CYCLE,), Workdays(), ZONE, frozenset()).cycle(at("2022-10-28 16:30"))
    assert cycle is not None
    currents = {(1, "2022"): Current(1, "2022", reported_at=at("2022-10-22 10:00"))}
    found = list(occurrences(weekly, 1, fired, PLAN, currents, ZONE, cycle[1]))
    assert [(one.task, one.step, one.bundle) for one in found] == [
        (2, "chase", Bundle.CHASE),
        (3, "chase", Bundle.CHASE),
    ]


# ── which of several is said ──────────────────────────────────────────────────────────────────────────────


def test_after_a_long_silence_only_the_newest_is_said() -> None:
    missed = between(CYCLE, "2022-10-20", "2022-11-03")
    assert said(newest(missed, ZONE)) == [f"chase {task}/2022 10-26 09:00" for task in (1, 2, 3)]
    missed = [*between(DEADLINE, "2022-11-30", "2023-01-12"), *between(OVERDUE, "2022-11-30", "2023-01-12")]
    assert {one.split()[0] for one in said(newest(missed, ZONE))} == {"late-10"}


def test_questions_and_due_dates_of_one_task_are_both_said() -> None:
    day = [
        *between(CYCLE, "2022-12-22 12:00", "2022-12-23 12:00"),
        *between(DEADLINE, "2022-12-23", "2022-12-23 12:00"),
    ]
    assert [one.step for one in newest(day, ZONE) if one.task == 1] == ["second", "due-7"]


def test_of_two_questions_on_one_day_the_one_with_a_date_is_said() -> None:
    undated = replace(ASKED, rule="S-8", step="once", fires_at=at("2022-10-21 15:00"), due_at=None)
    dated = replace(ASKED, due_at=at("2022-10-25 17:30"))
    assert newest([dated, undated], ZONE) == [dated]
    tomorrow = replace(undated, fires_at=at("2022-10-22 09:00"))
    assert newest([dated, tomorrow], ZONE) == [tomorrow]


# ── who is told ───────────────────────────────────────────────────────────────────────────────────────────


def person(number: int, *memberships: Membership) -> Person:
    return Person(number, f"p{number}", memberships=memberships)


LIAISON_A = person(1, Membership(Role.LIAISON, "甲"))
BACKUP_A = person(2, Membership(Role.LIAISON, "甲", backup=True))
BACKUP_B = person(3, Membership(Role.LIAISON, "乙", backup=True))
HEAD_A = person(4, Membership(Role.HEAD, "甲"))
OFFICE = person(5, Membership(Role.COORDINATOR))
ADMIN = person(6, Membership(Role.ADMIN))
BOTH = person(7, Membership(Role.LIAISON, "甲"), Membership(Role.COORDINATOR))
EVERYONE = (LIAISON_A, BACKUP_A, BACKUP_B, HEAD_A, OFFICE, ADMIN, BOTH)


@pytest.mark.parametrize(
    ("department", "role", "who"),
    [
        ("甲", Role.LIAISON, [1, 7]),  # primaries, not the backup
        ("乙", Role.LIAISON, [3]),  # nobody but the backup
        ("丙", Role.LIAISON, []),
        ("甲", Role.HEAD, [4]),
    ],
)
def test_contacts(department: str, role: Role, who: list[int]) -> None:
    assert [one.id for one in contacts(EVERYONE, department, role)] == who


@pytest.mark.parametrize(
    ("audience", "task", "who"),
    [
        (Audience(), 1, {(1, "liaison"), (7, "liaison")}),
        (Audience((Recipient.SUPPORTING,)), 2, {(1, "liaison"), (7, "liaison")}),
        (Audience((Recipient.SUPPORTING,), departments=("丙",)), 2, set()),
        (Audience((Recipient.LEAD, Recipient.COORDINATOR)), 1, {(1, "liaison"), (7, "liaison"), (5, "coordinator")}),
        (Audience((Recipient.HEAD,)), 1, {(4, "head")}),
        (Audience((Recipient.ADMIN,)), None, {(6, "admin")}),
        (Audience((Recipient.COORDINATOR,)), None, {(5, "coordinator"), (7, "coordinator")}),
        (Audience((Recipient.LEAD,)), None, {(1, "liaison"), (7, "liaison"), (3, "liaison")}),
    ],
)
def test_who_is_told_and_as_what(audience: Audience, task: int | None, who: set[tuple[int, str]]) -> None:
    about = PLAN.task(task) if task is not None else None
    assert {(one.person.id, one.role.value) for one in told(audience, about, EVERYONE)} == who


# ── the agenda ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_agenda_does_not_depend_on_how_time_is_cut() -> None:
    agenda = Agenda(default_rules(), Workdays(), ZONE, frozenset({date(2022, 12, 31)}))
    whole = agenda.between(at("2022-10-01"), at("2023-02-01"))
    stepped, moment = [], at("2022-10-01")
    while (following := agenda.first(moment, at("2023-02-01"))) is not None:
        stepped += [one for found in agenda.between(moment, following).values() for one in found]
        moment = following
    assert sorted(map(repr, stepped)) == sorted(repr(one) for found in whole.values() for one in found)
    assert agenda.first(at("2022-10-01"), at("2022-10-07")) is None  # 国庆
    assert agenda.first(at("2022-10-01"), at("2022-10-09")) == at("2022-10-08 09:00")  # Monday's digest, made up
    assert at("2022-10-31 16:00").astimezone(UTC).month == 10


def test_an_override_of_the_calendar_moves_what_follows_it() -> None:
    closed = Agenda((CYCLE,), Workdays({date(2022, 10, 21): False}), ZONE, frozenset(), Ladder(0, 0, 0))
    assert closed.first(at("2022-10-15"), at("2022-10-31")) == at("2022-10-20 09:00")
