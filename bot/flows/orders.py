"""Orders about reminder rules that exist: list, pause, resume, delete, another time.

What concerns several rules, or takes one away, asks first; the rest is done at once, with the way back as a button.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from bot.turn import Here, Step, Turn, aside, call, confirm, turn
from domain.messages import Action
from domain.rule_json import from_json, to_json
from domain.rules import ReminderRule
from domain.workdays import QuietHours
from language.meanings import RuleOrder
from language.schedule.addressed import addressed
from language.schedule.reading import AdminReading, Control
from services import rules
from wording import orders as say
from wording.orders import Line, Version
from wording.schedule import button as labelled

DONE_HERE = frozenset({"pause", "resume", "remove", "restore", "keep", "retime", "put", "spare", "quiet"})


def follow(reading: AdminReading, here: Here) -> Step:
    """Carry out an order, or ask first. `reading.control` is set."""
    control = reading.control
    if control is None:
        return None
    if control.action == "list":
        return (yield from show_list(here))
    listed: tuple[Line, ...] = yield from call(rules.listed)
    by_key = {one.rule.key: one for one in listed}
    meant = [by_key[one.key] for one in addressed(control.target, [one.rule for one in listed])]
    if reading.tasks or reading.listeners.departments:
        meant = [one for one in meant if _is_only_for(one, reading)]
        if not meant and reading.tasks and control.action != "change_time":
            return (yield from _spare(reading.tasks, (), control.action == "resume", here))
        if not meant:
            return aside(say.not_for_some_tasks(here.words))
    if not meant:
        if control.target and control.target.startswith("S-"):
            yield from call(rules.find, control.target)  # says that there is no such rule
        return aside(say.which_rule(here.words, ()))
    keys = [one.rule.key for one in meant]
    match control.action:
        case "resume":
            resting = [one.rule.key for one in meant if one.paused or one.rule.paused_until]
            done: list[Line] = yield from call(rules.resume, resting or keys)
            return aside(say.resumed(here.words, done))
        case "cancel":
            return _ask_removal(meant, here)
        case "change_time":
            return (yield from _change_time(control, meant, here))
    return (yield from _rest(control, meant, here))


def press(action: Action, here: Here) -> Step:
    """A button of a confirmation or of a kept rule."""
    keys = list(action.get("keys", ()))
    match action["do"]:
        case "pause":
            until = _day(action.get("until"))
            lines: list[Line] = yield from call(rules.pause, keys, _day(action.get("first")), until)
            resume = [labelled(here.words, "resume", button("resume", keys=keys))]
            return turn(say.paused(here.words, lines, until, resume).on(here.card))
        case "resume":
            lines = yield from call(rules.resume, keys)
            return turn(say.resumed(here.words, lines).on(here.card))
        case "remove":
            lines = yield from call(rules.remove, keys)
            undo = button("restore", rules=[to_json(one.rule) for one in lines])
            return turn(say.removed(here.words, lines, [labelled(here.words, "undo", undo)]).on(here.card))
        case "restore":
            last = None
            for raw in action["rules"]:
                last = yield from call(rules.save, from_json(raw))
            if last is None:
                return None
            if len(action["rules"]) > 1:
                return (yield from show_list(here))
            return turn(say.saved(here.words, last, ()).on(here.card))
        case "retime":
            at = time.fromisoformat(action["at"]) if action["at"] else None
            return (yield from _retime(keys[0], at, tuple(action["weekdays"]), here))
        case "put":
            return (yield from put([from_json(raw) for raw in action["rules"]], here))
        case "spare":
            return (yield from _spare(tuple(action["tasks"]), tuple(keys), action["again"], here))
        case "quiet":
            start, end = time.fromisoformat(action["start"]), time.fromisoformat(action["end"])
            return (yield from _quiet(start, end, here))
        case "keep":
            return turn(say.kept(here.words).on(here.card))
    return None


def hear(ordered: RuleOrder, here: Here) -> Step:
    """S-1 历史, S-1 不含第6项: an order that names its rule."""
    key = rules.resolve(ordered.key)
    if ordered.act != "history":
        return (yield from _spare(ordered.tasks, (key,), ordered.act == "again", here))
    versions: list[Version] = yield from call(rules.history, key)
    choices = []
    if len(versions) > 1 and versions[-1].act == "rule_change":
        choices = [labelled(here.words, "undo", button("put", rules=[to_json(versions[-2].rule)]))]
    return aside(say.history(here.words, key, versions, choices).on(_card(here)))


def put(changed: Sequence[ReminderRule], here: Here) -> Step:
    """Rules changed in their place, with the way back as a button."""
    before, lines = [], []
    for rule in changed:
        line: Line = yield from call(rules.find, rule.key)
        before.append(to_json(line.rule))
        lines.append((yield from call(rules.put, rule)))
    choices = [labelled(here.words, "undo", button("put", rules=before))]
    return turn(say.changed(here.words, lines[-1], choices).on(_card(here)))


def _spare(tasks: Sequence[int], keys: Sequence[str], again: bool, here: Here) -> Step:
    lines: list[Line] = yield from call(rules.spare, tasks, keys, again=again)
    back = button("spare", tasks=list(tasks), keys=[one.rule.key for one in lines], again=not again)
    choices = [labelled(here.words, "undo", back)]
    return turn(say.spared(here.words, lines, tasks, again, choices).on(_card(here)))


def _quiet(start: time, end: time, here: Here) -> Step:
    before: QuietHours = yield from call(rules.quiet_hours, start, end)
    back = button("quiet", start=before.start.isoformat(), end=before.end.isoformat())
    return turn(say.quiet_set(here.words, start, end, [labelled(here.words, "undo", back)]).on(_card(here)))


def show_list(here: Here) -> Step:
    """Every rule with its key, its words, and when it fires next."""
    listed: tuple[Line, ...] = yield from call(rules.listed)
    return aside(say.listed(here.words, listed).on(here.card))


def _is_only_for(line: Line, reading: AdminReading) -> bool:
    """Whether a rule speaks of nothing but the tasks and departments that were named."""
    audience = line.rule.audience
    tasks = bool(reading.tasks) and {*audience.tasks} == {*reading.tasks}
    departments = reading.listeners.departments
    return tasks or (bool(departments) and {*audience.departments} == {*departments})


def _ask_removal(meant: Sequence[Line], here: Here) -> Turn:
    keys = [one.rule.key for one in meant]
    choices = [
        labelled(here.words, "remove", button("remove", keys=keys)),
        labelled(here.words, "pause_all", button("pause", keys=keys)),
        labelled(here.words, "drop", button("keep")),
    ]
    card = say.confirm_removal(here.words, meant, choices).on(_card(here))
    return confirm(card, "schedule", choices[0].action, choices[-1].action)


def _change_time(control: Control, meant: Sequence[Line], here: Here) -> Step:
    if len(meant) > 1 or (control.at is None and not control.weekdays):
        return aside(say.which_rule(here.words, meant))
    return (yield from _retime(meant[0].rule.key, control.at, control.weekdays, here))


def _retime(key: str, at: time | None, weekdays: tuple[int, ...], here: Here) -> Step:
    """Done at once, with the way back as a button."""
    before: Line = yield from call(rules.find, key)
    after: Line = yield from call(rules.retime, key, at, weekdays)
    was = before.rule.at[0].isoformat() if at and len(before.rule.at) == 1 else None
    days = list(getattr(before.rule.recurrence, "weekdays", ())) if weekdays else []
    choices = []
    if was or days:
        choices = [labelled(here.words, "undo", button("retime", keys=[key], at=was, weekdays=days))]
    return turn(say.changed(here.words, after, choices).on(_card(here)))


def _rest(control: Control, meant: Sequence[Line], here: Here) -> Step:
    """Pause for a while or until resumed; the office's own quiet hours need nothing."""
    if control.dates in ("holiday", "weekend"):
        return aside(say.quiet_already(here.words))
    if isinstance(control.first, time) and isinstance(control.last, time):
        return (yield from _quiet(control.first, control.last, here))
    if isinstance(control.first, time) or isinstance(control.last, time):
        return aside(say.quiet_already(here.words))
    first, until = control.first, control.until or control.last
    keys = [one.rule.key for one in meant]
    pause = button(
        "pause",
        keys=keys,
        first=first.isoformat() if first else None,
        until=until.isoformat() if until else None,
    )
    if control.target == keys[0]:
        return (yield from press(pause, here))
    choices = [
        labelled(here.words, "pause", pause),
        labelled(here.words, "drop", button("keep")),
    ]
    card = say.confirm_pause(here.words, meant, first, until, choices).on(_card(here))
    return confirm(card, "schedule", choices[0].action, choices[-1].action)


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _card(here: Here) -> str:
    return here.card or f"schedule:{here.inbound.inbox_id}"


def button(do: str, **more: Any) -> dict[str, Any]:
    """What a button of an order means."""
    return {"flow": "schedule", "do": do, **more}
