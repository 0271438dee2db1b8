"""The agent app: one token for all, the same bytes for every repeat, and people whom the bot cannot reach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.wecom import media
from bot.channels.wecom.app import AgentApp
from bot.channels.wecom.link import NoReceipt, NotThere
from bot.channels.wecom.pacing import SPREAD
from domain.messages import Attachment, Choice, Outcome, Outgoing, Push
from storage import outbox
from storage.outbox import Kind, NewMessage
from tests.channels.wecom_office import WeComWorld, open_wecom, userid
from tests.peers.wecom import Gateway
from tests.peers.wecom_rest import Rest

TEXT = {"msgtype": "text", "text": {"content": "请填报"}}


@pytest.fixture
async def rest() -> AsyncIterator[Rest]:
    """The fake; a violation fails the test."""
    async with Rest() as rest:
        rest.member("wangxm")
        yield rest
        assert rest.violations == []


@pytest.fixture
async def app(rest: Rest) -> AsyncIterator[AgentApp]:
    app = AgentApp(rest.corp, rest.secret, rest.agent, base=rest.url)
    yield app
    await app.close()


@pytest.fixture
async def world(new_sqlite: Callable[[Path], str], tmp_path: Path, app: AgentApp) -> AsyncIterator[WeComWorld]:
    """A bot, and an agent app beside it that hears nothing."""
    async with Gateway() as gateway, open_wecom(new_sqlite(tmp_path), gateway, app=app) as world:
        yield world
        assert gateway.violations == []


# ── the interface ─────────────────────────────────────────────────────────────────────────────────────────


async def test_one_refresh_at_a_time(rest: Rest, app: AgentApp) -> None:
    letters = [app.letter("wangxm", {"msgtype": "text", "text": {"content": f"{n}"}}) for n in range(20)]
    assert {one.code for one in await asyncio.gather(*map(app.send, letters))} == {0}
    assert (rest.tokens_given, rest.asked_at_once) == (1, 1)
    rest.expire()
    again = [app.letter("wangxm", {"msgtype": "text", "text": {"content": f"again {n}"}}) for n in range(8)]
    assert {one.code for one in await asyncio.gather(*map(app.send, again))} == {0}
    assert (rest.tokens_given, rest.asked_at_once) == (2, 1), "all of them share the new one"


async def test_an_answer_that_is_not_wecoms_says_nothing(rest: Rest, app: AgentApp) -> None:
    for fault in ("page", "cut after", "cut before"):
        rest.faults.append(("send", fault))
        with pytest.raises(NoReceipt):
            await app.send(app.letter("wangxm", TEXT))
    other = AgentApp(rest.corp, "wrong", rest.agent, base=rest.url)
    with pytest.raises(NotThere, match="40001"):
        await other.send(other.letter("wangxm", TEXT))
    away = AgentApp(rest.corp, rest.secret, rest.agent, base="http://127.0.0.1:9")
    with pytest.raises(NotThere) as error:
        await away.introduce()
    assert rest.secret not in str(error.value)
    await other.close()
    await away.close()


async def test_a_partial_failure_names_whom_it_did_not_reach(rest: Rest, app: AgentApp) -> None:
    answer = await app.send(app.letter("wangxm|Nobody", TEXT))
    assert (answer.code, answer.missed) == (0, frozenset({"nobody"}))


async def test_our_address_is_told_where_it_is_not_trusted(rest: Rest, app: AgentApp) -> None:
    rest.trusted = False
    answer = await app.send(app.letter("wangxm", TEXT))
    assert answer.our_address == "203.0.113.7"


async def test_files_go_and_come_with_a_token_that_has_ended_meanwhile(rest: Rest, app: AgentApp) -> None:
    rest.expire()
    answer = await app.upload("file", "报告.pdf", b"%PDF-1.7")
    rest.expire()
    assert answer.code == 0
    media_id = answer.body["media_id"]
    assert await media.fetch_from_app(app, media_id) == b"%PDF-1.7"
    assert rest.uploaded[media_id][1] == "报告.pdf"
    rest.expire()
    assert (await app.upload("file", "b", b"12345")).code in (0, 42001)
    assert (await app.upload("file", "b", b"12345")).code == 0, "the next try has a good one"
    assert type(await media.fetch_from_app(app, "none")).__name__ == "Rejected"


# ── sending ───────────────────────────────────────────────────────────────────────────────────────────────


async def push(
    world: WeComWorld, number: int, message: Outgoing, to: str = "wangxm", *, unasked: bool = False
) -> Outcome:
    return await world.channel.push(Push(number, to, message, unasked=unasked))


async def test_whom_the_bot_cannot_reach_is_reached_by_the_app(world: WeComWorld, rest: Rest) -> None:
    """By the id behind the encrypted one."""
    wang = userid(world.persona("王"))
    rest.member("wangxiaoming", encrypted=wang)
    world.person("王").chat.open = False
    await world.until("2022-10-21 09:00")
    assert world.person("王").sees == []
    seen = "".join(rest.sees("wangxiaoming"))
    assert "10月进展填报" in seen
    assert "请在企业微信打开督办机器人" in seen
    assert await world.rows("SELECT state FROM account WHERE address = :wang", wang=wang) == [{"state": "active"}]


async def test_whom_nothing_reaches_is_gone(world: WeComWorld, rest: Rest) -> None:
    world.person("王").chat.open = False
    await world.until("2022-10-21 09:00")
    assert any("未激活" in one for one in await world.heard("赵"))


@pytest.mark.parametrize("fault", ["cut after", "page"])
async def test_a_try_in_doubt_is_repeated_byte_for_byte_and_seen_once(
    world: WeComWorld, rest: Rest, fault: str
) -> None:
    rest.faults.append(("send", fault))
    outcome = await push(world, 1, Outgoing(lines=("请填报",)))
    assert type(outcome).__name__ == "Sent"
    assert len(rest.letters) == 2
    assert rest.letters[0] == rest.letters[1]
    assert rest.dropped == 1
    assert rest.sees("wangxm") == ["请填报"]


async def test_the_next_process_repeats_the_same_bytes(world: WeComWorld, rest: Rest) -> None:
    """Whatever it was given to say meanwhile: what is in doubt is said as it was."""
    rest.faults += [("send", "cut after")] * 3
    assert type(await push(world, 7, Outgoing(lines=("请填报",)))).__name__ == "Unknown"
    marked = Outgoing(lines=("请填报",), footer="（重发）", choices=(Choice("好", key="other"),))
    assert type(await push(world, 7, marked)).__name__ == "Sent"
    assert len({*rest.letters}) == 1
    assert rest.sees("wangxm") == ["请填报"]


async def test_two_rows_that_say_the_same_are_both_seen(world: WeComWorld, rest: Rest) -> None:
    for number in (1, 2):
        await push(world, number, Outgoing(lines=("好的。",)))
    assert rest.sees("wangxm") == ["好的。", "好的。"]


async def test_a_long_text_goes_in_pieces_and_a_file_before_it(world: WeComWorld, rest: Rest) -> None:
    async def produce(_: object) -> bytes:
        return b"%PDF-1.7 ..."

    assert world.channel._apps is not None
    world.channel._apps._produce = produce
    lines = tuple(f"{n} 创业就业圆梦行动　目标不少于5家，现3家" for n in range(60))
    await push(world, 1, Outgoing("台账", lines, file=Attachment("台账.pdf", {"kind": "x"})))
    shown = rest.shown["wangxm"]
    assert shown[0].kind == "file"
    assert "\n".join(rest.sees("wangxm")[1:]) == "\n".join(("台账", *lines))
    assert [(kind, name) for kind, name, _ in rest.uploaded.values()] == [("file", "台账.pdf")]


async def test_an_address_that_is_not_trusted_waits_and_alarms_the_admin(world: WeComWorld, rest: Rest) -> None:
    rest.trusted = False
    outcome = await push(world, 1, Outgoing(lines=("请填报",)))
    assert type(outcome).__name__ == "NotSent"
    await asyncio.gather(*world.channel._tasks)
    await world.quiet()
    assert any("203.0.113.7" in one for one in await world.heard("钱"))
    rest.trusted = True
    assert type(await push(world, 1, Outgoing(lines=("请填报",)))).__name__ == "Sent"


@pytest.mark.parametrize("rush", [28, 58])
async def test_what_nobody_waits_for_goes_beside_the_full_and_the_half_hour(
    world: WeComWorld, rest: Rest, rush: int
) -> None:
    """At nine everybody's reminders go: Tencent asks to go a minute later. An answer never waits for that."""
    rest.member("wangxiaoming", encrypted=userid(world.persona("王")))
    world.person("王").chat.open = False
    world.clock.machine_ahead = timedelta(minutes=rush)  # behind two minutes past
    await world.until("2022-10-21 09:00")
    assert rest.sees("wangxiaoming") == []
    [account] = await world.rows("SELECT id FROM account WHERE address = :who", who=userid(world.persona("王")))
    async with world.duban.database.write() as tx:
        answer = Outgoing(lines=("已报送",))
        await outbox.add(tx, NewMessage("a", Kind.REPLY, world.clock.now(), account_id=account["id"], content=answer))
    await world.duban.dispatcher.dispatch()
    assert "已报送" in "".join(rest.sees("wangxiaoming"))
    assert "10月进展填报" not in "".join(rest.sees("wangxiaoming"))
    await world.later(60 + SPREAD)
    assert "10月进展填报" in "".join(rest.sees("wangxiaoming"))
    assert await world.rows("SELECT state FROM outbox WHERE state IN ('retry', 'failed', 'held')") == []


async def test_more_than_a_member_takes_waits_instead_of_being_dropped(world: WeComWorld, rest: Rest) -> None:
    outcomes = [type(await push(world, n, Outgoing(lines=(f"{n}",)))).__name__ for n in range(40)]
    assert outcomes.count("Sent") == 25
    assert set(outcomes[25:]) == {"Throttled"}
    assert len(rest.sees("wangxm")) == 25
