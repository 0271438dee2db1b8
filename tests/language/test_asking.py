"""Orders to chase, requests for sources, and 全部: taken only where nothing of the text is left unread."""

from __future__ import annotations

import pytest

from language.coordinator.asking import ChaseOrder, missing_task, read_chase, read_source
from language.requests import says
from tests.language.plans import message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第6项依据", (6,)),
        ("第六项的依据是什么？", (6,)),
        ("6依据", (6,)),
        ("依据 6", (6,)),
        ("依据：6、14", (6, 14)),
        ("查看第6项依据", (6,)),
        ("第6项的数据哪来的", (6,)),
        ("第6项是谁报的", (6,)),
        ("驿站的数是谁填的", (6,)),
        ("归雁计划数据来源", (5,)),
        ("第5项填报记录", (5,)),
        ("source of 6", (6,)),
        ("sources for task 6", (6,)),
        ("where does task 6 come from?", (6,)),
        ("第99项依据", (99,)),
        ("依据", None),
        ("6 依据上级文件已建4家", None),
        ("第6项进展", None),
        ("谁还没报", None),
        ("依据上级文件要求第6项已建4家", None),
        ("", None),
    ],
)
def test_read_source(text: str, expected: tuple[int, ...] | None) -> None:
    assert read_source(message(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("催办 6", ChaseOrder("named", tasks=(6,))),
        ("催办6、14", ChaseOrder("named", tasks=(6, 14))),
        ("帮我催一下驿站", ChaseOrder("named", tasks=(6,))),
        ("催办 99", ChaseOrder("named", tasks=(99,))),
        ("催一下科技产业局", ChaseOrder("unreported", "区科技产业局")),
        ("请催一下住建局", ChaseOrder("unreported", "区住房城乡建设局")),
        ("催一下党群部没报的", ChaseOrder("unreported", "区党群工作部")),
        ("催办科技局逾期的", ChaseOrder("overdue", "区科技产业局")),
        ("催办没报的", ChaseOrder("unreported")),
        ("催一下还没报的部门", ChaseOrder("unreported")),
        ("催办", ChaseOrder("unreported")),
        ("催办逾期的", ChaseOrder("overdue")),
        ("chase everyone", ChaseOrder("unreported")),
        ("催一下施工方", None),
        ("我催一下施工方", None),
        ("每周五下午4:30催一下没报的", None),
        ("催一下科技局的施工方", None),
        ("正在催审批", None),
        ("", None),
    ],
)
def test_read_chase(text: str, expected: ChaseOrder | None) -> None:
    assert read_chase(message(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((one, True) for one in ("全部", "查看全部", "更多", "剩下的", "all", "Show all", "全部。")),
        *((one, False) for one in ("全部正常推进", "全部完成", "all done", "谁还没报", "")),
    ],
)
def test_wants_all(text: str, expected: bool) -> None:
    assert says("all", text) is expected


@pytest.mark.parametrize(("text", "expected"), [("第99项进展", 99), ("第6项进展", None), ("谁还没报", None)])
def test_the_number_of_a_task_that_is_not_there(text: str, expected: int | None) -> None:
    assert missing_task(message(text)) == expected
