"""A liaison on leave: the substitute is asked instead, silence is not counted, and the liaison comes back."""

from __future__ import annotations

from tests.world import World


async def test_a_liaison_is_replaced_on_leave(world: World) -> None:
    read_back = await world.says("王", "10月21日到10月31日请假，由李静代")
    assert "王晓明（区科技产业局） 10月21日(周五)至10月31日(周一)，由李静代理" in read_back
    assert "已登记" in await world.says("王", "确认")
    await world.until("2022-10-21 09:00")
    assert any("由您代理" in one for one in await world.heard("李"))
    assert any("由李静代理" in one for one in await world.heard("赵")), "the office knows"

    card = await world.last("李")
    assert "2个部门（18项）" in card
    assert "○ 6 暖心驿站" in card
    assert not any("【进展填报提醒】" in one for one in await world.heard("王"))

    await world.taps("李", "填报 区社会事业局")
    await world.until("2022-10-28 09:00")
    assert await world.heard("陈") == [], "leave is no silence: nothing climbs"
    await world.says("李", "第6项 已建4家")
    await world.says("李", "确认")
    assert "李静" in await world.says("赵", "第6项依据"), "what the substitute reports stands under their name"

    assert "由李静代理" in await world.says("赵", "请假")
    assert "请假已结束" in await world.says("赵", "王晓明销假")
    assert "不再需要您代理" not in await world.last("李")
    await world.until("2022-11-02 09:00")
    assert "抄送责任领导】10月进展填报 · 区科技产业局（5项）" in await world.last("陈"), (
        "from now on silence counts again"
    )
    assert "抄送责任领导】10月进展填报 · 区科技产业局（5项）" in await world.last("王")
    assert "区科技产业局" not in await world.says("李", "填报"), "standing in is over"


async def test_leave_is_refused_where_it_makes_no_sense(world: World) -> None:
    assert "没有找到“张三”" in await world.says("王", "10月24日到25日请假，由张三代")
    assert "已经过去" in await world.says("王", "2022年10月1日到2022年10月7日请假")
    assert "不在您的权限内" in await world.says("李", "王晓明 10月24日到25日请假")
    assert "不能代理" in await world.says("王", "10月24日到25日请假，由王晓明代")
    await world.says("李", "10月24日到25日请假")
    await world.says("李", "确认")
    assert "不能代理" in await world.says("王", "10月25日请假，由李静代")
    assert "已经登记过请假" in await world.says("李", "10月25日请假")
    assert "现在没有登记请假" in await world.says("王", "销假")
