"""Reports, petitions, reminders, questions: the readers that the table of precedence orders, beside `requested` and
`answers`. Each is given a message and who says it, and says None to what is not for it.
"""

from __future__ import annotations

from domain.people import Act, Person, may
from domain.plan import Task
from language import answers, petitions
from language.coordinator.asking import missing_task, read_chase, read_source
from language.coordinator.reader import read_coordinator
from language.leave import read_leave
from language.lexicon import talk
from language.liaison import read_liaison
from language.meanings import (
    ListMend,
    Meaning,
    Part,
    PastedList,
    Petition,
    Report,
    RuleWords,
    Unread,
)
from language.message import Message
from language.notices import read_days
from language.past import read_as_of
from language.reading import Question, Reading
from language.requests import Request
from language.schedule import read_admin
from language.schedule.meant import is_meant, may_be_meant
from language.secrecy import is_marked
from language.sheet import PERCENT, QUANTITY, TASK
from language.thresholds import ThresholdChange, read_thresholds

LEAST_SAID = 4  # characters beside a task's name that say something of it
REPORTS = frozenset({"update", "done", "problem", "correction"})
LEAST_LINES = 3  # of a pasted list: a header and two rows
WISHES = {"delay_request": "extension", "delegate": "handover"}
NO_LISTS = frozenset({"unknown", "task_status", "update_log", "target"})  # what a report may sound like
OWN_QUESTIONS = {
    "my_pending": "my_pending",
    "my_lead": "my_lead",
    "my_status": "my_lead",
    "my_last": "my_lead",
    "deadline": "target",
    "target": "target",
    "lead": "target",
    "support": "target",
}  # what is asked of one's own tasks -> the answer that tells it


def task_list(message: Message, who: Person) -> Meaning | None:
    """A list of tasks, pasted; or what shall be different in the one that is being looked at."""
    if message.said.count("\n") + 1 >= LEAST_LINES:
        return PastedList()
    from language.plan.amending import read_mend  # the room that reads lists is large, and few load plans

    mend = read_mend(message.said)
    return ListMend(mend) if mend else None


def leave(message: Message, who: Person) -> Meaning | None:
    """王晓明 11月21日到25日请假."""
    return read_leave(message.folded, message.context.today)


def days(message: Message, who: Person) -> Meaning | None:
    """10月17日停工, the lines of a notice. What only reads like it is left to others unless an admin says it."""
    found = read_days(message.folded, message.context.today)
    return found if found and (may(who, Act.SCHEDULE) or "\n" in message.folded) else None


def threshold_change(message: Message, who: Person) -> ThresholdChange | None:
    """黄灯改为15个百分点; a department may speak so of its own figures."""
    return read_thresholds(message.folded) if may(who, Act.READ_ALL) else None


# ── reports and what goes with them ───────────────────────────────────────────────────────────────────────


def report(message: Message, who: Person) -> Meaning | None:
    """A report, a petition, a supporting department's part; None where a liaison asks, or says something else."""
    tasks = petitions.tasks_of(message) if petitions.is_part(message.said) else []
    if len(tasks) == 1 and _supports(tasks[0], who):
        return Part(tasks[0].number, petitions.part_in(message.said))
    reading = message.once(read_liaison)
    objects = petitions.objects(message.folded)
    wishes = reading.intent in WISHES and not petitions.asks_for_list(message.said)
    if wishes or (objects and (reading.tasks or message.named)):
        return _petition("objection" if objects else WISHES[reading.intent], reading, message)
    if _is_question(reading, message):
        return None
    named = message.context.vocabulary.tasks.get(reading.tasks[0]) if len(reading.tasks) == 1 else None
    if named and reading.intent in REPORTS and _supports(named, who):
        return Part(named.number, petitions.part_in(message.said))
    open_ = bool(reading.candidates) and (reading.ask == "which_task" or _states(message))
    return Report(reading, message.said) if reading.intent in REPORTS or open_ else None


def _states(message: Message) -> bool:
    """27 活动嘛我们搞完咯: something is said of a task and nothing asked, in words that no reader knows."""
    said = "".join(char for char in message.sheet.shape if char.isalnum()).replace(TASK, "")
    return (_counts(message) or len(said) >= LEAST_SAID) and not _asks(message)


def _counts(message: Message) -> bool:
    return QUANTITY in message.sheet.shape or PERCENT in message.sheet.shape


def _asks(message: Message) -> bool:
    shape = message.sheet.shape
    listed = not _counts(message) and talk.LISTED.search(shape)
    return bool(listed or talk.ASKS.search(shape) or talk.ASKED_ABOUT.search(shape))


def _petition(wish: str, reading: Reading, message: Message) -> Petition:
    proposed, reason = None, None
    if wish == "extension":
        proposed = reading.due or answers.date_in(message)
        reason = reading.problem_text or petitions.reason_in(message.said)
    return Petition(
        wish,
        reading.tasks or message.named,
        reading.candidates,
        message.said,
        proposed,
        reason,
        reading.delegate_to,
    )


def _is_question(reading: Reading, message: Message) -> bool:
    """有哪些卡点 names no task and no figure and is surely a question: it is not a report that lacks its task."""
    if reading.tasks or reading.quantities or reading.rest:
        return False
    if reading.intent in REPORTS and reading.ask == "which_task" and not _asks(message):
        return False  # 受阻, and nothing else: which task is meant has to be asked
    asked = message.once(read_coordinator)
    return asked.certain and asked.intent not in NO_LISTS


def _supports(task: Task, who: Person) -> bool:
    return may(who, Act.CONTRIBUTE, task) and not may(who, Act.REPORT, task)


# ── reminders, questions ──────────────────────────────────────────────────────────────────────────────────


def rule(message: Message, who: Person) -> Meaning | None:
    """A rule, or an order about rules, in words."""
    context, sets_rules = message.context, may(who, Act.SCHEDULE)
    if not sets_rules and not may_be_meant(message.said):
        return None
    now = context.now.astimezone(context.vocabulary.zone)
    reading = read_admin(message.said, context.vocabulary, now, message.phrase)
    return RuleWords(reading) if is_meant(message.said, reading, sets_rules) else None


def chase(message: Message, who: Person) -> Meaning | None:
    """催办 6, 催一下科技产业局."""
    return read_chase(message)


def question(message: Message, who: Person) -> Meaning | None:
    """What is asked: of a past day, where a figure comes from, of one's own tasks, or anything of the plan."""
    past = read_as_of(message)
    if past is None:
        return _question(message, who)
    asked = _question(Message(past.asked, message.context), who) if past.asked else Question("summary")
    return asked.narrowed(as_of=past.day.isoformat()) if asked else None


def _question(message: Message, who: Person) -> Question | None:
    traced = read_source(message)
    if traced:
        return Question("source", {"tasks": list(traced)})
    own = _own_question(message, who)
    asked = message.once(read_coordinator)
    others = "department" in asked.filters or asked.ask == "which_department"
    if own is not None and not others and (own.intent.startswith("my_") or not may(who, Act.READ_ALL)):
        return own
    missing = missing_task(message) if asked.ask == "no_such_task" else None
    if missing is not None:
        return Question("task_status", {"tasks": [missing]}, certain=False, ask="no_such_task", candidates=(missing,))
    return asked if asked.intent != "unknown" else own


def _own_question(message: Message, who: Person) -> Question | None:
    """What a liaison or head asks about their own tasks."""
    if not who.departments():
        return None
    reading = message.once(read_liaison)
    if reading.intent != "query" or reading.query_kind not in OWN_QUESTIONS:
        return None
    if reading.query_kind == "support" and not reading.tasks:
        return Question("my_support")
    if reading.query_kind in ("my_status", "my_last") and reading.tasks:
        return Question("task_status", {"tasks": list(reading.tasks)})
    intent = OWN_QUESTIONS[reading.query_kind]
    if intent == "target" and not reading.tasks:
        if reading.candidates:
            return Question("target", {}, certain=False, ask="which_task", candidates=reading.candidates)
        intent = "my_lead"
    return Question(intent, {"tasks": list(reading.tasks)} if reading.tasks else {})


def how(message: Message, who: Person) -> Meaning | None:
    """怎么填, 不会用: asked in the words of a liaison, by whomever; 第6项怎么弄 asks about the task."""
    reading = message.once(read_liaison)
    return Request("help") if reading.query_kind == "help" and not reading.tasks else None


def unread(message: Message, who: Person) -> Meaning:
    """What is left: the tasks that it names, or whose titles share most with it."""
    vocabulary, plain = message.context.vocabulary, message.text.plain
    named = [number for one in vocabulary.names_in(plain) for number in one.tasks]
    return Unread(tuple(dict.fromkeys((*named, *vocabulary.probable_tasks(plain)))), is_marked(message.said))
