"""意见: what a person thinks of the tool reaches the admins, in their own words."""

from __future__ import annotations

from domain.errors import NotAllowed
from domain.messages import Outgoing
from domain.people import GUEST, Role
from services import notices
from services.desk import Desk
from storage import audit


async def send(desk: Desk, words: str, notice: Outgoing) -> int:
    """Keep the words in the record and tell the admins. Returns how many were told. Raises NotAllowed for a guest."""
    if desk.person.id == GUEST.id:
        raise NotAllowed("not_allowed")
    await audit.note(desk.tx, desk.now, desk.person.name, "feedback", f"inbox:{desk.inbox_id}", None, {"words": words})
    return await notices.tell(desk, Role.ADMIN, notice, f"feedback:{desk.inbox_id}")
