"""Who does what while the process is killed: people write, press and decide, others only hear reminders."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count

from app.assembly import read_plan
from domain.people import Membership, Role
from storage import people
from storage.database import Database
from tests.channels.telegram_history import Effect
from tests.peers.bot_api import BotApi
from tests.peers.bot_api_people import Person
from tests.peers.bot_api_state import Message
from tests.world import PLAN_FILE, at

PATIENCE = 40.0  # seconds until somebody who hears nothing asks again


@dataclass(frozen=True, slots=True)
class Decision:
    """A press that returns a report, with its reason; `shown`: whoever pressed it has read that it is done."""

    update_id: int
    reason: str
    shown: bool


@dataclass
class Traffic:
    """Who does what while the process is killed; `closing` lets them end what they have begun."""

    api: BotApi
    effects: list[Effect] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    asked_again: int = 0
    closing: bool = False

    async def flow(self) -> None:
        """Everything at once, until `closing`."""
        async with asyncio.TaskGroup() as everybody:
            everybody.create_task(self._is_done_and_returned(self.api.people[101], self.api.people[104]))
            everybody.create_task(self._reports(self.api.people[102], 27, "27 已开展公开课{n}场"))

    async def _reports(self, me: Person, task: int, words: str) -> None:
        """Report a figure, one more each time, and confirm it by its button."""
        for n in count(1):
            if self.closing:
                return
            seen = len(me.sees)
            me.says(words.format(n=n))
            card = await self._sees(me, seen, "确认报送", f" {n}/50场")
            if card is None:
                self.asked_again += 1
                continue
            seen = len(me.sees)
            me.taps("确认报送", on=card)
            press = self.api.updates.history[-1]["update_id"]
            shown = await self._sees(me, seen, "", "已报送", on=card)
            self.effects.append(Effect(press, task, float(n), shown is not None))

    async def _is_done_and_returned(self, me: Person, office: Person) -> None:
        """Report a task done; the coordinator returns it with a reason, and asks something in between."""
        questions = ("第23项依据", "第6项目标", "谁还没报", "没有这样的话")
        for n in count(1):
            if self.closing:
                return
            seen = len(me.sees)
            me.says("6 已建成5家，已完成")
            card = await self._sees(me, seen, "确认报送", "已完成")
            if card is None:
                self.asked_again += 1
                continue
            seen = len(me.sees)
            me.taps("确认报送", on=card)
            press = self.api.updates.history[-1]["update_id"]
            shown = await self._sees(me, seen, "", "已报送", on=card)
            self.effects.append(Effect(press, 6, 5.0, shown is not None))
            if shown is None:
                self.asked_again += 1
                continue
            await self._return(office, f"佐证材料不足{n}")
            seen = len(office.sees)
            office.says(questions[n % len(questions)])
            self.asked_again += await self._sees(office, seen, "", "") is None

    async def _return(self, office: Person, reason: str) -> None:
        seen = len(office.sees)
        office.says(f"退办 第6项 {reason}")
        card = await self._sees(office, seen, "确认退办", reason)
        if card is None:
            self.asked_again += 1
            return
        seen = len(office.sees)
        office.taps("确认退办", on=card)
        press = self.api.updates.history[-1]["update_id"]
        shown = await self._sees(office, seen, "", "已退办", on=card)
        self.decisions.append(Decision(press, reason, shown is not None))

    async def _sees(self, me: Person, seen: int, button: str, words: str, on: Message | None = None) -> Message | None:
        """A new message, or `on` redrawn, with these words and that button; None where it does not come."""

        def found() -> Message | None:
            news = [*me.chat.shown[seen:], *([on] if on else [])]
            fits = (one for one in news if words in one.text and (not button or one.key(button)))
            return next(fits, None)

        try:
            await self.api.until(found, words, patience=PATIENCE)
        except AssertionError:
            return None
        return found()


async def seat_the_silent(url: str, api: BotApi) -> None:
    """A liaison for each department that has none yet: they are reminded and say nothing."""
    database = await Database.open(url)
    async with database.write() as tx:
        taken = {name for one in await people.everyone(tx) for name in one.departments(Role.LIAISON)}
        for number, department in enumerate(read_plan(PLAN_FILE).departments, start=201):
            if department.name not in taken:
                person = api.person(f"联络员{number}", number=number)
                person.chat.reached = True
                account = await people.meet(tx, "telegram", str(number), person.user.first_name)
                role = Membership(Role.LIAISON, department.name)
                id_ = await people.add(tx, person.user.first_name, (role,), at("2022-01-01 09:00"))
                await people.bind(tx, account.id, id_, at("2022-01-01 09:00"))
    await database.close()
