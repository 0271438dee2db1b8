"""The kill campaign on Telegram: killed at random and at chosen points, on a file or on a server that is restarted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

from storage.database import Database
from tests.channels.telegram_history import History
from tests.channels.telegram_office import populate, seat, unlimited
from tests.channels.telegram_process import Lives
from tests.crash.history import derived_faults
from tests.crash.outcome import Outcome, settled
from tests.crash.server import Server
from tests.crash.telegram_traffic import Decision, Traffic, seat_the_silent
from tests.peers.bot_api import TOKEN, BotApi
from tests.world import at

BEGIN, ROUND = at("2022-10-21 09:00"), timedelta(hours=15)
YEAR = 60  # lives in which the plan's time goes on; after them it stands, or the plan would be over
LONGEST_LIFE = 1.2  # seconds; of some lives the start counts too, so that it is not spared
LATENCY = 0.04  # seconds for a call and its answer: something is always on its way
RESTART_EVERY = 10  # lives
QUIET = 300.0  # seconds for what is owed at the end: what was in doubt twice waits a minute


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
                await settled(url, final, QUIET)
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
            "Telegram",
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


def _decided(history: History, decisions: Sequence[Decision]) -> Iterator[str]:
    """Each decision that was read as done stands in the ledger once, and none that nobody made."""
    keys = {row["id"]: row["update_key"] for row in history.tables["inbox"]}
    kept = Counter((keys[row["inbox_id"]], row["reason"]) for row in history.tables["review"])
    made = {(str(one.update_id), one.reason): one.shown for one in decisions}
    lost = [one for one, shown in made.items() if shown and not kept[one]]
    yield from (f"the decision {one} was shown as done and is not in the ledger" for one in lost)
    yield from (f"the decision {one} is in the ledger and nobody made it" for one in kept if one not in made)
    yield from (f"the decision {one} is in the ledger {count} times" for one, count in kept.items() if count > 1)
