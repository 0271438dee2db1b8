"""试运行: one test message to everybody who is bound, before an office goes live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.people import Person


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trial stands. `number` 0: none was begun, and this is what one would reach.

    `seen` pressed [收到]; `waiting` got it and did not press; `sending`: it has not left yet (quiet hours);
    `unreached`: bound, and cannot be written to; `unserved`: departments that lead a task and have nobody bound;
    `invited`: how many invitations nobody has redeemed; `held_until`: the last day on which reminders rest.
    """

    number: int
    seen: tuple[Person, ...] = ()
    waiting: tuple[Person, ...] = ()
    sending: tuple[Person, ...] = ()
    unreached: tuple[Person, ...] = ()
    unserved: tuple[str, ...] = ()
    invited: int = 0
    held_until: date | None = None
    over: bool = False

    @property
    def reached(self) -> tuple[Person, ...]:
        """Everybody it is for who can be written to."""
        return (*self.seen, *self.waiting, *self.sending)
