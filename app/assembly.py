"""The house put together: one database, one clock, the engine, the bot, and the channels it speaks through.

`at_work` is the life cycle of a running bot: lock the database, bring it up to date, seed it, take care of what an
earlier process left behind (first what was on its way out, then what had come in), start the heartbeat; and at the end
stop in the opposite order. Everything that a crash could interrupt is in the database.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.intake import Intake
from bot.router import Deliver, Reader, Router
from domain import planfile
from domain.clock import Clock
from domain.errors import InvalidPlan, PlanProblem
from domain.messages import TwoWay
from domain.plan import Plan
from domain.rule_json import to_json
from domain.rules import ReminderRule, default_rules
from scheduler.clockwork import Clockwork, Tick, usual
from scheduler.collector import Collector
from scheduler.dispatcher import Dispatcher
from scheduler.nightly import Keeping, Nightly
from scheduler.pacing import TELEGRAM, WECOM, Pace
from scheduler.planner import Planner
from scheduler.watcher import Watcher
from scheduler.work import Work
from services import evidence, gone, handing_in, reminders, restored
from storage import audit, plans, rules
from storage.database import Database, Tx
from storage.files import Files
from storage.lock import Hold, only_process
from wording.resent import resent

MOMENT = 0.02  # seconds
PATIENCE = 2.0  # seconds that turns are given to end: what was not handled is stored
NIGHTLY_EVERY = timedelta(minutes=10)  # looks whether the night's work is to be done
RECOVER_EVERY = timedelta(seconds=10)  # takes up what a turn left: see `bot.intake`
PACES: Mapping[str, Pace] = {"telegram": TELEGRAM, "wecom": WECOM}


@dataclass(frozen=True, slots=True)
class Duban:
    """A running bot, for whoever needs one of its parts (the local chat's clock, tests)."""

    database: Database
    clock: Clock
    plan: Plan
    dispatcher: Dispatcher
    intake: Intake
    clockwork: Clockwork
    collector: Collector
    work: Work
    watcher: Watcher


@asynccontextmanager
async def at_work(
    url: str,
    plan_file: Path,
    clock: Clock,
    channels: Sequence[TwoWay],
    readers: Mapping[str, Reader],
    files: Files,
    *,
    rehearsal: bool = False,
    beating: bool = True,
    durable: bool = True,
    prepare: Callable[[Duban], Awaitable[None]] | None = None,
    paces: Mapping[str, Pace] = PACES,
    hold: Hold | None = None,
    keeping: Keeping | None = None,
) -> AsyncIterator[Duban]:
    """Run the bot on a database. `plan_file` seeds an empty one, `files` keep evidence. `beating=False` leaves the
    heartbeat to the caller; `prepare` is called when everything stands and nothing has been handled yet; `paces` are
    the platforms' limits; `hold`: what the caller got of `only_process`, if it did that already; `keeping`: what is
    copied and forgotten at night.

    Raises AlreadyRunning where another process works on the database, InvalidPlan where it cannot be seeded.
    """
    async with nullcontext(hold) if hold else only_process(url) as held:
        database = await Database.open(url, durable=durable)
        epoch = secrets.token_hex(8)
        try:
            async with database.write() as tx:
                plan = await seeded(tx, plan_file, clock)
                await restored.announce(tx, clock.now())
            by_platform = {channel.platform: channel for channel in channels}
            dispatcher = Dispatcher(
                database,
                clock,
                by_platform,
                reminders.compose,
                epoch,
                paces=paces,
                on_gone=gone.notices,
                repeated=resent,
                rehearsal=rehearsal,
            )
            reading = partial(handing_in.read_aside, database, clock)
            collector = Collector(database, clock, by_platform, files, evidence.lost, reading, dispatcher.wake)
            router = Router(database, clock, epoch, readers, _deliver_and_wake(dispatcher), collector.wake)
            intake = Intake(database, clock, router.answer)
            planner = Planner(database, clock)
            work = Work(database, clock, epoch, held, dispatcher.halt)
            ticks = (
                *usual(planner, dispatcher, collector, watcher := Watcher(database, clock)),
                *work.ticks(),
                Tick("recover", RECOVER_EVERY, intake.retry),
            )
            if keeping is not None:
                nightly = Nightly(database, clock, ZoneInfo(plan.timezone), keeping)
                ticks = (*ticks, Tick("nightly", NIGHTLY_EVERY, nightly.look))
            clockwork = Clockwork(clock, ticks)
            duban = Duban(database, clock, plan, dispatcher, intake, clockwork, collector, work, watcher)
            if prepare:
                await prepare(duban)
            await work.beat()
            await dispatcher.rescue()
            await intake.recover()
            await planner.plan()
            if beating:
                clockwork.start()
            try:
                yield duban
            finally:
                await _stop(duban, beating)
        finally:
            await database.close()


async def _stop(duban: Duban, beating: bool) -> None:
    """End work, whatever hangs: what is under way is settled as far as that is quick, the rest at the next start."""
    await duban.collector.stop()
    if beating:
        await duban.clockwork.stop()
    await duban.intake.settle(PATIENCE)
    await duban.dispatcher.stop()
    await duban.work.leave()


def _deliver_and_wake(dispatcher: Dispatcher) -> Deliver:
    """Replies leave at once. A turn may also have left something for others (a chase, a notice): that is looked for
    soon, once for all the turns of a moment."""
    soon: asyncio.TimerHandle | None = None

    async def deliver(ids: list[int]) -> None:
        nonlocal soon
        await dispatcher.deliver(ids)
        if soon is None or soon.when() <= asyncio.get_running_loop().time():
            soon = asyncio.get_running_loop().call_later(MOMENT, dispatcher.wake)

    return deliver


async def seeded(tx: Tx, plan_file: Path, clock: Clock) -> Plan:
    """The plan of the database; an empty one is given the plan file and the default rules first."""
    loaded = await plans.loaded(tx)
    if loaded is None:
        plan = read_plan(plan_file)
        await furnish(tx, plan, clock.now())
        return plan
    return loaded.plan


async def furnish(tx: Tx, plan: Plan, now: datetime, with_rules: Iterable[ReminderRule] | None = None) -> int:
    """Give an empty database a plan and its rules (the default ones unless given). Returns the plan's id."""
    plan_id = await plans.save(tx, plan)
    await audit.note(tx, now, "duban", "seed", plan.id, None, {"tasks": len(plan.tasks)})
    await seed_rules(tx, plan_id, now, "duban", with_rules)
    return plan_id


async def seed_rules(
    tx: Tx, plan_id: int, now: datetime, by: str, with_rules: Iterable[ReminderRule] | None = None
) -> None:
    """Give a plan that never had a rule the default ones, or these, and say so in the record."""
    for rule in await rules.seed(tx, plan_id, with_rules or default_rules(), now):
        await audit.note(tx, now, by, "rule_save", rule.key, None, {"rule": to_json(rule)})


def read_plan(path: Path) -> Plan:
    """The plan of a JSON file. Raises InvalidPlan, also where there is no such file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InvalidPlan([PlanProblem(None, "file", f"{path} cannot be read: {error.strerror}")]) from None
    return planfile.loads(raw)
