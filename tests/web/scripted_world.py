"""A small local world in memory, for trying the page and its server without the rest of the house.

It keeps what the page relies on and nothing more: one growing `seq` for new and edited messages, effects once for one
client id, unread counts, a clock that only goes forward, nudges. The liaison's card is scripted: one card that is
edited in place. It remembers every call in `calls`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta, timezone

from domain.errors import Conflict, NotFound, Refused, Stale
from web.local_chat import Json, Progress

ZONE = timezone(timedelta(hours=8))
START = datetime(2022, 10, 21, 8, 50, tzinfo=ZONE)
CAST = (
    ("wang", "王晓明", "区科技产业局 联络员", "liaison"),
    ("li", "李建国", "区社会事业局 联络员", "liaison"),
    ("chen", "陈志强", "区科技产业局 责任领导", "head"),
    ("zhao", "赵敏", "督办室 统筹人员", "coordinator"),
    ("qian", "钱进", "系统 管理员", "admin"),
    ("sun", "孙某", "未绑定", "stranger"),
)
STEPS: dict[str, tuple[Json, ...]] = {
    "card": (
        {"key": "all", "label": "全部正常推进", "style": "primary"},
        {"key": "each", "label": "逐项填写", "style": None},
        {"key": "later", "label": "稍后提醒", "style": None},
        {"key": "over", "label": "转交同事", "style": None},
    ),
    "figures": (
        {"key": "3", "label": "仍3家", "style": None},
        {"key": "4", "label": "4家", "style": None},
        {"key": "5", "label": "5家 达标", "style": "primary"},
        {"key": "other", "label": "其他数", "style": None},
        {"key": "behind", "label": "滞后/受阻", "style": "danger"},
        {"key": "back", "label": "‹返回", "style": None},
    ),
    "receipt": (
        {"key": "undo", "label": "撤销", "style": "danger"},
        {"key": "change", "label": "改一项", "style": None},
    ),
}


class ScriptedWorld:
    """Implements `web.local_chat.LocalWorld`."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.may_move = asyncio.Event()  # clear it to hold a move on its way
        self.may_move.set()
        self.nudges: asyncio.Queue[Json] = asyncio.Queue()
        self._epoch = 0
        self._begin()

    def _begin(self) -> None:
        self._epoch += 1
        self._now = START
        self._seq = self._id = 0
        self._messages: dict[int, Json] = {}
        self._files: dict[int, tuple[str, bytes]] = {}
        self._read = {persona: 0 for persona, *_ in CAST}
        self._done: set[str] = set()

    # -- LocalWorld

    async def world(self) -> Json:
        personas = []
        for persona, name, title, role in CAST:
            mine = [message for message in self._messages.values() if message["persona"] == persona]
            unread = sum(m["side"] == "bot" and m["first_seq"] > self._read[persona] for m in mine)
            last = (mine[-1]["title"] or mine[-1]["lines"][0]) if mine else ""
            personas.append({"id": persona, "name": name, "title": title, "role": role, "unread": unread, "last": last})
        return {
            "now": self._now.isoformat(),
            "now_text": self._now.strftime("%m-%d %H:%M"),
            "seq": self._seq,
            "epoch": str(self._epoch),
            "rate": 1,
            "board": "/board",
            "personas": personas,
        }

    async def messages(self, persona: str, after: int = 0) -> list[Json]:
        self._check(persona)
        mine = [m for m in self._messages.values() if m["persona"] == persona and m["seq"] > after]
        return sorted(mine, key=lambda message: int(message["seq"]))

    async def say(self, persona: str, text: str, client_id: str) -> None:
        self._check(persona)
        if not self._once("say", persona, text, client_id):
            return
        self.post(persona, lines=text.split("\n"), side="me", client_id=client_id)
        self.post(persona, lines=[f"收到：{text}"])

    async def send(self, persona: str, name: str, media_type: str, content: bytes, client_id: str) -> None:
        self._check(persona)
        if self._once("send", persona, name, media_type, content, client_id):
            file = {"name": name, "address": f"/api/attachment?message={self._id + 1}&which=file"}
            self._files[self.post(persona, lines=[], side="me", client_id=client_id, file=file)] = name, content

    async def attachment(self, message_id: int, which: str) -> tuple[str, bytes]:
        if message_id not in self._files:
            raise NotFound("no_such_file")
        return self._files[message_id]

    async def press(self, persona: str, message_id: int, key: str, client_id: str) -> None:
        self._check(persona)
        message = self._messages[message_id]
        if key not in [choice["key"] for choice in message["choices"]]:
            raise Stale("stale_card")
        if not self._once("press", persona, message_id, key, client_id):
            return
        if key == "each":
            self.edit(message_id, title="1/6 · 6 暖心驿站", lines=["目标≥5家，上期3家"], choices=STEPS["figures"])
        elif key == "back":
            self.edit(message_id, **self.card())
        else:
            lines = [
                "● 6 暖心驿站　4/5家",
                "▲ 14 小青新扶持　滞后：等兄弟单位",
                "■ 16 创业就业圆梦　受阻",
                "✓ 22 产业教授　5/5名",
            ]
            self.edit(
                message_id, title="已报送 6/6 · 09:03", lines=lines, choices=STEPS["receipt"], footer="编号 R-1125-04"
            )

    async def read(self, persona: str, seq: int) -> None:
        self._check(persona)
        self.calls.append(("read", persona, seq))
        self._read[persona] = max(self._read[persona], seq)
        self.nudge({"type": "world"})

    async def move_clock(self, to: str | None, text: str | None, progress: Progress) -> None:
        self.calls.append(("move_clock", to, text))
        steps = {"+1小时": timedelta(hours=1), "+1天": timedelta(days=1), "+1周": timedelta(weeks=1)}
        if text == "炸":
            raise RuntimeError("a fault inside")
        if text is not None and text not in steps:
            raise Refused("clock_words", text=text)
        target = self._now + steps[text] if text else datetime.fromisoformat(to or "").replace(tzinfo=ZONE)
        if target < self._now:
            raise Conflict("clock_backwards")
        progress(1, 4, "10月25日(周二)09:00")
        await self.may_move.wait()
        self._now = target
        self.post("wang", **self.card())

    async def reset(self) -> None:
        self.calls.append(("reset",))
        self._begin()
        self.nudge({"type": "reset"})

    async def changes(self) -> AsyncGenerator[Json, None]:
        while True:
            yield await self.nudges.get()

    # -- the script

    def card(self) -> Json:
        lines = ["○ 6 暖心驿站　上期 3/5家", "○ 14 小青新扶持　上期 正在征求意见", "○ 22 产业教授　上期 5/5名 ✓"]
        title = "11月进展填报 · 区科技产业局（牵头6项）"
        return {
            "title": title,
            "lines": lines,
            "choices": STEPS["card"],
            "footer": "也可直接回复，如：6 已建4家；其余正常",
        }

    def post(self, persona: str, lines: list[str], side: str = "bot", **more: object) -> int:
        """A new message; returns its id."""
        self._seq += 1
        self._id += 1
        message = {
            "seq": self._seq,
            "first_seq": self._seq,
            "id": self._id,
            "persona": persona,
            "side": side,
            "at": self._now.isoformat(),
            "at_text": self._now.strftime("%H:%M"),
            "day_text": f"{self._now.month}月{self._now.day}日",
            "title": None,
            "lines": lines,
            "choices": [],
            "edited": False,
            "footer": None,
            "client_id": None,
            **more,
        }
        self._messages[self._id] = message
        self.nudge({"type": "message", "persona": persona, "seq": self._seq})
        return self._id

    def edit(self, message_id: int, **change: object) -> None:
        """Change a message in place."""
        self._seq += 1
        message = {**self._messages[message_id], "footer": None, **change, "edited": True, "seq": self._seq}
        self._messages[message_id] = message
        self.nudge({"type": "message", "persona": message["persona"], "seq": self._seq})

    def nudge(self, event: Json) -> None:
        self.nudges.put_nowait(event)

    def _check(self, persona: str) -> None:
        if persona not in self._read:
            raise NotFound("no_persona", persona=persona)

    def _once(self, *call: object) -> bool:
        client_id = str(call[-1])
        if client_id in self._done:
            return False
        self._done.add(client_id)
        self.calls.append(call[:-1])
        return True
