"""Lists as offices write them: every one is read as a careful person read it, whatever form it comes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.opening import opened
from domain.plan import Plan
from language.plan.tasklist import read_tasklist
from tests.documents.forms import FORMS, pdf
from tests.language.plan.score import lists_in, score

LISTS = Path(__file__).parent / "lists"
TABLES = [one for one in lists_in(LISTS) if "\t" in one.read_text("utf-8")]


@pytest.mark.parametrize("file", lists_in(LISTS), ids=lambda one: one.stem)
def test_a_list_is_read_as_a_person_read_it(file: Path) -> None:
    found = score(file)
    assert not found.faults
    assert found.rows > 1


# Numbers such as 1-1, tasks without a number, a dash or a remark in the middle: a flattened table of these cannot be
# put together again for sure, and the preview shows what came of it.
NOT_FLATTENED = {
    *("baiyun-2026", "binhe-2025", "dagang-2023", "donghe-2024", "fenghuang-2023", "yanta-2025"),
    *("dongling-2025", "luoxi-2024", "meicheng-2025", "donghai-2026", "xiyue-2025", "yuelu-2026"),
}
SECTIONS_LEAD = {"jiangpu-2026"}  # who leads stands in rows of sections, which these two forms do not have


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("file", TABLES, ids=lambda one: one.stem)
def test_the_form_of_a_list_changes_nothing(file: Path, form: str) -> None:
    """Leads, dates and figures are the same in every form; what a form loses (empty cells of a flattened one) may not
    touch them."""
    lines = file.read_text("utf-8").strip().split("\n")
    first = next(at for at, line in enumerate(lines) if "\t" in line)
    heading = lines[first - 1]
    rows = [line.split("\t") for line in lines[first:]]
    lost = file.stem in NOT_FLATTENED or any(len(row) > 1 and not all(row[:-1]) for row in rows)
    if file.stem in SECTIONS_LEAD and form.startswith(("flattened", "one-cell")):
        pytest.skip("rows of sections are no part of that form")
    if (form.startswith("flattened") and lost) or (form.startswith("one-cell") and any(not row[0] for row in rows)):
        pytest.skip("which cells are empty cannot be told once their table is gone")
    plain, other = read(file.read_bytes(), file.name), read(FORMS[form](heading, rows), form)
    assert [told(one) for one in facts(other)] == [told(one) for one in facts(plain)]


def read(content: bytes, name: str) -> Plan:
    plan = read_tasklist(opened(content, name), plan_id="x", source=name).plan
    assert plan is not None
    return plan


def facts(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (
            task.number,
            task.lead,
            frozenset(task.supporting),
            tuple(one.due for one in task.milestones),
            tuple(
                sorted(str((each.low, each.high, each.unit, each.basis)) for each in one.indicators)
                for one in task.milestones
            ),
        )
        for task in plan.tasks
    ]


def told(fact: tuple[object, ...]) -> str:
    return " | ".join(map(str, fact))


@pytest.mark.parametrize("file", TABLES[::3], ids=lambda one: one.stem)
def test_a_table_in_a_pdf_is_read_by_its_lines(file: Path) -> None:
    """Its cells are printed in several lines: a number that was broken at the edge is one number."""
    lines = file.read_text("utf-8").strip().split("\n")
    first = next(at for at, line in enumerate(lines) if "\t" in line)
    content = pdf(lines[first - 1], [line.split("\t") for line in lines[first:]])
    plain, printed = read(file.read_bytes(), file.name), read(content, "list.pdf")
    assert [told(one) for one in facts(printed)] == [told(one) for one in facts(plain)]


def test_a_pdf_goes_on_over_its_pages() -> None:
    head = ["序号", "任务", "牵头单位", "完成时限"]
    rows = [[str(at), f"建成口袋公园{at + 1}个", "区住建局", "2025年10月底"] for at in range(1, 81)]
    plan = read(pdf("某区2025年任务清单", [head, *rows]), "list.pdf")
    assert [one.number for one in plan.tasks] == list(range(1, 81))
    assert [one.milestones[0].indicators[0].low for one in plan.tasks] == [at + 1.0 for at in range(1, 81)]
