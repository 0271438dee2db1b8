"""What kind of talk a message is before any figure is looked at: courtesies, questions, handing over, corrections."""

from __future__ import annotations

import re
from dataclasses import dataclass

from language.lexicon import talk as words
from language.liaison.clauses import clauses
from language.sheet import DEPARTMENT, IDLE, TASK, Sheet


def chatter(plain: str) -> str | None:
    """ack or smalltalk when the whole plain text is nothing else."""
    said = plain.strip()
    if not said or said.isdecimal():
        return None
    if words.ACK.fullmatch(said) and not words.THANKS_ONLY.fullmatch(said) and not words.ACK_OR_DONE.fullmatch(said):
        return "ack"
    return "smalltalk" if words.SMALLTALK.fullmatch(said) and words.SAYS_ANYTHING.search(said) else None


# ── questions ─────────────────────────────────────────────────────────────────────────────────────────────


def query_kind(shape: str, about_task: bool) -> str | None:
    """What is asked, when the message asks rather than reports. `about_task`: a task is named or at hand."""
    if words.REPORTS_FIGURES.search(shape) and not words.ABOUT_TARGET.search(shape):
        return None
    if (words.DELAY.search(shape) and not words.HOW.search(shape)) or words.WHY.search(shape):
        return None
    if words.UNCHANGED.search(shape) and not words.PUT_AS_QUESTION.search(shape):
        return None  # 没什么进展
    if words.HELP.search(shape):
        return "help"
    asks = words.ASKS.search(shape)
    for kind, pattern in words.QUERIES:
        match = pattern.search(shape)
        if match is None:
            continue
        lead, tail = shape[: match.start()], shape[match.end() :]
        if asks or not (lead.strip(words.BARE_LEAD) or tail.strip(words.BARE_TAIL)):
            return kind
    return "target" if asks and about_task and words.WHAT_IS_IT.search(shape) else None


def is_question(shape: str) -> bool:
    """Whether a statement is put as a question (是不是60%？), courtesies such as 行吗 left out."""
    return bool(words.PUT_AS_QUESTION.search(words.POLITE.sub("", shape.strip())))


# ── handing over ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Handed:
    """A matter that is passed on: to whom (None: not said, or not certain), the department it is said to be of, and
    the tasks named in the same breath."""

    name: str | None
    department: str | None
    tasks: tuple[int, ...] = ()


def handed_by_mention(sheet: Sheet) -> str | None:
    """@李娜 这项你来填: the person mentioned, unless it is the bot."""
    match = words.MENTION.search(sheet.text.original)
    if match is None or not words.YOUR_TURN.search(sheet.shape) or words.NOT_A_PERSON.search(match[1]):
        return None
    return match[1]


def delegation(sheet: Sheet) -> Handed | None:
    """Who shall take the matter over; None when the message hands nothing over."""
    shape = words.NOT_HANDED.sub(lambda match: "X" * len(match[0]), sheet.shape)
    objects, outright = words.NOT_OURS.search(shape), words.OUTRIGHT.search(shape)
    first = words.NAMED_FIRST.search(shape)
    if words.MINE_NOW.search(shape):
        return None
    if words.ASKS_FOR_HELP.search(shape) and not (objects or outright):
        return None
    if not (words.HANDS.search(shape) or objects or first) or (words.REPORTS.search(shape) and not objects):
        return None
    department = next((mark.value for _, mark in sheet.marks(DEPARTMENT)), None)
    person = words.HAND_TO.search(shape) or first
    if person is None:
        return Handed(None, department) if objects or outright else None
    start, end = next(span for span in clauses(shape) if span[0] <= person.start("name") < span[1])
    tasks = tuple(
        number for _, mark in sheet.marks(TASK, start, end) if mark.value.certain for number in mark.value.tasks
    )
    others = any(match["name"] != person["name"] for match in words.HAND_TO.finditer(shape))
    return Handed(None if others else sheet.words(*person.span("name")) or None, department, tasks)


def objects_beside_report(sheet: Sheet) -> bool:
    """不归我们管 in one clause and figures in another: what is objected to is not what is reported."""
    spans = list(clauses(sheet.shape))
    objected = [span for span in spans if words.NOT_OURS.search(sheet.shape[slice(*span)])]
    return bool(objected) and any(
        re.search("[QP]", sheet.shape[slice(*span)]) for span in spans if span not in objected
    )


def leave_out_objections(sheet: Sheet) -> None:
    """Take the clauses that object out of a message that reports as well."""
    if objects_beside_report(sheet):
        spans = [span for span in clauses(sheet.shape) if words.NOT_OURS.search(sheet.shape[slice(*span)])]
        sheet.put(",", [(start, end, "objection") for start, end in spans])


# ── corrections ───────────────────────────────────────────────────────────────────────────────────────────


def is_correction(shape: str, has_previous: bool) -> bool:
    """Whether the message takes something back that was said before."""
    if words.NOT_WRONG.search(shape):
        return False
    said = words.CORRECTION.search(shape) or words.NOT_BUT.search(shape)
    return bool(said or (has_previous and words.SHOULD.search(shape)))


def take_back(sheet: Sheet) -> None:
    """Make of what is taken back (不是Q, 写成Q了, 把Q改成, 不是第6项) something that counts nothing."""
    spans = [(at, at + 1, "taken back") for at, _ in sheet.marks(TASK) if words.NEGATED_TASK.search(sheet.shape[:at])]
    sheet.put(IDLE, spans)
    sheet.take(IDLE, words.TAKEN_BACK)
