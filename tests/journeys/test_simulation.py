"""The rules played over years: what nobody may ever see, and that a simulation is the same engine on another clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.assembly import furnish
from app.cast import Persona, enter, personas
from app.script import InvalidScript, read
from app.simulate import Message, Recorder, simulate
from bot.channels.webchat import PLATFORM
from domain import civil
from domain.escalation import Step
from domain.people import Role
from domain.planfile import loads
from domain.workdays import QuietHours, Workdays
from scheduler.clock import MovableClock
from scheduler.dispatcher import Dispatcher
from scheduler.playthrough import play
from services import reminders
from storage import rules
from storage.database import Database
from tests.bot.dialogue import PLAN_FILE

ZONE = ZoneInfo("Asia/Shanghai")
PLAN = loads(PLAN_FILE.read_bytes())
NAMES = {one.department: one.name for one in personas(PLAN) if one.role and one.role.value == "liaison"}


def at(text: str) -> datetime:
    return civil.instant(datetime.fromisoformat(text), ZONE)


async def played(since: str, until: str, script: str = "", *, replies: bool = False) -> list[Message]:
    acts = read(script, PLAN, ZONE, at(since), at(until))
    return [one async for one in simulate(PLAN, at(since), at(until), ZONE, script=acts, replies=replies)]


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


@pytest.mark.slow
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
    """18 departments that never answer, each with two A角 and a head."""
    cast = [Persona("z", "赵", Role.COORDINATOR)]
    for number, department in enumerate(one.name for one in PLAN.departments):
        roles = {"甲": Role.LIAISON, "乙": Role.LIAISON, "长": Role.HEAD}
        cast += [Persona(f"{number}{name}", f"{name}{number}", role, department) for name, role in roles.items()]
    messages = [one async for one in simulate(PLAN, at("2022-10-01"), at("2023-10-01"), ZONE, cast=cast)]
    never(messages)
    climbed = Counter(step for one in messages for step in one.steps if step in {*Step})
    assert climbed["blue"] > climbed["yellow"] / 2 > 0


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
    silent = await played("2022-10-20", "2022-11-01")
    spoken = await played("2022-10-20", "2022-11-01", "2022-10-21 11:00 区科技产业局: [全部正常推进]")
    missing = [one for one in silent if one not in spoken and "digest" not in one.steps]
    assert [(one.to, one.steps) for one in missing] == [
        (NAMES["区科技产业局"], ("second",)),
        (NAMES["区科技产业局"], ("chase",)),
        (NAMES["区科技产业局"], ("blue",)),
        ("陈立", ("blue",)),
    ]


async def test_what_people_do_goes_the_way_of_every_day() -> None:
    """A report in words that is confirmed, a card that is tapped, an office that acts, a stranger."""
    script = """
        # October
        2022-10-21 10:00 区科技产业局: 6 已建4家；14 滞后 等区法务意见；其余正常
        2022-10-21 10:00 王晓明: 确认
        2022-10-21 10:05 团工委: [全部正常]
        2022-10-21 11:00 孙某: 第6项进展
        2022-10-24 14:00 统筹: 第6项进展
        2022-10-24 14:30 统筹: 催办 12
        2022-10-24 14:31 赵敏: [发送]
        2022-10-26 09:30 管理员: 暂停 S-1
    """
    told = await played("2022-10-20", "2022-12-01", script, replies=True)
    replies = [(f"{one.at:%d %H:%M}", one.to, one.text) for one in told if one.steps == ("reply",)]
    assert [(at, to) for at, to, _ in replies] == [
        ("21 10:00", "王晓明"),
        ("21 10:00", "王晓明"),
        ("21 10:05", "沈阳阳"),
        ("21 11:00", "孙某"),
        ("24 14:00", "赵敏"),
        ("24 14:30", "赵敏"),
        ("24 14:31", "赵敏"),
        ("26 09:30", "钱进"),
    ]
    texts = [text for _, _, text in replies]
    assert "已报送6项 ✓" in texts[1]
    assert "暖心驿站" not in texts[3]
    assert "4/5家" in texts[4]
    chased = [one for one in told if one.steps == ("chase",) and one.rules == ()]
    assert [(one.to, f"{one.at:%d %H:%M}") for one in chased] == [(NAMES["区党政办"], "24 14:31")]
    assert not [one for one in told if "open" in one.steps and one.at.month == 11], "S-1 rests"
    quiet = await played("2022-10-20", "2022-12-01", script)
    assert quiet == [one for one in told if one.steps != ("reply",)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nothing of the kind", "script_unread"),
        ("2022-10-21 10:00 统筹:", "script_unread"),
        ("2022-10-21 25:00 统筹: 谁还没报", "script_no_time"),
        ("2022-02-30 10:00 统筹: 谁还没报", "script_no_time"),
        ("2022-10-21 10:00 某某局: 谁还没报", "script_nobody"),
        ("2022-10-21 10:00 联络员: 全部正常", "script_who"),
        ("2023-10-21 10:00 统筹: 谁还没报", "script_outside"),
        ("2022-10-19 10:00 统筹: 谁还没报", "script_outside"),
        ("2022-10-21 10:00 统筹: [没有这个]", "script_no_button"),
    ],
)
async def test_a_line_that_cannot_be_played_is_named(line: str, code: str) -> None:
    with pytest.raises(InvalidScript) as caught:
        await played("2022-10-20", "2022-10-22", f"# two lines before\n\n{line}")
    assert (caught.value.line, caught.value.code) == (3, code)


@pytest.mark.parametrize(
    "hours", [pytest.param(1, marks=pytest.mark.slow), 7, pytest.param(24 * 400, marks=pytest.mark.slow)]
)
async def test_a_clock_moved_over_the_same_silent_span_gives_the_same_messages(tmp_path: Path, hours: int) -> None:
    since, until = at("2022-12-20"), at("2023-02-01")
    simulated = [(one.at, one.to, one.text) async for one in simulate(PLAN, since, until, ZONE)]
    assert len(simulated) > 80

    database = await Database.open(f"sqlite:///{tmp_path / 'local.db'}", durable=False)
    async with database.write() as tx:
        await rules.move_mark(tx, await furnish(tx, PLAN, since), since)
        await enter(tx, personas(PLAN), since)
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
