"""What each question is answered with: ask the services, then lay the table. One function a question, all alike:

filters (of the question) and `here` in; calls to `services.questions`; a `Table` out
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.turn import Call, Here, call
from domain.errors import NotAllowed
from domain.messages import Choice, Style
from domain.people import Act, Role, may
from domain.procedure import Petition, PetitionState
from domain.progress import Line, State, Trace
from domain.standing import Light, Snapshot, Standing
from services import chase, petitions, progress, questions
from services.chase import Wanted
from services.questions import Contact, Selected
from wording import chase as say_chase
from wording import one_task, overview, sources
from wording import queries as say
from wording import standing as say_standing
from wording import tray as say_tray
from wording.chase import Ground
from wording.listing import Table
from wording.queries import Spoken

Filters = Mapping[str, Any]
Laying = Generator[Call, Any, Table]

SOON = 14  # days that "soon" means where no number was said
RECENT = 7  # days that "lately" means
_URGENCY = {light: place for place, light in enumerate(say_standing.ORDER)}


def ask(here: Here, label: str, intent: str, **filters: Any) -> Choice:
    """A button that asks another question."""
    return Choice(say.label(here.words, label), {"flow": "query", "do": "ask", "intent": intent, "filters": filters})


def _reads_all(here: Here) -> bool:
    return may(here.person, Act.READ_ALL)


# ── who has not reported ──────────────────────────────────────────────────────────────────────────────────


def unreported(filters: Filters, here: Here) -> Laying:
    """谁还没报. A liaison or head hears of the tasks that their own department leads."""
    selected: Selected = yield from call(questions.select, filters)
    scope = selected.standings
    if not _reads_all(here):
        mine = here.person.departments()
        return say.unreported(here.words, selected.snapshot, [one for one in scope if one.task.lead in mine], {})
    if filters.get("as_of"):
        return say.unreported(here.words, selected.snapshot, scope, {})
    leads = tuple(dict.fromkeys(one.task.lead for one in scope if one.owes))
    contacts: dict[str, tuple[Contact, ...]] = yield from call(questions.reached, leads)
    spoken = {department: _spoken(found) for department, found in contacts.items()}
    wanted = Wanted(Ground.UNREPORTED, tasks=_narrowed(filters, [one for one in scope if one.owes]))
    choices = yield from _chase_button(here, wanted)
    choices += [ask(here, "overdue", "list_overdue"), ask(here, "summary", "summary")]
    return say.unreported(here.words, selected.snapshot, scope, spoken, choices)


def _narrowed(filters: Filters, found: Sequence[Standing]) -> tuple[int, ...]:
    """The tasks to chase for where the question was about a part of the plan; () for all of it."""
    return tuple(one.task.number for one in found) if filters else ()


def _spoken(found: Sequence[Contact]) -> list[Spoken]:
    return [Spoken(one.person.name, one.reach.value, one.at, one.backup) for one in found]


def _chase_button(here: Here, wanted: Wanted) -> Generator[Call, Any, list[Choice]]:
    """[催办2人], where there is somebody whom this person may chase."""
    if not may(here.person, Act.CHASE):
        return []
    prepared: chase.Prepared = yield from call(chase.prepare, wanted)
    if not prepared.targets:
        return []
    label = say_chase.chase_label(here.words, len(prepared.targets))
    action = {"flow": "chase", "do": "preview", "wanted": wanted.to_json()}
    return [Choice(label, action, Style.PRIMARY)]


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────────────


def tasks(filters: Filters, here: Here) -> Laying:
    """科技产业局牵头的任务, or those that a word is about."""
    selected: Selected = yield from call(questions.select, filters)
    found = _limited(selected.standings, filters)
    named = questions.departments(filters)
    if named:
        return say.tasks(here.words, "department", found, subject=say.joined_names(here.words, named))
    return say.tasks(here.words, "found", found)


def overdue(filters: Filters, here: Here) -> Laying:
    """逾期的有哪些: the longest first."""
    selected: Selected = yield from call(questions.select, filters)
    late = sorted(
        (one for one in selected.standings if one.overdue), key=lambda one: (one.milestone.last_day, one.task.number)
    )
    wanted = Wanted(Ground.OVERDUE, tasks=_narrowed(filters, late))
    choices = yield from _chase_button(here, wanted)
    choices.append(ask(here, "unreported", "list_unreported"))
    return say.tasks(here.words, "overdue", _limited(late, filters), choices)


def due_soon(filters: Filters, here: Here) -> Laying:
    """本月到期: the open milestones due in the span that was said, or within a fortnight."""
    first = _day(filters, "from") or here.today
    last = _day(filters, "to") or first + timedelta(days=int(filters.get("within_days", SOON)))
    narrowed = {name: value for name, value in filters.items() if name != "period"}
    selected: Selected = yield from call(questions.due_between, narrowed, first, last)
    found = sorted(selected.standings, key=lambda one: (one.milestone.last_day, _URGENCY[one.light], one.task.number))
    told = {"first": here.words.full_day(first), "last": here.words.full_day(last)}
    return say.tasks(here.words, "due", _limited(found, filters), [ask(here, "overdue", "list_overdue")], **told)


def by_light(filters: Filters, here: Here) -> Laying:
    """红灯, 黄灯: the tasks that show these lights, or all of them by light."""
    selected: Selected = yield from call(questions.select, filters)
    lights = filters.get("light") or []
    named = [Light(one) for one in ([lights] if isinstance(lights, str) else lights)]
    subject = " ".join(say_standing.lamp(here.words, one) for one in named)
    found = sorted(selected.standings, key=lambda one: (_URGENCY[one.light], one.task.number))
    other = ask(here, "yellow", "list_by_light", light="yellow")
    if Light.RED not in named:
        other = ask(here, "red", "list_by_light", light="red")
    return say.tasks(here.words, "lights" if named else "found", _limited(found, filters), [other], subject=subject)


def problems(filters: Filters, here: Here) -> Laying:
    """有哪些卡点: what was said to be in the way, or to be behind."""
    selected: Selected = yield from call(questions.select, filters)
    return say.tasks(here.words, "problems", _limited(_troubled(selected.standings), filters))


def _troubled(standings: Sequence[Standing]) -> list[Standing]:
    said = ("behind", "blocked")
    return [one for one in standings if one.is_open and (one.current.problem or one.current.status in said)]


def delay_requests(filters: Filters, here: Here) -> Laying:
    """延期申请: what was asked for and what was answered; what is pending leads to the tray."""
    selected: Selected = yield from call(questions.select, filters)
    asked: tuple[Petition, ...] = yield from call(petitions.listed)
    numbers = {one.task.number for one in selected.standings}
    found = [one for one in asked if one.wish.task in numbers]
    choices = []
    if may(here.person, Act.DECIDE) and any(one.state is PetitionState.PENDING for one in found):
        choices = [say_tray.button(here.words, "open", say_tray.action("open"), Style.PRIMARY)]
    return say.extensions(here.words, here.plan, found, choices)


def done(filters: Filters, here: Here) -> Laying:
    """已办结: what was closed, and what waits to be confirmed."""
    answer: tuple[Selected, Any] = yield from call(questions.closed, filters)
    selected, closed = answer
    waiting = [one for one in selected.standings if one.current.state is State.REPORTED_DONE]
    return say.closed(here.words, closed, waiting, len(selected.standings))


def _limited(standings: Sequence[Standing], filters: Filters) -> Sequence[Standing]:
    return standings[: int(filters["limit"])] if filters.get("limit") else standings


# ── one task ──────────────────────────────────────────────────────────────────────────────────────────────


def status(filters: Filters, here: Here) -> Laying:
    """第5项进展: everything about one task; a line each where several were asked about."""
    selected: Selected = yield from call(questions.select, filters)
    if len(selected.standings) != 1:
        return say.tasks(here.words, "found", selected.standings)
    (one,) = selected.standings
    trace: Trace = yield from call(progress.trace, one.task.number)
    number = one.task.number
    choices = [ask(here, "source", "source", tasks=[number]), ask(here, "targets", "target", tasks=[number])]
    if may(here.person, Act.CHASE) and one.is_open and one.started:
        wanted = Wanted(Ground.NAMED, tasks=(number,))
        action = {"flow": "chase", "do": "preview", "wanted": wanted.to_json()}
        choices.insert(0, Choice(say.label(here.words, "chase"), action))
    if may(here.person, Act.DECIDE):
        choices = [*say_tray.of_task(here.words, one), *choices]
    return one_task.status(here.words, one, _latest(trace, here), _reads_all(here), choices)


def _latest(trace: Trace, here: Here) -> Line | None:
    """The last line by now that was not taken back."""
    ledger = [line for _, lines in trace.ledgers for line in lines if line.update.at <= here.now]
    lines = [line for line in ledger if not line.update.retracted]
    return max(lines, key=lambda line: line.update.id, default=None)


def source(filters: Filters, here: Here) -> Laying:
    """第6项依据: from the figure to the message, the person, the time and the receipt."""
    tables = []
    for number in filters["tasks"]:
        trace: Trace = yield from call(progress.trace, number)
        tables.append(sources.traced(here.words, trace))
    if len(tables) == 1:
        return tables[0]
    rows = tuple(row for table in tables for row in (table.title, *table.head, *table.rows))
    return Table(say.joined(here.words, filters["tasks"]), rows)


def target(filters: Filters, here: Here) -> Laying:
    """某项的目标: of one task verbatim; of several a line each."""
    selected: Selected = yield from call(questions.select, filters)
    if len(selected.standings) != 1:
        return say.tasks(here.words, "found", selected.standings)
    (one,) = selected.standings
    periods = [filters["period"]] if filters.get("period") else []
    return one_task.target(here.words, one.task, periods, _reads_all(here))


# ── departments ───────────────────────────────────────────────────────────────────────────────────────────


def contact(filters: Filters, here: Here) -> Laying:
    """某部门的联络员; of a task: its lead department's."""
    departments = list(questions.departments(filters))
    led: dict[str, list[int]] = {}
    if not departments and filters.get("tasks"):
        selected: Selected = yield from call(questions.select, filters)
        for one in selected.standings:
            led.setdefault(one.task.lead, []).append(one.task.number)
        departments = list(led)
    if not departments:
        departments = list(here.plan.leads()) if _reads_all(here) else list(here.person.departments())
    tables = []
    for department in departments:
        found: tuple[tuple[Contact, ...], tuple[Contact, ...]] = yield from call(questions.speakers, department)
        liaisons, heads = _spoken(found[0]), _spoken(found[1])
        tables.append(one_task.contact(here.words, department, liaisons, heads, here.now, led.get(department, ())))
    return tables[0] if len(tables) == 1 else one_task.contacts(here.words, tables)


def ranking(filters: Filters, here: Here) -> Laying:
    """各部门完成率. Only for who may read all: one department alone has nothing to be compared with."""
    if not _reads_all(here):
        raise NotAllowed("not_allowed", act=Act.READ_ALL.value)
    scope = {name: filters[name] for name in ("department", "role", "as_of") if name in filters}
    selected: Selected = yield from call(questions.select, scope)
    metric = filters.get("metric", "completion_rate")
    table = overview.departments(here.words, here.plan, selected.standings, metric, filters.get("order"))
    if metric in ("report_rate", "on_time_rate"):
        return _instead(table, say.cannot(here.words, "speed"))
    return table


# ── what happened, and the whole ──────────────────────────────────────────────────────────────────────────


def log(filters: Filters, here: Here) -> Laying:
    """上周谁更新了: the reports of a span of days, the newest first."""
    first, last = _span(filters, here)
    narrowed = {name: filters[name] for name in ("department", "role", "tasks", "keyword") if name in filters}
    lines: tuple[Line, ...] = yield from call(questions.log, narrowed, first, last)
    return say.log(here.words, lines, first, last, {task.number: task.lead for task in here.plan.tasks})


def _span(filters: Filters, here: Here) -> tuple[date, date]:
    """The days that were said; the last week where none were."""
    last = _day(filters, "to") or here.today
    first = _day(filters, "from") or last - timedelta(days=int(filters.get("last_days", RECENT)) - 1)
    return first, last


def _day(filters: Filters, name: str) -> date | None:
    return date.fromisoformat(filters[name]) if filters.get(name) else None


def summary(filters: Filters, here: Here) -> Laying:
    """总体情况, and what was reported in the span that was asked for (本季度)."""
    narrowed = {name: filters[name] for name in ("department", "role", "tasks", "as_of") if name in filters}
    selected: Selected = yield from call(questions.select, narrowed)
    updated = None
    if filters.get("from") or filters.get("last_days"):
        first, last = _span(filters, here)
        lines: tuple[Line, ...] = yield from call(questions.log, narrowed, first, last)
        lines = tuple(line for line in lines if not line.update.retracted)
        reports = {line.update.receipt for line in lines}
        updated = first, last, len(reports), len({line.update.entry.task for line in lines})
    note = None if _reads_all(here) else say.scope_note(here.words, here.person.departments())
    choices = [
        ask(here, "unreported", "list_unreported"),
        ask(here, "red", "list_by_light", light="red"),
        ask(here, "overdue", "list_overdue"),
        ask(here, "problems", "list_problems"),
    ]
    return overview.summary(here.words, selected.snapshot, selected.standings, updated, choices, note)


def export(filters: Filters, here: Here) -> Laying:
    """导出: not yet; the nearest thing is the summary."""
    wanted = "docx" if filters.get("format") == "docx" or filters.get("type") else "xlsx"
    return _instead((yield from summary({}, here)), say.cannot(here.words, wanted))


def _instead(table: Table, sentence: str) -> Table:
    """What cannot be had is said first, then the nearest thing."""
    return replace(table, title=sentence, head=(table.title, *table.head))


# ── a liaison's and head's own ────────────────────────────────────────────────────────────────────────────


def my_pending(filters: Filters, here: Here) -> Laying:
    """我还有哪些没报."""
    snapshot, mine = yield from _own(filters, here)
    found = [one for one in snapshot.standings if one.task.lead in mine and one.owes]
    choices = []
    if found and here.person.departments(Role.LIAISON):
        choices = [Choice(say.label(here.words, "report"), {"flow": "checkin", "do": "open"}, Style.PRIMARY)]
    return say.tasks(here.words, "pending", found, choices, subject=say.joined_names(here.words, mine))


def my_lead(filters: Filters, here: Here) -> Laying:
    """我们牵头的有几项, 本部门情况."""
    snapshot, mine = yield from _own(filters, here)
    found = [one for one in snapshot.standings if one.task.lead in mine]
    return say.tasks(here.words, "mine", found, subject=say.joined_names(here.words, mine))


def my_support(filters: Filters, here: Here) -> Laying:
    """我们配合的有哪些."""
    snapshot, mine = yield from _own(filters, here)
    found = [one for one in snapshot.standings if not set(mine).isdisjoint(one.task.supporting)]
    return say.tasks(here.words, "supported", found, subject=say.joined_names(here.words, mine))


def _own(filters: Filters, here: Here) -> Generator[Call, Any, tuple[Snapshot, tuple[str, ...]]]:
    snapshot: Snapshot = yield from call(questions.visible, filters)
    return snapshot, here.person.departments()
