"""Callback mode on the real web server: what is forged, stale or replayed changes nothing; the rest is safe before it
is answered."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from app.channels import WECOM_APP_PATH, WECOM_BOT_PATH, open_doors
from app.settings import Settings
from bot.channels.wecom.app import AgentApp
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.crypto import Crypto, Forged, Sealed
from tests.channels.wecom_office import WeComWorld, open_wecom, userid
from tests.peers.waiting import awake
from tests.peers.wecom import Gateway
from tests.peers.wecom_rest import Rest
from web.server import WebServer, build_app

TOKEN, AES_KEY = "token-of-the-console", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NONCE = "1597212914"
WAITS = 5  # seconds that WeCom waits for an answer before it brings the same again


class Console:
    """WeCom, as it brings callbacks."""

    def __init__(self, url: str, corp: str) -> None:
        self.url = url
        self.bot, self.app = Crypto(TOKEN, AES_KEY, ""), Crypto(TOKEN, AES_KEY, corp)

    async def post(self, path: str, content: bytes, query: Mapping[str, str]) -> tuple[int, bytes]:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, data=BytesIO(content), params=query) as got,
        ):
            return got.status, await got.read()

    async def get(self, path: str, query: Mapping[str, str]) -> tuple[int, bytes]:
        async with aiohttp.ClientSession() as session, session.get(self.url + path, params=query) as got:
            return got.status, await got.read()

    async def tells_app(self, xml: str, *, at: float | None = None) -> tuple[int, bytes]:
        """An agent app's callback."""
        sealed = self.app.seal(xml.encode(), str(int(at or time.time())), NONCE)
        content = f"<xml><ToUserName>ww</ToUserName><Encrypt>{sealed.encrypt}</Encrypt></xml>".encode()
        return await self.post(WECOM_APP_PATH, content, query_of(sealed))

    async def tells_bot(self, body: Mapping[str, Any]) -> tuple[int, bytes]:
        """An AI bot's callback."""
        sealed = self.bot.seal(json.dumps(body).encode(), str(int(time.time())), NONCE)
        return await self.post(WECOM_BOT_PATH, json.dumps({"encrypt": sealed.encrypt}).encode(), query_of(sealed))


def query_of(sealed: Sealed, **more: str) -> dict[str, str]:
    return {"msg_signature": sealed.signature, "timestamp": sealed.timestamp, "nonce": sealed.nonce, **more}


def text_of(sender: str, content: str, msgid: str) -> str:
    return (
        f"<xml><FromUserName>{sender}</FromUserName><CreateTime>1348831860</CreateTime><MsgType>text</MsgType>"
        f"<Content>{escape(content)}</Content><MsgId>{msgid}</MsgId><AgentID>1000002</AgentID></xml>"
    )


def press_of(sender: str, task_id: str, key: str, code: str) -> str:
    return (
        f"<xml><FromUserName>{sender}</FromUserName><CreateTime>1348831861</CreateTime><MsgType>event</MsgType>"
        f"<Event>template_card_event</Event><EventKey>{key}</EventKey><TaskId>{task_id}</TaskId>"
        f"<CardType>button_interaction</CardType><ResponseCode>{code}</ResponseCode>"
        "<SelectedItems><SelectedItem><QuestionKey>q</QuestionKey><OptionIds><OptionId>o</OptionId></OptionIds>"
        "</SelectedItem></SelectedItems></xml>"
    )


@pytest.fixture
async def rest() -> AsyncIterator[Rest]:
    async with Rest() as rest:
        yield rest
        assert rest.violations == []


@pytest.fixture
async def world(new_sqlite: Callable[[Path], str], tmp_path: Path, rest: Rest) -> AsyncIterator[WeComWorld]:
    """A bot without a secret: it hears by callbacks, and speaks through its agent app."""
    app = AgentApp(rest.corp, rest.secret, rest.agent, base=rest.url)
    channel = WeCom("aibTestRobot0001", None, app=app, hears_app=True)
    async with Gateway() as gateway, open_wecom(new_sqlite(tmp_path), gateway, channel=channel) as world:
        for person in gateway.people:
            rest.member(person)
        yield world


@pytest.fixture
async def console(world: WeComWorld, rest: Rest) -> AsyncIterator[Console]:
    settings = Settings(
        wecom_bot_id="aibTestRobot0001",
        wecom_corp_id=rest.corp,
        wecom_callback_token=SecretStr(TOKEN),
        wecom_callback_aes_key=SecretStr(AES_KEY),
    )
    app = build_app()
    open_doors(app, [world.channel], settings)
    server = await WebServer.start(app, "127.0.0.1", 0)
    yield Console(server.url.rstrip("/"), rest.corp)
    await server.stop()


async def inbox(world: WeComWorld) -> int:
    return len(await world.rows("SELECT id FROM inbox"))


# ── the address ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "which"), [(WECOM_BOT_PATH, "bot"), (WECOM_APP_PATH, "app")])
async def test_the_verification_is_answered_bare(console: Console, path: str, which: str) -> None:
    crypto: Crypto = getattr(console, which)
    sealed = crypto.seal(b"1616140317555161061", str(int(time.time())), NONCE)
    begun = awake()
    assert await console.get(path, query_of(sealed, echostr=sealed.encrypt)) == (200, b"1616140317555161061")
    assert awake() - begun < 1
    wrong = {**query_of(sealed, echostr=sealed.encrypt), "nonce": "2"}
    assert (await console.get(path, wrong))[0] == 403
    assert (await console.get(path, {}))[0] == 403


# ── messages and presses ──────────────────────────────────────────────────────────────────────────────────


async def test_a_conversation_through_the_agent_app(console: Console, world: WeComWorld, rest: Rest) -> None:
    wang = userid(world.persona("王"))
    begun = awake()
    assert await console.tells_app(text_of(wang, "6 已建4家", "m1")) == (200, b"")
    assert awake() - begun < 1
    await world.quiet()
    assert "我这样理解" in "".join(rest.sees(wang))
    card, key, code = rest.press(wang, "确认报送")
    assert await console.tells_app(press_of(wang, card.task_id, key, code)) == (200, b"")
    await world.quiet()
    assert [one["task"] for one in await world.rows("SELECT task FROM progress_update")] == [6]
    assert "已报送1项" in "".join(rest.sees(wang)) or "已报送1项" in card.text


async def test_what_comes_again_is_taken_once(console: Console, world: WeComWorld, rest: Rest) -> None:
    """WeCom brings a callback three times where the answer was late; others as often as they like."""
    wang = userid(world.persona("王"))
    for _ in range(3):
        assert (await console.tells_app(text_of(wang, "6 已建4家", "m1")))[0] == 200
    await world.quiet()
    card, key, code = rest.press(wang, "确认报送")
    for _ in range(3):
        assert (await console.tells_app(press_of(wang, card.task_id, key, code)))[0] == 200
    await world.quiet()
    assert await inbox(world) == 2
    assert len(await world.rows("SELECT id FROM progress_update")) == 1


async def test_the_bot_is_heard_by_callbacks_and_answers_at_the_address_they_bring(
    console: Console, world: WeComWorld, rest: Rest
) -> None:
    brought: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        brought.append(await request.json())
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    app = web.Application()
    app.router.add_post("/answer", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/answer"
    sun = userid(world.persona("孙"))
    body = {"msgid": "b1", "aibotid": "aibTestRobot0001", "chattype": "single", "from": {"userid": sun}}
    told = {**body, "msgtype": "text", "text": {"content": "你好"}, "response_url": url}
    assert await console.tells_bot(told) == (200, b"")
    await world.quiet()
    assert len(brought) == 1
    assert "邀请码" in brought[0]["markdown"]["content"]
    assert rest.sees(sun) == []
    await runner.cleanup()


# ── what is none ──────────────────────────────────────────────────────────────────────────────────────────


async def test_nothing_forged_stale_or_damaged_is_taken(console: Console, world: WeComWorld) -> None:
    wang = userid(world.persona("王"))
    xml, now = text_of(wang, "6 已建4家", "m9").encode(), str(int(time.time()))
    forger, other = Crypto("another-token", AES_KEY, "wwTestCorp"), Crypto(TOKEN, AES_KEY, "wwOther")
    sealed = console.app.seal(xml, now, NONCE)

    def wrapped(encrypt: str) -> bytes:
        return f"<xml><Encrypt>{encrypt}</Encrypt></xml>".encode()

    stale = console.app.seal(xml, str(int(time.time()) - 900), NONCE)
    early = console.app.seal(xml, str(int(time.time()) + 900), NONCE)
    cut = sealed.encrypt[:-24]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>'
    tries = {
        "no signature": (wrapped(sealed.encrypt), {}),
        "another token": (wrapped(sealed.encrypt), query_of(forger.seal(xml, now, NONCE))),
        "another nonce": (wrapped(sealed.encrypt), {**query_of(sealed), "nonce": "1"}),
        "another time": (wrapped(sealed.encrypt), {**query_of(sealed), "timestamp": str(int(now) + 1)}),
        "another corporation": (wrapped(other.seal(xml, now, NONCE).encrypt), query_of(other.seal(xml, now, NONCE))),
        "stale": (wrapped(stale.encrypt), query_of(stale)),
        "early": (wrapped(early.encrypt), query_of(early)),
        "cut": (wrapped(cut), {**query_of(sealed), "msg_signature": console.app.signature(now, NONCE, cut)}),
        "no XML": (b"{}", query_of(sealed)),
        "entities": (bomb, query_of(sealed)),
        "a file of ours": (outside, query_of(sealed)),
    }
    for name, (content, query) in tries.items():
        assert (await console.post(WECOM_APP_PATH, content, query))[0] == 403, name
    other_signed = other.seal(xml, now, NONCE)
    right = {**query_of(other_signed), "msg_signature": console.app.signature(now, NONCE, other_signed.encrypt)}
    assert (await console.post(WECOM_APP_PATH, wrapped(other_signed.encrypt), right))[0] == 403, "signed, not for us"
    assert (await console.post(WECOM_APP_PATH, b"x" * 1_040_000 + b"y" * 20_000, query_of(sealed)))[0] == 413
    assert (await console.post(WECOM_BOT_PATH, b"[]", query_of(sealed)))[0] == 403
    assert await inbox(world) == 0


# ── the crypto alone ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("length", [0, 1, 11, 12, 31, 32, 33, 1000])
@pytest.mark.parametrize("receive_id", ["", "wwTestCorp"])
def test_what_is_sealed_opens_again(length: int, receive_id: str) -> None:
    crypto = Crypto(TOKEN, AES_KEY, receive_id)
    message = bytes(range(256))[: length % 256] * (length // 256 + 1)
    sealed = crypto.seal(message, "1700000000", NONCE)
    assert crypto.open(sealed, 1_700_000_000.0) == message


@pytest.mark.parametrize("key", ["", "short", "x" * 44, "*" * 43])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="43 characters"):
        Crypto(TOKEN, key, "")


def test_every_byte_of_a_sealed_message_counts() -> None:
    """Signed by whoever knows the token, and yet damaged: padding, length and receiveid are all looked at."""
    import base64

    crypto = Crypto(TOKEN, AES_KEY, "wwTestCorp")
    hidden = base64.b64decode(crypto.seal(b"", "1700000000", NONCE).encrypt)
    opened = 0
    for place in range(len(hidden)):
        broken = bytearray(hidden)
        broken[place] ^= 1
        encrypt = base64.b64encode(bytes(broken)).decode()
        sealed = Sealed(encrypt, crypto.signature("1700000000", NONCE, encrypt), "1700000000", NONCE)
        try:
            crypto.open(sealed, 1_700_000_000.0)
            opened += 1
        except Forged:
            pass
    assert opened <= 16, "only the random bytes at the beginning mean nothing"
