"""待办 and the petitions in a chat, as lists of pairs: what is typed or tapped, and what it is answered with."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from language.answers import date_in
from language.meanings import Decision
from language.petitions import is_part, objects, part_in, reason_in
from language.requests import Request, read_request
from tests.bot.dialogue import NOW
from tests.language.plans import meaning, message
from tests.world import World

TAP = "> "  # before the label of a button

Pairs = Sequence[tuple[str, str, str]]  # who, what, and a part of what they see then

DONE: Pairs = (
    ("王", "第6项申请办结，已建成5家", "6 暖心驿站 → 已完成 青年人才驿站 5/5家"),
    ("王", "确认", "已转统筹人员核实"),
)
AN_EXTENSION: Pairs = (
    ("王", "第14项申请延期到2023年3月31日，因用地审批未完成", "理由：「因用地审批未完成」"),
    ("王", "提交", "已提交延期申请 ✓"),
)
DIALOGUES: dict[str, Pairs] = {
    "nothing waits": (("赵", "待办", "待办0件\n没有等您决定的事项。"),),
    "closed and taken back": (
        *DONE,
        ("赵", "/desk", "待办1件 · 申请办结1"),
        ("赵", "> 办结·销号", "✓ 已办结·销号：第6项 暖心驿站（2022）"),
        ("赵", "> 撤销", "已撤销：第6项 暖心驿站（2022）"),
        ("王", "第6项目标是什么", "暖心驿站"),
        ("赵", "> 办结·销号", "✓ 已办结·销号"),
    ),
    "a reason may be changed, or the whole dropped": (
        *DONE,
        ("赵", "退办 第6项 佐证材料不足", "将退办第6项 暖心驿站（2022），并告知区科技产业局联络员：\n「佐证材料不足」"),
        ("赵", "> 改理由", "请写明理由"),
        ("赵", "> ‹返回", "1. 申请办结：第6项 暖心驿站（2022）"),
        ("赵", "> 退办", "请写明理由"),
        ("赵", "请" * 201, "理由太长（最多200字）"),
        ("赵", "请附验收文件", "「请附验收文件」"),
        ("赵", "> 取消", "待办1件"),
    ),
    "decided by a word, as by its button": (
        *DONE,
        *AN_EXTENSION,
        ("赵", "办结 第6项", "申请办结：第6项 暖心驿站（2022）"),
        ("赵", "取消", "申请办结：第6项 暖心驿站（2022）"),
        ("赵", "办结 第6项", "申请办结：第6项 暖心驿站（2022）"),
        ("赵", "确认", "✓ 已办结·销号：第6项 暖心驿站（2022）"),
        ("赵", "> 撤销", "已撤销：第6项 暖心驿站（2022）"),
        ("赵", "退办 第6项 佐证材料不足", "「佐证材料不足」"),
        ("赵", "确认", "已退办：第6项 暖心驿站（2022），已告知区科技产业局。"),
        ("赵", "同意第14项延期", "申请延到2023年3月31日"),
        ("赵", "确认", "✓ 已同意延期：第14项 小青新扶持（2022）至2023年3月31日"),
        ("赵", "确认", "没有等您确认"),
    ),
    "several matters one after the other": (
        *DONE,
        *AN_EXTENSION,
        ("赵", "待办", "待办2件 · 申请办结1、延期申请1"),
        ("赵", "> 下一件", "申请延到2023年3月31日（现为2022年12月31日）"),
        ("赵", "> 同意延期至2023年3月31日", "✓ 已同意延期：第14项 小青新扶持（2022）至2023年3月31日"),
        ("赵", "> 办结·销号", "待办0件"),
    ),
    "an extension is refused": (
        *AN_EXTENSION,
        ("赵", "不同意第14项延期", "不同意第14项 小青新扶持（2022）：请写明理由"),
        ("赵", "> 请按原时限推进", "将答复“不同意”第14项"),
        ("赵", "> 确认不同意", "已答复“不同意”：第14项"),
        ("赵", "延期申请", "14 小青新扶持 延至2023年3月31日　不同意　「请按原时限推进」"),
    ),
    "another date, read back": (
        *AN_EXTENSION,
        ("赵", "同意第14项延期", "申请延到2023年3月31日"),
        ("赵", "> 改日期", "同意延期到哪一天？"),
        ("赵", "过几天吧", "没有读出日期，没有改动。"),
        ("赵", "明年2月底", "完成时限由2022年12月31日改为2023年2月28日，可以吗？"),
        ("赵", "> 同意延期至2023年2月28日", "✓ 已同意延期"),
        ("赵", "> 撤销", "待办1件 · 延期申请1"),
    ),
    "withdrawn before anybody decided": (
        *AN_EXTENSION,
        ("王", "> 撤回申请", "已撤回延期申请，一切照旧。"),
        ("赵", "待办", "待办0件"),
    ),
    "illegal steps say why": (
        ("赵", "办结 第6项", "第6项没有等您决定的这类申请。"),
        ("赵", "同意第6项延期", "第6项没有等您决定的这类申请。"),
        ("赵", "重新打开 第6项", "还没有办结销号，不用重新打开。"),
        ("赵", "退办 第99项", "没有认出是哪一项，没有改动。"),
        ("王", "第14项申请延期到2022年11月30日，因用地审批未完成", "现在的完成时限是2022年12月31日"),
        ("王", "第5项申请延期到2023年3月31日，因用地审批未完成", "由区党群工作部牵头"),
        *DONE,
        ("王", "第6项申请延期到2023年3月31日，因场地未定", "已申请办结，正待统筹人员核实"),
    ),
    "what is missing is asked for": (
        ("王", "我们想申请延期", "延期申请是哪一项？"),
        ("王", "> 14 小青新扶持", "申请延期到哪一天？"),
        ("王", "2023年3月31日", "延期的理由？"),
        ("王", "> 等上级文件", "理由：「等上级文件」"),
        ("王", "> 取消", "好的，没有提交。"),
        ("赵", "待办", "待办0件"),
    ),
    "while a date is awaited another message is another message": (
        ("王", "第14项要延期", "申请延期到哪一天？"),
        ("王", "第16项申请延期到2023年3月31日，因为等文件", "延期申请 · 第16项"),
    ),
    "in English": (
        ("赵", "English", "English from now on"),
        ("王", "English", "English from now on"),
        ("王", "task 14 needs an extension to the end of March 2023 because land approval is not finished", "[Submit]"),
        ("王", "submit", "Submitted: Extension ✓"),
        ("赵", "/desk", "To decide: 1 · Extension 1"),
        ("赵", "refuse extension 14 please keep the date", "“please keep the date”"),
        ("赵", "> Confirm refusal", "Refused: Task 14"),
        ("王", "task 6 is not our matter", "Not our matter · Task 6"),
        ("王", "yes", "Submitted: Objection ✓"),
        ("赵", "/desk", "[Accept]"),
        ("王", "ask supporting departments for 14", "were asked for their part of task 14"),
        ("王", "joint report 14", "No supporting department has said anything new on task 14."),
        ("区社会事业局", "task 14 our part: 2 sites", "「2 sites」"),
    ),
    "not theirs to see": (
        ("孙", "待办", "仅供受邀人员使用"),
        ("李", "同意第14项延期", "第14项由区科技产业局牵头"),
        ("钱", "退办 第6项 不行", "这不在您的权限内"),
    ),
}


@pytest.mark.parametrize("pairs", DIALOGUES.values(), ids=list(DIALOGUES))
async def test_a_dialogue(world: World, pairs: Pairs) -> None:
    for who, what, expected in pairs:
        seen = await (world.taps(who, what[len(TAP) :]) if what.startswith(TAP) else world.says(who, what))
        assert expected in seen, f"{who}: {what}"


async def test_two_coordinators_press_the_same_button(world: World) -> None:
    for who, what, expected in DONE:
        assert expected in await world.says(who, what)
    await world.says("赵", "待办")
    await world.says("赵", "待办")
    first, second = [
        next(one["key"] for one in message["choices"] if one["label"] == "办结·销号")
        for message in await world.chat("赵")
        if message["choices"]
    ][-2:]
    assert first != second
    assert "✓ 已办结·销号" in await world.taps("赵", "办结·销号")
    assert "已办结销号" in await world.taps("赵", "办结·销号")  # the other card: refused
    assert len([one for one in await world.heard("王") if "【办结·销号】" in one]) == 1


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("待办", Request("todo")),
        ("/desk", Request("todo")),
        ("有哪些待办", Request("todo")),
        ("退办第6项，佐证材料不足", Decision("return", 6, "佐证材料不足")),
        ("退回 6 理由：材料不全", Decision("return", 6, "材料不全")),
        ("确认办结6", Decision("close", 6)),
        ("销号 第6项", Decision("close", 6)),
        ("同意第14项延期", Decision("grant", 14)),
        ("批准14的延期申请", Decision("grant", 14)),
        ("不同意第14项延期，理由不足", Decision("refuse", 14, "理由不足")),
        ("重新打开第6项 核实后尚未完成", Decision("reopen", 6, "核实后尚未完成")),
        ("return 6 evidence is missing", Decision("return", 6, "evidence is missing")),
        ("reopen 6", Decision("reopen", 6)),
        ("待办事项都处理完了吗", None),
        ("已办结的有哪些", None),
        ("第6项办结了吗", None),
        ("同意", None),
        ("延期申请", None),
    ],
)
def test_an_order_of_the_coordinator(text: str, order: Decision | Request | None) -> None:
    said = meaning(text)
    assert (said if isinstance(said, Decision | Request) else None) == order


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("第6项不是我单位的事", True),
        ("6 不归我们管，是党群部的", True),
        ("非本单位事项", True),
        ("这不属于我局职责", True),
        ("6 已建4家", False),
        ("不是6家是4家", False),
        ("我们单位的事已办完", False),
    ],
)
def test_an_objection(text: str, is_one: bool) -> None:
    assert objects(message(text).folded) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("请配合部门报一下", True),
        ("请第6项的配合部门报一下", True),
        ("让各配合单位反馈一下情况", True),
        ("6 配合部门报一下", True),
        ("配合部门都报了", False),
        ("配合部门报了2家", False),
        ("卡在配合部门没有报送材料", False),
        ("请配合单位提供的场地已到位", False),
    ],
)
def test_a_call_for_parts(text: str, is_one: bool) -> None:
    said = read_request(message(text).folded)
    assert (said is not None and said.name == "parts") is is_one


def test_small_words() -> None:
    assert reason_in("申请延期，因为用地审批未完成。谢谢") == "因为用地审批未完成"
    assert reason_in("延期到12月，理由：等上级文件") == "等上级文件"
    assert reason_in("申请延期到12月") is None
    assert str(date_in(message("延到明年3月底", now=NOW))) == "2023-03-31"
    assert date_in(message("3月底或者4月底", now=NOW)) is None
    assert is_part("第6项 配合：已提供场地2处")
    assert part_in("第6项 配合：已提供场地2处") == "已提供场地2处"
    assert part_in("已提供场地2处") == "已提供场地2处"
