"""The local chat's clock, moved in words: the dates and times are those of the other readers."""

from __future__ import annotations

from datetime import datetime

import pytest

from language.moving import is_next, target

NOW = datetime.fromisoformat("2022-10-21 09:00")  # a Friday


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("+1天", "2022-10-22 09:00"),
        ("3天后", "2022-10-24 09:00"),
        ("+1个月", "2022-11-20 09:00"),
        ("2 days", "2022-10-23 09:00"),
        ("2022-11-25", "2022-11-25 09:00"),
        ("到2022-11-25 17:30", "2022-11-25 17:30"),
        ("到11月25日", "2022-11-25 09:00"),
        ("11月25日下午5点半", "2022-11-25 17:30"),
        ("下周一", "2022-10-24 09:00"),
        ("明天8点", "2022-10-22 08:00"),
        ("10点", "2022-10-21 10:00"),
        ("上午8点", "2022-10-22 08:00"),
        ("3月1日", "2023-03-01 09:00"),
        ("快进", None),
        ("2月30日", None),
        ("", None),
    ],
)
def test_a_target(text: str, to: str | None) -> None:
    assert target(text, NOW) == (datetime.fromisoformat(to) if to else None)


def test_the_next_reminder() -> None:
    assert is_next("到下一条提醒")
    assert not is_next("下一周")
