"""Reminder rules that are kept: the list, orders that are confirmed first, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.instants import Instant
from domain.messages import Choice, Outgoing
from domain.rules import ReminderRule
from wording import rules as said
from wording.figures import plain
from wording.schedule import when
from wording.words import N_, Words

_LISTED = 30  # rules of a list; more do not fit one message


@dataclass(frozen=True, slots=True)
class Line:
    """A kept rule: `paused` until it is resumed; `next` None where it has no further instant."""

    rule: ReminderRule
    paused: bool
    next: Instant | None


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as it was after somebody did something to it; `at` None: as the plan was loaded."""

    at: datetime | None
    who: str
    act: str
    rule: ReminderRule


_ACTS = {
    "rule_save": N_("新建"),
    "rule_change": N_("修改"),
    "rule_pause": N_("暂停"),
    "rule_resume": N_("恢复"),
    "rule_delete": N_("删除"),
    "rule_default": N_("默认规则"),
}


# ── kept ──────────────────────────────────────────────────────────────────────────────────────────────────


def saved(words: Words, line: Line, choices: Sequence[Choice]) -> Outgoing:
    """已保存 S-3 ✓ 下次 2022-11-25 周五 09:00."""
    text = words.t("已保存 {key} ✓ {next}", key=line.rule.key, next=_next(words, line))
    return Outgoing(lines=(text, said.brief(words, line.rule)), choices=tuple(choices))


def listed(words: Words, lines: Sequence[Line]) -> Outgoing:
    """Every rule with its key, its words, and when it fires next."""
    if not lines:
        return plain(words, "现在没有提醒规则。发一句话就能设置，如“每月25日9点提醒牵头部门”。")
    told = [f"{one.rule.key}　{said.brief(words, one.rule)}　{_next(words, one)}" for one in lines[:_LISTED]]
    if len(lines) > _LISTED:
        told.append(words.t("另有{count}条", count=len(lines) - _LISTED))
    return Outgoing(
        title=words.t("提醒规则 · 共{count}条", count=len(lines)),
        lines=tuple(told),
        footer=words.t(
            "可发：“暂停 S-1”“恢复 S-1”“删除 S-1”“S-1 改到 10:00”“修改 S-1”“S-1 不含第6项”“S-1 历史”“试发 S-1”"
        ),
    )


def _next(words: Words, line: Line) -> str:
    if line.paused:
        return words.t("○ 已暂停")
    rest = line.rule.paused_until
    ahead = words.t("下次 {when}", when=when(words, line.next)) if line.next else words.t("不再有")
    if rest is not None and line.next is not None and rest <= line.next.local.date():
        return words.t("○ 暂停到{day}，{ahead}", day=words.day(rest), ahead=ahead)
    return ahead


def paused(words: Words, lines: Sequence[Line], until: date | None, choices: Sequence[Choice]) -> Outgoing:
    """已暂停."""
    keys = _keys(words, lines)
    if until is None:
        text = words.t("已暂停 {keys}，恢复前不再提醒，也不催办。", keys=keys)
    else:
        text = words.t("已暂停 {keys}，到{day}（含当天）为止，之后自动恢复。", keys=keys, day=words.day(until))
    return Outgoing(lines=(text,), choices=tuple(choices))


def resumed(words: Words, lines: Sequence[Line]) -> Outgoing:
    """已恢复, with the next instant of each."""
    told = [f"{one.rule.key}　{_next(words, one)}" for one in lines]
    return Outgoing(lines=(words.t("已恢复 {keys}，暂停期间的不补发。", keys=_keys(words, lines)), *told))


def removed(words: Words, lines: Sequence[Line], choices: Sequence[Choice]) -> Outgoing:
    """已删除."""
    return Outgoing(lines=(words.t("已删除 {keys}。", keys=_keys(words, lines)),), choices=tuple(choices))


def changed(words: Words, line: Line, choices: Sequence[Choice]) -> Outgoing:
    """已改."""
    text = words.t("已改 {key} ✓ {next}", key=line.rule.key, next=_next(words, line))
    return Outgoing(lines=(text, said.brief(words, line.rule)), choices=tuple(choices))


def _keys(words: Words, lines: Sequence[Line]) -> str:
    return words.t("、").join(one.rule.key for one in lines)


# ── orders, confirmed first ───────────────────────────────────────────────────────────────────────────────


def confirm_pause(
    words: Words, lines: Sequence[Line], first: date | None, until: date | None, choices: Sequence[Choice]
) -> Outgoing:
    """Pause these rules?"""
    if until is None:
        span = words.t("从{first}起，直到您恢复", first=words.day(first)) if first else words.t("从现在起，直到您恢复")
    elif first is not None:
        span = words.t("{first}至{last}（含）", first=words.day(first), last=words.day(until))
    else:
        span = words.t("从现在起到{last}（含）", last=words.day(until))
    return Outgoing(
        title=words.t("暂停这{count}条提醒？", count=len(lines)),
        lines=(
            *(f"{one.rule.key}　{said.brief(words, one.rule)}" for one in lines),
            words.t("时间：{span}。期间不提醒也不催办，报送截止不变。", span=span),
        ),
        choices=tuple(choices),
    )


def confirm_removal(words: Words, lines: Sequence[Line], choices: Sequence[Choice]) -> Outgoing:
    """Delete these rules?"""
    return Outgoing(
        title=words.t("删除这{count}条提醒？", count=len(lines)),
        lines=tuple(f"{one.rule.key}　{said.brief(words, one.rule)}" for one in lines),
        choices=tuple(choices),
        footer=words.t("只想停一阵，可以选暂停"),
    )


def which_rule(words: Words, lines: Sequence[Line]) -> Outgoing:
    """The order does not tell which rule, or none fits."""
    if not lines:
        return plain(words, "没有找到您说的那条提醒，没有改动。回复“提醒列表”查看全部。")
    return Outgoing(
        lines=(
            words.t("请写明是哪一条，如“{key} 改到 10:00”：", key=lines[0].rule.key),
            *(f"{one.rule.key}　{said.brief(words, one.rule)}" for one in lines),
        )
    )


def history(words: Words, key: str, versions: Sequence[Version], choices: Sequence[Choice]) -> Outgoing:
    """Every version of a rule, oldest first."""
    lines = [
        words.t(
            "{number}) {who}{act}：{rule}",
            number=number,
            who=f"{words.moment(one.at)} {one.who} " if one.at else "",
            act=words.t(_ACTS[one.act]),
            rule=said.brief(words, one.rule),
        )
        for number, one in enumerate(versions, 1)
    ]
    return Outgoing(title=words.t("{key} 的历次版本", key=key), lines=tuple(lines[-_LISTED:]), choices=tuple(choices))


def spared(
    words: Words, lines: Sequence[Line], tasks: Sequence[int], again: bool, choices: Sequence[Choice]
) -> Outgoing:
    """Some tasks were left out of rules, or taken in again."""
    numbers = words.t("、").join(map(str, tasks))
    sentence = N_("第{tasks}项重新按 {keys} 提醒 ✓") if again else N_("第{tasks}项不再按 {keys} 提醒 ✓ 其他任务照常。")
    text = words.t(sentence, tasks=numbers, keys=_keys(words, lines))
    return Outgoing(lines=(text,), choices=tuple(choices))


def quiet_set(words: Words, start: time, end: time, choices: Sequence[Choice]) -> Outgoing:
    """Other hours of silence for the office."""
    text = words.t("免打扰时段已改为每天{start}-{end} ✓ 非工作日照旧不发。", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return Outgoing(lines=(text,), choices=tuple(choices))


def not_for_some_tasks(words: Words) -> Outgoing:
    """A rule speaks of many tasks: it cannot rest for one of them."""
    return plain(
        words, "没有只针对这些任务或部门的提醒，没有改动。已报或已办结的任务不会再提醒；要停整条规则，请发“暂停 S-1”。"
    )


def quiet_already(words: Words) -> Outgoing:
    """周末别发, 晚上别发: it is so."""
    return plain(words, "周末、节假日和夜间免打扰时段本来就不发提醒，到上班时间再发。没有改动。")


def kept(words: Words) -> Outgoing:
    """取消 of an order."""
    return plain(words, "好的，没有改动。")
