"""`duban doctor` and `duban run` with Telegram set: against the fake, as a person types them."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler import clock
from tests.app.commands import Duban, Start, lines
from tests.channels.telegram_office import PUBLIC
from tests.peers.bot_api import BotApi, Fault
from tests.peers.bot_api_people import Person

Told = dict[str, tuple[str, str]]


@pytest.fixture
async def api(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BotApi]:
    """A Telegram, and the settings that lead to it."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))  # the locks of this test are nobody else's
    async with BotApi() as api:
        monkeypatch.setenv("DUBAN_TELEGRAM_TOKEN", api.token)
        monkeypatch.setenv("DUBAN_TELEGRAM_BASE_URL", api.base_url)
        yield api
        assert not api.complaints


async def told(duban: Duban, code: int = 0) -> Told:
    """What the doctor says of Telegram."""
    result = await asyncio.to_thread(duban, "doctor", "--json")
    assert result.exit_code == code, result.output
    result.exit_code = 0
    return {one["check"]: (one["level"], one["text"]) for one in lines(result) if one["check"].startswith("telegram")}


async def test_the_doctor_finds_everything_well(duban: Duban, api: BotApi) -> None:
    found = await told(duban)
    assert {check: level for check, (level, _) in found.items()} == {
        "telegram": "ok",
        "telegram_time": "ok",
        "telegram_webhook": "ok",
    }
    assert "@duban_test_bot" in found["telegram"][1]
    assert {one.method for one in api.calls} == {"getMe", "getWebhookInfo"}, "it changes nothing"


async def test_the_doctor_names_a_bad_token(duban: Duban, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_TELEGRAM_TOKEN", "7000000001:AAnobody-has-given-this-out")
    level, text = (await told(duban, code=1))["telegram"]
    assert level == "fail"
    assert "DUBAN_TELEGRAM_TOKEN" in text
    assert "nobody-has-given" not in text


@pytest.mark.parametrize("how", ["refused", "bad gateway"])
async def test_the_doctor_names_a_network_that_does_not_lead_there(duban: Duban, api: BotApi, how: str) -> None:
    if how == "refused":
        await api.go_down()
    else:
        api.faults.next("getMe", Fault.BAD_GATEWAY)
    level, text = (await told(duban, code=1))["telegram"]
    assert level == "fail"
    assert "127.0.0.1" in text
    assert api.token.partition(":")[2] not in text


async def test_the_doctor_compares_the_time(duban: Duban, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    real = clock.real_time
    monkeypatch.setattr(clock, "real_time", lambda: real() + timedelta(minutes=7))
    level, text = (await told(duban))["telegram_time"]
    assert level == "warn"
    assert "相差 42" in text


async def test_the_doctor_looks_after_the_webhook(duban: Duban, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_PUBLIC_URL", "http://duban.example")
    assert (await told(duban, code=1))["telegram_webhook"][0] == "fail"
    monkeypatch.setenv("DUBAN_PUBLIC_URL", PUBLIC)
    level, text = (await told(duban))["telegram_webhook"]
    assert level == "warn", "it is not set yet"
    assert f"{PUBLIC}/webhook/telegram" in text


async def test_a_second_process_with_the_same_token_says_why_and_stops(start: Start, api: BotApi, folder: Path) -> None:
    """On a database of its own nothing else would stop it, and both would get half of what people write."""
    run = ("run", "--no-browser", "--port", "0")
    first = start(*run, DUBAN_DATA_DIR=str(folder / "one"))
    await api.until(lambda: api.updates.polled, "the first one")
    polls = len(api.made("getUpdates"))
    second = start(*run, DUBAN_DATA_DIR=str(folder / "two"), DUBAN_LANGUAGE="en")
    said = await asyncio.to_thread(second.communicate, timeout=90)
    assert second.returncode == 1
    assert said[1].startswith("Another Duban process already speaks as this bot")
    assert str(first.pid) in said[1]
    assert api.token not in said[1]
    assert (len(api.made("getUpdates")), api.updates.conflicts) == (polls, 0), "it never asked"
    first.kill()
    await asyncio.to_thread(first.communicate)
    start(*run, DUBAN_DATA_DIR=str(folder / "two"))
    await api.until(lambda: len(api.made("getUpdates")) > polls, "the one that was refused before")


async def test_from_the_token_to_the_first_invitation(start: Start, duban: Duban, api: BotApi) -> None:
    """The five minutes of the README."""
    made = await asyncio.to_thread(duban, "invite", "--role", "admin", "--json")
    start("run", "--no-browser", "--port", "0")
    link = json.loads(made.stdout)["telegram_link"]
    assert link.startswith("https://t.me/duban_test_bot?start=")
    admin, liaison = api.person("钱进"), api.person("王晓明")
    admin.start(link.partition("start=")[2])
    await says(api, admin, "管理员")
    admin.taps("是")
    await says(api, admin, "已绑定")
    admin.says("邀请 区科技产业局 联络员")
    invitation = await says(api, admin, "?start=")
    code = re.search(r"duban_test_bot\?start=([\w-]+)", invitation)
    assert code is not None
    liaison.start(code[1])
    await says(api, liaison, "区科技产业局 联络员")
    liaison.taps("是")
    await says(api, liaison, "已绑定")


async def says(api: BotApi, to: Person, words: str) -> str:
    """Wait until the bot has said so; returns that message."""
    await api.until(lambda: [one for one in to.sees if words in one], words)
    return next(one for one in reversed(to.sees) if words in one)
