"""`duban simulate`: the rules played on the plan, with every message that would be sent, to whom and why.

Nothing is imitated: planner, composer and dispatcher are those that run every day, and what people do in a script goes
through the intake and the router of every day. Only the clock, the database (in memory), the people (the cast of the
local chat) and the channel (it writes down) are made for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.assembly import furnish
from app.cast import Persona, enter, personas
from app.script import Act, InvalidScript
from bot.channels import webchat
from bot.intake import Intake
from bot.router import Router
from domain.messages import Outcome, Push, Sent
from domain.people import Person
from domain.plan import Plan
from domain.reminders import Composed, Delayed, Nothing, Occurrence
from domain.rules import ReminderRule
from domain.workdays import Workdays
from scheduler.clock import MovableClock
from scheduler.dispatcher import Dispatcher
from scheduler.playthrough import play
from services import reminders
from storage import outbox, rules
from storage import people as known
from storage.database import Database, Tx
from storage.inbox import Raw
from storage.outbox import Kind, Row

PLATFORM = webchat.PLATFORM
EPOCH = "simulation"

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
    buttons: dict[str, list[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # label, key; by address

    async def answers(self) -> bool:
        """It always does."""
        return True

    async def push(self, push: Push) -> Outcome:
        """Keep the message, and the buttons that somebody may press."""
        self.pushed.append(push)
        self.buttons[push.address] += [(one.label, one.key) for one in reversed(push.message.choices) if one.key]
        return Sent(ref=push.edits or str(push.outbox_id))


async def simulate(
    plan: Plan,
    from_: datetime,
    to: datetime,
    zone: ZoneInfo,
    *,
    cast: Sequence[Persona] | None = None,
    with_rules: Iterable[ReminderRule] | None = None,
    workdays: Workdays | None = None,
    script: Iterable[Act] = (),
    replies: bool = False,
    progress: Progress | None = None,
) -> AsyncIterator[Message]:
    """Play (from_, to] (aware) and yield every message in the order in which it is sent.

    `zone` is the zone of the times that are told. The people are the `cast` of the local chat unless given; `script`
    is what they do: without one they are silent. `with_rules`: the default ones unless given; `workdays`: the office's
    calendar (else the official one); `replies`: tell these too. Raises InvalidScript where a button is pressed that is
    not there.
    """
    people = personas(plan) if cast is None else cast
    database = await Database.open("sqlite://", durable=False)
    try:
        async with database.write() as tx:
            await rules.move_mark(tx, await furnish(tx, plan, from_, with_rules), from_)
            await enter(tx, people, from_)
            if workdays is not None:
                said = {day: (worked, workdays.occasions.get(day)) for day, worked in workdays.overrides.items()}
                await rules.override(tx, said)
        stage = _Stage(database, MovableClock(from_, ticking=False), {one.id: one.name for one in people})
        for act in [*sorted(script, key=lambda one: one.at), None]:
            async for moment in play(database, stage.clock, stage.dispatcher, act.at if act else to):
                for message in await stage.told(moment.astimezone(zone)):
                    if replies or message.steps != (Kind.REPLY.value,):
                        yield message
                if progress:
                    progress(moment)
            if act:
                await stage.act(act)
        await stage.dispatcher.stop()
    finally:
        await database.close()


class _Composer:
    """The composer of every day, which also notes what each message says in the end."""

    def __init__(self) -> None:
        self.says: dict[int, tuple[Occurrence, ...]] = {}

    async def __call__(self, tx: Tx, row: Row, now: datetime) -> Composed | Delayed | Nothing:
        said = await reminders.compose(tx, row, now)
        if isinstance(said, Composed):
            self.says[row.id] = said.occurrences
        return said


class _Stage:
    """The bot of every day on a clock that is moved, in front of a channel that writes down."""

    def __init__(self, database: Database, clock: MovableClock, names: dict[str, str]) -> None:
        self.clock, self._database, self._names = clock, database, names
        self._people: dict[str, Person] = {}  # by address; whoever answers is looked at again with the answer
        self._recorder, self._composer = Recorder(), _Composer()
        self.dispatcher = Dispatcher(database, clock, {PLATFORM: self._recorder}, self._composer, EPOCH)
        router = Router(database, clock, EPOCH, {PLATFORM: webchat.read}, self.dispatcher.deliver, collect=lambda: None)
        self._intake = Intake(database, clock, router.answer)

    async def act(self, act: Act) -> None:
        """Somebody says or presses something, and is answered."""
        payload = {"text": act.said} if act.said is not None else {"key": self._key(act)}
        await self._intake.take([Raw(PLATFORM, webchat.BOT, f"script:{act.line}", act.who.id, payload)])
        await self._intake.settle()

    def _key(self, act: Act) -> str:
        """The newest button of that person that begins so."""
        shown = self._recorder.buttons[act.who.id]
        for label, key in reversed(shown):
            if label.startswith(act.pressed or ""):
                return key
        last = ", ".join(f"[{label}]" for label, _ in shown[:-7:-1])
        raise InvalidScript(act.line, "script_no_button", who=act.who.name, label=act.pressed, there=last or "-")

    async def told(self, at: datetime) -> list[Message]:
        """What was pushed since the last time, to whom and why."""
        pushed, self._recorder.pushed = self._recorder.pushed, []
        unplanned = [one.outbox_id for one in pushed if one.outbox_id not in self._composer.says]
        kinds: dict[int, Kind] = {}
        if unplanned or (pushed and not self._people):
            async with self._database.read() as tx:
                kinds = await outbox.kinds(tx, unplanned)
                everyone = {one.id: one for one in await known.everyone(tx)}
                reached = (await known.accounts(tx)).items()
                self._people = {one.address: everyone[person] for person, one in reached if person in everyone}
        return [self._message(one, kinds.get(one.outbox_id), at) for one in pushed]

    def _message(self, push: Push, kind: Kind | None, at: datetime) -> Message:
        person, why = self._people.get(push.address), self._composer.says.pop(push.outbox_id, ())
        return Message(
            at=at,
            to=person.name if person else self._names[push.address],
            roles=tuple(dict.fromkeys(one.role.value for one in person.memberships)) if person else (),
            rules=tuple(dict.fromkeys(one.rule for one in why)),
            steps=tuple(dict.fromkeys(one.step for one in why)) or ((kind.value,) if kind else ()),
            tasks=tuple(sorted({one.task for one in why if one.task is not None})),
            text=push.message.text(),
        )
