"""What a department asks of the office: the coordinators are told, the record keeps it."""

from __future__ import annotations

from domain.errors import NotAllowed
from domain.messages import Outgoing
from domain.people import Role
from services import notices
from services.desk import Desk
from storage import audit


async def ask(desk: Desk, department: str, words: str, notice: Outgoing) -> int:
    """Pass a liaison's request (转办, 延期, 非本单位事项) on to the coordinators. Returns how many were told.

    Raises NotAllowed for somebody else's department.
    """
    if department not in desk.person.departments(Role.LIAISON):
        raise NotAllowed("not_allowed")
    await audit.note(desk.tx, desk.now, desk.person.name, "ask", department, None, {"words": words})
    return await notices.tell(desk, Role.COORDINATOR, notice, f"ask:{desk.inbox_id}")


async def tell_department(desk: Desk, department: str, notice: Outgoing, key: str) -> int:
    """Tell a department's liaisons what was recorded on its behalf (代报). Returns how many were told."""
    return await notices.tell(desk, Role.LIAISON, notice, f"behalf:{key}", department)
