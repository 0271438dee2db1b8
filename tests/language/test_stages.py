"""The stages of reading, each alone: the shape of a message, its clauses, the words around a figure, the manner."""

from __future__ import annotations

import pytest

from language.liaison.clauses import clauses, topics
from language.liaison.cues import Clause
from language.liaison.finishing import due_of
from language.liaison.manner import Manner, manner_of
from language.marking import survey
from language.normalise import normalise
from language.sheet import DATE, QUANTITY
from tests.language.plans import TODAY, shipped

TECHNOLOGY = "区科技产业局"


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("第6项已建4家，12月底前完成85%", "T已建Q,D前完成P"),
        ("6：4家；22：3名", "T:Q;T:Q"),
        ("8和9都完成50%", "T都完成P"),
        ("第8项，第9项都完成50%", "T,T都完成P"),
        ("10个基地已建成6个", "Q基地已建成Q"),
        ("三馆一宫本月完成三分之二", "TD完成P"),  # the name keeps its numerals
        ("一期交付，二期在建", "O交付,O在建"),
        ("下午3点在305会议室，电话13812345678", "H在X,电话X"),
        ("珠高〔2022〕15号已印发", "珠高X已印发"),
        ("到位2000万，缺口1.2亿元", "到位Q,缺口Q"),
        ("3/5家", "Q"),
        ("出台一个方案", "出台X方案"),
        ("16-6个 22-4名 23-350人", "TQ TQ TQ"),
        ("6建了四家14滞后", "T建了QT滞后"),
        ("−3家", "X家"),
        ("前三季度38场", "DQ"),
    ],
)
def test_shapes(text: str, shape: str) -> None:
    department = "区住房城乡建设局" if text.startswith(("8", "第8")) else TECHNOLOGY
    assert survey(normalise(text), shipped(), TODAY, department).shape.strip() == shape


@pytest.mark.parametrize(
    ("text", "unit", "value", "of"),
    [
        ("2000万", "元", 20_000_000, None),
        ("1.2亿元", "元", 120_000_000, None),
        ("245万平方米", "平方米", 2_450_000, None),
        ("3/5家", "家", 3, 5),
        ("3家/5家", "家", 3, 5),
        ("三五家", "家", None, None),
        ("2-3家", "家", None, None),
        ("一百二十人", "人", 120, None),
        ("17", None, 17, None),
    ],
)
def test_amounts(text: str, unit: str | None, value: float | None, of: float | None) -> None:
    ((_, mark),) = survey(normalise(text), shipped(), TODAY).marks(QUANTITY)
    assert (mark.value.unit, mark.value.value, mark.value.of) == (unit, value, of)


def test_words_are_those_that_were_typed() -> None:
    sheet = survey(normalise("第６項 等區法務意見！"), shipped(), TODAY)
    assert sheet.shape == "T 等区法务意见!"
    assert sheet.words(2, len(sheet.shape)) == "等區法務意見！"
    assert sheet.words(0, 1) == "第６項"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6已建4家；14滞后 等区法务意见", [((6,), ["T已建Q"]), ((14,), ["T滞后", "等区法务意见"])]),
        ("汇报一下，第6项建成4家", [((6,), ["汇报X", "T建成Q"])]),
        ("6、22分别完成60%和80%", [((6,), ["完成P"]), ((22,), ["P"])]),
        ("目前3家", [((23,), ["目前Q"])]),  # the task that was asked about
    ],
)
def test_clauses_belong_to_tasks(text: str, expected: list[tuple[tuple[int, ...], list[str]]]) -> None:
    sheet = survey(normalise(text), shipped(), TODAY, TECHNOLOGY, 23)
    found = [(one.tasks, [sheet.shape[a:b].strip() for a, b in one.clauses]) for one in topics(sheet, 23)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("还差2家", [("gap", None, None)]),
        ("目标10个", [("target", None, None)]),
        ("去年5家，3场", [(None, "previous", None), (None, "previous", None)]),
        ("去年5家，目前3家", [(None, "previous", None), (None, None, None)]),
        ("计划5家，已建3家", [(None, "plan", None), (None, None, None)]),
        ("新增5名，累计32名", [(None, None, "new"), (None, None, "total")]),
        ("其中2家", [(None, "part", None)]),
    ],
)
def test_the_words_before_a_figure(text: str, cues: list[tuple[str | None, str | None, str | None]]) -> None:
    sheet = survey(normalise(text), shipped(), TODAY)
    frame, heard = None, []
    for start, end in clauses(sheet.shape):
        clause = Clause(sheet, start, end, frame, TODAY)
        heard += [(one.cues.role, one.cues.frame, one.cues.kind) for one in clause.places()]
        frame = clause.frame
    assert heard == cues


@pytest.mark.parametrize(
    ("clause", "manner"),
    [
        ("已完成", Manner(done=True, status="in_progress")),
        ("任务全部完成了", Manner(done=True, status="in_progress")),
        ("O完成了", Manner(unfinished=True, status="in_progress")),
        ("基本完成", Manner(unfinished=True, status="in_progress")),
        ("还没启动", Manner(unfinished=True, status="not_started")),
        ("应该完成了", Manner(unsure=True, status="in_progress")),
        ("资金不到位", Manner(status="in_progress", obstacle=True)),
        ("进度滞后", Manner(status="at_risk")),
        ("卡在用地审批", Manner(status="blocked")),
        ("您好", Manner(idle=True)),
        ("按计划推进", Manner(status="in_progress", on_track=True)),
    ],
)
def test_manner(clause: str, manner: Manner) -> None:
    assert manner_of(clause) == manner


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("12月31日前完成", "2022-12-31"),
        ("预计11月中旬出台", "2022-11-20"),
        ("11月初完成", None),  # nobody can say which day
        ("11月启动", None),
        ("年底前怕是完不成", None),
        ("9月底已完成", None),
    ],
)
def test_until_when(text: str, due: str | None) -> None:
    sheet = survey(normalise(text), shipped(), TODAY)
    dates = [(at, mark.value) for at, mark in sheet.marks(DATE)]
    day, _ = due_of(sheet.shape, dates, TODAY, manner_of(sheet.shape))
    assert (day.isoformat() if day else None) == due
