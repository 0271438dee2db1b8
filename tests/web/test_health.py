"""What watches over the process is answered: well, late, without a database; numbers that Prometheus can read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web

from web import health
from web.health import Report
from web.heartbeat import call
from web.server import WebServer, build_app

LINE = re.compile(r"(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+=\"[\w -]+\"\})? -?[0-9.e+]+)")


@dataclass
class Bot:
    """A bot as it is told to be."""

    late_ones: tuple[str, ...] = ()
    broken: bool = False
    gauges: dict[str, tuple[str, dict[str, float]]] = field(
        default_factory=lambda: {"duban_x": ("How much.", {"": 3.0}), "duban_y": ("By state.", {'state="sent"': 1e9})}
    )

    def late(self) -> tuple[str, ...]:
        return self.late_ones

    async def report(self) -> Report:
        if self.broken:
            raise OSError("no database")
        return Report(self.gauges)


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
async def client(bot: Bot) -> AsyncIterator[ClientSession]:
    app = build_app()
    health.attach(app, bot)
    server = await WebServer.start(app, "127.0.0.1", 0)
    async with ClientSession(server.url) as session:
        yield session
    await server.stop()


@pytest.mark.parametrize(
    ("late", "broken", "alive", "ready"), [((), False, 200, 200), (("plan",), False, 503, 503), ((), True, 200, 503)]
)
async def test_alive_and_ready(
    client: ClientSession, bot: Bot, late: tuple[str, ...], broken: bool, alive: int, ready: int
) -> None:
    bot.late_ones, bot.broken = late, broken
    for path, status in (("/healthz", alive), ("/readyz", ready)):
        async with client.get(path) as answer:
            assert answer.status == status
            assert (await answer.json())["late"] == [*late]


async def test_metrics_are_in_prometheus_form(client: ClientSession) -> None:
    async with client.get("/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        lines = (await answer.text()).splitlines()
    assert all(LINE.fullmatch(one) for one in lines), lines
    assert "duban_x 3" in lines
    assert 'duban_y{state="sent"} 1e+09' in lines


async def test_the_dead_mans_switch_is_called() -> None:
    calls: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        calls.append(request.path)
        return web.Response(status=500 if "broken" in request.path else 200)

    app = build_app()
    app.router.add_get("/ping/{name}", answer)
    server = await WebServer.start(app, "127.0.0.1", 0)
    assert await call(f"{server.url}ping/here")
    assert not await call(f"{server.url}ping/broken")
    await server.stop()
    assert not await call(f"{server.url}ping/gone")
    assert calls == ["/ping/here", "/ping/broken"]
