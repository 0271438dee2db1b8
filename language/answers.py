"""What the floor asked for: yes or no, a name, a reason, a date. A text that speaks of something else is no answer."""

from __future__ import annotations

from datetime import date

from domain.people import Act, Person, may
from language import petitions
from language.dates import find_dates
from language.meanings import Answer, Audience, Consent, Meaning
from language.message import Message
from language.numerals import number_value
from language.patterns import Pattern
from language.requests import read_request, says
from language.schedule.clocktimes import find_clocks
from language.schedule.listeners import find_listeners, find_tasks
from language.schedule.meant import speaks_of_recurring
from language.schedule.reading import Listeners
from language.sheet import PERCENT, QUANTITY, TASK

_REPORTS = Pattern(rf"\s*{TASK}\s*[:,]?\s*(?:已|目前|现在|现|共|累计|完成|建成|[{QUANTITY}{PERCENT}])")


def consent(message: Message, who: Person) -> Meaning | None:
    """对, 确认, 提交; 不, 取消."""
    if says("yes", message.folded) or says("submit", message.folded):
        return Consent(True)
    return Consent(False) if says("no", message.folded) else None


def answer(message: Message, who: Person) -> Meaning | None:
    """The name, the reason, the date … that the floor asked for; None where the text speaks of something else."""
    expected = message.context.expects
    if expected is None:
        return None
    words, what = message.said.strip(), expected.what
    match what:
        case "name":
            renamed = read_request(message.folded)
            if renamed is None:
                return Answer(what, words)
            return Answer(what, renamed.slot("name") or None) if renamed.name == "rename" else Answer(what, None)
        case "remark" | "verdict" | "wording":
            return Answer(what, words)
        case "part":
            reports = any(may(who, Act.REPORT, one) for one in petitions.tasks_of(message))
            return None if reports else Answer(what, words)
        case "reason" | "contact" | "cause":
            return None if _speaks_of_another(message) else Answer(what, words)
        case "until":
            day = None if _speaks_of_another(message) else date_in(message)
            return Answer(what, day) if day else None
        case "due":
            return Answer(what, date_in(message))
        case "figure":
            value = number_value(words.removesuffix(expected.unit or "").strip())
            return None if value is None else Answer(what, value)
        case "more":
            return Answer(what, None) if says("all", message.text.plain) else None
        case "time":
            clocks = find_clocks(message.phrase.shape)
            if len(clocks) == 1 and clocks[0].at is not None:
                return Answer(what, clocks[0].at)
            return None if speaks_of_recurring(words) else Answer(what, None)
        case "audience":
            return _audience(message)
    return None


def _audience(message: Message) -> Meaning | None:
    phrase, vocabulary = message.phrase, message.context.vocabulary
    tasks, listeners = find_tasks(phrase, vocabulary), find_listeners(phrase, vocabulary)
    said = Audience(tasks or (), listeners, no_such_task=tasks is None)
    if said != Audience((), Listeners()):
        return Answer("audience", said)
    return None if speaks_of_recurring(message.said) else Answer("audience", None)


def _speaks_of_another(message: Message) -> bool:
    """Whether a text is of another task than was asked about, or a report of its own (6 4家), and so no answer."""
    expected = message.context.expects
    another = any(number != (expected.task if expected else None) for number in message.named)
    return another or bool(_REPORTS.match(message.sheet.shape))


def date_in(message: Message) -> date | None:
    """The date that a text names (a coming one where the year is open), its last where it names a span; None where it
    names none or several."""
    today = message.context.today
    found = [one.ahead(today) or one for one in find_dates(message.phrase.shape, today)]
    days = {one.due or one.last for one in found if one.grain not in ("since", "span")}
    return days.pop() if len(days) == 1 else None
