"""What a user would pick instead: a job per reminder in APScheduler's own SQL store, killed the same way."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from aiohttp import web

from app.settings import PROJECT

REMINDERS, EVERY = 300, 0.05  # jobs, one after the other, seconds apart
DOWN = (0.2, 2.0)  # seconds from a death to the next start: what a supervisor takes


@dataclass(frozen=True, slots=True)
class Jobs:
    """What became of the reminders."""

    name: str
    kills: int
    reminders: int
    lost: int
    twice: int


async def job_store(folder: Path, kills: int, *, grace: int | None) -> Jobs:
    """Kill a process with a job store so often. `grace`: its misfire_grace_time in seconds; None: jobs are never too
    late."""
    got: Counter[str] = Counter()
    arrived = asyncio.Event()

    async def send(request: web.Request) -> web.Response:
        got[request.match_info["number"]] += 1
        arrived.set()
        await asyncio.sleep(0.02)
        return web.Response()

    app = web.Application()
    app.router.add_get("/send/{number}", send)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    store, moments = folder / f"jobs-{grace}.db", Random(2022)
    more = (str(store), str(port), str(grace), str(REMINDERS), str(EVERY))
    adding = await _child("add", *more)
    assert await adding.wait() == 0
    await asyncio.sleep(8)
    for _ in range(kills):
        process = await _child("work", *more)
        await asyncio.sleep(moments.uniform(3.0, 6.0))
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await asyncio.sleep(moments.uniform(*DOWN))
    process = await _child("work", *more)
    assert await asyncio.wait_for(process.wait(), 180) == 0, "the last life did not come to its end"
    await runner.cleanup()
    name = "grace of one second (its default)" if grace == 1 else "never too late (`misfire_grace_time=None`)"
    lost = sum(got[str(number)] == 0 for number in range(REMINDERS))
    return Jobs(name, kills, REMINDERS, lost, sum(count > 1 for count in got.values()))


async def _child(what: str, *more: str) -> asyncio.subprocess.Process:
    arguments = ("-m", "tests.crash.jobstore_child", what, *more)
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=PROJECT)
