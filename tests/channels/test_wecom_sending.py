"""What leaves over WeCom: under which number, how fast, and what becomes of it when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.cast import personas
from domain.messages import Attachment, Choice, Outgoing, Push
from domain.people import Membership, Role
from scheduler.pacing import WECOM
from storage import outbox, people
from storage.outbox import Kind, NewMessage
from tests.channels.wecom_office import QUICK, UNHURRIED, WeComWorld, open_wecom, userid
from tests.peers.wecom import Fault, Gateway

OWED = 1200  # messages to one person
STEP, HOUR = 20.0, 179  # seconds, and how many of them are an hour less one
SENT = "SELECT count(*) AS n FROM outbox WHERE kind = 'notice' AND state = 'sent'"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


# ── out ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_question_is_answered_under_its_number_and_more_is_pushed(world: WeComWorld) -> None:
    await world.says("赵", "谁还没报")
    cmds = [cmd for cmd, _ in world.gateway.frames if cmd.startswith("aibot_") and cmd != "aibot_subscribe"]
    assert cmds == ["aibot_respond_msg", "aibot_send_msg"], "the text answers, its buttons are pushed"


async def test_an_answer_that_takes_long_is_announced(
    new_sqlite: Callable[[Path], str], tmp_path: Path, gateway: Gateway
) -> None:
    async with open_wecom(new_sqlite(tmp_path), gateway, patience=replace(QUICK, answer=0.05)) as world:
        zhao = world.person("赵")
        take = world.duban.intake._open
        take.clear()  # stored, and not handled yet
        zhao.says("谁还没报")
        await gateway.until(lambda: zhao.sees, "the announcement")
        assert zhao.sees == ["收到，正在处理，马上回复。"]
        take.set()
        await world.quiet(1)
        assert "已报 0/36" in await world.last("赵")
    assert gateway.violations == []


async def test_an_answer_whose_number_died_is_pushed(world: WeComWorld) -> None:
    for code in (846605, 846606):
        world.gateway.faults.next("aibot_respond_msg", Fault.REFUSE, code=code)
        assert "已报 0/36" in await world.says("赵", "谁还没报")


async def test_an_answer_in_doubt_comes_once_more_and_says_so(world: WeComWorld) -> None:
    world.gateway.faults.next("aibot_respond_msg", Fault.MUTE_AFTER)
    await world.says("王", "我的任务")
    await world.later(5)
    assert len(await world.heard("王")) == 2
    assert "重发" in await world.last("王")


async def test_the_same_card_twice_is_there_once(world: WeComWorld) -> None:
    """Its receipt was lost; sent again under the same number it cannot be shown twice."""
    card = Outgoing("好吗", choices=(Choice("是", key="k1"), Choice("否", key="k2")))
    push = Push(900_001, userid(world.persona("王")), card)
    world.gateway.faults.next("aibot_send_msg", Fault.MUTE_AFTER)
    first, second = await world.channel.push(push), await world.channel.push(push)
    assert [type(one).__name__ for one in (first, second)] == ["Unknown", "Sent"]
    assert world.person("王").sees == ["好吗"]


@pytest.mark.parametrize("code", [846607, 45009])
async def test_too_fast_is_waited_out_and_sent_once(world: WeComWorld, code: int) -> None:
    world.gateway.faults.next("aibot_send_msg", Fault.REFUSE, chat=userid(world.persona("王")), code=code)
    await world.until("2022-10-21 09:00")
    assert await world.heard("王") == []
    await world.later(30)
    assert await world.heard("王") == []
    await world.later(35)
    assert len(await world.heard("王")) == 1
    assert len(await world.heard("李")) == 1, "nobody else is held up"


async def test_more_than_a_conversation_takes_waits(
    new_sqlite: Callable[[Path], str], tmp_path: Path, gateway: Gateway
) -> None:
    """Forty answers within a minute: none is lost, and never more than thirty messages a minute go out."""
    patience = replace(QUICK, receipt=10.0, ping=30.0, answer=60.0)  # this is about the plan's seconds alone
    async with open_wecom(new_sqlite(tmp_path), gateway, patience=patience) as world:
        for number in range(40):
            world.person("王").says(f"我的任务 {number}" if number % 2 else "帮助")
        await world.quiet(40)
        for _ in range(12):
            await world.later(20)
        sent = await world.rows("SELECT state, count(*) AS n FROM outbox WHERE kind = 'reply' GROUP BY state")
        assert sent == [{"state": "sent", "n": 40}]
    assert gateway.violations == []
    assert gateway.limits.most == 25


async def test_a_restart_remembers_what_was_said_in_the_last_hour(
    new_sqlite: Callable[[Path], str], tmp_path: Path, gateway: Gateway
) -> None:
    url = new_sqlite(tmp_path)
    for _ in range(3):
        async with open_wecom(url, gateway) as world:
            for _ in range(10):
                world.person("王").says("帮助")
                await world.quiet(1)
                world.clock._rebase(world.clock.now())
    assert gateway.violations == []
    assert gateway.limits.most <= 30


async def test_one_file_to_many_is_uploaded_once(world: WeComWorld) -> None:
    content = PNG * 6000  # three chunks

    async def produce(_: object) -> bytes:
        return content

    assert world.channel._sender is not None
    world.channel._sender._produce = produce
    message = Outgoing(lines=("附图",), picture=Attachment("图.png", {"kind": "x"}))
    pushes = [
        Push(900_100 + n, userid(one), message) for n, one in enumerate(personas(world.plan)) if one.role is not None
    ]
    outcomes = await asyncio.gather(*(world.channel.push(one) for one in pushes))
    assert {type(one).__name__ for one in outcomes} == {"Sent"}
    assert [cmd for cmd, _ in world.gateway.frames].count("aibot_upload_media_init") == 1
    shown = world.person("王").chat.shown
    assert [one.text for one in shown] == ["图.png", "附图"]
    assert shown[0].content == content


@pytest.mark.slow
async def test_a_hundred_people_are_reached_within_a_minute(
    new_sqlite: Callable[[Path], str], tmp_path: Path, gateway: Gateway
) -> None:
    """At 09:00, at the latency that the field has seen: so many messages, eight on their way at a time, take less than
    a minute. What the machine takes beside it is not counted, it may be busy."""
    gateway.latency = 0.45
    url = new_sqlite(tmp_path)
    async with open_wecom(url, gateway, patience=UNHURRIED) as world:
        await crowd(world, 100)
        frames = len(gateway.frames)
        await world.until("2022-10-21 09:00")
        assert sum(len(gateway.people[f"woCrowd{n}"].sees) > 0 for n in range(100)) == 100
        assert gateway.most_waiting == WECOM.permits
        assert (len(gateway.frames) - frames) / WECOM.permits * gateway.latency < 60
    assert gateway.violations == []


@pytest.mark.slow
async def test_a_thousand_an_hour_are_never_exceeded(
    new_sqlite: Callable[[Path], str], tmp_path: Path, gateway: Gateway
) -> None:
    """More is owed to one person than an hour takes: it goes as fast as minute and hour permit, and in its order."""
    async with open_wecom(new_sqlite(tmp_path), gateway, patience=UNHURRIED) as world:
        [account] = await world.rows("SELECT id FROM account WHERE address = :who", who=userid(world.persona("王")))
        async with world.duban.database.write() as tx:
            for number in range(OWED):
                words = Outgoing(lines=(f"第{number}条",))
                message = NewMessage(
                    f"owed:{number}", Kind.NOTICE, world.clock.now(), account_id=account["id"], content=words
                )
                await outbox.add(tx, message)
        for _ in range(HOUR):
            await world.later(STEP)
        [early] = await world.rows(SENT)
        assert 800 < early["n"] <= 900, "as many as an hour takes, and a margin"
        for _ in range(HOUR):
            await world.later(STEP)
        assert await world.rows(SENT) == [{"n": OWED}]
    assert gateway.violations == []
    assert (gateway.limits.most, gateway.limits.most_an_hour) == (25, 900)
    seen = [one for one in world.person("王").sees if one.startswith("第")]
    assert seen == [f"第{number}条" for number in range(OWED)]


async def crowd(world: WeComWorld, count: int) -> None:
    """So many more liaisons, by turns of the leading departments."""
    leads = [*world.plan.leads()]
    async with world.duban.database.write() as tx:
        for number in range(count):
            world.gateway.person(f"woCrowd{number}", open=True)
            account = await people.meet(tx, "wecom", f"woCrowd{number}", None)
            role = Membership(Role.LIAISON, leads[number % len(leads)])
            person_id = await people.add(tx, f"联络员{number}", (role,), world.clock.now())
            await people.bind(tx, account.id, person_id, world.clock.now())


async def test_after_a_long_gap_those_who_can_ask_others_hear_of_it(world: WeComWorld) -> None:
    async with world.gateway.down():
        await world.gateway.until(lambda: world.gateway.line is None)
        kept = "SELECT value FROM setting WHERE key = 'wecom_link'"
        while "connected" in (await world.rows(kept))[0]["value"]:  # noqa: ASYNC110  it is noted in a moment
            await asyncio.sleep(0)
        world.clock.machine_ahead += timedelta(minutes=42)
    await world.gateway.until(lambda: world.gateway.line, "the connection")
    await asyncio.gather(*world.channel._tasks)
    await world.quiet()
    for who in ("赵", "钱"):
        assert any("离线约42分钟" in one for one in await world.heard(who))
    assert await world.heard("王") == []


async def test_the_admin_hears_that_another_program_took_the_connection(world: WeComWorld) -> None:
    world.gateway.rejoin_after = QUICK.kicked
    await world.gateway.kick()
    await world.gateway.until(lambda: world.gateway.line is None, "the end")
    await world.gateway.until(lambda: world.gateway.line, "a connection after the wait")
    await asyncio.gather(*world.channel._tasks)
    await world.quiet()
    assert any("另一个程序接管" in one for one in await world.heard("钱"))
    assert await world.heard("赵") == []


async def test_whether_wecom_answers(world: WeComWorld) -> None:
    assert await world.channel.answers()
    assert world.gateway.line is not None
    world.gateway.line.mute_pings = True
    assert not await world.channel.answers()
    await world.gateway.until(lambda: world.gateway.line and not world.gateway.line.mute_pings, "a new connection")
    async with world.gateway.down():
        assert not await world.channel.answers()
