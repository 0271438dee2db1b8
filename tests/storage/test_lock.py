"""One working process a database, whatever happens to the one before."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from domain.errors import AlreadyRunning
from storage.lock import only_process

HOLDER = """
import asyncio, sys
from storage.lock import only_process

async def hold():
    async with only_process(sys.argv[1]):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


async def test_a_second_one_is_refused_and_the_lock_comes_back(database_url: str) -> None:
    async with only_process(database_url):
        with pytest.raises(AlreadyRunning, match="already works on"):
            async with only_process(database_url):
                raise AssertionError("two at once")
    async with only_process(database_url):
        pass


async def test_another_database_is_another_lock(tmp_path: Path) -> None:
    async with only_process(f"sqlite:///{tmp_path}/a.db"), only_process(f"sqlite:///{tmp_path}/b.db"):
        pass


async def test_in_memory_there_is_nobody_to_share_with() -> None:
    async with only_process("sqlite://"), only_process("sqlite:///:memory:"):
        pass


async def test_a_killed_process_holds_nothing(database_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        database_url,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert holder.stdout is not None
    assert await asyncio.wait_for(holder.stdout.readline(), 30) == b"held\n"
    with pytest.raises(AlreadyRunning) as refused:
        async with only_process(database_url):
            raise AssertionError("two at once")
    if database_url.startswith("sqlite"):
        assert str(holder.pid) in str(refused.value)
    holder.kill()
    await holder.wait()
    async with asyncio.timeout(10):
        while True:
            try:
                async with only_process(database_url):
                    return
            except AlreadyRunning:  # a server needs a moment to see that the connection is gone
                await asyncio.sleep(0.05)
