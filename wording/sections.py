"""The parts of a reminder: what one department is to report, and which of its tasks are near their due date or past it.

Where the tasks are too many to be listed, their numbers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from domain.instants import CHASE, SECOND
from domain.plan import Milestone, Task
from domain.progress import Current
from wording import figures
from wording.words import N_, Words

_OPENING = 40  # characters of what a list said was done so far


@dataclass(frozen=True, slots=True)
class Item:
    """One task on a card: the milestone in question and what holds of it (None: nothing was ever reported).

    `also` are the task's other milestones that run: 2023-2024 beside an overdue 2022.
    """

    task: Task
    milestone: Milestone
    current: Current | None = None
    also: tuple[Milestone, ...] = ()
    opening: str | None = None  # what an imported list said was done so far


@dataclass(frozen=True, slots=True)
class CheckinFacts:
    """What a department is to report. `due_at` None: no date was set. `rules` are the keys of the rules that ask.

    `step` is the step of `domain.instants`. `asks`: for somebody who reports for the department; otherwise for
    information, and `supports` says that the reader's department takes part.
    """

    department: str
    now: datetime
    items: tuple[Item, ...]
    cycle: str | None = None
    step: str = "open"
    due_at: datetime | None = None
    rules: tuple[str, ...] = ()
    asks: bool = True
    supports: bool = False


@dataclass(frozen=True, slots=True)
class DueFacts:
    """Tasks of a department whose due date is near or past; the fields mean what they mean in `CheckinFacts`."""

    department: str
    now: datetime
    items: tuple[Item, ...]
    cycle: str | None = None
    rules: tuple[str, ...] = ()
    asks: bool = True
    supports: bool = False
    step: str = ""


Facts = CheckinFacts | DueFacts
Named = set[tuple[int, str]]


def checkin(facts: CheckinFacts, words: Words, listed: int) -> list[str]:
    if not facts.asks:
        return [_for_information(facts, words)]
    one = facts.items[0]
    verbatim = len(facts.items) == 1 and listed > 0
    lines = [words.t(_SENTENCES[_sentence(facts, words)], **_sentence_facts(facts, words))]
    if verbatim:
        target = words.t("目标：{target}（{due}）", target=one.milestone.target, due=_due_words(one, facts, words))
        return [*lines, target, _last(one, words), *_also(facts.items, words)]
    for items in _by_due(facts):
        period, due_words = _period(items[0].milestone, words), _due_words(items[0], facts, words)
        lines.append(words.t("{period}（{due}）", period=period, due=due_words))
        lines += _list(items, words, listed)
    return [*lines, *_also(facts.items, words)]


def _also(items: Sequence[Item], words: Words) -> list[str]:
    periods = dict.fromkeys(_period(milestone, words) for item in items for milestone in item.also)
    return [words.t("{period}也已开始，进展可一并报送。", period=words.t("、").join(periods))] if periods else []


_SENTENCES = {
    "first": N_("{department}联络员您好：{name}的{matter}请于{due}前报送。"),
    "first_undated": N_("{department}联络员您好：请报送{name}的{matter}。"),
    "again": N_("{department}联络员您好：{name}的{matter}尚未收到，距报送截止（{due}）还有{left}天，烦请抽空回复。"),
    "again_today": N_("{department}联络员您好：{name}的{matter}尚未收到，报送于{due}截止，烦请抽空回复。"),
    "chase": N_("{department}联络员您好：{name}的{matter}尚未收到，请于{due}前报送；确有困难请说明原因及拟报时间。"),
    "chase_undated": N_(
        "{department}联络员您好：{name}的{matter}尚未收到，烦请尽快报送；确有困难请说明原因及拟报时间。"
    ),
    "late": N_(
        "{department}联络员您好：{name}的{matter}报送已逾期{late}天（{due}截止），"
        "请于今日下班前补报；确有困难请说明原因及拟报时间。"
    ),
    "late_today": N_(
        "{department}联络员您好：{name}的{matter}报送已于{due}截止，请尽快补报；确有困难请说明原因及拟报时间。"
    ),
}


def _sentence(facts: CheckinFacts, words: Words) -> str:
    wanted = tone(facts, words)
    if facts.due_at is None:
        return "chase_undated" if wanted == "chase" else "first_undated"
    same_day = words.local(facts.due_at).date() == today(facts, words)
    return f"{wanted}_today" if same_day and wanted in ("again", "late") else wanted


def _sentence_facts(facts: CheckinFacts, words: Words) -> dict[str, object]:
    due = facts.due_at
    days = (words.local(due).date() - today(facts, words)).days if due else 0
    return {
        "department": facts.department,
        "name": _name(facts.items, words),
        "matter": matter(facts.cycle, words),
        "due": _moment(due, facts, words) if due else "",
        "left": days,
        "late": -days,
    }


def _by_due(facts: Facts) -> Iterator[list[Item]]:
    """The items in groups of one period and due date, the earliest first."""
    for _, group in groupby(
        sorted(facts.items, key=lambda one: (one.milestone.last_day, one.milestone.period, one.task.number)),
        key=lambda one: (one.milestone.last_day, one.milestone.period),
    ):
        yield list(group)


_DUE = {
    "near": N_("{whom}：{name}的{period}将于{due}到期，还有{days}天。"),
    "today": N_("{whom}：{name}的{period}今天（{due}）到期。"),
    "late": N_(
        "{whom}：{name}的{period}已于{due}到期，逾期{late}天尚未办结。请报送进展；确有困难请说明原因及拟办结时间。"
    ),
}


def due(facts: DueFacts, words: Words, listed: int, named: Named) -> list[str]:
    lines: list[str] = []
    for items in _by_due(facts):
        first, known = items[0], all(subject(one) in named for one in items)
        day = first.milestone.last_day  # a due date is why they are told of
        days = (day - today(facts, words)).days
        greets = facts.asks and not named and not lines
        when = "near" if days > 0 else "today" if days == 0 else "late"
        told = words.t(
            _DUE[when],
            whom=words.t("{department}联络员您好", department=facts.department) if greets else facts.department,
            name=words.t("上述{count}项任务", count=len(items)) if known and len(items) > 1 else _name(items, words),
            period=_period(first.milestone, words),
            due=_day(day, facts, words),
            days=days,
            late=-days,
        )
        lines.append(told)
        if known and len(items) == len(named):
            continue
        if not facts.asks or listed == 0 or any(subject(one) in named for one in items):
            lines += _list(items, words, 0) if len(items) > 1 else []  # one was named with its number
        else:
            lines += _list(items[:1], words, 1)
            lines.append(words.t("　目标：{target}", target=first.milestone.target))
            lines += _list(items[1:], words, listed - 1)
    return lines


def _for_information(facts: CheckinFacts, words: Words) -> str:
    sentence = N_("{department}牵头的{count}项任务（{numbers}）{matter}尚未报送，截止{due}。")
    if facts.due_at is None:
        sentence = N_("{department}牵头的{count}项任务（{numbers}）{matter}尚未报送。")
    told = words.t(
        sentence,
        department=facts.department,
        count=len(facts.items),
        numbers=numbers(facts.items, words),
        matter=matter(facts.cycle, words),
        due=_moment(facts.due_at, facts, words) if facts.due_at else "",
    )
    return told + (words.t("请贵单位配合提供进展。") if facts.supports else "")


def _list(items: Sequence[Item], words: Words, listed: int) -> list[str]:
    """One line a task, or their numbers where they are more than `listed`."""
    shown = items[:listed]
    lines = [f"○ {one.task.number} {one.task.short}　{_last(one, words)}" for one in shown]
    rest = items[len(shown) :]
    if rest and shown:
        lines.append(words.t("另有{count}项：{numbers}", count=len(rest), numbers=numbers(rest, words)))
    elif rest:
        lines.append(words.t("任务序号：{numbers}", numbers=numbers(rest, words)))
    return lines


def tone(facts: CheckinFacts, words: Words) -> str:
    """How a check-in is worded: by its step, and by whether its date has passed by now."""
    if facts.due_at is not None and facts.now >= facts.due_at:
        return "late"
    return {CHASE: "chase", SECOND: "again"}.get(facts.step, "first")


def matter(cycle: str | None, words: Words) -> str:
    """10月进展, or 最近进展 where the cycle is no month."""
    if cycle and re.fullmatch(r"\d{4}-\d{2}", cycle):
        return words.t("{month}进展", month=words.month(cycle))
    return words.t("最新进展")


def _last(item: Item, words: Words) -> str:
    """上期 3/5家; 尚未报送."""
    if item.current is None or item.current.reported_at is None:
        if item.opening:
            return words.t("台账：{said}（待核对）", said=figures.shortened(item.opening, _OPENING))
        return words.t("尚未报送")
    return words.t("上期 {said}", said=figures.last_said(words, item.milestone, item.current))


def numbers(items: Iterable[Item], words: Words) -> str:
    """The numbers of tasks: 1、4、5."""
    return words.t("、").join(str(number) for number in dict.fromkeys(one.task.number for one in items))


def _name(items: Sequence[Item], words: Words) -> str:
    """第6项“暖心驿站”; 6项任务."""
    if len(items) > 1:
        return words.t("{count}项任务", count=len(items))
    return words.t("第{number}项“{name}”", number=items[0].task.number, name=items[0].task.short)


def _period(milestone: Milestone, words: Words) -> str:
    """2022年目标."""
    period = milestone.period
    years = re.fullmatch(r"\d{4}(-\d{4})?", period)
    return words.t("{years}年目标", years=period) if years else words.t("{period}目标", period=period)


def subject(item: Item) -> tuple[int, str]:
    return item.task.number, item.milestone.period


def _due_words(item: Item, facts: Facts, words: Words) -> str:
    due = item.milestone.due
    if due is None:
        return words.t("长期坚持")
    late = (today(facts, words) - due).days
    sentence = N_("{due}到期，已逾期{late}天") if late > 0 else N_("今天到期") if late == 0 else N_("{due}到期")
    return words.t(sentence, due=_day(due, facts, words), late=late)


def _day(day: date, facts: Facts, words: Words) -> str:
    return words.day(day) if day.year == today(facts, words).year else words.full_day(day)


def _moment(at: datetime, facts: Facts, words: Words) -> str:
    local = words.local(at)
    return words.t("今天{clock}", clock=f"{local:%H:%M}") if local.date() == today(facts, words) else words.moment(at)


def today(facts: Facts, words: Words) -> date:
    return words.local(facts.now).date()
