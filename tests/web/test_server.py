"""The local chat's routes, guards and streams, over real HTTP and a scripted world."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from yarl import URL

from domain.errors import Refused
from domain.messages import MAX_FILE
from tests.web.scripted_world import ScriptedWorld
from web import local_chat
from web.server import WebServer, build_app
from web.streams import Streams

OURS = {"X-Duban": "1"}


def explain(refusal: Refused, language: str) -> str:
    return f"{language}: {refusal.code}"


@pytest.fixture
def world() -> ScriptedWorld:
    return ScriptedWorld()


@pytest.fixture
async def server(world: ScriptedWorld) -> AsyncIterator[WebServer]:
    app = build_app()
    local_chat.attach(app, world, explain)
    running = await WebServer.start(app, "127.0.0.1", 0)
    yield running
    await running.stop()


@pytest.fixture
async def client(server: WebServer) -> AsyncIterator[ClientSession]:
    async with ClientSession(server.url, headers={"Accept-Language": "zh-CN,zh;q=0.9"}) as session:
        yield session


async def tell(client: ClientSession, path: str, body: Any, headers: dict[str, str] = OURS) -> tuple[int, Any]:
    async with client.post(path, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def events(answer: ClientResponse) -> AsyncIterator[Any]:
    async for line in answer.content:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


async def test_the_page_and_what_it_needs(client: ClientSession) -> None:
    for path, kind in (
        ("/", "text/html"),
        ("/static/chat.css", "text/css"),
        ("/static/chat.js", "text/javascript"),
        ("/fonts/DubanSansSC-Regular.woff2", "font/woff2"),
        ("/fonts/OFL.txt", "text/plain"),
        ("/health", "application/json"),
    ):
        async with client.get(path) as answer:
            assert (answer.status, answer.content_type) == (200, kind), path
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("query", "accepted", "shown"),
    [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr,de;q=0.5", "zh-CN"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh", "en", "zh-CN"),
        ("?lang=xx", "en", "en"),
    ],
)
async def test_the_page_speaks_the_reader_s_language(
    client: ClientSession, query: str, accepted: str, shown: str
) -> None:
    async with client.get(f"/{query}", headers={"Accept-Language": accepted}) as answer:
        assert f'<html lang="{shown}">' in await answer.text()


@pytest.mark.parametrize("path", ["/static/", "/static/none.css", "/static/../server.py", "/static/%2e%2e/server.py"])
async def test_nothing_else_is_served(client: ClientSession, server: WebServer, path: str) -> None:
    async with client.get(URL(f"{server.url}{path.lstrip('/')}", encoded=True)) as answer:
        assert answer.status == 404


async def test_saying_twice_with_one_id_says_it_once(client: ClientSession, world: ScriptedWorld) -> None:
    said = {"persona": "wang", "text": "6 已建4家", "client_id": "a1"}
    assert await tell(client, "/api/say", said) == (200, {"ok": True})
    assert await tell(client, "/api/say", said) == (200, {"ok": True})
    async with client.get("/api/messages?persona=wang&after=0") as answer:
        assert [message["lines"] for message in await answer.json()] == [["6 已建4家"], ["收到：6 已建4家"]]
    async with client.get("/api/messages?persona=wang&after=1") as answer:
        assert [message["seq"] for message in await answer.json()] == [2]
    async with client.get("/api/world") as answer:
        assert {one["id"]: one["unread"] for one in (await answer.json())["personas"]}["wang"] == 1
    assert await tell(client, "/api/read", {"persona": "wang", "seq": 2}) == (200, {"ok": True})
    async with client.get("/api/world") as answer:
        assert {one["id"]: one["unread"] for one in (await answer.json())["personas"]}["wang"] == 0


async def test_a_file_is_taken_once_and_only_given_to_be_saved(client: ClientSession, world: ScriptedWorld) -> None:
    page = b"<script>alert(1)</script>"
    there = "/api/send?persona=wang&client_id=f1&name=" + "现场.html"
    for _ in range(2):
        async with client.post(there, data=page, headers={**OURS, "Content-Type": "text/html"}) as answer:
            assert answer.status == 200
    assert world.calls == [("send", "wang", "现场.html", "text/html", page)]
    async with client.get("/api/messages?persona=wang&after=0") as answer:
        [message] = await answer.json()
    async with client.get(message["file"]["address"]) as answer:
        assert await answer.read() == page
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    async with client.get("/api/attachment?message=1&which=picture") as answer:
        assert answer.content_type == "application/octet-stream", "no picture, whatever is asked for"
    async with client.get("/api/attachment?message=9&which=file") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("query", "size", "status", "code"),
    [
        ("persona=wang&client_id=1&name=a.jpg", 0, 400, "error_file"),
        ("persona=wang&client_id=1", 5, 400, "error_file"),
        ("client_id=1&name=a.jpg", 5, 400, "error_not_json"),
        ("persona=wang&client_id=1&name=a.jpg", MAX_FILE + 1, 413, "error_too_long"),
    ],
)
async def test_no_file_no_name_or_too_much_of_it(
    client: ClientSession, world: ScriptedWorld, query: str, size: int, status: int, code: str
) -> None:
    async with client.post(f"/api/send?{query}", data=BytesIO(b"x" * size), headers=OURS) as answer:
        assert (answer.status, (await answer.json())["code"]) == (status, code)
    assert world.calls == []


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/say", {"persona": "wang", "text": "", "client_id": "1"}, 400, "error_text"),
        ("/api/say", {"persona": "wang", "text": " \n", "client_id": "1"}, 400, "error_text"),
        ("/api/say", {"persona": "wang", "text": "长" * 20_001, "client_id": "1"}, 400, "error_text"),
        ("/api/say", {"persona": "wang", "text": ["6"], "client_id": "1"}, 400, "error_text"),
        ("/api/say", {"persona": "wang", "text": "6"}, 400, "error_not_json"),
        ("/api/say", {"persona": "nobody", "text": "6", "client_id": "1"}, 404, "no_persona"),
        ("/api/say", {"persona": "wang", "text": "x" * 270_000, "client_id": "1"}, 413, "error_too_long"),
        ("/api/say", ["wang"], 400, "error_not_json"),
        ("/api/press", {"persona": "wang", "message": -1, "key": "k", "client_id": "1"}, 400, "error_not_json"),
        ("/api/press", {"persona": "wang", "message": True, "key": "k", "client_id": "1"}, 400, "error_not_json"),
        ("/api/press", {"persona": "wang", "message": 2**63, "key": "k", "client_id": "1"}, 400, "error_not_json"),
        ("/api/read", {"persona": "wang", "seq": 1.5}, 400, "error_not_json"),
        ("/api/clock", {}, 400, "error_clock_words"),
        ("/api/clock", {"to": "2022-11-25T09:00", "text": "+1天"}, 400, "error_clock_words"),
        ("/api/clock", {"text": "  "}, 400, "error_clock_words"),
        ("/api/clock", {"text": "昨天"}, 409, "clock_words"),
        ("/api/clock", {"to": "2022-10-20T09:00"}, 409, "clock_backwards"),
    ],
)
async def test_nonsense_is_refused_in_words(
    client: ClientSession, world: ScriptedWorld, path: str, body: object, status: int, code: str
) -> None:
    told, answer = await tell(client, path, body)
    assert (told, answer["code"]) == (status, code)
    assert answer["error"]
    assert await world.messages("wang") == []


async def test_a_body_of_unknown_length_has_a_limit_too(client: ClientSession) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * 16_384

    headers = {**OURS, "Content-Type": "application/json"}
    async with client.post("/api/say", data=endless(), headers=headers) as answer:
        assert answer.status == 413


async def test_a_text_too_long_to_be_read_reaches_the_bot_all_the_same(
    client: ClientSession, world: ScriptedWorld
) -> None:
    """Even with every character escaped: the bot itself answers that it is too long."""
    said = {"persona": "wang", "text": "长" * 20_000, "client_id": "1"}
    assert await tell(client, "/api/say", said) == (200, {"ok": True})
    assert world.calls == [("say", "wang", "长" * 20_000)]


async def test_text_is_made_storable(client: ClientSession, world: ScriptedWorld) -> None:
    body = b'{"persona": "wang", "text": "a\\u0000b\\ud800c", "client_id": "1"}'
    async with client.post("/api/say", data=body, headers={**OURS, "Content-Type": "application/json"}) as answer:
        assert answer.status == 200
    assert world.calls == [("say", "wang", "ab?c")]


async def test_a_fault_inside_is_told_and_logged(client: ClientSession, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        status, answer = await tell(client, "/api/clock", {"text": "炸"})
    assert (status, answer["code"]) == (500, "error_inside")
    assert "a fault inside" in caplog.text
    assert "fault" not in answer["error"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {"Host": "evil.example"}, 403),
        ("GET", "/api/world", {"Host": "evil.example:8080"}, 403),
        ("GET", "/api/world", {"Host": "127.0.0.1.evil.example"}, 403),
        ("GET", "/api/world", {"Host": "10.0.0.1"}, 403),
        ("GET", "/api/world", {"Host": "[::bad"}, 403),
        ("GET", "/api/world", {"X-Forwarded-For": "203.0.113.9"}, 403),
        ("GET", "/api/world", {"x-real-ip": "203.0.113.9"}, 403),
        ("GET", "/api/world", {"Via": "1.1 proxy"}, 403),
        ("GET", "/api/world", {"X-Forwarded-Proto": "https"}, 403),
        ("GET", "/api/world", {"Referer": "https://duban.example.gov.cn/"}, 403),
        ("GET", "/api/world", {"Referer": "http://localhost.example/"}, 403),
        ("GET", "/api/world", {"Origin": "https://duban.example.gov.cn"}, 403),
        ("GET", "/api/world", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("GET", "/api/world", {"Sec-Fetch-Site": "same-origin"}, 200),
        ("GET", "/", {"Referer": "https://elsewhere.example/"}, 200),
        ("GET", "/api/world", {"Host": "localhost"}, 200),
        ("GET", "/api/world", {"Host": "[::1]:80"}, 200),
        ("GET", "/health", {"Host": "duban.example.gov.cn"}, 200),
        ("POST", "/api/reset", {}, 403),
        ("POST", "/api/reset", {"X-Duban": "1", "Origin": "http://evil.example"}, 403),
        ("POST", "/api/reset", {"X-Duban": "1", "Origin": "null"}, 403),
        ("POST", "/api/reset", {"X-Duban": "1", "Origin": "http://localhost:1", "Host": "localhost:2"}, 403),
        ("POST", "/api/reset", {"X-Duban": "1", "Origin": "http://localhost:2", "Host": "localhost:2"}, 200),
        ("POST", "/api/reset", {"X-Duban": "1"}, 200),
    ],
)
async def test_only_this_page_on_this_machine(
    client: ClientSession, world: ScriptedWorld, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    async with client.request(method, path, headers=headers, json={} if method == "POST" else None) as answer:
        assert answer.status == status
    assert (("reset",) in world.calls) is (method == "POST" and status == 200)


async def test_every_page_hears_of_changes(client: ClientSession, world: ScriptedWorld) -> None:
    async with client.get("/api/events") as one, client.get("/api/events") as other:
        assert one.content_type == "text/event-stream"
        streams = [events(one), events(other)]
        assert [await anext(stream) for stream in streams] == [{"type": "hello"}] * 2
        world.post("li", lines=["提醒"])
        assert [await anext(stream) for stream in streams] == [{"type": "message", "persona": "li", "seq": 1}] * 2


async def test_events_carry_their_seq_as_id(client: ClientSession, world: ScriptedWorld) -> None:
    async with client.get("/api/events") as stream:
        assert await stream.content.readuntil(b"\n\n") == b"retry: 1000\n\n"
        assert await stream.content.readuntil(b"\n\n") == b'data: {"type": "hello"}\n\n'
        world.post("li", lines=["提醒"])
        assert (await stream.content.readuntil(b"\n\n")).startswith(b"id: 1\ndata: {")


async def test_one_move_at_a_time_and_its_progress(client: ClientSession, world: ScriptedWorld) -> None:
    world.may_move.clear()
    async with client.get("/api/events") as answer:
        stream = events(answer)
        await anext(stream)
        move = asyncio.create_task(tell(client, "/api/clock", {"text": "+1天"}))
        at = await anext(stream)
        assert at == {"type": "progress", "over": False, "done": 1, "total": 4, "now_text": "10月25日(周二)09:00"}
        assert (await tell(client, "/api/clock", {"text": "+1周"}))[0] == 409
        assert (await tell(client, "/api/reset", {}))[1]["code"] == "clock_busy"
        world.may_move.set()
        assert await move == (200, {"ok": True})
        heard = [await anext(stream), await anext(stream)]
        assert {"type": "progress", "over": True} in heard
        assert {"type": "message", "persona": "wang", "seq": 1} in heard


async def test_a_slow_page_costs_one_nudge_a_persona() -> None:
    streams = Streams(ScriptedWorld().changes)
    with streams._subscription() as feed:
        for seq in range(10_000):
            streams.tell({"type": "message", "persona": "li", "seq": seq})
        streams.tell({"type": "world"})
        assert await feed.take() == [{"type": "message", "persona": "li", "seq": 9_999}, {"type": "world"}]
    assert len(streams) == 0


async def test_silence_is_filled_with_heartbeats() -> None:
    streams = Streams(ScriptedWorld().changes, heartbeat=0.01)
    with streams._subscription() as feed:
        frames = streams._frames(feed)
        assert await anext(frames) == b": still here\n\n"
        streams.tell({"type": "world"})
        assert await anext(frames) == b'data: {"type": "world"}\n\n'


async def test_stopping_closes_open_streams(world: ScriptedWorld) -> None:
    app = build_app()
    local_chat.attach(app, world, explain)
    server = await WebServer.start(app, "127.0.0.1", 0)
    async with ClientSession(server.url) as client, client.get("/api/events") as answer:
        stream = events(answer)
        await anext(stream)
        async with asyncio.timeout(30):
            await server.stop()
            assert [event async for event in stream] == []


async def test_the_next_free_port_is_taken() -> None:
    first = await WebServer.start(build_app(), "127.0.0.1", 0)
    second = await WebServer.start(build_app(), "127.0.0.1", first.port)
    assert second.port > first.port
    assert second.url == f"http://127.0.0.1:{second.port}/"
    with pytest.raises(OSError, match="no free port"):
        await WebServer.start(build_app(), "127.0.0.1", first.port, tries=1)
    await second.stop()
    await first.stop()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", first.port)) != 0


async def test_the_protocol_of_old_proxies_is_refused(server: WebServer) -> None:
    """nginx speaks it to whatever stands behind it, unless it is told otherwise; no browser does."""
    for version, status in (("1.0", b"403"), ("1.1", b"200")):
        reader, writer = await asyncio.open_connection(server.host, server.port)
        request = f"GET /api/world HTTP/{version}\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        assert (await reader.readline()).split()[1] == status
        writer.close()
        await writer.wait_closed()
