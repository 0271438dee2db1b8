"""The day's budget when the ladder joins in: what is too much becomes part of another message, and the record tells."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from domain.recurrence import OnDays
from domain.rules import Audience, Kind, Recipient, ReminderRule, default_rules
from storage import absences
from storage import tables as t
from storage.database import Database
from tests.services.stage import SOCIAL, TECH, Curtain, curtain

BLUE = date(2022, 10, 28)
SAME_MORNING = ReminderRule("S-9", Kind.ONCE, OnDays((BLUE,)), audience=Audience((Recipient.LEAD, Recipient.HEAD)))
AFTERNOON = ReminderRule("S-6", Kind.ONCE, OnDays((BLUE,)), (time(15),), audience=Audience(departments=(TECH,)))
EVENING = ReminderRule("S-7", Kind.ONCE, OnDays((BLUE,)), (time(16),), audience=Audience(departments=(TECH,)))


@pytest.fixture
def stage(database: Database) -> Curtain:
    return curtain(database)


async def test_a_step_of_the_ladder_and_a_reminder_of_one_morning_are_one_message(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00", (*default_rules(), SAME_MORNING)) as s:
        await s.until("2022-10-28 23:00")
        assert [one for one in s.of(TECH) if one.startswith("10-28")] == [
            "10-28 09:00 【逾期催办·抄送责任领导】10月进展填报 · 区科技产业局（6项）"
        ]
        heads = [head for head, _ in s.sent if head.endswith(" head")]
        assert heads == ["10-28 09:00 head"], "the copy replaces the head's own reminder"
        async with s.database.read() as tx:
            rows = (await tx.execute(select(t.outbox).order_by(t.outbox.c.id))).mappings().all()
        merged = [row for row in rows if row["state"] == "merged"]
        sent = {row["id"]: row for row in rows if row["state"] == "sent"}
        for row in merged:
            into = int(row["failure"].removeprefix("merged into "))
            assert row["id"] in sent[into]["about"]["merged"], "either names the other"
            assert sent[into]["person_id"] == row["person_id"]


async def test_what_a_day_has_no_room_for_joins_the_next(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00", (*default_rules(), AFTERNOON, EVENING)) as s:
        await s.until("2022-11-02 23:00")
        assert [one[:11] for one in s.of(TECH) if one >= "10-28"] == [
            "10-28 09:00",  # the step of the ladder
            "10-28 15:00",  # one bundle
            "10-31 09:00",  # and the second bundle of the 28th, after the weekend
            "11-02 09:00",
        ]


async def test_the_ladder_climbs_over_what_was_asked(stage: Curtain) -> None:
    late = ReminderRule("S-1", Kind.CYCLE, default_rules()[0].recurrence, reporting=default_rules()[0].reporting)
    async with stage("2022-10-23 08:00", (late,)) as s:
        await s.until("2022-11-20 23:00")
        assert [one[:11] for one in s.of(TECH)] == [
            "10-24 09:00",
            "10-26 09:00",
            "10-28 09:00",
            "11-02 09:00",
            "11-09 09:00",
        ], "the bot began after the opening: it counts from what it asked itself"


async def test_what_waits_for_somebody_who_is_on_leave_by_then_goes_to_the_substitute(stage: Curtain) -> None:
    saturday = ReminderRule("S-1", Kind.ONCE, OnDays((date(2022, 10, 29),)), audience=Audience(departments=(TECH,)))
    async with stage("2022-10-28 12:00", (saturday,)) as s:
        await s.until("2022-10-29 12:00")
        assert s.sent == [], "it waits for Monday"
        async with s.database.write() as tx:
            away, substitute = await s.person(TECH), await s.person(SOCIAL)
            await absences.add(tx, away, date(2022, 10, 31), date(2022, 11, 4), substitute)
        await s.until("2022-11-07 12:00")
        assert [(head, push.message.title) for head, push in s.sent] == [
            (f"10-31 08:00 {SOCIAL}", f"【进展填报提醒】最新进展填报 · {TECH}（6项）")
        ]
