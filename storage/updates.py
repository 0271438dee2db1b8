"""The ledger: progress updates and their figures, only ever added to, and what they fold into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Select, bindparam, cast, exists, func, insert, select, update

from domain.progress import Current, Entry, Line, Measured, Source, State, Status, Update
from storage import tables as t
from storage.database import Tx


async def currents(tx: Tx, plan_id: int, lead: str | None = None) -> dict[tuple[int, str], Current]:
    """What holds now for each milestone that was ever reported on, by (task, period)."""
    query = select(t.milestone_state).where(t.milestone_state.c.plan_id == plan_id)
    if lead is not None:
        query = query.where(t.milestone_state.c.lead == lead)
    return {(row["task"], row["period"]): _current(row) for row in (await tx.execute(query)).mappings()}


async def current(tx: Tx, plan_id: int, task: int, period: str) -> Current:
    """What holds now for one milestone."""
    query = select(t.milestone_state).where(
        t.milestone_state.c.plan_id == plan_id, t.milestone_state.c.task == task, t.milestone_state.c.period == period
    )
    row = (await tx.execute(query)).mappings().first()
    return _current(row) if row else Current(task, period)


def _current(row: Any) -> Current:
    figures = {
        phrase: Measured(
            one["value"],
            datetime.fromisoformat(one["at"]),
            one["update"],
            one["year"],
            {int(year): value for year, value in one.get("earlier", {}).items()},
        )
        for phrase, one in row["figures"].items()
    }
    return Current(
        task=row["task"],
        period=row["period"],
        state=State(row["state"]),
        status=Status(row["status"]) if row["status"] else None,
        percent=row["percent"],
        values=figures,
        problem=row["problem"],
        note=row["note"],
        reported_at=row["reported_at"],
        update_id=row["update_id"],
        due=row["due"],
        returned=row["returned"],
        excused=bool(row["excused"]),
    )


async def granted_dues(tx: Tx, plan_id: int) -> dict[tuple[int, str], date]:
    """The due dates that were granted, by (task, period)."""
    rows = await tx.execute(_GRANTED, {"plan": plan_id})
    return {(row.task, row.period): row.due for row in rows}


_STATE = t.milestone_state.c
_GRANTED = select(_STATE.task, _STATE.period, _STATE.due).where(
    _STATE.plan_id == bindparam("plan"), _STATE.due.is_not(None)
)


async def keep_current(tx: Tx, plan_id: int, lead: str, now_holds: Current) -> None:
    """Write what holds now beside the ledger, in the transaction that added to it."""
    values = {
        "lead": lead,
        "state": now_holds.state.value,
        "status": now_holds.status.value if now_holds.status else None,
        "percent": now_holds.percent,
        "figures": {
            phrase: {
                "value": one.value,
                "at": one.at.isoformat(),
                "update": one.update_id,
                "year": one.year,
                "earlier": {str(year): value for year, value in one.earlier.items()},
            }
            for phrase, one in now_holds.values.items()
        },
        "problem": now_holds.problem,
        "note": now_holds.note,
        "reported_at": now_holds.reported_at,
        "update_id": now_holds.update_id,
        "due": now_holds.due,
        "returned": now_holds.returned,
        "excused": now_holds.excused,
    }
    key = {"plan_id": plan_id, "task": now_holds.task, "period": now_holds.period}
    where = [t.milestone_state.c[name] == value for name, value in key.items()]
    done = await tx.execute(update(t.milestone_state).where(*where).values(**values))
    if done.rowcount == 0:
        await tx.execute(insert(t.milestone_state).values(**key, **values))


async def add(
    tx: Tx,
    plan_id: int,
    entry: Entry,
    units: Mapping[str, str],
    *,
    inbox_id: int,
    words_id: int | None,
    receipt: str,
    person_id: int,
    on_behalf_of: str | None,
    words: str | None,
    at: datetime,
) -> int:
    """Add a line. `units` gives each phrase's unit. The same message can add only one line a milestone."""
    row = (
        insert(t.progress_update)
        .values(
            plan_id=plan_id,
            inbox_id=inbox_id,
            words_id=words_id,
            kind="report",
            receipt=receipt,
            task=entry.task,
            period=entry.period,
            person_id=person_id,
            on_behalf_of=on_behalf_of,
            source=entry.source.value,
            status=entry.status.value if entry.status else None,
            percent=entry.percent,
            problem=entry.problem,
            note=entry.note,
            words=words,
            at=at,
        )
        .returning(t.progress_update.c.id)
    )
    update_id = int((await tx.execute(row)).scalar_one())
    if entry.values:
        figures = [
            {"update_id": update_id, "phrase": phrase, "value": value, "unit": units[phrase]}
            for phrase, value in entry.values.items()
        ]
        await tx.execute(insert(t.measurement), figures)
    return update_id


async def retract(
    tx: Tx, plan_id: int, line: Line, *, inbox_id: int, person_id: int, receipt: str, at: datetime
) -> None:
    """Add the line that takes `line` back. The line itself stays readable."""
    await tx.execute(
        insert(t.progress_update).values(
            plan_id=plan_id,
            inbox_id=inbox_id,
            kind="retract",
            receipt=receipt,
            task=line.update.entry.task,
            period=line.update.entry.period,
            person_id=person_id,
            source=line.update.entry.source.value,
            retracts=line.update.id,
            at=at,
        )
    )


async def of_milestone(tx: Tx, plan_id: int, task: int, period: str) -> list[Line]:
    """The whole ledger of one milestone, oldest first, retracted lines marked."""
    return await _lines(
        tx, _select(plan_id).where(t.progress_update.c.task == task, t.progress_update.c.period == period)
    )


async def of_receipt(tx: Tx, plan_id: int, receipt: str) -> list[Line]:
    """The lines that one report stored."""
    return await _lines(tx, _select(plan_id).where(t.progress_update.c.receipt == receipt))


async def since(tx: Tx, plan_id: int, first: datetime, last: datetime) -> list[Line]:
    """The lines stored in [first, last)."""
    return await _lines(tx, _select(plan_id).where(t.progress_update.c.at >= first, t.progress_update.c.at < last))


async def known_at(tx: Tx, plan_id: int, at: datetime) -> list[Line]:
    """The whole ledger as it was known at that moment: a line that was taken back later still counts."""
    return await _lines(tx, _select(plan_id, at).where(t.progress_update.c.at <= at))


async def last_receipt(tx: Tx, plan_id: int, person_id: int, since: datetime) -> str | None:
    """The receipt of somebody's last report since then that was not taken back."""
    c, retracting = t.progress_update.c, t.progress_update.alias("retracting").c
    mine = (c.plan_id == plan_id, c.person_id == person_id, c.kind == "report", c.at >= since)
    taken_back = exists().where(retracting.retracts == c.id)
    return (await tx.execute(select(c.receipt).where(*mine, ~taken_back).order_by(c.id.desc()).limit(1))).scalar()


async def last_number(tx: Tx, plan_id: int, day: str) -> int:
    """The last number of the receipts that begin with `day` ("2022-1125"); 0 where there is none."""
    number = cast(func.substr(t.progress_update.c.receipt, len(day) + 2), Integer)
    query = select(func.coalesce(func.max(number), 0)).where(
        t.progress_update.c.plan_id == plan_id, t.progress_update.c.receipt.startswith(f"{day}-")
    )
    return int((await tx.execute(query)).scalar_one())


def _select(plan_id: int, known_at: datetime | None = None) -> Select[Any]:
    taken_back = select(t.progress_update.c.retracts).where(t.progress_update.c.kind == "retract")
    if known_at is not None:
        taken_back = taken_back.where(t.progress_update.c.at <= known_at)
    return (
        select(
            t.progress_update,
            t.person.c.name.label("author"),
            t.inbox.c.received_at.label("words_at"),
            t.progress_update.c.id.in_(taken_back.where(t.progress_update.c.retracts.is_not(None))).label("retracted"),
        )
        .join(t.person, t.person.c.id == t.progress_update.c.person_id)
        .outerjoin(t.inbox, t.inbox.c.id == t.progress_update.c.words_id)
        .where(t.progress_update.c.plan_id == plan_id, t.progress_update.c.kind == "report")
        .order_by(t.progress_update.c.id)
    )


async def _lines(tx: Tx, query: Select[Any]) -> list[Line]:
    rows = (await tx.execute(query)).mappings().all()
    figures: dict[int, dict[str, float]] = defaultdict(dict)
    if rows:
        ids = [row["id"] for row in rows]
        found = await tx.execute(
            select(t.measurement).where(t.measurement.c.update_id.in_(ids)).order_by(t.measurement.c.id)
        )
        for one in found.mappings():
            figures[one["update_id"]][one["phrase"]] = one["value"]
    return [_line(row, figures[row["id"]]) for row in rows]


def _line(row: Any, values: Mapping[str, float]) -> Line:
    entry = Entry(
        task=row["task"],
        period=row["period"],
        status=Status(row["status"]) if row["status"] else None,
        percent=row["percent"],
        values=values,
        problem=row["problem"],
        note=row["note"],
        source=Source(row["source"]),
    )
    told = Update(row["id"], entry, row["at"], row["author"], row["words"], row["receipt"], bool(row["retracted"]))
    return Line(told, row["person_id"], row["on_behalf_of"], row["inbox_id"], row["words_at"])


def years(lines: Iterable[Line], zone: ZoneInfo) -> list[tuple[Update, int]]:
    """The updates of `lines` with the civil year of each, as `domain.progress.fold` takes them."""
    return [(line.update, line.update.at.astimezone(zone).year) for line in lines]
