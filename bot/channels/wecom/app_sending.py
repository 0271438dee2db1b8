"""Sending through the agent app: plain texts of at most 2 048 bytes, and a card where presses can come back.

What is sent is kept first, byte for byte. A try whose fate nobody knows is made again with those very bytes, also by
the next process: WeCom drops what it has seen in the last four hours, so people see it once. Two rows that say the
same differ in signs that nobody sees, or the second would be dropped too.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.channels.wecom import drawing, media, outcomes
from bot.channels.wecom.answering import Press
from bot.channels.wecom.app import INTERVAL, AgentApp, Answer
from bot.channels.wecom.link import NoReceipt, NotThere
from bot.channels.wecom.outcomes import NOT_TRUSTED
from bot.channels.wecom.pacing import Windows, beside_the_rush
from bot.channels.wecom.sending import Produce, file_of
from domain.clock import Clock
from domain.messages import NotSent, Outcome, Outgoing, Push, Rejected, Sent, Throttled, Unknown
from storage import settings
from storage.database import Database, Tx
from wording import wecom as said
from wording.rehearsal import rehearsed

log = logging.getLogger("duban.wecom")

MOST_BYTES = 2048  # of a text or markdown: developer.work.weixin.qq.com/document/path/90236
KEPT = "wecom_letters:"
TRIES = 3  # of one letter in doubt, before the row is in doubt
MARK_BITS = 12  # of the unseen mark that tells two letters of the same words apart
UNSEEN = ("\u200b", "\u200c")


class AppSender:
    """Sends through `app`. hears: presses come back, so cards are sent; else the text says where to answer. distrusted:
    told our address when WeCom does not trust it."""

    def __init__(
        self,
        app: AgentApp,
        database: Database,
        clock: Clock,
        number: Callable[[int, Outgoing], str],
        *,
        hears: bool,
        produce: Produce | None,
        distrusted: Callable[[str], None],
    ) -> None:
        self._app, self._database, self._clock, self._number = app, database, clock, number
        self._hears, self._produce, self._distrusted = hears, produce, distrusted
        self._windows = Windows()

    async def push(self, push: Push) -> Outcome:
        """Send one message. A card that was pressed is redrawn by `redraw`, nothing else can be."""
        message = rehearsed(push.message) if push.rehearsal else push.message
        if push.edits is not None:
            return Rejected("only the card of a press can be redrawn")
        try:
            userid = await self._app.userid(push.address)
            if push.unasked and (rush := beside_the_rush(self._clock.machine(), userid)):
                return Throttled(timedelta(seconds=rush), message_only=True)
            letters, ref = await self._letters(push, userid, message)
            wait = self._windows.wait(userid, len(letters), self._clock.monotonic())
            if wait:
                return Throttled(timedelta(seconds=wait))  # WeCom would drop the excess without a word
            for letter in letters:
                outcome = self._outcome(await self._sent(letter), userid)
                if not isinstance(outcome, Sent):
                    return outcome
                self._windows.count(userid, self._clock.monotonic())
        except media.Refused as refused:
            return refused.outcome
        except NotThere as why:
            return NotSent(str(why))
        except NoReceipt as why:
            return Unknown(str(why))

        async def forget(tx: Tx) -> None:
            await settings.forget(tx, f"{KEPT}{push.outbox_id}")

        return Sent(ref, also=forget)

    async def redraw(self, press: Press, card: dict[str, Any]) -> Answer:
        """Redraw the card of a press. Raises NotThere, NoReceipt."""
        return await self._app.update_card(press.response_code or "", card)

    # ── letters ───────────────────────────────────────────────────────────────────────────────────────────

    async def _letters(self, push: Push, userid: str, message: Outgoing) -> tuple[list[bytes], str | None]:
        """The bytes of a message and the number of its card; those of the first try, if there was one lately."""
        key, machine = f"{KEPT}{push.outbox_id}", self._clock.machine()
        async with self._database.read() as tx:
            kept = await settings.read(tx, key)
        if kept is not None and machine - datetime.fromisoformat(kept["at"]) < timedelta(seconds=INTERVAL):
            return [base64.b64decode(one) for one in kept["letters"]], kept["ref"]
        contents, ref = await self._contents(push.outbox_id, message)
        letters = [self._app.letter(userid, one) for one in contents]
        told = {"letters": [base64.b64encode(one).decode() for one in letters], "ref": ref, "at": machine.isoformat()}
        async with self._database.write() as tx:
            await settings.write(tx, key, told)
        return letters, ref

    async def _contents(self, outbox_id: int, message: Outgoing) -> tuple[list[dict[str, Any]], str | None]:
        contents = [
            await self._enclosed(one.name, await self._produce(one), picture=one is message.picture)
            for one in (message.picture, message.file)
            if one is not None and self._produce is not None
        ]
        choices = [one for one in message.choices if one.key is not None]
        drawn = drawing.draw(message, self._number(outbox_id, message)) if choices and self._hears else None
        text = drawing.unmarked("\n".join(drawn.texts)) if drawn else message.text()
        if choices and not self._hears:
            text = f"{text}\n{said.answer_elsewhere(text)}"
        mark = _unseen(outbox_id)
        if text.strip():
            pieces = drawing.plain(text, MOST_BYTES - len(mark.encode()))
            contents += [{"msgtype": "text", "text": {"content": piece + mark}} for piece in pieces]
        if drawn is None or drawn.card is None:
            return contents, None
        return [*contents, {"msgtype": "template_card", "template_card": drawn.card}], str(drawn.card["task_id"])

    async def _enclosed(self, name: str, content: bytes, *, picture: bool) -> dict[str, Any]:
        file = file_of(name, content, picture=picture)
        answer = await self._app.upload(file.kind, name, content)
        if answer.code in outcomes.TOKEN:
            answer = await self._app.upload(file.kind, name, content)  # with the token that was fetched meanwhile
        if answer.code:
            raise media.Refused(outcomes.outcome(answer.code, answer.told))
        return {"msgtype": file.kind, file.kind: {"media_id": answer.body["media_id"]}}

    async def _sent(self, letter: bytes) -> Answer:
        """One letter; in doubt the same bytes once more."""
        for _ in range(TRIES - 1):
            try:
                return await self._app.send(letter)
            except NoReceipt as why:
                log.info("a letter is in doubt (%s); the same bytes go once more", why)
        return await self._app.send(letter)

    def _outcome(self, answer: Answer, userid: str) -> Outcome:
        if answer.code == NOT_TRUSTED:
            log.error("WeCom does not trust the address %s", answer.our_address)
            self._distrusted(answer.our_address or "?")
            return NotSent(f"{answer.code}: the address {answer.our_address} is not trusted")
        if not answer.code and userid.casefold() in answer.missed:
            return Rejected("out of the app's visible range", contact_gone=True)
        return outcomes.outcome(answer.code, answer.told)


def _unseen(number: int) -> str:
    """A few signs that nobody sees, another few for another row."""
    return "".join(UNSEEN[number >> bit & 1] for bit in range(MARK_BITS))
