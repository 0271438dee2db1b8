"""A coordinator's question -> Question: what to list and which filters were said.

One pipeline: tasks and departments are taken off the text, then the intent is decided (`questionintent`), then the
filters that go with it are read (`questionfilters`). A task or department that nobody can tell apart is asked about,
never dropped.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.understanding.dates import When, find_dates
from bot.understanding.likeness import nearest_departments
from bot.understanding.names import Office, Vocabulary
from bot.understanding.normalise import normalise
from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern
from bot.understanding.question_english import to_chinese
from bot.understanding.questionfilters import of_intent, read_keyword, read_role
from bot.understanding.questionintent import decide
from bot.understanding.questionwords import BEFORE_ROLE, LEAD, NOT_AN_OFFICE, SUPPORT, TASKS, UNKNOWN_OFFICE
from bot.understanding.reading import Finding, Question
from bot.understanding.references import FILLER, Reference, find_references

LONGEST = 4_000
_WITH_ROLE = ("list_tasks", "list_by_light", "list_overdue", "list_due_soon", "list_done", "list_unreported")
_N = r"(?:\d{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_AND, _TO = r"\s*(?:[、,和与及跟]|以及)\s*", r"\s*(?:-|~|到|至)\s*"
_MORE = rf"(?:(?:{_AND}|{_TO}|\s+(?=\d))第?\s*{_N}\s*(?:项|号)?)"
_ASKED_FOR = (
    r"(?=\s*的?(?:进展|进度|怎么样|怎样|咋样|如何|情况|状态|目标|联络|到哪|完成|落实|推进|啥情况|什么情况|$|[?]))"
)
# A coordinator speaks in numbers of tasks: 6、22、23这几项, 11项到14项; at the head of a question bare: 5进展怎么样.
_LISTED = Pattern(
    rf"第?\s*(?<!\d){_N}\s*(?:项|号)?{_MORE}{{1,60}}\s*(?:这?[两二三四五六七八九十几\d]{{0,2}}(?:项|个任务)|号任务|(?<=项))"
)
_BARE = Pattern(
    rf"^\s*(?:查一?下|看一?下|看看|查|看|任务)?\s*(?P<list>\d{{1,4}}(?:(?:{_AND}|{_TO}|\s+)\d{{1,4}}){{0,60}})\s*{_ASKED_FOR}"
)
_COUNTED = Pattern(  # how many they are: 6、22、23这几项, 六、七、八三项
    r"(?:这[两二三四五六七八九十几\d]{0,2}|(?<=\d)[两二三四五六七八九十]{1,2}|(?<=[一二三四五六七八九])[两二三四五六七八九])"
    r"(?:项|个任务)$"
)
_NUMBERS = Pattern(rf"(?P<number>{_N})|(?P<to>{_TO})")
_LONGEST_RANGE = 60
_ABOUT_TASKS = Pattern(f"{TASKS.source}|{LEAD.source}|{SUPPORT.source}")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the first stages took off the text."""

    plain: str
    masked: str
    references: list[Reference]
    offices: list[Office]
    dates: list[When]

    @property
    def tasks(self) -> list[int]:
        return list(dict.fromkeys(number for one in self.references if one.certain for number in one.tasks))


def read_coordinator(text: str, vocabulary: Vocabulary, now: datetime) -> Question:
    """What a coordinator asks. `now` is aware; its civil date in the plan's zone is today. Never raises."""
    return explain_coordinator(text, vocabulary, now)[0]


def explain_coordinator(text: str, vocabulary: Vocabulary, now: datetime) -> tuple[Question, list[Finding]]:
    """`read_coordinator` with what each stage saw."""
    if len(text) > LONGEST:
        return Question("unknown", certain=False, ask="too_long"), [("length", str(len(text)))]
    today = now.astimezone(vocabulary.zone).date()
    folded = to_chinese(unicodedata.normalize("NFKC", text).lower())
    plain = normalise(folded).plain.strip(" ,。!")
    if not re.search(r"\w", plain):
        return Question("unknown", certain=False, ask="what"), [("plain text", plain)]
    seen = _see(plain, vocabulary, today)
    question = _question(seen, vocabulary, today)
    findings: list[Finding] = [("plain text", plain)]
    findings += [
        ("reference", f"{plain[one.start : one.end]} -> {list(one.tasks)} ({one.how})") for one in seen.references
    ]
    findings += [
        ("department", f"{plain[one.start : one.end]} -> {one.name or list(one.candidates)}") for one in seen.offices
    ]
    findings += [
        ("date", f"{plain[one.start : one.end]} -> {one.first}..{one.last} ({one.grain})") for one in seen.dates
    ]
    findings.append(("intent", question.intent + (f", asks {question.ask}" if question.ask else "")))
    return question, findings


def _see(plain: str, vocabulary: Vocabulary, today: date) -> _Seen:
    numbered = _numbered(plain, vocabulary)
    references, masked = find_references(_mask(plain, numbered), vocabulary)
    references = sorted([*numbered, *references], key=lambda one: one.start)
    offices = [
        one
        for one in vocabulary.departments_in(plain)
        if not any(ref.start < one.end and one.start < ref.end for ref in references)
    ]
    masked = _mask(masked, offices)
    return _Seen(plain, masked, references, offices, find_dates(_mask(_mask(plain, references), offices), today))


def _numbered(plain: str, vocabulary: Vocabulary) -> list[Reference]:
    """Lists and ranges of tasks by number; a list that names one that is not there is missing as a whole."""
    found: list[Reference] = []
    bare = _BARE.match(plain)
    spans = [bare.span("list")] if bare else [match.span() for match in _LISTED.finditer(plain)]
    for start, end in spans:
        words = plain[start:end] if bare else _COUNTED.sub("项", plain[start:end])
        numbers = _numbers(words)
        known = bool(numbers) and all(number in vocabulary.tasks for number in numbers)
        found.append(Reference(start, end, numbers if known else (), "number" if known else "missing"))
    return found


def _numbers(words: str) -> tuple[int, ...]:
    """6、22、23 or 11到14, in order; nothing for a range that runs backwards or too far."""
    numbers: list[int] = []
    ranged = False
    for part in _NUMBERS.finditer(words):
        if part["to"]:
            ranged = True
            continue
        number = int(number_value(part["number"]) or 0)
        first = numbers[-1] + 1 if ranged and numbers else number
        if not first <= number < first + _LONGEST_RANGE:
            return ()
        numbers += range(first, number + 1)
        ranged = False
    return tuple(dict.fromkeys(numbers))


def _mask(text: str, taken: list[Reference] | list[Office]) -> str:
    for one in taken:
        text = text[: one.start] + FILLER * (one.end - one.start) + text[one.end :]
    return text


def _question(seen: _Seen, vocabulary: Vocabulary, today: date) -> Question:
    if any(one.how == "missing" for one in seen.references):
        return Question("unknown", certain=False, ask="no_such_task")
    masked, tasks = seen.masked, seen.tasks
    keyword = read_keyword(seen.plain)
    intent = decide(masked, bool(tasks), bool(seen.offices), bool(keyword))
    vague = [one for one in seen.offices if not one.name]
    named = list(dict.fromkeys(one.name for one in seen.offices if one.name))
    stranger = None if seen.offices else _unknown_office(masked)
    if stranger and intent == "unknown" and _ABOUT_TASKS.search(masked):
        intent = "list_tasks"
    if intent == "task_status" and not (tasks or keyword or seen.references or seen.offices):
        intent = "task_status" if vocabulary.probable_tasks(masked) else "unknown"
    filters: dict[str, Any] = {}
    if keyword and intent == "list_tasks":
        filters["keyword"] = keyword
    elif tasks:
        filters["tasks"] = tasks
    if named:
        filters["department"] = named[0] if len(named) == 1 else named
    role = read_role(masked) if named and intent in _WITH_ROLE else None
    if role:
        filters["role"] = role
    filters |= of_intent(intent, masked, seen.plain, seen.dates, today)
    ask, candidates = _doubt(seen, intent, filters, vocabulary, stranger, vague)
    return Question(intent, filters, ask is None, ask, candidates)


def _doubt(
    seen: _Seen, intent: str, filters: dict[str, Any], vocabulary: Vocabulary, stranger: str | None, vague: list[Office]
) -> tuple[str | None, tuple[str | int, ...]]:
    """What has to be asked before the question can be answered, and what may have been meant."""
    if vague or stranger:
        return "which_department", vague[0].candidates if vague else nearest_departments(
            stranger or "", vocabulary.departments
        )
    unclear = tuple(number for one in seen.references if not one.certain for number in one.tasks)
    if unclear and not seen.tasks:
        return "which_task", unclear
    likely = vocabulary.probable_tasks(seen.masked) if intent in ("unknown", "task_status") else ()
    if intent == "unknown":
        return "what", likely
    if intent == "task_status" and not seen.tasks and (likely or not filters):
        return "which_task", likely
    return None, ()


def _unknown_office(masked: str) -> str | None:
    """Words that stand where a department would and are none of the plan's."""
    for pattern in (UNKNOWN_OFFICE, BEFORE_ROLE):
        match = pattern.search(masked)
        if match and not NOT_AN_OFFICE.search(match["name"]) and len(match["name"]) > 1:
            return match["name"]
    return None
