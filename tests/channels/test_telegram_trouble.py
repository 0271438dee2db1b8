"""When something goes wrong on the way: nothing is lost, a nudge never comes twice, who must know is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.channels.telegram_office import Office
from tests.peers.bot_api import Fault

OPENING, SECOND = "2022-10-21 09:00", "2022-10-24 09:00"  # the first reminder, and the last before it is due
RESENT = "重发"
OF_WANG = "SELECT o.state FROM outbox o JOIN account a ON a.id = o.account_id WHERE a.address = '101'"


def shown(office: Office, who: str) -> list[str]:
    """The first lines of what stands in somebody's chat."""
    return [one.partition("\n")[0] for one in office.person(who).sees]


# ── in doubt ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault.DROP_AFTER, 2),
        (Fault.HANG_AFTER, 2),
        (Fault.CUT_AFTER, 2),
        (Fault.DROP_BEFORE, 1),
        (Fault.PORTAL, 1),
        (Fault.FIREWALL, 1),
        (Fault.PROXY_LOGIN, 1),
    ],
)
async def test_a_nudge_in_doubt_comes_once_more_and_says_so(office: Office, fault: Fault, seen: int) -> None:
    office.api.faults.next("sendMessage", fault, chat=101)
    await office.until(OPENING)
    for _ in range(5):
        await office.later(60)
    assert len(shown(office, "王")) == seen
    assert RESENT in office.person("王").last.text
    assert sum(RESENT in one for one in office.person("王").sees) == 1
    assert await office.rows(OF_WANG) == [{"state": "sent"}]
    assert len(shown(office, "李")) == 1, "nobody else is held up"
    assert await office.rows("SELECT state FROM account WHERE address = '101'") == [{"state": "active"}]


async def test_a_nudge_in_doubt_is_composed_anew(office: Office) -> None:
    """What was answered meanwhile is asked no more; of what it covered nothing is forgotten."""
    office.api.faults.next("sendMessage", Fault.DROP_BEFORE, chat=101)
    await office.until(OPENING)
    await office.says("王", "6 已建4家")
    await office.taps("王", "确认报送")
    await office.later(60)
    assert office.person("王").last.text.count("尚未报送") == 5


async def test_what_is_in_doubt_three_times_is_left_and_a_coordinator_is_told(office: Office) -> None:
    await office.watch()
    office.api.faults.next("sendMessage", Fault.DROP_AFTER, 9, chat=101)
    await office.until(OPENING)
    for _ in range(10):
        await office.later(60)
    assert len(shown(office, "王")) == 3, "the reminder, and at most two copies"
    assert await office.rows(OF_WANG) == [{"state": "unknown"}]
    await office.watch()
    await office.watch()
    told = [one for one in office.person("赵").sees if "送达情况不明" in one]
    assert len(told) == 1
    assert "王晓明" in told[0]


@pytest.mark.parametrize(("fault", "seen"), [(Fault.DROP_AFTER, 2), (Fault.HANG_AFTER, 2), (Fault.DROP_BEFORE, 1)])
async def test_an_answer_in_doubt_comes_once_more(office: Office, fault: Fault, seen: int) -> None:
    office.api.faults.next("sendMessage", fault)
    office.person("王").says("6 已建4家")
    await office.quiet()
    await office.later(5)
    assert len(shown(office, "王")) == seen
    assert RESENT in office.person("王").last.text
    await office.taps("王", "确认报送")
    assert [one["task"] for one in await office.rows("SELECT task FROM progress_update")] == [6]


async def test_what_does_not_move_is_told_to_the_admin_within_a_minute(office: Office) -> None:
    async with office.duban.database.write() as tx:
        await tx.execute(text("CREATE TRIGGER full BEFORE UPDATE ON inbox BEGIN SELECT RAISE(ABORT, 'full'); END"))
    office.person("王").says("6 已建4家")
    await office.quiet()
    await office.watch()
    assert office.person("钱").sees == []
    office.machine.at += timedelta(seconds=40)
    for _ in range(3):
        await office.watch()
    assert [one for one in office.person("钱").sees if "卡住" in one and "1条来信" in one] == office.person("钱").sees
    assert len(office.person("钱").sees) == 1
    async with office.duban.database.write() as tx:
        await tx.execute(text("DROP TRIGGER full"))
    await office.duban.intake.retry()
    await office.quiet()
    await office.watch()
    assert not office.duban.watcher.stuck
    assert "4/5家" in office.person("王").last.text


# ── not sent ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.EMPTY])
async def test_what_was_not_sent_is_tried_until_it_goes(office: Office, fault: Fault) -> None:
    office.api.faults.next("sendMessage", fault, 3, chat=101)
    await office.until(OPENING)
    assert shown(office, "王") == []
    for _ in range(4):
        await office.later(10)
    assert len(shown(office, "王")) == 1
    assert RESENT not in office.person("王").last.text


async def test_a_429_is_waited_out_exactly(office: Office) -> None:
    office.api.faults.next("sendMessage", Fault.FLOOD, chat=101, retry_after=37)
    await office.until(OPENING)
    retry = await office.rows("SELECT retry_at, attempt FROM outbox WHERE state = 'retry'")
    assert [one["attempt"] for one in retry] == [0], "it does not count"
    tried = len(office.api.made("sendMessage", 101))
    await office.later(35)
    assert len(office.api.made("sendMessage", 101)) == tried
    waits = "SELECT julianday(o.retry_at) - julianday(s.at) AS days FROM outbox o JOIN send_attempt s"
    waited = await office.rows(f"{waits} ON s.outbox_id = o.id WHERE s.outcome = 'throttled'")
    assert [round(one["days"] * 86400) for one in waited] == [37]
    assert len(shown(office, "李")) == 1, "a chat's limit is not everybody's"


# ── blocked, and back ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["told", "found out", "vanished"])
async def test_the_coordinator_hears_the_same_day_of_who_is_gone(office: Office, how: str) -> None:
    wang, zhao = office.person("王"), office.person("赵")
    if how == "vanished":
        wang.vanishes()
    else:
        wang.blocks()
    if how == "found out":
        office.api.updates.queue.clear()
    await office.until(OPENING)
    await office.quiet()
    await office.until("2022-10-21 09:30")
    assert [one for one in zhao.sees if "王晓明" in one and "区科技产业局" in one]
    told = len(zhao.sees)
    tried = len(office.api.made("sendMessage", 101))
    await office.until("2022-10-21 18:00")
    assert len(office.api.made("sendMessage", 101)) == tried, "nothing is tried that cannot arrive"
    assert len(zhao.sees) == told, "told once"


async def test_who_comes_back_is_reached_again(office: Office) -> None:
    wang = office.person("王")
    wang.blocks()
    await office.until(OPENING)
    await office.quiet()
    wang.unblocks()
    await office.quiet()
    assert await office.rows("SELECT state FROM account WHERE address = '101'") == [{"state": "active"}]
    await office.until(SECOND)
    assert len(shown(office, "王")) == 1


# ── Telegram is out of reach ──────────────────────────────────────────────────────────────────────────────


async def test_after_ten_minutes_out_of_reach_everything_owed_arrives_in_bundles(office: Office) -> None:
    """Both clocks move; what people say meanwhile waits at Telegram, and their answers count."""
    wang, li, zhao = (office.person(who) for who in "王李赵")
    await office.until("2022-10-21 08:58")
    await office.api.go_down()
    wang.says("6 已建4家;14滞后 等区法务意见;其余正常")  # held by Telegram until we are back
    for _ in range(20):
        await office.later(30)
    assert shown(office, "李") == []
    await office.api.come_back()
    await office.quiet()
    for _ in range(4):
        await office.later(300)
    assert len(li.sees) == 1
    assert li.last.text.count("尚未报送") == 12
    assert len(wang.sees) == 2, "the reminder in one bundle, and the answer"
    await office.taps("王", "确认报送")
    assert len(await office.rows("SELECT task FROM progress_update")) == 6
    assert zhao.sees == [] or RESENT not in "".join(zhao.sees)
    left = "SELECT state FROM outbox WHERE state NOT IN ('sent', 'cancelled', 'merged') AND kind <> 'notice'"
    assert await office.rows(left) == []  # the coordinator hears of the problem in the next full hour
