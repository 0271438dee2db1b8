"""Bad networks between the bot and Telegram, on real connections: what each means for the message that was sent."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram_checkup import look
from bot.channels.telegram_outcomes import outcome
from bot.channels.telegram_request import AiohttpRequest, Patience
from domain.messages import NotSent, Outcome, Sent, Unknown
from scheduler.clock import real_time
from tests.channels.telegram_office import Office, unlimited
from tests.peers.bot_api import TOKEN, BotApi
from tests.peers.bot_api_faults import Fault
from tests.peers.weather import Mood, Weather, page

QUICK = Patience(connect=3.0, read=1.5, upload=1.5)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=unlimited()) as api:
        yield api


@pytest.fixture
async def weather(api: BotApi) -> AsyncIterator[Weather]:
    async with Weather.before("127.0.0.1", port_of(api)) as weather:
        yield weather


def port_of(api: BotApi) -> int:
    return int(api.base_url.split(":")[2].split("/")[0])


async def sent(url: str, api: BotApi) -> tuple[Outcome, int]:
    """What sending one message by that address brings, and how many stand in the chat then."""
    wang = api.person("王晓明")
    wang.start()
    request = AiohttpRequest(QUICK, TOKEN)
    bot = Bot(TOKEN, url, request=request, get_updates_request=request)
    await request.initialize()
    try:
        message = await bot.send_message(wang.id, "第6项" * 20)
        became: Outcome = Sent(f"{wang.id}:{message.message_id}")
    except TelegramError as error:
        became = outcome(error)
    finally:
        await request.shutdown()
    return became, len(wang.sees)


@pytest.mark.parametrize(
    ("mood", "meant", "shown"),
    [
        (Mood.CLEAR, Sent, 1),
        (Mood.RESET_BEFORE, Unknown, 0),
        (Mood.RESET_AFTER, Unknown, 1),
        (Mood.CUT, Unknown, 1),
        (Mood.SWALLOWED, Unknown, 1),
        (Mood.HALF_OPEN, Unknown, 0),
        (Mood.PAGE, Unknown, 0),
    ],
)
async def test_what_a_network_does(api: BotApi, weather: Weather, mood: Mood, meant: type[Outcome], shown: int) -> None:
    weather.mood = mood
    became, stands = await sent(f"http://127.0.0.1:{weather.port}/bot", api)
    assert type(became) is meant, became
    assert stands == shown


async def test_a_slow_network_is_slow(api: BotApi, weather: Weather) -> None:
    weather.mood, weather.pause = Mood.SLOW, 0.001
    became, stands = await sent(f"http://127.0.0.1:{weather.port}/bot", api)
    assert (type(became), stands) == (Sent, 1)


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 407, 429, 504, 511])
async def test_a_page_in_telegrams_place_says_nothing_of_contact_or_token(
    api: BotApi, weather: Weather, status: int
) -> None:
    weather.mood, weather.page = Mood.PAGE, page(status)
    url = f"http://127.0.0.1:{weather.port}/bot"
    became, _ = await sent(url, api)
    assert isinstance(became, Unknown), became
    seen = await look(TOKEN, url, None, real_time())
    assert not seen.refused
    assert seen.unreached is not None
    assert str(status) in seen.unreached


async def test_a_name_that_leads_nowhere_is_not_sent(api: BotApi) -> None:
    became, _ = await sent("http://no-such-host.invalid/bot", api)
    assert isinstance(became, NotSent), became


async def test_a_network_that_speaks_ipv6_only(api: BotApi) -> None:
    try:
        async with Weather.before("127.0.0.1", port_of(api), at="::1") as weather:
            became, stands = await sent(f"http://[::1]:{weather.port}/bot", api)
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")
    assert (type(became), stands) == (Sent, 1)


async def test_a_429_of_a_day_holds_up_one_chat_and_leaves_a_line(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    day = 86400
    office.api.faults.next("sendMessage", Fault.FLOOD, chat=101, retry_after=day)
    with caplog.at_level(logging.WARNING):
        await office.until("2022-10-21 09:00")
    assert "wants nothing for 1 day" in caplog.text
    assert office.person("李").sees
    await office.later(3600)
    assert not office.person("王").sees
    assert await office.rows("SELECT outcome FROM send_attempt WHERE outcome = 'throttled'") == [
        {"outcome": "throttled"}
    ]


async def test_a_token_that_is_refused_in_mid_run_loses_nothing(office: Office) -> None:
    office.api.faults.next("sendMessage", Fault.REVOKED, 3, chat=101)
    await office.until("2022-10-21 09:00")
    assert not office.person("王").sees
    for _ in range(4):
        await office.later(10)
    assert len(office.person("王").sees) == 1
    assert await office.rows("SELECT state FROM account WHERE state <> 'active'") == []
