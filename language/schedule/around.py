"""Days around a due date, as people say them: 截止前30/14/7/1天, 到期前一周、三天、当天, 逾期3天后每天."""

from __future__ import annotations

from domain.recurrence import Unit
from language.lexicon import schedule as words
from language.schedule.phrase import Length, Phrase
from language.schedule.reading import AdminReading, Around, asked


def find_around(phrase: Phrase) -> AdminReading | None:
    """截止前30/14/7/1天, 到期前一周、三天、当天, 逾期3天后每天: days around a due date, taken off the phrase."""
    said = phrase.shape
    days: list[tuple[int, Unit | None]] = []
    before, after = phrase.take_all(words.BEFORE_DUE), phrase.take_all(words.AFTER_DUE)
    for taken in before:
        days += [(one.days, _unit(one)) for one in taken.lengths] + ([(0, None)] if taken["same"] else [])
    repeat: int | None = None
    for taken in after:
        counted = taken.lengths
        if taken["every"] or taken["other"] or taken["daily"] or taken["weekly"]:
            repeat = counted.pop().days if taken["every"] else 7 if taken["weekly"] else 2 if taken["other"] else 1
            counted = counted or [Length(1, "day")]
        if not counted:
            return asked("which_days", taken.words)
        days += [(-one.days, _unit(one)) for one in counted]
    if phrase.take_out(words.ON_DUE_DAY):
        days.append((0, None))
    elif not before and not after:
        return None
    units = {unit for _, unit in days if unit}
    offsets = tuple(sorted({offset for offset, _ in days}, reverse=True))
    on = any(taken["daily"] for taken in before) and (len(offsets) == 1 or offsets[1:] == (0,))
    offsets = tuple(range(offsets[0], -1, -1)) if on else offsets
    short = any(one.count and not one.days for taken in (*before, *after) for one in taken.lengths)  # 2小时
    if not days or short or len(units) > 1 or (repeat is not None and (repeat < 1 or offsets[0] >= 0)):
        return asked("unsupported", phrase.text.plain)
    unit = next(iter(units), Unit.CALENDAR) if offsets != (0,) else Unit.CALENDAR
    ran = len(offsets) > 2 and offsets == tuple(range(offsets[0], -1, -1))
    return AdminReading(around=Around(offsets, unit, repeat, daily=ran and bool(words.DAILY.search(said))))


def _unit(one: Length) -> Unit | None:
    """How it is counted; None for the due day itself."""
    return None if not one.count else Unit.WORKDAY if one.unit == "workday" else Unit.CALENDAR
