"""The one life of a read-back (`domain.readback`): shown, changed, held, confirmed or dropped, never lost silently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.readback import ReadBack, ReadBackState
from services.desk import Desk
from storage import readbacks
from storage.database import Tx


async def waiting(desk: Desk, kind: str | None = None) -> ReadBack | None:
    """What waits for the person's yes (of that kind), the one shown last; None where nothing does."""
    found = await readbacks.waiting(desk.tx, desk.person.id)
    return next((one for one in found if kind in (None, one.kind)), None)


async def one(desk: Desk, id_: int) -> ReadBack | None:
    """That read-back of the person's own, whatever became of it."""
    found = await readbacks.one(desk.tx, id_)
    return found if found and found.person_id == desk.person.id else None


async def show(desk: Desk, kind: str, said: Mapping[str, Any], base: Mapping[str, int | None]) -> ReadBack:
    """Open a read-back, or change the one of that kind that waits. Whatever was shown before is an older version."""
    pending = await waiting(desk, kind)
    if pending is None:
        place = desk.tx, desk.loaded.id, desk.person.id
        return await readbacks.add(*place, kind, said, base, shown_by=desk.inbox_id, now=desk.now)
    values = {"said": dict(said), "base": dict(base), "version": pending.version + 1, "shown_by": desk.inbox_id}
    return await readbacks.change(desk.tx, pending.id, desk.now, state=ReadBackState.OPEN, **values)


async def hold(desk: Desk) -> ReadBack | None:
    """Set aside what waits: the next yes shows it again and stores nothing. None where nothing waits."""
    pending = await waiting(desk)
    if pending is None:
        return None
    return await readbacks.change(desk.tx, pending.id, desk.now, state=ReadBackState.HELD)


async def doubt(desk: Desk) -> None:
    """Something was said that did not find its way into what waits: a yes after it may be meant for something else, so
    it is held, unless this very message has shown it."""
    pending = await waiting(desk)
    if pending is not None and pending.state is ReadBackState.OPEN and pending.shown_by != desk.inbox_id:
        values = {"state": ReadBackState.HELD, "shown_by": desk.inbox_id}
        await readbacks.change(desk.tx, pending.id, desk.now, **values)


async def to_recall(desk: Desk) -> ReadBack | None:
    """What is to be recalled below an answer: what is open and was not shown by it, and what it has put in doubt."""
    pending = await waiting(desk)
    if pending is None:
        return None
    shown = pending.shown_by == desk.inbox_id
    return pending if shown is (pending.state is ReadBackState.HELD) else None


async def everyones(tx: Tx) -> dict[int, ReadBack]:
    """The report of each person that waits for their yes."""
    return {one.person_id: one for one in await readbacks.everyones(tx) if one.kind == "report"}


async def drop(desk: Desk, pending: ReadBack) -> None:
    """It is not wanted any more."""
    await readbacks.change(desk.tx, pending.id, desk.now, state=ReadBackState.DROPPED)


async def settle(desk: Desk, pending: ReadBack, became: str) -> None:
    """It was confirmed and stored under that receipt."""
    await readbacks.change(desk.tx, pending.id, desk.now, state=ReadBackState.DONE, became=became)


def accept(drawn: ReadBack) -> dict[str, Any]:
    """What 确认报送 means: a yes to just this version."""
    spoken = [{"task": one["task"]} for one in drawn.said["entries"]]  # whose right is checked at the press
    held = {"entries": spoken, "on_behalf": drawn.said["on_behalf"]}
    return {"flow": "report", "do": "confirm", "draft": drawn.id, "version": drawn.version, **held}
