"""Starting, stopping and staying: a bad token ends it at once, anything else is waited out, and nothing is lost."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from app.logs import Blotting
from app.settings import Settings
from bot.intake import Intake
from domain.errors import InvalidSetting
from tests.channels.telegram_office import QUICK, Machine, Office, open_office
from tests.peers.bot_api import TOKEN, BotApi, Fault

SECRET = TOKEN.partition(":")[2]


# ── starting ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("token", ["7000000001:AAwrong-but-of-the-right-shape-012345678", "7000000001:x"])
async def test_a_bad_token_stops_at_once(url: str, api: BotApi, token: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        async with open_office(url, api, token=token):
            raise AssertionError("it started")
    assert "DUBAN_TELEGRAM_TOKEN" in str(refused.value)
    assert token.partition(":")[2] not in str(refused.value)
    assert [one.method for one in api.calls] == ["getMe"]


async def test_without_a_network_it_starts_and_waits(url: str, api: BotApi) -> None:
    await api.go_down()
    async with open_office(url, api) as office:
        await office.until("2022-10-21 09:00")
        assert not office.running.done()
        office.person("赵").says("第6项目标")
        await api.come_back()
        await office.quiet()
        await office.later(60)
        assert "不少于5家" in office.person("赵").last.text
        assert len(office.person("王").sees) == 1


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.SERVER_ERROR, Fault.DROP_BEFORE, Fault.FLOOD])
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
async def test_trouble_at_start_is_waited_out(url: str, api: BotApi, method: str, fault: Fault) -> None:
    if method == "deleteWebhook":  # asked for only where there is one
        api.updates.routes["https://elsewhere.example"] = "http://127.0.0.1:9"
        await _set_webhook(api, '{"url": "https://elsewhere.example/"}')
    api.faults.next(method, fault, 3, retry_after=0)
    async with open_office(url, api) as office:
        assert await office.says("赵", "/help")
        assert len(api.made(method)) > 3


async def test_a_webhook_that_somebody_has_set_is_taken_away(url: str, api: BotApi) -> None:
    api.updates.routes["https://elsewhere.example"] = "http://127.0.0.1:9"
    hook = '{"url": "https://elsewhere.example/"}'
    async with open_office(url, api) as office:
        assert await office.says("赵", "/help")
        await _set_webhook(api, hook)
        api.faults.next("deleteWebhook", Fault.REVOKED)
        assert await office.says("赵", "谁还没报")
        assert api.updates.webhook is None


async def _set_webhook(api: BotApi, arguments: str) -> None:
    """Somebody else who has the token."""
    from aiohttp import ClientSession

    headers = {"Content-Type": "application/json"}
    async with (
        ClientSession() as session,
        session.post(f"{api.base_url}{api.token}/setWebhook", data=arguments, headers=headers) as answer,
    ):
        assert answer.status == 200


# ── staying ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_second_poller_is_survived(office: Office) -> None:
    await office.api.until(lambda: office.api.updates.polled)
    other = asyncio.create_task(_get_updates(office.api))
    await office.api.until(lambda: office.api.updates.conflicts)
    assert await office.says("赵", "/help")
    await other


async def _get_updates(api: BotApi) -> int:
    from aiohttp import ClientSession

    async with ClientSession() as session, session.get(f"{api.base_url}{api.token}/getUpdates?timeout=1") as answer:
        return answer.status


async def test_a_token_that_is_taken_back_and_given_again(office: Office) -> None:
    """The office renews it at Telegram: the bot says so and goes on as soon as it may; nothing is thrown away."""
    await office.api.until(lambda: office.api.updates.polled)
    office.api.token = f"{TOKEN}x"
    office.person("赵").says("第6项目标")
    await office.api.until(lambda: [one for one in office.api.calls if one.outcome == "Unauthorized"])
    assert not office.running.done()
    office.api.token = TOKEN
    await office.quiet()
    await office.later(60)
    assert "不少于5家" in office.person("赵").last.text


async def test_what_could_not_be_stored_is_not_confirmed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    take, failures = Intake.take, [OSError("disk full"), OSError("disk full")]

    async def sometimes(self: Intake, *args: object, **more: object) -> object:
        if failures:
            raise failures.pop()
        return await take(self, *args, **more)  # type: ignore[arg-type]  # handed through as they came

    monkeypatch.setattr(Intake, "take", sometimes)
    assert "不少于5家" in await office.says("赵", "第6项目标")
    assert not failures


# ── again ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_same_updates_again_change_nothing(url: str, api: BotApi) -> None:
    machine = Machine()
    async with open_office(url, api, machine=machine) as office:
        await office.until("2022-10-21 09:00")
        wang = office.person("王")
        wang.says("6 已建4家")
        wang.presses("made up", wang.last)
        again = list(api.updates.queue)
        await office.quiet()
        wang.taps("确认报送")
        again += api.updates.queue
        await office.quiet()
        before = await _everything(office)
        for _ in range(2):
            api.updates.put(list(again))
            await office.quiet()
        assert await _everything(office) == before
    api.updates.put(list(again))
    async with open_office(url, api, "2022-10-21 09:00", machine=machine) as office:
        await office.quiet()
        assert await _everything(office) == before


async def _everything(office: Office) -> tuple[object, ...]:
    tables = ("inbox", "outbox", "progress_update", "measurement", "audit")
    counts = [(await office.rows(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"] for table in tables]
    return (*counts, *(tuple(office.person(who).sees) for who in "王李陈赵钱孙"))


async def test_presses_while_it_is_restarted(url: str, api: BotApi) -> None:
    machine = Machine()
    async with open_office(url, api, machine=machine) as office:
        await office.until("2022-10-21 09:00")
        await office.taps("王", "逐项填写")
    wang = api.people[101]
    first, second = wang.last.key("5家"), wang.last.key("滞后")
    assert first is not None
    assert second is not None
    for key in (first, first, second):
        wang.presses(key, wang.last)
    for one in api.state.queries.values():
        one.pressed_at -= 600  # nobody is told in time
    async with open_office(url, api, "2022-10-21 09:05", machine=machine) as office:
        await office.quiet()
        assert [one["task"] for one in await office.rows("SELECT task FROM progress_update")] == [6]
        assert [one["value"] for one in await office.rows("SELECT value FROM measurement")] == [5.0]
        assert wang.last.text
        answered = "SELECT 1 FROM outbox WHERE dedup_key LIKE 'reply:' || i.id || ':%'"
        unanswered = f"SELECT i.id FROM inbox i WHERE NOT EXISTS ({answered})"
        assert await office.rows(unanswered) == []


@pytest.mark.parametrize("count", [150, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_a_long_queue_is_stored_and_answered_once(url: str, api: BotApi, count: int) -> None:
    """From fifty people who wrote while nobody was there; most of it arrives before anything is answered."""
    people = [api.person(f"群众{number}") for number in range(50)]
    for number in range(count):
        people[number % 50].says(f"第{number}问")
    queue = list(api.updates.queue)
    async with open_office(url, api, patience=replace(QUICK, read=20.0)) as office:  # a busy machine puts none in doubt
        await office.quiet()
        assert sum(len(one.sees) for one in people) == count
        assert {len(one.sees) for one in people} == {count // 50}
        done = "SELECT COUNT(*) AS n, COUNT(DISTINCT update_key) AS keys FROM inbox"
        numbers = await office.rows(f"{done} WHERE failure IS NULL AND handled_at IS NOT NULL")
        assert numbers == [{"n": count, "keys": count}]
        api.updates.put(queue)
        await office.quiet()
        assert sum(len(one.sees) for one in people) == count


# ── the log ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_token_stands_in_no_log_line(
    url: str, api: BotApi, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_TELEGRAM_TOKEN", TOKEN)
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "aiosqlite")
    for method in ("getMe", "getUpdates", "sendMessage", "deleteWebhook", "setMyCommands"):
        for fault in (Fault.DROP_BEFORE, Fault.BAD_GATEWAY, Fault.EMPTY, Fault.SERVER_ERROR):
            api.faults.next(method, fault)
    async with open_office(url, api) as office:
        await office.api.until(lambda: len(api.made("getUpdates")) > 4)
        await api.go_down()
        await office.until("2022-10-21 09:00")
        await api.come_back()
        for _ in range(8):
            await office.later(60)
        assert office.person("王").sees
    formatter = Blotting([TOKEN, Settings().model_dump_json()], processors=[_plain])
    for record in caplog.records:
        raw = record.getMessage() + (str(record.exc_info[1]) if record.exc_info else "")
        assert record.levelno < logging.INFO or SECRET not in raw, (record.name, raw)
        assert SECRET not in formatter.format(record), record.name
    assert {one.name for one in caplog.records} >= {"duban.telegram"}


def _plain(_: object, __: str, event: dict[str, object]) -> str:
    return str(event)
