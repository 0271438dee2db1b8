"""Two hundred people over a simulated month: reminded, chased, answering by taps and words, asking; and the gateway has
nothing to object to, not a frame and not a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.channels.test_wecom_sending import crowd
from tests.channels.wecom_office import UNHURRIED, open_wecom
from tests.peers.wecom import Gateway
from tests.peers.wecom_people import Person

pytestmark = pytest.mark.slow

PEOPLE, EACH_DAY = 200, 20
SAYS = ("我的任务", "帮助", "填报", "6 已建4家", "确认", "其余正常", "谁还没报", "免打扰", "好的", "第6项进展", "取消")
DAYS = [f"2022-10-{day}" for day in range(21, 32)] + [f"2022-11-{day:02}" for day in range(1, 23)]


async def test_a_month_without_a_violation(new_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    chance = Random(2022)
    async with Gateway() as gateway, open_wecom(new_sqlite(tmp_path), gateway, patience=UNHURRIED) as world:
        await crowd(world, PEOPLE - len(gateway.people))
        everybody = list(gateway.people.values())
        for day in DAYS:
            await world.until(f"{day} 09:00")
            for hour in (10, 15):
                await world.until(f"{day} {hour}:00")
                busy = chance.sample(everybody, EACH_DAY)
                for person in busy:
                    _act(person, chance)
                await world.quiet(len(busy))
        await world.until("2022-11-22 18:00")
        states = {one["state"] for one in await world.rows("SELECT DISTINCT state FROM outbox")}
        sent = await world.rows("SELECT count(*) AS n FROM outbox WHERE state = 'sent'")
        said = await world.rows("SELECT count(*) AS n FROM inbox WHERE handled_at IS NULL")
    assert gateway.violations == []
    assert gateway.limits.most <= 25
    assert set(gateway.receipts) == {0}
    assert states <= {"sent", "cancelled", "merged", "pending"}, "what is pending is due later"
    assert said == [{"n": 0}]
    assert len([one for one in everybody if one.sees]) == PEOPLE
    assert sent[0]["n"] > 1500


def _act(person: Person, chance: Random) -> None:
    """Press one of the buttons of the lowest card, or say something."""
    cards = [one for one in person.chat.shown if one.buttons and not {*one.buttons} & {"已收到"}]
    if cards and chance.random() < 0.5:
        label = chance.choice([*cards[-1].buttons])
        person.presses(cards[-1].buttons[label], cards[-1])
    else:
        person.says(chance.choice(SAYS))
