"""An admin's sentence about reminders -> a reading, and a reading -> a rule.

    read_admin("每月25日上午9点提醒牵头部门，遇节假日顺延", vocabulary, now).to_json()
    to_rule(reading, OFFICE, "S-5")

Words are taken off the sentence as they are understood: tasks, clauses and listeners first, then an order about the
rules that exist, or when a new one comes. If anything is left that could matter, the reading is a question: a rule
that quietly forgot half of what was said would remind the wrong people on the wrong days.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.understanding.around import Around, find_around
from bot.understanding.audience import find_listeners, find_tasks
from bot.understanding.clocktimes import find_clocks
from bot.understanding.control import Control, find_control
from bot.understanding.dates import find_dates
from bot.understanding.draft import Draft
from bot.understanding.names import Vocabulary
from bot.understanding.once import find_once, not_past
from bot.understanding.patterns import Pattern
from bot.understanding.recurring import EVERY_DAY, find_recurring
from bot.understanding.recurringvalues import Recurring, Start, Unsaid
from bot.understanding.reporting import find_policy, find_reporting, find_until
from bot.understanding.schedule_reading import AdminReading, Question, asked
from bot.understanding.schedule_rule import OFFICE, Defaults, to_rule
from bot.understanding.schedule_text import IDLE, plain
from domain.recurrence import EveryDays, EveryHours, SpanWorkdays, Weekly
from domain.rules import Policy

__all__ = ["OFFICE", "AdminReading", "Defaults", "Question", "read_admin", "to_rule"]

LONGEST = 1_000  # characters: no sentence about reminders is longer
_DIGEST = Pattern(r"(?:进展|情况|工作)?(?:摘要|汇总(?:情况)?|周报|简报|月报)")
_FROM = Pattern(r"(?:从|自)(?P<when>[^,;。]{1,24}?)(?:起|开始)")
_VAGUE = Pattern(r"(?:下班|上班)(?:前|后)(?:半|一|1|两|2)个?(?:小时|钟头)|下午|晚上|傍晚|下班前?|上班后?|中午前|夜里")
_ON_WORKDAYS = Pattern(r"(?:在|每个)?(?:法定)?工作日")
_DAILY = Pattern(r"每天|每日|天天")


def read_admin(text: str, vocabulary: Vocabulary | None, now: datetime) -> AdminReading:
    """What `text` says. `now` is aware, in the plan's zone; without a vocabulary no department is known by name.

    Never raises: what cannot be read is a question.
    """
    if len(text) > LONGEST:
        return asked("unread", f"{text[:20]}…")
    draft = Draft(plain(text))
    tasks = find_tasks(draft, vocabulary)
    if tasks is None:
        return asked("no_such_task", text)
    reporting, no_reporting, ignore_quiet = find_reporting(draft)
    said = AdminReading(
        policy=find_policy(draft),
        until_reported=find_until(draft),
        listeners=find_listeners(draft, vocabulary),
        tasks=tasks,
        reporting=reporting,
        no_reporting=no_reporting,
        ignore_quiet=ignore_quiet,
        digest=bool(draft.take(_DIGEST)),
    )
    control = find_control(draft, now)
    reading = replace(said, control=control) if control else _rule(draft, said, now)
    return _whole(draft, reading)


def _whole(draft: Draft, reading: AdminReading) -> AdminReading:
    """The reading if nothing of the sentence is left over and everybody named is known; else the question."""
    unclear = reading.listeners.unclear
    left = draft.left(IDLE)
    if unclear:
        likely = [replace(reading.listeners, departments=(one,), unclear=()) for one in reading.listeners.likely]
        whole = reading.question is None and not left and len(unclear) == 1
        candidates = tuple(replace(reading, listeners=one) for one in likely) if whole else ()
        return asked("which_department", "、".join(unclear), candidates)
    question = reading.question
    if left and (question is None or question.code in ("nothing", "which_reading")):
        return asked("unread", left)
    if left and question is not None and question.code == "which_dates":
        return asked(question.code, question.words)  # what was left may say more than the candidates
    return reading


def _rule(draft: Draft, said: AdminReading, now: datetime) -> AdminReading:
    """When a new rule comes: around due dates, again and again, or once; or the question that it raises."""
    start = _start(draft, now)
    if start is None:
        return replace(said, question=Question("unsupported", draft.said))
    found = find_around(draft) or find_recurring(draft, start)
    if isinstance(found, Around):
        return _clocked(draft, replace(said, around=found, daily_until_due=_is_daily(found, draft.said)))
    if isinstance(found, Recurring):
        return _recurring(draft, said, found, start, now)
    if isinstance(found, Unsaid):
        candidates = tuple(_clocked(draft, said.coming(one)) for one in found.candidates[:1])
        clear = bool(candidates) and candidates[0].question is None
        ready = tuple(candidates[0].coming(one) for one in found.candidates) if clear else ()
        return replace(said, question=Question(found.code, found.words, ready))
    return _once(draft, said, now)


def _recurring(draft: Draft, said: AdminReading, found: Recurring, start: Start, now: datetime) -> AdminReading:
    recurrence, policy = found.recurrence, said.policy
    later = start.day > now.date()
    if later and recurrence == EVERY_DAY:
        recurrence = EveryDays(1, start.day)
    elif later and not _has_a_first(found):
        return replace(said, question=Question("unsupported", draft.said))
    if found.workdays_only or (not isinstance(recurrence, SpanWorkdays) and draft.take(_ON_WORKDAYS)):
        if policy not in (None, Policy.ONLY):
            return replace(said, question=Question("unsupported", draft.said))
        policy = Policy.ONLY
    reading = _clocked(draft, replace(said, recurrence=recurrence, policy=policy, weekday_open=found.weekday_open))
    if not found.others or reading.question is not None:
        return reading
    candidates = tuple(reading.coming(one) for one in (recurrence, *found.others))
    return replace(reading, question=Question("which_reading", draft.said, candidates))


def _once(draft: Draft, said: AdminReading, now: datetime) -> AdminReading:
    """On given days; a bare weekday may be meant every week."""
    one = find_once(draft, now)
    if one is None:
        if said.policy is Policy.ONLY and not find_clocks(draft.text):
            return replace(said, policy=None, control=Control("mute", dates="holiday"))
        return replace(said, question=Question("nothing", draft.said))
    if one.wrong:
        return replace(said, question=Question(one.wrong, one.words))
    reading = replace(said, on=one.days, times=(one.at,) if one.at else ())
    reading = reading if one.at else _clocked(draft, reading)
    if one.weekly and reading.question is None:
        return _once_or_weekly(reading, one.weekly, draft)
    if reading.question is None and not one.at and not not_past(reading.on, reading.times, now):
        return replace(said, question=Question("past", draft.said))
    return reading


def _once_or_weekly(once: AdminReading, weekly: Weekly, draft: Draft) -> AdminReading:
    """周五下午4点: the coming Friday, or every Friday? Nobody can say."""
    often = once.coming(weekly)
    if len(weekly.weekdays) > 2:  # nobody names three days to mean one of them
        return often
    return replace(once, on=(), times=(), question=Question("once_or_weekly", draft.said, (often, once)))


def _is_daily(around: Around, said: str) -> bool:
    """到期前7天起每天."""
    offsets = around.offsets
    return len(offsets) > 2 and offsets == tuple(range(offsets[0], -1, -1)) and bool(_DAILY.search(said))


def _has_a_first(found: Recurring) -> bool:
    """Whether it is counted from a day of its own."""
    recurrence = found.recurrence
    return isinstance(recurrence, (EveryDays, EveryHours)) or (isinstance(recurrence, Weekly) and recurrence.every > 1)


def _start(draft: Draft, now: datetime) -> Start | None:
    """从11月1日起: the day (and moment) from which every so many days or hours are counted; today where none is said,
    None where it cannot be read."""
    match = _FROM.search(draft.text)
    if match is None:
        return Start(now.date())
    dates, clocks = find_dates(match["when"], now.date()), find_clocks(match["when"])
    if len(dates) != 1 or dates[0].first != dates[0].last or len(clocks) > 1 or any(one.at is None for one in clocks):
        return None
    left = Draft(match["when"])
    for start, end in [(one.start, one.end) for one in dates] + [(one.start, one.end) for one in clocks]:
        left.blank(start, end)
    if left.left(IDLE):
        return None
    draft.blank(*match.span())
    day = dates[0].first
    return Start(day, datetime.combine(day, clocks[0].at) if clocks and clocks[0].at else None)


def _clocked(draft: Draft, reading: AdminReading) -> AdminReading:
    """The reading with its times of day; a question where an hour may be before dawn or in the afternoon."""
    clocks = find_clocks(draft.text)
    for one in clocks:
        draft.blank(one.start, one.end)
    if not clocks and (vague := draft.take(_VAGUE)):
        return replace(reading, question=Question("which_time", vague[0]))
    if len(clocks) == 1 and clocks[0].at is None and clocks[0].candidates:
        candidates = tuple(replace(reading, times=(at,)) for at in clocks[0].candidates)
        return asked("which_time", draft.said[clocks[0].start : clocks[0].end], candidates)
    if any(one.at is None for one in clocks):
        return asked("which_time", draft.said)
    times = tuple(sorted({one.at for one in clocks if one.at}))
    if times and isinstance(reading.recurrence, EveryHours):
        if len(clocks) > 1:
            return asked("unsupported", draft.said)
        first = datetime.combine(reading.recurrence.first.date(), times[0])
        return replace(reading, recurrence=EveryHours(reading.recurrence.every, first))
    return replace(reading, times=times)
