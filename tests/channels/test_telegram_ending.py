"""A real process is told to end while everything hangs; whoever watches over it is answered."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from aiohttp import ClientSession

from storage.database import Database
from tests.channels.telegram_office import populate, seat, unlimited
from tests.channels.telegram_process import Lives
from tests.peers.bot_api import BotApi, Fault
from tests.peers.waiting import starved
from tests.world import at

ENDS_WITHIN = 10.0  # seconds: what a service manager gives, and less


async def seated(url: str) -> None:
    """The cast in a database; the plan is loaded by the start."""
    database = await Database.open(url)
    async with database.write() as tx:
        await seat(tx, at("2022-10-21 08:50"))
    await database.close()


@pytest.mark.slow
async def test_it_ends_within_ten_seconds_while_sends_hang(tmp_path: Path) -> None:
    async with BotApi(limits=unlimited()) as api:
        populate(api)
        await seated(f"sqlite:///{tmp_path / 'duban.db'}")
        async with Lives(tmp_path, api) as lives:
            await lives.live_on("--as-of", "2022-10-21T08:50+08:00")
            api.faults.next("sendMessage", Fault.HANG_AFTER, 100)
            api.faults.next("answerCallbackQuery", Fault.HANG_BEFORE, 100)
            api.people[101].says("6 已建4家")
            api.people[104].says("谁还没报")
            await api.until(lambda: len(api.made("sendMessage")) >= 2, "two sends on their way")
            began, before = time.monotonic(), starved(lives.pid)
            ending = asyncio.create_task(lives.rest())
            waited = before
            while not ending.done():
                await asyncio.wait({ending}, timeout=0.1)
                waited = max(waited, starved(lives.pid))
            await ending
            took = time.monotonic() - began - (waited - before)
            api.release()
            api.faults.clear()
            assert took < ENDS_WITHIN
            await lives.live_on("--as-of", "2022-10-21T08:55+08:00")
            await api.until(lambda: any("重发" in one for one in api.people[101].sees), "the answer, once more")
            await lives.rest()
    with sqlite3.connect(tmp_path / "duban.db") as opened:
        left = opened.execute("SELECT count(*) FROM inbox WHERE handled_at IS NULL").fetchone()
    opened.close()
    assert left == (0,)


@pytest.mark.slow
async def test_it_is_watched_over(tmp_path: Path) -> None:
    async with BotApi(limits=unlimited()) as api, Lives(tmp_path, api) as lives, ClientSession() as client:
        url = await lives.live_on("--as-of", "2022-10-21T08:50+08:00")
        for path, holds in (("healthz", '"ok"'), ("readyz", '"ok"'), ("metrics", "duban_outbox_due 0")):
            async with client.get(f"{url}{path}") as answer:
                assert answer.status == 200
                assert holds in await answer.text()
        await lives.rest()


@pytest.mark.slow
async def test_a_process_that_stood_still_for_a_minute_goes_on(tmp_path: Path) -> None:
    """SIGSTOP: a machine that sleeps, a debugger. What came meanwhile is answered, nothing comes twice."""
    async with BotApi(limits=unlimited()) as api:
        populate(api)
        await seated(f"sqlite:///{tmp_path / 'duban.db'}")
        async with Lives(tmp_path, api) as lives:
            await lives.live_on("--as-of", "2022-10-21T08:59:30+08:00")
            lives.tell(signal.SIGSTOP)
            api.people[104].says("谁还没报")
            await asyncio.sleep(60)
            lives.tell(signal.SIGCONT)
            await api.until(lambda: api.people[104].sees, "the answer", patience=30)
            await api.until(lambda: api.people[101].sees, "the reminder of nine o'clock", patience=60)
            await lives.rest()
            assert len(api.people[104].sees) == 1
            assert len(api.people[101].sees) == 1
