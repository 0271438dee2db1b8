"""The first half of reading: a message becomes a sheet, stage by stage.

names -> numbers that count nothing -> tasks by number -> times, dates -> percents -> quantities -> bare numbers at a
clause's head, which name a task of the speaker's own. The order decides what a character belongs to: a name keeps its
numerals (三馆一宫), a date its day, and a number names a task only when nothing else has claimed it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from language.dates import find_dates, find_times
from language.indicators import measures_of, same_unit, units_of
from language.lexicon import numbers as words
from language.names import Vocabulary
from language.normalise import Text
from language.numerals import NUMBER, number_value, tidy
from language.patterns import Pattern
from language.sheet import DATE, DEPARTMENT, IDLE, PERCENT, PHASE, QUANTITY, TASK, TIME, Sheet

_LONGEST_RANGE = 60


@dataclass(frozen=True, slots=True)
class Reference:
    """Tasks that a text names. `how`: number, bare (a number alone), name, part (the name of one part of the task),
    counted (of the speaker's own tasks only this one counts so),
    missing (no such task), unclear (`tasks` are candidates only)."""

    tasks: tuple[int, ...]
    how: str

    @property
    def certain(self) -> bool:
        """Whether the tasks may be taken without asking."""
        return self.how not in ("missing", "unclear")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity as written, in base units. `value` None: vague (两三家, 3-5家). `unit` None: a bare number; for money
    without its unit (2000万) it is 元. `of`: 3/5家 is three of five."""

    value: float | None
    unit: str | None
    of: float | None = None
    scaled: bool = False  # 万 or 亿 without a unit: money, most of the time


@dataclass(frozen=True, slots=True)
class Share:
    """A degree or rate as written, in percent; None: vague (大半). `sign` tells 60% from 一半 and 三分之二; a
    `loose` one (过半) gives way to a figure said beside it."""

    value: float | None
    sign: bool
    loose: bool = False


def survey(
    text: Text, vocabulary: Vocabulary, today: date, department: str | None = None, asked: int | None = None
) -> Sheet:
    """The sheet of a message with everything marked. `department` is the speaker's, `asked` the task at hand."""
    sheet = Sheet(text)
    mark_names(sheet, vocabulary, department, asked)
    if vocabulary.is_a_citys:
        sheet.take("本", words.OWN_CITY)  # 全市 is somebody else's where a district's departments speak
    sheet.take(IDLE, words.NOTHING)
    mark_numbered(sheet, vocabulary, department)
    sheet.take(PHASE, words.PHASE)
    sheet.put(TIME, [(start, end, None) for start, end in find_times(sheet.shape)])
    sheet.put(DATE, [(when.start, when.end, when) for when in find_dates(sheet.shape, today)])
    sheet.take(PERCENT, words.PERCENT, _share)
    mark_quantities(sheet, vocabulary)
    mark_bare_heads(sheet, vocabulary, department, asked)
    if TASK not in sheet.shape and asked is None:
        pieces = [(one.start, one.end, Reference(one.tasks, "part")) for one in vocabulary.parts_in(sheet.shape)]
        sheet.put(TASK, pieces)
    mark_counted(sheet, vocabulary, department, asked)
    sheet.take(QUANTITY, words.BARE, lambda match: Amount(number_value(match[0].replace(",", "")), None))
    _join(sheet)
    sheet.take(TASK, words.TASK_TAIL, lambda match: next(sheet.marks(TASK, match.start(), match.end()))[1].value)
    return sheet


def mark_names(sheet: Sheet, vocabulary: Vocabulary, department: str | None, asked: int | None) -> None:
    """Names of tasks; one that several tasks bear is the asked one's, or the speaker's only one, or unclear."""
    found = []
    for named in vocabulary.names_in(sheet.shape):
        tasks, how = named.tasks, "name" if named.whole else "part"
        if len(tasks) > 1:
            own = [n for n in tasks if n == asked] or [n for n in tasks if vocabulary.leads(department, n)]
            tasks, how = (tuple(own), how) if len(own) == 1 else (tasks, "unclear")
        found.append((named.start, named.end, Reference(tasks, how)))
    sheet.put(TASK, found)
    offices = [one for one in vocabulary.departments_in(sheet.shape) if one.name]
    sheet.put(DEPARTMENT, [(one.start, one.end, one.name) for one in offices])


def mark_numbered(sheet: Sheet, vocabulary: Vocabulary, department: str | None) -> None:
    """第6项, 第3到5项, 6号任务, 6、8项: numbers that say themselves that they name tasks."""

    def named(match: re.Match[str]) -> Reference | None:
        groups = match.groupdict()
        numbers = _numbers(groups.get("list") or groups.get("list2") or "")
        known = tuple(number for number in numbers if number in vocabulary.tasks)
        return Reference(known, "number") if known and len(known) == len(numbers) else Reference(known, "missing")

    for pattern in words.NAMED_BY_NUMBER:
        sheet.take(TASK, pattern, named)

    def own(match: re.Match[str]) -> Reference | None:
        groups = match.groupdict()
        numbers = _numbers(groups["list"] or groups.get("list2") or "")
        return Reference(numbers, "bare") if all(vocabulary.leads(department, n) for n in numbers) else None

    led = sum(task.lead == department for task in vocabulary.tasks.values())
    asked = ("什么", "几", "进展", "的进展")

    def item(match: re.Match[str]) -> Reference | None:
        one = own(match)
        certain = one and (min(one.tasks) > led or match.string[match.end() :].lstrip().startswith(asked))
        return one if certain else None

    sheet.take(TASK, words.ITEM_HEAD, item)
    listed = list(words.LISTED_HEAD.finditer(sheet.shape))
    if len(listed) > 1 and all(own(match) for match in listed):
        sheet.take(TASK, words.LISTED_HEAD, own)


def mark_quantities(sheet: Sheet, vocabulary: Vocabulary) -> None:
    """3家, 1.2亿元, 3/5家, 245万平方米; the units are the language's and the plan's."""
    sheet.take(IDLE, words.ARTICLE)
    ratio, span, count, money = _quantity_patterns(vocabulary.units)
    sheet.take(QUANTITY, ratio, _ratio)
    sheet.take(QUANTITY, span, lambda m: Amount(None, _unit(m["unit"])))
    sheet.take(QUANTITY, count, _count)
    sheet.take(QUANTITY, money, lambda m: Amount(number_value(m["n"]), "元", scaled=True))


def mark_bare_heads(sheet: Sheet, vocabulary: Vocabulary, department: str | None, asked: int | None) -> None:
    """14滞后, 6：4家: a number at the head of a clause, or in a run-on, that nothing else has claimed."""
    heads = [int(match["n"]) for match in words.ENUMERATED.finditer(sheet.shape)]
    own = all(vocabulary.leads(department, number) for number in heads)
    if len(heads) > 1 and heads == list(range(1, len(heads) + 1)) and not own:
        sheet.take(IDLE, words.ENUMERATED)  # 1、… 2、…: a list's own numbers

    def bare(match: re.Match[str]) -> Reference | None:
        numbers = _numbers(match["list"])
        if not numbers or any(number not in vocabulary.tasks for number in numbers):
            return None
        colon = match.groupdict().get("colon")
        if department is None or all(vocabulary.leads(department, n) for n in numbers):
            return Reference(numbers, "bare")
        if all(vocabulary.concerns(department, n) for n in numbers) and (colon or TASK in sheet.shape):
            return Reference(numbers, "bare")
        return Reference(numbers, "unclear") if asked is None or colon else None

    sheet.take(TASK, words.AT_HEAD, bare)
    if TASK in sheet.shape:
        sheet.take(TASK, words.WITHIN, lambda match: one if (one := bare(match)) and one.certain else None)


def mark_counted(sheet: Sheet, vocabulary: Vocabulary, department: str | None, asked: int | None) -> None:
    """改造危桥Q: in a clause without a name, a task is known by what it alone, of the speaker's own, counts so.

    Where the task that was asked about counts in that unit too, it is not certain which of the two is meant.
    """
    found: list[tuple[int, int, Reference]] = []
    asked_measures = measures_of(vocabulary.tasks.get(asked or 0), date.max)
    asked_for = "".join(measure.words for measure in asked_measures)
    for named in vocabulary.counted_in(sheet.shape, department):
        clause = re.split("[,;。!?\n]|(?<=Q)、", sheet.shape[: named.start])[-1]
        if named.tasks == (asked,) or TASK in clause or sheet.shape[named.start : named.end] in asked_for:
            continue
        if found and named.start < found[-1][1]:
            continue
        units = units_of(vocabulary.tasks[named.tasks[0]], date.max)
        counted = re.match("[^,;。!?\nQP]*([QP])", sheet.shape[named.end :])
        mark = sheet.mark(named.end + counted.start(1)) if counted else None
        unit = "%" if mark and mark.symbol == PERCENT else mark.value.unit if mark else None
        if mark and any(same_unit(unit, one) for one in units):
            rival = any(unit == one.unit for one in asked_measures)
            one = Reference((asked or 0, *named.tasks), "unclear") if rival else Reference(named.tasks, "counted")
            found.append((named.start, named.end, one))
    sheet.put(TASK, found)


def _numbers(listed: str) -> tuple[int, ...]:
    """1、4、20 -> (1, 4, 20); 3到5 -> (3, 4, 5); nothing for a range that runs backwards."""
    found: list[int] = []
    ranged = False
    for part in words.NUMBERS.finditer(listed):
        if part[2]:
            ranged = bool(found)
            continue
        number = int(number_value(part[1]) or 0)
        if ranged and number < found[-1]:
            return ()
        if ranged and found[-1] < number <= found[-1] + _LONGEST_RANGE:
            found += range(found[-1] + 1, number)
        found.append(number)
        ranged = False
    return tuple(dict.fromkeys(found))


def _share(match: re.Match[str]) -> Share | None:
    if match["range"] or match["vague"]:
        return Share(None, False)
    if match["all"] or match["half"]:
        return Share(100 if match["all"] else 50, False, bool(match["loose"]))
    if match["tenths"]:
        value, tail = (number_value(match["tenths"]) or 0) * 10, match["tail"]
        more = 5 if tail == "半" else number_value(tail) or 0 if tail and tail != "多" else 0
        return Share(value + more, False)
    if match["down"]:
        up, down = number_value(match["up"]), number_value(match["down"])
        return Share(round(up / down * 100, 1), False) if up and down and up <= down else None
    return Share(number_value(match["n"] or match["han"]), True)


def _ratio(match: re.Match[str]) -> Amount:
    unit, of = match["unit"] or match["each"], match["of"] or match["all"]
    return Amount(number_value(match["done"]), _unit(unit), number_value(of))


def _count(match: re.Match[str]) -> Amount:
    value = number_value(match["n"])
    if value is None:  # 三四十场: about so many
        return Amount(None, _unit(match["unit"]))
    scale = {"万": 10_000, "亿": 100_000_000}.get(match["scale"] or "", 1)
    return Amount(tidy(value * scale), _unit(match["unit"]))


def _unit(said: str | None) -> str | None:
    return words.UNIT_NAMES.get(said, said) if said else None


@cache
def _quantity_patterns(units: frozenset[str]) -> tuple[Pattern, ...]:
    """The patterns of quantities with the plan's units beside the language's."""
    special = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True) if len(unit) > 1)
    unit = f"(?:{special}|{words.UNITS})" if special else f"(?:{words.UNITS})"
    return tuple(
        Pattern(source % {"number": NUMBER, "unit": unit})
        for source in (words.RATIO, words.RANGE, words.COUNT, words.MONEY)
    )


_TOGETHER = Pattern(r"T(?:[(:,]?T)+(?:\))?")


def _join(sheet: Sheet) -> None:
    """第6项暖心驿站 is one reference; a number and a name that contradict each other are unclear."""

    def together(match: re.Match[str]) -> Reference | None:
        parts: Sequence[Reference] = [mark.value for _, mark in sheet.marks(TASK, match.start(), match.end())]
        if "," in match[0] or parts[0].how not in ("number", "bare"):
            return None
        agreed = set(parts[0].tasks).intersection(*(one.tasks for one in parts[1:]))
        if agreed:
            return Reference(tuple(n for n in parts[0].tasks if n in agreed), parts[0].how)
        return Reference(tuple(dict.fromkeys(n for one in parts for n in one.tasks)), "unclear")

    sheet.take(TASK, _TOGETHER, together)
