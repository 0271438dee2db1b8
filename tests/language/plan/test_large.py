"""A list of a whole province: 3 000 rows within the marks, and what nobody should send within limits too."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from domain.grids import Cell, Document, Row, Table, Text
from language.plan.tasklist import read_tasklist

ROOT = Path(__file__).parents[3]
ROWS = 3_000
MARKS = 5.0, 200  # seconds of the processor, MB


def row(at: int) -> list[str]:
    """One of the rows; no two are alike."""
    leads = ("区住建局", "区教育局", "区卫健局", "区商务局", "区民政局", "区水务局", "区人社局", "区交通局")
    target = (
        f"改造老旧小区{at % 17 + 2}个，惠及居民不少于{at * 3 + 100}户；新增停车泊位{at % 300 + 20}个，投资{at}万元。"
    )
    return [
        str(at),
        f"第{at}号片区改造提升",
        target,
        leads[at % 8],
        f"{leads[(at + 1) % 8]}、各街道",
        f"2025年{at % 12 + 1}月底前",
    ]


HEAD = ["序号", "重点任务", "工作目标", "牵头单位", "配合单位", "完成时限"]
CHILD = """
import resource, sys, time
from pathlib import Path
from documents.opening import opened
from language.plan.tasklist import read_tasklist
told = []
document = opened(Path(sys.argv[1]).read_bytes(), sys.argv[1])
reading = read_tasklist(document, plan_id="x", told=lambda *one: told.append(one))
mine, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
spent = mine.ru_utime + mine.ru_stime + child.ru_utime + child.ru_stime
print(len(reading.plan.tasks), len(told), spent, max(mine.ru_maxrss, child.ru_maxrss) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("form", ["list.xlsx", "list.docx"])
def test_three_thousand_rows(tmp_path: Path, form: str) -> None:
    from tests.documents.forms import FORMS

    file = tmp_path / form
    file.write_bytes(FORMS[form]("某省2025年重点任务清单", [HEAD, *map(row, range(1, ROWS + 1))]))
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tasks, told, spent, memory = done.stdout.split()
    assert (int(tasks), int(told) >= ROWS // 100) == (ROWS, True)
    assert float(spent) < MARKS[0]
    assert int(memory) < MARKS[1]


# What a reader that goes back and forth would choke on: each is small as a file, and long as a text.
ENDLESS = {
    "figures": "新增停车位1个，" * 3_000,
    "brackets": "（" * 20_000,
    "quotation marks": "“" * 20_000,
    "digits": "9" * 20_000,
    "one word": "改造" * 10_000,
    "departments": "区住建局、" * 4_000,
    "dates": "2025年6月底前" * 2_000,
    "blanks": " " * 20_000,
    "labels": "牵头单位：" * 4_000,
    "dashes": "-" * 20_000,
    "steps": "一是" * 10_000,
}


@pytest.mark.parametrize("case", ENDLESS)
def test_an_endless_cell_is_read_in_bounded_time(case: str) -> None:
    words = ENDLESS[case]
    began = time.process_time()
    for place in range(1, 6):
        cells = ["1", "任务", "目标", "区住建局", "区教育局", "2025年6月"]
        cells[place] = words
        rows = [Row(at, tuple(Cell(one) for one in each)) for at, each in enumerate((HEAD, cells), 1)]
        read_tasklist(Document((Table(tuple(rows)),)), plan_id="x", title="2025年清单")
    read_tasklist(Document((Text((words,)),)), plan_id="x", title="2025年清单")
    read_tasklist(Document((Text(("2025年清单", f"1.{words}（牵头单位：区住建局）")),)), plan_id="x")
    assert time.process_time() - began < 10
