"""`duban simulate`: a message a line, in order, and for people a listing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.commands import Duban, lines

SPAN = ("simulate", "--from", "2022-10-20", "--to", "2022-10-27")


def test_a_week_as_json(duban: Duban) -> None:
    messages = lines(duban(*SPAN, "--json"))
    assert all(set(one) == {"at", "to", "roles", "rule", "step", "tasks", "text"} for one in messages)
    times = [one["at"] for one in messages]
    assert times == sorted(times)
    steps = {(one["at"], one["step"]) for one in messages if one["rule"] == "S-1"}
    assert ("2022-10-21T09:00+08:00", "open") in steps
    assert ("2022-10-24T09:00+08:00", "second") in steps
    assert ("2022-10-26T09:00+08:00", "chase") in steps
    opened = [one for one in messages if one["step"] == "open"]
    assert sorted(number for one in opened for number in one["tasks"]) == list(range(1, 37))


def test_a_week_for_people(duban: Duban) -> None:
    said = duban(*SPAN).stdout
    assert "2022-10-21 09:00" in said
    assert "[S-1 open]" in said
    assert said.splitlines()[-1].startswith("共")


@pytest.mark.parametrize(
    "options",
    [
        ("--from", "2022-01-02", "--to", "2022-01-01"),
        ("--from", "2022-01-01"),
        ("--from", "x", "--to", "2022-01-01"),
        ("--from", "0001-01-01", "--to", "9999-12-31"),
    ],
)
def test_used_wrongly(duban: Duban, options: tuple[str, ...]) -> None:
    assert duban("simulate", *options).exit_code == 2


def test_another_plan_that_is_broken(duban: Duban) -> None:
    assert duban(*SPAN, "--plan", "missing.json").exit_code == 1


def test_a_script_is_played_and_its_answers_are_told_on_request(duban: Duban, folder: Path) -> None:
    told = "2022-10-21 10:00 区科技产业局: 6 已建4家；其余正常\n2022-10-21 10:01 区科技产业局: 确认\n"
    for encoding in ("utf-8", "gb18030"):
        (folder / "year.txt").write_bytes(told.encode(encoding))
        messages = lines(duban(*SPAN, "--script", "year.txt", "--replies", "--json"))
        replies = [one for one in messages if one["step"] == "reply"]
        assert [(one["at"], one["to"], one["rule"]) for one in replies] == [
            ("2022-10-21T10:00+08:00", "王晓明", ""),
            ("2022-10-21T10:01+08:00", "王晓明", ""),
        ]
        assert lines(duban(*SPAN, "--script", "year.txt", "--json")) == [one for one in messages if one not in replies]
    chased = {one["to"] for one in messages if one["step"] == "chase"}
    assert chased
    assert "王晓明" not in chased


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("# a note\n2022-10-21 10:00 某某局: 正常\n", "第2行"),
        ("2022-10-21 10:00 统筹: [没有这个按钮]\n", "第1行"),
        ("\nwhatever", "第2行"),
    ],
)
def test_a_script_that_cannot_be_played_names_the_line(duban: Duban, folder: Path, script: str, told: str) -> None:
    (folder / "year.txt").write_text(script, encoding="utf-8")
    result = duban(*SPAN, "--script", "year.txt")
    assert result.exit_code == 1
    assert told in result.stderr


def test_a_script_that_is_no_text_or_not_there(duban: Duban, folder: Path) -> None:
    (folder / "year.txt").write_bytes(b"\xff\xfe\x00")
    assert duban(*SPAN, "--script", "year.txt").exit_code == 1
    assert duban(*SPAN, "--script", "missing.txt").exit_code == 1
