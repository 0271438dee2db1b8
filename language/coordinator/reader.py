"""A coordinator's question -> Question: what to list and which filters were said.

The message becomes a sheet (`marking`); the first row of `lexicon.questions.INTENTS` whose words occur in its shape is
what is asked, and the filters that go with it are read (`filters`). A task or department that nobody can tell apart is
asked about, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from language.coordinator import filters
from language.lexicon import questions as words
from language.lexicon import spoken
from language.likeness import nearest_departments
from language.marking import Reference
from language.message import Message
from language.names import Vocabulary
from language.reading import Finding, Question
from language.sheet import DEPARTMENT, QUANTITY, TASK, Sheet


def read_coordinator(message: Message) -> Question:
    """What a coordinator asks. Never raises."""
    return explain_coordinator(message)[0]


def explain_coordinator(message: Message) -> tuple[Question, list[Finding]]:
    """`read_coordinator` with what each stage saw."""
    if message.too_long:
        return Question("unknown", certain=False, ask="too_long"), [("length", str(len(message.said)))]
    sheet = message.sheet
    question = _question(sheet, message.context.vocabulary, message.context.today)
    told = question.intent + (f", asks {question.ask}" if question.ask else "")
    return question, [("shape", sheet.shape), *sheet.findings(), ("intent", told)]


def _question(sheet: Sheet, vocabulary: Vocabulary, today: date) -> Question:
    """Intent, filters, and what has to be asked."""
    before, behind = (pattern.search(sheet.shape) for pattern in spoken.COURTESIES)
    sheet.crop(before.end() if before else 0, behind.start() if behind else len(sheet.shape))
    _mark_lone_number(sheet, vocabulary)
    marks = [mark.value for _, mark in sheet.marks(TASK)]
    references: list[Reference] = [one for one in marks if one.how != "counted"]
    if not re.search(r"\w", sheet.shape):
        return Question("unknown", certain=False, ask="what")
    if any(one.how == "missing" for one in references):
        return Question("unknown", certain=False, ask="no_such_task")
    looked_up = filters.keyword(sheet.text.plain)
    start, end = looked_up or (0, 0)
    offices = (mark for _, mark in sheet.marks(DEPARTMENT) if not start <= mark.start < end)
    named = list(dict.fromkeys(mark.value for mark in offices))
    unclear, stranger = _unknown_departments(sheet.shape, vocabulary, bool(named))
    tasks = list(dict.fromkeys(number for one in references if one.certain for number in one.tasks))
    intent = _intent(sheet.shape, bool(looked_up))
    likely = vocabulary.probable_tasks(sheet.shape) if intent in ("unknown", "task_status") else ()
    if intent == "unknown" and stranger and words.ABOUT_TASKS.search(sheet.shape):
        intent = "list_tasks"
    elif intent == "task_status" and not (references or likely or looked_up or named or unclear):
        intent = "unknown"
    found: dict[str, Any] = {}
    if looked_up and intent == "list_tasks":
        found["keyword"] = sheet.text.plain[start:end]
    elif tasks:
        found["tasks"] = tasks
    if named:
        found["department"] = named[0] if len(named) == 1 else named
    found |= filters.of_intent(intent, sheet, today, bool(named))
    if unclear or stranger:
        candidates = unclear or nearest_departments(stranger or "", vocabulary.departments)
        return Question(intent, found, False, "which_department", candidates)
    return _with_doubt(Question(intent, found), references, bool(tasks), likely)


def _mark_lone_number(sheet: Sheet, vocabulary: Vocabulary) -> None:
    """看看26: a number and nothing else is a task's."""

    def number(match: re.Match[str]) -> Reference | None:
        amount = next(mark.value for _, mark in sheet.marks(QUANTITY))
        if amount.unit or amount.of or amount.value is None:
            return None
        task = int(amount.value)
        return Reference((task,), "number" if task in vocabulary.tasks else "missing")

    sheet.take(TASK, words.LONE_NUMBER, number)


def _intent(shape: str, keyword: bool) -> str:
    if keyword and not words.MORE_THAN_A_KEYWORD.search(shape):
        return "list_tasks"
    return next((intent for intent, pattern in words.INTENTS if pattern.search(shape)), "unknown")


def _unknown_departments(shape: str, vocabulary: Vocabulary, named: bool) -> tuple[tuple[str, ...], str | None]:
    """The candidates of words that may mean several departments, and words that look like one and are none."""
    unclear = next((one.candidates for one in vocabulary.departments_in(shape) if not one.name), ())
    for pattern in words.UNKNOWN_BESIDE if named else words.UNKNOWN_OFFICES:
        match = pattern.search(shape)
        if not unclear and match and len(match["name"]) > 1 and not words.NOT_AN_OFFICE.search(match["name"]):
            return (), match["name"]
    return unclear, None


def _with_doubt(question: Question, references: Sequence[Reference], sure: bool, likely: tuple[int, ...]) -> Question:
    """The question, or what has to be asked before it can be answered and what may have been meant."""
    unclear = tuple(number for one in references for number in one.tasks if not one.certain)
    if unclear and not sure:
        return Question(question.intent, question.filters, False, "which_task", unclear)
    if question.intent == "unknown":
        return Question("unknown", question.filters, False, "what", likely)
    if question.intent == "task_status" and not sure and (likely or not question.filters):
        return Question("task_status", question.filters, False, "which_task", likely)
    return question
