"""An office on a database: the shipped plan, people, reports, and flows that really ask the services.

office = await Office.open(tx)
wang = await office.enter("王某某", Membership(Role.LIAISON, "区科技产业局"))
await office.reports(wang, Entry(6, "2022", values={BUILT: 4}), at="2022-11-25 09:03", words="6 已建4家")
answer = await office.hears(query, zhao, "谁还没报", at="2022-11-25 15:10")
answer.text, answer.labels(), answer.action("催办")
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.turn import Flow, Here, Step
from domain.errors import Refused
from domain.messages import Inbound
from domain.people import Membership, Person
from domain.progress import Entry, Recorded
from domain.rules import default_rules
from services import progress
from services.desk import Desk
from storage import dialogues, inbox, plans, rules
from storage import people as known
from storage.database import Tx
from storage.dialogues import Dialogue
from storage.inbox import Raw
from tests.bot.dialogue import ZONE, Spoken, plan, told, vocabulary
from wording.words import Words

MACHINE = datetime(2026, 1, 5, tzinfo=UTC)


def moment(civil: str) -> datetime:
    """An instant (UTC) from a civil time of the plan's zone."""
    return datetime.fromisoformat(civil).replace(tzinfo=ZONE).astimezone(UTC)


@dataclass(slots=True)
class Office:
    """Everything in one open transaction; `at` are civil times of the plan's zone."""

    tx: Tx
    loaded: plans.Loaded
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    async def open(cls, tx: Tx) -> Office:
        """The shipped plan and the rules it starts with, nobody there yet."""
        await plans.save(tx, plan())
        loaded = await plans.loaded(tx)
        assert loaded is not None
        await rules.seed(tx, loaded.id, default_rules(), moment("2022-01-01 00:00"))
        return cls(tx, loaded)

    async def enter(self, name: str, *memberships: Membership, reachable: bool = True, language: str = "zh") -> Person:
        """Somebody who has redeemed an invitation; `reachable`: and has a chat account."""
        now = moment("2022-01-03 09:00")
        person_id = await known.add(self.tx, name, memberships, now, language)
        if reachable:
            account = await known.meet(self.tx, "local", name, None)
            await known.bind(self.tx, account.id, person_id, now)
        found = await known.person(self.tx, person_id)
        assert found is not None
        return found

    async def desk(self, person: Person, at: str) -> Desk:
        """A desk for one message of that person."""
        account = await known.meet(self.tx, "local", person.name, None)
        raw = Raw("local", "bot", f"update-{next(self._count)}", person.name, {})
        kept = await inbox.store(self.tx, [raw], moment(at), MACHINE)
        return Desk(self.tx, moment(at), MACHINE, self.loaded, person, account.id, kept[0].id)

    async def reports(
        self, person: Person, *entries: Entry, at: str, words: str | None = None, on_behalf: bool = False
    ) -> Recorded:
        """One report, stored at that time."""
        desk = await self.desk(person, at)
        return await progress.record(
            desk, entries, words=words, words_id=desk.inbox_id if words else None, on_behalf=on_behalf
        )

    async def hears(
        self, flow: Flow, person: Person, text: str, at: str, state: Mapping[str, Any] | None = None
    ) -> Spoken:
        """What a flow answers to a text; the floor is kept as the router would."""
        desk, here = await self._here(person, text, at, None)
        return await self._drive(desk, told(flow, text, state or {}, here))

    async def presses(
        self, flow: Flow, person: Person, action: Mapping[str, Any], at: str, card: str | None = None
    ) -> Spoken:
        """What a flow answers to a button."""
        desk, here = await self._here(person, None, at, card)
        return await self._drive(desk, flow.press(action, here))

    async def _here(self, person: Person, text: str | None, at: str, card: str | None) -> tuple[Desk, Here]:
        desk = await self.desk(person, at)
        inbound = Inbound(desk.inbox_id, "local", person.name, text)
        here = Here(inbound, person, self.loaded.plan, Words(person.language, ZONE), vocabulary(), moment(at), card)
        return desk, here

    async def _drive(self, desk: Desk, step: Step) -> Spoken:
        calls: list[tuple[str, tuple[Any, ...]]] = []
        try:
            asked = next(step)
            while True:
                calls.append((asked.service.__name__, asked.args))
                try:
                    answer = await asked.service(desk, *asked.args, **asked.kwargs)
                except Refused as refused:
                    asked = step.throw(refused)
                else:
                    asked = step.send(answer)
        except StopIteration as done:
            turn = done.value
        if turn is not None and not turn.keeps_floor:
            kept = Dialogue(turn.floor.flow, dict(turn.floor.state)) if turn.floor else Dialogue()
            await dialogues.keep(self.tx, desk.account_id, kept, desk.now)
        return Spoken(turn, tuple(calls))
