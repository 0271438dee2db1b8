"""Until when a task will be done: dates that promise an end, and dates that more time is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from language.dates import When
from language.lexicon import clauses as clause_words
from language.lexicon import manner as words
from language.liaison.manner import Manner
from language.sheet import DATE, Sheet


def without_past(clause: str, dates: Sequence[tuple[int, When]], today: date) -> str:
    """The clause with days that are over, and this year, as nothing (9月30日已完成, 2022年任务); those to come stay."""
    shape = list(clause)
    for at, when in dates:
        this_year = when.grain == "year" and when.first < today <= when.last
        past = when.grain in ("day", "tenth", "month", "quarter", "week") and when.last <= today
        of_then = words.OF_THAT_TIME.match(clause, at + 1) and when.grain != "year"
        shape[at] = "T" if (this_year or past) and not of_then else "D"
    return "".join(shape)


def due_of(clause: str, dates: Sequence[tuple[int, When]], today: date, manner: Manner) -> tuple[date | None, bool]:
    """The day by which the clause promises to finish, and whether a time was meant that no day can be given for."""
    for at, when in reversed(dates):
        left, right = clause[:at], clause[at + 1 :]
        coming = when.ahead(today)
        if coming is None or when.grain in ("since", "span") or re.search(r"截[至止]\s*$", left):
            continue
        if when.grain == "year" and re.match(r"\s*(?:的?(?:目标|任务|计划|度)|新增|累计|已)", right):
            continue
        finish, start = words.FINISH.search(right), words.START.search(right)
        before = words.PROMISE_BEFORE.search(left)
        alone = not right.strip(" 吧左右了。!可以能")
        limit = words.LIMIT_AFTER.match(right) or (alone and (before or not words.LIMIT_LEAD.sub("", left)))
        if before and "定" in before[0] and words.START.search(left) and not words.FINISH.search(clause):
            continue  # 开工仪式定在10月28号
        if words.BEHIND.search(right) or words.MISSED.match(right) or words.CONDITION.search(clause):
            continue  # 年底前怕是完不成
        if manner.starts_later or (start and (finish is None or start.start() < finish.start())):
            continue
        if words.MORE_TO_COME.search(right) or re.match(r"\s*[OX]", clause):
            continue  # 年底前再办3场: not the end of it
        if re.search(r"已|了$", right) and not words.LIMIT_AFTER.match(right):
            continue
        if when.first <= today <= when.last and not limit and not before and clause_words.FIGURES.search(right):
            continue
        if (finish or limit) and not words.FROM_THEN.match(right):
            return coming.due, coming.due is None
        if finish or limit:
            return None, False
    return None, False


def extended_to(sheet: Sheet, today: date) -> date | None:
    """The day up to which more time is asked for; relative spans (两周) give none."""
    best: date | None = None
    for at, mark in sheet.marks(DATE):
        when: When = mark.value
        coming = when.ahead(today)
        vague = when.grain in ("span", "since", "within") or (when.grain == "year" and when.first.month == 1)
        left, right = sheet.shape[:at], sheet.shape[at + 1 :]
        if (
            coming is None
            or vague
            or words.ORIGINALLY.search(left)
            or words.CONDITION.search(right[:4])
            or words.MISSED.match(right)
        ):
            continue
        if words.EXTEND_TO.search(left) or words.EXTEND_BY.match(right) or best is None:
            best = coming.due
    return best
