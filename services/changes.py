"""What changed since a moment: two snapshots held against each other, and the decisions between them."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.progress import Move
from domain.standing import Snapshot
from services import standing
from storage import reviews
from storage.database import Tx
from storage.plans import Loaded
from wording.digest import Changes, LightChange

A_WEEK = timedelta(days=7)  # of the Monday digest


async def since(tx: Tx, loaded: Loaded, moment: datetime, now: Snapshot, lead: str | None = None) -> Changes:
    """What `now` says that a snapshot at `moment` would not have said: reports, lights, closings, problems.

    `loaded` is the plan without granted dates; what was granted by then is put in from the record.
    """
    then = await standing.snapshot_at(tx, moment, loaded, lead)
    led = {one.task.number for one in now.standings}
    reported, lights, new, solved = [], [], [], []
    for one in now.standings:
        if one.current.reported_at is not None and one.current.reported_at > moment:
            reported.append(one.task.number)
        before = then.of(one.task.number)
        if before is None:
            continue
        if before.light is not one.light:
            lights.append(LightChange(one.task.number, before.light, one.light))
        same = before.milestone.period == one.milestone.period
        was = before.current.problem if same else None
        if one.current.problem and one.current.problem != was:
            new.append(one.task.number)
        if before.current.problem and not (one.current.problem and same):
            solved.append(one.task.number)
    decided = await reviews.since(tx, loaded.id, moment, now.as_of)
    closed = [
        task
        for (task, _), found in decided.items()
        if task in led and any(one.move is Move.CLOSE and not one.undone for one in found)
    ]
    return Changes(tuple(reported), tuple(lights), tuple(sorted({*closed})), tuple(new), tuple(solved))
