"""Who does what on WeCom while the process is killed: people write, press and decide, others only hear reminders.

A callback that comes while nobody is connected is lost, as no document promises more: whoever hears nothing does it
again, until it was heard.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from tests.channels.wecom_office import carries_buttons
from tests.peers.wecom import Gateway
from tests.peers.wecom_people import Person, Shown

PATIENCE = 8.0  # seconds until somebody who hears nothing asks again
TASKS = {"区社会事业局": 27, "区党群工作部": 5}
DONE = ("区科技产业局", 6, 5)  # a task that is reported done with more each time, from so many on, and returned

Figure = tuple[int, float]  # a task, and what was reported of it


@dataclass
class Traffic:
    """What everybody has done so far; `closing` lets them end what they have begun."""

    gateway: Gateway
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    pressed: Counter[Figure] = field(default_factory=Counter)  # what somebody has confirmed, heard or not
    reported: set[Figure] = field(default_factory=set)  # whose receipt was seen
    decided: set[str] = field(default_factory=set)  # reasons: somebody has pressed
    returned: set[str] = field(default_factory=set)  # and has read that it is done

    async def flow(self, people: Mapping[str, Person], office: Person) -> None:
        """Everything at once, until `closing`; `people` by their departments."""
        async with asyncio.TaskGroup() as everybody:
            for department, task in TASKS.items():
                everybody.create_task(self._reports(people[department], task))
            everybody.create_task(self._is_done_and_returned(people[DONE[0]], office))

    async def _reports(self, me: Person, task: int) -> None:
        for n in count(1):
            if self.closing.is_set():
                return
            await self._report(me, task, n, f"{task} 已完成{n}")

    async def _is_done_and_returned(self, me: Person, office: Person) -> None:
        _, task, first = DONE
        for n in count(first):
            if self.closing.is_set():
                return
            await self._report(me, task, n, f"{task} 已建成{n}家，已完成")
            await self._return(office, task, f"佐证材料不足{n}")

    async def _report(self, me: Person, task: int, n: int, words: str) -> None:
        """Report a figure and confirm it by its button, again and again until it was heard."""
        card = await self._asks(me, words, "确认报送", f"{n}")
        while card is not None and not self.closing.is_set():
            seen = len(me.chat.shown)
            if "确认报送" not in card.buttons:
                return
            me.presses(card.buttons["确认报送"], card)
            self.pressed[task, float(n)] += 1
            if await self._sees(me, seen, "", f"　{n}/", on=card) is not None:
                self.reported.add((task, float(n)))
                return

    async def _return(self, office: Person, task: int, reason: str) -> None:
        card = await self._asks(office, f"退办 第{task}项 {reason}", "确认退办", reason)
        if card is None or "确认退办" not in card.buttons:
            return
        seen = len(office.chat.shown)
        office.presses(card.buttons["确认退办"], card)
        self.decided.add(reason)
        if await self._sees(office, seen, "", "", on=card, said="已退办") is not None:
            self.returned.add(reason)

    async def _asks(self, me: Person, words: str, button: str, told: str) -> Shown | None:
        """Say it until a card with that button has come; None where all is closing."""
        card: Shown | None = None
        while card is None and not self.closing.is_set():
            seen = len(me.chat.shown)
            me.says(words)
            card = await self._sees(me, seen, button, told)
        return card

    async def _sees(
        self, me: Person, seen: int, button: str, words: str, on: Shown | None = None, said: str = "已报送"
    ) -> Shown | None:
        """A card with that button under those words; without a button what `said` so, as news or where it was pressed:
        the receipt of this very figure, and no earlier one's that comes late."""

        def found() -> Shown | None:
            news = [one for one in me.chat.shown[seen:] if not one.mine]
            if not button:
                shown = [*news, *([on] if on else [])]
                return next((one for one in shown if said in one.text and words in one.text), None)
            for place, one in enumerate(news):  # a card that only carries buttons belongs to the text above it
                above = news[place - 1].text if place and carries_buttons(one) else ""
                if words in above + one.text and button in one.buttons:
                    return one
            return None

        try:
            await self.gateway.until(found, words, patience=PATIENCE)
        except AssertionError:
            return None
        return found()
