"""截至10月31日的情况: what was known at the end of a past day, and nothing that came later."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest

from bot.flows import query
from domain.errors import Refused
from domain.people import Membership, Person, Role
from domain.progress import Entry, Move, State, Status
from domain.standing import Light, Snapshot
from language.past import AsOf, read_as_of
from services import progress, reviews, standing
from storage.database import Database
from tests.bot.dialogue import ZONE, Spoken
from tests.bot.office import Office, moment
from tests.language.plans import message

NOW = "2022-11-25 15:10"
DECISIONS = (Move.CLOSE, Move.RETURN, Move.REOPEN, Move.EXTEND)
BUILT = "建成珠海青年人才驿站不少于5家"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("截至10月31日的情况", AsOf(date(2022, 10, 31), "")),
        ("截至 2022年10月31日", AsOf(date(2022, 10, 31), "")),
        ("截至2022-10-31 总体情况怎么样？", AsOf(date(2022, 10, 31), "")),
        ("截至10月31日，红灯有哪些", AsOf(date(2022, 10, 31), "红灯有哪些")),
        ("谁还没报，截至10.31", AsOf(date(2022, 10, 31), "谁还没报")),
        ("截止到上月底第6项进展", AsOf(date(2022, 10, 31), "第6项进展")),
        ("截至12月30日的情况", AsOf(date(2021, 12, 30), "")),  # the last one that is over
        ("截至去年底的情况", AsOf(date(2021, 12, 31), "")),
        ("截至昨天的情况", AsOf(date(2022, 11, 24), "")),
        ("as of 31 Oct", AsOf(date(2022, 10, 31), "")),
        ("overdue as of 2022-10-31", AsOf(date(2022, 10, 31), "逾期")),
        ("截至2022年12月31日的情况", None),  # still to come
        ("截至2月30日的情况", None),
        ("10月31日截止的有哪些", None),
        ("6 已建4家", None),
    ],
)
def test_a_past_day_is_read(text: str, expected: AsOf | None) -> None:
    assert read_as_of(message(text, now=moment(NOW))) == expected


class Past(Office):
    """The office of every test here, with its people by name."""

    wang: Person
    zhao: Person

    async def decides(self, task: int, move: Move, *, at: str, due: date | None = None) -> None:
        desk = await self.desk(self.zhao, at)
        await reviews.decide(desk, task, "2022", move, reason="请补充说明", due=due)

    async def zhao_asks(self, text: str) -> Spoken:
        return await self.hears(query, self.zhao, text, NOW)


@pytest.fixture
async def office(sqlite: Database) -> AsyncIterator[Past]:
    """6: 2 in September; 3 on 28 October, taken back in November; then 5. 14: blocked late on 31 October, then on
    track."""
    async with sqlite.write() as tx:
        office = Past(tx, (await Office.open(tx)).loaded)
        office.wang = await office.enter("王晓明", Membership(Role.LIAISON, "区科技产业局"))
        office.zhao = await office.enter("赵敏", Membership(Role.COORDINATOR))
        for figure, at in ((2, "2022-09-28 10:00"), (3, "2022-10-28 10:00")):
            done = await office.reports(office.wang, Entry(6, "2022", Status.ON_TRACK, values={BUILT: figure}), at=at)
        blocked = Entry(14, "2022", Status.BLOCKED, problem="等上级文件")
        await office.reports(office.wang, blocked, at="2022-10-31 23:59")
        await progress.retract(await office.desk(office.wang, "2022-11-01 00:00"), done.receipt)
        built = Entry(6, "2022", Status.ON_TRACK, values={BUILT: 5})
        await office.reports(office.wang, built, Entry(14, "2022", Status.ON_TRACK), at="2022-11-23 10:00")
        yield office


async def test_how_all_stood(office: Past) -> None:
    then = await office.zhao_asks("截至10月31日的情况")
    assert then.text.startswith("截至2022年10月31日 · 共36项 · 办结0项 · 逾期0项")
    assert "■ 红灯 1" in then.text
    assert "10月填报：已报 2/36" in then.text
    assert "数据截至 10-31 23:59" in then.text
    assert then.labels() == [], "of a past day nothing is to be done"
    now = await office.zhao_asks("总体情况")
    assert "■ 红灯" not in now.text
    assert "截至2022年" not in now.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("截至10月31日红灯有哪些", "■ 14 小青新扶持"),
        ("截至10月31日第6项进展", "3/5家"),
        ("截至10月27日第6项进展", "2/5家"),
        ("截至11月1日第6项进展", "2/5家"),  # by then the 3 had been taken back
        ("截至11月24日第6项进展", "5/5家"),
        ("截至10月31日谁还没报", "缺4：16、22、23、35"),
        ("截至10月31日有哪些卡点", "等上级文件"),
        ("截至10月31日各部门完成率", "■1"),
        ("截至10月31日逾期的有哪些", "没有"),
        ("截至10月31日的联络员名单是谁", "只能按现在的数据回答"),
    ],
)
async def test_a_question_about_that_day(office: Past, text: str, expected: str) -> None:
    assert expected in (await office.zhao_asks(text)).text


async def test_a_liaison_sees_no_more_of_the_past_than_of_today(office: Past) -> None:
    told = (await office.hears(query, office.wang, "截至10月31日的情况", NOW)).text
    assert "仅含区科技产业局牵头或配合的任务" in told
    assert "共36项" not in told
    told = (await office.hears(query, office.wang, "截至10月31日我们牵头的任务", NOW)).text
    assert "■ 14 小青新扶持" in told
    assert "暖心驿站　3/5家" in told


async def test_the_ledger_folded_up_to_now_is_what_stands_now(office: Past) -> None:
    """Decisions too: 6 closed, 14 returned and then put off, 16 closed and opened again."""
    now = moment(NOW)
    for task in (6, 14, 16):
        await office.reports(office.wang, Entry(task, "2022", Status.DONE), at="2022-11-23 11:00")
    await office.decides(6, Move.CLOSE, at="2022-11-23 12:00")
    await office.decides(14, Move.RETURN, at="2022-11-23 12:00")
    await office.decides(14, Move.EXTEND, at="2022-11-23 12:10", due=date(2023, 3, 31))
    await office.decides(16, Move.CLOSE, at="2022-11-23 12:00")
    await office.decides(16, Move.REOPEN, at="2022-11-23 12:20")
    await reviews.undo(await office.desk(office.zhao, "2022-11-23 12:30"), 16, "2022")
    stands = await standing.snapshot(office.tx, now, office.loaded)
    by_task = {one.task.number: one for one in stands.standings}
    assert [by_task[task].current.state for task in (6, 14, 16)] == [State.CLOSED, State.OPEN, State.CLOSED]
    assert by_task[14].milestone.due == date(2023, 3, 31)
    assert await standing.snapshot_at(office.tx, now, office.loaded) == stands
    then = (await standing.snapshot_at(office.tx, moment("2022-11-23 12:05"), office.loaded)).of(14)
    assert then is not None
    assert then.milestone.due == date(2022, 12, 31), "it was put off later"
    assert then.current.returned == "请补充说明"


@pytest.mark.parametrize(
    ("at", "light", "value"),
    [
        ("2022-09-28 09:59", Light.GREY, None),
        ("2022-09-28 10:00", Light.RED, 2.0),
        ("2022-10-28 10:00", Light.YELLOW, 3.0),
        ("2022-10-31 23:59", Light.YELLOW, 3.0),
        ("2022-11-01 00:00", Light.RED, 2.0),
        ("2022-11-23 10:00", Light.GREEN, 5.0),
    ],
)
async def test_any_moment_is_folded_from_the_ledger(office: Past, at: str, light: Light, value: float | None) -> None:
    found = (await standing.snapshot_at(office.tx, moment(at), office.loaded)).of(6)
    assert found is not None
    assert (found.light, found.current.value(BUILT)) == (light, value)
    assert found.current.reported_at is None or found.current.reported_at <= moment(at)


@pytest.mark.parametrize("seed", range(3))
async def test_every_moment_that_was_lived_through_can_be_told_again(office: Past, seed: int) -> None:
    """Reports, retractions and decisions at random; what stood after each is what is told of that moment at the end."""
    chance, now, receipts = random.Random(seed), moment("2022-11-25 16:00"), list[str]()
    lived: dict[datetime, Snapshot] = {}
    for number in range(30):
        now += timedelta(minutes=chance.randrange(1, 60 * 24 * 9))
        local = f"{now.astimezone(ZONE):%Y-%m-%d %H:%M}"
        if receipts and chance.random() < 0.3:
            taken_back = receipts.pop(chance.randrange(len(receipts)))
            with suppress(Refused):  # it was closed since
                await progress.retract(await office.desk(office.wang, local), taken_back)
        elif chance.random() < 0.3:
            task, move, due = chance.choice([6, 14, 16]), chance.choice(DECISIONS), date(2023, 3, 1 + number)
            with suppress(Refused):  # what does not follow from the state
                await office.decides(task, move, at=local, due=due if move is Move.EXTEND else None)
        else:
            task = chance.choice([6, 14, 16])
            period = "2022" if chance.random() < 0.6 else "2023-2024"
            values = {BUILT: float(number % 7)} if task == 6 and period == "2022" else {}
            said = chance.choice([*Status]), chance.choice([None, 40.0]), values, chance.choice([None, "缺资金"])
            entry = Entry(task, period, *said)
            with suppress(Refused):  # it is closed
                receipts.append((await office.reports(office.wang, entry, at=local)).receipt)
        lived[now] = await standing.snapshot(office.tx, now, office.loaded)
    assert len(lived) == 30
    for at, then in lived.items():
        assert await standing.snapshot_at(office.tx, at, office.loaded) == then
