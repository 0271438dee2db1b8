"""One reporting cycle of the real 36 tasks, played in a browser by a liaison, the coordinator and the admin.

A liaison on a phone answers by taps and in words; the coordinator at a desk asks, and chases one department; the admin
adds a rule; the clock moves on through every reminder; the other departments report. Then every figure that the
coordinator is shown, of any task, is followed to the message, the person and the time that it came from.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from app.assembly import read_plan
from app.cast import personas
from app.settings import PROJECT
from domain.plan import Task
from tests.browser import browser, open_page
from tests.e2e.visitor import Visitor, local_chat

__all__ = ["browser"]  # the fixture
pytestmark = pytest.mark.chromium

PHONE, DESK = (375, 812), (1280, 800)
WANG = "16 新增港澳创新创业项目7个；22 已选聘产业教授3名，试点高校1所"
# What the other departments write. Each is read back and confirmed.
WORDS = {
    "区社会事业局": (
        "17 新型职业培训班2家；21 技能培训基地8个；27 公开课讲座36场；28 文娱新IP 2个；24 书吧4个",
        "24 朗读者活动3个",
    ),
    "区党群工作部": ("5 归国人才6名；18 名企名校行8场次；19 换岗锻炼3名；其余正常",),
    "区创新创业服务中心": ("13 成员82人", "13 专题交流活动41次"),
    "区住房城乡建设局": ("10 人才保障性住房8600套，其余正常",),
    "区发改财政局": ("15 风险准备金资金池已到位2400万元",),
}
CARRY_ON = ("区党政办", "区团工委", "区社会事业局", "区创新创业服务中心")  # 全部正常推进 for whatever is left
# Every figure of the plan's first year, as the coordinator must see it afterwards.
FIGURES = {
    5: {"归国人才": "6/10名"},
    6: {"青年人才驿站": "4/5家"},
    10: {"人才保障性住房": "8600/10000套"},
    13: {"青年人才创新创业导师团成员": "82/100人", "专题交流活动": "41/50次"},
    15: {"风险准备金资金池": "2400/3000万元"},
    16: {"“港湾”系列产业园区": "1/1个", "港澳创新创业项目": "7/10个"},
    17: {"新型职业培训班": "2/3家"},
    18: {"名企名校行": "8/10场次"},
    19: {"青年企业家换岗锻炼": "3/5名"},
    21: {"技能培训基地": "8/10个"},
    22: {"产业教授": "3/5名", "试点高校": "1/1所"},
    23: {"委托培养对象": "500/500人"},
    24: {"“悦读”书吧": "4/5个", "“朗读者”主题活动": "3/5个"},
    27: {"公开课、讲座等活动": "36/50场"},
    28: {"文娱新IP": "2/3个"},
}
ROW = re.compile(r"^(?P<said>[^　]+)　(?P<author>\S+)　(?P<at>\S+\d\d:\d\d)　(?P<receipt>R-\d{4}-\d\d)　(?P<how>.+)$")
OWN_WORDS = re.compile(r"原话：「(.+)」")
FIGURE = re.compile(r"^(\S+)：((?:[\d.]+|未报)/\S+)$", re.MULTILINE)  # a line of 第N项进展
PLAN = read_plan(PROJECT / "data" / "plan.json")
LIAISON = {one.department: one for one in personas(PLAN) if one.department and one.id.startswith("liaison")}


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    async with local_chat(tmp_path) as url:
        yield url


async def test_a_month_of_the_real_plan_is_played_and_every_figure_is_traced(browser: Browser, address: str) -> None:
    assert FIGURES.keys() == {task.number for task in PLAN.tasks if task.milestones[0].indicators}
    async with open_page(browser, address, *PHONE) as phone, open_page(browser, address, *DESK) as desk:
        pocket, office = Visitor(phone), Visitor(desk)
        await the_first_reminder_is_answered_by_taps_and_in_words(pocket, office)
        await the_coordinator_asks_and_chases_one_department(pocket, office)
        await the_admin_adds_a_rule(office)
        await the_clock_moves_on_to_the_second_reminder(pocket, office)
        await everybody_else_reports(office)
        await nobody_who_answered_is_chased(office)
        await a_coordinator_reads_where_a_figure_comes_from(office)
        chats = {one.department: await office.chat(one.id) for one in LIAISON.values()}
        for task in PLAN.tasks:
            await every_figure_leads_to_its_message(office, task, chats[task.lead])


async def the_first_reminder_is_answered_by_taps_and_in_words(pocket: Visitor, office: Visitor) -> None:
    await pocket.becomes("王晓明")
    await office.becomes("赵敏")
    await office.moves("到下一条提醒", "10-21 09:00")  # the 22nd is a Saturday: the Friday before
    card = await pocket.sees("10月进展填报 · 区科技产业局（6项）")
    await expect(card).to_contain_text("请于10月25日(周二)17:30前报送")
    read_back = await pocket.says(WANG, "我这样理解，可以吗？")
    for figure in ("7/10个", "3/5名", "1/1所"):
        await expect(read_back).to_contain_text(figure)
    await pocket.says("确认", "本期还有4项未报")
    await pocket.says("16 港湾产业园区1个", "1/1个")
    await pocket.taps("确认报送", "R-1021-02")
    await pocket.taps("逐项填写", "1/4 · 6 暖心驿站")
    await pocket.taps("其他数", "只发数字即可")
    await pocket.says("4", "登记为4家")
    await pocket.taps("对，4家", "2/4 · 14 小青新扶持")
    await pocket.taps("滞后", "原因？")
    await pocket.taps("等兄弟单位", "3/4 · 23 雏鹰委培")
    await pocket.taps("500人 达标", "4/4 · 35 一站式平台")
    receipt = await pocket.taps("正常", "已报送 6/6")
    await expect(receipt).to_contain_text("R-1021-03")
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await pocket.page.evaluate(sideways) == 0


async def the_coordinator_asks_and_chases_one_department(pocket: Visitor, office: Visitor) -> None:
    answer = await office.says("谁还没报", "已报 6/36")
    await expect(answer).to_contain_text("区社会事业局 缺12")
    await expect(answer).not_to_contain_text("区科技产业局")
    preview = await office.says("催办区社会事业局", "将私信1人，尚未发送")
    await expect(preview).to_contain_text("李静（区社会事业局）")
    nothing_yet = [one for one in await office.chat(LIAISON["区社会事业局"].id) if one["title"] == "【催办】"]
    assert nothing_yet == []
    await office.taps("发送", "已催1人")
    await pocket.becomes("李静")
    chased = await pocket.sees("【催办】")
    await expect(chased).to_contain_text("10月进展还差12项")


async def the_admin_adds_a_rule(office: Visitor) -> None:
    await office.becomes("钱进")
    preview = await office.says("每周三下午4:30催一下没报的", "新提醒（未保存）")
    for moment in ("2022-10-26 周三 16:30", "2022-11-02 周三 16:30", "2022-11-09 周三", "2022-11-16 周三"):
        await expect(preview).to_contain_text(moment)
    await office.taps("保存", "已保存 S-6 ✓")
    await expect(await office.says("提醒列表", "共6条")).to_contain_text("每周三16:30")
    await office.becomes("孙某")
    await expect(await office.says("谁还没报", "邀请码")).not_to_contain_text("区")


async def the_clock_moves_on_to_the_second_reminder(pocket: Visitor, office: Visitor) -> None:
    await office.moves("到下一条提醒", "10-21 10:00")  # the coordinator hears of a problem within the hour
    await office.moves("到下一条提醒", "10-24 09:00")  # the last workday before the 25th
    await pocket.sees("【再次提醒】")
    answered = await office.chat(LIAISON["区科技产业局"].id)
    assert not [one for one in answered if "再次提醒" in (one["title"] or "")]
    await office.becomes("赵敏")
    await office.sees("10-24 09:00")  # the Monday digest came on the way


async def everybody_else_reports(office: Visitor) -> None:
    for department, texts in WORDS.items():
        for text in texts:
            await office.asks(LIAISON[department].id, text, "我这样理解，可以吗？")
            await office.asks(LIAISON[department].id, "确认", "已报送")
    for department in CARRY_ON:
        await office.presses(LIAISON[department].id, "全部正常推进", "已报送")
    await office.says("谁还没报", "已报 36/36")


async def nobody_who_answered_is_chased(office: Visitor) -> None:
    await office.moves("2022-10-26T17:00", "10-26 17:00")  # past the chase at 09:00 and the new rule at 16:30
    for department in {task.lead for task in PLAN.tasks}:
        titles = [one["title"] or "" for one in await office.chat(LIAISON[department].id)]
        assert len([title for title in titles if "进展填报提醒" in title]) <= 1, department
        assert not [title for title in titles if "逾期催办" in title], department


async def a_coordinator_reads_where_a_figure_comes_from(office: Visitor) -> None:
    """As a person does it: ask, tap 看依据, read."""
    await expect(await office.says("第22项进展", "22 产业教授")).to_contain_text("产业教授：3/5名")
    source = await office.taps("看依据", "22 产业教授 · 依据")
    for part in ("产业教授 3/5名（现行）", "王晓明", "10月21日(周五)09:0", "R-1021-01", WANG):
        await expect(source).to_contain_text(part)


async def every_figure_leads_to_its_message(office: Visitor, task: Task, chat: list[dict[str, Any]]) -> None:
    """第N项进展 shows what was reported; 第N项依据 names person, time and receipt, and the chat bears it out."""
    number, liaison = task.number, LIAISON[task.lead]
    told = await office.asks("coordinator", f"第{number}项进展", f"{number} {task.short}")
    assert dict(FIGURE.findall(told["text"])) == FIGURES.get(number, {})
    source = await office.asks("coordinator", f"第{number}项依据", "依据（")
    rows = [row for row in map(ROW.match, source["lines"]) if row]
    assert rows, source["text"]
    for name, figure in FIGURES.get(number, {}).items():
        named = f"{name} {figure}（现行）" if len(FIGURES[number]) > 1 else f"{figure}（现行）"
        holding = [row for row in rows if named in source["text"] and named in row.string]
        assert len(holding) == 1, (named, source["text"])
        spoken = OWN_WORDS.search(holding[0]["how"])
        assert spoken or holding[0]["how"] == "卡片点选", holding[0].string
        if spoken:
            said_at = [f"{one['day_text']}{one['at_text']}" for one in chat if one["lines"] == [spoken[1]]]
            assert said_at == [holding[0]["at"]], holding[0].string
    for row in rows:
        assert row["author"] == liaison.name
        assert any(row["receipt"] in f"{one['title']}{one['lines']}" for one in chat), f"no receipt {row['receipt']}"
