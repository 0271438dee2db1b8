"""A plan file is read whole or refused whole, with every fault named by task and field."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidPlan
from domain.plan import Basis, Comparator, Indicator
from domain.plancheck import SHOWN_PROBLEMS
from domain.planfile import dumps, loads

SHIPPED = (Path(__file__).parents[2] / "data" / "plan.json").read_bytes()

SMALL: dict[str, Any] = {
    "id": "small",
    "title": "小清单",
    "timezone": "Asia/Shanghai",
    "source": "small.txt",
    "departments": [
        {"name": "甲局", "aliases": ["甲"], "kind": "department"},
        {"name": "各高校", "aliases": [], "kind": "group"},
    ],
    "tasks": [
        {
            "number": 7,
            "title": "建设公园",
            "aliases": ["公园"],
            "lead": "甲局",
            "supporting": ["各高校"],
            "supporting_open_ended": True,
            "note": None,
            "milestones": [
                {
                    "period": "2022",
                    "starts": "2022-01-01",
                    "due": "2022-12-31",
                    "target": "2022年，投资3000万元以上，建成公园2-3个。",
                    "indicators": [
                        {
                            "name": "投资", "phrase": "投资3000万元以上", "comparator": ">=", "low": 3000, "high": None,
                            "unit": "万元", "basis": "total",
                            "base_low": 30000000, "base_high": None, "base_unit": "元",
                        },
                        {
                            "name": "公园", "phrase": "建成公园2-3个", "comparator": "range", "low": 2, "high": 3,
                            "unit": "个", "basis": "total",
                        },
                    ],
                },
                {
                    "period": "2023-2024", "starts": "2023-01-01", "due": "2024-12-31",
                    "target": "不断完善。", "indicators": [],
                },
            ],
        },
        {
            "number": 8, "title": "种树", "lead": "甲局",
            "milestones": [{"period": "2022", "starts": "2022-01-01", "due": "2022-12-31", "target": "种树。"}],
        },
    ],
}  # fmt: skip


def broken(*changes: tuple[str, Any]) -> bytes:
    """SMALL with values replaced at dotted places; `...` takes the key away."""
    document = copy.deepcopy(SMALL)
    for path, value in changes:
        place: Any = document
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return json.dumps(document).encode()


def problems(data: bytes) -> list[str]:
    with pytest.raises(InvalidPlan) as caught:
        loads(data)
    return [str(one) for one in caught.value.problems]


def test_a_file_is_read_into_values() -> None:
    plan = loads(broken())
    assert (plan.id, plan.departments[1].kind, plan.tasks[0].aliases) == ("small", "group", ("公园",))
    first = plan.tasks[0].milestones[0]
    assert first.due == date(2022, 12, 31)
    assert first.indicators[0] == Indicator(
        "投资", "投资3000万元以上", Comparator.AT_LEAST, 3000, None, "万元", Basis.TOTAL, 30000000, None, "元"
    )
    assert plan.tasks[1].supporting == ()


def test_writing_and_reading_give_the_same_plan_and_the_same_bytes() -> None:
    for data in (SHIPPED, broken()):
        plan = loads(data)
        assert loads(dumps(plan)) == plan
        assert dumps(loads(dumps(plan))) == dumps(plan)
    assert dumps(loads(SHIPPED)) == SHIPPED


def test_the_written_file_is_made_for_reading() -> None:
    text = dumps(loads(broken())).decode()
    assert text.endswith("}\n")
    assert '\n    {"name": "甲局", "aliases": ["甲"], "kind": "department"},\n' in text
    assert '"comparator": "range", "low": 2, "high": 3, "unit": "个", "basis": "total"}\n' in text
    assert json.loads(text)["tasks"][0]["milestones"][0]["indicators"][0]["base_low"] == 30000000


def test_a_byte_order_mark_does_no_harm() -> None:
    assert loads(b"\xef\xbb\xbf" + broken()) == loads(broken())


MILESTONE = "tasks.0.milestones.0"
FIRST, SECOND = f"{MILESTONE}.indicators.0", f"{MILESTONE}.indicators.1"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("title", ..., "title: is missing"),
        ("title", " ", "title: is empty"),
        ("title", "长" * 2_000_000, "title: is longer than 500 characters"),
        ("titel", "x", "titel: is no key of the schema"),
        ("timezone", "Asia/Nowhere", "timezone: 'Asia/Nowhere' is no time zone; say for example Asia/Shanghai"),
        ("departments", [{"name": "甲局"}, {"name": "各高校"}, {"name": "甲局"}], "departments: 甲局 is listed twice"),
        ("departments.1.aliases", ["甲"], "departments[各高校].aliases: 甲 already means 甲局"),
        ("departments.1.aliases", ["甲局"], "departments[各高校].aliases: 甲局 already means 甲局"),
        ("departments.1.kind", "school", "departments[各高校].kind: 'school' is neither department nor group"),
        ("tasks.0.lead", ..., "task 7, lead: is missing"),
        ("tasks.0.lead", "", "task 7, lead: is missing"),
        ("tasks.0.lead", None, "task 7, lead: must be text, not null"),
        ("tasks.0.lead", "乙局", "task 7, lead: 乙局 is not among the departments"),
        ("tasks.0.supporting", ["乙局"], "task 7, supporting: 乙局 is not among the departments"),
        ("tasks.0.supporting", ["各高校", "各高校"], "task 7, supporting: 各高校 is listed twice"),
        ("tasks.0.supporting", "各高校", 'task 7, supporting: must be a list, not "各高校"'),
        ("tasks.0.supporting", [1], "task 7, supporting: must hold nothing but text"),
        ("tasks.0.supporting_open_ended", "yes", 'task 7, supporting_open_ended: must be true or false, not "yes"'),
        ("tasks.0.note", 3, "task 7, note: must be text, not 3"),
        ("tasks.0.number", ..., "tasks[1].number: is missing"),
        ("tasks.0.number", "7", 'tasks[1].number: must be a whole number, not "7"'),
        ("tasks.0.number", True, "tasks[1].number: must be a whole number, not true"),
        ("tasks.0.number", 0, "task 0, number: must be 1 or more"),
        ("tasks.1.number", 7, "task 7, number: is used twice"),
        ("tasks.1.aliases", ["公园"], "task 8, aliases: 公园 already means task 7"),
        ("tasks.1.milestones", [], "task 8, milestones: there is none"),
        ("tasks.1", "种树", 'tasks[2]: must be an object, not "种树"'),
    ],
)  # fmt: skip
def test_one_fault_is_said_once(path: str, value: object, expected: str) -> None:
    assert problems(broken((path, value))) == [expected]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("0.due", "2021-12-31", "[2022].due: 2021-12-31 is before the start, 2022-01-01"),
        ("0.due", "2022-02-30", '[2022].due: must be a date such as 2022-12-31, not "2022-02-30"'),
        ("0.due", "20221231", '[2022].due: must be a date such as 2022-12-31, not "20221231"'),
        ("0.starts", ..., "[2022].starts: is missing"),
        ("0.due", "2023-01-01", "[2023-2024].starts: 2023-01-01 overlaps the milestone 2022, due 2023-01-01"),
        ("1.starts", "2021-01-01", "[2023-2024].starts: 2021-01-01 comes before the milestone 2022, due 2022-12-31"),
        ("1.period", "2022", "[2022].period: is used twice"),
        ("0.target", ..., "[2022].target: is missing"),
    ],
)  # fmt: skip
def test_one_fault_of_a_milestone_is_said_once(path: str, value: object, expected: str) -> None:
    assert problems(broken((f"tasks.0.milestones.{path}", value))) == [f"task 7, milestones{expected}"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("0.phrase", "投资3亿元", "[1].phrase: 投资3亿元 is not part of the target"),
        ("0.comparator", "==", '[1].comparator: "==" is none of >= > = range approx <='),
        ("0.comparator", [], "[1].comparator: a list is none of >= > = range approx <="),
        ("0.basis", "monthly", '[1].basis: "monthly" is none of total per_year new cumulative change'),
        ("0.low", "3000", '[1].low: must be a number, not "3000"'),
        ("0.low", None, "[1].low: must be a number with >="),
        ("0.low", -1, "[1].low: -1 is not above zero"),
        ("0.low", 10**400, "[1].low: must be a number, not so large a number"),
        ("0.low", float("inf"), "[1].low: must be a number, not Infinity"),
        ("0.high", 4000, "[1].high: must be null with >="),
        ("0.base_unit", ..., "[1].base_unit: base_low and base_unit stand together or not at all"),
        ("0.name", "\ud800", "[1].name: holds half a character (a lone surrogate)"),
        ("1.high", 1, "[2].high: 1 is below the lower bound"),
        ("1.high", None, "[2].high: a range needs an upper bound"),
        ("1.comparator", "=", "[2].high: differs from low; two bounds are a range"),
    ],
)
def test_one_fault_of_an_indicator_is_said_once(path: str, value: object, expected: str) -> None:
    assert problems(broken((f"{MILESTONE}.indicators.{path}", value))) == [
        f"task 7, milestones[2022].indicators{expected}"
    ]


def test_all_faults_are_said_at_once() -> None:
    data = broken(
        ("tasks.0.lead", ...), ("tasks.1.lead", "乙局"), (f"{FIRST}.phrase", "种草"),
        (f"{MILESTONE}.due", "soon"), ("id", ""),
    )  # fmt: skip
    assert problems(data) == [
        "task 7, lead: is missing",
        'task 7, milestones[2022].due: must be a date such as 2022-12-31, not "soon"',
        "id: is empty",
        "task 7, milestones[2022].indicators[1].phrase: 种草 is not part of the target",
        "task 8, lead: 乙局 is not among the departments",
    ]


def test_missing_departments_are_not_missed_again_by_every_task() -> None:
    assert problems(broken(("departments", ...))) == ["departments: is missing"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "file: is not JSON"),
        (b"plan", "file: is not JSON"),
        (b'{"id": "a"', "file: is not JSON"),
        ("{“id”: 1}".encode(), "file: is not JSON"),
        ('{"title": "清单"}'.encode("gb18030"), "file: is not UTF-8 (byte 11)"),
        (b"\xff\xfe", "file: is not UTF-8 (byte 0)"),
        (b"[" * 100_000, "file: is nested too deeply to be a plan"),
        (b'{"id": ' + b"9" * 5000 + b"}", "file: is not JSON that can be used"),
        (b'{"id": "a", "id": "b"}', "file: is not JSON that can be used (the key id stands twice in one object)"),
        (b"[]", "file: must be an object, not a list"),
        (b"null", "file: must be an object, not null"),
        (b" " * 20_000_001, "file: is larger than 20 MB"),
    ],
)
def test_what_is_no_plan_file_at_all(data: bytes, expected: str) -> None:
    first = problems(data)[0]
    assert first.startswith(expected)


def test_a_flood_of_faults_is_cut() -> None:
    said = problems(broken(("tasks", [{}] * 1000)))
    assert len(said) == SHOWN_PROBLEMS + 1
    assert said[-1].endswith("more problems are not listed")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SMALL, *SMALL["tasks"][0]]), inner),
    max_leaves=15,
)
PLACES = st.sampled_from(
    [*SMALL, *(f"tasks.0.{key}" for key in SMALL["tasks"][0]), f"{MILESTONE}.due", FIRST, f"{SECOND}.low", "tasks.1"]
)


@given(PLACES, JUNK)
def test_junk_in_any_place_is_refused_or_read_and_never_breaks(path: str, junk: object) -> None:
    with suppress(InvalidPlan):
        plan = loads(broken((path, junk)))
        assert loads(dumps(plan)) == plan


@given(st.binary(max_size=60) | JUNK.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidPlan):
        loads(data)
