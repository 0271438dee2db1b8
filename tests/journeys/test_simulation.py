"""The rules played over years: what nobody may ever see, and that a simulation is the same engine on another clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.cast import enter, personas
from app.simulate import Cast, Event, Message, Recorder, simulate
from bot.channels.webchat import PLATFORM
from domain import civil
from domain.escalation import Step
from domain.people import Membership, Role
from domain.planfile import loads
from domain.progress import Current, Status
from domain.rules import default_rules
from domain.workdays import QuietHours, Workdays
from scheduler.clock import MovableClock
from scheduler.dispatcher import Dispatcher
from scheduler.playthrough import play
from services import reminders
from storage import plans, rules, updates
from storage.database import Database
from tests.bot.dialogue import PLAN_FILE

ZONE = ZoneInfo("Asia/Shanghai")
PLAN = loads(PLAN_FILE.read_bytes())
NAMES = {one.department: one.name for one in personas(PLAN) if one.role and one.role.value == "liaison"}


def at(text: str) -> datetime:
    return civil.instant(datetime.fromisoformat(text), ZONE)


async def played(since: str, until: str, script: Iterable[Event] = (), people: Cast | None = None) -> list[Message]:
    return [one async for one in simulate(PLAN, at(since), at(until), ZONE, script=script, people=people)]


def never(messages: list[Message]) -> None:
    """What nobody may ever see, whatever the rules and the calendar."""
    workdays = Workdays()
    a_day = Counter((one.to, one.at.date(), kind_of(one)) for one in messages)
    assert set(a_day.values()) == {1}, "one bundle, one chase and one escalation a person and day"
    for one in messages:
        assert not QuietHours(time(20), time(8), workdays).is_quiet(one.at.replace(tzinfo=None)), one
        assert len(one.text.encode()) <= 2048, one
        assert not {"死线", "排名", "处罚"} & {*one.text}, one
        assert set(one.tasks) <= {task.number for task in PLAN.tasks}
        if "liaison" in one.roles:
            assert one.tasks
            for told in ("依据：S-", "免打扰", "直接回复"):
                assert told in one.text, one
            for told in () if one.text.startswith("【配合事项提醒】") else ("办结", "延期"):
                assert told in one.text, one


def kind_of(message: Message) -> str:
    """What it takes of the day's budget."""
    if {*message.steps} & {*Step}:
        return "escalation"
    return "chase" if "chase" in message.steps else "bundle" if "digest" not in message.steps else "digest"


async def test_fifteen_months_of_silence() -> None:
    messages = await played("2022-10-01", "2024-01-01")
    never(messages)
    steps = Counter(step for one in messages for step in one.steps)
    assert steps["open"] == 15 * 8, "each lead department is asked every month"
    assert steps["digest"] == 65, "each Monday, or the workday after it"
    assert steps["due-30"] == 8 + 1, "the 2022 targets of all, and task 34's of 2023"
    tasks = {task for one in messages if "open" in one.steps and one.at.month == 11 for task in one.tasks}
    assert tasks == {task.number for task in PLAN.tasks}, "no task is ever forgotten"


@pytest.mark.slow
async def test_a_year_of_silence_in_a_whole_office_stays_within_everybodys_budget() -> None:
    """18 departments that never answer, each with two A角, a B角 and a head; one head leads two of them."""
    cast: list[tuple[str, tuple[Membership, ...]]] = [("赵", (Membership(Role.COORDINATOR),))]
    for number, department in enumerate(one.name for one in PLAN.departments):
        cast += [(f"联{number}{which}", (Membership(Role.LIAISON, department),)) for which in "甲乙"]
        cast.append((f"备{number}", (Membership(Role.LIAISON, department, backup=True),)))
        cast.append((f"长{number}", (Membership(Role.HEAD, department),)))
    also = Membership(Role.HEAD, [*PLAN.leads()][1])
    cast = [(name, (*roles, also) if name == "长0" else roles) for name, roles in cast]
    messages = await played("2022-10-01", "2023-10-01", people=cast)
    never(messages)
    climbed = Counter(step for one in messages for step in one.steps if step in {*Step})
    assert climbed["blue"] > climbed["yellow"] / 2 > 0
    backups = [one for one in messages if one.to.startswith("备")]
    assert {step for one in backups for step in one.steps} <= {*Step}, "a B角 hears of it only after the chase"
    assert backups


@pytest.mark.slow
async def test_three_years_of_silence() -> None:
    messages = await played("2022-01-01", "2025-01-01")
    never(messages)
    assert Counter(step for one in messages for step in one.steps)["open"] == 36 * 8


async def test_a_message_says_where_it_comes_from() -> None:
    first, *_ = await played("2022-10-20", "2022-10-22")
    line = first.to_json()
    assert list(line) == ["at", "to", "roles", "rule", "step", "tasks", "text"]
    assert (line["at"], line["roles"], line["rule"], line["step"]) == (
        "2022-10-21T09:00+08:00",
        ["liaison"],
        "S-1",
        "open",
    )
    assert {one.to for one in await played("2022-10-20", "2022-10-22")} == {NAMES[lead] for lead in PLAN.leads()}


async def test_days_that_an_admin_set_count_in_a_simulation_too() -> None:
    closed = Workdays({date(2022, 10, 21): False})
    first = [one async for one in simulate(PLAN, at("2022-10-19"), at("2022-10-22"), ZONE, workdays=closed)]
    assert {f"{one.at:%m-%d %H:%M}" for one in first} == {"10-20 09:00"}


async def test_who_answers_in_the_script_is_left_alone() -> None:
    async def answers(database: Database, now: datetime) -> None:
        async with database.write() as tx:
            loaded = await plans.loaded(tx)
            assert loaded is not None
            for task in PLAN.led_by("区科技产业局"):
                said = Current(task.number, "2022", status=Status.ON_TRACK, reported_at=now)
                await updates.keep_current(tx, loaded.id, task.lead, said)

    silent = await played("2022-10-20", "2022-11-01")
    spoken = await played("2022-10-20", "2022-11-01", [(at("2022-10-21 11:00"), answers)])
    missing = [one for one in silent if one not in spoken and "digest" not in one.steps]
    assert [(one.to, one.steps) for one in missing] == [
        (NAMES["区科技产业局"], ("second",)),
        (NAMES["区科技产业局"], ("chase",)),
        (NAMES["区科技产业局"], ("blue",)),
        ("陈立", ("blue",)),
    ]


@pytest.mark.parametrize("hours", [1, 7, 24 * 400])
async def test_a_clock_moved_over_the_same_silent_span_gives_the_same_messages(tmp_path: Path, hours: int) -> None:
    since, until = at("2022-12-20"), at("2023-02-01")
    simulated = [(one.at, one.to, one.text) async for one in simulate(PLAN, since, until, ZONE)]
    assert len(simulated) > 80

    database = await Database.open(f"sqlite:///{tmp_path / 'local.db'}", durable=False)
    async with database.write() as tx:
        plan_id = await plans.save(tx, PLAN)
        await rules.seed(tx, plan_id, default_rules(), since)
        await rules.move_mark(tx, plan_id, since)
        await enter(tx, PLAN, since)
    clock, recorder = MovableClock(since, ticking=False), Recorder(PLATFORM)
    dispatcher = Dispatcher(database, clock, {PLATFORM: recorder}, reminders.compose, "local")
    names = {one.id: one.name for one in personas(PLAN)}
    moved: list[tuple[datetime, str, str]] = []
    while clock.now() < until:
        target = (
            min(clock.now() + timedelta(hours=hours), until) if hours > 1 else _an_hour_at_first(clock.now(), until)
        )
        async for moment in play(database, clock, dispatcher, target):
            moved += [(moment.astimezone(ZONE), names[one.address], one.message.text()) for one in recorder.pushed]
            recorder.pushed.clear()
    await dispatcher.stop()
    await database.close()
    assert moved == simulated


def _an_hour_at_first(now: datetime, until: datetime) -> datetime:
    """Hour by hour through the days on which most happens, then in one go."""
    return now + timedelta(hours=1) if now < datetime(2022, 12, 24, tzinfo=UTC) else until
