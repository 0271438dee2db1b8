"""Redrawing a card: the only thing that can be changed after it was sent, right after it was pressed, once.

The answer to a press is drawn in the card's place where it fits there. Else the card says that the press has come, and
the answer is a new message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.wecom import drawing
from bot.channels.wecom.answering import Press, Waiting
from domain.messages import Outcome, Outgoing, Rejected, Sent
from wording import wecom as said
from wording.rehearsal import MARK

REMEMBERED = 5000  # cards whose words are at hand; older ones are looked up

Update = Callable[[Press, dict[str, Any]], Awaitable[tuple[int, str]]]
"""Draws a card anew after a press: the code and the words of the receipt. Raises NotThere, NoReceipt."""


class Redrawer:
    """Redraws the cards of presses that wait. `rehearsal`: whatever is drawn begins with its mark."""

    def __init__(self, waiting: Waiting, update: Update) -> None:
        self._waiting, self._update, self.rehearsal = waiting, update, False
        self._cards: dict[str, str] = {}  # card -> its words

    def remember(self, task_id: str, words: str) -> None:
        """A card says so."""
        self._cards[task_id] = words
        while len(self._cards) > REMEMBERED:
            del self._cards[next(iter(self._cards))]

    async def redraw(self, task_id: str, message: Outgoing) -> Outcome:
        """Draw a message in the place of a card that was just pressed. Rejected: it goes as a new one."""
        press = self._waiting.press(task_id, asyncio.get_running_loop().time())
        if press is None:
            return Rejected("only the card of a press can be redrawn, and only at once")
        card = drawing.in_place(message, said.pressed(message.text()), task_id)
        if card is None:
            await self.settle(press, None)
            return Rejected("it does not fit a card")
        code, told = await self._update(press, card)
        if code:
            return Rejected(f"{code} {told}"[:200])
        self.remember(task_id, message.text())
        return Sent(task_id)

    async def settle(self, press: Press, words: str | None) -> None:
        """Redraw a pressed card so that one sees that the press has come. `words`: what the card said, if that is not
        at hand."""
        text = self._cards.get(press.task_id) or words or ""
        if self.rehearsal and not text.startswith(MARK):
            text = MARK + text
        await self._update(press, drawing.settled(text, said.pressed(text), press.task_id))
