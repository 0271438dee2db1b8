"""Once and only once: the same update twice, two processes on one database, the first start after a long absence."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.settings import PROJECT
from bot.channels import webchat
from domain.errors import AlreadyRunning
from storage import tables as t
from storage.inbox import Raw
from tests.world import World, open_world

LEADS = (
    "区科技产业局",
    "区社会事业局",
    "区党群工作部",
    "区党政办",
    "区发改财政局",
    "区住房城乡建设局",
    "区创新创业服务中心",
    "区团工委",
)


async def lines(world: World) -> int:
    """How many lines the ledger has."""
    async with world.duban.database.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(t.progress_update))).scalar_one())


# ── the same update twice ─────────────────────────────────────────────────────────────────────────────────


async def test_the_same_update_twice_has_one_effect(database_url: str) -> None:
    async with open_world(database_url) as world:
        await world.says("王", "6 已建4家", "said-1")
        await world.says("王", "6 已建4家", "said-1")
        assert len(await world.heard("王")) == 1
        confirm = (await world.chat("王"))[-1]["choices"][0]["key"]
        for _ in range(2):
            await webchat.press(world.duban.intake, world.address("王"), confirm, "pressed-1")
            await world.quiet()
        assert await lines(world) == 1
        assert len(await world.heard("王")) == 1, "the card became the receipt, and nothing came after it"
        assert "4/5家" in await world.last("王")


async def test_the_same_update_twice_in_one_delivery_has_one_effect(database_url: str) -> None:
    async with open_world(database_url) as world:
        raw = Raw(webchat.PLATFORM, webchat.BOT, "poll-1", world.address("王"), {"text": "6 已建4家"})
        assert len(await world.duban.intake.take([raw, raw])) == 1
        await world.quiet()
        assert len(await world.heard("王")) == 1


async def test_two_taps_of_one_button_store_once_and_the_second_is_told_so(world: World) -> None:
    await world.says("王", "6 已建4家")
    confirm = (await world.chat("王"))[-1]["choices"][0]["key"]
    taps = (webchat.press(world.duban.intake, world.address("王"), confirm, f"tap-{n}") for n in (1, 2))
    await asyncio.gather(*taps)
    await world.quiet()
    assert await lines(world) == 1
    assert any("这个按钮已经失效" in one for one in await world.heard("王"))


async def test_a_second_yes_stores_nothing_more(world: World) -> None:
    await world.says("王", "6 已建4家")
    await world.says("王", "确认")
    await world.says("王", "确认")
    assert await lines(world) == 1


# ── two processes ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_second_bot_on_one_database_says_why_it_stops(database_url: str) -> None:
    async with open_world(database_url) as world:
        with pytest.raises(AlreadyRunning, match="already works on"):
            async with open_world(database_url):
                pass
        assert "我这样理解" in await world.says("王", "6 已建4家", "first"), "the first one works on"
    async with open_world(database_url) as world:
        assert "已报送" in await world.says("王", "确认", "second"), "and when it has stopped, another may"


async def test_a_second_process_on_one_database_says_why_it_stops(tmp_path: Path) -> None:
    settings = {"DUBAN_DATA_DIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    async with open_world(f"sqlite:///{tmp_path / 'local.db'}") as world:
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.cli", "run", "--port", "0", "--no-browser"),
            cwd=PROJECT,
            env={**outside, **settings},
            stdout=PIPE,
            stderr=PIPE,
        )
        said, complained = await second.communicate()
        assert second.returncode == 1
        assert said == b""
        sentence = complained.decode()
        assert str(os.getpid()) in sentence, sentence
        assert len(sentence.strip().splitlines()) == 1, sentence
        assert "我这样理解" in await world.says("王", "6 已建4家")


# ── downtime ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def url(new_sqlite: Callable[[Path], str], tmp_path: Path) -> str:
    return new_sqlite(tmp_path)


async def test_what_came_due_while_the_bot_was_down_comes_as_one_message_a_person(url: str) -> None:
    async with open_world(url, "2022-10-20 17:00"):
        pass
    async with open_world(url, "2022-11-29 10:00") as world:  # two openings, two second reminders, two chases later
        await world.quiet()
        for department in LEADS:
            [message] = await world.heard(department)
            assert "逾期催办" in message, message
            assert "11月进展" in message, message
        [digest] = await world.heard("赵")
        assert "11月" in digest
        for nobody in ("孙", "区商务局"):
            assert await world.heard(nobody) == []
    async with open_world(url, "2022-11-29 10:05") as world:
        await world.quiet()
        for department in LEADS:
            assert len(await world.heard(department)) == 1, "a restart says nothing again"


async def test_what_was_missed_waits_for_the_morning_when_the_bot_comes_back_at_night(url: str) -> None:
    async with open_world(url, "2022-10-20 17:00"):
        pass
    async with open_world(url, "2022-10-27 22:00") as world:
        await world.quiet()
        assert [await world.heard(one) for one in LEADS] == [[]] * len(LEADS)
        await world.until("2022-10-28 10:00")
        for department in LEADS:
            [message] = await world.heard(department)
            assert "逾期催办" in message, message


async def test_who_had_answered_before_the_downtime_is_left_alone(url: str) -> None:
    async with open_world(url, "2022-10-21 08:00") as world:
        await world.until("2022-10-21 09:00")
        await world.taps("区团工委", "全部正常推进")
        heard = len(await world.heard("区团工委"))
    async with open_world(url, "2022-10-27 10:00") as world:
        await world.quiet()
        assert len(await world.heard("区团工委")) == heard
        assert "逾期催办" in await world.last("区党政办")
