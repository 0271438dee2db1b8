"""A process with a job per reminder: `python -m tests.crash.jobstore_child STORE PORT GRACE REMINDERS EVERY`."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler


async def send(port: int, number: int) -> None:
    """Send one reminder."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/send/{number}") as answer:
        await answer.read()


async def main(store: str, port: int, grace: int | None, reminders: int, every: float, *, new: bool) -> None:
    """Run until no job is left."""
    scheduler = AsyncIOScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{store}")},
        timezone=UTC,
        job_defaults={"misfire_grace_time": grace, "max_instances": 10},
    )
    scheduler.start(paused=True)
    if new:
        begins = datetime.now(UTC) + timedelta(seconds=1)
        for number in range(reminders):
            at = begins + timedelta(seconds=number * every)
            scheduler.add_job(send, "date", run_date=at, args=(port, number), id=str(number))
    scheduler.resume()
    while scheduler.get_jobs():  # noqa: ASYNC110  the scheduler says so to nobody
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    scheduler.shutdown(wait=False)


if __name__ == "__main__":
    _, store_, port_, grace_, reminders_, every_ = sys.argv
    longest = None if grace_ == "None" else int(grace_)
    asyncio.run(main(store_, int(port_), longest, int(reminders_), float(every_), new=not Path(store_).exists()))
