"""A liaison's message -> Reading.

    marking  the message becomes a sheet: names, numbers, dates, percents, quantities are marks
    talk     a whole message that is no report: 好的, 在吗, a question, 转给张三
    clauses  what is left is cut into clauses, each given to the tasks it speaks of
    items    figures and manner of each clause -> one item a task
    here     the intent, and what has to be asked

When something is doubtful the reading asks; it never guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from language.indicators import measures_of, same_unit, units_of
from language.lexicon import clauses as clause_words
from language.lexicon import talk as words
from language.liaison import talk
from language.liaison.clauses import topics
from language.liaison.degrees import Degree
from language.liaison.items import items_of, read_topic, says_something
from language.liaison.said import Said
from language.marking import Reference
from language.message import Context, Message
from language.names import Vocabulary
from language.reading import DONE, IN_PROGRESS, NOT_STARTED, Finding, Item, Reading
from language.sheet import QUANTITY, TASK, Sheet

_MOST_OFFERED = 6


def read_liaison(message: Message) -> Reading:
    """What a liaison's message says. Never raises."""
    return explain_liaison(message)[0]


def explain_liaison(message: Message) -> tuple[Reading, list[Finding]]:
    """`read_liaison` with what each stage saw."""
    if message.too_long:
        return Reading("unknown", certain=False, ask="too_long"), [("length", str(len(message.said)))]
    context = message.context
    if context.asked_task is not None and context.asked_task not in context.vocabulary.tasks:
        context = replace(context, asked_task=None)
    reader = _Reader(context, context.vocabulary, context.today)
    reading = reader.read(message)
    reader.findings.append(("intent", reading.intent + (f", asks {reading.ask}" if reading.ask else "")))
    return reading, reader.findings


@dataclass(frozen=True, slots=True)
class _Mood:
    """What a whole report is like: the remaining tasks are fine (其余正常), all are, more time is asked for, something
    said before is taken back."""

    rest: bool
    everything: bool
    delay: bool
    correction: bool


@dataclass(slots=True)
class _Reader:
    """Reads one message in its context; `findings` is what each stage saw."""

    context: Context
    vocabulary: Vocabulary
    today: date
    findings: list[Finding] = field(default_factory=list)

    def read(self, message: Message) -> Reading:
        """The message, from its courtesies to its figures."""
        plain = message.text.plain
        chat = talk.chatter(plain)
        if chat:
            return Reading(chat, self._asked() if chat == "ack" else ())
        if words.DITTO.fullmatch(plain.strip()):
            return self._ditto()
        sheet = message.sheet
        self.findings += [("shape", sheet.shape), *_seen(sheet)]
        references: list[Reference] = [mark.value for _, mark in sheet.marks(TASK)]
        missing = [one for one in references if one.how == "missing"]
        if missing:
            return Reading("unknown", certain=False, ask="no_such_task", candidates=missing[0].tasks)
        return self._question(sheet, references) or self._handing(sheet, references) or self._statement(sheet)

    def _asked(self) -> tuple[int, ...]:
        return () if self.context.asked_task is None else (self.context.asked_task,)

    def _question(self, sheet: Sheet, references: Sequence[Reference]) -> Reading | None:
        kind = talk.query_kind(sheet.shape, bool(references or self._asked()))
        if kind is None:
            return None
        unclear = tuple(number for one in references if not one.certain for number in one.tasks)
        about = _certain(references) or (self._asked() if kind in words.ABOUT_A_TASK else ())
        ask = "which_task" if unclear else None
        return Reading("query", about, query_kind=kind, certain=not unclear, ask=ask, candidates=unclear)

    def _handing(self, sheet: Sheet, references: Sequence[Reference]) -> Reading | None:
        """转给张三, 不归我管: who shall take it, or the question who; an objection beside a report is left out."""
        if talk.objects_beside_report(sheet):
            return None
        tasks = _certain(references) or self._asked()
        mentioned = talk.handed_by_mention(sheet)
        if mentioned:
            return Reading("delegate", tasks, delegate_to=mentioned)
        handed = talk.delegation(sheet)
        if handed is None:
            return None
        name = handed.name if handed.name and not self.vocabulary.department(handed.name) else None
        ask = None if name else "delegate_to"
        return Reading(
            "delegate",
            handed.tasks or tasks,
            delegate_to=name,
            certain=bool(name),
            ask=ask,
            department=handed.department,
        )

    def _statement(self, sheet: Sheet) -> Reading:
        """A report: clause by clause, task by task."""
        correction = talk.is_correction(sheet.shape, self.context.prev_text is not None)
        if correction:
            talk.take_back(sheet)
        talk.leave_out_objections(sheet)
        left_out = clause_words.EXCEPT.search(sheet.shape)
        if left_out is not None:
            marks = [mark.value for _, mark in sheet.marks(TASK)]
            spared = next(mark.value for _, mark in sheet.marks(TASK, left_out.start(), left_out.end()))
            if marks.count(spared) == 1:  # 除了19都正常, and nothing is said of 19
                return Reading("unknown", certain=False, ask="except", candidates=spared.tasks)
            sheet.put(",", [(*left_out.span(), "rest")])
        rest = left_out is not None or bool(clause_words.REST.search(sheet.shape))
        sheet.take(",", clause_words.REST)
        everything = bool(clause_words.ALL.fullmatch(sheet.shape.strip(" ,。!")))
        delay = bool(words.DELAY.search(sheet.shape)) and not words.NO_DELAY.search(sheet.shape)
        mood = _Mood(rest, everything, delay, correction)
        returns = correction and self.context.prev_task in self.vocabulary.tasks
        home = self.context.prev_task if returns else self.context.asked_task
        spoken = [read_topic(sheet, topic, self.vocabulary, self.today) for topic in topics(sheet, home)]
        if correction:
            self._complete(spoken, sheet)
        unclear = tuple(dict.fromkeys(number for said in spoken for number in said.topic.doubts))
        if unclear:
            return Reading("unknown", certain=False, ask="which_task", candidates=unclear)
        heard = [said for said in spoken if said.topic.clauses or said.topic.tasks != self._asked()]
        items = [item for said in heard for item in items_of(said, sheet, delay, self.today)]
        self.findings += [(f"task {one.task}", _told(one)) for one in items]
        return self._conclude(sheet, items, mood)

    def _conclude(self, sheet: Sheet, items: list[Item], mood: _Mood) -> Reading:
        """From what was said of each task to the whole reading: intent, and what has to be asked."""
        told = [item for item in items if says_something(item)]
        ask = next((item.ask for item in items if item.ask), None)
        tasks = tuple(dict.fromkeys(item.task for item in items if item.task))
        if mood.everything and len(tasks) <= 1 and not mood.rest:
            return Reading("update", tasks, status=IN_PROGRESS, rest=not tasks)
        if talk.is_question(sheet.shape) and told and not (mood.delay or mood.correction):
            return Reading("unknown", certain=False, ask=ask or "which_figure", candidates=tasks)
        plainly = len(items) <= 1 and not (mood.delay or mood.correction)
        if plainly and words.UNCHANGED.search(sheet.shape) and not any(_says_more(item) for item in items):
            status = items[0].status if items else None
            kept = None if status in (IN_PROGRESS, NOT_STARTED) else status
            return Reading("update", tasks, status=kept, unchanged=True)
        if not told and not (mood.delay or mood.correction):
            return self._nothing_told(sheet, tasks, mood, ask)
        if len(tasks) > 1:
            intent = "correction" if mood.correction else "delay_request" if mood.delay else "update"
            many = tuple(item for item in items if item.task)
            return Reading(intent, tasks, items=many, rest=mood.rest, certain=ask is None, ask=ask)
        return self._one(sheet, items, tasks, mood, ask)

    def _nothing_told(self, sheet: Sheet, tasks: tuple[int, ...], mood: _Mood, ask: str | None) -> Reading:
        """Only 其余正常, or nothing that could be read: then what is meant is asked, with the likeliest tasks."""
        if mood.rest:
            named = tasks if tasks != self._asked() else ()
            return Reading("update", named, status=IN_PROGRESS if named else None, rest=True)
        likely = tasks or (() if ask else self.vocabulary.probable_tasks(sheet.text.plain))
        question = ask or ("which_task" if likely and not tasks else "what")
        return Reading("unknown", certain=False, ask=question, candidates=likely)

    def _one(self, sheet: Sheet, items: list[Item], tasks: tuple[int, ...], mood: _Mood, ask: str | None) -> Reading:
        """A reading about one task, or about none that is known."""
        one = next((item for item in items if item.task), items[0] if items else Item(0))
        if one.task and any(not item.task and says_something(item) for item in items):
            ask = ask or "which_task"
        figures = one.percent is not None or any(quantity.role == "progress" for quantity in one.quantities)
        intent = "problem" if one.problem_text and not figures else "update"
        intent = "done" if one.status == DONE else intent
        intent = "correction" if mood.correction else "delay_request" if mood.delay else intent
        status, percent = one.status, one.percent
        candidates: tuple[int, ...] = ()
        if not tasks:
            intent = "update" if intent == "done" else intent
            status = None if status == DONE else status
            ask, candidates = "which_task", self.vocabulary.probable_tasks(sheet.text.plain) or self._counting(one)
        elif mood.delay:
            status = None if status in (IN_PROGRESS, NOT_STARTED) else status
            ask = ask if one.due else "extension_until"
        elif intent == "done" and percent is None and not one.quantities:
            percent = 100
        return Reading(
            intent,
            tasks,
            percent,
            status,
            one.quantities,
            one.due,
            problem_text=one.problem_text,
            rest=mood.rest,
            certain=ask is None,
            ask=ask,
            candidates=candidates,
        )

    def _counting(self, item: Item) -> tuple[int, ...]:
        """The speaker's own tasks that count in a unit that was said: to be offered, never to be taken."""
        units = {one.unit for one in item.quantities}
        own = [one for one in self.vocabulary.tasks.values() if units and one.lead == self.context.department]
        return tuple(task.number for task in own if units & units_of(task, self.today))[:_MOST_OFFERED]

    # ── leaning on the message before ─────────────────────────────────────────────────────────────────────

    def _previous(self, text: str | None) -> Reading | None:
        """The message before, read as it was: of the task that it was about."""
        if text is None:
            return None
        asked = self.context.prev_task or self.context.asked_task
        before = Context(self.vocabulary, self.context.now, asked_task=asked, department=self.context.department)
        message = Message(text, before)
        if message.too_long or words.DITTO.fullmatch(message.text.plain.strip()):
            return None
        return read_liaison(message)

    def _complete(self, spoken: Sequence[Said], sheet: Sheet) -> None:
        """写错了，是7不是17 after "办了17场": a bare number takes the measure of the message before."""
        if len(spoken) != 1:
            return
        said = spoken[0]
        if any(degree.value is not None for degree in said.degrees) or said.progress:
            return
        amounts = [mark.value for _, mark in sheet.marks(QUANTITY)]
        numbers = [one.value for one in amounts if one.unit is None and one.of is None and one.value is not None]
        previous = self._previous(self.context.prev_text)
        if len(numbers) != 1 or previous is None or previous.items:
            return
        figures = [one for one in previous.quantities if one.role == "progress"]
        if len(figures) + (previous.percent is not None) != 1:
            return
        value = numbers[0]
        if figures and value == int(value):
            kept = [one for one in said.quantities if not same_unit(one.unit, figures[0].unit)]
            said.quantities, said.asks = [*kept, replace(figures[0], value=value)], []
        elif previous.percent is not None and 0 <= value <= 100:
            said.degrees, said.asks = [Degree(value)], []

    def _ditto(self) -> Reading:
        """同上: what the message before said, now of the asked task; figures only where they fit its measures."""
        task = self.context.asked_task
        previous = self._previous(self.context.prev_text or self.context.last) if task else None
        reports = previous and previous.intent in ("update", "done", "problem")
        if task is None or previous is None or not reports or previous.items or not previous.certain:
            return Reading("unknown", certain=False, ask="what")
        measures = measures_of(self.vocabulary.tasks[task], self.today)
        figures = [one for one in previous.quantities if one.role == "progress"]
        if not all(any(same_unit(one.unit, measure.unit) for measure in measures) for one in figures):
            return Reading("unknown", certain=False, ask="which_figure", candidates=(task,))
        quantities = tuple(replace(one, indicator=None) for one in previous.quantities)
        return replace(previous, tasks=(task,), quantities=quantities)


def _certain(references: Sequence[Reference]) -> tuple[int, ...]:
    """The tasks that were named without doubt, in the order of the text."""
    return tuple(dict.fromkeys(number for one in references if one.certain for number in one.tasks))


def _says_more(item: Item) -> bool:
    figures = any(one.role != "previous" for one in item.quantities)
    return bool(item.percent is not None or figures or item.problem_text or item.due)


def _seen(sheet: Sheet) -> list[Finding]:
    marks = [mark for symbol in "TADHPQ" for _, mark in sheet.marks(symbol)]
    return [(mark.symbol, f"{sheet.text.plain[mark.start : mark.end]} -> {mark.value}") for mark in marks]


def _told(item: Item) -> str:
    said = [f"{one.value}{one.unit} {one.role}" for one in item.quantities]
    parts = [item.status, item.percent, *said, item.due, item.problem_text]
    return ", ".join(str(part) for part in parts if part is not None)
