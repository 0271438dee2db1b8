"""Where good libraries read dates and characters wrongly, and ours must not (measured: dateparser, Babel, OpenCC)."""

from __future__ import annotations

from datetime import date, time

import pytest

from domain.workdays import Workdays
from language.dates import find_dates
from language.festivals import eve, festival
from language.normalise import clean, normalise
from language.numerals import number_value
from language.schedule.clocktimes import find_clocks

TODAY = date(2022, 10, 15)  # a Saturday
OFFICIAL = {
    "春节": "spring_festival",
    "清明": "tomb_sweeping_day",
    "端午": "dragon_boat_festival",
    "中秋": "mid_autumn_festival",
}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12月5日", date(2022, 12, 5)),
        ("这周日", date(2022, 10, 16)),
        ("本周日", date(2022, 10, 16)),
        ("春节前", date(2023, 1, 21)),  # ends the day before
        ("春节之前", date(2023, 1, 21)),
        ("国庆节前", date(2023, 9, 30)),
        ("除夕", date(2023, 1, 21)),  # not 30 December
        ("年三十", date(2023, 1, 21)),
        ("今天18时前", date(2022, 10, 15)),
    ],
)
def test_a_day(text: str, day: date) -> None:
    assert [one.due for one in find_dates(text, TODAY)] == [day]


@pytest.mark.parametrize("name", OFFICIAL)
def test_the_festivals_are_days_off_of_their_name(name: str) -> None:
    calendar = Workdays()
    for year in range(2022, 2027):
        day = festival(name, year)
        assert day is not None
        assert not calendar.is_workday(day)
        noted = {calendar.reason(day).holiday, "national_day" if name == "中秋" else None}
        assert OFFICIAL[name] in noted or "national_day" in noted, (name, year)


def test_the_eve_is_the_last_day_of_the_lunar_year() -> None:
    assert eve(date(2022, 1, 31)) == date(2022, 1, 31)
    assert eve(date(2022, 2, 1)) == date(2023, 1, 21)
    assert eve(date(2029, 12, 1)) == date(2030, 2, 2)
    assert eve(date(2030, 12, 1)) is None, "nobody has said yet"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("18时", time(18)),
        ("下午2:30", time(14, 30)),
        ("中午12点", time(12)),
        ("晚上12点", None),
        ("早上12点半", time(12, 30)),
    ],
)
def test_a_time_of_day(text: str, at: time | None) -> None:
    """晚上12点 belongs to the next day: it is asked about, and never taken for noon."""
    assert [one.at for one in find_clocks(text)] == [at]


@pytest.mark.parametrize(
    ("typed", "plain"), [("執行情況", "执行情况"), ("著重推進", "着重推进"), ("著作", "著作"), ("軟體", "软体")]
)
def test_traditional_characters_change_their_shape_and_no_word(typed: str, plain: str) -> None:
    assert normalise(typed).plain == plain


def test_the_tab_between_two_cells_stays() -> None:
    """Without it 11 and 8 of a pasted table would be 118."""
    assert clean("归国人才\t11\t8") == "归国人才\t11\t8"
    assert clean("6\u200b 已建\x004家\r\n") == "6 已建4家"


@pytest.mark.parametrize("about", ["三四十", "四五百", "二三千"])
def test_about_so_many_is_no_number(about: str) -> None:
    assert number_value(about) is None
