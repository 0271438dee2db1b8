"""The official arrangement of holidays, 2022 to 2026, as the State Council's notices print it.

Copied by hand from the notices of 2021-10-25, 2022-12-08, 2023-10-25, 2024-11-12 (国办发明电〔2024〕12号) and
2025-11-04: first and last day off, and the weekend days that are worked. Nothing here comes from a library.
"""

from __future__ import annotations

from datetime import date, timedelta

# holiday, first day off, last day off, weekend days worked for it
NOTICES = (
    ("new_years_day", "2022-01-01", "2022-01-03", ()),
    ("spring_festival", "2022-01-31", "2022-02-06", ("2022-01-29", "2022-01-30")),
    ("tomb_sweeping_day", "2022-04-03", "2022-04-05", ("2022-04-02",)),
    ("labour_day", "2022-04-30", "2022-05-04", ("2022-04-24", "2022-05-07")),
    ("dragon_boat_festival", "2022-06-03", "2022-06-05", ()),
    ("mid_autumn_festival", "2022-09-10", "2022-09-12", ()),
    ("national_day", "2022-10-01", "2022-10-07", ("2022-10-08", "2022-10-09")),
    ("new_years_day", "2022-12-31", "2023-01-02", ()),
    ("spring_festival", "2023-01-21", "2023-01-27", ("2023-01-28", "2023-01-29")),
    ("tomb_sweeping_day", "2023-04-05", "2023-04-05", ()),
    ("labour_day", "2023-04-29", "2023-05-03", ("2023-04-23", "2023-05-06")),
    ("dragon_boat_festival", "2023-06-22", "2023-06-24", ("2023-06-25",)),
    ("national_day", "2023-09-29", "2023-10-06", ("2023-10-07", "2023-10-08")),
    ("new_years_day", "2024-01-01", "2024-01-01", ()),
    ("spring_festival", "2024-02-10", "2024-02-17", ("2024-02-04", "2024-02-18")),
    ("tomb_sweeping_day", "2024-04-04", "2024-04-06", ("2024-04-07",)),
    ("labour_day", "2024-05-01", "2024-05-05", ("2024-04-28", "2024-05-11")),
    ("dragon_boat_festival", "2024-06-10", "2024-06-10", ()),
    ("mid_autumn_festival", "2024-09-15", "2024-09-17", ("2024-09-14",)),
    ("national_day", "2024-10-01", "2024-10-07", ("2024-09-29", "2024-10-12")),
    ("new_years_day", "2025-01-01", "2025-01-01", ()),
    ("spring_festival", "2025-01-28", "2025-02-04", ("2025-01-26", "2025-02-08")),
    ("tomb_sweeping_day", "2025-04-04", "2025-04-06", ()),
    ("labour_day", "2025-05-01", "2025-05-05", ("2025-04-27",)),
    ("dragon_boat_festival", "2025-05-31", "2025-06-02", ()),
    ("national_day", "2025-10-01", "2025-10-08", ("2025-09-28", "2025-10-11")),
    ("new_years_day", "2026-01-01", "2026-01-03", ("2026-01-04",)),
    ("spring_festival", "2026-02-15", "2026-02-23", ("2026-02-14", "2026-02-28")),
    ("tomb_sweeping_day", "2026-04-04", "2026-04-06", ()),
    ("labour_day", "2026-05-01", "2026-05-05", ("2026-05-09",)),
    ("dragon_boat_festival", "2026-06-19", "2026-06-21", ()),
    ("mid_autumn_festival", "2026-09-25", "2026-09-27", ()),
    ("national_day", "2026-10-01", "2026-10-07", ("2026-09-20", "2026-10-10")),
)

FIRST, LAST = date(2022, 1, 1), date(2026, 12, 31)


def every_day() -> list[date]:
    """The days that the notices speak of."""
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def free_days() -> dict[date, str]:
    """Days off by a notice, and the holiday."""
    return {
        date.fromisoformat(first) + timedelta(days=n): holiday
        for holiday, first, last, _ in NOTICES
        for n in range((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)
    }


def worked_weekends() -> dict[date, str]:
    """Weekend days that a notice makes workdays, and the holiday."""
    return {date.fromisoformat(day): holiday for holiday, _, _, days in NOTICES for day in days}


def worked(day: date) -> bool:
    """Whether a day of 2022 to 2026 is worked, by the notices."""
    return day in worked_weekends() or (day.weekday() < 5 and day not in free_days())
