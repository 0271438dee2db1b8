"""A real process on Telegram is killed a hundred times, with answers and reminders on their way.

People write and press, others only hear reminders, the plan's time goes on from life to life. `telegram_history`
holds what they saw against the database.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from app.assembly import read_plan
from domain.people import Membership, Role
from storage import people
from storage.database import Database
from tests.channels.telegram_history import Effect, History, naive_utc
from tests.channels.telegram_office import populate, unlimited
from tests.channels.telegram_process import Lives
from tests.crash.history import derived_faults
from tests.peers.bot_api import TOKEN, BotApi
from tests.peers.bot_api_people import Person
from tests.peers.bot_api_state import Message
from tests.world import PLAN_FILE, at

pytestmark = pytest.mark.slow

KILLS = 100
LONGEST_LIFE = 1.2  # seconds; of every third life the start counts too, so that it is not spared
LATENCY = 0.04  # seconds for a call and its answer: something is always on its way
BEGIN, STEP = at("2022-10-21 09:00"), timedelta(hours=15)
FINAL = at("2023-01-31 18:00")  # one more cycle after the last death, so that what was in doubt is asked again
PATIENCE = 25.0  # seconds until somebody who hears nothing asks again
QUIET, TRIES = 60.0, 300  # seconds for what is owed at the end, and how often to look


@dataclass
class Traffic:
    """Who does what while the process is killed; `closing` lets them end what they have begun."""

    api: BotApi
    effects: list[Effect] = field(default_factory=list)
    asked_again: int = 0
    closing: bool = False

    async def flow(self) -> None:
        """Everything at once, until `closing`."""
        async with asyncio.TaskGroup() as everybody:
            everybody.create_task(self._reports(self.api.people[101], 23, "23 已落实委托培养对象{n}人"))
            everybody.create_task(self._reports(self.api.people[102], 27, "27 已开展公开课{n}场"))
            everybody.create_task(self._asks(self.api.people[104]))

    async def _reports(self, me: Person, task: int, words: str) -> None:
        """Report a figure, one more each time, and confirm it by its button."""
        for n in count(1):
            if self.closing:
                return
            seen = len(me.sees)
            me.says(words.format(n=n))
            card = await self._sees(me, seen, "确认报送", f"{n}")
            if card is None:
                self.asked_again += 1
                continue
            seen = len(me.sees)
            me.taps("确认报送", on=card)
            self.effects.append(Effect(self.api.updates.history[-1]["update_id"], task, float(n)))
            await self._sees(me, seen, "", "已报送", on=card)

    async def _sees(self, me: Person, seen: int, button: str, words: str, on: Message | None = None) -> Message | None:
        """A new message, or `on` redrawn, with these words and that button; None where it does not come."""

        def found() -> Message | None:
            news = [*me.chat.shown[seen:], *([on] if on else [])]
            fits = (one for one in news if words in one.text and (not button or one.key(button)))
            return next(fits, None)

        try:
            await self.api.until(found, words, patience=PATIENCE)
        except AssertionError:
            return None
        return found()

    async def _asks(self, me: Person) -> None:
        for question in ("第23项依据", "第6项目标", "谁还没报", "没有这样的话") * 200:
            if self.closing:
                return
            seen = len(me.sees)
            me.says(question)
            self.asked_again += await self._sees(me, seen, "", "") is None


async def seat_the_silent(url: str, api: BotApi) -> None:
    """A liaison for each department that has none yet: they are reminded and say nothing."""
    database = await Database.open(url)
    async with database.write() as tx:
        taken = {name for one in await people.everyone(tx) for name in one.departments(Role.LIAISON)}
        for number, department in enumerate(read_plan(PLAN_FILE).departments, start=201):
            if department.name not in taken:
                person = api.person(f"联络员{number}", number=number)
                person.chat.reached = True
                account = await people.meet(tx, "telegram", str(number), person.user.first_name)
                role = Membership(Role.LIAISON, department.name)
                id_ = await people.add(tx, person.user.first_name, (role,), at("2022-01-01 09:00"))
                await people.bind(tx, account.id, id_, at("2022-01-01 09:00"))
    await database.close()


def owed(database: Path) -> int:
    """How many messages wait to be sent or answered."""
    due = f"state = 'pending' AND not_before <= '{naive_utc(FINAL)}'"
    with sqlite3.connect(database) as connection:
        found = connection.execute(f"SELECT COUNT(*) FROM outbox WHERE state IN ('sending', 'retry') OR {due}")
        count: int = found.fetchone()[0]
    connection.close()
    return count


async def test_a_hundred_kills_at_random_moments(url: str, tmp_path: Path) -> None:
    moments = Random(2022)
    async with BotApi(limits=unlimited(), latency=LATENCY) as api, Lives(tmp_path, api) as lives:
        populate(api)
        await seat_the_silent(url, api)
        traffic = Traffic(api)
        flowing = asyncio.create_task(traffic.flow())
        try:
            for life in range(KILLS):
                lasts, as_of = moments.uniform(0.05, LONGEST_LIFE), (BEGIN + STEP * life).isoformat()
                await lives.live_for(lasts, "--as-of", as_of, once_serving=life % 3 > 0)
            await lives.live_on("--as-of", (BEGIN + STEP * KILLS).isoformat())
            traffic.closing = True
            await flowing
            await api.until(lambda: not api.updates.queue, "an empty queue", patience=QUIET)
            await lives.rest()
            await lives.live_on("--as-of", FINAL.isoformat())
            for _ in range(TRIES):
                if not owed(lives.database):
                    break
                await asyncio.sleep(QUIET / TRIES)
            await lives.rest()
        finally:
            flowing.cancel()
            await asyncio.gather(flowing, return_exceptions=True)
        history = History.of(api, lives.database, traffic.effects, KILLS, FINAL)
        faults = [*history.faults(), *await derived_faults(url), *api.complaints]
        doubts = sum(row["outcome"] == "unknown" for row in history.tables["send_attempt"])
    assert not faults, "\n".join(faults)
    assert doubts > 20, "hardly a kill hit a message on its way"
    assert len(traffic.effects) > 20
    assert traffic.asked_again < 5, "too often somebody waited in vain"
    assert TOKEN.partition(":")[2] not in lives.log.read_text("utf-8")
