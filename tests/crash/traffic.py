"""Who does what while the process is killed: some report, one snoozes, one asks, one moves the clock.

Everybody else is silent. Who acts goes on until `closing` and then ends what they have begun, so that it is known
exactly what must stand in the database: every report that was confirmed is an `Effect`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count

from app.cast import personas
from domain.plan import Plan
from tests.crash.page import Chat, Deed, Json, Page, offers, text_of

FIRST, LAST = date(2022, 10, 21), date(2022, 12, 30)  # one year: after it other milestones are asked about
CLOCK_STOP = time(10)  # of every other day; what comes due on the way is stopped at anyhow
FINAL = datetime.combine(LAST, time(18))
BREATH = 0.2  # seconds between two moves of the clock: the others report in between


@dataclass(frozen=True, slots=True)
class Effect:
    """What a deed must have done to the ledger: one line for `task`; `value` is None for a state without a figure."""

    deed: Deed
    kind: str  # report | retract
    task: int
    value: float | None = None


@dataclass
class Traffic:
    """What everybody has done so far."""

    page: Page
    plan: Plan
    effects: list[Effect] = field(default_factory=list)
    snoozes: int = 0
    closing: bool = False

    @property
    def silent(self) -> tuple[str, ...]:
        """The departments of which nobody says a word: they lead tasks and are reminded of each."""
        return ("区党政办", "区创新创业服务中心", "区发改财政局")

    def address(self, department: str) -> str:
        """The persona that speaks for a department."""
        return next(one.id for one in personas(self.plan) if one.department == department)

    async def flow(self) -> None:
        """Everything at once, until `closing`."""
        async with asyncio.TaskGroup() as everybody:
            everybody.create_task(self._reports("区科技产业局", 23, "23 已落实委托培养对象{n}人"))
            everybody.create_task(self._reports("区社会事业局", 27, "27 已开展公开课{n}场"))
            everybody.create_task(self._reports("区住房城乡建设局", 10, "10 已筹措{n}套"))
            everybody.create_task(self._snoozes("区团工委", 36))
            everybody.create_task(self._asks("coordinator"))
            everybody.create_task(self._moves_the_clock())

    # ── the cast ──────────────────────────────────────────────────────────────────────────────────────────

    async def _reports(self, department: str, task: int, words: str) -> None:
        """Report a figure, one more each time; confirm by word or by button; take every fifth back."""
        me = self.address(department)
        chat = self.page.chat(me)
        for n in count(1):
            if self.closing:
                return
            before = chat.seq
            await self.page.say(me, words.format(n=n))
            card = await self.page.sees(me, before, f"the figure {n} read back", _reads_back(f"{n}"))
            before = chat.seq
            confirmed = await (self.page.say(me, "确认") if n % 2 else self.page.press(me, card, "确认报送"))
            self.effects.append(Effect(confirmed, "report", task, float(n)))
            receipt = await self.page.sees(me, before, f"the receipt of {n}", _begins("已报送"))
            if n % 5 == 0:
                before = chat.seq
                self.effects.append(Effect(await self.page.press(me, receipt, "撤销"), "retract", task))
                await self.page.sees(me, before, f"{n} taken back", _begins("已撤销"))

    async def _snoozes(self, department: str, task: int) -> None:
        """Ask twice to be reminded at the same time, from two cards; then report by taps."""
        me = self.address(department)
        chat = self.page.chat(me)
        while not self.closing:
            cards = [await self._card(me) for _ in range(2)]
            times = [await self._tap(me, card, "稍后提醒", "什么时候") for card in cards]
            labels = [{one["label"] for one in card["choices"]} - {"‹返回"} for card in times]
            for label in sorted(labels[0] & labels[1])[:1]:
                for card in times:
                    before = chat.seq
                    await self.page.press(me, card, label)
                    await self.page.sees(me, before, "the snooze", lambda _: True)
                self.snoozes += 1
            walk = await self._tap(me, await self._card(me), "逐项填写", f"1/1 · {task}")
            before = chat.seq
            self.effects.append(Effect(await self.page.press(me, walk, "正常"), "report", task))
            await self.page.sees(me, before, "the receipt of a tap", _begins("已报送"))

    async def _card(self, me: str) -> Json:
        before = self.page.chat(me).seq
        await self.page.say(me, "填报")
        return await self.page.sees(me, before, "a fresh card", _fresh(self.page.chat(me)))

    async def _tap(self, me: str, card: Json, label: str, title: str) -> Json:
        """Tap a button; returns the card as it is drawn then."""
        before = self.page.chat(me).seq
        await self.page.press(me, card, label)
        return await self.page.sees(
            me, before, f"{title} on card {card['id']}", lambda one: one["id"] == card["id"] and title in text_of(one)
        )

    async def _asks(self, me: str) -> None:
        """Questions of the coordinator; any answer will do, each is counted afterwards."""
        chat = self.page.chat(me)
        for question in ("谁还没报", "第23项依据", "区社会事业局进展", "没有这样的话") * 100:
            if self.closing:
                return
            before = chat.seq
            await self.page.say(me, question)
            await self.page.sees(me, before, f"an answer to {question}", lambda _: True)

    async def _moves_the_clock(self) -> None:
        for day in range(0, (LAST - FIRST).days, 2):
            if self.closing:
                return
            await self.move_clock(datetime.combine(FIRST + timedelta(days=day), CLOCK_STOP))
            await asyncio.sleep(BREATH)

    async def move_clock(self, to: datetime) -> None:
        """Move the clock; a move that was cut off is repeated, one that had been made already is refused."""
        while True:
            status, answer = await self.page.post("api/clock", {"to": to.isoformat()})
            if status == 200 or answer.get("code") == "clock_backwards":
                break
            assert answer.get("code") == "clock_busy", answer  # the move whose answer was lost is still going on
            await asyncio.sleep(0.05)


def _reads_back(figure: str) -> Callable[[Json], bool]:
    return lambda one: offers("确认报送")(one) and figure in text_of(one)


def _begins(words: str) -> Callable[[Json], bool]:
    return lambda one: bool(one["title"]) and one["title"].startswith(words)


def _fresh(chat: Chat) -> Callable[[Json], bool]:
    """A card that was not there before, whole: a reminder may come in between, it will do as well."""
    known = set(chat.messages)
    return lambda one: one["id"] not in known and offers("逐项填写")(one) and offers("稍后提醒")(one)
