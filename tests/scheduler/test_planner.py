"""The mark: nothing before the first start, everything once, nothing again when the clock is set back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain import planfile
from domain.people import Membership, Role
from domain.rules import default_rules
from scheduler.planner import Planner, plan
from storage import people, plans, rules
from storage import tables as t
from storage.database import Database
from tests.peers.clock import HandClock

PLAN = Path(__file__).parents[2] / "data" / "plan.json"
BEFORE = datetime(2022, 11, 21, 23, 0, tzinfo=UTC)  # Tuesday the 22nd, 07:00 in Beijing
OPENED = datetime(2022, 11, 22, 1, 0, tzinfo=UTC)  # 09:00: the monthly cycle opens


@pytest.fixture
async def office(database: Database) -> Database:
    """The plan with its default rules and one liaison."""
    async with database.write() as tx:
        plan_id = await plans.save(tx, planfile.loads(PLAN.read_bytes()))
        await rules.seed(tx, plan_id, default_rules(), BEFORE)
        liaison = Membership(Role.LIAISON, "区科技产业局")
        person_id = await people.add(tx, "王", (liaison,), BEFORE)
        account = await people.meet(tx, "local", "wang", None)
        await people.bind(tx, account.id, person_id, BEFORE)
    return database


async def planned(database: Database) -> tuple[int, int]:
    """How many occurrences and messages there are."""
    async with database.read() as tx:
        occurrences = (await tx.execute(select(func.count()).select_from(t.occurrence))).scalar_one()
        messages = (await tx.execute(select(func.count()).select_from(t.outbox))).scalar_one()
        return occurrences, messages


async def mark(database: Database) -> datetime:
    async with database.read() as tx:
        found = (await tx.execute(select(t.planner_mark.c.planned_until))).scalar_one()
        assert isinstance(found, datetime)
        return found


async def test_without_a_plan_there_is_nothing_to_do(database: Database) -> None:
    assert await plan(database, BEFORE) == 0
    assert await planned(database) == (0, 0)


async def test_the_first_start_reminds_of_nothing_in_the_past(office: Database) -> None:
    assert await plan(office, OPENED + timedelta(hours=1)) == 0
    assert await planned(office) == (0, 0)
    assert await mark(office) == OPENED + timedelta(hours=1)


async def test_what_comes_due_is_planned_once(office: Database) -> None:
    await plan(office, BEFORE)
    assert await plan(office, OPENED - timedelta(seconds=1)) == 0
    assert await plan(office, OPENED) >= 1
    after = await planned(office)
    assert after[0] >= 6
    assert await plan(office, OPENED) == 0
    assert await plan(office, OPENED + timedelta(seconds=20)) == 0
    assert await planned(office) == after


async def test_a_clock_set_back_repeats_nothing(office: Database) -> None:
    clock = HandClock(BEFORE)
    planner = Planner(office, clock)
    await planner.plan()
    clock.move_to(OPENED)
    await planner.plan()
    after = await planned(office)
    clock.move_to(OPENED - timedelta(hours=1))
    assert await planner.plan() == 0
    assert await mark(office) == OPENED
    clock.move_to(OPENED + timedelta(minutes=1))
    assert await planner.plan() == 0
    assert await planned(office) == after


async def test_after_downtime_there_is_one_jump(office: Database) -> None:
    """Three months at once: one message of a kind waits for the person, not three."""
    await plan(office, BEFORE)
    waiting = await plan(office, OPENED + timedelta(days=90))
    assert 1 <= waiting <= 4
    assert (await planned(office))[1] == waiting
