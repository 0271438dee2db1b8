"""`duban simulate`: the rules played on the plan, with every message that would be sent, to whom and why.

Nothing is imitated: planner, composer and dispatcher are those that run every day. Only the clock, the database (in
memory), the people (one liaison a department and the office) and the channel (it writes down) are made for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.cast import personas
from domain.messages import Outcome, Push, Sent
from domain.people import Membership, Person
from domain.plan import Plan
from domain.reminders import Composed, Delayed, Nothing, Occurrence
from domain.rules import ReminderRule, default_rules
from domain.workdays import Workdays
from scheduler.clock import MovableClock
from scheduler.dispatcher import Dispatcher
from scheduler.playthrough import play
from services import reminders
from storage import people as known
from storage import plans, rules
from storage.database import Database, Tx
from storage.outbox import Row

PLATFORM = "simulation"

Cast = Sequence[tuple[str, tuple[Membership, ...]]]  # names with their roles
Event = tuple[datetime, Callable[[Database, datetime], Awaitable[None]]]  # something that somebody does at a moment
Progress = Callable[[datetime], None]  # told every moment that was played


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a simulation. `at` is in the plan's zone; `rules`, `steps` and `tasks` are why it was sent."""

    at: datetime
    to: str
    roles: tuple[str, ...]
    rules: tuple[str, ...]
    steps: tuple[str, ...]
    tasks: tuple[int, ...]
    text: str

    def to_json(self) -> dict[str, Any]:
        """The line of `duban simulate --json`."""
        return {
            "at": self.at.isoformat(timespec="minutes"),
            "to": self.to,
            "roles": list(self.roles),
            "rule": ",".join(self.rules),
            "step": ",".join(self.steps),
            "tasks": list(self.tasks),
            "text": self.text,
        }


@dataclass(slots=True)
class Recorder:
    """A channel that writes down what it is given."""

    platform: str = PLATFORM
    exactly_once: bool = True
    pushed: list[Push] = field(default_factory=list)

    async def push(self, push: Push) -> Outcome:
        """Keep the message."""
        self.pushed.append(push)
        return Sent(ref=str(push.outbox_id))


async def simulate(
    plan: Plan,
    from_: datetime,
    to: datetime,
    zone: ZoneInfo,
    *,
    people: Cast | None = None,
    with_rules: Iterable[ReminderRule] | None = None,
    workdays: Workdays | None = None,
    script: Iterable[Event] = (),
    progress: Progress | None = None,
) -> AsyncIterator[Message]:
    """Play (from_, to] (aware) and yield every message in the order in which it is sent.

    `zone` is the zone of the times that are told. `people` are the cast of the local chat unless given, `with_rules`
    the default rules, `workdays` the office's calendar (else the official one); `script` is what people do meanwhile:
    without one they are silent.
    """
    database = await Database.open("sqlite://", durable=False)
    try:
        names = await _furnish(database, plan, people or _cast(plan), with_rules or default_rules(), from_)
        if workdays is not None:
            async with database.write() as tx:
                said = {day: (worked, workdays.occasions.get(day)) for day, worked in workdays.overrides.items()}
                await rules.override(tx, said)
        clock, recorder, composer = MovableClock(from_, ticking=False), Recorder(), _Composer()
        dispatcher = Dispatcher(database, clock, {PLATFORM: recorder}, composer, "simulation")
        pending = sorted((one for one in script if from_ < one[0] <= to), key=lambda one: one[0])
        for at, act in [*pending, (to, _nothing)]:
            async for moment in play(database, clock, dispatcher, at):
                for message in _told(recorder, composer, names, moment.astimezone(zone)):
                    yield message
                if progress:
                    progress(moment)
            await act(database, at)
        await dispatcher.stop()
    finally:
        await database.close()


def _cast(plan: Plan) -> Cast:
    return [(one.name, (Membership(one.role, one.department),)) for one in personas(plan) if one.role is not None]


async def _nothing(database: Database, at: datetime) -> None:
    """The end of a script."""


async def _furnish(
    database: Database, plan: Plan, cast: Cast, with_rules: Iterable[ReminderRule], at: datetime
) -> dict[str, Person]:
    """Load plan, people and rules into an empty database. Returns the people by their address."""
    async with database.write() as tx:
        plan_id = await plans.save(tx, plan)
        await rules.seed(tx, plan_id, with_rules, at)
        await rules.move_mark(tx, plan_id, at)
        for number, (name, memberships) in enumerate(cast):
            person_id = await known.add(tx, name, memberships, at)
            account = await known.meet(tx, PLATFORM, str(number), name)
            await known.bind(tx, account.id, person_id, at)
        reached = await known.accounts(tx)
        return {reached[one.id].address: one for one in await known.everyone(tx)}


class _Composer:
    """The composer of every day, which also notes what each message says in the end."""

    def __init__(self) -> None:
        self.says: dict[int, tuple[Occurrence, ...]] = {}

    async def __call__(self, tx: Tx, row: Row, now: datetime) -> Composed | Delayed | Nothing:
        said = await reminders.compose(tx, row, now)
        if isinstance(said, Composed):
            self.says[row.id] = said.occurrences
        return said


def _told(recorder: Recorder, composer: _Composer, names: dict[str, Person], at: datetime) -> list[Message]:
    """What was pushed since the last time, and why."""
    pushed, recorder.pushed = recorder.pushed, []
    messages = []
    for push in pushed:
        why = composer.says.pop(push.outbox_id, ())
        person = names[push.address]
        messages.append(
            Message(
                at=at,
                to=person.name,
                roles=tuple(dict.fromkeys(one.role.value for one in person.memberships)),
                rules=tuple(dict.fromkeys(one.rule for one in why)),
                steps=tuple(dict.fromkeys(one.step for one in why)),
                tasks=tuple(sorted({one.task for one in why if one.task is not None})),
                text=push.message.text(),
            )
        )
    return messages
