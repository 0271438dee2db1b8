"""JSON lines in, JSON readings out."""

from __future__ import annotations

import json

import pytest

from bot.understanding.lines import read_jsonl
from tests.bot.understanding.plans import NOW, shipped


def test_ids_are_echoed_and_blank_lines_skipped() -> None:
    lines = ['{"id": "a", "text": "60%", "context": {"asked_task": 6}}', "", '{"text": "收到"}']
    first, second = (json.loads(line) for line in read_jsonl(lines, "liaison", shipped(), NOW))
    assert (first["id"], first["intent"], first["tasks"], first["percent"]) == ("a", "update", [6], 60)
    assert (second["intent"], "id" in second) == ("ack", False)


def test_a_wrong_context_counts_as_none() -> None:
    (line,) = read_jsonl(['{"text": "60%", "context": {"asked_task": "6", "prev_text": 1}}'], "liaison", shipped(), NOW)
    assert json.loads(line)["ask"] == "which_task"


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"text": 1}'])
def test_what_is_no_message_is_named_by_its_line(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(read_jsonl(['{"text": "谁还没报"}', line], "coordinator", shipped(), NOW))


def test_an_unknown_audience() -> None:
    with pytest.raises(ValueError, match="no such audience"):
        list(read_jsonl([], "stranger", shipped(), NOW))


@pytest.mark.parametrize(("audience", "key"), [("coordinator", "filters"), ("admin", "rule")])
def test_other_audiences(audience: str, key: str) -> None:
    (line,) = read_jsonl(['{"text": "每周一上午9点"}'], audience, shipped(), NOW)
    assert key in json.loads(line)
