"""Every word of an answer: each dialogue begins in the same world, in a transaction that is rolled back."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from bot.channels import webchat
from bot.router import Router
from storage import inbox
from storage import tables as t
from storage.inbox import Raw
from tests.world import World, open_world

ASKED = Path(__file__).with_name("asked.jsonl")
REPLIES = Path(__file__).with_name("replies.jsonl")
_CODE = re.compile(r"\bDB(?:-[0-9A-Z]{4})+\b")  # invitations are drawn by chance


class _Undone(Exception):
    """Takes everything back that an answer did."""


class Answers:
    """Answers dialogues, each from the same beginning."""

    def __init__(self, world: World) -> None:
        self._world = world

        async def deliver(rows: list[int]) -> None:
            pass

        self._router = Router(
            world.duban.database, world.clock, "frozen", {webchat.PLATFORM: webchat.read}, deliver, lambda: None
        )

    async def to(self, who: str, said: Sequence[str], language: str) -> list[list[str]]:
        """The replies to each text of a dialogue, with their buttons."""
        found: list[list[str]] = []
        try:
            async with self._world.duban.database.write() as tx:
                await tx.execute(update(t.person).values(language=language))
                for number, text in enumerate(said):
                    raw = Raw(
                        webchat.PLATFORM, webchat.BOT, f"frozen:{number}", self._world.address(who), {"text": text}
                    )
                    (kept,) = await inbox.store(tx, [raw], self._world.clock.now(), self._world.clock.machine())
                    rows = await self._router.turn(tx, kept.id)
                    query = select(t.outbox.c.content).where(t.outbox.c.id.in_(rows)).order_by(t.outbox.c.id)
                    found.append([_told(one) for one in (await tx.execute(query)).scalars()])
                raise _Undone
        except _Undone:
            return found


def _told(content: dict[str, Any]) -> str:
    buttons = "".join(f"[{one['label']}]" for one in content.get("choices", ()))
    parts = (content.get("title"), *content.get("lines", ()), buttons, content.get("footer"))
    return _CODE.sub("····", "\n".join(part for part in parts if part))


@asynccontextmanager
async def beginning(url: str) -> AsyncIterator[Answers]:
    """The office on 25 November 2022: a month and a half of reports, one application and one extension waiting."""
    async with open_world(url) as world:
        await world.until("2022-10-21 09:00")
        await world.says("王", "6 已建3家；14 滞后 等区法务意见；22 已选聘产业教授3名；其余正常")
        await world.says("王", "确认")
        await world.says("李", "24 书吧3个；27 讲座32场；其余正常")
        await world.says("李", "1")
        await world.until("2022-11-22 09:00")
        await world.says("王", "第14项申请延期到2023年3月31日，因为用地审批未完成")
        await world.says("王", "提交")
        await world.says("王", "35 已完成")
        await world.says("王", "确认")
        await world.until("2022-11-25 09:30")
        yield Answers(world)


def asked() -> list[dict[str, Any]]:
    """The dialogues: {"who", "said": [...]}."""
    return [json.loads(line) for line in ASKED.read_text(encoding="utf-8").splitlines()]
