"""An admin's sentence about reminders -> a reading, and a reading -> a rule.

    read_admin("每月25日上午9点提醒牵头部门，遇节假日顺延", vocabulary, now)
    to_rule(reading, OFFICE, "S-5")

    phrase     one form for all spellings and English; times, weekdays, n-th days and lengths become letters
    listeners  whom it speaks of, by when they shall answer, what a day off means
    control    an order about rules that exist; or else
    recurring  how often, or around which due dates; or else
    once       on which days

Words are taken off the phrase as they are understood. If anything is left that could matter, the reading is a question:
a rule that quietly forgot half of what was said would remind the wrong people on the wrong days.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.recurrence import EveryHours
from domain.rules import Policy
from language.lexicon import schedule as words
from language.lexicon.listeners import AT_NIGHT_TOO, CONTENT, DIGEST, NO_REPORTING, UNTIL_REPORTED
from language.names import Vocabulary
from language.normalise import normalise
from language.reading import Finding
from language.schedule.around import find_around
from language.schedule.control import find_control
from language.schedule.listeners import find_listeners, find_policy, find_reporting, find_tasks
from language.schedule.once import find_once, find_start
from language.schedule.phrase import LETTERS, TIME, Phrase, mark_days, mark_times, opened
from language.schedule.reading import (
    OFFICE,
    AdminReading,
    Control,
    Defaults,
    Question,
    asked,
    to_rule,
)
from language.schedule.recurring import find_recurring

__all__ = ["OFFICE", "AdminReading", "Defaults", "Question", "read_admin", "to_rule"]

LONGEST = 1_000  # characters: no sentence about reminders is longer


def read_admin(text: str, vocabulary: Vocabulary | None, now: datetime, phrase: Phrase | None = None) -> AdminReading:
    """What `text` says. `now` is aware, in the plan's zone; without a vocabulary no department is known by name;
    `phrase`: the text's, where it has been made. Never raises: what cannot be read is a question.
    """
    return explain_admin(text, vocabulary, now, phrase)[0]


def explain_admin(
    text: str, vocabulary: Vocabulary | None, now: datetime, phrase: Phrase | None = None
) -> tuple[AdminReading, list[Finding]]:
    """`read_admin` with what each stage saw."""
    if len(text) > LONGEST:
        return asked("unread", f"{text[:20]}…"), [("length", str(len(text)))]
    phrase = phrase or opened(text, normalise(text))
    findings = [("plain", phrase.shape)]
    phrase.take_all(words.NOTHING)
    said = AdminReading(
        no_reporting=phrase.take_out(NO_REPORTING) is not None,
        ignore_quiet=phrase.take_out(AT_NIGHT_TOO) is not None,
        reporting=find_reporting(phrase),
        policy=find_policy(phrase),
        until_reported=phrase.take_out(UNTIL_REPORTED) is not None,
    )
    tasks = find_tasks(phrase, vocabulary)
    if tasks is None:
        return asked("no_such_task", text), findings
    listeners = find_listeners(phrase, vocabulary)
    phrase.take_all(CONTENT)
    said = replace(said, tasks=tasks, listeners=listeners, digest=phrase.take_out(DIGEST) is not None)
    mark_times(phrase)
    mark_days(phrase)
    seen = (f"{phrase.text.plain[one.start : one.end]} -> {one.value}" for at in LETTERS for _, one in phrase.marks(at))
    findings += [("shape", phrase.shape), *(("mark", one) for one in seen)]
    control = find_control(phrase, now)
    reading = replace(said, control=control) if control else _rule(phrase, said, now)
    findings.append(("left", phrase.left(words.IDLE)))
    return _whole(phrase, reading), findings


def _whole(phrase: Phrase, reading: AdminReading) -> AdminReading:
    """The reading if nothing of the sentence is left over and everybody named is known; else the question."""
    unclear = reading.listeners.unclear
    left = phrase.left(words.IDLE)
    question = reading.question
    if unclear:
        likely = [replace(reading.listeners, departments=(one,), unclear=()) for one in reading.listeners.likely]
        whole = question is None and not left and len(unclear) == 1
        candidates = tuple(replace(reading, listeners=one) for one in likely) if whole else ()
        return asked("which_department", "、".join(unclear), candidates)
    if left and (question is None or question.code in ("nothing", "which_reading", "once_or_weekly")):
        return asked("unread", left)
    if left and question is not None and question.code == "which_dates":
        return asked(question.code, question.words)  # what was left may say more than the candidates
    return reading


def _rule(phrase: Phrase, said: AdminReading, now: datetime) -> AdminReading:
    """When a new rule comes: around due dates, again and again, or once; or the question that it raises."""
    start = find_start(phrase, now.date())
    if start is None:
        return said.asking("unsupported", phrase.text.plain)
    found = find_around(phrase) or find_recurring(phrase, start, now.date()) or find_once(phrase, now)
    if found is None and said.policy is Policy.ONLY and not phrase.values(TIME):  # 节假日别发, and nothing else
        return replace(said, policy=None, control=Control("mute", dates="holiday"))
    if found is None:
        return said.asking("nothing", phrase.text.plain)
    reading = _clocked(phrase, said.when(found))
    late = reading.on and reading.times and datetime.combine(reading.on[0], reading.times[0], now.tzinfo) <= now
    if late and not found.times and reading.question is None:
        return said.asking("past", phrase.text.plain)
    if reading.question is not None and not reading.question.words:
        return reading.asking(reading.question.code, phrase.text.plain, reading.question.candidates)
    return reading


def _clocked(phrase: Phrase, reading: AdminReading) -> AdminReading:
    """The reading, and its candidates, at the times of day that are said; a question where an hour may be before dawn
    or in the afternoon."""
    marks = [mark for _, mark in phrase.marks(TIME)]
    clocks = [mark.value for mark in marks]
    question = reading.question
    if question is not None and question.candidates:
        candidates = tuple(_clocked(phrase, one) for one in question.candidates)
        unclear = next((one.question for one in candidates if one.question), None)
        if unclear and question.code != "which_dates":  # 周五3点: first of all, at three in the afternoon?
            return reading.asking(unclear.code, unclear.words)
        ready = replace(reading, times=candidates[0].times)
        return ready.asking(question.code, question.words, () if unclear else candidates)
    if question is not None or reading.times:
        return reading
    if not clocks and (vague := phrase.take_out(words.VAGUE_TIME)):
        return reading.asking("which_time", vague.words)
    if len(clocks) == 1 and clocks[0].at is None and clocks[0].candidates:
        candidates = tuple(replace(reading, times=(at,)) for at in clocks[0].candidates)
        return asked("which_time", phrase.text.plain[marks[0].start : marks[0].end], candidates)
    if any(one.at is None for one in clocks):
        return asked("which_time", phrase.text.plain)
    times = tuple(sorted({one.at for one in clocks}))
    if times and isinstance(reading.recurrence, EveryHours):
        if len(times) > 1:
            return asked("unsupported", phrase.text.plain)
        first = datetime.combine(reading.recurrence.first.date(), times[0])
        return replace(reading, recurrence=EveryHours(reading.recurrence.every, first))
    return replace(reading, times=times)
