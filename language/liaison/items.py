"""What the clauses of one topic say of its tasks: percent, status, figures, due, problem, and what is still open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.plan import Task
from language.dates import When
from language.indicators import measures_of, pairs_of, same_unit, units_of
from language.lexicon import clauses as clause_words
from language.lexicon import figures as figure_words
from language.lexicon import manner as words
from language.liaison.clauses import Span, Topic
from language.liaison.degrees import Degree
from language.liaison.figures import Figures, read_figures
from language.liaison.finishing import due_of, extended_to, without_past
from language.liaison.manner import Manner, manner_of
from language.liaison.said import Said, merely_waits, status_of
from language.names import Vocabulary
from language.normalise import plain_name
from language.reading import AT_RISK, BLOCKED, DONE, IN_PROGRESS, Item, Quantity
from language.sheet import DATE, Sheet

_AROUND_REASON = " ,，。；;!！、()（）"


def read_topic(sheet: Sheet, topic: Topic, vocabulary: Vocabulary, today: date) -> Said:
    """Read the clauses of a topic, in order."""
    tasks = [vocabulary.tasks[number] for number in topic.tasks if number in vocabulary.tasks]
    said = Said(topic, measures_of(tasks[0], today) if len(tasks) == 1 else ())
    title = plain_name("".join(task.title + "".join(task.aliases) + _sole_aim(task, today) for task in tasks))
    frame: str | None = None
    for start, end in topic.clauses:
        clause = sheet.shape[start:end]
        dates = [(at - start, mark.value) for at, mark in sheet.marks(DATE, start, end)]
        coming = any((when.ahead(today) or when).first > today for _, when in dates)
        manner = manner_of(words.HARMLESS.sub("", without_past(clause, dates, today)), coming)
        broken = start and sheet.shape[start - 1] in clause_words.FULL_STOP
        seen = read_figures(sheet, start, end, said.measures, today, None if broken else frame, manner.obstacle, title)
        frame = seen.frame
        _gather(said, seen, dates, clause, vocabulary, today)
        _obstacle(said, manner, clause, (start, end))
        due, vague = due_of(clause, dates, today, manner)
        said.dues += [due] if due else []
        said.vague_due = said.vague_due or vague
    return said


def _gather(
    said: Said, seen: Figures, dates: list[tuple[int, When]], clause: str, vocabulary: Vocabulary, today: date
) -> None:
    """Add the figures of one clause."""
    topic = said.topic
    said.degrees += seen.degrees
    said.quantities += [_of_part(one, topic) for one in seen.quantities]
    said.summed += seen.summed
    said.asks += [seen.ask] if seen.ask else []
    if any(when.last < today.replace(day=1) and when.grain in ("day", "tenth", "month") for _, when in dates):
        said.past += seen.quantities
    if len(topic.tasks) < 2 or clause_words.EACH_OF_THEM.search(clause):
        return
    for one in (figure for figure in seen.quantities if figure.role == "progress"):
        fits = [n for n in topic.tasks if _counts_in(vocabulary.tasks.get(n), one.unit, today)]
        said.owners[one] = fits[0] if len(fits) == 1 else 0
        said.asks += [] if len(fits) == 1 else ["which_figure"]


def _counts_in(task: Task | None, unit: str | None, today: date) -> bool:
    return task is not None and any(same_unit(one, unit) for one in units_of(task, today))


def _of_part(quantity: Quantity, topic: Topic) -> Quantity:
    """A figure of a named part (英语角) fits only an indicator that speaks of that part."""
    foreign = topic.part and quantity.indicator and not pairs_of(topic.called) & pairs_of(quantity.indicator)
    return replace(quantity, indicator=None) if foreign else quantity


def _obstacle(said: Said, manner: Manner, clause: str, span: Span) -> None:
    """Note how the clause says things stand; 已复工 ends what was in the way before it."""
    resumed = words.RESUMED.search(clause)
    if resumed and not words.NOT_YET_RESUMED.search(clause[: resumed.start()]):
        said.trouble = []
        said.manners = [(text, replace(one, status=None, obstacle=False)) for text, one in said.manners]
        manner = replace(manner, status=IN_PROGRESS, obstacle=False)
    elif manner.obstacle or manner.status == BLOCKED:
        said.trouble.append(span)
    said.manners.append((clause, manner))


def items_of(said: Said, sheet: Sheet, delay: bool, today: date) -> list[Item]:
    """One item for each task of the topic (task 0 where it has none)."""
    percent, ask = _percent(said.degrees)
    ask = said.asks[0] if said.asks else ask
    quantities = tuple(dict.fromkeys(said.quantities))
    if any(figure_words.PART_OPEN.search(clause) for clause, _ in said.manners):  # 3家，其中2家在建: three of what?
        quantities, ask = _not_stored(quantities), "which_figure"
    quantities, doubt = _settled(quantities, said)
    ask = ask or doubt
    said.quantities = list(quantities)
    if merely_waits(said.manners):
        said.trouble = []
    status = status_of(said, percent)
    if status == DONE and said.topic.part:
        status, ask = IN_PROGRESS, ask or "whole_task"
    if any(manner.unsure and words.DONE.search(clause) for clause, manner in said.manners) and status != DONE:
        ask = ask or "whole_task"
    if status is None and (said.degrees or said.dues or said.progress):
        status = IN_PROGRESS
    due = extended_to(sheet, today) if delay else said.dues[-1] if said.dues else None
    if said.vague_due and due is None and not delay:
        ask = ask or "due_date"
    problem = _problem(said, sheet)
    if problem and status in (None, IN_PROGRESS):
        status = AT_RISK
    return [
        Item(
            task,
            percent,
            status,
            tuple(one for one in quantities if said.owners.get(one, task) == task),
            due,
            problem,
            ask,
        )
        for task in said.topic.tasks or (0,)
    ]


def says_something(item: Item) -> bool:
    """Whether anything was said of the task at all."""
    figures = any(one.role in ("progress", "gap", "pending") for one in item.quantities)
    return bool(item.percent is not None or item.status or item.due or item.problem_text or figures)


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────


def _percent(degrees: Sequence[Degree]) -> tuple[float | None, str | None]:
    """The one degree that was said, the overall one first; several that differ are asked about."""
    overall = [one for one in degrees if one.overall] or list(degrees)
    exact = [one for one in overall if not one.loose] or overall
    values = list(dict.fromkeys(one.value for one in exact))
    return (values[0], None) if len(values) == 1 else (None, "which_figure" if values else None)


def _not_stored(quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    return tuple(replace(one, role="mention") if one.role == "progress" else one for one in quantities)


def _settled(quantities: tuple[Quantity, ...], said: Said) -> tuple[tuple[Quantity, ...], str | None]:
    """Of several totals of one thing only one can hold: the newest, or what was summed up; otherwise it is asked."""
    if not _contradict(quantities):
        return quantities, None
    quantities = _without_outdated(quantities, said.past)
    if not _contradict(quantities):
        return quantities, None
    if sum(one in said.summed for one in quantities) == 1:  # 收购600套，累计8500套
        stand = tuple(
            replace(one, role="mention", kind=None)
            if one.role == "progress" and one.kind == "total" and one not in said.summed
            else one
            for one in quantities
        )
        return stand, "which_figure"
    return _not_stored(quantities), "which_figure"


def _without_outdated(quantities: tuple[Quantity, ...], past: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Totals of a day before this month, and those that 又 was added to, belong to the past."""
    totals = [one for one in quantities if one.role == "progress" and one.kind == "total"]
    whole = max(totals, key=lambda one: one.value)
    if len(totals) > 2 and whole is totals[-1] and whole.value * 2 == sum(one.value for one in totals):
        return tuple(  # 上半年20次，三季度18次，共38次
            replace(one, role="part", kind=None) if one in totals and one is not whole else one for one in quantities
        )
    sums = {(total.value - one.value, one.unit) for one in quantities if one.kind == "new" for total in totals}
    old = [one for one in totals if one in past or (one.value, one.unit) in sums]
    if len(old) == len(totals):
        return quantities
    return tuple(replace(one, role="previous", kind=None) if one in old else one for one in quantities)


def _contradict(quantities: Sequence[Quantity]) -> bool:
    """Whether there are two different totals of what can only be one thing."""
    totals = [one for one in quantities if one.role == "progress" and one.kind == "total"]

    def same_thing(one: Quantity, other: Quantity) -> bool:
        if one.indicator and other.indicator:
            return one.indicator == other.indicator
        return bool(one.indicator or other.indicator) or one.hint == other.hint

    return any(
        one.value != other.value and same_unit(one.unit, other.unit) and same_thing(one, other)
        for at, one in enumerate(totals)
        for other in totals[at + 1 :]
    )


def _cause(said: Said, trouble: Span) -> Span | None:
    """消防没过，2家开不了门: what stands before something that cannot be done is the reason, and belongs to it."""
    spans = said.topic.clauses
    at = spans.index(trouble) if trouble in spans else 0
    if at == 0 or not words.CONSEQUENCE.search(said.manners[at][0]):
        return None
    clause, manner = said.manners[at - 1]
    silent = manner.done or manner.idle or clause_words.FIGURES.search(clause) or "T" in clause
    return None if silent else spans[at - 1]


def _reason(said: Said, sheet: Sheet) -> str | None:
    """施工单位进场晚，工期滞后了: where nothing else names the obstacle, what stands before the 滞后 does."""
    for at, (_, manner) in enumerate(said.manners[1:], 1):
        clause, before = said.manners[at - 1]
        if manner.status == AT_RISK and words.LAGGING.search(clause) and not before.done:
            return sheet.words(*said.topic.clauses[at - 1]).strip(_AROUND_REASON) or None
    return None


def _problem(said: Said, sheet: Sheet) -> str | None:
    """The words that name the obstacle, as they were typed."""
    if not said.trouble:
        return _reason(said, sheet)
    first, last = said.trouble[0], said.trouble[-1]
    between = said.manners[1:-1]
    if first != last and any(manner.done or clause_words.FIGURES.search(clause) for clause, manner in between):
        last = first
    cause = _cause(said, first)
    if cause:
        return sheet.words(cause[0], last[1]).strip(_AROUND_REASON) or None
    lead = words.REASON_LEAD.match(sheet.shape[first[0] : first[1]])
    start = first[0] + (lead.end() if lead and first[0] + lead.end() < first[1] - 1 else 0)
    return sheet.words(start, last[1]).strip(_AROUND_REASON) or None


def _sole_aim(task: Task, today: date) -> str:
    """The running target where it is one thing, so that who speaks of it speaks of the whole task."""
    running = [one.target for one in task.milestones if one.starts <= today <= one.last_day]
    aims = [re.sub(r"^(?:到)?20\d\d(?:-20\d\d)?年底?[,，]?", "", one).strip(" 。") for one in running]
    return aims[0] if len(aims) == 1 and not re.search(r"[、，；,;和及]", aims[0]) else ""
