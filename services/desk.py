"""Where a service works: one open transaction, one moment, one person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.people import Person
from domain.plan import Task
from storage.database import Tx
from storage.plans import Loaded


@dataclass(frozen=True, slots=True)
class Desk:
    """What every service is given first.

    `now` is the plan's time, `machine` the real one (both UTC). `inbox_id` is the message that is being answered: what
    it stores carries that id, and the database refuses a second effect of the same message.
    """

    tx: Tx
    now: datetime
    machine: datetime
    loaded: Loaded
    person: Person
    account_id: int
    inbox_id: int

    def task(self, number: int) -> Task:
        """The task of that number. Raises NotFound."""
        task = self.loaded.plan.task(number)
        if task is None:
            raise NotFound("no_such_task", task=number, last=self.loaded.plan.tasks[-1].number)
        return task
