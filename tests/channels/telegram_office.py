"""The whole bot on Telegram: the real assembly and channel, the fake Bot API, a clock that is moved, and the cast.

    王 liaison of 区科技产业局   李 liaison of 区社会事业局   陈 head of 区科技产业局
    赵 coordinator              钱 admin                     孙 stranger

    async with open_office(url, api) as office:
        await office.until("2022-10-21 09:00")
        assert "全部正常推进" in await office.taps("王", "逐项填写")

What a person sees is what stands in their chat on the fake: edits in place, parts of long messages apart. Whoever is
in the cast has pressed Start; pacing is off unless a test is about it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.assembly import Duban, at_work
from app.channels import open_doors
from app.produce import Produce
from app.settings import Settings
from bot.channels.telegram import Telegram
from bot.channels.telegram_request import Patience
from domain.people import Membership, Role
from scheduler.clock import MovableClock
from scheduler.pacing import Pace
from scheduler.playthrough import play
from storage import people
from storage.database import Tx
from storage.files import Files
from tests.peers.bot_api import BotApi
from tests.peers.bot_api_limits import UNLIMITED, Limits
from tests.peers.bot_api_people import Person
from tests.world import PLAN_FILE, START, at
from web.server import WebServer, build_app

QUICK = Patience(connect=5.0, read=1.5, poll=10, first_wait=0.01, longest_wait=0.05, upload=1.5, gap=0.0)
PUBLIC = "https://duban.example"
NO_LIMITS = (UNLIMITED, UNLIMITED, UNLIMITED)
CAST: Mapping[str, tuple[int, str, Membership | None]] = {
    "王": (101, "王晓明", Membership(Role.LIAISON, "区科技产业局")),
    "李": (102, "李静", Membership(Role.LIAISON, "区社会事业局")),
    "陈": (103, "陈立", Membership(Role.HEAD, "区科技产业局")),
    "赵": (104, "赵敏", Membership(Role.COORDINATOR)),
    "钱": (105, "钱进", Membership(Role.ADMIN)),
    "孙": (106, "孙某", None),
}


class Machine:
    """The machine's clock: a little later at each look, and where a test puts it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


class Office:
    """A bot that runs, and everybody who talks to it."""

    def __init__(
        self, duban: Duban, api: BotApi, clock: MovableClock, machine: Machine, running: asyncio.Task[None]
    ) -> None:
        self.duban, self.api, self.clock, self.machine, self.running = duban, api, clock, machine, running

    def person(self, who: str) -> Person:
        """One of the cast, by surname."""
        return self.api.people[CAST[who][0]]

    async def until(self, civil: str) -> None:
        """Let the plan's time pass until then, with everything that happens on the way."""
        async for _ in play(self.duban.database, self.clock, self.duban.dispatcher, at(civil)):
            pass

    async def later(self, seconds: float) -> None:
        """Let both times pass, with everything that happens on the way."""
        self.machine.at += timedelta(seconds=seconds)
        then = self.clock.now() + timedelta(seconds=seconds)
        async for _ in play(self.duban.database, self.clock, self.duban.dispatcher, then):
            pass

    async def says(self, who: str, words: str) -> str:
        """Somebody writes in private; returns what they see then at the bottom."""
        self.person(who).says(words)
        await self.quiet()
        return self.person(who).last.text

    async def taps(self, who: str, label: str) -> str:
        """Somebody presses the lowest button that begins so; returns what they see then at the bottom."""
        self.person(who).taps(label)
        await self.quiet()
        return self.person(who).last.text

    async def watch(self) -> None:
        """What does not move or was given up is told."""
        await self.duban.watcher.look()
        await self.duban.dispatcher.dispatch()

    async def quiet(self) -> None:
        """Wait until everything that came in is stored, confirmed and answered, and what is due has left."""
        await self.api.until(lambda: not self.api.updates.queue, "an empty queue", patience=600)
        await self.duban.intake.settle()
        await self.duban.collector.collect()
        await self.duban.dispatcher.dispatch()

    async def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """What stands in the database."""
        async with self.duban.database.read() as tx:
            return [dict(row) for row in (await tx.execute(text(query), values)).mappings()]


def folder_of(url: str) -> Path:
    """Where a SQLite database lies."""
    return Path(url.removeprefix("sqlite:///")).parent


def populate(api: BotApi) -> None:
    """Everybody of the cast on the fake; those with a role have pressed Start."""
    for number, name, role in CAST.values():
        person = api.people.get(number) or api.person(name, number=number)
        person.chat.reached = person.chat.reached or role is not None


async def seat(tx: Tx, now: datetime) -> None:
    """The cast in an empty database."""
    if await people.everyone(tx):
        return
    for number, name, role in CAST.values():
        if role is not None:
            account = await people.meet(tx, "telegram", str(number), name)
            await people.bind(tx, account.id, await people.add(tx, name, (role,), now), now)


@asynccontextmanager
async def open_office(
    url: str,
    api: BotApi,
    start: str = START,
    *,
    paces: Mapping[str, Pace] | None = None,
    patience: Patience = QUICK,
    beating: bool = False,
    machine: Machine | None = None,
    real: Callable[[], datetime] | None = None,
    durable: bool = False,
    token: str | None = None,
    webhook: bool = False,
) -> AsyncIterator[Office]:
    """The bot on the database of `url` and the Telegram of `api`, its clock standing at `start`.

    `real` is the machine's clock where a test lives in real time; else it is `machine`, which a test moves.
    `webhook`: updates come to our own web server, which Telegram knows as `PUBLIC`.
    """
    populate(api)
    hand = machine or Machine()
    clock = MovableClock(at(start), ticking=False, machine=real or hand)
    files = Files(folder_of(url) / "files")
    telegram = Telegram(
        token or api.token,
        base_url=api.base_url,
        base_file_url=api.base_file_url,
        patience=patience,
        public_url=PUBLIC if webhook else None,
        produce=Produce(files),
    )

    async def prepare(duban: Duban) -> None:
        async with duban.database.write() as tx:
            await seat(tx, clock.now())
        await telegram.prepare(duban)

    async with (
        _doors(api, telegram, webhook),
        at_work(
            url,
            PLAN_FILE,
            clock,
            [telegram],
            {"telegram": telegram.read},
            files,
            beating=beating,
            durable=durable,
            prepare=prepare,
            paces=paces or {},
        ) as duban,
    ):
        running = asyncio.create_task(telegram.run())
        try:
            yield Office(duban, api, clock, hand, running)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def _doors(api: BotApi, telegram: Telegram, webhook: bool) -> AsyncIterator[None]:
    """What stays open around a bot: its connections, and its web server where it has one."""
    server = None
    if webhook:
        app = build_app()
        open_doors(app, [telegram], Settings())
        server = await WebServer.start(app, "127.0.0.1", 0)
        api.updates.routes[PUBLIC] = server.url.rstrip("/")
    try:
        yield
    finally:
        if server is not None:
            await server.stop()
        await telegram.close()


def unlimited() -> Limits:
    """No limits, for tests that are about something else."""
    return Limits(*NO_LIMITS)
