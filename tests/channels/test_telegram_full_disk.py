"""A disk that is full, and no other thing that behaves like it: a real process on a file system of six megabytes.

What people wrote meanwhile is asked of the platform again once there is room; what they had confirmed stays. Where no
file system may be mounted, SQLite's own limit on pages stands in (`tests/journeys/test_hard_times.py`).
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database
from tests.channels.telegram_office import populate, seat, unlimited
from tests.channels.telegram_process import Lives
from tests.crash.history import derived_faults
from tests.peers.bot_api import BotApi
from tests.world import at

pytestmark = pytest.mark.slow

NOW = at("2022-10-21 10:00")
MOST = 400  # messages until the journal has no room left
PATIENCE = 120.0  # seconds for something to come, on a busy machine as well
LONG = "，已核实" * 300


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with a little room of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounting.returncode:
        pytest.skip(f"no file system may be mounted here: {mounting.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Take all the room that is left; returns the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as taken:
        for size in (1 << 16, 1 << 10, 1):
            try:
                while taken.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    return ballast


async def test_a_full_disk_loses_nothing(disk: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{disk / 'duban.db'}"
    async with BotApi(limits=unlimited()) as api:
        populate(api)
        database = await Database.open(url)
        await database.close()
        async with Lives(tmp_path, api, DUBAN_DATABASE_URL=url, DUBAN_BACKUPS="0") as lives:
            await lives.live_on("--as-of", NOW.isoformat())
            await lives.rest()  # the plan is loaded
            database = await Database.open(url)
            async with database.write() as tx:
                await seat(tx, NOW - timedelta(minutes=10))
            await database.close()
            await lives.live_on("--as-of", NOW.isoformat())
            wang, li = api.people[101], api.people[102]

            wang.says("6 已建4家")
            await api.until(lambda: any("4/5家" in one for one in wang.sees), "the read-back", patience=PATIENCE)
            wang.taps("确认报送")
            await api.until(lambda: any("已报送" in one for one in wang.sees), "the receipt", patience=PATIENCE)

            ballast = fill(disk)
            said = 0
            while "disk is full" not in lives.log.read_text("utf-8"):
                assert said < MOST, "the disk was never full"
                said += 1
                li.says(f"27 已开展公开课{said}场{LONG}")
                calls = len(api.calls)
                await api.until(lambda calls=calls: len(api.calls) > calls + 2, "calls", patience=PATIENCE)  # type: ignore[misc]
            ballast.unlink()
            await api.until(lambda: not api.updates.queue, "an empty queue", patience=PATIENCE)
            await api.until(lambda: any(f" {said}/50场" in one for one in li.sees), "the last read", patience=PATIENCE)
            li.taps("确认报送")
            await api.until(lambda: any("已报送" in one for one in li.sees), "the receipt", patience=PATIENCE)
            await lives.rest()
    database = await Database.open(url)
    async with database.read() as tx:
        ledger = (await tx.execute(text("SELECT task FROM progress_update ORDER BY id"))).scalars().all()
        stored = (await tx.execute(text("SELECT count(*) FROM inbox WHERE address = '102'"))).scalar_one()
        unhandled = (await tx.execute(text("SELECT count(*) FROM inbox WHERE handled_at IS NULL"))).scalar_one()
    await database.close()
    assert list(ledger) == [6, 27]
    assert (stored, unhandled) == (said + 1, 0)
    assert await derived_faults(url) == []
