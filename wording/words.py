"""One person's language: sentences, dates and numbers.

Sentences stand in the code in Chinese, which is the product's first language and the key of the catalogue
`wording/locale/en.po`. `Words("en").t("已报送{done}/{all}", done=5, all=6)` looks the English up; a test fails when a
sentence has no English or the placeholders differ.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

LANGUAGES = ("zh", "en")
CATALOGUE = Path(__file__).parent / "locale" / "en.po"

_WEEKDAYS = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Words:
    """The words of one language in one time zone. Immutable; make one a turn."""

    def __init__(self, language: str = "zh", zone: ZoneInfo | None = None) -> None:
        self.language = language if language in LANGUAGES else "zh"
        self.zone = zone or ZoneInfo("Asia/Shanghai")

    def t(self, chinese: str, **facts: object) -> str:
        """The sentence in this language, its {placeholders} filled in."""
        sentence = chinese if self.language == "zh" else _english().get(chinese, chinese)
        return sentence.format(**facts) if facts else sentence

    def local(self, instant: datetime) -> datetime:
        """An instant in the plan's zone."""
        return instant.astimezone(self.zone)

    def day(self, day: date) -> str:
        """11月25日(周五) / Fri 25 Nov."""
        if self.language == "en":
            return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {_MONTHS_EN[day.month - 1]}"
        return f"{day.month}月{day.day}日(周{_WEEKDAYS[day.weekday()]})"

    def weekday(self, day: date) -> str:
        """周五 / Fri."""
        return _WEEKDAYS_EN[day.weekday()] if self.language == "en" else f"周{_WEEKDAYS[day.weekday()]}"

    def full_day(self, day: date) -> str:
        """2022年11月25日 / 25 Nov 2022."""
        if self.language == "en":
            return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
        return f"{day.year}年{day.month}月{day.day}日"

    def moment(self, instant: datetime) -> str:
        """11月25日(周五)17:30 / Fri 25 Nov 17:30."""
        local = self.local(instant)
        gap = " " if self.language == "en" else ""
        return f"{self.day(local.date())}{gap}{local:%H:%M}"

    def as_of(self, instant: datetime) -> str:
        """数据截至 11-25 15:10: the line that every answer carries."""
        return self.t("数据截至 {moment}", moment=f"{self.local(instant):%m-%d %H:%M}")

    def month(self, period: str) -> str:
        """A reporting cycle such as "2022-11" as 11月 / Nov."""
        month = int(period[5:7])
        return _MONTHS_EN[month - 1] if self.language == "en" else f"{month}月"

    def number(self, value: float) -> str:
        """3, 2.4, 66.7: no trailing zeros, no thousands separators (people copy these figures)."""
        return f"{value:.10g}"


@cache
def _english() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}
