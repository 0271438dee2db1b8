"""The supervision procedure as it is lived: done, returned, done, closed; more time; together; not ours; handed on."""

from __future__ import annotations

from tests.world import World

TECH = "区科技产业局"


async def test_done_returned_done_and_closed(world: World) -> None:
    await world.until("2022-10-21 09:10")
    await world.says("王", "第6项申请办结，已建成5家")
    receipt = await world.says("王", "确认")
    assert "已转统筹人员核实，确认后办结销号" in receipt
    assert await world.heard("赵") == [], "what needs a decision is told in the next full hour, not one by one"

    await world.until("2022-10-21 10:00")
    card = await world.last("赵")
    assert card.startswith("待办1件 · 申请办结1\n1. 申请办结：第6项 暖心驿站（2022） 区科技产业局")
    assert "所报：5/5家 ✓" in card
    assert await world.buttons("赵") == ["办结·销号", "退办", "看依据"]

    await world.taps("赵", "退办")
    shown = await world.says("赵", "请附验收文件")
    assert "将退办第6项 暖心驿站（2022），并告知区科技产业局联络员：\n「请附验收文件」" in shown
    assert "【退办】" not in await world.last("王"), "nothing leaves before it was shown"
    await world.taps("赵", "确认退办")
    assert "赵敏 退回了办结申请：「请附验收文件」" in await world.last("王")

    await world.says("王", "第6项申请办结，验收文件已附")
    await world.says("王", "确认")
    await world.until("2022-10-21 11:00")
    closed = await world.taps("赵", "办结·销号")
    assert closed.startswith("待办0件\n✓ 已办结·销号：第6项 暖心驿站（2022），已告知区科技产业局。")
    assert "赵敏 已确认办结，予以销号，不再提醒。谢谢。" in await world.last("王")
    assert "✓ 办结" in await world.says("赵", "第6项进展")

    await world.until("2022-12-16 09:00")
    assert "暖心驿站" not in await world.last("王"), "a closed milestone is not reminded of before its due date"


async def test_a_closed_task_is_opened_again_with_a_reason(world: World) -> None:
    await world.until("2022-10-21 09:10")
    await world.says("王", "第6项申请办结，已建成5家")
    await world.says("王", "确认")
    await world.says("赵", "办结 第6项")
    await world.taps("赵", "办结·销号")
    asked = await world.says("赵", "重新打开 第6项")
    assert "请写明理由" in asked
    await world.taps("赵", "核实后尚未完成")
    await world.taps("赵", "确认重新打开")
    assert "赵敏 重新打开了这一项：「核实后尚未完成」" in await world.last("王")
    assert "退办：核实后尚未完成" in await world.says("王", "填报")


async def test_an_extension_moves_the_due_date_everywhere(world: World) -> None:
    await world.until("2022-12-16 09:10")
    await world.says("王", "第14项要延期")
    assert "第14项 小青新扶持延期的理由？" in await world.says("王", "延到2023年3月31日")
    read_back = await world.says("王", "用地审批未完成")
    assert "完成时限 2022年12月31日 → 申请延到 2023年3月31日\n理由：「用地审批未完成」" in read_back
    assert "在答复之前，原定时限不变。" in await world.says("王", "提交")

    await world.until("2022-12-16 10:00")
    assert "申请延到2023年3月31日（现为2022年12月31日）" in await world.last("赵")
    assert (await world.buttons("赵"))[:3] == ["同意延期至2023年3月31日", "改日期", "不同意"]
    await world.taps("赵", "改日期")
    assert "完成时限由2022年12月31日改为2023年2月28日，可以吗？" in await world.says("赵", "2023年2月28日")
    await world.taps("赵", "同意延期至2023年2月28日")
    assert "同意延期：完成时限改为2023年2月28日（原2022年12月31日）" in await world.last("王")

    assert "已延期至2023年2月28日" in await world.says("赵", "第14项进展")
    await world.until("2023-01-03 10:00")  # the others are overdue since the first workday of the year
    late = next(one for one in reversed(await world.heard("王")) if "逾期" in one)
    assert "暖心驿站" in late
    assert "小青新扶持" not in late
    assert " 14 " not in await world.says("赵", "逾期的有哪些")
    await world.until("2023-02-27 10:00")  # a day before the granted date
    near = [one for one in await world.heard("王") if "小青新扶持" in one and "2月28日" in one]
    assert near, "the reminders follow the granted date"
    await world.until("2023-03-01 10:00")
    assert "逾期1天" in await world.says("赵", "第14项进展")


async def test_a_joint_report(world: World) -> None:
    await world.until("2022-10-21 09:10")
    asked = await world.says("王", "请第6项的配合部门报一下")
    assert "已请区党群工作部、区发改财政局、区住房城乡建设局、唐家湾镇报送" in asked
    assert "已经请过" in await world.says("王", "请第6项的配合部门报一下"), "once a day"

    assert "区科技产业局 王晓明 请贵单位报送配合情况" in await world.last("区住房城乡建设局")
    await world.taps("区住房城乡建设局", "回复第6项")
    await world.says("区住房城乡建设局", "已提供场地2处")
    await world.taps("区住房城乡建设局", "提交")
    assert "「已提供场地2处」" in await world.last("王")
    assert "由区科技产业局牵头" in await world.says("区党群工作部", "第6项已组织宣讲3场")
    await world.says("区党群工作部", "确认")

    joint = await world.taps("王", "联合报送第6项")
    assert (
        "区住房城乡建设局：已提供场地2处\n区党群工作部：第6项已组织宣讲3场\n尚未回复：区发改财政局、唐家湾镇" in joint
    )
    read_back = await world.says("王", "6 已建4家")
    assert "含配合情况 区住房城乡建设局：「已提供场地2处」" in read_back
    await world.says("王", "确认")
    source = await world.says("赵", "第6项依据")
    assert "4/5家（现行）" in source
    assert "含配合情况 区住房城乡建设局：「已提供场地2处」" in source
    assert "还没有收到新的配合情况" in await world.says("王", "联合报送 6"), "each part is reported once"


async def test_supporting_departments_are_asked_before_it_is_due(world: World) -> None:
    await world.until("2022-12-16 09:05")  # 14 days before, on a workday
    asked = await world.last("唐家湾镇")
    assert asked.startswith("【配合事项提醒】")
    assert "请直接回复贵单位配合部分的进展" in asked
    await world.says("唐家湾镇", "第6项 配合：已提供场地2处")
    await world.says("唐家湾镇", "确认")
    await world.until("2022-12-28 10:00")  # three days before
    again = await world.last("唐家湾镇")
    assert "【配合事项提醒】" in again
    assert "暖心驿站" not in again, "what was answered is not asked again"


async def test_not_ours(world: World) -> None:
    await world.until("2022-10-24 09:10")
    assert "原话：「第16项不是我单位的事」" in await world.says("王", "第16项不是我单位的事")
    await world.says("王", "确认")
    await world.until("2022-10-24 10:00")
    await world.taps("赵", "认可")
    assert "请由管理员调整清单、另定牵头部门" in await world.last("赵")
    assert "在清单调整之前，不再提醒贵单位" in await world.last("王")
    await world.until("2022-11-22 09:30")
    card = await world.last("王")
    assert "小青新扶持" in card
    assert "创业就业圆梦" not in card

    late = await world.says("王", "第22项不归我们管")  # the first reminder was a month ago
    assert "应在首次提醒后3个工作日内（2022年10月26日前）提出，现已过期" in late


async def test_a_hand_over(world: World) -> None:
    await world.until("2022-10-21 09:10")
    await world.taps("王", "转交同事")
    assert "请统筹人员邀请 张三 接手" in await world.says("王", "张三")
    await world.taps("王", "提交")
    await world.until("2022-10-21 10:00")
    code = (await world.taps("赵", "同意转办")).splitlines()[1]
    assert "已同意由张三接手" in await world.last("王")
    await world.says("孙", f"绑定 {code}")
    await world.says("孙", "是")
    await world.says("孙", "张三")
    await world.until("2022-10-24 09:30")
    assert any("再次提醒" in one for one in await world.heard("孙")), "the new contact is reminded like the old one"


async def test_the_monday_digest_says_what_changed(world: World) -> None:
    await world.until("2022-10-21 09:10")
    await world.says("王", "第6项申请办结，已建成5家；14 滞后 等区法务意见；22 卡在场地")
    await world.says("王", "确认")
    await world.until("2022-10-24 09:30")
    first = await world.last("赵")
    assert "近7天有新填报3项：6、14、22" in first
    assert "近7天新报问题2项：14、22" in first

    await world.says("赵", "办结 第6项")
    await world.taps("赵", "办结·销号")
    await world.says("王", "14 正常推进")
    await world.says("王", "确认")
    await world.until("2022-10-31 09:30")
    second = next(one for one in reversed(await world.heard("赵")) if "督办周报 · 10月31日" in one)
    assert "近7天有新填报1项：14" in second
    assert "近7天新办结销号1项：6" in second
    assert "近7天问题解决1项：14" in second
    assert "近7天新报问题" not in second, "22 was told the week before"
    assert "近7天亮灯变化：●→✓ 6　▲→● 14" in second


async def test_a_department_that_nobody_reaches_is_invited_from_the_tray(world: World) -> None:
    await world.says("赵", "停用 王晓明")
    await world.says("赵", "确认")
    tray = await world.says("赵", "待办")
    assert "失联：区科技产业局\n　这个牵头部门还没有联络员，提醒无人接收。" in tray
    assert "邀请码 · 区科技产业局 联络员" in await world.taps("赵", "邀请联络员")
