"""What becomes of a call is told apart as finely as it matters: over our own network layer, against the strict fake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError

from bot.channels.telegram_outcomes import Floods, outcome
from bot.channels.telegram_request import AiohttpRequest, Patience
from domain.messages import NotSent, Outcome, Rejected, Sent, Throttled, Unknown
from tests.peers.bot_api import TOKEN, BotApi, Fault
from tests.peers.bot_api_limits import UNLIMITED, Limits
from tests.peers.bot_api_people import Person

QUICK = Patience(connect=5.0, read=1.0, upload=1.0)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=Limits(UNLIMITED, UNLIMITED, UNLIMITED)) as api:
        yield api
        assert not api.complaints


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with client(api, api.token) as bot:
        yield bot


def client(api: BotApi, token: str) -> Bot:
    return Bot(
        token,
        api.base_url,
        api.base_file_url,
        request=AiohttpRequest(QUICK, token),
        get_updates_request=AiohttpRequest(QUICK, token),
    )


@pytest.fixture
def wang(api: BotApi) -> Person:
    wang = api.person("王晓明")
    wang.start()
    return wang


async def told(bot: Bot, chat: int, text: str = "第6项") -> Outcome:
    """What sending brings."""
    try:
        sent = await bot.send_message(chat, text, "HTML")
    except TelegramError as error:
        return outcome(error)
    return Sent(f"{chat}:{sent.message_id}")


@pytest.mark.parametrize(
    ("fault", "meant", "shown"),
    [
        (Fault.DROP_BEFORE, Unknown, 0),
        (Fault.DROP_AFTER, Unknown, 1),
        (Fault.CUT_AFTER, Unknown, 1),
        (Fault.HANG_BEFORE, Unknown, 0),
        (Fault.HANG_AFTER, Unknown, 1),
        (Fault.GARBAGE, Unknown, 1),
        (Fault.PORTAL, Unknown, 0),
        (Fault.FIREWALL, Unknown, 0),
        (Fault.LOGIN, Unknown, 0),
        (Fault.PROXY_LOGIN, Unknown, 0),
        (Fault.GATEWAY, Unknown, 1),
        (Fault.NO_RESULT, Unknown, 0),
        (Fault.FLOOD, Throttled, 0),
        (Fault.SERVER_ERROR, NotSent, 0),
        (Fault.BAD_GATEWAY, NotSent, 0),
        (Fault.EMPTY, NotSent, 0),
    ],
)
async def test_what_goes_wrong_on_the_way(
    api: BotApi, bot: Bot, wang: Person, fault: Fault, meant: type[Outcome], shown: int
) -> None:
    api.faults.next("sendMessage", fault, retry_after=7)
    became = await told(bot, wang.id)
    assert type(became) is meant, became
    assert len(wang.sees) == shown
    if isinstance(became, Throttled):
        assert became.wait == timedelta(seconds=7)
    api.release()


async def test_a_refused_connection_is_provably_not_sent(api: BotApi, bot: Bot, wang: Person) -> None:
    async with api.down():
        assert isinstance(await told(bot, wang.id), NotSent)
    assert isinstance(await told(bot, wang.id), Sent)
    assert wang.sees == ["第6项"]


async def test_a_connection_that_died_while_idle_is_not_taken_for_sent(api: BotApi, bot: Bot, wang: Person) -> None:
    """The connection was kept open, and the server is another one by now."""
    await told(bot, wang.id, "1")
    await api.go_down()
    await api.come_back()
    became = await told(bot, wang.id, "2")
    assert isinstance(became, Sent | Unknown | NotSent)
    assert wang.sees == (["1", "2"] if isinstance(became, Sent) else ["1"])


@pytest.mark.parametrize(
    ("whom", "gone"),
    [("blocked", True), ("vanished", True), ("never started", True), ("unknown", True), ("too long", False)],
)
async def test_what_will_never_go(api: BotApi, bot: Bot, wang: Person, whom: str, gone: bool) -> None:
    number, text = wang.id, "第6项"
    match whom:
        case "blocked":
            wang.blocks()
        case "vanished":
            wang.vanishes()
        case "never started":
            number = api.person("李静").id
        case "unknown":
            number = 424242
        case "too long":
            text = "五" * 5000
    became = await told(bot, number, text)
    assert isinstance(became, Rejected), became
    assert became.contact_gone is gone


async def test_a_token_that_was_taken_back_loses_nothing(api: BotApi, bot: Bot, wang: Person) -> None:
    api.token = f"{api.token}x"
    assert isinstance(await told(bot, wang.id), NotSent)


async def test_no_reason_holds_the_token(api: BotApi, bot: Bot, wang: Person) -> None:
    reasons = []
    for fault in (Fault.DROP_BEFORE, Fault.HANG_BEFORE, Fault.BAD_GATEWAY, Fault.GARBAGE, Fault.SERVER_ERROR):
        api.faults.next("sendMessage", fault)
        reasons.append(repr(await told(bot, wang.id)))
    async with api.down():
        reasons.append(repr(await told(bot, wang.id)))
    assert not [one for one in reasons if TOKEN.partition(":")[2] in one]


def test_one_chat_that_waits_was_too_fast_two_are_the_bot() -> None:
    floods, wait = Floods(), timedelta(seconds=5)
    assert floods.chat_only("1", wait, now=0.0)
    assert floods.chat_only("1", wait, now=1.0)
    assert not floods.chat_only("2", wait, now=2.0)
    assert floods.chat_only("3", wait, now=20.0)


@pytest.mark.parametrize("seconds", [0, 7])
def test_a_429_that_tells_the_time_in_its_words_only(seconds: int) -> None:
    told = NetworkError(f"Too Many Requests: retry after {seconds}")
    assert outcome(told) == Throttled(timedelta(seconds=seconds))
