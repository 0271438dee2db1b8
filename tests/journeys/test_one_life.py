"""A read-back has one life: whatever is said until it is confirmed changes it, holds it or drops it, and says so."""

from __future__ import annotations

import pytest

from tests.world import World


async def figure(world: World, task: int) -> str:
    """What the office reads of a task."""
    return await world.says("赵", f"第{task}项进展")


async def test_what_is_said_later_changes_it(world: World) -> None:
    await world.says("李", "27 讲座40场")
    assert "20" in await world.says("李", "27 讲座从32场减到20场")
    await world.says("李", "确认")
    told = await figure(world, 27)
    assert "20" in told
    assert "40/" not in told


async def test_an_exception_after_all_is_fine(world: World) -> None:
    await world.says("王", "全部正常")
    shown = await world.says("王", "除了22受阻 没人愿意去")
    assert "22" in shown
    assert "受阻" in shown
    assert "已报送" in await world.says("王", "确认")
    assert "没人愿意去" in await figure(world, 22)
    assert "受阻" not in await figure(world, 6)


async def test_a_figure_changes_the_figure_only(world: World) -> None:
    await world.says("王", "22 受阻，卡在编制；6 已建3家")
    shown = await world.says("王", "22 教授2名")
    assert "受阻" in shown
    assert "卡在编制" in shown
    assert "2" in shown
    assert "6 " in shown, "the other task stays"
    assert "已报送" in await world.says("王", "就这样吧")
    told = await figure(world, 22)
    assert "受阻" in told
    assert "卡在编制" in told


@pytest.mark.parametrize("wait", ["等等，先别报", "先别报", "等一下", "等一下 6先别报", "hold on"])
async def test_hold(world: World, wait: str) -> None:
    await world.says("王", "6 已建3家")
    assert "先不报" in await world.says("王", wait)
    shown = await world.says("王", "确认")
    assert "还没有登记" in shown
    assert "6 实施高新" in shown or "暖心驿站" in shown
    assert "未报" in await figure(world, 6)
    assert "已报送" in await world.says("王", "确认")


@pytest.mark.parametrize("drop", ["算了", "取消", "不报了"])
async def test_drop(world: World, drop: str) -> None:
    await world.says("王", "6 已建3家")
    assert "没有登记" in await world.says("王", drop)
    await world.says("王", "确认")
    assert "未报" in await figure(world, 6)


@pytest.mark.parametrize("yes", ["都对", "是的没问题", "可以报吧", "就这样", "好的", "\N{OK HAND SIGN}", "对对对", "1"])
async def test_yes_as_people_say_it(world: World, yes: str) -> None:
    await world.says("王", "6 已建3家")
    assert "已报送" in await world.says("王", yes)


@pytest.mark.parametrize("ack", ["收到", "知道了"])
async def test_an_acknowledgement_is_no_yes(world: World, ack: str) -> None:
    await world.says("王", "6 已建3家")
    assert "还没确认" in await world.says("王", ack)
    assert "未报" in await figure(world, 6)
    assert "已报送" in await world.taps("王", "确认报送")


async def test_a_question_is_answered_and_the_read_back_recalled(world: World) -> None:
    await world.says("王", "6 已建3家；14 滞后 等区法务意见；22 教授2名")
    shown = await world.says("王", "第16项目标是什么")
    assert "上面3项（6、14、22）还没确认" in shown
    assert "已报送" in await world.says("王", "确认")


async def test_three_reports_and_a_sentence_that_nobody_can_read(world: World) -> None:
    await world.says("王", "6 已建3家")
    await world.says("王", "14 滞后 等区法务意见")
    await world.says("王", "22 教授2名")
    shown = await world.says("王", "呃那个啥来着的说")
    assert "还没确认，先放着" in shown
    shown = await world.says("王", "确认")
    for number in ("6 ", "14 ", "22 "):
        assert number in shown
    assert "已报送" in await world.says("王", "确认")
    assert "已报3项" in (told := await world.says("王", "我的任务")) or "22" in told
    assert "等区法务意见" in await figure(world, 14)


async def test_a_card_that_was_answered_by_word_is_settled(world: World) -> None:
    await world.says("王", "6 已建3家")
    card = (await world.chat("王"))[-1]
    await world.says("王", "确认")
    await world.says("王", "6 已建4家")
    await world.says("王", "确认")
    told = await world.presses("王", card, "确认报送")
    assert "这份已经报送" in told
    assert "4/5家" in await figure(world, 6)


async def test_an_older_version_is_shown_anew(world: World) -> None:
    await world.says("王", "6 已建3家")
    card = (await world.chat("王"))[-1]
    await world.says("王", "6 已建4家")
    told = await world.presses("王", card, "确认报送")
    assert "请再确认一次" in told
    assert "未报" in await figure(world, 6)
    await world.says("王", "确认")
    assert "4/5家" in await figure(world, 6)


async def test_newer_facts_are_shown_first(world: World) -> None:
    """A colleague, or the office on the phone, has reported meanwhile."""
    await world.says("王", "6 已建3家")
    await world.says("赵", "代报 第6项 已建4家")
    await world.says("赵", "确认")
    told = await world.says("王", "确认")
    assert "又有新的登记" in told
    assert "4/5家" in told
    assert "4/5家" in await figure(world, 6)
    assert "已报送" in await world.says("王", "确认")
    assert "3/5家" in await figure(world, 6)


async def test_it_belongs_to_the_person_not_to_the_account(world: World) -> None:
    offered = await world.says("王", "/link")
    code = next(line for line in offered.splitlines() if line.startswith("DB-"))
    await world.says("孙", f"绑定 {code}")
    await world.taps("孙", "是")
    await world.says("王", "6 已建3家")
    card = (await world.chat("王"))[-1]
    await world.says("孙", "6 已建4家")
    assert "已报送" in await world.says("孙", "确认")
    assert "这份已经报送" in await world.presses("王", card, "确认报送")
    assert "现在没有" in (told := await world.says("王", "等等")), told
    assert "4/5家" in await figure(world, 6)


async def test_done_with_too_little_is_asked_and_never_rounded_up(world: World) -> None:
    shown = await world.says("王", "6 已完成，建成3家")
    assert "还没有达到" in shown
    assert "已报送" in await world.says("王", "确认")
    told = await figure(world, 6)
    assert "3/5家" in told
    assert "办结" not in told.splitlines()[0]


async def test_warnings_stay_while_it_grows(world: World) -> None:
    shown = await world.says("王", "6 已建90000家")
    assert "▲" in shown
    assert "▲" in await world.says("王", "22 教授2名")


async def test_nothing_open(world: World) -> None:
    assert "没有等您确认" in await world.says("王", "确认")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("14 滞后 等上级文件", "等上级文件"),
        ("35项受阻，法制办压着", "法制办压着"),
        ("受阻", "您说的是哪一项"),
        ("已完成", "您说的是哪一项"),
    ],
)
async def test_a_statement_is_a_report(world: World, said: str, asked: str) -> None:
    assert asked in await world.says("王", said)


async def test_words_that_nobody_can_read_of_ones_own_task(world: World) -> None:
    shown = await world.says("区党群工作部", "才聚高新活动嘛我们搞完咯，就是细则还冇出")
    assert "原话已留存" in shown
    assert "[填报第1项]" in shown
    assert "[看第1项进展]" in shown


async def test_a_reason_typed_straight_after_it_was_asked_for(world: World) -> None:
    await world.says("王", "填报")
    await world.taps("王", "逐项填写")
    await world.taps("王", "滞后/受阻")
    assert "原因" in await world.taps("王", "受阻")
    await world.says("王", "场地没有落实")
    assert "场地没有落实" in await figure(world, 6)


async def test_a_report_is_no_reason(world: World) -> None:
    assert "理由" in await world.says("王", "第14项申请延期到2023年3月31日")
    shown = await world.says("王", "6 4家")
    assert "我这样理解" in shown
    assert "4/5家" in shown


async def test_a_problem_stays_until_it_is_said_to_be_solved(world: World) -> None:
    await world.says("王", "22 受阻，卡在编制；6 已建3家")
    await world.says("王", "确认")
    await world.says("王", "不对，第22项教授2名")
    await world.says("王", "确认")
    assert "卡在编制" in await figure(world, 22), "a corrected figure"
    await world.until("2022-11-22 09:00")
    shown = await world.taps("王", "全部正常推进")
    assert "上期受阻" in shown
    assert "卡在编制" in shown
    assert "已报送" in await world.taps("王", "仍受阻")
    assert "卡在编制" in await figure(world, 22)
    await world.until("2022-12-22 09:00")
    await world.taps("王", "全部正常推进")
    await world.taps("王", "已解决")
    assert "卡在编制" not in (await figure(world, 22)).splitlines()[0]
    assert "受阻" not in (await figure(world, 22)).splitlines()[0]


async def test_all_is_fine_in_words_solves_nothing(world: World) -> None:
    await world.says("王", "22 受阻，卡在编制")
    await world.says("王", "确认")
    await world.until("2022-11-22 09:00")
    shown = await world.says("王", "全部正常")
    assert "仍受阻" in shown
    await world.says("王", "确认")
    assert "卡在编制" in await figure(world, 22)
    await world.says("王", "22 正常")
    await world.says("王", "确认")
    assert "受阻" not in (await figure(world, 22)).splitlines()[0]


async def test_somebody_whose_yes_is_missing_is_asked_for_that(world: World) -> None:
    await world.until("2022-10-21 09:00")
    await world.says("王", "全部正常")
    await world.until("2022-10-26 09:30")
    chased = await world.last("王")
    assert "您有1份待确认（6项）" in chased
    assert "已报送" in await world.taps("王", "确认报送")


async def test_the_rest_is_fine_leaves_what_was_said(world: World) -> None:
    await world.says("王", "6 已建4家")
    shown = await world.says("王", "其余正常")
    assert "4/5家" in shown
    assert "其余5项" in shown


async def test_a_correction_that_nobody_can_read_stops_the_next_yes(world: World) -> None:
    """Whatever waits for it: a rule, a threshold, a petition."""
    await world.says("钱", "黄灯改为15个百分点")
    assert "没有读懂" in await world.says("钱", "呃那个啥来着的说")
    assert "还没有办理" in await world.says("钱", "确认")
    assert "15" not in (await world.says("钱", "亮灯阈值")).splitlines()[1]
    await world.says("钱", "黄灯改为15个百分点")
    await world.says("钱", "呃那个啥来着的说")
    await world.says("钱", "确认")
    await world.says("钱", "确认")
    assert "15" in (await world.says("钱", "亮灯阈值")).splitlines()[1]


async def test_what_is_passed_over_is_said_and_can_still_be_done(world: World) -> None:
    assert "延期" in await world.says("王", "第14项申请延期到2023年2月28日，因为财政没批")
    shown = await world.says("王", "6 已建4家")
    assert "前面还有一份没有确认，没有办理" in shown
    await world.taps("王", "仍要办")
    assert "14" in await world.says("赵", "延期申请有哪些")
    assert "还没确认" in await world.says("王", "第16项目标")
    assert "已报送" in await world.says("王", "确认")


async def test_an_application_is_never_taken_back_unsaid(world: World) -> None:
    await world.says("王", "第35项已完成，申请办结")
    await world.says("王", "确认")
    shown = await world.says("王", "35 正常推进")
    assert "已申请办结" in shown


async def test_a_card_of_another_month_stores_nothing(world: World) -> None:
    await world.until("2022-10-21 09:00")
    card = next(one for one in reversed(await world.chat("王")) if one["choices"])
    await world.says("王", "22 受阻，卡在编制")
    await world.says("王", "确认")
    await world.until("2022-11-22 09:00")
    told = await world.presses("王", card, "全部正常推进")
    assert "11月" in told
    assert any("这是以前的卡片" in one for one in await world.heard("王"))
    assert "卡在编制" in await figure(world, 22)


async def test_all_but_one_is_fine_says_nothing_of_that_one(world: World) -> None:
    shown = await world.says("王", "除了22都正常")
    assert "第22项" in shown
    assert "是什么情况" in shown
    shown = await world.says("王", "除了22都正常，22受阻没人愿意去")
    assert "22 产业教授 → 受阻" in shown
    assert "其余5项" in shown
