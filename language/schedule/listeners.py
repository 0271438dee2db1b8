"""Whom an admin's sentence speaks of (牵头部门, 没报的, 领导, 所有部门, 第6项), and by when they shall answer."""

from __future__ import annotations

from datetime import time

from domain.recurrence import Unit
from domain.rules import EVENING, MORNING, Policy, Recipient, Reporting
from language.lexicon import listeners as words
from language.lexicon.schedule import NUMBER
from language.names import Vocabulary
from language.schedule.clocktimes import find_clocks
from language.schedule.phrase import Phrase, number
from language.schedule.reading import Listeners

_DUE_POLICIES = {"遇节假日顺延": Policy.NEXT, "遇节假日提前": Policy.PREVIOUS, "节假日不变": Policy.NONE}


def find_tasks(phrase: Phrase, vocabulary: Vocabulary | None) -> tuple[int, ...] | None:
    """The tasks named by number or by an unmistakable name, taken off; None if one of them does not exist."""
    numbers: list[int] = []
    for taken in phrase.take_all(words.TASKS):
        if taken["to"]:
            first, last = number(taken["from"]), number(taken["to"])
            numbers += range(first, last + 1) if first <= last else (0,)  # 0: there is no such task
        else:
            said = taken["list"] or taken["item"] or taken["bare"] or ""
            numbers += [number(item) for item in NUMBER.findall(said)]
    if vocabulary is None:
        return tuple(dict.fromkeys(numbers))
    if any(one not in vocabulary.tasks for one in numbers):
        return None
    named = [one for one in vocabulary.names_in(phrase.shape) if len(one.tasks) == 1]
    phrase.put(",", [(one.start, one.end, None) for one in named])
    return tuple(dict.fromkeys([*numbers, *(task for one in named for task in one.tasks)]))


def find_listeners(phrase: Phrase, vocabulary: Vocabulary | None) -> Listeners:
    """Everybody named in the phrase, taken off."""
    offices = vocabulary.departments_in(phrase.shape) if vocabulary else []
    departments = tuple(dict.fromkeys(one.name for one in offices if one.name))
    unclear = [phrase.plain(one.start, one.end) for one in offices if one.name is None]
    likely = [name for one in offices if one.name is None for name in one.candidates]
    phrase.put(",", [(one.start, one.end, None) for one in offices])
    unreported = bool(phrase.take_all(words.UNREPORTED))
    named = {Recipient(part) for pattern, parts in words.RECIPIENTS if phrase.take_all(pattern) for part in parts}
    everyone = bool(phrase.take_all(words.EVERYONE))
    if match := words.SOME_OFFICE.search(phrase.shape):
        unclear.append(phrase.plain(*match.span()))
    copied = phrase.take_out(words.COPIED) is not None
    recipients = tuple(one for one in Recipient if one in named)
    return Listeners(recipients, everyone, unreported, departments, tuple(unclear), tuple(likely), copied)


def find_policy(phrase: Phrase) -> Policy | None:
    """What a day that is not worked means, taken off the phrase; None when nothing is said."""
    return next((Policy(policy) for pattern, policy in words.DAYS_OFF if phrase.take_out(pattern)), None)


def find_reporting(phrase: Phrase) -> Reporting | None:
    """By when answers are due, taken off the phrase; None when nothing is said."""
    second, chase = phrase.take_out(words.SECOND), phrase.take_out(words.CHASE)
    exact = phrase.take_out(words.REPORTED_BY)
    taken = exact or phrase.take_out(words.REPORTED_BEFORE)
    if taken is None:
        return None
    day = -1 if taken["end"] else int(taken["day"] or 0) or None
    return Reporting(
        day=day if day is None or day <= 31 else None,
        after=number(taken["after"]),
        unit=Unit.WORKDAY if "工作日" in (taken["unit"] or "") else Unit.CALENDAR,
        at=_time(taken["clock"]) or EVENING,
        policy=_DUE_POLICIES.get(taken["policy"] or "", Policy.NEXT),
        second=(_time(second["clock"]) or MORNING) if second else None,
        chase=(_time(chase["clock"]) or MORNING) if chase else None if exact else MORNING,
    )


def _time(text: str | None) -> time | None:
    clocks = find_clocks(text or "")
    return clocks[0].at or clocks[0].candidates[0] if len(clocks) == 1 else None
