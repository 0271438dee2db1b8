"""The kill campaign on WeCom: killed at random and at chosen points, on a file or on a server that is restarted.

Some hear their reminders through the agent app, for they have never spoken to the bot. Real time decides how fast one
may speak. What people saw is held against the database at the end: through the app nothing comes twice at all.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import text

from app.assembly import read_plan
from app.cast import Persona, personas
from storage.database import Database
from tests.channels.telegram_process import Lives
from tests.channels.wecom_office import carries_buttons, seat, userid
from tests.crash.history import derived_faults
from tests.crash.outcome import Outcome, settled
from tests.crash.server import Server
from tests.crash.wecom_traffic import DONE, TASKS, Traffic
from tests.peers.wecom import Gateway
from tests.peers.wecom_people import Person
from tests.peers.wecom_rest import Rest
from tests.world import PLAN_FILE, at
from wording.rehearsal import MARK as REHEARSAL
from wording.resent import MARK as RESENT
from wording.wecom import answer_elsewhere, looking

LONGEST_LIFE = 1.2  # seconds; of some lives the start counts too, so that it is not spared
WAIT = 2.5  # seconds for a chosen point; who is paced may not get there
LATENCY = 0.1  # seconds for a receipt: something is always on its way
BEGIN, STEP = at("2022-10-21 09:00"), timedelta(hours=15)
YEAR = 100  # lives in which the plan's time goes on; after them it stands, or the plan would be over
FINAL = at("2023-01-31 18:00")
RESTART_EVERY = 10  # lives
QUIET = 300.0  # seconds for what is owed at the end: thirty messages a minute
MOST = 30  # messages a minute in a conversation
OVER = ("sent", "cancelled", "merged", "unknown", "failed", "pending")
LEFT = "SELECT id, kind, state, failure FROM outbox"
UNHANDLED = "SELECT id FROM inbox WHERE handled_at IS NULL"
LEDGER = "SELECT u.task, m.value FROM progress_update u JOIN measurement m ON m.update_id = u.id"
TRIES = (
    "SELECT o.id, a.address, s.said, s.outcome FROM send_attempt s JOIN outbox o ON o.id = s.outbox_id"
    " JOIN account a ON a.id = o.account_id"
)


@dataclass(frozen=True, slots=True)
class Offices:
    """The two doors of WeCom, and who is seated there."""

    gateway: Gateway
    rest: Rest
    cast: Sequence[Persona]

    @property
    def settings(self) -> dict[str, str]:
        """What leads to them."""
        return {
            "DUBAN_WECOM_BOT_ID": self.gateway.bot,
            "DUBAN_WECOM_BOT_SECRET": self.gateway.secret,
            "DUBAN_WECOM_WS_URL": self.gateway.url,
            "DUBAN_WECOM_API_BASE": self.rest.url,
            "DUBAN_WECOM_CORP_ID": self.rest.corp,
            "DUBAN_WECOM_CORP_SECRET": self.rest.secret,
            "DUBAN_WECOM_AGENT_ID": str(self.rest.agent),
        }

    def person(self, name: str) -> Person:
        """Somebody, by name or department."""
        return self.gateway.people[userid(next(one for one in self.cast if name in (one.name, one.department)))]

    @property
    def messages(self) -> int:
        """How many messages are shown."""
        through_the_app = sum(map(len, self.rest.shown.values()))
        return through_the_app + sum(len(_read(one)) for one in self.gateway.people.values())

    @property
    def copies(self) -> int:
        """How many of them say that they are repeats."""
        return sum(RESENT in said for one in self.gateway.people.values() for said in _read(one))


async def campaign(url: str, folder: Path, kills: int, server: Server | None = None, seed: int = 2022) -> Outcome:
    """Kill a process on `url` so often; `server` is restarted now and then. Raises AssertionError where it does not
    come to life again."""
    began, moments, restarts = time.monotonic(), Random(seed), 0
    async with Gateway() as gateway, Rest() as rest:
        gateway.latency = LATENCY
        offices = Offices(gateway, rest, personas(read_plan(PLAN_FILE)))
        await _seated(url, offices)
        traffic = Traffic(gateway)
        people = {name: offices.person(name) for name in (*TASKS, DONE[0])}
        async with Lives(folder, offices.settings, DUBAN_DATABASE_URL=url, DUBAN_BACKUPS="0") as lives:
            flowing = asyncio.create_task(traffic.flow(people, offices.person("赵敏")))
            try:
                for life in range(kills):
                    as_of = ("--as-of", (BEGIN + STEP * min(life, YEAR)).isoformat())
                    if server is not None and life % RESTART_EVERY == RESTART_EVERY - 1:
                        await lives.live_on(*as_of)
                        await server.restarts_during(moments.uniform(1.0, 3.0))
                        await lives.die()
                        restarts += 1
                    else:
                        how = partial(_moment, gateway, moments, life)
                        await lives.live_until(how, *as_of, once_serving=life % 3 > 0)
                await lives.live_on("--as-of", (BEGIN + STEP * min(kills, YEAR)).isoformat())
                traffic.closing.set()
                await flowing
                await lives.rest()
                await lives.live_on("--as-of", FINAL.isoformat())
                await settled(url, FINAL, QUIET)
                await lives.rest()
            finally:
                flowing.cancel()
                await asyncio.gather(flowing, return_exceptions=True)
            faults = [*gateway.violations, *rest.violations, *await derived_faults(url)]
            if gateway.limits.most > MOST:
                faults.append(f"{gateway.limits.most} messages in a minute in one conversation")
            if gateway.secret in lives.log.read_text("utf-8"):
                faults.append("the secret stands in the log")
        kept = await _tables(url)
        faults += [*_left(kept), *_ledger(kept, traffic), *_told(kept, offices)]
        return Outcome(
            "PostgreSQL" if server else "SQLite",
            "WeCom",
            kills,
            restarts,
            len(traffic.pressed),
            len(traffic.returned),
            offices.messages,
            sum(one["outcome"] == "unknown" for one in kept["tries"]),
            offices.copies,
            faults,
            time.monotonic() - began,
        )


def _moment(gateway: Gateway, moments: Random, life: int) -> Awaitable[object]:
    """When the next life ends: at random after its birth, or at a chosen point."""
    frames = len(gateway.frames)

    async def when(condition: Callable[[], object]) -> None:
        try:
            await gateway.until(condition, patience=WAIT)
        except AssertionError:
            return  # it was not reached: killed all the same

    def came(*commands: str) -> Callable[[], object]:
        return lambda: any(cmd in commands for cmd, _ in gateway.frames[frames:])

    def presses() -> int:
        return sum(one.cmd == "aibot_event_callback" for one in gateway.callbacks.values())

    pressed = presses()
    match life % 6:
        case 0:
            return when(came("aibot_send_msg"))  # shown, no receipt yet
        case 1:
            return when(came("aibot_respond_msg"))  # an answer
        case 2:
            return when(came("aibot_respond_update_msg"))  # a card that is drawn anew
        case 3:
            return when(lambda: presses() > pressed)  # a press is stored, and not handled
        case _:
            return asyncio.sleep(moments.uniform(0.05, LONGEST_LIFE))


async def _seated(url: str, offices: Offices) -> None:
    """Everybody of the plan, known on WeCom and nowhere else; every third has never spoken to the bot."""
    database = await Database.open(url)
    async with database.write() as tx:
        for table in ("account", "membership", "person"):
            await tx.execute(text(f"DELETE FROM {table}"))
        await seat(tx, offices.cast, at("2022-01-01 09:00"))
    await database.close()
    for number, one in enumerate(offices.cast):
        speaks = one.department in (*TASKS, DONE[0]) or one.name == "赵敏"
        through_the_app = number % 3 == 0 and not speaks
        offices.gateway.person(userid(one), open=not through_the_app)
        if through_the_app:
            offices.rest.member(userid(one))


# ── what people saw, against what is kept ─────────────────────────────────────────────────────────────────

Row = dict[str, Any]


async def _tables(url: str) -> dict[str, list[Row]]:
    queries = {
        "left": LEFT,
        "unhandled": UNHANDLED,
        "ledger": LEDGER,
        "tries": TRIES,
        "reviews": "SELECT reason FROM review",
    }
    database = await Database.open(url)
    async with database.read() as tx:
        found = {
            name: [dict(row) for row in (await tx.execute(text(query))).mappings()] for name, query in queries.items()
        }
    await database.close()
    return found


def _left(kept: Mapping[str, list[Row]]) -> Iterator[str]:
    """Nothing is left under way, nothing waits for its turn."""
    for one in kept["left"]:
        if one["state"] not in OVER:
            yield f"row {one['id']} ({one['kind']}) is {one['state']} at the end: {one['failure']}"
    yield from (f"update {one['id']} was not handled" for one in kept["unhandled"])


def _ledger(kept: Mapping[str, list[Row]], traffic: Traffic) -> Iterator[str]:
    """What somebody has read as done stands there once, and nothing that nobody pressed."""
    lines = Counter((one["task"], one["value"]) for one in kept["ledger"])
    yield from (
        f"the report {one} was confirmed and is not in the ledger" for one in traffic.reported if not lines[one]
    )
    yield from (f"the report {one} is in the ledger, and nobody made it" for one in lines if one not in traffic.pressed)
    yield from (f"the report {one} is in the ledger {times} times" for one, times in lines.items() if times > 1)
    reasons = Counter(one["reason"] for one in kept["reviews"])
    yield from (f"the decision {one} was made and is not in the ledger" for one in traffic.returned if not reasons[one])
    yield from (f"the decision {one} is in the ledger, nobody made it" for one in reasons if one not in traffic.decided)
    yield from (f"the decision {one} is in the ledger {times} times" for one, times in reasons.items() if times > 1)


def _told(kept: Mapping[str, list[Row]], offices: Offices) -> Iterator[str]:
    """Nobody saw more often what was meant once, but with the mark of a repeat; through the app not even that."""
    said = {
        (one["id"], one["address"], one["said"])
        for one in kept["tries"]
        if one["said"] and one["outcome"] != "rejected"
    }
    told = [(row, address, words.replace(RESENT, "")) for row, address, words in said]
    meant = Counter((address, _plain(words)) for _, address, words in said if RESENT not in words)
    for address, person in offices.gateway.people.items():
        seen = Counter(_plain(words) for words in _read(person) if RESENT not in words)
        for words, times in seen.items():
            if times > meant[address, words]:
                yield f"{address} saw {times} times what was meant {meant[address, words]} times: {words[:80]!r}"
    for address in offices.rest.shown:
        for words, times in Counter(_plain(words) for words in offices.rest.sees(address)).items():
            once = {(row, _plain(words)) for row, to, words in told if to == address}
            if times > sum(meant == words for _, meant in once):
                yield f"{address} saw {times} times through the app: {words[:80]!r}"


def _read(person: Person) -> list[str]:
    """Everything that somebody has been told; a card of buttons belongs to its text, and one that was pressed and says
    only so is none any more. A word that an answer will come is no answer."""
    told = [one for one in person.chat.shown if not one.mine and not carries_buttons(one)]
    return [one.text for one in told if [*one.buttons] != ["已收到"] and one.text != looking("")]


def _plain(words: str) -> str:
    """A message without the marks that come and go, and without the lines that only one of its forms has."""
    words = words.replace(REHEARSAL, "").translate(str.maketrans("＊～｀＜［］", "*~`<[]"))
    words = words.replace(answer_elsewhere("督"), "").replace(RESENT, "")
    lines = [line for line in words.split("\n") if line.strip() and not line.startswith("【")]
    return "\n".join(lines)
