"""Reminder rules, what they have asked for so far (occurrences), and how far the planner has got."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from domain.errors import Conflict, NotFound
from domain.reminders import Family, Occurrence
from domain.rule_json import from_json, to_json
from domain.rules import ReminderRule
from domain.workdays import QuietHours, Workdays
from storage import settings
from storage import tables as t
from storage.database import Tx

ACTIVE, PAUSED, DELETED = "active", "paused", "deleted"

QUIET = "quiet_hours"  # the setting with the hours of silence: {"start": "20:00:00", "end": "08:00:00"}
_WORKDAYS = "workdays"  # the setting with the admin's overrides: {"2027-10-01": {"worked": false, "holiday": …}}


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule as it stands. `version` counts up with every change, so that two admins cannot overwrite each other."""

    rule: ReminderRule
    version: int
    state: str
    changed_at: datetime


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────


async def active(tx: Tx, plan_id: int) -> tuple[ReminderRule, ...]:
    """The rules that fire, in the order in which they were made."""
    return tuple(one.rule for one in await kept(tx, plan_id) if one.state == ACTIVE)


async def kept(tx: Tx, plan_id: int) -> tuple[Kept, ...]:
    """Every rule that is not deleted, in the order in which they were made."""
    return tuple(_kept(row) for row in (await tx.execute(_KEPT, {"plan": plan_id})).mappings())


_KEPT = select(t.rule).where(t.rule.c.plan_id == bindparam("plan"), t.rule.c.state != DELETED).order_by(t.rule.c.id)


async def find(tx: Tx, plan_id: int, key: str) -> Kept:
    """One rule. Raises NotFound for a key that never was, or was deleted."""
    query = select(t.rule).where(t.rule.c.plan_id == plan_id, t.rule.c.key == key, t.rule.c.state != DELETED)
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise NotFound("no_such_rule", rule=key)
    return _kept(row)


def _kept(row: Any) -> Kept:
    return Kept(_rule(json.dumps(row["spec"])), row["version"], row["state"], row["changed_at"])


@lru_cache(maxsize=1024)
def _rule(spec: str) -> ReminderRule:
    return from_json(json.loads(spec))


async def add(tx: Tx, plan_id: int, rule: ReminderRule, now: datetime) -> Kept:
    """Keep a new rule under the next free key (S-5); the key that it came with is not used. Returns it as kept."""
    keys = (await tx.execute(select(t.rule.c.key).where(t.rule.c.plan_id == plan_id))).scalars()
    numbers = [int(key[2:]) for key in keys if key.startswith("S-") and key[2:].isdigit()]
    named = replace(rule, key=f"S-{max(numbers, default=0) + 1}")
    await _insert(tx, plan_id, [named], now)
    return Kept(named, 1, ACTIVE, now)


async def seed(tx: Tx, plan_id: int, rules: Iterable[ReminderRule], now: datetime) -> tuple[ReminderRule, ...]:
    """Give a plan that never had a rule the ones it starts with; a plan that has or had rules keeps its own.

    Returns what was given.
    """
    known = await tx.execute(select(t.rule.c.id).where(t.rule.c.plan_id == plan_id).limit(1))
    if known.first() is not None:
        return ()
    given = tuple(rules)
    await _insert(tx, plan_id, given, now)
    return given


async def _insert(tx: Tx, plan_id: int, rules: Iterable[ReminderRule], now: datetime) -> None:
    rows = [
        {
            "plan_id": plan_id,
            "key": one.key,
            "spec": to_json(one),
            "version": 1,
            "state": ACTIVE,
            "changed_at": now,
        }
        for one in rules
    ]
    await tx.execute(insert(t.rule), rows)


async def change(
    tx: Tx, plan_id: int, rule: ReminderRule, version: int, now: datetime, state: str | None = None
) -> Kept:
    """Put `rule` in the place of the one with its key, if that still has `version`; `state` changes too if given.

    Raises NotFound, or Conflict where somebody changed it meanwhile.
    """
    standing = await find(tx, plan_id, rule.key)
    changed = await tx.execute(
        update(t.rule)
        .where(t.rule.c.plan_id == plan_id, t.rule.c.key == rule.key, t.rule.c.version == version)
        .values(spec=to_json(rule), version=version + 1, state=state or standing.state, changed_at=now)
    )
    if changed.rowcount == 0:
        raise Conflict("rule_changed_meanwhile", rule=rule.key)
    return Kept(rule, version + 1, state or standing.state, now)


async def history(tx: Tx, key: str) -> list[tuple[datetime, str, str, dict[str, Any]]]:
    """What was done to a rule: when, by whom, what, and how it stood then, oldest first."""
    rows = await tx.execute(
        select(t.audit).where(t.audit.c.subject == key, t.audit.c.act.startswith("rule_")).order_by(t.audit.c.id)
    )
    return [(row.at, row.actor, row.act, row.after) for row in rows if row.after]


# ── occurrences ───────────────────────────────────────────────────────────────────────────────────────────


async def remember(tx: Tx, plan_id: int, found: Sequence[Occurrence], now: datetime) -> list[Occurrence]:
    """Keep occurrences, planned `now`; those that were kept before are passed over. Returns the new ones with their
    ids."""
    if not found:
        return []
    by_key = {f"{plan_id}|{one.key}": one for one in found}
    rows = [
        {
            "key": key,
            "rule_key": one.rule,
            "rule_version": one.version,
            "step": one.step,
            "task": one.task,
            "period": one.period,
            "fires_at": one.fires_at,
            "planned_at": now,
            "facts": _facts(one),
        }
        for key, one in by_key.items()
    ]
    dialect = pg_insert if tx.dialect.name == "postgresql" else sqlite_insert
    statement = dialect(t.occurrence).on_conflict_do_nothing().returning(t.occurrence.c.id, t.occurrence.c.key)
    new = {row.key: row.id for row in await tx.execute(statement, rows)}
    return [replace(one, id=new[key]) for key, one in by_key.items() if key in new]


@dataclass(frozen=True, slots=True)
class Asked:
    """One occurrence of a rule on a milestone: which step, for when, and when it was planned."""

    step: str
    fires_at: datetime
    planned_at: datetime


async def asked(tx: Tx, since: datetime) -> dict[tuple[str, int | None, str | None], list[Asked]]:
    """What has been asked since then, by rule, task and period."""
    found: dict[tuple[str, int | None, str | None], list[Asked]] = defaultdict(list)
    for row in await tx.execute(_ASKED, {"since": since}):
        one = Asked(row.step, row.fires_at, row.planned_at or row.fires_at)
        found[row.rule_key, row.task, row.period].append(one)
    return found


_ASKED = select(t.occurrence).where(t.occurrence.c.fires_at >= bindparam("since"))


async def occurrences(tx: Tx, ids: Iterable[int]) -> list[Occurrence]:
    """The occurrences of those ids, oldest first."""
    wanted = [*ids]
    if not wanted:
        return []
    return [_occurrence(row) for row in (await tx.execute(_OCCURRENCES, {"ids": wanted})).mappings()]


_OCCURRENCES = (
    select(t.occurrence).where(t.occurrence.c.id.in_(bindparam("ids", expanding=True))).order_by(t.occurrence.c.id)
)


def _facts(one: Occurrence) -> dict[str, Any]:
    facts = {
        "family": one.family.value,
        "nominal": one.nominal,
        "asked_at": one.asked_at,
        "cycle": one.cycle,
        "opens_at": one.opens_at,
        "due_at": one.due_at,
        "due": one.due,
    }
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
        if value is not None
    }


def _occurrence(row: Any) -> Occurrence:
    facts = row["facts"]

    def at(name: str) -> datetime | None:
        return datetime.fromisoformat(facts[name]) if name in facts else None

    return Occurrence(
        rule=row["rule_key"],
        version=row["rule_version"],
        family=Family(facts["family"]),
        step=row["step"],
        nominal=datetime.fromisoformat(facts["nominal"]),
        fires_at=row["fires_at"],
        task=row["task"],
        period=row["period"],
        asked_at=at("asked_at"),
        cycle=facts.get("cycle"),
        opens_at=at("opens_at"),
        due_at=at("due_at"),
        due=date.fromisoformat(facts["due"]) if "due" in facts else None,
        id=row["id"],
    )


# ── how far planning has got ──────────────────────────────────────────────────────────────────────────────


async def planned_until(tx: Tx, plan_id: int) -> datetime | None:
    """Every instant up to here has been planned; None before the first start."""
    mark: datetime | None = (await tx.execute(_MARK, {"plan": plan_id})).scalar()
    return mark


_MARK = select(t.planner_mark.c.planned_until).where(t.planner_mark.c.plan_id == bindparam("plan"))


async def move_mark(tx: Tx, plan_id: int, until: datetime) -> None:
    """Remember that every instant up to `until` has been planned. The mark never moves back."""
    moved = await tx.execute(_MOVE, {"plan": plan_id, "until": until})
    if moved.rowcount == 0:
        dialect = pg_insert if tx.dialect.name == "postgresql" else sqlite_insert
        first = dialect(t.planner_mark).values(plan_id=plan_id, planned_until=until)
        await tx.execute(first.on_conflict_do_nothing())


_MOVE = (
    update(t.planner_mark)
    .where(t.planner_mark.c.plan_id == bindparam("plan"), t.planner_mark.c.planned_until < bindparam("until"))
    .values(planned_until=bindparam("until"))
)


# ── the office's calendar ─────────────────────────────────────────────────────────────────────────────────


async def workdays(tx: Tx) -> Workdays:
    """The official calendar with the admin's overrides."""
    kept = {date.fromisoformat(day): one for day, one in (await settings.read(tx, _WORKDAYS) or {}).items()}
    occasions = {day: one["holiday"] for day, one in kept.items() if one["holiday"]}
    return Workdays({day: one["worked"] for day, one in kept.items()}, occasions)


async def quiet_hours(tx: Tx) -> QuietHours:
    """The office's hours of silence, as an admin set them, and its days off."""
    kept = await settings.read(tx, QUIET)
    known = {} if kept is None else {name: time.fromisoformat(kept[name]) for name in ("start", "end")}
    return QuietHours(**known, workdays=await workdays(tx))


async def override(tx: Tx, days: Mapping[date, tuple[bool, str | None] | None]) -> None:
    """Say that days are worked or not, and of which holiday, whatever is known of them; None takes an override back."""
    standing = dict(await settings.read(tx, _WORKDAYS) or {})
    for day, said in days.items():
        standing.pop(day.isoformat(), None)
        if said is not None:
            standing[day.isoformat()] = {"worked": said[0], "holiday": said[1]}
    await settings.write(tx, _WORKDAYS, {one: standing[one] for one in sorted(standing)})
