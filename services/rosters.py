"""A roster that was handed in becomes invitations to hand out; and who belongs to a group of departments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from documents.opening import from_json
from domain.errors import Conflict, NotFound, Refused
from domain.listed import LookedRoster, RosterLine
from domain.people import Act, require
from domain.plan import Plan
from domain.plandiff import changes
from language.roster import read_roster
from services import lists as plan_lists
from services import people as invitations
from services.desk import Desk
from storage import lists, people, plans
from storage.database import Tx
from storage.lists import Draft

LASTS = timedelta(days=14)  # codes on paper take longer to reach people
MOST_MEMBERS = 200  # ours: far more departments than a group has


@dataclass(frozen=True, slots=True)
class Invitations:
    """What was made of a roster: each line with its invitation, and the title of the plan."""

    made: tuple[tuple[RosterLine, invitations.Invited], ...]
    title: str


async def looked(tx: Tx, loaded: plans.Loaded, draft: Draft) -> LookedRoster:
    """A roster as it stands: whom it would invite, who is bound already, which rows cannot be used."""
    assert draft.document is not None
    roster = read_roster(from_json(draft.document), loaded.plan)
    bound = {(one.name, membership) for one in await people.everyone(tx) for membership in one.memberships}
    known = {(name, membership.role, membership.department) for name, membership in bound}
    there = tuple(one for one in roster.people if (one.name, one.membership.role, one.membership.department) in known)
    return LookedRoster(draft.id, draft.name, roster, there)


async def look(desk: Desk, draft_id: int) -> LookedRoster:
    """A roster that is being looked at. Raises NotAllowed, NotFound."""
    require(desk.person, Act.SETTINGS)
    found = await lists.one(desk.tx, draft_id)
    if found is None or found.document is None or found.state != lists.OPEN:
        raise NotFound("no_open_list")
    return await looked(desk.tx, desk.loaded, found)


async def make(desk: Desk, draft_id: int) -> Invitations:
    """An invitation for each line that can be used; members of groups become departments of the plan first.

    Raises NotAllowed, NotFound, Conflict where it was made before, Refused where no line can be used.
    """
    found = await look(desk, draft_id)
    if not found.new:
        raise Refused("roster_empty")
    if not await lists.settle(desk.tx, draft_id, lists.LOADED):
        raise Conflict("no_open_list")
    desk = await with_members(desk, found.new)
    made = [
        (one, await invitations.invite(
            desk.tx, desk.machine, one.membership, desk.person.name, now=desk.now, lasts=LASTS
        ))
        for one in found.new
    ]  # fmt: skip
    return Invitations(tuple(made), desk.loaded.plan.title)


async def with_members(desk: Desk, lines: Sequence[RosterLine]) -> Desk:
    """Name the members that a roster speaks of; returns the desk with the plan as it is then."""
    for group in dict.fromkeys(one.group for one in lines if one.group):
        known = desk.loaded.plan.department(group)
        new = [one.membership.department for one in lines if one.group == group and one.membership.department]
        before = known.members if known else ()
        if {*new} - {*before}:
            desk = await _set_members(desk, group, (*before, *new))
    return desk


# ── the members of a group ────────────────────────────────────────────────────────────────────────────────


async def members(desk: Desk, group: str) -> tuple[str, ...]:
    """Who belongs to a group (各高校). Raises NotAllowed, NotFound where the plan has no such group."""
    require(desk.person, Act.SETTINGS)
    return _group(desk.loaded.plan, group)


async def set_members(desk: Desk, group: str, names: Sequence[str]) -> tuple[str, ...]:
    """Say who belongs to a group: each is a department of the plan from now on, and supports what the group supports.

    Returns who belonged to it before. Raises NotAllowed, NotFound, Refused for more than anybody has.
    """
    require(desk.person, Act.SETTINGS)
    before = _group(desk.loaded.plan, group)
    if len(names) > MOST_MEMBERS:
        raise Refused("too_many_members", most=MOST_MEMBERS)
    await _set_members(desk, group, names)
    return before


def _group(plan: Plan, group: str) -> tuple[str, ...]:
    found = plan.department(group)
    if found is None or found.kind != "group":
        groups = [one.name for one in plan.departments if one.kind == "group"]
        raise NotFound("no_such_group", group=group, groups="、".join(groups) or "—")
    return found.members


async def _set_members(desk: Desk, group: str, names: Sequence[str]) -> Desk:
    plan = desk.loaded.plan.with_members(group, names)
    if plan == desk.loaded.plan:
        return desk
    return await plan_lists.put_in_place(desk, plan, "members", tuple(changes(desk.loaded.plan, plan)))
