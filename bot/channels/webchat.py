"""The local chat as a channel: delivering is inserting, in the transaction that settles.

There is no network in between, so nothing is ever in doubt: a message stands in the chat exactly if its outbox row says
`sent`. What a persona says is stored with its bubble in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.intake import Intake
from domain.clock import Clock
from domain.messages import Inbound, Outcome, Push, Sent
from storage import local
from storage.database import Tx
from storage.inbox import Kept, Raw

PLATFORM, BOT = "local", "local"


class LocalChat:
    """Channel of the local chat. `changed` is told the address after each committed change."""

    platform = PLATFORM
    exactly_once = True

    def __init__(self, clock: Clock, changed: Callable[[str], None]) -> None:
        self._clock, self._changed = clock, changed

    async def push(self, push: Push) -> Outcome:
        """Hand the message to the settling transaction."""
        at, content = self._clock.now(), push.message.to_json()

        async def show(tx: Tx) -> None:
            await local.delivered(
                tx, push.outbox_id, push.address, content, at, int(push.edits) if push.edits else None
            )

        ref = push.edits or str(push.outbox_id)
        return Sent(ref, also=show, then=lambda: self._changed(push.address))


async def say(intake: Intake, address: str, text: str, client_id: str, changed: Callable[[str], None]) -> None:
    """A persona writes. `client_id` is the page's own: the same one again changes nothing."""

    async def show(tx: Tx, kept: Kept) -> None:
        await local.heard(tx, kept.id, address, {"text": text, "client_id": client_id}, kept.received_at)

    raw = Raw(PLATFORM, BOT, f"{address}:{client_id}", address, {"text": text})
    if await intake.take([raw], also=show):
        changed(address)


async def press(intake: Intake, address: str, key: str, client_id: str) -> None:
    """A persona presses a button."""
    await intake.take([Raw(PLATFORM, BOT, f"{address}:{client_id}", address, {"key": key})])


def read(kept: Kept) -> Inbound:
    """A stored update of the local chat."""
    payload: Mapping[str, Any] = kept.payload
    return Inbound(kept.id, kept.platform, kept.address, payload.get("text"), payload.get("key"))


def bubble(shown: local.Shown, local_time: Callable[[datetime], datetime]) -> dict[str, Any]:
    """A message as the page draws it, without the words of its day (the wording adds those)."""
    at = local_time(shown.at)
    content = dict(shown.content)
    lines = content["text"].split("\n") if shown.mine else content["lines"]
    return {
        "seq": shown.seq,
        "id": shown.id,
        "persona": shown.address,
        "side": "me" if shown.mine else "bot",
        "at": at.isoformat(timespec="seconds"),
        "at_text": f"{at:%H:%M}",
        "title": content.get("title"),
        "lines": lines,
        "choices": content.get("choices", []),
        "picture": None,
        "file": None,
        "edited": shown.edited,
        "footer": content.get("footer"),
        "client_id": content.get("client_id"),
    }
