"""A month and a decision over WeCom, word for word as in the local chat; the other stories are played with --slow
(`test_journeys_everywhere`)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.channels.wecom_office import WeComWorld, open_wecom
from tests.journeys.test_a_month import (
    test_a_month_in_which_everybody_answers_is_a_quiet_one,
    test_a_month_in_which_one_department_answers_by_taps_and_one_in_words,
)
from tests.journeys.test_procedure import (
    test_done_returned_done_and_closed,
)
from tests.peers.wecom import Gateway

__all__ = [
    "test_a_month_in_which_everybody_answers_is_a_quiet_one",
    "test_a_month_in_which_one_department_answers_by_taps_and_one_in_words",
    "test_done_returned_done_and_closed",
]


@pytest.fixture
async def world(new_sqlite: Callable[[Path], str], tmp_path: Path) -> AsyncIterator[WeComWorld]:
    """The whole bot on WeCom; whatever it does that the gateway does not allow fails the story."""
    async with Gateway() as gateway, open_wecom(new_sqlite(tmp_path), gateway) as world:
        yield world
        assert gateway.violations == []
        assert gateway.limits.most <= 25
