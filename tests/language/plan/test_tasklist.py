"""A task list in plain text becomes a plan: the first plan, another city's, and lists with faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.grids import Cell, Document, Row, Table, Text
from domain.listed import ReadList
from domain.plan import Plan
from domain.planfile import dumps, loads
from language.plan.tasklist import keep_curation, read_tasklist

DATA = Path(__file__).parents[3] / "data"
SOURCE = (DATA / "tasklist.txt").read_text(encoding="utf-8")
SHIPPED = (DATA / "plan.json").read_bytes()

HEADER = ["序号", "项目计划", "2022年目标", "2023-2024年目标", "牵头部门", "配合部门"]


def read(text: str, plan_id: str = "x", source: str = "tasklist.txt") -> ReadList:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return read_tasklist(Document((Text(tuple(lines)),)), plan_id=plan_id, source=source)


def parse_tasklist(text: str, plan_id: str = "x", source: str = "tasklist.txt") -> Plan:
    plan = read(text, plan_id, source).plan
    assert plan is not None
    return plan


def read_rows(rows: list[list[str]], title: str = "某清单", year: int | None = None) -> ReadList:
    table = Table(tuple(Row(at, tuple(Cell(one) for one in row)) for at, row in enumerate(rows, 1)), number=0)
    return read_tasklist(Document((table,)), plan_id="x", title=title, year=year, source="tasklist.txt")


def plan_of_rows(rows: list[list[str]], title: str = "某清单") -> Plan:
    plan = read_rows(rows, title).plan
    assert plan is not None
    return plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parse_tasklist(SOURCE, plan_id="gaoxin-2022")


def test_the_first_plan_in_figures(plan: Plan) -> None:
    assert plan.title == "珠海高新区建设未来科技城·人才友好青年友好行动计划任务清单"
    assert [task.number for task in plan.tasks] == list(range(1, 37))
    assert sum(len(task.milestones) for task in plan.tasks) == 73
    assert len(plan.departments) == 18
    assert [one.name for one in plan.departments if one.kind == "group"] == ["各高校"]
    assert len(list(plan.leads())) == 8
    assert all(task.supporting_open_ended for task in plan.tasks)
    assert sum(len(one.indicators) for task in plan.tasks for one in task.milestones) == 48


def test_the_shipped_plan_is_the_task_list_with_what_people_added(plan: Plan) -> None:
    shipped = loads(SHIPPED)
    assert keep_curation(plan, shipped) == shipped
    assert dumps(shipped) == SHIPPED


def test_every_word_is_verbatim(plan: Plan) -> None:
    cells = {line.strip() for line in SOURCE.split("\n")}
    for task in plan.tasks:
        assert task.title in cells
        assert all(one.target in cells for one in task.milestones if task.number != 34)


def test_periods_start_and_end_with_their_years(plan: Plan) -> None:
    days = {(one.period, one.starts, one.due) for task in plan.tasks for one in task.milestones if task.number != 34}
    assert days == {
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2023-2024", date(2023, 1, 1), date(2024, 12, 31)),
    }


def test_a_column_that_goes_year_by_year_is_one_milestone_a_year(plan: Plan) -> None:
    task = plan.task(34)
    assert task is not None
    assert [(one.period, one.starts, one.due, one.target) for one in task.milestones[1:]] == [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023年，继续完善相关政策措施"),
        (
            "2024",
            date(2024, 1, 1),
            date(2024, 12, 31),
            "2024年，青少年尊重知识、热爱科学、富于创造、勇于创新的教育文化和校园氛围更加浓厚。",
        ),
    ]


def test_departments_are_cleaned_of_the_words_for_others(plan: Plan) -> None:
    task = plan.task(22)
    assert task is not None
    assert (task.lead, task.supporting) == (
        "区科技产业局",
        ("区党群工作部", "区发改财政局", "区社会事业局", "各高校"),
    )


def test_names_that_people_use_find_one_task_and_one_department() -> None:
    shipped = loads(SHIPPED)
    tasks = {alias: task.number for task in shipped.tasks for alias in task.aliases}
    used = {"保障房": 10, "驿站": 6, "书吧": 24, "三馆一宫": 26, "一卡通": 35, "名企名校行": 18, "雏鹰": 23, "归雁": 5}
    used |= {"归燕": 5, "滴灌": 15, "领航": 4, "暖心驿站": 6, "产业教授": 22, "相约星期六": 36}
    assert {name: tasks.get(name) for name in used} == used
    departments = {alias: one.name for one in shipped.departments for alias in one.aliases}
    assert departments["科技局"] == departments["产业局"] == "区科技产业局"
    assert departments["发改"] == departments["财政"] == "区发改财政局"
    assert departments["创服中心"] == departments["双创中心"] == "区创新创业服务中心"
    assert "组织部" not in departments
    assert shipped.task(6).short == "暖心驿站"  # type: ignore[union-attr]
    assert all(len(task.short) <= 10 for task in shipped.tasks)
    assert {task.number for task in shipped.tasks if task.note} == {10, 17, 18, 21, 23, 32, 33, 34}


SECOND = """附件1：
临江市制造业高质量发展三年行动任务分解表
	编号
	重点任务
	2025年底目标
	2026—2027年目标
	责任单位
	协办单位

	1
	开展“技改焕新”行动
	2025年实施技改项目不少于三百个，完成技改投资80亿元以上。
	累计实施技改项目突破1000个。
	市工信局
	市财政局、市发展改革委、各县（市、区）等有关单位

	2
	培育“专精特新”企业
	新增“专精特新”中小企业50家左右，其中国家级“小巨人”企业3-5家。
	每年新增“专精特新”中小企业40家。
	市工信局
	市科技局，市市场监管局

	3
	建设临江智造园
	推进二期工程，完成标准厂房30万平方米。
	园区产值达五百亿元，亩均税收达25万元。
	市开发区管委会
	市自然资源局、各有关部门

	4
	提升企业服务
	企业开办时间压缩至1天以内，每季度举办政企恳谈会1次。
	企业满意度保持在98%以上。
	市政务服务局
	—

	5
	引进高层次人才
	引进博士100名、硕士1000名，建设人才公寓2千套。
	2026年，引进博士120名；2027年，引进博士150名。
	市委组织部、市人社局
	各高校

	6
	发展绿色制造
	创建绿色工厂12家，单位GDP能耗下降3.5%。
	绿色工厂数量由12家增加到30家。
	市生态环境局
	市工信局等

	7
	升级数字设施
	新建5G基站1.2万个，千兆宽带用户占比超过60%。
	每万人拥有5G基站数达到26个。
	市大数据局
	各运营商

	8
	打造“一业一园”
	编制“一业一园”实施方案，举办第三届产业大会。
	形成“三园多点”格局。
	市工信局
	市商务局等部门

	9
	拓展国际市场
	进出口额、实际利用外资分别增长8%、5%。
	新设海外仓两个。
	市商务局
	临江海关等单位

	10
	强化金融支撑
	制造业贷款余额不低于1.5千亿元，不良率不超过1%。
	制造业贷款余额达2000亿。
	市金融办
	人民银行临江分行
"""


def test_another_citys_list() -> None:
    plan = parse_tasklist(SECOND, plan_id="linjiang-2025", source="linjiang.txt")
    assert plan.title == "临江市制造业高质量发展三年行动任务分解表"
    assert len(plan.tasks) == 10
    assert {(one.period, one.starts, one.due) for one in plan.tasks[0].milestones} == {
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026-2027", date(2026, 1, 1), date(2027, 12, 31)),
    }
    assert [one.name for one in plan.departments if one.kind == "group"] == ["各县（市、区）", "各高校", "各运营商"]
    read = {
        (task.number, one.period): [
            f"{found.name} {found.comparator} {found.goal:g} {found.unit} {found.basis}" for found in one.indicators
        ]
        for task in plan.tasks
        for one in task.milestones
    }
    assert read == {
        (1, "2025"): ["技改项目 >= 300 个 total", "技改投资 >= 80 亿元 total"],
        (1, "2026-2027"): ["技改项目 > 1000 个 cumulative"],
        (2, "2025"): ["“专精特新”中小企业 approx 50 家 new", "国家级“小巨人”企业 range 3 家 new"],
        (2, "2026-2027"): ["“专精特新”中小企业 = 40 家 per_year"],
        (3, "2025"): ["标准厂房 = 30 万平方米 total"],
        (3, "2026-2027"): ["园区产值 = 500 亿元 total", "亩均税收 = 25 万元 total"],
        (4, "2025"): ["企业开办时间 <= 1 天 total"],
        (4, "2026-2027"): ["企业满意度 >= 98 % total"],
        (5, "2025"): ["博士 = 100 名 total", "引进硕士 = 1000 名 total", "人才公寓 = 2 千套 total"],
        (5, "2026"): ["博士 = 120 名 total"],
        (5, "2027"): ["博士 = 150 名 total"],
        (6, "2025"): ["绿色工厂 = 12 家 total", "单位GDP能耗下降 = 3.5 % total"],
        (6, "2026-2027"): ["绿色工厂数量 = 30 家 total"],
        (7, "2025"): ["5G基站 = 1.2 万个 total", "千兆宽带用户占比 > 60 % total"],
        (7, "2026-2027"): ["每万人拥有5G基站数 = 26 个 total"],
        (8, "2025"): [],
        (8, "2026-2027"): [],
        (9, "2025"): ["进出口额增长 = 8 % total", "实际利用外资增长 = 5 % total"],
        (9, "2026-2027"): ["海外仓 = 2 个 total"],
        (10, "2025"): ["制造业贷款余额 >= 1.5 千亿元 total", "不良率 <= 1 % total"],
        (10, "2026-2027"): ["制造业贷款余额 = 2000 亿 total"],
    }
    lending = plan.tasks[9].milestones[1].indicators[0]
    assert (lending.base_low, lending.base_unit) == (200_000_000_000, "元")
    assert loads(dumps(plan)) == plan


def test_names_of_departments_in_another_citys_list() -> None:
    plan = parse_tasklist(SECOND, plan_id="linjiang-2025")
    joint, open_end, named, none = plan.tasks[4], plan.tasks[2], plan.tasks[1], plan.tasks[3]
    assert (joint.lead, joint.supporting) == ("市委组织部", ("市人社局", "各高校"))
    assert joint.note == "原文牵头部门为“市委组织部、市人社局”，以第一个为牵头。"
    assert (open_end.supporting, open_end.supporting_open_ended) == (("市自然资源局",), True)
    assert (named.supporting, named.supporting_open_ended) == (("市科技局", "市市场监管局"), False)
    assert (none.supporting, none.supporting_open_ended) == ((), False)


@pytest.mark.parametrize(
    "text",
    [
        SOURCE.replace("\n", "\r\n"),
        "\ufeff" + SOURCE,
        SOURCE.replace("\t", ""),  # an editor dropped the tabs
        SOURCE.replace("\t\n", "\n\n"),
    ],
)
def test_the_same_list_saved_in_another_way(text: str, plan: Plan) -> None:
    assert parse_tasklist(text, plan_id="gaoxin-2022") == plan


def test_one_row_a_line(plan: Plan) -> None:
    rows = [HEADER, ["1", "一", "建成公园3个。", "再建成2个。", "甲局", "乙局等部门"]]
    found = parse_tasklist("某清单\n" + "\n".join("\t".join(row) for row in rows))
    assert found == plan_of_rows(rows)
    assert [one.name for one in found.departments] == ["甲局", "乙局"]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["2025年", "2026年"], ["2025 2025-01-01 2025-12-31", "2026 2026-01-01 2026-12-31"]),
        (["2025年目标", "2025-2027年目标"], ["2025 2025-01-01 2025-12-31", "2025-2027 2026-01-01 2027-12-31"]),
        (["2025年上半年", "2025年下半年"], ["2025上半年 2025-01-01 2025-06-30", "2025下半年 2025-07-01 2025-12-31"]),
        (["2025年6月底目标", "2025年底目标"], ["2025-06 2025-01-01 2025-06-30", "2025 2025-07-01 2025-12-31"]),
        (["2025年第三季度"], ["2025三季度 2025-07-01 2025-09-30"]),
        (["2024-2026 年 目 标"], ["2024-2026 2024-01-01 2026-12-31"]),
    ],
)
def test_the_heading_decides_the_period(headings: list[str], expected: list[str]) -> None:
    rows = [["序号", "任务", *headings, "牵头单位"], ["1", "甲", *["推进。"] * len(headings), "甲局"]]
    (task,) = plan_of_rows(rows).tasks
    assert [f"{one.period} {one.starts} {one.due}" for one in task.milestones] == expected


def test_what_cannot_be_loaded_is_named_and_the_rest_is_read() -> None:
    rows = [
        HEADER,
        ["1", "一", "建成公园3个。", "", "甲局", ""],
        ["2", "二", "推进。", "推进。", "甲局", "", "多出来的"],
    ]
    found = read_rows(
        [["序号", "项目", "2022年目标", "配合部门", "备注"], ["1", "一", "建成公园3个。", "乙局", "续建"]]
    )
    assert (found.plan, found.missing) == (None, "lead")
    assert [(one.code, one.fault) for one in found.notices if one.fault] == [("no_lead", True)]
    plan = plan_of_rows(rows)
    assert [len(task.milestones) for task in plan.tasks] == [1, 2]


@pytest.mark.parametrize("text", ["", "随便一段话", '{"id": 1}', "序号\t目标"])
def test_what_is_no_task_list_is_refused(text: str) -> None:
    assert read(text).missing == "header"


def test_a_list_without_a_year_asks_for_it() -> None:
    rows = [["序号", "任务", "牵头单位"], ["1", "建成公园3个", "甲局"]]
    assert read_rows(rows).missing == "year"
    found = read_rows(rows, year=2026).plan
    assert found is not None
    assert str(found.tasks[0].milestones[0].due) == "2026-12-31"


@given(st.lists(st.sampled_from(["\t", "\n", "序号", "1", "2022年目标", "牵头部门", "项目", "甲局、", "等部门"])))
def test_no_text_makes_it_fail_otherwise(parts: list[str]) -> None:
    read("".join(parts))


def test_a_new_list_keeps_what_people_added_where_the_task_is_the_same(plan: Plan) -> None:
    shipped = loads(SHIPPED)
    renamed = replace(plan.tasks[5], title="实施高新“暖心驿站”提升计划")
    changed = replace(plan.tasks[22], milestones=plan.tasks[22].milestones[:1])
    other = replace(plan.tasks[0], title="实施“别的”计划", aliases=("别的",))
    kept = keep_curation(replace(plan, tasks=(renamed, changed, other)), shipped)
    assert kept.tasks[0].aliases == ("暖心驿站", "驿站", "青年人才驿站")
    assert (kept.tasks[1].aliases[0], kept.tasks[1].note) == ("雏鹰委培", None)
    assert kept.tasks[2].aliases == ("别的",)
