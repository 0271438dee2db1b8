"""Three simulated years as digests: a line for each person and day, with its steps and a digest of what was read."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from app.script import read
from app.simulate import Message, simulate
from tests.journeys.test_simulation import PLAN, ZONE, at

YEARS = Path(__file__).with_name("years.tsv")
SCRIPT = """
2022-10-21 10:00 区科技产业局: 6 已建3家；14 滞后 等区法务意见；其余正常
2022-10-21 10:01 区科技产业局: 确认
2022-11-22 11:00 区社会事业局: 全部正常
2022-11-22 11:01 区社会事业局: 确认
2023-02-22 10:00 区科技产业局: 其余正常
2023-02-22 10:01 区科技产业局: 确认
"""


async def played() -> str:
    """The lines of years.tsv."""
    since, until = at("2022-01-01 00:00"), at("2025-01-01 00:00")
    acts = read(SCRIPT, PLAN, ZONE, since, until)
    days: dict[tuple[str, str], list[Message]] = defaultdict(list)
    async for one in simulate(PLAN, since, until, ZONE, script=acts):
        days[one.at.date().isoformat(), one.to].append(one)
    return "".join(f"{day}\t{to}\t{_told(found)}\n" for (day, to), found in sorted(days.items()))


def _told(found: list[Message]) -> str:
    digest = hashlib.sha256("\f".join(one.text for one in found).encode()).hexdigest()[:8]
    return "\t".join((";".join(f"{','.join(one.rules)} {','.join(one.steps)}" for one in found), digest))
