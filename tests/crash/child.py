"""The process that the test kills: a real `duban run`, made to die at a chosen point.

    python -m tests.crash.child      says "ready" once everything is imported, then waits for one line on stdin:
    go                               run until somebody kills it
    go handled:3                     kill itself with SIGKILL the third time it gets to that point

The points are put around the product's own functions here; the product knows nothing of them.

    unacknowledged  an update is committed to the inbox; whoever sent it has not been told
    stored          an update is committed to the inbox and is about to be handled
    handled         a turn has written everything, nothing of it is committed
    committed       a turn is committed, none of its replies has left
    planned         reminders are committed to the outbox, none is composed
    claimed         a reminder is composed and claimed, it has not left
    sent            a message stands in the chat, in a transaction that is not committed
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app import cli
from app import local as _local  # noqa: F401  what `duban run` would import only now
from bot.channels.webchat import LocalChat
from bot.intake import Intake
from bot.router import Router
from domain.messages import Outcome, Push, Sent
from scheduler import planner, playthrough
from scheduler.dispatcher import Dispatcher
from services import reminders
from storage.database import Database, Tx
from storage.inbox import Kept, Raw
from storage.outbox import Row
from web import local_chat as _page  # noqa: F401

POINTS = ("unacknowledged", "stored", "handled", "committed", "planned", "claimed", "sent")


class Fate:
    """Kills this process the `nth` time that it meets `point`."""

    def __init__(self, point: str, nth: int) -> None:
        self._point, self._left = point, nth

    def meet(self, point: str) -> None:
        """The process is at that point."""
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def lay(fate: Fate) -> None:
    """Put the points around the product's functions."""
    _on_the_way_in(fate)
    _on_the_way_out(fate)
    _in_planning(fate)


def _put(owner: object, name: str, instead: object) -> None:
    setattr(owner, name, instead)


def _on_the_way_in(fate: Fate) -> None:
    take, answer, turn = Intake.take, Router.answer, Router.turn

    async def take_and_die(self: Intake, raws: Sequence[Raw], also: Any = None) -> list[Kept]:
        new = await take(self, raws, also)
        fate.meet("unacknowledged")
        return new

    async def die_or_answer(self: Router, inbox_id: int) -> None:
        fate.meet("stored")
        await answer(self, inbox_id)

    async def turn_and_die(self: Router, tx: Tx, inbox_id: int) -> list[int]:
        replies = await turn(self, tx, inbox_id)
        fate.meet("handled")
        return replies

    _put(Intake, "take", take_and_die)
    _put(Router, "answer", die_or_answer)
    _put(Router, "turn", turn_and_die)


def _on_the_way_out(fate: Fate) -> None:
    deliver, push, compose = Dispatcher.deliver, LocalChat.push, reminders.compose
    composed: set[int] = set()

    async def die_or_deliver(self: Dispatcher, ids: Sequence[int]) -> None:
        if ids:
            fate.meet("committed")
        await deliver(self, ids)

    async def compose_and_tell(tx: Tx, row: Row, now: datetime) -> Any:
        composed.add(row.id)
        return await compose(tx, row, now)

    async def push_and_die(self: LocalChat, message: Push) -> Outcome:
        if message.outbox_id in composed:
            fate.meet("claimed")
        outcome = await push(self, message)
        if not isinstance(outcome, Sent) or outcome.also is None:
            return outcome
        also = outcome.also

        async def show_and_die(tx: Tx) -> None:
            await also(tx)
            fate.meet("sent")

        return replace(outcome, also=show_and_die)

    _put(Dispatcher, "deliver", die_or_deliver)
    _put(LocalChat, "push", push_and_die)
    _put(reminders, "compose", compose_and_tell)


def _in_planning(fate: Fate) -> None:
    plan = planner.plan

    async def plan_and_die(database: Database, now: datetime) -> int:
        waiting = await plan(database, now)
        if waiting:
            fate.meet("planned")
        return waiting

    for module in (planner, playthrough):
        _put(module, "plan", plan_and_die)


def main() -> None:
    """Wait for the word, then be `duban run`."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    word, _, fate = sys.stdin.readline().strip().partition(" ")
    if word != "go":
        return
    if fate:
        point, _, nth = fate.partition(":")
        lay(Fate(point, int(nth)))
    sys.argv = ["duban", "run", "--port", "0", "--no-browser"]
    cli.main()


if __name__ == "__main__":
    main()
