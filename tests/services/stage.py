"""The reminder engine on a stage: the real plan, the local chat's cast, a clock that is moved, a recording channel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.cast import personas
from app.simulate import Recorder
from domain import civil
from domain.messages import Push
from domain.people import Membership, Role
from domain.planfile import loads
from domain.progress import Current, State, Status
from domain.rules import ReminderRule, default_rules
from scheduler.clock import MovableClock
from scheduler.dispatcher import Dispatcher
from scheduler.planner import plan
from scheduler.playthrough import play
from services import reminders
from storage import people, plans, rules, tables, updates
from storage.database import Database
from tests.bot.dialogue import PLAN_FILE

ZONE = ZoneInfo("Asia/Shanghai")
PLAN = loads(PLAN_FILE.read_bytes())
LEADS = tuple(PLAN.leads())
TECH, SOCIAL = "区科技产业局", "区社会事业局"


def at(text: str) -> datetime:
    return civil.instant(datetime.fromisoformat(text), ZONE)


class Stage:
    """The engine on a database, with the cast of the local chat. `sent` is every message so far."""

    def __init__(self, database: Database, clock: MovableClock, plan_id: int) -> None:
        self.database, self.clock, self.plan_id = database, clock, plan_id
        self._recorder = Recorder()
        channels = {"local": self._recorder}
        self.dispatcher = Dispatcher(database, clock, channels, reminders.compose, "test")
        self.sent: list[tuple[str, Push]] = []
        self._addresses = {
            one.id: one.department if one.role is Role.LIAISON and one.department else one.id for one in personas(PLAN)
        }

    async def until(self, civil_time: str) -> list[tuple[str, Push]]:
        """Let time pass, with everything that happens on the way; returns what was sent, to which department."""
        async for _ in play(self.database, self.clock, self.dispatcher, at(civil_time)):
            self._take()
        return self.sent

    async def asleep_until(self, civil_time: str) -> list[tuple[str, Push]]:
        """Nothing runs until then; then the planner and the dispatcher start again."""
        self.clock.move_to(at(civil_time))
        await plan(self.database, self.clock.now())
        await self.dispatcher.dispatch()
        self._take()
        return self.sent

    def _take(self) -> None:
        when = f"{civil.civil(self.clock.now(), ZONE):%m-%d %H:%M}"
        pushed, self._recorder.pushed = self._recorder.pushed, []
        self.sent += [(f"{when} {self._addresses[one.address]}", one) for one in pushed]

    def of(self, who: str) -> list[str]:
        """When somebody got a message, and its first line."""
        return [
            f"{head.rsplit(' ', 1)[0]} {push.message.title}" for head, push in self.sent if head.endswith(f" {who}")
        ]

    def last(self, who: str) -> Push:
        return next(push for head, push in reversed(self.sent) if head.endswith(f" {who}"))

    async def report(self, task: int, period: str = "2022", state: State = State.OPEN) -> None:
        """A department reports, as services.progress would note it."""
        lead = next(one.lead for one in PLAN.tasks if one.number == task)
        status = Status.ON_TRACK if state is State.OPEN else Status.DONE
        holds = Current(task, period, state, status, reported_at=self.clock.now())
        async with self.database.write() as tx:
            await updates.keep_current(tx, self.plan_id, lead, holds)

    async def add(self, rule: ReminderRule) -> str:
        async with self.database.write() as tx:
            return (await rules.add(tx, self.plan_id, rule, self.clock.now())).rule.key

    async def join(self, name: str, *memberships: Membership) -> int:
        """One more person, reached at their name."""
        self._addresses[name] = name
        async with self.database.write() as tx:
            person_id = await people.add(tx, name, memberships, self.clock.now())
            account = await people.meet(tx, "local", name, name)
            await people.bind(tx, account.id, person_id, self.clock.now())
            return person_id

    async def person(self, department: str) -> int:
        async with self.database.read() as tx:
            everyone = await people.everyone(tx)
        return next(one.id for one in everyone if department in one.departments(Role.LIAISON))

    async def leave(self, department: str) -> None:
        """The liaison of a department is revoked."""
        gone = await self.person(department)
        async with self.database.write() as tx:
            await people.revoke(tx, gone, self.clock.now())

    async def states(self) -> dict[str, int]:
        async with self.database.read() as tx:
            found = (await tx.execute(select(tables.outbox.c.state))).scalars().all()
        return {one: found.count(one) for one in set(found)}


Curtain = Callable[..., AbstractAsyncContextManager[Stage]]


def curtain(database: Database) -> Curtain:
    """Opens the curtain at a moment: `async with curtain(database)("2022-10-20 08:00") as s:`."""

    @asynccontextmanager
    async def open_(civil_time: str, with_rules: tuple[ReminderRule, ...] = default_rules()) -> AsyncIterator[Stage]:
        now = at(civil_time)
        async with database.write() as tx:
            plan_id = await plans.save(tx, PLAN)
            await rules.seed(tx, plan_id, with_rules, now)
            await rules.move_mark(tx, plan_id, now)
            for one in personas(PLAN):
                if one.role is not None:
                    person_id = await people.add(tx, one.name, (Membership(one.role, one.department),), now)
                    account = await people.meet(tx, "local", one.id, one.name)
                    await people.bind(tx, account.id, person_id, now)
        yield Stage(database, MovableClock(now, ticking=False), plan_id)

    return open_
