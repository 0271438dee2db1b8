"""`duban understand` and `duban schedule`: one answer for each message, whatever the message."""

from __future__ import annotations

import json

import pytest

from tests.app.commands import Duban, lines, value

NOW = ("--now", "2022-10-15T10:00+08:00")
JUNK = [
    b'{"id": "a", "text": "6 \\u5df2\\u5efa4\\u5bb6"}',
    b"rubbish",
    b"",
    b'{"id": 7}',
    b"[1]",
    b"\xff\xfe",
    b'{"id": "b", "text": "\\ud800", "context": [1]}',
    b"[" * 50_000,
    b'{"id": "c", "text": "60%", "context": {"asked_task": 22}}',
]


@pytest.mark.parametrize(
    ("audience", "text", "expected"),
    [
        ("liaison", "第6项已建4家", {"intent": "update", "tasks": [6]}),
        ("coordinator", "谁还没报", {"intent": "list_unreported", "filters": {}}),
        ("admin", "每周一上午9点", {"rule.kind": "cron", "rule.cron": "0 9 * * 1"}),
    ],
)
def test_one_message(duban: Duban, audience: str, text: str, expected: dict[str, object]) -> None:
    reading = value(duban("understand", "--audience", audience, *NOW, text))
    flat = {**reading, **{f"rule.{name}": what for name, what in reading.get("rule", {}).items()}}
    assert {name: flat[name] for name in expected} == expected


def test_lines_of_text(duban: Duban) -> None:
    found = lines(duban("understand", "--audience", "coordinator", *NOW, given="谁还没报\n\n逾期的有哪些\r\n"))
    assert [one["intent"] for one in found] == ["list_unreported", "list_overdue"]


@pytest.mark.parametrize("audience", ["liaison", "coordinator", "admin"])
def test_what_is_no_message_gets_a_line_all_the_same(duban: Duban, audience: str) -> None:
    found = lines(duban("understand", "--audience", audience, *NOW, "--jsonl", given=b"\n".join(JUNK)))
    assert [one.get("id") for one in found] == ["a", None, 7, None, None, "b", None, "c"]
    assert [("error" in one) for one in found] == [False, True, True, True, True, False, True, False]
    assert all(one["intent"] == "unknown" for one in found if "error" in one)


def test_the_context_counts(duban: Duban) -> None:
    message = json.dumps({"id": 1, "text": "60%", "context": {"asked_task": 21}})
    (reading,) = lines(duban("understand", "--audience", "liaison", *NOW, "--jsonl", given=message))
    assert (reading["id"], reading["tasks"], reading["percent"]) == (1, [21], 60)


def test_a_wrong_context_counts_as_none(duban: Duban) -> None:
    message = json.dumps({"text": "60%", "context": {"asked_task": "6", "prev_text": 1}})
    (reading,) = lines(duban("understand", "--audience", "liaison", *NOW, "--jsonl", given=message))
    assert (reading["ask"], "id" in reading) == ("which_task", False)


def test_explained(duban: Duban) -> None:
    reading = value(duban("understand", "--audience", "liaison", *NOW, "--explain", "第6项已建4家"))
    assert all(len(one) == 2 for one in reading["findings"])
    assert reading["findings"]


@pytest.mark.parametrize(
    "words",
    [
        ("--audience", "king", "x"),
        ("--audience", "liaison", "--jsonl", "x"),
        ("--audience", "liaison", "--now", "2022-13-01", "x"),
        ("x",),
    ],
)
def test_understand_used_wrongly(duban: Duban, words: tuple[str, ...]) -> None:
    assert duban("understand", *words).exit_code == 2


@pytest.mark.parametrize(
    ("phrase", "options", "times"),
    [
        (
            "每月25日上午9点提醒牵头部门，遇节假日顺延",
            ["--from", "2022-10-22"],
            ["2022-10-25T09:00", "2022-11-25T09:00", "2022-12-26T09:00", "2023-01-28T09:00"],
        ),
        ("每月25日", ["--from", "2022-12-25", "--count", "2"], ["2022-12-25T09:00", "2023-01-25T09:00"]),
        ("每周五下午4:30催一下没报的", ["--from", "2022-10-15", "--count", "1"], ["2022-10-21T16:30"]),
        (
            "截止前30/14/7/3/1天",
            ["--due", "2022-12-31"],
            ["2022-12-01T09:00", "2022-12-17T09:00", "2022-12-24T09:00", "2022-12-28T09:00", "2022-12-30T09:00"],
        ),
        ("截止前7天", ["--from", "2022-10-15", "--count", "2"], ["2022-12-24T09:00", "2023-12-24T09:00"]),
        ("每月22日9点，25日17:30前报送", ["--from", "2022-10-01", "--count", "1"], ["2022-10-22T09:00"]),
        ("明天上午8点", ["--from", "2022-10-15"], ["2022-10-16T08:00"]),
    ],
)
def test_the_next_real_dates(duban: Duban, phrase: str, options: list[str], times: list[str]) -> None:
    found = value(duban("schedule", "preview", phrase, *options, "--json"))
    assert set(found) == {"rule", "times", "reasons"}
    assert found["times"] == [f"{one}+08:00" for one in times]
    assert len(found["reasons"]) == len(times)


def test_why_a_date_is_moved(duban: Duban) -> None:
    shown = duban("schedule", "preview", "每月25日9点，遇节假日顺延", "--from", "2022-12-01", "--count", "2").stdout
    assert "1) 2022-12-26 周一 09:00  25日周日，顺延" in shown
    assert "2) 2023-01-28 周六 09:00  25日春节，顺延；28日为调休上班" in shown


def test_several_fair_readings_are_all_shown(duban: Duban) -> None:
    found = value(duban("schedule", "preview", "每季度末前5个工作日", "--from", "2022-10-01", "--json"))
    assert found["question"] == "which_reading"
    assert len(found["readings"]) > 1
    assert found["times"] == found["readings"][0]["times"]


@pytest.mark.parametrize("phrase", ["随便说说", "暂停提醒", "", "2022年10月1日上午9点"])
def test_what_is_no_rule(duban: Duban, phrase: str) -> None:
    result = duban("schedule", "preview", phrase, "--from", "2022-10-15")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip()


def test_parse(duban: Duban) -> None:
    assert (
        "每月25日09:00提醒牵头部门；遇节假日顺延" in duban("schedule", "parse", "每月25日上午9点，遇节假日顺延").stdout
    )
    assert value(duban("schedule", "parse", "每周一上午9点", "--json"))["rule"]["cron"] == "0 9 * * 1"
    asked = duban("schedule", "parse", "每周三3点", "--json")
    assert asked.exit_code == 1
    assert json.loads(asked.stdout)["question"]["code"] == "which_time"
    assert "3点" in asked.stderr
