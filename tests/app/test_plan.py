"""`duban plan`: check, load, compare, show, write; what is broken changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.commands import Duban, value
from tests.house.sources import ROOT

PLAN = ROOT / "data/plan.json"
LIST = ROOT / "data/tasklist.txt"


def revised(folder: Path, *changes: tuple[str, str]) -> str:
    """A task list in the folder with some words changed."""
    text = LIST.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "revised.txt"
    path.write_text(text, "utf-8")
    return str(path)


def test_the_task_list_is_the_plan_file(duban: Duban, folder: Path) -> None:
    result = duban("plan", "import", str(LIST), "--out", "plan.json")
    assert result.exit_code == 0
    assert "36项任务，73个时间节点，48个量化指标，18个部门（其中8个牵头）" in result.stdout
    assert (folder / "plan.json").read_bytes() == PLAN.read_bytes()
    assert not (folder / "var").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_task_list_may_be_written_as_offices_write(duban: Duban, folder: Path, encoding: str) -> None:
    (folder / "list.txt").write_text(LIST.read_text("utf-8"), encoding)
    assert value(duban("plan", "diff", "list.txt", "--json")) == []


def test_it_is_loaded_once_and_then_only_what_changed(duban: Duban, folder: Path) -> None:
    assert "第1版" in duban("plan", "import", str(PLAN), "--load").stdout
    assert "没有改动" in duban("plan", "import", str(LIST), "--load").stdout
    new = revised(folder, ("不少于5家", "不少于6家"))

    unconfirmed = duban("plan", "import", new, "--load", given="")
    assert unconfirmed.exit_code == 1
    assert "--yes" in unconfirmed.stderr
    assert "不少于5家" in duban("plan", "show", "6").stdout

    assert "第2版" in duban("plan", "import", new, "--load", "--yes").stdout
    shown = duban("plan", "show", "6").stdout
    assert "建成珠海青年人才驿站不少于6家" in shown
    assert "暖心驿站、驿站" in shown  # what people added is kept
    assert [one["field"] for one in value(duban("plan", "diff", str(PLAN), "--json")) if one["task"] == 6] == [
        "milestones[2022].target",
        "milestones[2022].indicators",
    ]
    assert "不少于6家" in duban("plan", "export").stdout


def test_an_office_and_the_local_chat_have_a_plan_each(duban: Duban, folder: Path) -> None:
    duban("plan", "import", str(PLAN), "--load", "--office")
    assert (folder / "var/duban.db").exists()
    assert not (folder / "var/local.db").exists()
    duban("plan", "import", revised(folder, ("不少于5家", "不少于6家")), "--load", "--yes", "--office")
    assert "不少于6家" in duban("plan", "show", "6", "--office").stdout
    assert "不少于5家" in duban("plan", "show", "6", "--local").stdout


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", b"{", "JSON"),
        ("a.json", b"\xff", "UTF-8"),
        ("a.json", b'{"id": 1}', "tasks"),
        ("a.txt", "没有表格".encode(), "没有读出任务"),
        ("a.docx", b"", "a.docx"),
        ("nothing.txt", None, "nothing.txt"),
    ],
)
@pytest.mark.parametrize("command", [("import", "--load", "--yes", "--out", "o.json"), ("diff",)])
def test_a_broken_file_changes_nothing(
    duban: Duban, folder: Path, command: tuple[str, ...], name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    result = duban("plan", command[0], name, *command[1:])
    assert result.exit_code == 1
    assert told in result.stderr
    assert not (folder / "var").exists()
    assert not (folder / "o.json").exists()


def test_every_problem_is_told_with_task_and_field(duban: Duban, folder: Path) -> None:
    broken = json.loads(PLAN.read_bytes())
    broken["tasks"][5]["lead"] = "区不存在局"
    broken["tasks"][9]["milestones"][0]["due"] = "2022-13-01"
    (folder / "broken.json").write_text(json.dumps(broken), "utf-8")
    told = duban("plan", "import", "broken.json").stderr
    assert "第6项 · lead：" in told
    assert "第10项 · milestones" in told


def test_another_plan_is_not_loaded_over_the_first(duban: Duban, folder: Path) -> None:
    duban("plan", "import", str(PLAN), "--load")
    result = duban("plan", "import", str(PLAN), "--id", "other", "--load", "--yes")
    assert (result.exit_code, "other" in result.stderr) == (1, True)
    assert json.loads(duban("plan", "export").stdout)["id"] == "gaoxin-2022"


def test_show(duban: Duban) -> None:
    table = duban("plan", "show").stdout
    assert "36" in table
    assert "实施高新“暖心驿站”计划" in table
    assert value(duban("plan", "show", "6", "--json"))["lead"] == "区科技产业局"
    assert len(value(duban("plan", "show", "--json"))["tasks"]) == 36
    missing = duban("plan", "show", "99")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "第99项" in missing.stderr


def test_export_writes_all_or_nothing(duban: Duban, folder: Path) -> None:
    assert duban("plan", "export", "out.json").exit_code == 0
    assert (folder / "out.json").read_bytes() == PLAN.read_bytes()
    refused = duban("plan", "export", "missing/out.json")
    assert refused.exit_code == 1
    assert "missing/out.json" in refused.stderr
    assert [one.name for one in folder.iterdir()] == ["out.json"]
