"""The plans that readings are tried on: the one that is shipped, and another government's without any alias."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.people import Membership, Person, Role
from domain.plan import Basis, Comparator, Department, Indicator, Milestone, Plan, Task
from domain.planfile import loads
from language import Context, Meaning, Message, Vocabulary, read

ROOT = Path(__file__).parents[2]
NOW = datetime(2022, 10, 15, 10, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Saturday
TODAY = NOW.date()

OFFICES = """市教育局 市卫生健康委员会 市住房和城乡建设局 市交通运输局 市农业农村局 市人力资源和社会保障局 市生态环境局
市文化广电和旅游局 临江镇 市城市投资发展集团有限公司 市市场监督管理局 市发展和改革委员会 市财政局 市民政局""".split()


@cache
def shipped() -> Vocabulary:
    """The vocabulary of data/plan.json."""
    return Vocabulary.of(loads((ROOT / "data" / "plan.json").read_bytes()))


@cache
def elsewhere() -> Vocabulary:
    """The vocabulary of a city's plan whose departments and tasks have no aliases."""
    return Vocabulary.of(city_plan())


def city_plan() -> Plan:
    """Five tasks of another city."""
    tasks = (
        _task(
            1,
            "实施老旧小区改造工程",
            "市住房和城乡建设局",
            _indicator("老旧小区改造", "完成老旧小区改造30个", 30, "个"),
        ),
        _task(
            2,
            "新建公办幼儿园",
            "市教育局",
            _indicator("公办幼儿园", "新建公办幼儿园8所", 8, "所"),
            _indicator("学位", "新增学位2000个", 2000, "个", Basis.NEW),
        ),
        _task(
            3, "推进社区居家养老服务设施建设", "市民政局", _indicator("养老服务中心", "建成养老服务中心12个", 12, "个")
        ),
        _task(4, "新改建农村公路", "市交通运输局", _indicator("农村公路", "新改建农村公路120公里", 120, "公里")),
        _task(
            5,
            "开展“春风送岗”专项行动",
            "市人力资源和社会保障局",
            _indicator("招聘会", "举办招聘会60场", 60, "场"),
            _indicator("就业", "新增就业5000人", 5000, "人", Basis.NEW),
        ),
    )
    return Plan("city", "民生实事", "Asia/Shanghai", "", tuple(Department(name) for name in OFFICES), tasks)


def large_plan(tasks: int = 2000, offices: int = 200) -> Plan:
    """A plan of many tasks whose names look alike."""
    names = [f"市第{number}工作{chr(0x4E00 + number * 7)}{chr(0x5000 + number * 11)}局" for number in range(offices)]
    return Plan(
        "large",
        "",
        "Asia/Shanghai",
        "",
        tuple(Department(name) for name in names),
        tuple(
            _task(
                number + 1,
                f"实施“{chr(0x4E00 + number % 500 * 3)}{chr(0x4F00 + number)}”改造提升第{number}计划",
                names[number % offices],
                _indicator("改造", "完成改造10个", 10, "个"),
                aliases=(f"推进改造{number}",),
            )
            for number in range(tasks)
        ),
    )


def _indicator(name: str, phrase: str, low: float, unit: str, basis: Basis = Basis.TOTAL) -> Indicator:
    return Indicator(name, phrase, Comparator.EQUAL, low, low, unit, basis)


def _task(number: int, title: str, lead: str, *indicators: Indicator, aliases: tuple[str, ...] = ()) -> Task:
    target = "，".join(one.phrase for one in indicators) + "。"
    milestone = Milestone("2022", date(2022, 1, 1), date(2022, 12, 31), target, indicators)
    return Task(number, title, lead, (milestone,), aliases)


LIAISON = Person(1, "王某某", "zh", (Membership(Role.LIAISON, "区科技产业局"),))
COORDINATOR = Person(2, "赵某某", "zh", (Membership(Role.COORDINATOR),))
ADMIN = Person(3, "钱某某", "zh", (Membership(Role.ADMIN),))


def message(text: str, now: datetime = NOW, vocabulary: Vocabulary | None = None, **context: Any) -> Message:
    """A text as it reaches the readers, of the shipped plan unless another is given."""
    return Message(text, Context(vocabulary or shipped(), now, **context))


def meaning(text: str, who: Person = COORDINATOR, now: datetime = NOW, **context: Any) -> Meaning:
    """What a text means first, said by somebody."""
    department = next(iter(who.departments()), None)
    return read(text, who, Context(shipped(), now, **{"department": department, **context})).meanings[0]
