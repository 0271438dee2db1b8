"""A liaison's message -> Reading.

In this order: plain shape -> whole messages that need no reading (好的, 在吗, 同上) -> task references -> questions ->
clauses, each given to the tasks it speaks of -> dates, figures and manner of each clause -> one item a task -> the
intent. When something is doubtful the reading asks; it never guesses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from bot.understanding import handing, talk
from bot.understanding.dates import find_dates, find_times
from bot.understanding.degrees import Degree
from bot.understanding.indicators import measures_of, same_unit
from bot.understanding.items import items_of, says_something
from bot.understanding.names import Vocabulary
from bot.understanding.normalise import Text, normalise
from bot.understanding.patterns import Pattern
from bot.understanding.reading import (
    DONE,
    IN_PROGRESS,
    NOT_STARTED,
    Context,
    Finding,
    Item,
    Reading,
)
from bot.understanding.references import FILLER, Reference, certain_tasks, find_references
from bot.understanding.shares import Share, fill, shared_out

LONGEST = 4_000  # characters; what people send in a chat is far below, Telegram's own limit is 4 096

_REST = Pattern(
    r"(?:其余|其他|其它|剩下|剩余|余下|别|另外)的?(?:[\d两三四五六七八九十]+[项个])?(?:任务|工作|项目|各项"
    r"|几项|几个)?(?:都|均|全部|全|也|,|\s)*(?:是|在)?(?:正常|按计划|顺利|没问题|按期|有序|稳步|照常|ok"
    r"|推进|没变化|没有变化|无变化|不变|同上期|跟上期一样|和上期一样|和上次一样)[^,;。!?\n]*"
)
_ALL = Pattern(
    r"^(?:[\d两三四五六七八九十]+项|我们|我局|目前|本月|所有|各项|任务|工作|都|均|的|\s|全部|全都|一切"
    r"|整体)*(?:全部|都|均|一切|所有|各项|全都)(?:任务|工作|项目)?(?:都|均|在)?(?:正常|按计划|顺利|ok"
    r"|没问题|按期)(?:推进|进行|开展|推进中|中|的|了|。|!)*$"
)


def read_liaison(text: str, context: Context, vocabulary: Vocabulary, now: datetime) -> Reading:
    """What a liaison's message says. `now` is aware; its civil date in the plan's zone is today. Never raises."""
    return explain_liaison(text, context, vocabulary, now)[0]


def explain_liaison(
    text: str, context: Context, vocabulary: Vocabulary, now: datetime
) -> tuple[Reading, list[Finding]]:
    """`read_liaison` with what each stage saw."""
    findings: list[Finding] = []
    if len(text) > LONGEST:
        return Reading("unknown", certain=False, ask="too_long"), [("length", str(len(text)))]
    today = now.astimezone(vocabulary.zone).date()
    if context.asked_task is not None and context.asked_task not in vocabulary.tasks:
        context = replace(context, asked_task=None)
    reading = _read(normalise(text), context, vocabulary, today, findings)
    findings.append(("intent", reading.intent + (f", asks {reading.ask}" if reading.ask else "")))
    return reading, findings


def _read(text: Text, context: Context, vocabulary: Vocabulary, today: date, findings: list[Finding]) -> Reading:
    plain = text.plain
    findings.append(("plain text", plain))
    asked = (context.asked_task,) if context.asked_task is not None else ()
    chat = talk.chatter(plain)
    if chat:
        return Reading(chat, asked if chat == "ack" else ())
    if talk.DITTO.fullmatch(plain.strip()):
        return _ditto(context, vocabulary, today, findings)
    references, masked = find_references(plain, vocabulary, context.my_department, context.asked_task)
    findings += [("reference", f"{plain[one.start : one.end]} -> {list(one.tasks)} ({one.how})") for one in references]
    missing = [one for one in references if one.how == "missing"]
    if missing:
        return Reading("unknown", certain=False, ask="no_such_task", candidates=missing[0].tasks)
    query = talk.query_kind(masked, bool(references or asked))
    if query:
        named = certain_tasks(references)
        about = named or (asked if query in talk.ABOUT_TASK else ())
        unclear = [n for one in references if not one.certain for n in one.tasks]
        return Reading(
            "query",
            about,
            query_kind=query,
            certain=not unclear,
            ask="which_task" if unclear else None,
            candidates=tuple(unclear),
        )
    kept = handing.without_objections(masked)
    if kept != masked:
        references = [one for one in references if kept[one.start : one.end].strip()]
        return _statement(text, kept, references, context, vocabulary, today, findings)
    mentioned = handing.handed_by_mention(text.original, masked)
    if mentioned:
        return Reading("delegate", certain_tasks(references) or asked, delegate_to=mentioned)
    delegated = handing.delegation(plain, masked)
    if delegated:
        person, certain, place = delegated
        offices = [office.name for office in vocabulary.departments_in(plain) if office.name]
        start, end = person
        who = text.words(start, end) or None
        if who and (vocabulary.department(who) or not certain):
            who = None
        said = [
            one
            for one in references
            if not re.search(r"[,;。!?\n]", masked[min(one.end, place) : max(one.start, place)])
        ]
        return Reading(
            "delegate",
            certain_tasks(said or references) or asked,
            delegate_to=who,
            certain=who is not None,
            ask=None if who else "delegate_to",
            department=offices[0] if offices else None,
        )
    return _statement(text, masked, references, context, vocabulary, today, findings)


def _statement(
    text: Text,
    masked: str,
    references: list[Reference],
    context: Context,
    vocabulary: Vocabulary,
    today: date,
    findings: list[Finding],
) -> Reading:
    plain = text.plain
    correction = talk.is_correction(masked, context.prev_text is not None)
    if correction:
        references = [one for one in references if not talk.is_negated(plain, one.start, one.end)]
        masked = talk.without_negated(masked)
    rest = bool(_REST.search(masked))
    masked = _REST.sub(lambda match: "," * len(match[0]), masked)
    times = find_times(masked)
    for start, end in times:
        masked = masked[:start] + FILLER * (end - start) + masked[end:]
    dates = find_dates(masked, today)
    findings += [("date", f"{plain[when.start : when.end]} -> {when.first}..{when.last}") for when in dates]
    home = context.asked_task
    if correction and context.prev_task in vocabulary.tasks:
        home = context.prev_task
    shares = shared_out(plain, masked, references, home)
    for share in shares:
        fill(share, plain, masked, dates, vocabulary, today, findings)
    if correction:
        _complete_from_previous(shares, masked, context, vocabulary, today)
    unclear = tuple(dict.fromkeys(n for share in shares for n in share.doubts))
    if unclear:
        return Reading("unknown", certain=False, ask="which_task", candidates=unclear)
    everything = bool(_ALL.fullmatch(masked.strip(" ,。!")))
    delay = bool(talk.DELAY.search(masked)) and not talk.NO_DELAY.search(masked)
    spoken = [share for share in shares if share.texts or share.tasks != ((home,) if home else ())]
    items = [item for share in spoken for item in items_of(share, text, delay, today, dates, masked)]
    told = [item for item in items if says_something(item)]
    question = talk.is_question(masked) and not delay
    findings += [
        ("item", f"{item.task}: {item.percent} {item.status} {[q.value for q in item.quantities]} {item.due}")
        for item in items
    ]
    unchanged = bool(talk.UNCHANGED.search(plain)) and not any(
        item.percent is not None or item.quantities for item in items
    )
    return _conclude(
        items,
        told,
        rest=rest,
        everything=everything,
        delay=delay,
        correction=correction,
        question=question,
        unchanged=unchanged,
        home=home,
        shares=spoken,
        masked=masked,
        vocabulary=vocabulary,
    )


def _conclude(
    items: list[Item],
    told: list[Item],
    *,
    rest: bool,
    everything: bool,
    delay: bool,
    correction: bool,
    question: bool,
    unchanged: bool,
    home: int | None,
    shares: list[Share],
    masked: str,
    vocabulary: Vocabulary,
) -> Reading:
    """From what was said of each task to the whole reading: intent, and what has to be asked."""
    ask = next((item.ask for item in items if item.ask), None)
    tasks = tuple(dict.fromkeys(item.task for item in items if item.task))
    if everything and len(tasks) <= 1 and not rest:
        return Reading("update", tasks, status=IN_PROGRESS, rest=not tasks)
    if question and told and not correction:
        return Reading("unknown", certain=False, ask=ask or "which_figure", candidates=tasks)
    if (
        unchanged
        and len(items) <= 1
        and not delay
        and not correction
        and not any(item.problem_text or item.due for item in items)
    ):
        status = items[0].status if items and items[0].status != IN_PROGRESS else None
        return Reading("update", tasks, status=status if status != NOT_STARTED else None, unchanged=True)
    if not told and not correction and not delay:
        if rest:
            return Reading(
                "update", tasks if tasks != (home,) else (), status=IN_PROGRESS if tasks else None, rest=True
            )
        candidates = tasks or (() if ask else vocabulary.probable_tasks(masked))
        return Reading(
            "unknown",
            certain=False,
            ask=ask or ("which_task" if candidates and not tasks else "what"),
            candidates=candidates,
        )
    if len(tasks) > 1:
        many = [item for item in items if item.task]
        finished = all(item.status == DONE for item in many)
        return (
            Reading(
                "correction" if correction else "delay_request" if delay else "update",
                tasks,
                items=tuple(many),
                rest=rest,
                certain=ask is None,
                ask=ask,
            )
            if not finished
            else Reading("update", tasks, items=tuple(many), rest=rest, certain=ask is None, ask=ask)
        )
    one = next((item for item in items if item.task), items[0] if items else Item(0))
    if one.task and any(not item.task and says_something(item) for item in items):
        ask = ask or "which_task"
    figures = one.percent is not None or any(quantity.role == "progress" for quantity in one.quantities)
    problem = one.problem_text is not None
    intent = (
        "correction"
        if correction
        else "delay_request"
        if delay
        else "done"
        if one.status == DONE
        else "problem"
        if problem and not figures
        else "update"
    )
    if not tasks:
        candidates = vocabulary.probable_tasks(masked)
        return Reading(
            intent if intent != "done" else "update",
            (),
            one.percent,
            one.status if one.status != DONE else None,
            one.quantities,
            one.due,
            problem_text=one.problem_text,
            rest=rest,
            certain=False,
            ask="which_task",
            candidates=candidates,
        )
    percent = (
        100 if one.status == DONE and one.percent is None and intent == "done" and not one.quantities else one.percent
    )
    status = None if intent == "delay_request" and one.status in (IN_PROGRESS, NOT_STARTED, None) else one.status
    if delay and one.due is None:
        ask = "extension_until"
    return Reading(
        intent,
        tasks,
        percent,
        status,
        one.quantities,
        one.due,
        problem_text=one.problem_text,
        rest=rest,
        certain=ask is None,
        ask=ask,
    )


def _complete_from_previous(
    shares: list[Share], masked: str, context: Context, vocabulary: Vocabulary, today: date
) -> None:
    """写错了，是7不是17 after "办了17场": a bare number takes the measure of the one figure of the message before."""
    if context.prev_text is None or len(context.prev_text) > LONGEST or len(shares) != 1:
        return
    share = shares[0]
    if any(degree.value is not None for degree in share.degrees) or any(
        one.role == "progress" for one in share.quantities
    ):
        return
    numbers = re.findall(r"(?<![\d.□/])(\d{1,7}(?:\.\d+)?)(?![\d.%/])", masked)
    previous = read_liaison(
        context.prev_text,
        Context(context.prev_task or context.asked_task, context.my_department),
        vocabulary,
        datetime(today.year, today.month, today.day, 12, tzinfo=vocabulary.zone),
    )
    figures = [one for one in previous.quantities if one.role == "progress"]
    if len(numbers) != 1 or previous.items or (len(figures) + (previous.percent is not None)) != 1:
        return
    value = float(numbers[0])
    value = int(value) if value == int(value) else value
    if figures and value == int(value):
        share.quantities = [one for one in share.quantities if not same_unit(one.unit, figures[0].unit)]
        share.quantities.append(replace(figures[0], value=value))
        share.asks = []
    elif previous.percent is not None and 0 <= value <= 100:
        share.degrees = [Degree(0, 0, value)]
        share.asks = []


def _ditto(context: Context, vocabulary: Vocabulary, today: date, findings: list[Finding]) -> Reading:
    """同上: what the message before said, now of the asked task; figures only where they fit its measures."""
    said = context.prev_text or context.last
    if (
        said is None
        or context.asked_task is None
        or len(said) > LONGEST
        or talk.DITTO.fullmatch(normalise(said).plain.strip())
    ):
        return Reading("unknown", certain=False, ask="what")
    before = Context(context.prev_task or context.asked_task, context.my_department)
    previous = _read(normalise(said), before, vocabulary, today, findings)
    if previous.items or previous.intent not in ("update", "done", "problem") or not previous.certain:
        return Reading("unknown", certain=False, ask="what")
    measures = measures_of(vocabulary.tasks[context.asked_task], today)
    if any(
        one.role == "progress" and not any(same_unit(one.unit, measure.unit) for measure in measures)
        for one in previous.quantities
    ):
        return Reading("unknown", certain=False, ask="which_figure", candidates=(context.asked_task,))
    quantities = tuple(replace(one, indicator=None) for one in previous.quantities)
    return replace(previous, tasks=(context.asked_task,), quantities=quantities)
