"""A process with a job per reminder: `python -m tests.crash.jobstore_child add|work STORE PORT GRACE
REMINDERS EVERY`."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta

import aiohttp
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler


async def send(port: int, number: int) -> None:
    """Send one reminder."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/send/{number}") as answer:
        await answer.read()


def scheduler_on(store: str, grace: int | None) -> AsyncIOScheduler:
    """A scheduler with that store."""
    return AsyncIOScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{store}")},
        timezone=UTC,
        job_defaults={"misfire_grace_time": grace, "max_instances": 10},
    )


async def add(store: str, port: int, grace: int | None, reminders: int, every: float) -> None:
    """Put all jobs into the store; nobody is killed meanwhile."""
    scheduler = scheduler_on(store, grace)
    scheduler.start(paused=True)
    begins = datetime.now(UTC) + timedelta(seconds=15)
    for number in range(reminders):
        at = begins + timedelta(seconds=number * every)
        scheduler.add_job(send, "date", run_date=at, args=(port, number), id=str(number))
    scheduler.shutdown(wait=False)


async def work(store: str, grace: int | None) -> None:
    """Run until no job is left."""
    scheduler = scheduler_on(store, grace)
    scheduler.start()
    while scheduler.get_jobs():  # noqa: ASYNC110  the scheduler says so to nobody
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    scheduler.shutdown(wait=False)


if __name__ == "__main__":
    _, what, store_, port_, grace_, reminders_, every_ = sys.argv
    longest = None if grace_ == "None" else int(grace_)
    logging.disable(logging.CRITICAL)
    if what == "add":
        asyncio.run(add(store_, int(port_), longest, int(reminders_), float(every_)))
    else:
        asyncio.run(work(store_, longest))
