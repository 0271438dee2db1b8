"""The first stages alone: plain shape, numbers, dates."""

from __future__ import annotations

from datetime import date

import pytest

from language.dates import find_dates, find_times
from language.normalise import normalise
from language.numerals import number_value
from tests.language.plans import TODAY


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("1,000", 1000),
        ("1.2亿", 120_000_000),
        ("2000万", 20_000_000),
        ("3千万", 30_000_000),
        ("1亿2000万", 120_000_000),
        ("十", 10),
        ("二十三", 23),
        ("一百二十", 120),
        ("一百二", 120),
        ("一百零二", 102),
        ("一万二", 12_000),
        ("两百", 200),
        ("三点五", 3.5),
        ("二零二三", 2023),
        ("家", None),
        ("", None),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    assert number_value(text) == value


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("６５％", "65%"),
        ("@小助手 相约星期六 50%", " 相约星期六 50%"),
        ("“暖心驿站”已建４家", "暖心驿站已建4家"),
        ("進度滯後，資金未到位", "进度滞后,资金未到位"),
        ("以完成", "已完成"),
        ("可以完成", "可以完成"),
        ("嗯那个第六项呢现在是百分之六十", "第六项现在是百分之六十"),
        ("6: 4 built; 14 behind, waiting for legal; rest ok", "6: 4建成; 14 滞后, 等 legal; 其余正常"),
    ],
)
def test_plain_shape(typed: str, plain: str) -> None:
    assert normalise(typed).plain == plain


def test_the_original_words_are_kept() -> None:
    text = normalise("14 behind，等區法務意見！")
    start = text.plain.index("等")
    assert text.words(start, len(text.plain)) == "等區法務意見！"
    assert text.words(3, 5) == "behind"


@pytest.mark.parametrize(
    ("text", "first", "last", "due"),
    [
        ("12月31日前完成", "2022-12-31", "2022-12-31", "2022-12-31"),
        ("2023年6月底", "2023-06-21", "2023-06-30", "2023-06-30"),
        ("下个月10号", "2022-11-10", "2022-11-10", "2022-11-10"),
        ("11月中旬", "2022-11-11", "2022-11-20", "2022-11-20"),
        ("11月初", "2022-11-01", "2022-11-10", None),
        ("月底", "2022-10-21", "2022-10-31", "2022-10-31"),
        ("年底", "2022-12-01", "2022-12-31", "2022-12-31"),
        ("明年上半年", "2023-01-01", "2023-06-30", "2023-06-30"),
        ("三季度", "2022-07-01", "2022-09-30", "2022-09-30"),
        ("本周", "2022-10-10", "2022-10-16", "2022-10-16"),
        ("下周五", "2022-10-21", "2022-10-21", "2022-10-21"),
        ("周五", "2022-10-21", "2022-10-21", "2022-10-21"),
        ("昨天", "2022-10-14", "2022-10-14", "2022-10-14"),
        ("两周内", "2022-10-15", "2022-10-29", "2022-10-29"),
        ("最近7天", "2022-10-09", "2022-10-15", None),
        ("延期两周", "2022-10-15", "2022-10-15", None),
        ("10.28前", "2022-10-28", "2022-10-28", "2022-10-28"),
        ("十一月二十号", "2022-11-20", "2022-11-20", "2022-11-20"),
    ],
)
def test_dates(text: str, first: str, last: str, due: str | None) -> None:
    (found,) = find_dates(text, TODAY)
    assert (str(found.first), str(found.last)) == (first, last)
    assert found.due == (date.fromisoformat(due) if due else None)


@pytest.mark.parametrize("text", ["2.4人", "15号文", "第6号任务", "2月30日", "五一", "三期", "青年人才", "个月"])
def test_what_is_no_date(text: str) -> None:
    assert [text[one.start : one.end] for one in find_dates(text, TODAY) if one.grain == "day"] == []


def test_a_month_gone_by_is_next_years_unless_it_is_hardly_over() -> None:
    (march,) = find_dates("3月底", TODAY)
    (september,) = find_dates("9月底", TODAY)
    ahead = march.ahead(TODAY)
    assert ahead is not None
    assert ahead.last == date(2023, 3, 31)
    assert september.ahead(TODAY) is None


@pytest.mark.parametrize(("text", "times"), [("9:30开会", ["9:30"]), ("下午3点半", ["下午3点半"]), ("6:40人", [])])
def test_times(text: str, times: list[str]) -> None:
    assert [text[start:end] for start, end in find_times(text)] == times
