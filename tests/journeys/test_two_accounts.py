"""One person on two accounts: reminded on one, answered on either."""

from __future__ import annotations

from tests.world import World, open_world


async def test_a_second_account_is_bound_and_an_answer_on_either_settles_both(database_url: str) -> None:
    async with open_world(database_url) as world:
        offered = await world.says("王", "/link")
        code = next(line for line in offered.splitlines() if line.startswith("DB-"))
        assert "把这个账号也绑定为【王晓明】" in await world.says("孙", f"绑定 {code}")
        assert "已绑定这个账号 ✓" in await world.taps("孙", "是")
        assert "无效" in await world.says("区商务局", f"绑定 {code}"), "it works once"
        assert "提醒只发到本机聊天 王晓明" in await world.says("王", "在这里提醒我")

        await world.until("2022-10-21 09:00")
        assert "10月进展" in await world.last("王")
        assert not any("10月进展" in one for one in await world.heard("孙")), "reminded once"

        await world.says("孙", "6 已建4家")
        assert "已报送" in await world.says("孙", "确认")
        card = await world.last("王")
        assert "您已在另一个账号报送区科技产业局第6项 ✓" in card, "the card on the other account says so, in place"
        assert "还差5项：14、16、22、23、35" in card
        assert "1/5 · 14" in await world.taps("王", "逐项填写"), "and goes on from there"
        await world.says("孙", "全部正常")
        await world.says("孙", "确认")
        await world.until("2022-10-27 09:00")
        assert not any("催办" in one for one in [*await world.heard("王"), *await world.heard("孙")])

        await world.says("孙", "在这里提醒我")
        await world.until("2022-11-22 09:00")
        assert "11月进展" in await world.last("孙")
        assert "11月进展" not in await world.last("王")


async def test_a_code_of_somebody_else_is_not_taken_by_who_is_bound(world: World) -> None:
    code = next(line for line in (await world.says("王", "/link")).splitlines() if line.startswith("DB-"))
    await world.says("李", f"绑定 {code}")
    assert "这个账号已经绑定为李静" in await world.says("李", "是")
    assert "区社会事业局" in await world.says("李", "我是谁")


async def test_colleagues_see_what_the_other_has_answered(world: World) -> None:
    invited = await world.says("钱", "邀请 区科技产业局 联络员")
    code = next(line for line in invited.splitlines() if line.startswith("DB-"))
    await world.says("孙", f"绑定 {code}")
    await world.says("孙", "是")
    await world.says("孙", "孙小妹")
    await world.until("2022-10-21 09:00")
    assert "10月进展" in await world.last("孙"), "both A角 are asked"
    await world.taps("王", "全部正常推进")
    assert "王晓明已报送区科技产业局" in await world.last("孙")
    assert "这里不用再填" in await world.last("孙")
