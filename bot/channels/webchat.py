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
from domain.messages import Enclosure, Inbound, NotSent, Outcome, Push, Rejected, Sent
from storage import local
from storage.database import Tx
from storage.files import Files
from storage.inbox import Kept, Raw

PLATFORM, BOT = "local", "local"


class LocalChat:
    """Channel of the local chat. `changed` is told the address after each committed change."""

    platform = PLATFORM
    exactly_once = True

    def __init__(self, clock: Clock, files: Files, changed: Callable[[str], None]) -> None:
        self._clock, self._files, self._changed = clock, files, changed

    async def push(self, push: Push) -> Outcome:
        """Hand the message to the settling transaction."""
        at, content = self._clock.now(), push.message.to_json()

        async def show(tx: Tx) -> None:
            await local.delivered(
                tx, push.outbox_id, push.address, content, at, int(push.edits) if push.edits else None
            )

        ref = push.edits or str(push.outbox_id)
        return Sent(ref, also=show, then=lambda: self._changed(push.address))

    async def answers(self) -> bool:
        """There is nothing in between that could be silent."""
        return True

    async def fetch(self, source: Mapping[str, Any]) -> bytes | NotSent | Rejected:
        """The bytes of a file that a persona sent: the page has kept them already."""
        try:
            return await self._files.read(source["hash"])
        except OSError as error:
            return Rejected(str(error))


async def say(intake: Intake, address: str, text: str, client_id: str, changed: Callable[[str], None]) -> None:
    """A persona writes. `client_id` is the page's own: the same one again changes nothing."""

    async def show(tx: Tx, kept: Kept) -> None:
        await local.heard(tx, kept.id, address, {"text": text, "client_id": client_id}, kept.received_at)

    raw = Raw(PLATFORM, BOT, f"{address}:{client_id}", address, {"text": text})
    if await intake.take([raw], also=show):
        changed(address)


async def send(
    intake: Intake,
    files: Files,
    address: str,
    file: Enclosure,
    content: bytes,
    client_id: str,
    changed: Callable[[str], None],
) -> None:
    """A persona sends a file: its bytes are kept first, then what was said is stored with its bubble."""
    told = {"name": file.name, "media_type": file.media_type, "size": len(content), "hash": await files.keep(content)}

    async def show(tx: Tx, kept: Kept) -> None:
        one = {"name": file.name, "source": {"kind": "evidence", "hash": told["hash"]}}
        await local.heard(tx, kept.id, address, {"text": "", "file": one, "client_id": client_id}, kept.received_at)

    raw = Raw(PLATFORM, BOT, f"{address}:{client_id}", address, {"file": told})
    if await intake.take([raw], also=show):
        changed(address)


async def press(intake: Intake, address: str, key: str, client_id: str) -> None:
    """A persona presses a button."""
    await intake.take([Raw(PLATFORM, BOT, f"{address}:{client_id}", address, {"key": key})])


def read(kept: Kept) -> Inbound:
    """A stored update of the local chat."""
    payload: Mapping[str, Any] = kept.payload
    sent, file = payload.get("file"), None
    if sent:
        file = Enclosure({"hash": sent["hash"]}, sent["media_type"], sent["name"], sent["size"])
    return Inbound(kept.id, kept.platform, kept.address, payload.get("text"), payload.get("key"), file=file)


def bubble(shown: local.Shown, local_time: Callable[[datetime], datetime]) -> dict[str, Any]:
    """A message as the page draws it, without the words of its day (the wording adds those)."""
    at = local_time(shown.at)
    content = dict(shown.content)
    lines = content["text"].splitlines() if shown.mine else content["lines"]
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
        "picture": _attached(shown, "picture"),
        "file": _attached(shown, "file"),
        "edited": shown.edited,
        "footer": content.get("footer"),
        "client_id": content.get("client_id"),
    }


def _attached(shown: local.Shown, which: str) -> dict[str, str] | None:
    """What came along: its name, and where the page gets it."""
    one = shown.content.get(which)
    return {"name": one["name"], "address": f"/api/attachment?message={shown.id}&which={which}"} if one else None
