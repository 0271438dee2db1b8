"""The same journeys on every channel: the stories of `tests/journeys`, word for word, over WeCom and Telegram.

The local chat plays them where they are written. Here they come with another `world`.
"""

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
    test_a_closed_task_is_opened_again_with_a_reason,
    test_a_department_that_nobody_reaches_is_invited_from_the_tray,
    test_a_hand_over,
    test_a_joint_report,
    test_an_extension_moves_the_due_date_everywhere,
    test_done_returned_done_and_closed,
    test_not_ours,
    test_supporting_departments_are_asked_before_it_is_due,
    test_the_monday_digest_says_what_changed,
)
from tests.peers.wecom import Gateway

__all__ = [
    "test_a_closed_task_is_opened_again_with_a_reason",
    "test_a_department_that_nobody_reaches_is_invited_from_the_tray",
    "test_a_hand_over",
    "test_a_joint_report",
    "test_a_month_in_which_everybody_answers_is_a_quiet_one",
    "test_a_month_in_which_one_department_answers_by_taps_and_one_in_words",
    "test_an_extension_moves_the_due_date_everywhere",
    "test_done_returned_done_and_closed",
    "test_not_ours",
    "test_supporting_departments_are_asked_before_it_is_due",
    "test_the_monday_digest_says_what_changed",
]


@pytest.fixture
async def world(new_sqlite: Callable[[Path], str], tmp_path: Path) -> AsyncIterator[WeComWorld]:
    """The whole bot on WeCom; whatever it does that the gateway does not allow fails the story."""
    async with Gateway() as gateway, open_wecom(new_sqlite(tmp_path), gateway) as world:
        yield world
        assert gateway.violations == []
        assert gateway.limits.most <= 25
