"""One monthly cycle of the real plan, from the first reminder to the figure's source."""

from __future__ import annotations

from tests.world import World


async def test_a_month_in_which_one_department_answers_by_taps_and_one_in_words(world: World) -> None:
    await world.until("2022-10-21 09:00")  # the 22nd is a Saturday: the Friday before
    card = await world.last("王")
    assert "10月进展" in card
    assert "10月25日" in card
    assert "[全部正常推进]" in card
    assert len(await world.heard("王")) == 1, "one message for all of its tasks"
    assert await world.heard("孙") == []

    await world.taps("王", "逐项填写")
    assert "1/6 · 6" in await world.last("王")
    await world.taps("王", "其他数")
    assert "对吗" in await world.says("王", "4")
    assert "2/6 · 14" in await world.says("王", "对")
    await world.taps("王", "滞后")
    assert "3/6 · 16" in await world.taps("王", "等兄弟单位")

    read_back = await world.says("王", "16 新增港澳项目7个；22 已选聘产业教授3名，其余正常")
    assert "我这样理解，可以吗？" in read_back
    assert "7/10个" in read_back
    assert "3/5名" in read_back
    receipt = await world.says("王", "确认")
    assert "已报送" in receipt
    assert "R-1021-02" in receipt

    await world.until("2022-10-25 18:00")
    who = await world.says("赵", "谁还没报")
    assert "区社会事业局" in who
    assert "李静" in who
    assert "区科技产业局" not in who

    await world.until("2022-10-26 09:00")
    assert "逾期催办" in await world.last("李")
    assert "逾期催办" not in await world.last("王")

    why = await world.says("赵", "第6项依据")
    assert "王晓明" in why
    assert "4" in why
    assert "R-1021-01" in why


async def test_a_month_in_which_everybody_answers_is_a_quiet_one(world: World) -> None:
    await world.until("2022-10-21 09:00")
    assert "已报 0/36" in await world.says("赵", "谁还没报")
    for department in world.plan.leads():
        assert "已报送" in await world.taps(department, "全部正常推进")
    await world.says("王", "更正 第6项已建4家")
    assert "4/5家" in await world.says("王", "确认")
    answered = {one: len(await world.heard(one)) for one in world.plan.leads()}
    assert "已报 36/36" in await world.says("赵", "谁还没报")
    asked = len(await world.heard("赵"))

    await world.until("2022-11-21 12:00")  # the second reminder, the chase and the ladder have nothing to say
    assert {one: len(await world.heard(one)) for one in world.plan.leads()} == answered
    assert await world.heard("陈") == []
    summaries = (await world.heard("赵"))[asked:]
    assert [one.splitlines()[0] for one in summaries] == [
        "督办周报 · 10月24日(周一)",
        "督办周报 · 10月31日(周一)",
        "督办周报 · 11月7日(周一)",
        "督办周报 · 11月14日(周一)",
        "督办周报 · 11月21日(周一)",
    ]
    assert all("已报 36/36" in one for one in summaries)

    await world.until("2022-11-22 09:00")
    card = await world.last("王")
    assert "11月进展" in card
    assert "6 暖心驿站　上期 4/5家" in card, "the next month begins with what was said last"
