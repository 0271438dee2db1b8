"""People, their roles, and one table that says which role may do what.

A person may hold several roles, several departments and several accounts. Every service asks `require` inside its
own transaction, so that a right withdrawn a moment ago is not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import NotAllowed
from domain.plan import Task


class Role(StrEnum):
    """Who somebody is to the plan."""

    LIAISON = "liaison"  # 联络员
    HEAD = "head"  # 责任领导
    COORDINATOR = "coordinator"  # 统筹人员
    ADMIN = "admin"  # 管理员


OF_A_DEPARTMENT = frozenset({Role.LIAISON, Role.HEAD})


class Act(StrEnum):
    """What a person may ask for."""

    READ_TASK = "read_task"  # one task and where its figures come from
    READ_ALL = "read_all"  # any question about the whole plan
    REPORT = "report"  # progress on a task that the own department leads
    REPORT_FOR = "report_for"  # 代报: record what a department said on the phone
    CONTRIBUTE = "contribute"  # the part of a supporting department
    PETITION = "petition"  # ask for an extension, object, hand over
    DECIDE = "decide"  # confirm, return, reopen; answer what departments ask for
    CHASE = "chase"  # 催办
    SCHEDULE = "schedule"  # reminder rules and the clock of the office
    INVITE = "invite"  # people and invitations
    SETTINGS = "settings"  # when a light changes
    AUDIT = "audit"  # the record of who changed what


@dataclass(frozen=True, slots=True)
class Membership:
    """One role of one person. `department` is None for coordinators and admins. `backup` is a B角."""

    role: Role
    department: str | None = None
    backup: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has redeemed an invitation. `away`: on leave that day (`domain.leave`)."""

    id: int
    name: str
    language: str = "zh"
    memberships: tuple[Membership, ...] = ()
    away: bool = False

    def has(self, role: Role) -> bool:
        """Whether the person holds that role anywhere."""
        return any(one.role is role for one in self.memberships)

    def departments(self, role: Role | None = None) -> tuple[str, ...]:
        """The departments that the person belongs to, in that role if one is given."""
        wanted = [one for one in self.memberships if role in (None, one.role)]
        return tuple(dict.fromkeys(one.department for one in wanted if one.department))


GUEST = Person(0, "")  # whoever has no invitation yet: no role, no right

# Which roles may do an act at all, and whether a liaison's or head's right stops at the own department's tasks:
# "lead" = tasks the department leads, "part" = those it leads or supports, "any" = all of the plan.
RIGHTS: dict[Act, dict[Role, str]] = {
    Act.READ_TASK: {Role.LIAISON: "part", Role.HEAD: "part", Role.COORDINATOR: "any", Role.ADMIN: "any"},
    Act.READ_ALL: {Role.COORDINATOR: "any", Role.ADMIN: "any"},
    Act.REPORT: {Role.LIAISON: "lead"},
    Act.REPORT_FOR: {Role.COORDINATOR: "any"},
    Act.CONTRIBUTE: {Role.LIAISON: "part"},
    Act.PETITION: {Role.LIAISON: "lead"},
    Act.DECIDE: {Role.COORDINATOR: "any"},
    Act.CHASE: {Role.COORDINATOR: "any"},
    Act.SCHEDULE: {Role.ADMIN: "any"},
    Act.INVITE: {Role.ADMIN: "any", Role.COORDINATOR: "any"},
    Act.SETTINGS: {Role.ADMIN: "any"},
    Act.AUDIT: {Role.ADMIN: "any"},
}


def may(person: Person, act: Act, task: Task | None = None) -> bool:
    """Whether `person` may do `act` (to `task`, where the act is about one)."""
    for membership in person.memberships:
        reach = RIGHTS[act].get(membership.role)
        if reach == "any":
            return True
        if reach is None or membership.department is None:
            continue
        if task is None or membership.department == task.lead:
            return True
        if reach == "part" and membership.department in task.supporting:
            return True
    return False


def may_for(person: Person, act: Act, department: str | None) -> bool:
    """Whether `person` may do `act` for a department (None: for any that is theirs)."""
    for membership in person.memberships:
        reach = RIGHTS[act].get(membership.role)
        if reach == "any" or (reach and department in (None, membership.department)):
            return True
    return False


def require(person: Person, act: Act, task: Task | None = None) -> None:
    """Raise NotAllowed unless `person` may do `act` (to `task`)."""
    if not may(person, act, task):
        raise NotAllowed("not_allowed", act=act.value, task=task.number if task else None)
