"""The official arrangement of holidays, 2022 to 2026, in the words of the State Council's notices.

The lines of the notices of 2021-10-25, 2022-12-08, 2023-10-25, 2024-11-12 and 2025-11-04 as they were printed. They are
read here with one expression of their own; each line proves itself by the number of days and the weekdays it names.
Nothing here comes from a library or from the product.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

TEXTS = {
    2022: """
一、元旦：2022年1月1日至3日放假，共3天。
二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。
三、清明节：4月3日至5日放假调休，共3天。4月2日（星期六）上班。
四、劳动节：4月30日至5月4日放假调休，共5天。4月24日（星期日）、5月7日（星期六）上班。
五、端午节：6月3日至5日放假，共3天。
六、中秋节：9月10日至12日放假，共3天。
七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。
""",
    2023: """
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。
""",
    2024: """
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
""",
    2025: """
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
""",
    2026: """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
""",
}

_CODES = {
    "元旦": "new_years_day",
    "春节": "spring_festival",
    "清明节": "tomb_sweeping_day",
    "劳动节": "labour_day",
    "端午节": "dragon_boat_festival",
    "中秋节": "mid_autumn_festival",
    "国庆节": "national_day",
}
_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（(?:[^）]*、)?(?:周|星期)(.)）)?")


def _read(text: str, year: int) -> list[date]:
    """The dates of a clause, in order; a weekday that is named has to be right."""
    found: list[date] = []
    for said_year, month, day, weekday in _DATE.findall(text):
        one = date(int(said_year or year), int(month or found[-1].month), int(day))
        assert not weekday or "一二三四五六日"[one.weekday()] == weekday, (year, text)
        found.append(one)
    return found


def _line(line: str, year: int) -> tuple[str, date, date, tuple[date, ...]]:
    """Holiday, first and last day off, weekend days worked for it."""
    names, rest = line.split("、", 1)[1].split("：")
    free, *others = rest.split("。")
    days = _read(free.split("放假")[0], year)
    count = re.search(r"共(\d)天", free)
    assert not count or int(count[1]) == (days[-1] - days[0]).days + 1, line
    worked = [day for clause in others if clause.endswith("上班") for day in _read(clause, year)]
    assert all(day.weekday() >= 5 for day in worked), line
    holiday = "国庆节" if "国庆节" in names else names
    return _CODES[holiday], days[0], days[-1], tuple(worked)


NOTICES = tuple(_line(line, year) for year, text in TEXTS.items() for line in text.strip().splitlines())

FIRST, LAST = date(2022, 1, 1), date(2026, 12, 31)


def every_day() -> list[date]:
    """The days that the notices speak of."""
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def free_days() -> dict[date, str]:
    """Days off by a notice, and the holiday."""
    return {
        first + timedelta(days=n): holiday
        for holiday, first, last, _ in NOTICES
        for n in range((last - first).days + 1)
    }


def worked_weekends() -> dict[date, str]:
    """Weekend days that a notice makes workdays, and the holiday."""
    return {day: holiday for holiday, _, _, days in NOTICES for day in days}


FREE, MADE_UP = free_days(), worked_weekends()


def worked(day: date) -> bool:
    """Whether a day is worked by the notices; where none speaks of it, Monday to Friday are."""
    return day in MADE_UP or (day.weekday() < 5 and day not in FREE)
