"""Duban on Telegram beside a plain python-telegram-bot bot, on this machine, against the tests' Bot API server.

    python3 dev.py bench telegram [--quick]

Both bots are processes of their own. Each figure is measured for both, one after the other, in rounds, and the medians
are compared: what else the machine does hits both. The plain bot stores each update with a SQLModel session and a
commit, one after another, as the library does by default.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # and not this folder: this file has the name of the library

from benchmarks._telegram_bots import FIRST
from tests.peers.bot_api import BotApi
from tests.peers.bot_api_limits import UNLIMITED, Limits
from tests.peers.bot_api_people import Person

RTT = 0.05  # seconds that the network takes there and back
LASTING = 120  # of the paced replies, the last so many are looked at
QUICK = "--quick" in sys.argv
ROUNDS = 3
BOTS = ("duban", "plain")
PERMITTED = 30 / (1 + RTT)  # messages a second: thirty permits, each free again one second after its answer
TEXT = "my name is Wang"  # stored and answered in one turn: the person is renamed, the audit notes it
BARE = (
    "import sys; from telegram.ext import ApplicationBuilder;"
    "ApplicationBuilder().token(sys.argv[1]).base_url(sys.argv[2]).build().run_polling()"
)

Process = asyncio.subprocess.Process
Measure = Callable[[str], Awaitable[float]]
Holds = Callable[[float, float], bool]


def enter(api: BotApi, count: int) -> list[Person]:
    """People who have pressed Start long ago."""
    people = [api.person(f"p{number}", number=number) for number in range(FIRST, FIRST + count)]
    for one in people:
        one.chat.reached = True
    return people


@asynccontextmanager
async def running(
    api: BotApi, which: str, people: int, *, paced: bool = False, mode: str = "reply"
) -> AsyncIterator[Process]:
    """The bot, polling and with nothing to do yet."""
    with tempfile.TemporaryDirectory() as folder:
        pace = "paced" if paced else "unpaced"
        what = ["-m", "benchmarks._telegram_bots", which, api.token, api.base_url, folder, str(people), pace, mode]
        process = await start(what)
        try:
            await api.until(lambda: len(api.made("getUpdates")) > 0, f"the first poll of {which}")
            await asyncio.sleep(0.5)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def start(what: list[str], **settings: str) -> Process:
    """A Python of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    pipe, silent = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        sys.executable, *what, env=env, stdout=pipe, stderr=silent, limit=1 << 20
    )


def unlimited() -> Limits:
    return Limits(UNLIMITED, UNLIMITED, UNLIMITED)


# ── the figures ───────────────────────────────────────────────────────────────────────────────────────────


async def intake(which: str, count: int) -> float:
    """Updates stored durably a second, of many that wait. Duban has stored what it confirms; the plain bot confirms
    first and tells when it has stored."""
    async with BotApi(limits=unlimited()) as api:
        people = enter(api, 100)
        async with running(api, which, len(people), mode="store") as process:
            for number in range(count):
                people[number % len(people)].says(TEXT)
            began = time.monotonic()
            if which == "plain":
                assert process.stdout
                while (await process.stdout.readline()).strip() != str(count).encode():
                    pass
            else:
                await api.until(lambda: not api.updates.queue)
            return count / (time.monotonic() - began)


async def replies(which: str, count: int, *, paced: bool) -> float:
    """Message -> stored effect -> sent reply, a second, when many people write at once; the network takes its time."""
    async with BotApi(limits=Limits() if paced else unlimited(), latency=RTT) as api:
        people = enter(api, count)
        async with running(api, which, count, paced=paced):
            began = time.monotonic()
            for one in people:
                one.says(TEXT)
            await api.until(lambda: all(one.chat.shown for one in people))
            sent = sorted(call.at for call in api.made("sendMessage") if call.outcome == "ok")
            assert len(sent) == count, "each was answered once"
            if paced:  # the rate that lasts, when what came in at once has been read
                return LASTING / (sent[-1] - sent[-1 - LASTING])
            return count / (time.monotonic() - began)


async def wait(which: str, count: int) -> float:
    """The median wait for an answer at ten messages a second, in milliseconds beyond the network."""
    async with BotApi(latency=RTT) as api:
        people = enter(api, count)
        async with running(api, which, count, paced=True):
            said: dict[int, float] = {}
            for one in people:
                said[one.id] = time.monotonic()
                one.says(TEXT)
                await asyncio.sleep(0.1)
            await api.until(lambda: all(one.chat.shown for one in people))
            waits = [call.at + RTT / 2 - said[call.chat] for call in api.made("sendMessage") if call.chat in said]
            return 1000 * (statistics.median(waits) - RTT)


async def starting(which: str, times: int) -> float:
    """Seconds from the start of the process to its first getUpdates; the median."""
    took = []
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as api:
            for _ in range(times + 1):
                api.calls.clear()
                settings = {"DUBAN_DATA_DIR": folder, "XDG_RUNTIME_DIR": folder, "DUBAN_TELEGRAM_TOKEN": api.token}
                settings["DUBAN_TELEGRAM_BASE_URL"] = api.base_url
                duban = ["-m", "app.cli", "run", "--no-browser", "--port", "0"]
                began = time.monotonic()
                process = await start(duban if which == "duban" else ["-c", BARE, api.token, api.base_url], **settings)
                await api.until(lambda: api.made("getUpdates"))
                took.append(api.made("getUpdates")[0].at - began)
                await asyncio.sleep(1.0)
                process.terminate()
                await process.wait()
    return statistics.median(took[1:])  # the first one makes the database and warms the disk


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────


async def main() -> int:
    """Measure and print; 1 where a figure is missed."""
    few = 4 if QUICK else 1
    missed = 0

    async def compare(what: str, needs: str, well: Holds, measure: Measure, bots: Sequence[str] = BOTS) -> None:
        nonlocal missed
        found: dict[str, list[float]] = {bot: [] for bot in bots}
        for _ in range(1 if QUICK else ROUNDS):
            for bot in bots:
                found[bot].append(await measure(bot))
        ours, theirs = (statistics.median(found[bot]) if bot in found else 0.0 for bot in BOTS)
        holds = well(ours, theirs)
        missed += not holds
        beside = f"{theirs:10.2f}" if theirs else " " * 10
        rounds = " | ".join(" ".join(f"{one:.2f}" for one in sorted(figures)) for figures in found.values())
        told = f"{what:<52}{ours:10.2f}{beside}   {needs:<18}{'ok' if holds else 'MISSED':<8}{rounds}"
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()

    sys.stdout.write(f"{'':<52}{'Duban':>10}{'plain':>10}   {'':<26}each round: Duban | plain\n")
    await compare(
        "durable intake, updates/s",
        "at least 7 x",
        lambda ours, theirs: ours >= 7 * theirs,
        lambda bot: intake(bot, 4000 // few),
    )
    await compare(
        "message -> effect -> reply, 50 ms away, unpaced, /s",
        "at least 8 x",
        lambda ours, theirs: ours >= 8 * theirs,
        lambda bot: replies(bot, (600 if bot == "duban" else 100) // few, paced=False),
    )
    await compare(
        "the same, paced, /s",
        f"at least {0.95 * PERMITTED:.1f}",
        lambda ours, _: ours >= 0.95 * PERMITTED,
        lambda bot: replies(bot, 270, paced=True),
        BOTS[:1],
    )
    await compare(
        "median wait at 10 messages/s, ms beyond the network",
        "under 250",
        lambda ours, _: ours < 250,
        lambda bot: wait(bot, 100 // few),
    )
    await compare(
        "start to first getUpdates, s",
        "at most 2 x",
        lambda ours, theirs: ours <= 2 * theirs,
        lambda bot: starting(bot, 8 // few),
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
