"""The cast of the local chat: one liaison for each department, a head, a coordinator, an admin and a stranger.

They exist for trying and training only: their accounts are of the platform `local`, which no real channel shares.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.channels.webchat import PLATFORM
from domain.people import Membership, Role
from domain.plan import Plan
from storage import audit, people
from storage.database import Tx

NAMES = Path(__file__).resolve().parent.parent / "data" / "cast.json"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody whom a visitor of the local chat may be. `role` is None for the stranger."""

    id: str
    name: str
    role: Role | None
    department: str | None = None


def personas(plan: Plan) -> tuple[Persona, ...]:
    """The cast for a plan, liaisons in the order of its departments."""
    names = _names()
    spare = iter(names["others"])
    found = []
    for number, department in enumerate(plan.departments, start=1):
        name = names["liaisons"].get(department.name) or next(spare, department.name)
        found.append(Persona(f"liaison-{number:02d}", name, Role.LIAISON, department.name))
    head = names["head"]
    led = head["department"] if plan.department(head["department"]) else next(iter(plan.leads()), None)
    return (
        *found,
        Persona("head", head["name"], Role.HEAD, led),
        Persona("coordinator", names["coordinator"], Role.COORDINATOR),
        Persona("admin", names["admin"], Role.ADMIN),
        Persona("stranger", names["stranger"], None),
    )


@cache
def _names() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(NAMES.read_text(encoding="utf-8"))
    return loaded


async def enter(tx: Tx, cast: Iterable[Persona], now: datetime) -> None:
    """Make the cast in an empty database: each with an account at the address of the persona's id."""
    entered = []
    for persona in cast:
        account = await people.meet(tx, PLATFORM, persona.id, persona.name)
        if persona.role is None or account.person_id is not None:
            continue
        person_id = await people.add(tx, persona.name, (Membership(persona.role, persona.department),), now)
        await people.bind(tx, account.id, person_id, now)
        entered.append(persona.name)
    if entered:
        await audit.note(tx, now, "duban", "enter", PLATFORM, None, {"people": entered})
