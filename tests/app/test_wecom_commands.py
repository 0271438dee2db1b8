"""`duban doctor` and `duban run` with WeCom set: against the fakes, as a person types them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app.commands import Duban, Start, lines
from tests.peers.wecom import Gateway
from tests.peers.wecom_people import Person
from tests.peers.wecom_rest import Rest

Told = dict[str, tuple[str, str]]


@pytest.fixture
async def gateway(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    """A WeCom, and the settings that lead to it."""
    monkeypatch.setenv("TMPDIR", str(folder))  # the locks of this test are nobody else's
    async with Gateway() as gateway, Rest() as rest:
        monkeypatch.setenv("DUBAN_WECOM_BOT_ID", gateway.bot)
        monkeypatch.setenv("DUBAN_WECOM_BOT_SECRET", gateway.secret)
        monkeypatch.setenv("DUBAN_WECOM_WS_URL", gateway.url)
        monkeypatch.setenv("DUBAN_WECOM_API_BASE", rest.url)
        yield gateway
        assert gateway.violations == []


async def told(duban: Duban, code: int = 0) -> Told:
    """What the doctor says of WeCom."""
    result = await asyncio.to_thread(duban, "doctor", "--json")
    assert result.exit_code == code, result.output
    assert "secret-of-the" not in result.output
    result.exit_code = 0
    return {one["check"]: (one["level"], one["text"]) for one in lines(result) if one["check"].startswith("wecom")}


async def test_the_doctor_finds_everything_well(duban: Duban, gateway: Gateway) -> None:
    found = await told(duban)
    assert {check: level for check, (level, _) in found.items()} == {"wecom": "ok", "wecom_time": "ok"}
    assert gateway.bot in found["wecom"][1]
    assert [cmd for cmd, _ in gateway.frames] == ["aibot_subscribe"], "it says nothing"


async def test_the_doctor_names_a_wrong_secret(duban: Duban, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_WECOM_BOT_SECRET", "secret-of-the-neighbour")
    level, text = (await told(duban, code=1))["wecom"]
    assert level == "fail"
    assert "853000" in text


async def test_the_doctor_names_a_network_that_does_not_lead_there(duban: Duban, gateway: Gateway) -> None:
    async with gateway.down():
        from bot.channels.wecom import checkup
        from bot.channels.wecom.link import Patience

        checkup.SOON = Patience(connect=0.5, receipt=0.5)
        level, text = (await told(duban, code=1))["wecom"]
    assert level == "fail"
    assert "127.0.0.1" in text


async def test_the_doctor_looks_at_the_agent_app(
    duban: Duban, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Rest() as rest:
        monkeypatch.setenv("DUBAN_WECOM_API_BASE", rest.url)
        monkeypatch.setenv("DUBAN_WECOM_CORP_ID", rest.corp)
        monkeypatch.setenv("DUBAN_WECOM_CORP_SECRET", rest.secret)
        monkeypatch.setenv("DUBAN_WECOM_AGENT_ID", str(rest.agent))
        assert (await told(duban))["wecom_app"][0] == "ok"
        rest.trusted = False
        level, text = (await told(duban, code=1))["wecom_app"]
        assert level == "fail"
        assert "203.0.113.7" in text
        monkeypatch.setenv("DUBAN_WECOM_CORP_SECRET", "wrong")
        assert "40001" in (await told(duban, code=1))["wecom_app"][1]


async def test_from_the_console_to_the_first_binding(start: Start, duban: Duban, gateway: Gateway) -> None:
    """The ten minutes of the README; and the doctor beside the running bot takes nothing away from it."""
    start("run", "--no-browser", "--port", "0")
    await gateway.until(lambda: gateway.line, "a subscription", patience=60)
    made = await asyncio.to_thread(duban, "invite", "--role", "admin", "--json")
    admin, liaison = gateway.person("woAdmin"), gateway.person("woWang")
    admin.says(f"绑定 {json.loads(made.stdout)['code']}")
    await says(gateway, admin, "管理员")
    admin.taps("是")
    await says(gateway, admin, "怎么称呼")
    admin.says("钱进")
    await says(gateway, admin, "已绑定")
    admin.says("邀请 区科技产业局 联络员")
    invitation = await says(gateway, admin, "邀请码 · ")
    code = next(line for line in invitation.splitlines() if line.startswith("DB-"))
    liaison.says(f"绑定 {code}")
    await says(gateway, liaison, "区科技产业局 联络员")
    liaison.taps("是")
    await says(gateway, liaison, "怎么称呼")
    liaison.says("王晓明")
    await says(gateway, liaison, "已绑定")

    found = await told(duban)
    assert "正在运行" in found["wecom"][1]
    assert found["wecom_people"][0] == "ok"
    assert len(gateway.subscriptions) == 1


async def test_a_wrong_secret_stops_the_start(start: Start, gateway: Gateway) -> None:
    process = start("run", "--no-browser", "--port", "0", DUBAN_WECOM_BOT_SECRET="wrong")
    said = await asyncio.to_thread(process.communicate, timeout=90)
    assert process.returncode == 1
    assert "DUBAN_WECOM_BOT_SECRET" in said[1]


async def says(gateway: Gateway, to: Person, words: str) -> str:
    """Wait until the bot has said so; returns that message."""
    await gateway.until(lambda: [one for one in to.sees if words in one], words)
    return next(one for one in reversed(to.sees) if words in one)
