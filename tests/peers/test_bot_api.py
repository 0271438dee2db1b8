"""The fake Bot API, held against python-telegram-bot's own client: it is as strict as the bot may take it to be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.peers.bot_api import BotApi, Fault
from tests.peers.bot_api_limits import UNLIMITED, Limits, Window
from tests.peers.bot_api_people import Person
from tests.peers.bot_api_rules import Args
from tests.peers.bot_api_spec import Spec

Act = Callable[[Bot, Person], Awaitable[Any]]


@pytest.fixture
async def api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BotApi]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with BotApi() as api:
        yield api
        assert not api.complaints


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with client(api) as bot:
        yield bot


def client(api: BotApi) -> Bot:
    """A plain client."""
    return Bot(api.token, api.base_url, api.base_file_url, request=request(), get_updates_request=request())


def request() -> HTTPXRequest:
    """Its network; reading certificates for what is not encrypted would take longer than the test."""
    return HTTPXRequest(httpx_kwargs={"verify": False, "trust_env": False})


@pytest.fixture
def wang(api: BotApi) -> Person:
    wang = api.person("王晓明")
    wang.start()
    return wang


def keys(*rows: list[str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(one, callback_data=one) for one in row] for row in rows])


# ── what it refuses ───────────────────────────────────────────────────────────────────────────────────────

REFUSED: list[tuple[str, str, Act]] = [
    ("empty", "text is empty", lambda b, w: b.send_message(w.id, " \n ")),
    ("only tags", "text is empty", lambda b, w: b.send_message(w.id, "<b> </b>", "HTML")),
    ("too long", "message is too long", lambda b, w: b.send_message(w.id, "五" * 4097)),
    ("too long in pairs", "message is too long", lambda b, w: b.send_message(w.id, "\U00020000" * 2049)),
    ("unclosed", 'end tag corresponding to start tag "b"', lambda b, w: b.send_message(w.id, "<b>王", "HTML")),
    ("a tag of its own", 'Unsupported start tag "区"', lambda b, w: b.send_message(w.id, "a <区> b", "HTML")),
    ("bytes, not characters", "byte offset 4", lambda b, w: b.send_message(w.id, "王 <p>", "HTML")),
    ("crossed", 'expected "</i>", found "</b>"', lambda b, w: b.send_message(w.id, "<b><i>1</b></i>", "HTML")),
    ("never opened", "Unexpected end tag", lambda b, w: b.send_message(w.id, "1</b>", "HTML")),
    ("less than", "can't parse entities", lambda b, w: b.send_message(w.id, "3 < 5", "HTML")),
    ("nobody", "chat not found", lambda b, w: b.send_message(424242, "1")),
    ("no data", "BUTTON_DATA_INVALID", lambda b, w: b.send_message(w.id, "1", reply_markup=keys(["王" * 22]))),
    ("a wide row", "too long", lambda b, w: b.send_message(w.id, "1", reply_markup=keys(["1"] * 9))),
    ("many", "too long", lambda b, w: b.send_message(w.id, "1", reply_markup=keys(*[["1"] * 8] * 13))),
    ("no topic", "message thread not found", lambda b, w: b.send_message(w.id, "1", message_thread_id=7)),
    ("unknown message", "message to edit not found", lambda b, w: b.edit_message_text("1", w.id, 4711)),
    ("own words only", "message can't be edited", lambda b, w: b.edit_message_text("1", w.id, 1)),
    ("unknown press", "query is too old", lambda b, w: b.answer_callback_query("1")),
    ("caption", "caption is too long", lambda b, w: b.send_document(w.id, b"1", caption="1" * 1025)),
    ("no picture", "IMAGE_PROCESS_FAILED", lambda b, w: b.send_photo(w.id, b"1")),
    ("no file", "invalid file_id", lambda b, w: b.get_file("file-0")),
    ("command", "BOT_COMMAND_INVALID", lambda b, w: b.set_my_commands([BotCommand("Mine", "我的任务")])),
    ("commands", "TOO_MUCH", lambda b, w: b.set_my_commands([BotCommand(f"c{n}", "1") for n in range(101)])),
    ("whose menu", "chat not found", lambda b, w: b.set_my_commands([], BotCommandScopeChat(424242))),
    ("http", "HTTPS URL must be provided", lambda b, w: b.set_webhook("http://duban.example/")),
    ("port", "ports 80, 88, 443 or 8443", lambda b, w: b.set_webhook("https://duban.example:8080/")),
    ("host", "Failed to resolve host", lambda b, w: b.set_webhook("https://nowhere.example/")),
]


@pytest.mark.parametrize(("words", "act"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
async def test_bad_requests(bot: Bot, wang: Person, words: str, act: Act) -> None:
    with pytest.raises(BadRequest) as refused:
        await act(bot, wang)
    assert words.casefold() in refused.value.message.casefold()  # the client changes the case of some
    assert not wang.sees


async def test_who_cannot_be_reached(api: BotApi, bot: Bot, wang: Person) -> None:
    li = api.person("李静")
    with pytest.raises(Forbidden, match="can't initiate"):
        await bot.send_message(li.id, "1")
    wang.blocks()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(wang.id, "1")
    wang.start()
    await bot.send_message(wang.id, "2")
    wang.vanishes()
    with pytest.raises(Forbidden, match="deactivated"):
        await bot.send_message(wang.id, "3")
    assert wang.sees == ["2"]


@pytest.mark.parametrize("token", ["7000000001:AAFaked-Token_for-tests-0123456789abd", "7000000001"])
async def test_tokens(api: BotApi, token: str) -> None:
    async with request() as post:
        with pytest.raises(InvalidToken):
            await post.post(f"{api.base_url}{token}/getMe")


# ── what stands in a chat ─────────────────────────────────────────────────────────────────────────────────


async def test_html_is_read(bot: Bot, wang: Person) -> None:
    source = ' <b>第6项</b> 3&lt;5 &amp; &quot;A&quot; &nbsp; <a href="https://x.example/?a=1&amp;b=2">看板</a>\n'
    sent = await bot.send_message(wang.id, source, "HTML")
    assert sent.text == '第6项 3<5 & "A" &nbsp; 看板'
    assert [(one.type, one.offset, one.length, one.url) for one in sent.entities] == [
        ("bold", 0, 3, None),
        ("text_link", 21, 2, "https://x.example/?a=1&b=2"),
    ]


async def test_edits(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "<b>1</b>", "HTML", reply_markup=keys(["是"]))
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("<strong>1</strong>", wang.id, sent.message_id, None, "HTML", keys(["是"]))
    await bot.edit_message_text("2", wang.id, sent.message_id)
    assert (wang.last.text, wang.last.buttons, wang.last.said) == ("2", [], ["1", "2"])
    wang.last.sealed = True
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("3", wang.id, sent.message_id)
    await bot.delete_message(wang.id, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("3", wang.id, sent.message_id)


async def test_presses_are_answered_once_and_soon(api: BotApi, bot: Bot, wang: Person) -> None:
    await bot.send_message(wang.id, "1", reply_markup=keys(["是", "不是我"]))
    query = wang.taps("不是")
    update = (await bot.get_updates())[-1]
    assert update.callback_query is not None
    assert update.callback_query.data == "不是我"
    assert await update.callback_query.answer("好")
    assert query.answers == ["好"]
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await update.callback_query.answer()
    late = wang.taps("是")
    late.pressed_at -= 31
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(late.id)


async def test_files_go_both_ways(bot: Bot, wang: Person) -> None:
    await bot.send_document(wang.id, b"PK..", caption="<b>台账</b>", parse_mode="HTML", filename="台账.xlsx")
    assert (wang.last.text, wang.last.media["document"]["file_name"]) == ("台账", "台账.xlsx")
    wang.sends("现场.jpg", b"\xff\xd8\xff" + b"1" * 20, "第6项", photo=True)
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.caption == "第6项"
    content = await (await bot.get_file(message.photo[-1])).download_as_bytearray()
    assert bytes(content) == b"\xff\xd8\xff" + b"1" * 20


async def test_menus(api: BotApi, bot: Bot, wang: Person) -> None:
    await bot.set_my_commands([BotCommand("help", "帮助")])
    await bot.set_my_commands([BotCommand("mine", "我的任务")], BotCommandScopeChat(wang.id))
    assert api.profile.menu(wang.chat) == ["mine"]
    assert api.profile.menu(api.person("李静").chat) == ["help"]
    await bot.delete_my_commands(BotCommandScopeChat(wang.id))
    assert api.profile.menu(wang.chat) == ["help"]


# ── groups ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_group_tells_only_what_is_said_to_the_bot(api: BotApi, bot: Bot, wang: Person) -> None:
    group = api.group("专班")
    wang.adds_bot(group)
    ours = await bot.send_message(group.id, "大家好")
    for text in ("早", "/mine", "/mine@other_bot", "/mine@duban_test_bot", "@duban_test_bot 谁还没报", "@other_bot 早"):
        wang.says(text, group)
    wang.says("收到", group, answers=group.messages[ours.message_id])
    heard = [one.message.text for one in await bot.get_updates() if one.message and one.message.text]
    assert heard == ["/start", "/mine", "/mine@duban_test_bot", "@duban_test_bot 谁还没报", "收到"]


async def test_topics_and_migration(api: BotApi, bot: Bot, wang: Person) -> None:
    forum, group = api.group("督办", forum=True), api.group("专班")
    for one in (forum, group):
        wang.adds_bot(one)
    forum.topics.add(7)
    assert (await bot.send_message(forum.id, "1", message_thread_id=7)).message_thread_id == 7
    moved = wang.upgrades(group)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "1")
    assert migrated.value.new_chat_id == moved.id
    await bot.send_message(moved.id, "1")
    wang.removes_bot(moved)
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(moved.id, "2")


# ── updates ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_updates_are_kept_until_a_higher_offset(bot: Bot, wang: Person) -> None:
    for number in range(1, 121):
        wang.says(f"{number}")
    first = await bot.get_updates()
    assert [len(first), len(await bot.get_updates(limit=500)), len(await bot.get_updates(limit=3))] == [100, 100, 3]
    again = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [one.message and one.message.text for one in again] == [f"{number}" for number in range(100, 121)]
    assert len(await bot.get_updates(offset=-2)) == 2
    assert len(await bot.get_updates()) == 2, "the others are forgotten"


async def test_a_long_poll_waits_and_one_poller_ends_another(api: BotApi, bot: Bot, wang: Person) -> None:
    await bot.get_updates(offset=(await bot.get_updates())[-1].update_id + 1)
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await api.until(lambda: api.updates.polled)
    async with client(api) as other:
        second = asyncio.create_task(other.get_updates(timeout=10))
        with pytest.raises(Conflict, match="other getUpdates"):
            await first
        wang.says("早")
        assert len(await second) == 1


async def test_only_what_was_asked_for_comes(bot: Bot, wang: Person) -> None:
    await bot.get_updates(allowed_updates=["message"])
    wang.blocks()
    wang.start()
    assert [one.my_chat_member for one in await bot.get_updates()] == [None, None]
    await bot.get_updates(allowed_updates=["message", "my_chat_member"])
    wang.blocks()
    changed = (await bot.get_updates())[-1].my_chat_member
    assert changed is not None
    assert changed.new_chat_member.status == "kicked"


async def test_a_webhook_ends_polling(api: BotApi, bot: Bot) -> None:
    api.updates.routes["https://duban.example"] = "http://127.0.0.1:9"
    await bot.set_webhook("https://duban.example/webhook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert not await bot.get_updates()


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "raised", "shown"),
    [
        (Fault.DROP_BEFORE, NetworkError, 0),
        (Fault.DROP_AFTER, NetworkError, 1),
        (Fault.CUT_AFTER, NetworkError, 1),
        (Fault.HANG_BEFORE, TimedOut, 0),
        (Fault.HANG_AFTER, TimedOut, 1),
        (Fault.FLOOD, RetryAfter, 0),
        (Fault.SERVER_ERROR, NetworkError, 0),
        (Fault.BAD_GATEWAY, NetworkError, 0),
        (Fault.EMPTY, NetworkError, 0),
    ],
)
async def test_faults(api: BotApi, bot: Bot, wang: Person, fault: Fault, raised: type[Exception], shown: int) -> None:
    api.faults.next("send*", fault, chat=wang.id)
    with pytest.raises(raised) as caught:
        await bot.send_message(wang.id, "1", read_timeout=0.1)
    assert type(caught.value) is raised
    assert len(wang.sees) == shown
    api.release()
    api.limits = Limits()
    await bot.send_message(wang.id, "2")


async def test_out_of_reach_and_back(api: BotApi, bot: Bot, wang: Person) -> None:
    async with api.down():
        with pytest.raises(NetworkError, match="ConnectError"):
            await bot.send_message(wang.id, "1")
    await bot.send_message(wang.id, "2")
    assert wang.sees == ["2"]


async def test_limits_are_windows(bot: Bot, api: BotApi, wang: Person) -> None:
    times = iter([10.0, 10.4, 10.9, 11.2, 12.3, 12.6])
    api.limits = Limits(overall=UNLIMITED, chat=Window(2, 1.0))
    api._monotonic = lambda: next(times)
    await bot.send_message(wang.id, "1")
    await bot.send_message(wang.id, "2")
    for _ in range(2):
        with pytest.raises(RetryAfter, match=r"Flood control exceeded. Retry in 0:00:01"):
            await bot.send_message(wang.id, "3")
    await bot.send_message(wang.id, "3")
    await bot.send_message(wang.id, "4")
    assert (wang.sees, api.limits.refused, api.limits.impatient) == (["1", "2", "3", "4"], 2, 1)


@pytest.mark.skipif(Spec.load() is None, reason="the description of the Bot API does not stand beside the project")
def test_calls_are_held_against_the_description(api: BotApi) -> None:
    spec = Spec.load()
    assert spec is not None
    assert spec.complaints("sendMessage", args(chat_id="1", text="1", reply_markup='{"inline_keyboard": []}')) == []
    assert spec.complaints("sendMessage", args(chat_id="1")) == ["sendMessage: text is missing"]
    assert spec.complaints("sendMessages", args()) == ["sendMessages: there is no such method"]
    wrong = spec.complaints("sendMessage", args(chat_id="1", text="1", markup="1", reply_markup='{"rows": 1}'))
    assert [one.split()[1] for one in wrong] == ["markup", "reply_markup"]


def args(**values: str) -> Args:
    return Args(values)
