"""The answers about the whole: how the plan stands, and how each department does. Response speed is not ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from domain.messages import Choice
from domain.plan import Plan
from domain.standing import Light, Snapshot, Standing, completion
from wording import standing
from wording.listing import Table
from wording.queries import numbers, period
from wording.words import N_, Words


def summary(
    words: Words,
    snapshot: Snapshot,
    scope: Sequence[Standing],
    updated: tuple[date, date, int, int] | None = None,
    choices: Sequence[Choice] = (),
    note: str | None = None,
) -> Table:
    """总体情况: counts that add up. `updated`: (first day, last day, reports, tasks) of the span that was asked for."""
    lights: dict[Light, int] = {}
    for one in scope:
        lights[one.light] = lights.get(one.light, 0) + 1
    asked = [one for one in scope if one.is_open and one.started]
    soon = [
        one.task.number
        for one in scope
        if one.is_open and one.started and one.days_left is not None and 0 <= one.days_left <= 14
    ]
    late = [one.task.number for one in scope if one.overdue]
    troubled = [one.task.number for one in scope if one.is_open and one.current.problem]
    waiting = [one.task.number for one in scope if one.is_open and not one.asks and one.started]
    head = [note] if note else []
    head.append(standing.counts(words, lights))
    head.append(
        words.t(
            "{period}填报：已报 {done}/{all}，截止{due}",
            period=period(words, snapshot),
            done=sum(not one.owes for one in asked),
            all=len(asked),
            due=words.moment(snapshot.cycle.due_at),
        )
    )
    if updated:
        first, last, reports, count = updated
        head.append(
            words.t(
                "{first}至{last}：{reports}份填报，更新{count}项",
                first=words.full_day(first),
                last=words.full_day(last),
                reports=reports,
                count=count,
            )
        )
    for sentence, found in (
        (N_("■ 逾期未办结{count}项：{tasks}"), late),
        (N_("▲ 14天内到期{count}项：{tasks}"), soon),
        (N_("▲ 报告了问题{count}项：{tasks}"), troubled),
        (N_("已申请办结待核实{count}项：{tasks}"), waiting),
    ):
        if found:
            head.append(words.t(sentence, count=len(found), tasks=numbers(words, found)))
    done = lights.get(Light.CLOSED, 0)
    title = words.t("共{all}项 · 办结{done}项 · 逾期{late}项", all=len(scope), done=done, late=len(late))
    return Table(title, head=tuple(head), choices=tuple(choices))


def departments(words: Words, plan: Plan, standings: Sequence[Standing], metric: str, order: str | None) -> Table:
    """各部门完成率: closed of led, in the plan's order unless another was asked for. Speed is not ranked."""
    found = []
    for name in plan.leads():
        led = [one for one in standings if one.task.lead == name]
        if led:
            rank, row = _METRICS.get(metric, _completion)(words, name, led)
            found.append((rank, row))
    if order in ("asc", "desc") and metric not in ("report_rate", "on_time_rate"):
        found.sort(key=lambda one: one[0], reverse=order == "desc")
    done = sum(not one.is_open for one in standings)
    title = {
        "overdue_count": words.t("各部门逾期未办结，共{count}项", count=sum(one.overdue for one in standings)),
        "report_rate": words.t("各部门本期报送"),
        "on_time_rate": words.t("各部门本期报送"),
    }.get(metric) or words.t("各部门完成率 · 办结 {done}/{all}", done=done, all=len(standings))
    return Table(title, tuple(row for _, row in found))


def _completion(words: Words, name: str, led: Sequence[Standing]) -> tuple[float, str]:
    done = sum(not one.is_open for one in led)
    shares = [share for one in led if (share := completion(one)) is not None]
    rate = 100.0 * done / len(led)
    row = words.t(
        "{department}　办结 {done}/{all}（{rate}%）",
        department=name,
        done=done,
        all=len(led),
        rate=words.number(round(rate, 1)),
    )
    if shares:
        mean = words.number(round(sum(shares) / len(shares), 1))
        row = words.t("{row}　有数的{count}项平均完成{mean}%", row=row, count=len(shares), mean=mean)
    return rate, f"{row}　{standing.shapes(Counter(one.light for one in led))}"


def _reported(words: Words, name: str, led: Sequence[Standing]) -> tuple[float, str]:
    asked = [one for one in led if one.is_open and one.started]
    missing = sum(one.owes for one in asked)
    row = words.t("{department}　已报 {done}/{all}", department=name, done=len(asked) - missing, all=len(asked))
    return float(missing), row


def _overdue(words: Words, name: str, led: Sequence[Standing]) -> tuple[float, str]:
    late = [one.task.number for one in led if one.overdue]
    row = words.t("{department}　逾期{count}项", department=name, count=len(late))
    return float(len(late)), words.t("{row}：{tasks}", row=row, tasks=numbers(words, late)) if late else row


_METRICS = {"report_rate": _reported, "on_time_rate": _reported, "overdue_count": _overdue}
