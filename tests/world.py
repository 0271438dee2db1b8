"""The whole bot in a test: the real assembly, a clock that is moved, and the cast by their surnames.

    王 liaison of 区科技产业局   李 liaison of 区社会事业局   陈 head of 区科技产业局
    赵 coordinator              钱 admin                     孙 stranger

    async def test_…(world):
        await world.until("2022-10-21 09:00")
        await world.says("王", "6 已建4家")
        assert "4/5家" in world.last("王")

What a persona sees is what the page would show: cards as they stand now, edits in place.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.assembly import Duban, at_work
from app.cast import enter, personas
from app.settings import PROJECT
from bot.channels import webchat
from domain.plan import Plan
from scheduler.clock import MovableClock
from scheduler.playthrough import play
from storage import local
from storage.files import Files

ZONE = ZoneInfo("Asia/Shanghai")
START = "2022-10-21 08:50"
PLAN_FILE = PROJECT / "data" / "plan.json"
MACHINE = datetime(2026, 1, 5, tzinfo=UTC)


def at(civil: str) -> datetime:
    """An instant from a civil time of the plan's zone."""
    return datetime.fromisoformat(civil).replace(tzinfo=ZONE)


class World:
    """A running bot and everybody who talks to it."""

    def __init__(self, duban: Duban, clock: MovableClock) -> None:
        self.duban, self.clock = duban, clock
        self._presses = itertools.count(1)

    @property
    def plan(self) -> Plan:
        """The plan that is loaded."""
        return self.duban.plan

    def address(self, who: str) -> str:
        """The persona's account: by the first character of the name, or by the department."""
        for persona in personas(self.plan):
            if persona.department == who or (persona.name.startswith(who) and persona.name in _CAST):
                return persona.id
        raise LookupError(who)

    async def until(self, civil: str) -> None:
        """Let time pass until then, with everything that happens on the way."""
        async for _ in play(self.duban.database, self.clock, self.duban.dispatcher, at(civil)):
            pass

    async def says(self, who: str, text: str, client_id: str | None = None) -> str:
        """Somebody writes; returns what they see then at the bottom of their chat."""
        name = client_id or f"say-{next(self._presses)}"
        await webchat.say(self.duban.intake, self.address(who), text, name, lambda _: None)
        await self.quiet()
        return await self.last(who)

    async def taps(self, who: str, label: str, client_id: str | None = None) -> str:
        """Somebody taps the lowest button whose label begins so; returns the card as it stands then."""
        for message in reversed(await self.chat(who)):
            for choice in message["choices"]:
                if choice["label"].startswith(label):
                    name = client_id or f"tap-{next(self._presses)}"
                    await webchat.press(self.duban.intake, self.address(who), choice["key"], name)
                    await self.quiet()
                    return await self._after(who, message["id"])
        raise AssertionError(f"{who} sees no button {label!r} in:\n{await self.last(who)}")

    async def presses(self, who: str, message: dict[str, Any], label: str) -> str:
        """Somebody presses a button of a message as it stood when `chat` showed it; returns the newest message."""
        key = next(choice["key"] for choice in message["choices"] if choice["label"].startswith(label))
        await webchat.press(self.duban.intake, self.address(who), key, f"tap-{next(self._presses)}")
        await self.quiet()
        return await self._after(who, message["id"])

    async def _after(self, who: str, card: int) -> str:
        """The newest message, or the tapped card where nothing came after it."""
        return _text(max(await self.chat(who), key=lambda one: one["seq"]))

    async def quiet(self) -> None:
        """Wait until everything that came in is answered and everything that is due has left."""
        await self.duban.intake.settle()
        await self.duban.dispatcher.dispatch()

    async def chat(self, who: str) -> list[dict[str, Any]]:
        """Everything in somebody's chat, as the page draws it, in its order."""
        async with self.duban.database.read() as tx:
            shown = await local.since(tx, self.address(who), 0)
        return sorted((webchat.bubble(one, lambda moment: moment.astimezone(ZONE)) for one in shown), key=_place)

    async def last(self, who: str) -> str:
        """The text at the bottom of somebody's chat."""
        chat = await self.chat(who)
        return _text(chat[-1]) if chat else ""

    async def heard(self, who: str) -> list[str]:
        """Everything that the bot has said to somebody, oldest first."""
        return [_text(one) for one in await self.chat(who) if one["side"] == "bot"]

    async def buttons(self, who: str) -> list[str]:
        """The labels on the lowest message."""
        chat = await self.chat(who)
        return [choice["label"] for choice in chat[-1]["choices"]] if chat else []


def _place(message: dict[str, Any]) -> int:
    return int(message["id"])


def _text(message: dict[str, Any]) -> str:
    choices = "".join(f"[{choice['label']}]" for choice in message["choices"])
    parts = (message["title"], *message["lines"], choices, message["footer"])
    return "\n".join(part for part in parts if part)


_CAST = {"王晓明", "李静", "陈立", "赵敏", "钱进", "孙某"}


@asynccontextmanager
async def open_world(
    url: str, start: str = START, plan_file: Path = PLAN_FILE, folder: Path | None = None
) -> AsyncIterator[World]:
    """The bot on the database of `url`, its clock standing at `start`; files in `folder`, or beside SQLite's file."""
    real = itertools.count()
    clock = MovableClock(at(start), ticking=False, machine=lambda: MACHINE + timedelta(milliseconds=next(real)))
    files = Files(folder or Path(url.removeprefix("sqlite:///")).with_name("files"))
    chat = webchat.LocalChat(clock, files, lambda _: None)

    async def prepare(duban: Duban) -> None:
        async with duban.database.write() as tx:
            await enter(tx, personas(duban.plan), clock.now())

    async with at_work(
        url,
        plan_file,
        clock,
        [chat],
        {webchat.PLATFORM: webchat.read},
        files,
        beating=False,
        durable=False,
        prepare=prepare,
    ) as duban:
        yield World(duban, clock)


@pytest.fixture
async def world(new_sqlite: Callable[[Path], str], tmp_path: Path) -> AsyncIterator[World]:
    """The real plan on the morning on which its first monthly cycle opens."""
    async with open_world(new_sqlite(tmp_path)) as world:
        yield world


@pytest.fixture
async def world_on_both(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The same world, once on SQLite and once on PostgreSQL."""
    async with open_world(database_url, folder=tmp_path / "files") as world:
        yield world
