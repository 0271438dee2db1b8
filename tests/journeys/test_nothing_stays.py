"""What went wrong for a moment is made up for without anybody doing anything; what was done wrong is not forgotten."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text

from domain.people import Membership, Role
from services import people
from tests.world import World


async def test_a_message_whose_turn_and_apology_fail_is_answered_later(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is full at the wrong moment, and nobody else writes until morning."""
    await world.says("王", "帮助")
    before = len(await world.chat("王"))
    async with world.duban.database.write() as tx:
        await tx.execute(text("CREATE TRIGGER full BEFORE UPDATE ON inbox BEGIN SELECT RAISE(ABORT, 'full'); END"))
    with caplog.at_level(logging.CRITICAL):
        await world.says("王", "6 已建4家")
    assert len(await world.chat("王")) == before + 1, "what was said stands there, and no answer"
    async with world.duban.database.write() as tx:
        await tx.execute(text("DROP TRIGGER full"))
    assert await world.duban.intake.retry() == 1
    await world.duban.intake.settle()
    assert "4/5家" in await world.last("王")
    assert await world.duban.intake.retry() == 0


async def test_wrong_codes_count_whatever_is_pressed_between(world: World) -> None:
    async with world.duban.database.write() as tx:
        invited = await people.invite(tx, world.clock.machine(), Membership(Role.COORDINATOR), "cli")
    for _ in range(4):
        assert "无效" in await world.says("孙", "绑定 DB-1")
    await world.says("孙", invited.code)
    await world.taps("孙", "不是我")
    assert "一小时后再试" in await world.says("孙", "绑定 DB-1")
    await world.says("孙", "你好")
    assert "一小时后再试" in await world.says("孙", invited.code)
