"""逐项填写 over tasks that have figures on record already, on both databases: the second month of everybody."""

from __future__ import annotations

from tests.world import World

OTHERS = ("其他数", "滞后", "受阻", "跳过", "‹返回")  # what is no figure and no state of its own


async def test_the_card_is_walked_again_once_figures_are_on_record(world_on_both: World) -> None:
    world = world_on_both
    await world.until("2022-10-21 09:00")
    await world.says("王", "6 已建3家；16 新增港澳项目7个；22 已选聘产业教授3名；23 已落实委托培养对象300人；其余正常")
    await world.says("李", "21 建成技能培训基地6个；24 打造书吧3个；27 开展讲座32场；其余正常")
    for who in ("王", "李"):
        assert "已报送" in await world.says(who, "确认")

    await world.until("2022-11-22 09:00")
    for who in ("王", "李"):
        await world.taps(who, "逐项填写")
        assert "已报送" in await _walked(world, who, first="仍")

    for task in world.plan.led_by("区科技产业局"):
        await world.taps("王", "改一项")
        if f"{task.number} {task.short}" not in await world.buttons("王"):
            await world.taps("王", "更多")
        assert f"1/1 · {task.number} " in await world.taps("王", f"{task.number} ")
        assert "已报送" in await _walked(world, "王", first="仍")


async def _walked(world: World, who: str, first: str = "") -> str:
    """Tap what begins with `first`, else the first figure or state, until the receipt; returns it."""
    for _ in range(60):
        text = await world.last(who)
        if "已报送" in text or "没有登记" in text:
            return text
        labels = [one for one in await world.buttons(who) if not one.startswith(OTHERS)]
        await world.taps(who, next((one for one in labels if first and one.startswith(first)), labels[0]))
    raise AssertionError(f"{who} is still asked:\n{await world.last(who)}")
