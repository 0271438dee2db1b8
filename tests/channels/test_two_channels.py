"""Somebody who is on WeCom and on Telegram at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.channels.telegram_office import unlimited
from tests.channels.telegram_world import telegram_of
from tests.channels.wecom_office import open_wecom
from tests.peers.bot_api import BotApi
from tests.peers.wecom import Gateway


async def test_on_wecom_and_telegram_one_is_reminded_once_and_either_answer_counts(
    new_sqlite: Callable[[Path], str], tmp_path: Path
) -> None:
    async with BotApi(limits=unlimited()) as api, Gateway() as gateway:
        telegram = telegram_of(api)
        async with open_wecom(new_sqlite(tmp_path), gateway, others=[telegram]) as world:
            phone = api.person("王晓明", number=77)

            async def says(words: str) -> str:
                before = len(phone.sees)
                phone.says(words)
                await api.until(lambda: len(phone.sees) > before, words)
                await world.quiet()
                return phone.last.text

            offered = await world.says("王", "/link")
            code = next(line for line in offered.splitlines() if line.startswith("DB-"))
            assert "也绑定为【王晓明】" in await says(f"/start {code}")
            assert "已绑定" in await says("是")
            await world.says("王", "在这里提醒我")

            await world.until("2022-10-21 09:00")
            assert "10月进展" in await world.last("王")
            assert not any("10月进展" in one for one in phone.sees), "reminded once"

            await says("6 已建4家；其余正常")
            assert "已报送" in await says("确认")
            assert "另一个账号" in await world.last("王"), "and the other account is told"
            await world.until("2022-10-27 09:00")
            assert not any("催办" in one for one in [*phone.sees, *await world.heard("王")])

            await says("在这里提醒我")
            before = len(await world.heard("王"))
            await world.until("2022-11-22 09:00")
            assert "11月进展" in phone.last.text
            assert len(await world.heard("王")) == before
            await world.says("王", "全部正常")
            assert "已报送" in await world.says("王", "确认")
            await world.until("2022-11-29 09:00")
            assert not any("催办" in one for one in [*phone.sees, *await world.heard("王")])
            api.release()
        assert gateway.violations == []
