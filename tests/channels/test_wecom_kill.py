"""A real process on WeCom is killed a hundred times, with answers and reminders on their way.

Liaisons report and press, others only hear reminders, some of them through the agent app, for they have never spoken to
the bot; the plan's time goes on from life to life, and real time decides how fast one may speak. What they saw is held
against the database at the end: through the app nothing comes twice at all.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.cast import personas
from storage.database import Database
from tests.channels.telegram_process import Lives
from tests.channels.wecom_office import carries_buttons, seat, userid
from tests.crash.history import derived_faults
from tests.peers.wecom import Gateway
from tests.peers.wecom_people import Person, Shown
from tests.peers.wecom_rest import Rest
from tests.world import at
from wording.rehearsal import MARK as REHEARSAL
from wording.resent import MARK as RESENT
from wording.wecom import answer_elsewhere, looking

pytestmark = pytest.mark.slow

KILLS = 100
LONGEST_LIFE = 1.2  # seconds; of every third life the start counts too, so that it is not spared
LATENCY = 0.1  # seconds for a receipt: something is always on its way
BEGIN, STEP = at("2022-10-21 09:00"), timedelta(hours=15)
FINAL = at("2023-01-31 18:00")
PATIENCE = 8.0  # seconds until somebody who hears nothing asks again
QUIET, TRIES = 200.0, 1000  # seconds for what is owed at the end, and how often to look
OVER = ("sent", "cancelled", "merged", "unknown", "failed")
TASKS = {"区科技产业局": 23, "区社会事业局": 27, "区党群工作部": 5}


class Traffic:
    """Who does what while the process is killed; `closing` lets them end what they have begun."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway, self.closing = gateway, asyncio.Event()
        self.reported: list[tuple[int, float]] = []  # whose receipt was seen

    async def flow(self, people: dict[int, Person]) -> None:
        async with asyncio.TaskGroup() as everybody:
            for task, person in people.items():
                everybody.create_task(self._reports(person, task))

    async def _reports(self, me: Person, task: int) -> None:
        """Report a figure, one more each time, and confirm it by its button, again and again until it was heard."""
        for n in count(1):
            if self.closing.is_set():
                return
            words = f"{task} 已完成{n}"
            card: Shown | None = None
            while card is None:
                if self.closing.is_set():
                    return
                seen = len(me.chat.shown)
                me.says(words)
                card = await self._sees(me, seen, "确认报送", f"{n}")
            while not self.closing.is_set():
                seen = len(me.chat.shown)
                if "确认报送" not in card.buttons:
                    break
                me.presses(card.buttons["确认报送"], card)
                if await self._sees(me, seen, "", f"　{n}/", on=card) is not None:
                    self.reported.append((task, float(n)))
                    break

    async def _sees(self, me: Person, seen: int, button: str, words: str, on: Shown | None = None) -> Shown | None:
        def found() -> Shown | None:
            news = [one for one in me.chat.shown[seen:] if not one.mine]
            shown = [*news, *([on] if on else [])]
            if not button:  # the receipt of this very figure, and no earlier one's that comes late
                return next((one for one in shown if "已报送" in one.text and words in one.text), None)
            text = "\n".join(one.text for one in news)
            return next((one for one in shown if words in text and button in one.buttons), None)

        try:
            await self.gateway.until(found, words, patience=PATIENCE)
        except AssertionError:
            return None
        return found()


def owed(database: Path) -> int:
    """How many messages wait to be sent, or to be sent once more."""
    due = f"state = 'pending' AND not_before <= '{FINAL.astimezone().isoformat()[:19]}'"
    with sqlite3.connect(database) as connection:
        found = connection.execute(f"SELECT COUNT(*) FROM outbox WHERE state IN ('sending', 'retry', 'held') OR {due}")
        waiting: int = found.fetchone()[0]
    connection.close()
    return waiting


def rows(database: Path, query: str) -> list[dict[str, Any]]:
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(query)]
    connection.close()
    return found


async def test_a_hundred_kills_at_random_moments(url: str, tmp_path: Path) -> None:
    moments = Random(2022)
    async with Gateway() as gateway, Rest() as rest:
        gateway.latency = LATENCY
        await _seat(url, gateway, rest)
        settings = {
            "DUBAN_WECOM_BOT_ID": gateway.bot,
            "DUBAN_WECOM_BOT_SECRET": gateway.secret,
            "DUBAN_WECOM_WS_URL": gateway.url,
            "DUBAN_WECOM_API_BASE": rest.url,
            "DUBAN_WECOM_CORP_ID": rest.corp,
            "DUBAN_WECOM_CORP_SECRET": rest.secret,
            "DUBAN_WECOM_AGENT_ID": str(rest.agent),
        }
        async with Lives(tmp_path, settings) as lives:
            traffic = Traffic(gateway)
            plan = {one.department: gateway.people[userid(one)] for one in _CAST if one.department in TASKS}
            people = {TASKS[name]: person for name, person in plan.items() if name}
            flowing = asyncio.create_task(traffic.flow(people))
            try:
                for life in range(KILLS):
                    lasts, as_of = moments.uniform(0.05, LONGEST_LIFE), (BEGIN + STEP * life).isoformat()
                    await lives.live_for(lasts, "--as-of", as_of, once_serving=life % 3 > 0)
                await lives.live_on("--as-of", (BEGIN + STEP * KILLS).isoformat())
                traffic.closing.set()
                await flowing
                await lives.rest()
                await lives.live_on("--as-of", FINAL.isoformat())
                for _ in range(TRIES):
                    if not owed(lives.database):
                        break
                    await asyncio.sleep(QUIET / TRIES)
                await lives.rest()
            finally:
                flowing.cancel()
                await asyncio.gather(flowing, return_exceptions=True)
            faults = [*_faults(lives.database, gateway, rest, traffic), *await derived_faults(url)]
            attempts = Counter(one["outcome"] for one in rows(lives.database, "SELECT outcome FROM send_attempt"))
            log = lives.log.read_text("utf-8")
        faults += [*gateway.violations, *rest.violations]
        through_the_app = sum(map(len, rest.shown.values()))
    assert not faults, "\n".join(faults)
    assert gateway.limits.most <= 30
    assert len(traffic.reported) > 5
    assert through_the_app > 3
    assert attempts["sent"] > 100
    assert attempts["unknown"] > 5, "hardly a kill hit a message on its way"
    assert gateway.secret not in log


_CAST: list[Any] = []


async def _seat(url: str, gateway: Gateway, rest: Rest) -> None:
    """Everybody of the plan, known on WeCom and nowhere else; every third has never spoken to the bot."""
    from app.assembly import read_plan
    from tests.world import PLAN_FILE

    _CAST[:] = personas(read_plan(PLAN_FILE))
    database = await Database.open(url)
    async with database.write() as tx:
        from sqlalchemy import text

        for table in ("account", "membership", "person"):
            await tx.execute(text(f"DELETE FROM {table}"))
        await seat(tx, _CAST, at("2022-01-01 09:00"))
    await database.close()
    for number, one in enumerate(_CAST):
        through_the_app = number % 3 == 0 and one.department not in TASKS
        gateway.person(userid(one), open=not through_the_app)
        if through_the_app:
            rest.member(userid(one))


def _faults(database: Path, gateway: Gateway, rest: Rest, traffic: Traffic) -> list[str]:
    """What was lost, and what came twice without saying so."""
    left = rows(database, f"SELECT id, kind, state, failure FROM outbox WHERE state NOT IN {(*OVER, 'pending')}")
    faults = [f"row {one['id']} ({one['kind']}) was left {one['state']}: {one['failure']}" for one in left]
    unhandled = rows(database, "SELECT id FROM inbox WHERE handled_at IS NULL")
    faults += [f"update {one['id']} was never handled" for one in unhandled]
    ledger = rows(database, "SELECT u.task, m.value FROM progress_update u JOIN measurement m ON m.update_id = u.id")
    kept = {(one["task"], one["value"]) for one in ledger}
    faults += [f"{one} was confirmed and is not in the ledger" for one in traffic.reported if one not in kept]
    said = rows(
        database,
        "SELECT DISTINCT o.id, a.address, s.said FROM send_attempt s JOIN outbox o ON o.id = s.outbox_id"
        " JOIN account a ON a.id = o.account_id WHERE s.said IS NOT NULL AND s.outcome <> 'rejected'",
    )
    told = [(one["id"], one["address"], one["said"].replace(RESENT, "")) for one in said]
    meant = Counter((one["address"], _plain(one["said"])) for one in said if RESENT not in one["said"])
    for address, person in gateway.people.items():
        seen = Counter(_plain(text) for text in _read(person) if RESENT not in text)
        for text, times in seen.items():
            if times > meant[address, text]:
                faults.append(f"{address} saw {times} times what was meant {meant[address, text]} times: {text[:80]!r}")
    for address in rest.shown:
        for text, times in Counter(_plain(text) for text in rest.sees(address)).items():
            once = Counter((row, _plain(text)) for row, to, text in told if to == address)
            if times > sum(said == text for _, said in once):
                faults.append(f"{address} saw {times} times through the app: {text[:80]!r}")
    return faults


def _read(person: Person) -> list[str]:
    """Everything that somebody has been told; a card of buttons belongs to its text, and one that was pressed and says
    only so is none any more. A word that an answer will come is no answer."""
    told = [one for one in person.chat.shown if not one.mine and not carries_buttons(one)]
    return [one.text for one in told if [*one.buttons] != ["已收到"] and one.text != looking("")]


def _plain(text: str) -> str:
    """A message without the marks that come and go, and without the lines that only one of its forms has."""
    text = text.replace(REHEARSAL, "").translate(str.maketrans("＊～｀＜［］", "*~`<[]"))
    text = text.replace(answer_elsewhere("督"), "").replace(RESENT, "")
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("【")]
    return "\n".join(lines)
