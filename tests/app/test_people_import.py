"""`duban people import`: a roster becomes invitations to hand out; what cannot be used is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from documents.opening import opened
from domain.grids import Document, Text
from domain.people import Membership, Role
from domain.planfile import loads
from language.roster import read_roster
from tests.app.commands import Duban
from tests.house.sources import ROOT

PLAN = loads((ROOT / "data/plan.json").read_bytes())
ROSTER = """姓名,单位,角色,AB角,电话
王晓明,科技局,联络员,A,013900000001
李静,区社会事业局,联络员,B角,13900000002
陈建国,区科技产业局,责任领导,,
赵敏,,统筹人员,,0756-3600000
孙某,不存在局,联络员,,
,区团工委,联络员,,
"""
BY_ROLE = "单位\t责任领导\t联络员（A角）\t电话\t联络员（B角）\n区团工委\t周正\t吴敏\t13900000003\t郑强、冯丽\n"


def test_people_departments_roles_and_telephones_are_read() -> None:
    found = read_roster(opened(ROSTER.encode(), "a.csv"), PLAN)
    assert [(one.name, one.membership, one.phone) for one in found.people] == [
        ("王晓明", Membership(Role.LIAISON, "区科技产业局"), "013900000001"),
        ("李静", Membership(Role.LIAISON, "区社会事业局", backup=True), "13900000002"),
        ("陈建国", Membership(Role.HEAD, "区科技产业局"), ""),
        ("赵敏", Membership(Role.COORDINATOR), "0756-3600000"),
    ]
    assert [(one.code, one.place.row) for one in found.faults] == [("roster_no_department", 6), ("roster_no_name", 7)]


def test_a_column_for_each_role() -> None:
    found = read_roster(Document((Text(tuple(BY_ROLE.split("\n"))),)), PLAN)
    assert [(one.name, one.membership.role, one.membership.backup, one.phone) for one in found.people] == [
        ("周正", Role.HEAD, False, ""),
        ("吴敏", Role.LIAISON, False, "13900000003"),
        ("郑强", Role.LIAISON, True, ""),
        ("冯丽", Role.LIAISON, True, ""),
    ]


@pytest.mark.parametrize("text", ["", "随便", "甲,乙\n1,2"])
def test_what_is_no_roster_says_so(text: str) -> None:
    found = read_roster(Document((Text(tuple(text.split("\n"))),)), PLAN)
    assert [one.code for one in found.faults] == ["roster_no_header"]
    assert not found.people


def test_invitations_are_made_once_it_was_looked_at(duban: Duban, folder: Path) -> None:
    (folder / "名册.csv").write_text(ROSTER, "gb18030")
    looked = duban("people", "import", "名册.csv")
    assert looked.exit_code == 0
    assert "第6行的 孙某：清单里没有“不存在局”这个单位" in looked.stdout
    assert not (folder / "var").exists(), "nothing is made by looking"

    refused = duban("people", "import", "名册.csv", "--out", "邀请码.xlsx")
    assert (refused.exit_code, "2行要改" in refused.stderr) == (1, True)
    made = duban("people", "import", "名册.csv", "--out", "邀请码.xlsx", "--page", "邀请码.html", "--yes")
    assert made.exit_code == 0
    assert "已生成4个邀请码" in made.stdout
    [sheet] = opened((folder / "邀请码.xlsx").read_bytes(), "邀请码.xlsx").parts
    rows = [[cell.text for cell in row.cells] for row in sheet.rows]  # type: ignore[union-attr]
    assert rows[0][:5] == ["姓名", "单位", "身份", "电话", "邀请码"]
    assert rows[1][:4] == ["王晓明", "区科技产业局", "联络员", "013900000001"]
    assert rows[2][2] == "联络员（B角）"
    assert len({row[4] for row in rows[1:]}) == 4
    page = (folder / "邀请码.html").read_text("utf-8")
    assert page.count("<svg") == 4
    assert rows[1][4] in page


def test_codes_that_cannot_be_written_down_are_not_made(duban: Duban, folder: Path) -> None:
    (folder / "名册.csv").write_text(ROSTER, "utf-8")
    assert duban("people", "import", "名册.csv", "--out", "missing/邀请码.xlsx", "--yes").exit_code == 1
    import sqlite3

    for file in (folder / "var").glob("*.db"):
        with sqlite3.connect(file) as database:
            assert database.execute("SELECT COUNT(*) FROM invitation").fetchone() == (0,)


def test_a_roster_in_excel_keeps_what_looks_like_a_formula_as_text(duban: Duban, folder: Path) -> None:
    book = xlsxwriter.Workbook(str(folder / "名册.xlsx"))
    sheet = book.add_worksheet()
    for at, row in enumerate((["姓名", "单位"], ["=1+1", "区团工委"], ["吴敏", "区团工委"])):
        for column, text in enumerate(row):
            sheet.write_string(at, column, text)
    book.close()
    told = duban("people", "import", "名册.xlsx").stdout
    assert "不像姓名" in told
    assert "1人可以邀请" in told
