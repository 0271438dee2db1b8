"""WeCom's REST interface for an agent app, of our own for tests: real HTTP on this machine, as strict as told.

    async with Rest() as rest:
        rest.member("wangxm")                               somebody in the app's visible range
        AgentApp(rest.corp, rest.secret, rest.agent, base=rest.url)
        rest.faults.append(("send", "cut after"))           the next message/send is carried out, its answer lost
        rest.shown["wangxm"]                                what they see

It drops what it has seen in the interval, as WeCom does, and counts as `violations` what no client should do.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.peers.wecom_faults import Limits
from tests.peers.wecom_people import Json, Shown, card_text
from tests.peers.wecom_rules import card_faults

CORP, SECRET, AGENT = "wwTestCorp", "secret-of-the-app", 1000002
MOST_BYTES = 2048


class Rest:
    """The server, and the strings by which a test pulls it. Use it as an async context."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.corp, self.secret, self.agent, self.monotonic = CORP, SECRET, AGENT, monotonic
        self.shown: dict[str, list[Shown]] = {}
        self.encrypted: dict[str, str] = {}  # open_userid -> userid
        self.letters: list[bytes] = []
        self.violations: list[str] = []
        self.faults: list[tuple[str, str | int]] = []
        self.uploaded: dict[str, tuple[str, str, bytes]] = {}
        self.tokens_given = self.asked_at_once = self.dropped = 0
        self.trusted = True
        self.limits = Limits()
        self._asking = 0
        self._tokens: set[str] = set()
        self._seen: dict[bytes, float] = {}
        self._codes: dict[str, Shown] = {}
        self._tasks: set[str] = set()
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 << 20)
        app.router.add_get("/cgi-bin/gettoken", self._gettoken)
        app.router.add_post("/cgi-bin/message/send", self._called("send", self._send))
        app.router.add_post("/cgi-bin/message/update_template_card", self._called("update", self._update))
        app.router.add_post("/cgi-bin/batch/openuserid_to_userid", self._called("openuserid", self._openuserid))
        app.router.add_post("/cgi-bin/media/upload", self._upload)
        app.router.add_get("/cgi-bin/media/get", self._media)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """As `DUBAN_WECOM_API_BASE`."""
        return f"http://127.0.0.1:{self._port}"

    def member(self, userid: str, *, encrypted: str | None = None) -> None:
        """Somebody in the app's visible range; `encrypted`: the id by which the AI bot knows them."""
        self.shown[userid] = []
        if encrypted:
            self.encrypted[encrypted] = userid

    def expire(self) -> None:
        """Every token has ended."""
        self._tokens.clear()

    def sees(self, userid: str) -> list[str]:
        """What stands in somebody's chat with the app, without the signs that nobody sees."""
        return [one.text.replace("\u200b", "").replace("\u200c", "") for one in self.shown[userid]]

    def press(self, userid: str, label: str) -> tuple[Shown, str, str]:
        """Somebody presses: the card, its key and the response_code that the callback would bring."""
        for one in reversed(self.shown[userid]):
            for name, key in one.buttons.items():
                if name.startswith(label):
                    code = secrets.token_hex(8)
                    self._codes[code] = one
                    return one, key, code
        raise AssertionError(f"{userid} sees no button {label!r}")

    # ── calls ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _gettoken(self, request: web.Request) -> web.Response:
        self._asking += 1
        self.asked_at_once = max(self.asked_at_once, self._asking)
        await asyncio.sleep(0.01)
        self._asking -= 1
        if request.query.get("corpid") != self.corp or request.query.get("corpsecret") != self.secret:
            return _json({"errcode": 40001, "errmsg": "invalid credential"})
        self.tokens_given += 1
        token = secrets.token_hex(16)
        self._tokens.add(token)
        return _json({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200})

    def _called(self, name: str, carry_out: Callable[[bytes, Json], Json]) -> Any:
        async def called(request: web.Request) -> web.Response:
            raw = await request.read()
            fault = self._fault(name)
            if fault == "cut before":
                return _cut(request)
            if isinstance(fault, int):
                return _json({"errcode": fault, "errmsg": "ordered"})
            if request.query.get("access_token") not in self._tokens:
                return _json({"errcode": 42001, "errmsg": "access_token expired"})
            if not self.trusted:
                return _json({"errcode": 60020, "errmsg": "not allow to access from your ip, from ip: 203.0.113.7"})
            answer = carry_out(raw, json.loads(raw))
            if fault == "cut after":
                return _cut(request)
            if fault == "page":
                return web.Response(text="<html>please log in</html>", content_type="text/html")
            return _json({"errcode": 0, "errmsg": "ok", **answer})

        return called

    def _fault(self, name: str) -> str | int | None:
        for place, (wanted, fault) in enumerate(self.faults):
            if wanted == name:
                del self.faults[place]
                return fault
        return None

    def _send(self, raw: bytes, body: Json) -> Json:
        self.letters.append(raw)
        if body.get("agentid") != self.agent:
            self.violations.append("a message without the app's agentid")
            return {"errcode": 40056, "errmsg": "invalid agentid"}
        if not body.get("enable_duplicate_check") or not 0 < body.get("duplicate_check_interval", 0) <= 14_400:
            self.violations.append("no check for duplicates")
        now, kind = self.monotonic(), body.get("msgtype")
        reached = [one for one in str(body.get("touser", "")).split("|") if one in self.shown]
        missed = [one for one in str(body.get("touser", "")).split("|") if one not in self.shown]
        if not reached:
            return {"errcode": 81013, "errmsg": "all touser invalid"}
        if raw in self._seen and now - self._seen[raw] < body["duplicate_check_interval"]:
            self.dropped += 1
            return {"msgid": "same"}
        if wrong := self._wrong(kind, body):
            self.violations.append(wrong)
            return {"errcode": 40058, "errmsg": wrong}
        self._seen[raw] = now
        for userid in reached:
            if not self.limits.admits(userid, now):
                self.violations.append(f"too many messages to {userid}: dropped without a word")
                continue
            content = body[str(kind)]
            text = card_text(content) if kind == "template_card" else str(content.get("content", kind))
            card = content if kind == "template_card" else {}
            self.shown[userid].append(Shown(str(kind), text, card=card))
        return {"msgid": secrets.token_hex(4), "invaliduser": "|".join(missed)}

    def _wrong(self, kind: Any, body: Json) -> str | None:
        content = body.get(str(kind))
        if kind == "text" and isinstance(content, dict):
            text = content.get("content")
            long = not isinstance(text, str) or len(text.encode()) > MOST_BYTES or not text.strip()
            return "a text that is empty or too long" if long else None
        if kind == "template_card" and isinstance(content, dict):
            task_id = str(content.get("task_id"))
            if task_id in self._tasks:
                return "a task_id for the second time"
            self._tasks.add(task_id)
            return next(card_faults(content), None)
        if kind in ("image", "file") and isinstance(content, dict):
            return None if content.get("media_id") in self.uploaded else "a media_id that nobody uploaded"
        return f"msgtype {kind!r}"

    def _update(self, raw: bytes, body: Json) -> Json:
        card = self._codes.pop(str(body.get("response_code")), None)
        if card is None:
            self.violations.append("a response_code for the second time")
            return {"errcode": 42045, "errmsg": "template_card_response_code is invalid"}
        if wrong := next(card_faults(body["template_card"]), None):
            self.violations.append(f"an update is refused: {wrong}")
            return {"errcode": 42049, "errmsg": wrong}
        card.redraw(body["template_card"])
        return {}

    def _openuserid(self, raw: bytes, body: Json) -> Json:
        known = [one for one in body["open_userid_list"] if one in self.encrypted]
        unknown = [one for one in body["open_userid_list"] if one not in self.encrypted]
        found = [{"open_userid": one, "userid": self.encrypted[one]} for one in known]
        return {"userid_list": found, "invalid_open_userid_list": unknown}

    async def _upload(self, request: web.Request) -> web.Response:
        if request.query.get("access_token") not in self._tokens:
            return _json({"errcode": 42001, "errmsg": "access_token expired"})
        field = (await request.post()).get("media")
        if not isinstance(field, web.FileField):
            self.violations.append("an upload without the field media")
            return _json({"errcode": 41005, "errmsg": "missing media"})
        content = field.file.read()
        field.file.close()
        media_id = secrets.token_hex(8)
        self.uploaded[media_id] = request.query["type"], field.filename, content
        return _json({"errcode": 0, "errmsg": "ok", "media_id": media_id})

    async def _media(self, request: web.Request) -> web.Response:
        if request.query.get("access_token") not in self._tokens:
            return _json({"errcode": 42001, "errmsg": "access_token expired"})
        kept = self.uploaded.get(request.query.get("media_id", ""))
        if kept is None:
            return _json({"errcode": 40007, "errmsg": "invalid media_id"})
        return web.Response(body=kept[2], content_type="application/octet-stream")


def _json(body: Json) -> web.Response:
    return web.json_response(body)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
