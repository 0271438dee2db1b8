"""A light says why, in full and in a few words."""

from __future__ import annotations

from datetime import date

import pytest

from domain.plan import Milestone
from domain.progress import Current
from domain.standing import Light, Reason, Standing
from tests.bot.dialogue import ZONE, plan
from tests.bot.office import moment
from wording import standing as wording
from wording.words import Words


@pytest.mark.parametrize(
    ("light", "reason", "full", "brief"),
    [
        (
            Light.YELLOW,
            Reason("percent_behind", {"pace": 75.0, "percent": 60.0, "points": 15.0}),
            "黄灯：序时应达75%，现60%，落后15个百分点",
            "滞后，落后15个百分点",
        ),
        (
            Light.RED,
            Reason("behind", {"indicator": "驿站", "pace": 89.8630, "percent": 40.0, "points": 49.8630}),
            "红灯：序时应达89.9%，现40%，落后49.9个百分点",
            "严重滞后，落后49.9个百分点",
        ),
        (
            Light.RED,
            Reason("overdue", {"days": 4, "due": date(2022, 12, 31)}),
            "红灯：2022年12月31日到期，已过4天，尚未办结",
            "逾期4天",
        ),
        (Light.RED, Reason("blocked", {"problem": "等意见"}), "红灯：报告受阻（等意见）", "受阻：等意见"),
        (Light.RED, Reason("blocked", {"problem": None}), "红灯：报告受阻", "受阻"),
        (
            Light.YELLOW,
            Reason("near_due", {"days": 3, "due": date(2022, 12, 31)}),
            "黄灯：2022年12月31日到期，还有3天，尚未办结",
            "临期，还有3天",
        ),
        (
            Light.YELLOW,
            Reason("stale", {"at": moment("2022-10-20 09:00")}),
            "黄灯：上次填报是10月20日(周四)09:00，已超过一个填报周期",
            "久未更新",
        ),
        (Light.GREY, Reason("not_reported"), "灰灯：还没有报过进展", "未报"),
        (Light.GREY, Reason("not_started", {"starts": date(2023, 1, 1)}), "灰灯：2023年1月1日才开始", "未开始"),
        (Light.GREEN, Reason("on_pace"), "绿灯：推进正常", "正常"),
        (Light.GREEN, Reason("reported_done"), "绿灯：已申请办结，待统筹人员核实", "已申请办结"),
        (Light.CLOSED, Reason("closed"), "已办结销号", "办结"),
    ],
)
def test_a_light_says_why(light: Light, reason: Reason, full: str, brief: str) -> None:
    task = plan().tasks[5]
    milestone: Milestone = task.milestones[0]
    one = Standing(task, milestone, Current(6, "2022"), light, reason, 0.0, False, 0, milestone.starts)
    words = Words("zh", ZONE)
    assert wording.reason(words, one) == full
    assert wording.brief(words, one) == brief
    assert wording.row(words, one).startswith(f"{wording.shape(light)} 6 暖心驿站")
