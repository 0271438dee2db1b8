"""亮灯阈值 and 审计: an admin changes when lights change, and reads who changed what."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import time

import pytest

from bot.flows import people, record, schedule, thresholds
from domain.errors import NotAllowed, Refused
from domain.people import Membership, Person, Role
from domain.progress import Entry, Status
from domain.standing import Thresholds
from language.meanings import Record
from language.thresholds import read_thresholds
from services import rules, standing
from storage import audit
from storage.database import Database
from tests.bot.office import Office
from tests.language.plans import meaning, message

AT = "2022-11-25 15:10"
BUILT = "建成珠海青年人才驿站不少于5家"


class Set(Office):
    """The office of every test here, with its people by name."""

    wang: Person
    zhao: Person
    qian: Person


@pytest.fixture
async def office(sqlite: Database) -> AsyncIterator[Set]:
    async with sqlite.write() as tx:
        office = Set(tx, (await Office.open(tx)).loaded)
        office.wang = await office.enter("王晓明", Membership(Role.LIAISON, "区科技产业局"))
        office.zhao = await office.enter("赵敏", Membership(Role.COORDINATOR))
        office.qian = await office.enter("钱进", Membership(Role.ADMIN))
        await office.reports(office.wang, Entry(6, "2022", Status.ON_TRACK, values={BUILT: 4}), at="2022-11-25 09:00")
        yield office


# ── when lights change ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("黄灯改为15个百分点", {"yellow_points": 15.0}),
        ("把黄灯阈值调到12.5，红灯改成35", {"yellow_points": 12.5, "red_points": 35.0}),
        ("临期改为提前10天", {"near_days": 10}),
        ("亮灯阈值：黄灯 5 红灯 20 临期 3", {"yellow_points": 5.0, "red_points": 20.0, "near_days": 3}),
        ("set yellow to 15", {"yellow_points": 15.0}),
        ("红灯有3个吗", {}),
        ("每周五9点提醒黄灯的", {}),
        ("6 改为3家", {}),
    ],
)
def test_thresholds_are_read(text: str, expected: dict[str, float]) -> None:
    said = read_thresholds(message(text).folded)
    assert (dict(said.changes) if said else {}) == expected


@pytest.mark.parametrize(
    ("text", "shows"), [("亮灯阈值", True), ("阈值是多少", True), ("thresholds", True), ("亮灯情况", False)]
)
def test_they_are_asked_for(text: str, shows: bool) -> None:
    assert (meaning(text).kind == "thresholds") is shows


async def test_a_change_is_read_back_with_its_effect_and_then_kept(office: Set) -> None:
    shown = await office.hears(thresholds, office.qian, "亮灯阈值", AT)
    assert "▲ 黄灯：落后10个百分点起" in shown.text
    card = await office.hears(thresholds, office.qian, "黄灯改为5个百分点", AT)
    for line in (
        "（未保存）",
        "落后5个百分点起（原为10）",
        "按原阈值：● 绿灯 1　○ 灰灯 35",
        "按新阈值：▲ 黄灯 1　○ 灰灯 35",
    ):
        assert line in card.text, card.text
    assert await standing.thresholds(office.tx, office.loaded) == Thresholds(), "only shown so far"
    assert card.turn
    assert card.turn.floor
    kept = await office.presses(thresholds, office.qian, card.turn.floor.state["yes"], AT)
    assert "亮灯阈值已保存 ✓" in kept.text
    assert await standing.thresholds(office.tx, office.loaded) == Thresholds(yellow_points=5)
    desk = await office.desk(office.zhao, AT)
    assert (await standing.seen(desk)).lights() != {}
    (noted,) = await audit.latest(office.tx, 1)
    assert (noted.actor, noted.act, noted.before, noted.after) == (
        "钱进",
        "thresholds",
        {"yellow_points": 10, "red_points": 30, "near_days": 7},
        {"yellow_points": 5.0, "red_points": 30, "near_days": 7},
    )
    again = await office.hears(thresholds, office.qian, "红灯改为40", AT)
    assert "落后5个百分点起\n" in again.text, "what was kept stays"


async def test_what_is_dropped_or_senseless_changes_nothing(office: Set) -> None:
    card = await office.hears(thresholds, office.qian, "红灯改为40", AT)
    assert "没有改动" in (await office.presses(thresholds, office.qian, card.action("取消"), AT)).text
    with pytest.raises(Refused):
        await office.hears(thresholds, office.qian, "黄灯改为30", AT)
    assert await standing.thresholds(office.tx, office.loaded) == Thresholds()


async def test_only_an_admin_changes_them(office: Set) -> None:
    with pytest.raises(NotAllowed):
        await office.hears(thresholds, office.zhao, "黄灯改为15", AT)
    assert "修改请说" not in (await office.hears(thresholds, office.zhao, "亮灯阈值", AT)).text
    assert (await office.hears(thresholds, office.wang, "红灯改为3家", AT)).turn is None
    card = await office.hears(thresholds, office.qian, "黄灯改为15", AT)
    with pytest.raises(NotAllowed):
        await office.presses(thresholds, office.zhao, card.action("保存"), AT)


# ── who changed what ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("审计", ""),
        ("/audit", ""),
        ("审计记录", ""),
        ("审计 S-1", "S-1"),
        ("谁改了规则S-1", "S-1"),
        ("谁改过 s1？", "S-1"),
        ("谁删了S-2", "S-2"),
        ("who changed rule S-3", "S-3"),
        ("谁改了亮灯阈值", "thresholds"),
        ("审计 王晓明", "王晓明"),
        ("谁改了第6项", None),
        ("审计报告已出", None),
        ("谁还没报", None),
    ],
)
def test_the_record_is_asked_for(text: str, about: str | None) -> None:
    said = meaning(text)
    assert (said.about if isinstance(said, Record) else None) == about


async def test_who_changed_a_rule_before_and_after(office: Set) -> None:
    desk = await office.desk(office.qian, AT)
    await rules.retime(desk, "S-1", time(10))
    await rules.pause(desk, ["S-1"])
    await rules.remove(desk, ["S-2"])
    told = (await office.hears(record, office.qian, "谁改了规则S-1", AT)).text
    assert "审计记录 · S-1" in told
    assert "2022-11-25 15:10　钱进　修改规则 S-1" in told
    assert "09:00" in told
    assert " → " in told
    assert "10:00" in told
    assert "状态：启用 → 暂停" in told
    assert "S-2" not in told
    head = await audit.head(office.tx)
    assert f"记录指纹 {head}" in told


async def test_short_pages_newest_first(office: Set) -> None:
    desk = await office.desk(office.qian, AT)
    for hour in range(10):
        await rules.retime(desk, "S-1", time(9 + hour))
    page, numbers = await office.hears(record, office.qian, "审计", AT), list[int]()
    while True:
        assert len(page.text.encode()) < 2048
        numbers += [int(number) for number in re.findall(r"^(\d+)　2022", page.text, re.MULTILINE)]
        if not page.labels():
            break
        assert page.labels() == ["更早的"]
        page = await office.presses(record, office.qian, page.action("更早的"), AT)
    assert numbers == [*range(11, 0, -1)], "each row once, the newest first"
    assert "王晓明　填报" in page.text


async def test_what_somebody_did_and_what_was_done_to_them(office: Set) -> None:
    await office.presses(people, office.zhao, {"do": "revoke", "person": office.wang.id}, AT)
    told = (await office.hears(record, office.qian, f"审计 {office.zhao.name}", AT)).text
    assert "赵敏　停用 person:" in told
    assert "身份：区科技产业局 联络员 → 无" in told
    assert "没有找到" in (await office.hears(record, office.qian, "审计 某某", AT)).text


async def test_the_record_is_for_admins(office: Set) -> None:
    assert (await office.hears(record, office.wang, "审计", AT)).turn is None
    with pytest.raises(NotAllowed):
        await office.hears(record, office.zhao, "审计", AT)
    for person in (office.wang, office.zhao):
        with pytest.raises(NotAllowed):
            await office.presses(record, person, {"do": "page", "about": "", "before": None}, AT)


async def test_a_rule_that_is_saved_says_whose_it_is(office: Set) -> None:
    card = await office.hears(schedule, office.qian, "每月25日上午9点提醒牵头部门，遇节假日顺延", AT)
    await office.presses(schedule, office.qian, card.action("保存"), AT)
    (noted,) = await audit.latest(office.tx, 1)
    assert (noted.actor, noted.act, noted.before) == ("钱进", "rule_save", None)
    assert "每月25日" in (await office.hears(record, office.qian, f"审计 {noted.subject}", AT)).text
