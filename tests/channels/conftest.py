"""A fake Telegram or a fake WeCom, and a bot on it, new for each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from app.assembly import seeded
from scheduler.clock import MovableClock
from storage.database import Database
from tests.channels.telegram_office import Office, open_office, seat, unlimited
from tests.channels.wecom_office import WeComWorld, open_wecom
from tests.peers.bot_api import BotApi
from tests.peers.wecom import Gateway
from tests.world import PLAN_FILE, START, at


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """The fake, without limits. Whoever asks it for something that the Bot API does not know fails the test."""
    async with BotApi(limits=unlimited()) as api:
        yield api
        api.release()
        assert not api.complaints


@pytest.fixture(scope="session")
def seated(new_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the plan and the cast, to be copied."""
    url = new_sqlite(tmp_path_factory.mktemp("telegram"))

    async def fill() -> None:
        database = await Database.open(url, durable=False)
        clock = MovableClock(at(START), ticking=False)
        async with database.write() as tx:
            await seeded(tx, PLAN_FILE, clock)
            await seat(tx, clock.now())
        await database.close()

    asyncio.run(fill())
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def url(seated: Path, tmp_path: Path) -> str:
    """A database with the plan and the cast, and nothing else."""
    shutil.copyfile(seated, tmp_path / "duban.db")
    return f"sqlite:///{tmp_path / 'duban.db'}"


@pytest.fixture
async def office(url: str, api: BotApi) -> AsyncIterator[Office]:
    """The bot on the morning on which the first monthly cycle opens, and its cast."""
    async with open_office(url, api) as office:
        yield office


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """The fake gateway of WeCom."""
    async with Gateway() as gateway:
        yield gateway


@pytest.fixture
async def world(new_sqlite: Callable[[Path], str], tmp_path: Path, gateway: Gateway) -> AsyncIterator[WeComWorld]:
    """The whole bot on WeCom; a violation fails the test."""
    async with open_wecom(new_sqlite(tmp_path), gateway) as world:
        yield world
        assert gateway.violations == []
