"""The long connection: it comes back after every end, waits where it must, and mistakes no receipt for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.channels.wecom import frames
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.link import End, Link, NoReceipt, NotThere, Patience, Waits
from tests.channels.wecom_office import QUICK
from tests.peers.waiting import until
from tests.peers.wecom import Fault, Gateway

PUSH = {"chatid": "wang", "chat_type": 1, "msgtype": "markdown", "markdown": {"content": "x"}}


class Client:
    """A link that runs, and what it was given."""

    def __init__(self, gateway: Gateway, patience: Patience, secret: str) -> None:
        self.came: list[Frame] = []
        self.states: list[End | None] = []
        self.alarms: list[End] = []
        self.happened = asyncio.Event()
        self.link = Link(
            gateway.url,
            gateway.bot,
            secret,
            self._take,
            patience=patience,
            changed=self._changed,
            alarm=self.alarms.append,
            chance=lambda: 0.5,
        )

    def _take(self, frame: Frame) -> None:
        self.came.append(frame)
        self.happened.set()

    def _changed(self, end: End | None) -> None:
        self.states.append(end)
        self.happened.set()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for it."""
        await until(condition, self.happened)


@asynccontextmanager
async def connected(
    gateway: Gateway, patience: Patience = QUICK, secret: str | None = None, *, wait: bool = True
) -> AsyncIterator[Client]:
    """A client of the gateway, once it is subscribed."""
    client = Client(gateway, patience, secret or gateway.secret)
    running = asyncio.create_task(client.link.run())
    try:
        if wait:
            await client.until(lambda: client.link.subscribed)
        yield client
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """The fake; a violation fails the test."""
    async with Gateway() as gateway:
        gateway.person("wang", open=True)
        yield gateway
        assert gateway.violations == []


async def _cut(gateway: Gateway) -> None:
    gateway.cut()


async def _fall_silent(gateway: Gateway) -> None:
    assert gateway.line is not None
    gateway.line.mute_pings = True


async def _die_unnoticed(gateway: Gateway) -> None:
    """The subscription is dead although pongs still come: only a message finds out."""
    assert gateway.line is not None
    gateway.line.deaf = True


ENDS: dict[str, Callable[[Gateway], Awaitable[None]]] = {
    **{f"close {code}": lambda gateway, code=code: gateway.close(code) for code in (1000, 1001, 1011)},  # type: ignore[misc]
    "a cut": _cut,
    "missing pongs": _fall_silent,
}


@pytest.mark.parametrize("how", ENDS)
async def test_it_comes_back(gateway: Gateway, how: str) -> None:
    async with connected(gateway) as client:
        for _ in range(3):
            before = len(gateway.subscriptions)
            await ENDS[how](gateway)
            await client.until(lambda: client.states[-2:] == [End.CUT, None])
            client.states.clear()
            assert len(gateway.subscriptions) == before + 1
            receipt = await client.link.ask(frames.SEND, PUSH)
            assert receipt.code == 0
        gateway.people["wang"].says("还在吗")
        await client.until(lambda: client.came)


async def test_it_comes_back_from_a_gateway_that_was_away(gateway: Gateway) -> None:
    async with connected(gateway) as client:
        async with gateway.down():
            await client.until(lambda: client.states.count(End.UNREACHED) > 3)
            with pytest.raises(NotThere):
                await client.link.ask(frames.SEND, PUSH)
        await client.until(lambda: client.link.subscribed)


async def test_a_subscription_that_died_unnoticed_is_made_anew(gateway: Gateway) -> None:
    async with connected(gateway) as client:
        await _die_unnoticed(gateway)
        receipt = await client.link.ask(frames.SEND, PUSH)
        assert receipt.code == 846609
        await client.until(lambda: client.states[-2:] == [End.CUT, None])
        assert (await client.link.ask(frames.SEND, PUSH)).code == 0


async def test_whoever_was_kicked_out_leaves_at_once_and_waits(gateway: Gateway) -> None:
    gateway.rejoin_after = QUICK.kicked
    async with connected(gateway) as client:
        await gateway.kick()
        await client.until(lambda: client.states[-1] is End.KICKED)
        assert client.alarms == [End.KICKED]
        await gateway.until(lambda: gateway.line is None, "the end of the connection")
        await client.until(lambda: client.link.subscribed)


async def test_a_refused_subscription_has_its_own_counter_and_an_alarm(gateway: Gateway) -> None:
    gateway.refuse_subscription = 853000
    async with connected(gateway, wait=False) as client:
        await client.until(lambda: client.states.count(End.REFUSED) == QUICK.refusals + 2)
        assert client.alarms == [End.REFUSED], "once, after so many"
        assert not client.link.subscribed
        gateway.refuse_subscription = 0
        await client.until(lambda: client.link.subscribed)


async def test_subscribed_too_often_is_no_wrong_secret(gateway: Gateway) -> None:
    gateway.refuse_subscription = 45009
    async with connected(gateway, replace(QUICK, crowded=0.01), wait=False) as client:
        await client.until(lambda: client.states.count(End.CROWDED) > QUICK.refusals)
        assert client.alarms == []


MALFORMED: list[str | bytes] = [
    "",
    "[]",
    "null",
    "5",
    "{",
    '"text"',
    "{}",
    '{"cmd": 5}',
    '{"cmd": "aibot_msg_callback"}',
    '{"cmd": "aibot_msg_callback", "headers": [], "body": 7}',
    '{"cmd": "aibot_event_callback", "headers": {"req_id": 1}, "body": {"event": "x"}}',
    '{"cmd": "aibot_event_callback", "body": {"event": {"eventtype": ["disconnected_event"]}}}',
    '{"cmd": "no_such", "headers": {"req_id": "1"}}',
    '{"headers": {"req_id": "nobody asked"}, "errcode": 0}',
    '{"headers": {"req_id": "1"}, "errcode": "0"}',
    "[" * 100_000,
    '{"a":' * 5000,
    '{"cmd": "aibot_msg_callback", "body": {"msgid": ' + "9" * 5000 + "}}",
    b"\xff\xfe",
    b"{}",
]


async def test_it_survives_every_malformed_frame(gateway: Gateway) -> None:
    async with connected(gateway) as client:
        for text in MALFORMED:
            await gateway.raw(text)
        await gateway.raw(
            '{"cmd":"aibot_msg_callback","headers":{"req_id":"1"},"body":{"text":{"content":"a\x01\x0bb\tc"}}}'
        )
        await client.until(lambda: client.came and client.came[-1].body.get("text"))
        assert client.came[-1].body["text"]["content"] == "ab\tc", "control characters fall out"
        assert (await client.link.ask(frames.SEND, PUSH)).code == 0
        assert client.states == [None], "the connection was never left"


async def test_a_late_receipt_confirms_nothing_newer(gateway: Gateway) -> None:
    """A receipt names only its req_id: after one that did not come, the number is used no more."""
    async with connected(gateway) as client:
        gateway.people["wang"].says("第6项进展")
        await client.until(lambda: client.came)
        number = client.came[0].req_id
        answer = {"msgtype": "stream", "stream": {"id": number, "finish": True, "content": "一"}}
        gateway.faults.next(frames.ANSWER, Fault.LATE)
        with pytest.raises(NoReceipt):
            await client.link.ask(frames.ANSWER, answer, number)
        with pytest.raises(NotThere):
            await client.link.ask(frames.ANSWER, answer, number)
        gateway.faults.next(frames.SEND, Fault.MUTE_BEFORE)
        newer = asyncio.create_task(client.link.ask(frames.SEND, PUSH))
        await gateway.until(lambda: (frames.SEND, Fault.MUTE_BEFORE) in gateway.faults.happened)
        gateway.release()
        with pytest.raises(NoReceipt):
            await newer


async def test_what_is_on_its_way_when_the_connection_ends_is_in_doubt(gateway: Gateway) -> None:
    async with connected(gateway) as client:
        for fault in (Fault.CUT_BEFORE, Fault.CUT_AFTER):
            gateway.faults.next(frames.SEND, fault)
            with pytest.raises(NoReceipt):
                await client.link.ask(frames.SEND, PUSH)
            await client.until(lambda: client.link.subscribed)


# ── the waits ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ends", "waits"),
    [
        ([End.UNREACHED] * 7, [1, 2, 4, 8, 16, 30, 30]),
        ([End.CUT] * 3, [1, 1, 1]),  # each of them had been subscribed
        ([End.REFUSED] * 8, [10, 20, 40, 80, 160, 320, 600, 600]),
        ([End.CROWDED] * 3, [75, 75, 75]),
        ([End.KICKED] * 7, [75, 150, 300, 600, 1200, 2250, 2250]),
        ([End.UNREACHED, End.CUT, End.UNREACHED], [1, 1, 2]),
    ],
)
def test_how_long_it_waits_at_most(ends: list[End], waits: list[int]) -> None:
    """With the longest chance; at the least it is half of it, after a kick a minute."""
    longest, shortest = Waits(Patience(), chance=lambda: 1.0), Waits(Patience(), chance=lambda: 0.0)
    lived = {End.CUT: 5.0, End.KICKED: 5.0}
    assert [longest.after(end, lived.get(end, 0.0)) for end in ends] == waits
    least = [shortest.after(end, lived.get(end, 0.0)) for end in ends]
    floor = {End.KICKED: 1.25, End.CROWDED: 1.25}
    assert least == [wait / floor.get(end, 2) for end, wait in zip(ends, waits, strict=True)]


def test_a_steady_connection_makes_kicks_forgotten() -> None:
    waits = Waits(Patience(), chance=lambda: 0.0)
    assert [waits.after(End.KICKED, lived) for lived in (1, 1, 700)] == [60, 120, 60]
