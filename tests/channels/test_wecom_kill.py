"""A real process on WeCom is killed at random and at chosen points, with answers, decisions and reminders on their way.

Forty times; a hundred with `DUBAN_TESTS_FULL=1`, and more with `dev.py crash`. Nothing is lost, nothing invented, and
through the agent app nothing comes twice.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.crash.on_wecom import campaign

pytestmark = pytest.mark.slow

KILLS = 100 if os.environ.get("DUBAN_TESTS_FULL") else 40


async def test_kills_at_random_moments(tmp_path: Path) -> None:
    outcome = await campaign(f"sqlite:///{tmp_path / 'duban.db'}", tmp_path, KILLS)
    assert not outcome.faults, "\n".join(outcome.faults)
    assert outcome.reports > KILLS // 20
    assert outcome.messages > KILLS
    assert outcome.doubts > KILLS // 20, "hardly a kill hit a message on its way"
