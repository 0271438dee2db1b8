"""Whatever is typed: no exception, the same reading twice, no figure that is not in the text, bounded time."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.coordinator import explain_coordinator, read_coordinator
from language.liaison import explain_liaison, read_liaison
from language.message import LONGEST, Context, Message
from language.names import Vocabulary
from language.reading import Item, Reading
from tests.language.plans import NOW, large_plan, message, shipped

NUMBERS = (3, 17, 280)
BITS = st.sampled_from(
    """已 建成 家 名 个 人 % 套 万元 ， ； 。 第 项 ： 还差 目标 计划 去年 累计 新增 本月 完成 没有 不是 是 驿站 雏鹰
    归雁 书吧 其余正常 滞后 等 法务意见 卡在 审批 申请延期到 12月底 两周 转给 张三 一半 三分之二 率 由 到 、 和 同上 ( )
    ？ 吗 写错了 应为 改成 三 十 百 一 期 其中""".split()
)
FIGURES = st.sampled_from([str(number) for number in NUMBERS])
MESSAGES = st.lists(BITS | FIGURES, max_size=14).map("".join)
ANYTHING = st.text(max_size=120) | MESSAGES
CONTEXTS = st.builds(
    Context,
    st.just(shipped()),
    st.just(NOW),
    asked_task=st.none() | st.integers(-1, 40),
    department=st.sampled_from([None, "区科技产业局", "没有的局"]),
    prev_text=st.none() | ANYTHING,
    prev_task=st.none() | st.integers(0, 40),
    last=st.none() | ANYTHING,
)


@given(ANYTHING, CONTEXTS)
@settings(max_examples=300)
def test_never_raises_and_is_the_same_twice(text: str, context: Context) -> None:
    reading, findings = explain_liaison(Message(text, context))
    assert findings
    assert read_liaison(Message(text, context)) == reading
    assert json.loads(json.dumps(reading.to_json()))["intent"] == reading.intent
    assert set(reading.tasks) <= set(shipped().tasks)
    question, _ = explain_coordinator(message(text))
    assert read_coordinator(message(text, vocabulary=shipped())) == question
    json.dumps(question.to_json())


@given(st.lists(BITS.filter(lambda bit: not set(bit) & set("一三十百两半")) | FIGURES, max_size=12))
@settings(max_examples=300)
def test_no_figure_is_made_up(bits: list[str]) -> None:
    """Numbers stand apart by words here, so each figure must be one of those typed (or what is left of 100 %)."""
    parts = [bit if bit.isdigit() else f"{bit} " for bit in bits]
    text = "".join(parts)
    typed = {float(run) for run in _runs(text)}
    typed |= {value * 10_000 for value in typed}
    reading = read_liaison(message(text, vocabulary=shipped(), asked_task=6, department="区科技产业局"))
    said: list[Reading | Item] = [reading, *reading.items]
    for one in said:
        assert {figure.value for figure in one.quantities if figure.role == "progress"} <= typed
        assert one.percent is None or one.percent == 100 or {one.percent, 100 - one.percent} & typed


def _runs(text: str) -> list[str]:
    return "".join(char if char.isdigit() else " " for char in text).split()


@pytest.mark.parametrize(
    "text", ["6", "第", "推进", "1、", "家", "一", "完成", "6 已建4家;", "嗯", "百分之", "年", "3家", "第6项和", "转给"]
)
def test_long_messages_take_bounded_time(text: str) -> None:
    long = text * (LONGEST // len(text))
    started = time.process_time()
    read_liaison(message(long, vocabulary=shipped(), asked_task=6, department="区科技产业局", prev_text=long))
    read_coordinator(message(long, vocabulary=shipped()))
    assert time.process_time() - started < 8


def test_what_is_too_long_is_not_read() -> None:
    reading = read_liaison(message("6家" * 50_000, vocabulary=shipped(), asked_task=6))
    assert (reading.intent, reading.ask) == ("unknown", "too_long")
    assert read_coordinator(message("进展" * 50_000, vocabulary=shipped())).intent == "unknown"


def test_many_tasks_cost_no_more_than_few() -> None:
    vocabulary = Vocabulary.of(large_plan())
    messages = ["已建成4家", "第1800项完成60%", "推进改造1234已完成6个", "改造提升进展怎么样", "完成三分之二，卡在审批"]
    read = [read_liaison(message(text, vocabulary=vocabulary, asked_task=7)) for text in messages]
    assert read[2].tasks == (1235,)
    started = time.process_time()
    for text in messages * 10:
        read_liaison(message(text, vocabulary=vocabulary, asked_task=7))
        read_coordinator(message(text, vocabulary=vocabulary))
    assert (time.process_time() - started) / 100 < 0.05
