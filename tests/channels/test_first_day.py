"""The first day of an office on Telegram: a list with what was done so far, a roster, a trial, the start."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import load_workbook

from tests.channels.telegram_office import Office
from tests.documents.forms import comma_separated, word

HEAD = ["序号", "重点任务", "工作目标", "牵头单位", "配合单位", "完成时限", "完成情况"]
ROWS = [
    HEAD,
    ["1", "建设口袋公园", "建成口袋公园4个。", "区科技产业局", "各高校", "2022年11月底前", "已建成2个"],
    ["2", "改造老旧小区", "改造老旧小区12个。", "区科技产业局", "", "2022年12月底前", "招标已完成"],
    ["3", "引进人才", "引进高层次人才20名。", "区社会事业局", "", "年底前", "已引进8名"],
]
TITLE = "某区2022年民生实事任务分解表"
ROSTER = [
    ["单位", "姓名", "身份", "A/B角", "手机"],
    ["区社会事业局", "周敏", "联络员", "A角", "013800000001"],
    ["区社会事业局", "吴强", "联络员", "B角", "13800000002"],
    ["区科技产业局", "王晓明", "联络员", "A角", "13800000003"],
    ["各高校（甲大学）", "郑洁", "联络员", "", "13800000004"],
    ["区气象局", "冯亮", "联络员", "", "13800000005"],
]


async def sends(office: Office, who: str, name: str, content: bytes, **how: Any) -> str:
    office.person(who).sends(name, content, **how)
    await office.quiet()
    return office.person(who).last.text


async def loaded(office: Office) -> str:
    """The list in the place of the seed's plan: 36 tasks go, so that is asked once more."""
    said = await sends(office, "钱", "任务.docx", word(TITLE, ROWS))
    assert "3项已写了完成情况" in said
    said = await office.taps("钱", "载入")
    assert "将去掉现有的33项" in said
    assert await office.rows("SELECT revision FROM plan") == [{"revision": 1}]
    return await office.taps("钱", "确认去掉33项并载入")


async def test_what_a_list_says_was_done_is_confirmed_once(office: Office) -> None:
    said = await loaded(office)
    assert "3项带来的完成情况已请2位联络员核对" in said
    card = office.person("王").last.text
    assert "【核对台账】区科技产业局：导入的清单里有2项已写了进展" in card
    assert "1 建设口袋公园：已建成2个" in card
    assert await office.rows("SELECT id FROM progress_update") == [], "nobody has said it yet"

    said = await office.taps("王", "核对")
    assert "1 建设口袋公园 → 正常 口袋公园 2/4个" in said
    assert "（台账：招标已完成）" in said
    said = await office.says("王", "1 应为3个")
    assert "3/4个" in said
    said = await office.says("王", "确认")
    assert "已报送2项" in said
    rows = await office.rows("SELECT task, source FROM progress_update ORDER BY task")
    assert [one["task"] for one in rows] == [1, 2]
    assert rows[1]["source"] == "opening"
    assert await office.rows("SELECT value FROM measurement") == [{"value": 3.0}]
    assert "没有要核对的台账" in await office.says("王", "核对台账")
    assert "导入台账，已核对" in await office.says("赵", "第2项依据")

    assert "不采用" in await office.taps("李", "不用")
    assert "没有要核对的台账" in await office.says("李", "核对台账")
    await office.until("2022-10-21 09:00")
    assert "第3项“引进人才”" in office.person("李").last.text
    assert "2 改造老旧小区" in office.person("王").last.text


async def test_an_import_is_taken_back(office: Office) -> None:
    await loaded(office)
    assert "第2版" in await office.says("钱", "清单版本")
    said = await office.taps("钱", "恢复第1版")
    assert "恢复之前的清单吗" in said
    said = await office.taps("钱", "恢复")
    assert "已恢复第1版清单，记为第3版" in said
    [plan] = await office.rows("SELECT title, revision FROM plan")
    assert plan["revision"] == 3
    assert "驿站" in await office.says("赵", "第6项目标")
    assert await office.rows("SELECT revision FROM plan_version ORDER BY revision") == [
        {"revision": 1},
        {"revision": 2},
    ]


async def test_what_was_reported_on_a_task_that_is_gone_stays_readable(office: Office) -> None:
    await office.says("王", "6 已建4家")
    await office.says("王", "确认")
    said = await sends(office, "钱", "任务.docx", word(TITLE, ROWS))
    assert "其中第6项已有填报" in said
    await office.taps("钱", "载入")
    await office.taps("钱", "确认去掉")
    said = await office.says("赵", "第6项依据")
    assert "已建4家" in said
    assert "王晓明" in said


async def test_a_roster_becomes_invitations(office: Office) -> None:
    said = await sends(office, "钱", "联络员名册.csv", comma_separated("联络员名册", ROSTER))
    assert "【名册预览】3人可以邀请，1行要改" in said
    assert "周敏 · 区社会事业局 · 联络员" in said
    assert "13800000001" in said, "a telephone number keeps its zero"
    assert "已经绑定、不再邀请：王晓明" in said
    assert "区气象局" in said
    assert "各高校的成员单位将包括：甲大学" in said
    before = await office.rows("SELECT id FROM invitation")
    said = await office.taps("钱", "为3人生成邀请码")
    files = [one.media["document"] for one in office.person("钱").chat.shown if "document" in one.media]
    assert len(await office.rows("SELECT id FROM invitation")) == len(before) + 3
    sheet, page = (office.api.state.files[one["file_id"]][1] for one in files)
    rows = load_workbook(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["姓名", "周敏", "吴强", "郑洁"]
    assert rows[1][3] == "013800000001"
    assert rows[3][1] == "甲大学"
    html = page.decode()
    assert html.count("<svg") == 3
    office.person("孙").says(f"绑定 {rows[3][4]}")
    await office.quiet()
    await office.taps("孙", "是")
    assert "甲大学" in await office.says("孙", "我是谁")
    assert "甲大学 配合7项" in await office.says("孙", "我们配合哪些任务")


async def test_a_roster_is_pasted(office: Office) -> None:
    said = await office.says("钱", "\n".join("\t".join(row) for row in ROSTER))
    assert "【名册预览】3人可以邀请，1行要改" in said
    assert "没有生成邀请码" in await office.says("钱", "取消")
    assert await office.rows("SELECT id FROM invitation") == []


async def test_members_of_a_group_are_named_in_chat(office: Office) -> None:
    assert "还没有指定" in await office.says("钱", "各高校成员")
    said = await office.says("钱", "各高校成员：甲大学、乙学院")
    assert "未保存" in said
    assert "已保存：各高校有2个成员单位" in await office.says("钱", "确认")
    assert "甲大学、乙学院" in await office.says("钱", "各高校成员有哪些")
    assert "DB-" in await office.says("钱", "邀请 甲大学 联络员")
    said = await sends(office, "钱", "清单.txt", (await _source()).encode())
    assert "与已载入的清单相同" in said, "an import of the same list keeps who belongs to a group"


async def _source() -> str:
    from tests.world import PLAN_FILE

    return PLAN_FILE.with_name("tasklist.txt").read_text("utf-8")


async def test_a_trial_before_going_live(office: Office) -> None:
    said = await office.says("钱", "试运行")
    assert "将给5位已绑定的人员各发一条测试消息" in said
    assert "牵头任务但没有人绑定" in said
    office.person("李").chat.blocked = True
    await office.taps("钱", "发送，先不提醒")
    assert "已按[收到]：0/" in trial_card(office)
    assert "【试运行】" in office.person("王").last.text
    assert "收到，谢谢" in await office.taps("王", "收到")
    await office.taps("钱", "刷新")
    said = trial_card(office)
    assert "已按[收到]：1/" in said
    assert "联系不上：李静（区社会事业局）" in said
    assert "已送达、还没按：" in said
    await office.until("2022-10-21 09:01")
    assert "【试运行】" in office.person("王").last.text or "收到" in office.person("王").last.text, "no reminder yet"
    await office.taps("钱", "开始")
    [said] = [one for one in office.person("钱").sees if "已正式开始" in one]
    assert "下一次提醒" in said
    assert "没有进行中的试运行" in await office.says("钱", "正式开始")


def trial_card(office: Office) -> str:
    """What the admin's card says now."""
    [card] = [one for one in office.person("钱").sees if "【试运行】进行中" in one]
    return card


@pytest.mark.parametrize("words", ["试运行", "各高校成员：甲大学", "清单版本", "正式开始"])
async def test_none_of_it_is_for_others(office: Office, words: str) -> None:
    for who in ("王", "赵"):
        assert "不在您的权限内" in await office.says(who, words)
