"""Which figures of a message are progress, and which only look like it."""

from __future__ import annotations

import pytest

from language.liaison import read_liaison
from tests.language.plans import message, shipped


def read(text: str, task: int) -> tuple[list[float], float | None]:
    reading = read_liaison(message(text, asked_task=task, department=shipped().tasks[task].lead))
    return [one.value for one in reading.quantities if one.role == "progress"], reading.percent


@pytest.mark.parametrize(
    ("task", "text", "figures"),
    [
        (6, "目前建成3家，还差2家", [3]),
        (6, "已建3家，另有2家在建", [3]),
        (6, "5家建成了3家", [3]),
        (6, "5家里还有1家没完成", []),
        (6, "去年建成3家，今年2家", [2]),
        (6, "去年建成3家，签约5家", []),
        (6, "从3家增加到5家", [5]),
        (6, "计划5家，实际4家", [4]),
        (6, "完成5家选址", []),
        (6, "意向8家，签约3家", [3]),
        (6, "4家运营，1家月底开业", [4]),
        (6, "3-4家", []),
        (6, "不到3家", []),
        (6, "6.4家", []),
        (6, "开了3次协调会", []),
        (6, "下午3点在305会议室开会，电话13812345678", []),
        (6, "珠高〔2022〕15号已印发", []),
        (6, "上一条发错了", []),
        (6, "装修花了200万", []),
        (6, "3家，其中2家在建", []),  # three of what?
        (6, "已建4家，每家50个床位", [4]),
        (6, "刚才那条是22项的", []),
        (6, "3+1家", []),
        (6, "开业3家、装修1家", [3]),
        (15, "3000万已到2000万", [20_000_000]),
        (15, "贷款余额3.5亿", []),
        (10, "已筹8,500套", [8500]),
        (10, "筹措8500套，其中已交付3000套", [8500]),
        (15, "到位2000w", [20_000_000]),
        (15, "到位2500万元，缺口500万", [25_000_000]),
        (16, "面积达到180万平方米", [1_800_000]),
        (18, "下月计划办5场", []),
        (18, "8月办了2场，10月办了1场", [2, 1]),
        (18, "上半年办了5场，下半年办了3场", []),  # two totals: which holds?
        (33, "签约率由80%提升到82%", [82]),
        (32, "公办园占比58%，普惠89%", [58, 89]),
    ],
)
def test_quantities(task: int, text: str, figures: list[float]) -> None:
    assert read(text, task) == (figures, None)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("完成了三分之二", 66.7),
        ("还剩10%", 90),
        ("只剩最后10%了", 90),
        ("剩两成", 80),
        ("十成做了六成", 60),
        ("从30%提高到50%了", 50),
        ("9月底60%，现在75%", 75),
        ("序时应达75%，现60%", 60),
        ("完成60%，比上月提高10个百分点", 60),
        ("进度过半，大概55%", 55),
        ("不到一半", None),
        ("60%-70%", None),
        ("七八成", None),
        ("土建完成80%", None),
        ("一期100%，二期30%", None),
        ("计划11月完成80%", None),
        ("90%的企业已签约", None),
        ("同比增长20%", None),
        ("60%？", None),
    ],
)
def test_percent(text: str, percent: float | None) -> None:
    assert read(text, 26) == ([], percent)


@pytest.mark.parametrize(
    "text",
    """没有全部完成 基本完成 初稿已完成 一期完成了 第一批次已完成 方案已完成 快完成了 已完成，就差验收了 预计完成
    12月完成 上半年的已完成 9月任务已完成 选址已完成 应该完成了吧 完成了吗 未完成 完成了三项""".split(),
)
def test_what_is_not_done(text: str) -> None:
    reading = read_liaison(message(text, asked_task=19, department=shipped().tasks[19].lead))
    assert reading.status != "done"
    assert reading.intent != "done"


def test_a_part_that_is_done_is_not_the_task() -> None:
    reading = read_liaison(message("一卡通已完成", vocabulary=shipped(), asked_task=None, department="区科技产业局"))
    assert (reading.tasks, reading.status, reading.ask) == ((35,), "in_progress", "whole_task")


def test_an_item_never_takes_over_the_figures_of_another_task() -> None:
    text = "17开了3个班，21建成基地8个，24书吧4个、活动3场，27讲座42场"
    reading = read_liaison(message(text, vocabulary=shipped(), asked_task=None, department="区社会事业局"))
    figures = {item.task: [one.value for one in item.quantities] for item in reading.items}
    assert figures == {17: [3], 21: [8], 24: [4, 3], 27: [42]}
