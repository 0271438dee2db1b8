"""Notices as they are printed, leave notes, orders that name a rule; and what is none of these."""

from __future__ import annotations

from datetime import date

import pytest

from domain.workdays import HOLIDAYS, Workdays
from language.leave import Leave, read_leave
from language.meanings import RuleOrder, Waits
from language.notices import read_days
from language.requests import Request
from tests.domain import notices
from tests.language.plans import ADMIN, meaning, message

TODAY = date(2022, 11, 10)


@pytest.mark.parametrize("year", notices.TEXTS)
def test_a_pasted_notice_is_read_as_it_is_printed(year: int) -> None:
    read = read_days(
        message(f"国务院办公厅关于{year}年部分节假日安排的通知\n{notices.TEXTS[year]}").folded, date(year - 1, 11, 10)
    )
    assert read is not None
    assert read.wrong == ()
    said = {one.day: one.worked for one in read.marked}
    printed = [one for one in notices.NOTICES if one[1].year == year or one[2].year == year]
    expected = [(holiday, first, last, worked) for holiday, first, last, worked in printed if last.year == year]
    for _, first, last, worked in expected:
        assert [said[day] for day in (first, last)] == [False, False]
        assert all(said[day] for day in worked)
    assert sum(not worked for worked in said.values()) == sum((last - first).days + 1 for _, first, last, _ in expected)


def test_a_copied_notice_makes_a_year_known() -> None:
    text = notices.TEXTS[2026].replace("2026", "2027")
    days = read_days(message(text).folded, date(2026, 11, 10))
    assert days is not None
    assert days.wrong == (), "the weekdays say that it is the notice of 2026"
    assert {one.day.year for one in days.marked} == {2026}
    bare = read_days(message("春节：2月5日至11日放假调休，共7天。2月20日（星期六）上班。").folded, date(2026, 11, 10))
    assert bare is not None
    assert {one.day.year for one in bare.marked} == {2027}, "the next time that 20 February is a Saturday"
    half = Workdays({}, {one.day: "spring_festival" for one in bare.marked})
    assert not half.covered(2027)
    names = dict(zip((one.day for one in bare.marked), sorted(HOLIDAYS), strict=False))
    assert Workdays(dict.fromkeys(names, False), names).covered(2027)


@pytest.mark.parametrize(
    "text",
    [
        "国庆节：10月1日至7日放假调休，共8天。",
        "国庆节：10月1日至7日放假调休，共7天。10月8日（星期三）上班。",
        "春节：2月30日至3月2日放假，共3天。",
    ],
)
def test_what_contradicts_itself_is_named(text: str) -> None:
    read = read_days(message(text).folded, TODAY)
    assert read is not None
    assert read.wrong


@pytest.mark.parametrize(
    ("text", "days", "worked"),
    [
        ("11月17日停工", "2022-11-17", False),
        ("设11月19日上班", "2022-11-19", True),
        ("2022年11月17日恢复默认", "2022-11-17", None),
        ("10月17日不上班", "2023-10-17", False),  # this year's is over
        ("closed 2022-11-17", "2022-11-17", False),
    ],
)
def test_one_day_is_set(text: str, days: str, worked: bool | None) -> None:
    read = read_days(message(text).folded, TODAY)
    assert read is not None
    assert [(one.day.isoformat(), one.worked) for one in read.marked] == [(days, worked)]


@pytest.mark.parametrize(
    ("text", "leave"),
    [
        ("王晓明 11月21日到25日请假，由张三代", Leave("王晓明", date(2022, 11, 21), date(2022, 11, 25), "张三")),
        ("我11月21日请假3天", Leave("", date(2022, 11, 21), date(2022, 11, 23), None)),
        ("11月28日至12月2日休假，李静代班", Leave("", date(2022, 11, 28), date(2022, 12, 2), "李静")),
        ("1月30日至2月1日请假", Leave("", date(2023, 1, 30), date(2023, 2, 1), None)),
        ("请假 11月21日到25日 由杨帆代", Leave("", date(2022, 11, 21), date(2022, 11, 25), "杨帆")),
        ("王晓明请假11月21日到25日，由李静代", Leave("王晓明", date(2022, 11, 21), date(2022, 11, 25), "李静")),
        ("明天请假", Leave("", date(2022, 11, 11), date(2022, 11, 11), None)),
        ("我下周请假 由郑文代", Leave("", date(2022, 11, 14), date(2022, 11, 20), "郑文")),
        ("我下周三到周五请假，让李静代", Leave("", date(2022, 11, 16), date(2022, 11, 18), "李静")),
        ("leave 2022-11-21 to 2022-11-25 by Li Jing", Leave("", date(2022, 11, 21), date(2022, 11, 25), "Li Jing")),
    ],
)
def test_a_leave_is_read(text: str, leave: Leave) -> None:
    assert read_leave(message(text).folded, TODAY) == leave


@pytest.mark.parametrize(
    "text",
    [
        "6 已建4家；14 滞后 等区法务意见；其余正常",
        "第6项 11月21日请假制度上线",
        "第6项11月21日到25日请专家评审",
        "已放假，学生返校后再办",
        "谁还没报",
        "每月25日9点提醒牵头部门，遇节假日顺延",
        "全部正常",
        "11月25日",
        "取消",
    ],
)
def test_what_is_none_of_these_is_left_to_others(text: str) -> None:
    kinds = {
        "ladder",
        "ladder_off",
        "waits",
        "workdays",
        "leaves",
        "back",
        "leave",
        "days",
        "rule_order",
        "link",
        "here",
    }
    assert meaning(text, ADMIN).kind not in kinds


@pytest.mark.parametrize(("text", "who"), [("销假", ""), ("我回来了", ""), ("王晓明销假", "王晓明"), ("I am back", "")])
def test_who_is_back(text: str, who: str) -> None:
    said = meaning(text)
    assert isinstance(said, Request)
    assert (said.name, said.slot("whom")) == ("back", who)


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("催办升级 蓝3 黄5 红10", {"blue": 3, "yellow": 5, "red": 10}),
        ("催办升级：红色7个工作日", {"red": 7}),
        ("ladder blue 2", {"blue": 2}),
        ("催办升级设置", None),
    ],
)
def test_waits(text: str, waits: dict[str, int] | None) -> None:
    said = meaning(text)
    assert (dict(said.days) if isinstance(said, Waits) else None) == waits


@pytest.mark.parametrize(
    ("text", "ordered"),
    [
        ("修改 S-3", ("edit", "S-3", "", ())),
        ("S-4 改为每周五下午4点提醒统筹人员", ("edit", "S-4", "每周五下午4点提醒统筹人员", ())),
        ("s1 历史", ("history", "s1", "", ())),
        ("S-1 不含第6、14项", ("spare", "S-1", "", (6, 14))),
        ("S-1 恢复第6项", ("again", "S-1", "", (6,))),
        ("S-1 改到 10:00", None),
        ("暂停 S-1", None),
    ],
)
def test_orders_that_name_a_rule(text: str, ordered: tuple[str, str, str, tuple[int, ...]] | None) -> None:
    said = meaning(text, ADMIN)
    named = (said.act, said.key, said.words, said.tasks) if isinstance(said, RuleOrder) else None
    assert named == ordered
