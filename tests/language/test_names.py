"""Tasks and departments by the names that people use, in this plan and in one that nobody wrote aliases for."""

from __future__ import annotations

import pytest

from language.coordinator import read_coordinator
from language.liaison import read_liaison
from language.marking import Reference, survey
from language.names import Vocabulary
from language.normalise import normalise
from language.sheet import TASK
from tests.language.plans import TODAY, elsewhere, message, shipped

TECHNOLOGY = "区科技产业局"


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("第6项", [6]),
        ("第六项和第七项", [6, 7]),
        ("第1、4、20项", [1, 4, 20]),
        ("1、4、20三项均已完成", [1, 4, 20]),
        ("6-8项都正常", [6, 7, 8]),
        ("6号任务", [6]),
        ("6：4家", [6]),
        ("6 已建4家;14滞后", [6, 14]),
        ("任务22聘了3名", [22]),
        ("task 22 done", [22]),
        ("归燕计划", [5]),
        ("歸雁", [5]),
        ("三馆一宫", [26]),
        ("一卡通", [35]),
        ("名企名校行", [18]),
        ("6家", []),
        ("6月底", []),
        ("6%", []),
        ("5、6名", []),
        ("第6批次", []),
        ("珠高〔2022〕15号", []),
        ("305会议室", []),
        ("1、驿站正常 2、雏鹰正常", [6, 23]),  # list numbers
    ],
)
def test_references(text: str, tasks: list[int]) -> None:
    assert [number for one in references(text) for number in one.tasks] == tasks


def references(text: str, department: str | None = None) -> list[Reference]:
    """What a text names, as the speaker's department would mean it."""
    return [mark.value for _, mark in survey(normalise(text), shipped(), TODAY, department).marks(TASK)]


def test_a_bare_number_is_a_task_only_of_its_own_department() -> None:
    assert [one.how for one in references("22已完成", TECHNOLOGY)] == ["bare"]
    assert [one.how for one in references("22已完成", "区商务局")] == ["unclear"]


def test_a_task_that_is_not_there_is_asked_about() -> None:
    reading = read_liaison(message("第99项完成了", vocabulary=shipped(), asked_task=6, department=TECHNOLOGY))
    assert (reading.intent, reading.ask, reading.tasks) == ("unknown", "no_such_task", ())


@pytest.mark.parametrize(
    ("short", "names"),
    [
        ("科技局", ("区科技产业局",)),
        ("产业局", ("区科技产业局",)),
        ("住建局", ("区住房城乡建设局",)),
        ("创服中心", ("区创新创业服务中心",)),
        ("团工委", ("区团工委",)),
        ("组织部", ()),
        ("文化站", ()),
    ],
)
def test_departments(short: str, names: tuple[str, ...]) -> None:
    assert shipped().department(short) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("教育局还没报吗", "市教育局"),
        ("卫健委有哪些任务", "市卫生健康委员会"),
        ("住建局逾期的", "市住房和城乡建设局"),
        ("人社局的联络员", "市人力资源和社会保障局"),
        ("文旅局怎么联系", "市文化广电和旅游局"),
        ("城投集团的任务", "市城市投资发展集团有限公司"),
        ("市监局没报的", "市市场监督管理局"),
        ("发改委报了没有", "市发展和改革委员会"),
        ("组织部的任务有哪些", None),
        ("文化站牵头的任务", None),
        ("环保局的任务", None),
    ],
)
def test_short_names_of_another_government(text: str, name: str | None) -> None:
    question = read_coordinator(message(text, vocabulary=elsewhere()))
    assert question.filters.get("department") == name
    assert question.ask == (None if name else "which_department")


@pytest.mark.parametrize(
    ("text", "asked", "figures"),
    [
        ("已改造22个", 1, [(22, "完成老旧小区改造30个")]),
        ("已建成6所，新增学位1500个", 2, [(6, "新建公办幼儿园8所"), (1500, "新增学位2000个")]),
        ("招聘会办了45场，新增就业3200人", 5, [(45, "举办招聘会60场"), (3200, "新增就业5000人")]),
        ("完成80公里", 4, [(80, "新改建农村公路120公里")]),
    ],
)
def test_figures_find_their_indicator(text: str, asked: int, figures: list[tuple[float, str]]) -> None:
    reading = read_liaison(
        message(text, vocabulary=elsewhere(), asked_task=asked, department=elsewhere().tasks[asked].lead)
    )
    assert [(one.value, one.indicator) for one in reading.quantities] == figures


def test_a_probable_name_is_offered_and_not_taken() -> None:
    question = read_coordinator(message("养老设施进展怎么样", vocabulary=elsewhere()))
    assert (dict(question.filters), question.ask, question.candidates) == ({}, "which_task", (3,))


def test_names_shared_by_two_tasks_tell_nothing(shared_name_plan: Vocabulary) -> None:
    reading = read_liaison(message("示范点已建3个", vocabulary=shared_name_plan, asked_task=None, department=None))
    assert (reading.intent, reading.candidates) == ("unknown", (1, 2))


@pytest.fixture
def shared_name_plan() -> Vocabulary:
    from dataclasses import replace

    from tests.language.plans import city_plan

    plan = city_plan()
    first, second, *others = plan.tasks
    tasks = (replace(first, aliases=("示范点",)), replace(second, aliases=("示范点",)), *others)
    return Vocabulary.of(replace(plan, tasks=tasks))
