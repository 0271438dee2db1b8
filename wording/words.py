"""One person's language: sentences, dates and numbers.

Sentences stand in the code in Chinese, which is the product's first language and the key of the catalogue
`wording/locale/en.po`. `Words("en").t("已报送{done}/{all}", done=5, all=6)` looks the English up in what was compiled
from it, `en.mo`. `python3 dev.py words` finds the sentences and keeps both files in step with them. So that it finds
all of them, `t()` is given one sentence to the letter, or the name of one that was marked where it stands:

    N_("申请办结")             a sentence of a table, or one that a condition chooses
    NC_("page", "联络员")      the same, where its English is another one in this place (gettext's context)
    verbatim("【演练】")       no sentence: a sign, or what a person would type; said alike in every language
"""

from __future__ import annotations

import gettext
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

LANGUAGES = ("zh", "en")
CATALOGUE = Path(__file__).parent / "locale" / "en.po"
COMPILED = CATALOGUE.with_suffix(".mo")


class _InPlace(str):
    """A sentence whose translation depends on the place where it is said."""

    __slots__ = ("place",)

    def __new__(cls, place: str, chinese: str) -> _InPlace:
        sentence = super().__new__(cls, chinese)
        sentence.place = place
        return sentence

    place: str


def N_(chinese: str) -> str:  # noqa: N802 - gettext's name
    """Mark a sentence for the catalogue; it is looked up later, by `Words.t`."""
    return chinese


def NC_(place: str, chinese: str) -> str:  # noqa: N802 - gettext's name
    """Mark a sentence that is translated otherwise in this place than elsewhere."""
    return _InPlace(place, chinese)


def verbatim(text: str) -> str:
    """Mark Chinese that no catalogue holds, since it is the same in every language."""
    return text


WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
_IN_DATES = (
    *(NC_("date", "周一"), NC_("date", "周二"), NC_("date", "周三"), NC_("date", "周四")),
    *(NC_("date", "周五"), NC_("date", "周六"), NC_("date", "周日")),
)
_MONTHS = (
    *(N_("1月"), N_("2月"), N_("3月"), N_("4月"), N_("5月"), N_("6月")),
    *(N_("7月"), N_("8月"), N_("9月"), N_("10月"), N_("11月"), N_("12月")),
)


class Words:
    """The words of one language in one time zone. Immutable; make one a turn."""

    def __init__(self, language: str = "zh", zone: ZoneInfo | None = None) -> None:
        self.language = language if language in LANGUAGES else "zh"
        self.zone = zone or ZoneInfo("Asia/Shanghai")

    def t(self, chinese: str, **facts: object) -> str:
        """The sentence in this language, its {placeholders} filled in."""
        catalogue = _catalogue(self.language)
        if isinstance(chinese, _InPlace):
            sentence = catalogue.pgettext(chinese.place, chinese)
        else:
            sentence = catalogue.gettext(chinese)
        return sentence.format(**facts) if facts else sentence

    def local(self, instant: datetime) -> datetime:
        """An instant in the plan's zone."""
        return instant.astimezone(self.zone)

    def day(self, day: date) -> str:
        """11月25日(周五) / Fri 25 Nov."""
        return self.t("{month}{day}日({weekday})", month=self._month(day.month), day=day.day, weekday=self.weekday(day))

    def weekday(self, day: date) -> str:
        """周五 / Fri."""
        return self.t(_IN_DATES[day.weekday()])

    def full_day(self, day: date) -> str:
        """2022年11月25日 / 25 Nov 2022."""
        return self.t("{year}年{month}{day}日", year=day.year, month=self._month(day.month), day=day.day)

    def moment(self, instant: datetime) -> str:
        """11月25日(周五)17:30 / Fri 25 Nov 17:30."""
        local = self.local(instant)
        return self.t("{day}{clock}", day=self.day(local.date()), clock=f"{local:%H:%M}")

    def as_of(self, instant: datetime) -> str:
        """数据截至 11-25 15:10: the line that every answer carries."""
        return self.t("数据截至 {moment}", moment=f"{self.local(instant):%m-%d %H:%M}")

    def month(self, period: str) -> str:
        """A reporting cycle such as "2022-11" as 11月 / Nov."""
        return self._month(int(period[5:7]))

    def _month(self, number: int) -> str:
        return self.t(_MONTHS[number - 1])

    def number(self, value: float) -> str:
        """3, 2.4, 66.7: no trailing zeros, no thousands separators (people copy these figures)."""
        return f"{value:.10g}"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """What was compiled for a language; nothing for Chinese, whose sentences are the keys."""
    if language == "zh":
        return gettext.NullTranslations()
    with COMPILED.open("rb") as file:
        return gettext.GNUTranslations(file)
