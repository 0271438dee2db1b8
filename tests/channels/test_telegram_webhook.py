"""Updates that Telegram brings to our door: only with the secret, stored before the 200, brought again until then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram import WEBHOOK_PATH
from bot.intake import Intake
from domain.errors import InvalidSetting
from tests.channels.telegram_office import PUBLIC, Office, open_office
from tests.peers.bot_api import BotApi, Fault
from tests.peers.bot_api_updates import SECRET_HEADER


@pytest.fixture
async def hooked(url: str, api: BotApi) -> AsyncIterator[Office]:
    """A bot with a public address."""
    async with open_office(url, api, webhook=True) as office:
        await api.until(lambda: api.updates.webhook, "a webhook")
        yield office


async def post(office: Office, update: Any, secret: str | None) -> int:
    """Somebody knocks."""
    address = office.api.updates.routes[PUBLIC] + WEBHOOK_PATH
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    async with aiohttp.ClientSession() as session, session.post(address, json=update, headers=headers) as answer:
        return answer.status


async def test_updates_come_and_are_answered(hooked: Office) -> None:
    assert "不少于5家" in await hooked.says("赵", "第6项目标")
    assert [status for _, status in hooked.api.updates.pushed] == [200]
    assert not hooked.api.made("getUpdates")
    assert hooked.api.updates.conflicts == 0


async def test_only_with_the_secret(hooked: Office) -> None:
    assert hooked.api.updates.webhook is not None
    secret = hooked.api.updates.webhook.secret
    assert secret
    hooked.person("赵").says("第6项目标")
    await hooked.quiet()
    forged = {"update_id": 1, "message": hooked.person("赵").chat.messages[1].to_json()}
    for wrong in (None, "", secret[:-1], secret + "x"):
        assert await post(hooked, forged, wrong) == 403
    nonsense: tuple[Any, ...] = ([], "x", {"update_id": "1"}, {"message": {}})
    for broken in nonsense:
        assert await post(hooked, broken, secret) == 400
    assert len(await hooked.rows("SELECT id FROM inbox")) == 1
    assert hooked.api.token.partition(":")[2] not in secret


async def test_what_could_not_be_stored_is_brought_again(hooked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    take, failures = Intake.take, [OSError("disk full"), OSError("disk full")]

    async def sometimes(self: Intake, *args: Any, **more: Any) -> Any:
        if failures:
            raise failures.pop()
        return await take(self, *args, **more)

    monkeypatch.setattr(Intake, "take", sometimes)
    assert "不少于5家" in await hooked.says("赵", "第6项目标")
    assert [status for _, status in hooked.api.updates.pushed] == [500, 500, 200]


async def test_brought_twice_is_done_once(hooked: Office) -> None:
    zhao = hooked.person("赵")
    zhao.says("第6项目标")
    twice = list(hooked.api.updates.queue)
    await hooked.quiet()
    hooked.api.updates.put(twice)
    await hooked.quiet()
    assert len(zhao.sees) == 1


async def test_what_waited_at_telegram_comes_when_the_door_opens(url: str, api: BotApi) -> None:
    async with open_office(url, api) as office:
        await office.says("赵", "/help")
    api.people[104].says("第6项目标")
    async with open_office(url, api, webhook=True) as office:
        await office.quiet()
        assert "不少于5家" in office.person("赵").last.text


async def test_an_address_that_telegram_refuses_ends_the_start(url: str, api: BotApi) -> None:
    async with open_office(url, api, webhook=True) as office:
        await api.until(lambda: api.updates.webhook)
    api.updates.routes.clear()
    api.faults.next("setWebhook", Fault.DROP_BEFORE)
    async with open_office(url, api, webhook=True) as office:
        api.updates.routes.clear()
        with pytest.raises(InvalidSetting, match="DUBAN_PUBLIC_URL"):
            await office.running
