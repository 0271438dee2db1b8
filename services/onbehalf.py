"""代报: what a coordinator recorded on a department's behalf is shown to the department."""

from __future__ import annotations

from domain.messages import Outgoing
from domain.people import Role
from services import notices
from services.desk import Desk


async def tell_department(desk: Desk, department: str, notice: Outgoing, key: str) -> int:
    """Tell a department's liaisons what was recorded on its behalf (代报). Returns how many were told."""
    return await notices.tell(desk, Role.LIAISON, notice, f"behalf:{key}", department)
