"""Reminder rules in chat: a sentence becomes a preview with its real dates, and is kept by a tap.

    每月25日9点提醒牵头部门 -> preview [保存] [提前到上一工作日] [改对象] [改时间] [先发我一份] [取消] -> 已保存 S-6 ✓
    提醒列表 · 暂停 S-3 · 10月底前先暂停提醒 -> orders about rules that exist: `bot.flows.orders`

The rule travels in its buttons, so a preview means what it says however old it is; it is checked again when kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.flows import orders
from bot.turn import Floor, Here, Step, Turn, aside, call, turn
from domain.civil import civil
from domain.errors import InvalidRule, NotAllowed, Refused
from domain.messages import Action, Choice
from domain.people import Act, may
from domain.recurrence import EveryHours, OnDays, SpanWorkdays
from domain.rule_json import from_json, to_json
from domain.rules import Audience as Reached
from domain.rules import Kind, Policy, Recipient, ReminderRule
from language import Meaning
from language.meanings import Answer, Audience, Consent, RuleOrder, RuleWords
from language.requests import Request
from language.schedule import OFFICE, AdminReading, Question, to_rule
from services import rehearsal, rules
from wording import orders as kept
from wording import rules as said
from wording import schedule as say
from wording.orders import Line
from wording.schedule import Preview

TIMES = (time(8, 30), time(9), time(10), time(14, 30), time(16, 30))  # offered as buttons; any other is typed
AUDIENCES = {
    "lead": Reached(),
    "both": Reached((Recipient.LEAD, Recipient.SUPPORTING)),
    "unreported": Reached(unreported_only=True),
    "head": Reached((Recipient.HEAD,)),
    "coordinator": Reached((Recipient.COORDINATOR,)),
}
JUST_NOW = timedelta(hours=1)  # a rule for "now" whose minute has passed meanwhile goes at the next one

Json = dict[str, Any]


HEARS = frozenset({"rules", "rehearse", "rule_order", "rule"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A rule or an order in words; while the floor is ours, what was asked about the rule on the table."""
    match meaning:
        case Consent() | Answer() if may(here.person, Act.SCHEDULE):
            return (yield from _about_the_rule(meaning, state, here))
        case Request("rules"):
            return (yield from orders.show_list(here))
        case Request("rehearse"):
            line: Line = yield from call(rules.find, rules.resolve(meaning.slot("number")))
            return (yield from _rehearse(line.rule, here))
        case RuleOrder(act="edit"):
            return (yield from _edit(meaning, here))
        case RuleOrder():
            return (yield from orders.hear(meaning, here))
        case RuleWords(reading):
            if not may(here.person, Act.SCHEDULE):
                raise NotAllowed("not_allowed", act=Act.SCHEDULE.value)
            if reading.control is not None:
                return (yield from orders.follow(reading, here))
            return (yield from _propose(reading, here))
    return None


def press(action: Action, here: Here) -> Step:
    """A button of the preview or of what was kept; the others are orders."""
    if action["do"] == "list":
        return (yield from orders.show_list(here))
    if action["do"] in orders.DONE_HERE:
        return (yield from orders.press(action, here))
    rule = from_json(action["rule"])
    match action["do"]:
        case "show":
            return (yield from _show(rule, here))
        case "policy":
            return (yield from _show(replace(rule, policy=Policy(action["policy"])), here))
        case "ask_audience":
            return turn(
                say.which_audience(here.words, _audience_choices(rule, here)).on(here.card),
                floor=_floor(rule, "audience", here),
            )
        case "audience":
            chosen = replace(AUDIENCES[action["to"]], tasks=rule.audience.tasks)
            return (yield from _show(rules.readdressed(rule, chosen), here))
        case "ask_time":
            return turn(
                say.which_time(here.words, _time_choices(rule, here)).on(here.card), floor=_floor(rule, "time", here)
            )
        case "time":
            return (yield from _show(rules.retimed(rule, time.fromisoformat(action["at"])), here))
        case "weekday":
            return (yield from _show(rules.retimed(rule, None, (action["weekday"],)), here))
        case "rehearse":
            return (yield from _rehearse(rule, here))
        case "save":
            return (yield from _save(rule, here))
        case "drop":
            return turn(say.dropped(here.words).on(here.card))
    return None


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────


def _propose(reading: AdminReading, here: Here) -> Step:
    """The preview of what was said; a question where it is open."""
    question = reading.question
    if question is not None and not question.candidates:
        return aside(say.unread(here.words, said.question(here.words, question.code, question.words)))
    try:
        if question is not None:
            return (yield from _choose(question, here))
        rule = _read_rule(reading)
    except InvalidRule:
        raise Refused("rule_never_fires") from None
    if reading.weekday_open:
        choices = [say.weekday_choice(here.words, day, _button("weekday", rule, weekday=day)) for day in range(5)]
        return turn(say.which_weekday(here.words, choices).on(_card(here)))
    return (yield from _show(rule, here))


def _edit(ordered: RuleOrder, here: Here) -> Step:
    """修改 S-3: its preview, to be changed and saved in its place; S-3 改为每周五催没报的: with other words."""
    line: Line = yield from call(rules.find, rules.resolve(ordered.key))
    reading = ordered.reading
    if reading is None:
        return (yield from _show(line.rule, here))
    if reading.question is not None or reading.control is not None:
        asked = reading.question or Question("unread", ordered.words)
        return aside(say.unread(here.words, said.question(here.words, asked.code, asked.words)))
    try:
        rule = _read_rule(reading)
    except InvalidRule:
        raise Refused("rule_never_fires") from None
    first, until = line.rule.paused_from, line.rule.paused_until
    return (yield from _show(replace(rule, key=line.rule.key, paused_from=first, paused_until=until), here))


def _choose(question: Question, here: Here) -> Step:
    """Several fair readings, each with its next real dates, as buttons."""
    found = []
    for candidate in question.candidates:
        rule = _soon(_read_rule(candidate), here.now, here)
        found.append((yield from call(rules.look, rule)))
    asked = said.question(here.words, question.code, question.words)
    actions = [_button("show", one.rule) for one in found]
    return turn(say.candidates(here.words, asked, found, actions).on(_card(here)))


def _read_rule(reading: AdminReading) -> ReminderRule:
    rule = to_rule(reading, OFFICE)
    if isinstance(rule, Question):
        raise InvalidRule(rule.code)
    return rule


# ── the preview ───────────────────────────────────────────────────────────────────────────────────────────


def _show(rule: ReminderRule, here: Here) -> Step:
    """The preview card, in place where it was; the floor waits for what is typed about it."""
    rule = _soon(rule, here.now, here)
    seen: Preview = yield from call(rules.look, rule)
    key = None if rule.key == rehearsal.UNSAVED else rule.key
    message = say.preview(here.words, seen, _choices(rule, here), key).on(_card(here))
    return turn(message, floor=_floor(rule, "", here))


def _soon(rule: ReminderRule, now: datetime, here: Here) -> ReminderRule:
    """现在 is over by the time somebody presses 保存: then it goes at the next full minute."""
    local = civil(now, here.words.zone)
    if not isinstance(rule.recurrence, OnDays) or rule.recurrence.on != (local.date(),) or len(rule.at) != 1:
        return rule
    late = local - datetime.combine(local.date(), rule.at[0])
    soon = (local + timedelta(minutes=1)).replace(second=0, microsecond=0)
    passed = timedelta() <= late <= JUST_NOW and soon.date() == local.date()
    return replace(rule, at=(soon.time(),)) if passed else rule


def _choices(rule: ReminderRule, here: Here) -> list[Choice]:
    buttons = [("save", _button("save", rule))]
    if not isinstance(rule.recurrence, (SpanWorkdays, EveryHours)) and rule.kind is not Kind.ONCE:
        other = Policy.PREVIOUS if rule.policy is Policy.NEXT else Policy.NEXT
        buttons.append((other.value, _button("policy", rule, policy=other.value)))
    buttons.append(("audience", _button("ask_audience", rule)))
    if rule.at:
        buttons.append(("time", _button("ask_time", rule)))
    buttons += [("rehearse", _button("rehearse", rule)), ("drop", _button("drop", rule))]
    return [say.button(here.words, name, action) for name, action in buttons]


def _audience_choices(rule: ReminderRule, here: Here) -> list[Choice]:
    found = [say.button(here.words, name, _button("audience", rule, to=name)) for name in AUDIENCES]
    return [*found, say.button(here.words, "back", _button("show", rule))]


def _time_choices(rule: ReminderRule, here: Here) -> list[Choice]:
    found = [Choice(f"{at:%H:%M}", _button("time", rule, at=at.isoformat())) for at in TIMES]
    return [*found, say.button(here.words, "back", _button("show", rule))]


def _about_the_rule(said_of_it: Consent | Answer, state: Mapping[str, Any], here: Here) -> Step:
    """What was typed while a preview is open: agreement, another time, another audience.

    The answer comes below what was typed; the card above it, which would say something else, is closed.
    """
    rule, card = from_json(state["rule"]), state.get("card")
    match said_of_it:
        case Consent(yes=False):
            return turn(say.dropped(here.words).on(card), say.dropped(here.words))
        case Consent() if not state.get("expects"):
            return _below((yield from _save(rule, here)), card, here)
        case Answer("time", time() as at):
            return _below((yield from _show(rules.retimed(rule, at), here)), card, here)
        case Answer("audience", Audience() as whom):
            if whom.no_such_task or whom.listeners.unclear:
                code = "no_such_task" if whom.no_such_task else "which_department"
                asked = said.question(here.words, code, "/".join(whom.listeners.unclear))
                return turn(say.unread(here.words, asked), floor=Floor("schedule", state))
            listeners = whom.listeners
            heard = Reached(listeners.spoken_to, listeners.departments, whom.tasks, listeners.unreported)
            return _below((yield from _show(rules.readdressed(rule, heard), here)), card, here)
        case Answer("time") | Consent() if state.get("expects") == "time":
            return turn(say.not_a_time(here.words), floor=Floor("schedule", state))
    return turn(say.not_an_audience(here.words), floor=Floor("schedule", state))


def _below(answer: Turn | None, card: str | None, here: Here) -> Turn | None:
    """The answer as a new message, and the card that it replaces closed."""
    if answer is None or card is None:
        return answer
    return replace(answer, replies=(say.superseded(here.words).on(card), *answer.replies))


# ── kept ──────────────────────────────────────────────────────────────────────────────────────────────────


def _save(rule: ReminderRule, here: Here) -> Step:
    if rule.key != rehearsal.UNSAVED:
        return (yield from orders.put([rule], here))
    line: Line = yield from call(rules.save, _soon(rule, here.now, here))
    key = line.rule.key
    choices = [
        say.button(here.words, "pause", orders.button("pause", keys=[key])),
        say.button(here.words, "undo", orders.button("remove", keys=[key])),
    ]
    return turn(kept.saved(here.words, line, choices).on(here.card))


def _rehearse(rule: ReminderRule, here: Here) -> Step:
    done: rehearsal.Rehearsal = yield from call(rehearsal.rehearse, rule)
    told = say.rehearsed(here.words, done.message, done.at, done.department, done.people, done.departments)
    return aside(*told)


def _floor(rule: ReminderRule, expects: str, here: Here) -> Floor:
    """What is typed now is about the rule on the table; `expects` "": whether to save it."""
    return Floor("schedule", {"expects": expects, "consent": True, "rule": to_json(rule), "card": _card(here)})


def _card(here: Here) -> str:
    return here.card or f"schedule:{here.inbound.inbox_id}"


def _button(do: str, rule: ReminderRule, **more: Any) -> Json:
    return {"flow": "schedule", "do": do, "rule": to_json(rule), **more}
