"""The kill campaign: a real process on the fake Telegram, killed at random and at chosen points, its server restarted.

    python -m tests.crash.campaign --kills 500     SQLite and PostgreSQL, a job store beside them; writes the table

Reports, presses, decisions and reminders are in flight all the time. What people were shown is held against the ledger:
nothing confirmed is lost, nothing is there that nobody confirmed, and only what was in doubt came twice, marked.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from app.settings import PROJECT
from storage.database import Database
from tests.channels.telegram_history import History
from tests.channels.telegram_office import populate, seat, unlimited
from tests.channels.telegram_process import Lives
from tests.crash.history import derived_faults
from tests.crash.jobstore import Jobs, job_store
from tests.crash.server import Server
from tests.crash.telegram_traffic import Decision, Traffic, seat_the_silent
from tests.peers.bot_api import TOKEN, BotApi
from tests.world import at

RESULTS = PROJECT / "benchmarks" / "RESULTS.md"
BEGIN, ROUND = at("2022-10-21 09:00"), timedelta(hours=15)
YEAR = 60  # lives in which the plan's time goes on; after them it stands, or the plan would be over
LONGEST_LIFE = 1.2  # seconds; of some lives the start counts too, so that it is not spared
LATENCY = 0.04  # seconds for a call and its answer: something is always on its way
RESTART_EVERY = 10  # lives
QUIET = 90.0  # seconds for what is owed at the end


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a campaign."""

    database: str
    kills: int
    restarts: int
    reports: int
    decisions: int
    messages: int
    doubts: int
    copies: int
    faults: Sequence[str]
    seconds: float


async def campaign(url: str, folder: Path, kills: int, server: Server | None = None, seed: int = 2022) -> Outcome:
    """Kill a process on `url` so often; `server` is restarted now and then. Raises AssertionError where it does not
    come to life again."""
    began, moments, restarts = time.monotonic(), Random(seed), 0
    async with BotApi(limits=unlimited(), latency=LATENCY) as api:
        populate(api)
        await _seated(url, api)
        traffic = Traffic(api)
        async with Lives(folder, api, DUBAN_DATABASE_URL=url, DUBAN_BACKUPS="0") as lives:
            flowing = asyncio.create_task(traffic.flow())
            try:
                for life in range(kills):
                    as_of = ("--as-of", (BEGIN + ROUND * min(life, YEAR)).isoformat())
                    if server is not None and life % RESTART_EVERY == RESTART_EVERY - 1:
                        await lives.live_on(*as_of)
                        await server.restarts_during(moments.uniform(1.0, 3.0))
                        await lives.die()
                        restarts += 1
                    else:
                        how = partial(_moment, api, moments, life)
                        await lives.live_until(how, *as_of, once_serving=life % 6 < 5)
                final = BEGIN + ROUND * min(kills, YEAR)
                await lives.live_on("--as-of", final.isoformat())
                traffic.closing = True
                await flowing
                await api.until(lambda: not api.updates.queue, "an empty queue", patience=QUIET)
                await _settled(url, final)
                await lives.rest()
            finally:
                flowing.cancel()
                await asyncio.gather(flowing, return_exceptions=True)
            history = await History.of(api, url, traffic.effects, final)
            faults = [*history.faults(), *await derived_faults(url), *api.complaints]
            faults += _decided(history, traffic.decisions)
            if TOKEN.partition(":")[2] in lives.log.read_text("utf-8"):
                faults.append("the token stands in the log")
        return Outcome(
            "PostgreSQL" if server else "SQLite",
            kills,
            restarts,
            len(traffic.effects),
            sum(one.shown for one in traffic.decisions),
            sum(len(chat.shown) for chat in api.state.chats.values()),
            history.doubts,
            history.copies,
            faults,
            time.monotonic() - began,
        )


def _moment(api: BotApi, moments: Random, life: int) -> Awaitable[object]:
    """When the next life ends: at random after its birth, or at a chosen point."""

    async def when(condition: Callable[[], object]) -> None:
        try:
            await api.until(condition, patience=LONGEST_LIFE + 4)
        except AssertionError:
            return  # it was not reached: killed all the same

    calls = len(api.calls)

    def made(*methods: str) -> Callable[[], object]:
        return lambda: any(one.method in methods for one in api.calls[calls:])

    shown = sum(len(chat.shown) for chat in api.state.chats.values())
    match life % 6:
        case 0:
            return when(made("sendMessage"))  # asked, not carried out
        case 1:
            return when(lambda: sum(len(chat.shown) for chat in api.state.chats.values()) > shown)  # not answered
        case 2:
            return when(made("editMessageText"))
        case 3:
            return when(made("answerCallbackQuery"))  # a press is stored, and not handled
        case _:
            return asyncio.sleep(moments.uniform(0.05, LONGEST_LIFE + life % 2))


async def _seated(url: str, api: BotApi) -> None:
    database = await Database.open(url)
    async with database.write() as tx:
        await seat(tx, BEGIN - timedelta(minutes=10))
    await database.close()
    await seat_the_silent(url, api)


async def _settled(url: str, final: datetime) -> None:
    """Wait until nothing is owed any more."""
    from sqlalchemy import text

    owed = (
        "SELECT count(*) FROM outbox WHERE state IN ('sending', 'retry', 'held') "
        "OR (state = 'pending' AND not_before <= :final)"
    )
    database = await Database.open(url)
    until = time.monotonic() + QUIET
    final_ = final.astimezone(UTC)
    bound = final_.replace(tzinfo=None) if database.is_sqlite else final_
    try:
        while time.monotonic() < until:
            async with database.read() as tx:
                if not (await tx.execute(text(owed), {"final": bound})).scalar_one():
                    return
            await asyncio.sleep(0.3)
    finally:
        await database.close()


def _decided(history: History, decisions: Sequence[Decision]) -> Iterator[str]:
    """Each decision that was read as done stands in the ledger once, and none that nobody made."""
    keys = {row["id"]: row["update_key"] for row in history.tables["inbox"]}
    kept = Counter((keys[row["inbox_id"]], row["reason"]) for row in history.tables["review"])
    made = {(str(one.update_id), one.reason): one.shown for one in decisions}
    lost = [one for one, shown in made.items() if shown and not kept[one]]
    yield from (f"the decision {one} was shown as done and is not in the ledger" for one in lost)
    yield from (f"the decision {one} is in the ledger and nobody made it" for one in kept if one not in made)
    yield from (f"the decision {one} is in the ledger {count} times" for one, count in kept.items() if count > 1)


# ── the command ───────────────────────────────────────────────────────────────────────────────────────────

HEAD = "## Killed under traffic"
ABOUT = """Written by `python3 dev.py crash --kills {kills}` on {day}, {machine}. A real `duban run` on the fake
Telegram of `tests/peers`, killed with SIGKILL at random and at chosen points (a send asked and not carried out, shown
and not answered, an edit, a press stored and not handled); PostgreSQL shut down at once (SIGQUIT) and started under it
in every tenth life. Reports and decisions are those that somebody has pressed.
"""
COLUMNS = (
    *("", "kills", "server restarts", "reports", "decisions", "messages shown"),
    *("in doubt", "marked copies", "lost", "invented or doubled"),
)
BESIDE = "A job per reminder in APScheduler's SQL store, on the same machine, killed the same way:\n"
JOBS = ("", "kills", "reminders", "lost", "sent twice, unmarked")
LOST = re.compile("missing|not stored|not handled|not answered|at the end|never asked|not in the ledger|given up")


async def command(kills: int, folder: Path) -> bool:
    """Both databases and the job store; writes the table. Returns whether all is well."""
    outcomes = [await campaign(f"sqlite:///{folder / 'duban.db'}", _made(folder / "sqlite"), kills)]
    _tell(outcomes[-1])
    server = await asyncio.to_thread(Server.start, folder / "pg")
    try:
        outcomes.append(
            await campaign(
                await asyncio.to_thread(server.new_database, "crash"), _made(folder / "postgres"), kills, server
            )
        )
        _tell(outcomes[-1])
    finally:
        server.stop()
    jobs = [await job_store(folder, max(kills // 20, 3), grace=grace) for grace in (1, None)]
    _write(kills, outcomes, jobs)
    return not any(one.faults for one in outcomes)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _tell(one: Outcome) -> None:
    sys.stderr.write(f"{one.database}: {one.kills} kills in {one.seconds:.0f} s, {len(one.faults)} faults\n")
    sys.stderr.writelines(f"  {fault}\n" for fault in one.faults)


def _write(kills: int, outcomes: Sequence[Outcome], jobs: Sequence[Jobs]) -> None:
    rows = []
    for one in outcomes:
        lost = sum(bool(LOST.search(fault)) for fault in one.faults)
        numbers = (one.kills, one.restarts, one.reports, one.decisions, one.messages, one.doubts, one.copies)
        rows.append((one.database, *numbers, lost, len(one.faults) - lost))
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    about = ABOUT.format(kills=kills, day=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine)
    beside = _table(JOBS, [(one.name, one.kills, one.reminders, one.lost, one.twice) for one in jobs])
    told = "\n".join((HEAD, "", about, _table(COLUMNS, rows), BESIDE, beside))
    page = RESULTS.read_text("utf-8") if RESULTS.exists() else "# Measured\n\nEach section is written by a command.\n"
    before, _, rest = page.partition(HEAD)
    after = rest.partition("\n## ")[2]
    RESULTS.write_text(f"{before.rstrip()}\n\n{told}" + (f"\n## {after}" if after else ""), "utf-8")


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=500)
    with tempfile.TemporaryDirectory(prefix="duban-crash-") as folder:
        sys.exit(0 if asyncio.run(command(asked.parse_args().kills, Path(folder))) else 1)


if __name__ == "__main__":
    main()
