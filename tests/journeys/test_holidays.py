"""Months with holidays and make-up workdays (调休), and a notice that the bot did not know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.world import World, open_world


async def test_over_the_spring_festival(new_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    """春节 is 21 to 27 January 2023; the Saturday and Sunday after it are worked."""
    async with open_world(new_sqlite(tmp_path), "2023-01-18 17:00") as world:
        await world.until("2023-01-20 09:00")
        assert "1月28日(周六)17:30前" in await world.last("王"), "due on the first workday after the holiday"
        heard = len(await world.heard("王"))
        await world.until("2023-01-28 08:59")
        assert len(await world.heard("王")) == heard, "eight days of peace"
        await world.until("2023-01-29 09:00")
        assert "【逾期催办】1月进展填报" in await world.last("王")
        await world.until("2023-01-31 09:00")
        assert "【逾期催办·抄送责任领导】1月进展填报" in await world.last("王")


async def test_over_the_national_day(new_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    """国庆 is 1 to 7 October 2022; the 8th and the 9th are worked, and count as workdays of the ladder."""
    async with open_world(new_sqlite(tmp_path), "2022-09-21 17:00") as world:
        await world.until("2022-09-29 09:00")
        assert "抄送责任领导】9月" in await world.last("王")
        heard = len(await world.heard("王"))
        await world.until("2022-10-09 08:59")
        assert len(await world.heard("王")) == heard
        await world.until("2022-10-09 09:00")  # 30 September, 8 and 9 October: a Sunday
        assert "抄送责任领导、统筹人员】9月" in await world.last("王")
        assert "抄送责任领导、统筹人员】9月" in await world.last("赵")


async def test_a_notice_that_the_bot_did_not_know_is_pasted(new_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    async with open_world(new_sqlite(tmp_path), "2026-11-30 08:00") as world:
        await world.until("2026-11-30 09:30")
        assert "▲ 2027年放假安排尚未公布" in await world.last("赵"), "each Monday the digest says so"
        assert "2027年放假安排尚未公布，暂按周一至周五计" in await world.says(
            "钱", "每月25日9点提醒牵头部门，遇节假日顺延"
        )
        assert "▲ S-1 也在要求填报" in await world.last("钱")
        await world.says("钱", "取消")

        read = await world.says(
            "钱", "春节：2月5日至11日放假调休，共7天。2月20日（星期六）上班。\n清明节：4月3日至5日放假，共3天。"
        )
        assert "2027年2月5日至2027年2月11日（7天）：春节放假" in read
        assert "2027年2月20日（周六）：春节调休上班" in read
        assert "2027年放假安排尚未公布" in await world.says("钱", "确认"), "劳动节, 端午 and 国庆 are still missing"
        rest = """劳动节：5月1日至5日放假调休，共5天。
            端午节：6月9日放假。
            国庆节、中秋节：10月1日至7日放假调休，共7天。10月9日（星期六）上班。"""
        await world.says("钱", rest)
        assert "尚未公布" not in await world.says("钱", "确认")

        preview = await world.says("钱", "每月5日9点提醒牵头部门，遇节假日顺延")
        assert "2027-02-12 周五 09:00（5日春节，顺延）" in preview, "previews count by it at once"
        assert "放假安排尚未公布" not in preview
        await world.says("钱", "取消")
        assert "对不上" in await world.says("钱", "国庆节：10月1日至7日放假调休，共9天。")
        assert "不在您的权限内" in await world.says("赵", "清明节：4月3日至5日放假，共3天。\n劳动节：5月1日放假。")


async def test_a_storm_closes_the_office_for_a_day_and_it_is_undone(world: World) -> None:
    await world.says("钱", "10月21日停工")
    assert "2022年10月21日（周五）：不上班" in await world.last("钱")
    await world.says("钱", "确认")
    assert "已撤销" in await world.taps("钱", "撤销")
    await world.until("2022-10-21 09:00")
    assert "10月进展" in await world.last("王")
    await world.says("钱", "10月24日停工")
    await world.says("钱", "保存")
    await world.until("2022-10-24 18:00")
    assert len(await world.heard("王")) == 1, "the second reminder had come the workday before: at the same moment"
