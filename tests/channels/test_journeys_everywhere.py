"""The same journeys on every channel: the stories of `tests/journeys`, word for word, over WeCom and Telegram.

The local chat plays them where they are written. Here they come with another `world`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.channels.telegram_office import unlimited
from tests.channels.telegram_world import TelegramWorld, open_telegram
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
from tests.peers.bot_api import BotApi
from tests.peers.wecom import Gateway

pytestmark = pytest.mark.slow

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


@pytest.fixture(params=["wecom", "telegram"])
async def world(
    request: pytest.FixtureRequest, new_sqlite: Callable[[Path], str], tmp_path: Path
) -> AsyncIterator[WeComWorld | TelegramWorld]:
    """The whole bot on a platform; whatever it does that the platform does not allow fails the story."""
    url = new_sqlite(tmp_path)
    if request.param == "wecom":
        async with Gateway() as gateway, open_wecom(url, gateway) as over_wecom:
            yield over_wecom
            assert gateway.violations == []
            assert gateway.limits.most <= 25
    else:
        async with BotApi(limits=unlimited()) as api, open_telegram(url, api) as over_telegram:
            yield over_telegram
            api.release()
            assert not api.complaints
