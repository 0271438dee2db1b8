"""The whole bot on Telegram, in the language of `tests.world.World`: a story is played here as in the local chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from app.assembly import Duban, at_work
from app.cast import Persona, personas
from app.produce import Produce
from bot.channels.telegram import Telegram
from domain.people import Membership
from domain.plan import Plan
from scheduler.playthrough import play
from storage import people
from storage.files import Files
from tests.channels.telegram_office import QUICK, folder_of
from tests.channels.wecom_office import CAST, PlanClock
from tests.peers.bot_api import BotApi
from tests.peers.bot_api_people import Person
from tests.peers.bot_api_state import Message
from tests.world import PLAN_FILE, START, at


class TelegramWorld:
    """A running bot and everybody who talks to it over Telegram, in the language of `tests.world.World`."""

    def __init__(self, duban: Duban, api: BotApi, clock: PlanClock) -> None:
        self.duban, self.api, self.clock = duban, api, clock
        self._numbers = {one.id: 500 + place for place, one in enumerate(personas(duban.plan))}

    @property
    def plan(self) -> Plan:
        """The plan that is loaded."""
        return self.duban.plan

    def person(self, who: str) -> Person:
        """Their side of the chat: by the first character of the name, or by the department."""
        for one in personas(self.plan):
            if one.department == who or (one.name.startswith(who) and one.name in CAST):
                return self.api.people[self._numbers[one.id]]
        raise LookupError(who)

    async def until(self, civil: str) -> None:
        """Let time pass until then, with everything that happens on the way."""
        async for _ in play(self.duban.database, self.clock, self.duban.dispatcher, at(civil)):
            pass

    async def says(self, who: str, words: str) -> str:
        """Somebody writes; returns what they see then at the bottom."""
        self.person(who).says(words)
        await self.quiet()
        return await self.last(who)

    async def taps(self, who: str, label: str) -> str:
        """Somebody presses the lowest button that begins so; returns the message that moved last."""
        person = self.person(who)
        person.taps(label)
        before = {one.id: one.text for one in person.chat.shown}
        await self.quiet()
        moved = [one for one in person.chat.shown if before.get(one.id) != one.text]
        return _text(moved[-1] if moved else person.chat.shown[-1])

    async def quiet(self) -> None:
        """Wait until everything that came in is answered and everything due has left."""
        self.clock.move_to(self.clock.now() + timedelta(seconds=5))
        await self.api.until(lambda: not self.api.updates.queue, "an empty queue")
        await self.duban.intake.settle()
        await self.duban.dispatcher.dispatch()

    async def last(self, who: str) -> str:
        """The text at the bottom of somebody's chat."""
        shown = self.person(who).chat.shown
        return _text(shown[-1]) if shown else ""

    async def heard(self, who: str) -> list[str]:
        """Everything that the bot has said to somebody, oldest first."""
        return [_text(one) for one in self.person(who).chat.shown]

    async def buttons(self, who: str) -> list[str]:
        """The labels on the lowest message."""
        return self.person(who).chat.shown[-1].buttons


def _text(one: Message) -> str:
    buttons = "".join(f"[{label}]" for label in one.buttons)
    return "\n".join(line for line in (*one.text.split("\n"), buttons) if line.strip())


async def _seat(duban: Duban, api: BotApi, clock: PlanClock, cast: tuple[Persona, ...]) -> None:
    async with duban.database.write() as tx:
        for number, one in enumerate(cast, 500):
            person = api.person(one.name, number=number)
            person.chat.reached = True
            if one.role is not None:
                account = await people.meet(tx, "telegram", str(number), None)
                id_ = await people.add(tx, one.name, (Membership(one.role, one.department),), clock.now())
                await people.bind(tx, account.id, id_, clock.now())


def telegram_of(api: BotApi, produce: Produce | None = None) -> Telegram:
    """The channel, on the fake."""
    return Telegram(api.token, base_url=api.base_url, base_file_url=api.base_file_url, patience=QUICK, produce=produce)


@asynccontextmanager
async def open_telegram(url: str, api: BotApi) -> AsyncIterator[TelegramWorld]:
    """The bot on the database of `url` and the Telegram of `api`."""
    clock, files = PlanClock(at(START)), Files(folder_of(url) / "files")
    telegram = telegram_of(api, Produce(files))

    async def prepare(duban: Duban) -> None:
        await _seat(duban, api, clock, personas(duban.plan))
        await telegram.prepare(duban)

    readers = {"telegram": telegram.read}
    world = at_work(
        *(url, PLAN_FILE, clock, [telegram], readers, files), prepare=prepare, paces={}, beating=False, durable=False
    )
    try:
        async with world as it:
            running = asyncio.create_task(telegram.run())
            yield TelegramWorld(it, api, clock)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    finally:
        await telegram.close()
