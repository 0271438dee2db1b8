"""The whole bot on WeCom: the real assembly and channel, the fake gateway, a clock that is moved, the whole cast.

    async with open_wecom(url, gateway) as world:
        await world.until("2022-10-21 09:00")
        assert "全部正常推进" in await world.last("王")

It speaks the language of `tests.world.World`, so that a story is played here as it is in the local chat. What people do
takes them five seconds of the plan's time, for a conversation takes thirty messages a minute and no more.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.assembly import Duban, at_work
from app.cast import Persona, personas
from app.produce import Produce
from bot.channels.wecom.app import AgentApp
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.link import Patience
from domain.messages import TwoWay
from domain.people import Membership
from domain.plan import Plan
from scheduler.clock import MovableClock
from scheduler.pacing import WECOM, Pace
from scheduler.playthrough import play
from storage import people
from storage.database import Tx
from storage.files import Files
from storage.inbox import Kept, Raw
from tests.peers.waiting import until
from tests.peers.wecom import Gateway
from tests.peers.wecom_people import Person, Shown
from tests.world import PLAN_FILE, START, at
from wording.wecom import see_above

QUICK = Patience(
    connect=5.0,
    receipt=2.0,
    ping=0.2,
    first=0.01,
    longest=0.05,
    refused=0.01,
    refused_longest=0.02,
    crowded=0.05,
    kicked=0.3,
    kicked_longest=0.6,
    press=0.7,
    answer=10.0,
    fetch=10.0,
)
UNHURRIED = replace(QUICK, receipt=60.0, ping=60.0, answer=60.0)  # a busy machine puts no message in doubt
MACHINE = datetime.fromisoformat("2026-01-05T00:02+00:00")
HUMAN = timedelta(seconds=5)  # between two things that somebody does
CAST = ("王晓明", "李静", "陈立", "赵敏", "钱进", "孙某")
_FULL_LABEL = re.compile(r"^【(.+?)】(.+)$", re.MULTILINE)


class PlanClock(MovableClock):
    """A clock that stands where it was put; limits are measured by it too. The machine's calendar is elsewhere."""

    def __init__(self, start: datetime) -> None:
        self._looks, self.machine_ahead = itertools.count(1), timedelta()
        super().__init__(start, ticking=False, machine=self._later)

    def _later(self) -> datetime:
        return MACHINE + self.machine_ahead + timedelta(milliseconds=next(self._looks))

    def monotonic(self) -> float:
        """The plan's seconds."""
        return self.now().timestamp()


class WeComWorld:
    """A running bot and everybody who talks to it over WeCom."""

    def __init__(self, duban: Duban, gateway: Gateway, channel: WeCom, clock: PlanClock) -> None:
        self.duban, self.gateway, self.channel, self.clock = duban, gateway, channel, clock
        self._come, self._stored = 0, asyncio.Event()
        self._taken = 0
        self._watch()

    def _watch(self) -> None:
        """Count what is stored, to know when all of it is."""
        take = self.duban.intake.take

        async def counted(raws: Sequence[Raw], *more: Any) -> list[Kept]:
            new = await take(raws, *more)
            self._taken += len(raws)
            self._stored.set()
            return new

        self.duban.intake.take = counted  # type: ignore[assignment,method-assign]

    @property
    def plan(self) -> Plan:
        """The plan that is loaded."""
        return self.duban.plan

    def persona(self, who: str) -> Persona:
        """One of the cast: by the first character of the name, or by the department."""
        for one in personas(self.plan):
            if one.department == who or (one.name.startswith(who) and one.name in CAST):
                return one
        raise LookupError(who)

    def person(self, who: str) -> Person:
        """Their side of the conversation."""
        return self.gateway.people[userid(self.persona(who))]

    async def until(self, civil: str) -> None:
        """Let time pass until then, with everything that happens on the way."""
        async for _ in play(self.duban.database, self.clock, self.duban.dispatcher, at(civil)):
            pass

    async def later(self, seconds: float) -> None:
        """Let both times pass."""
        self.clock.machine_ahead += timedelta(seconds=seconds)
        then = self.clock.now() + timedelta(seconds=seconds)
        async for _ in play(self.duban.database, self.clock, self.duban.dispatcher, then):
            pass

    async def says(self, who: str, words: str) -> str:
        """Somebody writes; returns what they see then at the bottom of their chat."""
        self.person(who).says(words)
        await self.quiet(1)
        return await self.last(who)

    async def taps(self, who: str, label: str) -> str:
        """Somebody taps the lowest button that begins so; returns the message that moved last."""
        person = self.person(who)
        for one in reversed(person.chat.shown):
            for shown, key in one.buttons.items():
                if self._whole(person, one, shown).startswith(label):
                    person.presses(key, one)
                    await self.quiet(1)
                    touched = max((found for found in person.chat.shown if not found.mine), key=lambda it: it.touched)
                    return self._read(person, touched)
        raise AssertionError(f"{who} sees no button {label!r} in:\n{await self.last(who)}")

    async def quiet(self, come: int = 0) -> None:
        """Wait until everything that came in (`come` more than before) is answered and everything due has left."""
        self.clock.move_to(self.clock.now() + HUMAN)
        self._come += come
        await until(lambda: self._taken >= self._come, self._stored)
        await self.duban.intake.settle()
        await self.duban.collector.collect()
        await self.duban.dispatcher.dispatch()

    async def last(self, who: str) -> str:
        """The text at the bottom of somebody's chat."""
        person = self.person(who)
        return self._read(person, person.chat.shown[-1]) if person.chat.shown else ""

    async def heard(self, who: str) -> list[str]:
        """Everything that the bot has said to somebody, oldest first; a card of buttons belongs to its text."""
        person = self.person(who)
        shown = person.chat.shown
        below = {id(shown[place - 1]) for place, one in enumerate(shown) if carries_buttons(one)}
        return [self._read(person, one) for one in shown if not one.mine and id(one) not in below]

    async def buttons(self, who: str) -> list[str]:
        """The labels on the lowest message, in full."""
        person = self.person(who)
        lowest = person.chat.shown[-1]
        return [self._whole(person, lowest, label) for label in lowest.buttons]

    async def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """What stands in the database."""
        async with self.duban.database.read() as tx:
            return [dict(row) for row in (await tx.execute(text(query), values)).mappings()]

    def _read(self, person: Person, one: Shown) -> str:
        """A message with the text above its buttons, and the buttons."""
        parts = [self._above(person, one).text] if carries_buttons(one) else [one.text]
        if one.buttons:
            parts.append("".join(f"[{self._whole(person, one, label)}]" for label in one.buttons))
        return "\n".join(line for part in parts for line in part.split("\n") if line.strip())

    def _above(self, person: Person, card: Shown) -> Shown:
        shown = person.chat.shown
        return shown[next(place for place, one in enumerate(shown) if one is card) - 1]

    def _whole(self, person: Person, card: Shown, label: str) -> str:
        """What a button means in full, as the text above it says."""
        if not carries_buttons(card):
            return label
        explained: dict[str, str] = dict(_FULL_LABEL.findall(self._above(person, card).text))
        return explained.get(label, label)


def carries_buttons(one: Shown) -> bool:
    """Whether a card only carries the buttons of the text above it."""
    return one.card.get("sub_title_text") in (see_above("督"), see_above("en"))


def userid(persona: Persona) -> str:
    """Their account: an encrypted id, as small offices see it."""
    return f"woAJ2GCAAA{persona.id}"


async def seat(tx: Tx, cast: Sequence[Persona], now: datetime) -> None:
    """Everybody in an empty database."""
    if await people.everyone(tx):
        return
    for one in cast:
        if one.role is not None:
            account = await people.meet(tx, "wecom", userid(one), None)
            person_id = await people.add(tx, one.name, (Membership(one.role, one.department),), now)
            await people.bind(tx, account.id, person_id, now)


@asynccontextmanager
async def open_wecom(
    url: str,
    gateway: Gateway,
    start: str = START,
    *,
    patience: Patience = QUICK,
    plan_file: Path = PLAN_FILE,
    paces: Mapping[str, Pace] | None = None,
    others: Sequence[Any] = (),
    bot: str | None = None,
    beating: bool = False,
    app: AgentApp | None = None,
    channel: WeCom | None = None,
) -> AsyncIterator[WeComWorld]:
    """The bot on the database of `url` and the WeCom of `gateway`, its clock standing at `start`. `others`: further
    channels."""
    clock = PlanClock(at(start))
    gateway.set_monotonic(clock.monotonic)
    files = Files(Path(url.removeprefix("sqlite:///")).with_name("files"))
    channel = channel or WeCom(
        bot or gateway.bot, gateway.secret, url=gateway.url, patience=patience, produce=Produce(files), app=app
    )
    lines: list[TwoWay] = [channel, *others]

    async def prepare(duban: Duban) -> None:
        cast = personas(duban.plan)
        for one in cast:
            if userid(one) not in gateway.people:
                gateway.person(userid(one), open=one.role is not None)
        async with duban.database.write() as tx:
            await seat(tx, cast, clock.now())
        for line in (channel, *others):
            await line.prepare(duban)

    try:
        async with at_work(
            url,
            plan_file,
            clock,
            lines,
            {line.platform: line.read for line in (channel, *others)},
            files,
            beating=beating,
            durable=False,
            prepare=prepare,
            paces=paces or {"wecom": WECOM},
        ) as duban:
            running = [asyncio.create_task(line.run()) for line in (channel, *others)]
            try:
                yield WeComWorld(duban, gateway, channel, clock)
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)
    finally:
        for line in (channel, *others):
            await line.close()
