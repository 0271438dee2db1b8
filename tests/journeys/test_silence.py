"""A silent department climbs to red and comes back; the others never notice."""

from __future__ import annotations

from tests.world import World


async def test_a_department_that_says_nothing_climbs_to_red_and_comes_back(world: World) -> None:
    await world.until("2022-10-21 09:00")
    for department in world.plan.leads():
        if department != "区科技产业局":
            await world.taps(department, "全部正常推进")
    answered = len(await world.heard("李"))

    await world.until("2022-10-26 09:00")  # due on the 25th: the chase
    assert "【逾期催办】" in await world.last("王")
    assert await world.heard("陈") == [], "his head knows nothing of it yet"

    await world.until("2022-10-28 09:00")  # two workdays on
    assert "【逾期催办·抄送责任领导】10月进展填报 · 区科技产业局（6项）" in await world.last("王")
    copy = await world.last("陈")
    assert "区科技产业局牵头的6项任务（6、14、16、22、23、35）" in copy
    assert "供您知悉，无需回复" in copy
    assert not any("抄送" in one for one in await world.heard("赵"))

    await world.until("2022-11-02 09:00")  # three more
    assert "抄送责任领导、统筹人员" in await world.last("赵")
    assert "区社会事业局" not in await world.last("赵"), "who has answered is not named"
    assert len(await world.heard("陈")) == 2

    await world.until("2022-11-09 09:00")  # five more: all of them again
    for who in ("王", "陈", "赵"):
        assert "再次抄送" in await world.last(who)

    assert "已报送" in await world.taps("王", "全部正常推进")
    await world.until("2022-11-22 08:59")
    assert "已报送" in await world.last("王"), "an answer ends it"
    assert len(await world.heard("陈")) == 3
    assert len(await world.heard("李")) == answered

    await world.until("2022-11-22 09:00")
    assert "【进展填报提醒】11月进展填报" in await world.last("王"), "the next cycle begins at the first step"


async def test_the_admin_sets_the_waits_and_turns_the_ladder_off(world: World) -> None:
    assert "催办后第2个工作日" in await world.says("钱", "催办升级设置")
    assert "黄：催办后第2个工作日" in await world.says("钱", "催办升级 蓝1 黄1 红0")
    assert "红：不启用" in await world.last("钱")
    assert "不在您的权限内" in await world.says("赵", "催办升级 蓝1")
    await world.until("2022-10-27 09:00")
    assert "抄送责任领导" in await world.last("陈")
    assert "催办升级已关闭" in await world.says("钱", "关闭催办升级")
    await world.until("2022-11-21 12:00")
    assert len(await world.heard("陈")) == 1
    await world.taps("钱", "撤销")
    assert "黄：催办后第2个工作日" in await world.last("钱")


async def test_who_asks_for_more_time_is_not_silent_about_that_task(world: World) -> None:
    await world.until("2022-10-26 09:10")  # chased at nine
    await world.says("王", "第14项申请延期到2023年3月31日，因用地审批未完成")
    assert "已提交延期申请" in await world.taps("王", "提交")
    await world.until("2022-10-28 09:00")
    told = await world.last("王")
    assert "抄送责任领导】10月进展填报 · 区科技产业局（5项）" in told
    assert "14 " not in told
    await world.says("赵", "不同意第14项延期 请按原时限推进")
    await world.taps("赵", "确认不同意")
    await world.until("2022-11-02 09:00")
    assert "6项任务（6、14、16、22、23、35）" in await world.last("陈"), "refused: it is to be answered"


async def test_more_time_that_was_granted_answers_the_question_of_the_month(world: World) -> None:
    await world.until("2022-10-26 09:10")
    await world.says("王", "第14项申请延期到2023年3月31日，因用地审批未完成")
    await world.taps("王", "提交")
    await world.says("赵", "同意第14项延期")
    await world.taps("赵", "同意")
    await world.until("2022-11-09 09:00")
    assert "（6、16、22、23、35）" in await world.last("陈")
