"""What a person asked for: a reminder later, or none for a while; and when the next thing happens at all."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import update

from domain.recurrence import Weekly
from domain.rules import Audience, Kind, ReminderRule
from services import reminders
from storage import settings, tables
from storage.database import Database
from tests.services.stage import PLAN, SOCIAL, TECH, Curtain, at, curtain

SATURDAY = ReminderRule("x", Kind.CYCLE, Weekly((5,)), (time(9, 0),), audience=Audience(departments=(TECH,)))
EVENING = ReminderRule("x", Kind.CYCLE, Weekly((0,)), (time(21, 0),), audience=Audience(departments=(TECH,)))


@pytest.fixture
def stage(database: Database) -> Curtain:
    return curtain(database)


# ── by request ────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_reminder_asked_for_later_comes_then_and_lists_what_is_missing(stage: Curtain) -> None:
    async with stage("2022-10-21 08:00") as s:
        await s.until("2022-10-21 10:00")
        me = await s.person(TECH)
        async with s.database.write() as tx:
            assert await reminders.later(tx, me, TECH, at("2022-10-21 16:00"), s.clock.now())
            assert not await reminders.later(tx, me, TECH, at("2022-10-21 16:00"), s.clock.now())
        await s.report(6)
        await s.until("2022-10-21 20:00")
        assert s.of(TECH)[1:] == ["10-21 16:00 【进展填报提醒】10月进展填报 · 区科技产业局（5项）"]
        async with s.database.write() as tx:
            await reminders.later(tx, me, TECH, at("2022-10-22 10:00"), s.clock.now())
        for one in PLAN.led_by(TECH):
            await s.report(one.number)
        await s.until("2022-10-23 00:00")
        assert len(s.of(TECH)) == 2, "all was answered"


async def test_who_wants_no_reminders_gets_them_afterwards(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        me = await s.person(TECH)
        async with s.database.write() as tx:
            await settings.write(tx, f"quiet:{me}", {"until": at("2022-10-25 08:00").isoformat()})
        await s.until("2022-10-25 12:00")
        assert s.of(TECH) == ["10-25 08:00 【再次提醒】10月进展填报 · 区科技产业局（6项）"]
        assert len(s.of(SOCIAL)) == 2


# ── the next moment ───────────────────────────────────────────────────────────────────────────────────────


async def test_the_next_moment_is_a_rules_or_a_waiting_messages(stage: Curtain) -> None:
    async with stage("2022-11-07 12:00", (EVENING,)) as s:
        async with s.database.read() as tx:
            assert await reminders.next_moment(tx, s.clock.now(), at("2022-11-08 00:00")) == at("2022-11-07 21:00")
        await s.until("2022-11-07 21:00")
        async with s.database.read() as tx:
            assert await reminders.next_moment(tx, s.clock.now(), at("2022-11-30 00:00")) == at("2022-11-08 08:00")
            assert await reminders.next_moment(tx, s.clock.now(), at("2022-11-08 07:59")) is None


async def test_nothing_is_sent_before_all_of_the_moment_is_planned(stage: Curtain) -> None:
    """The dispatcher looks every second, the planner less often: a bundle waits for what joins it."""
    async with stage("2022-10-21 12:00") as s:
        await s.add(SATURDAY)
        await s.until("2022-10-23 12:00")
        s.clock.move_to(at("2022-10-24 09:00"))
        assert await s.dispatcher.dispatch() == 0
        await s.until("2022-10-24 09:05")
        assert s.of(TECH) == ["10-24 09:00 【再次提醒】10月进展填报 · 区科技产业局（6项）"]


async def test_a_person_without_a_reachable_account_is_passed_over(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        me = await s.person(TECH)
        async with s.database.write() as tx:
            await tx.execute(update(tables.account).where(tables.account.c.person_id == me).values(state="gone"))
        await s.until("2022-10-21 10:00")
        assert len(s.sent) == 7
