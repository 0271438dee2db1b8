"""`duban simulate`: a message a line, in order, and for people a listing."""

from __future__ import annotations

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
