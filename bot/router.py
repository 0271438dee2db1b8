"""One update becomes one turn, in one transaction.

    inbox row -> who is it -> what does it mean (`language.read`, once) -> whose is it (button, floor, kind of meaning)
              -> the flow's step, its calls answered by the services
              -> replies into the outbox, dialogue kept, inbox row marked -> commit -> the replies leave

A refusal undoes what the step did (a savepoint) and becomes a sentence. Anything unforeseen undoes everything; then the
person is told that their words were kept, and the log has the rest. Either way the update is answered exactly once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.flows import (
    assist,
    chase,
    checkin,
    leave,
    linking,
    lists,
    office,
    onboarding,
    openings,
    people,
    petition,
    query,
    readback,
    record,
    report,
    rosters,
    schedule,
    support,
    thresholds,
    tray,
    trial,
    walk,
)
from bot.flows import evidence as evidence_flow
from bot.permissions import check_press, is_declared
from bot.turn import Flow, Here, Step, Turn
from domain import civil
from domain.clock import Clock
from domain.errors import Refused
from domain.messages import MAX_TEXT, Heard, Inbound, Moved, Outgoing, Reached
from domain.people import GUEST
from domain.plan import Plan
from language import Meaning, Vocabulary, read
from language.meanings import Answer, Consent, Unread
from language.normalise import clean
from services import contacts, evidence, handing_in, readbacks
from services.desk import Desk
from storage import absences, dialogues, inbox, outbox, plans, settings
from storage import people as known
from storage.database import Database, Tx
from storage.dialogues import Dialogue
from storage.inbox import Kept
from wording import arriving
from wording import errors as said
from wording.words import Words

log = logging.getLogger("duban.bot")

Reader = Callable[[Kept], Heard | None]  # a platform's raw update -> what it says; None: nothing for us
Deliver = Callable[[list[int]], Awaitable[None]]

GROUP = 8  # turns that may share a commit; the first of them waits for the last

FLOWS: dict[str, Flow] = {
    "onboarding": onboarding,
    "linking": linking,
    "office": office,
    "leave": leave,
    "assist": assist,
    "checkin": checkin,
    "walk": walk,
    "report": report,
    "petition": petition,
    "support": support,
    "tray": tray,
    "schedule": schedule,
    "chase": chase,
    "people": people,
    "record": record,
    "thresholds": thresholds,
    "query": query,
    "evidence": evidence_flow,
    "lists": lists,
    "rosters": rosters,
    "openings": openings,
    "trial": trial,
}
DIALOGUES = {kind: name for name, flow in FLOWS.items() for kind in flow.HEARS}  # a kind of meaning -> whose it is


class Router:
    """Answers stored updates. `readers` know each platform's raw form; `deliver` sends what was just committed, and
    `collect` is told when a file was put on record."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        epoch: str,
        readers: Mapping[str, Reader],
        deliver: Deliver,
        collect: Callable[[], None],
    ) -> None:
        self._database, self._clock, self._epoch = database, clock, epoch
        self._readers, self._deliver, self._collect = readers, deliver, collect
        self._files_came = False
        self._vocabulary: tuple[Plan, Vocabulary] | None = None
        self._waiting: deque[tuple[int, asyncio.Future[list[int]]]] = deque()  # of different accounts: see Intake
        self._group = asyncio.Lock()

    async def answer(self, inbox_id: int) -> None:
        """Handle one stored update and send its replies. Never raises for what the update says."""
        mine: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()
        self._waiting.append((inbox_id, mine))
        async with self._group:
            if not mine.done():  # whoever was before has not taken it along
                group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
                try:
                    replies = await self._committed([id_ for id_, _ in group])
                except BaseException:
                    for _, waiting in group:
                        waiting.cancel()  # nothing of it is kept: the intake comes back to each
                    raise
                for (_, waiting), rows in zip(group, replies, strict=True):
                    if not waiting.done():  # its task may have been cancelled
                        waiting.set_result(rows)
        if self._files_came:
            self._files_came = False
            self._collect()
        await self._deliver(await mine)

    async def _committed(self, ids: Sequence[int]) -> list[list[int]]:
        """Handle these updates; returns what each leaves to be delivered.

        Those that wait together share one commit: under pressure the disk is waited for once and not for each. Where
        anything goes wrong all of it is undone, nobody has heard of it, and each is handled alone.
        """
        try:
            async with self._database.write() as tx:
                return [await self.turn(tx, inbox_id) for inbox_id in ids]
        except Exception as failure:
            if len(ids) > 1:
                log.warning(
                    "handling %d updates together failed (%s); each is handled alone", len(ids), type(failure).__name__
                )
                return [(await self._committed([inbox_id]))[0] for inbox_id in ids]
            log.exception("update %s could not be handled", ids[0])
            async with self._database.write() as tx:
                return [await self._apologise(tx, ids[0], failure)]

    async def turn(self, tx: Tx, inbox_id: int) -> list[int]:
        """Handle one stored update in a transaction of the caller's; returns the outbox rows of its replies."""
        kept = await inbox.take(tx, inbox_id, self._clock.machine())
        if kept is None:
            return []
        inbound = self._readers[kept.platform](kept)
        if not isinstance(inbound, Inbound):
            await self._take_note(tx, inbound)
            return []
        loaded = await plans.loaded(tx)
        if loaded is None:
            raise RuntimeError("no plan is loaded")
        now = self._clock.now()
        account = await known.meet(tx, inbound.platform, inbound.address, inbound.name)
        today = civil.civil(now, loaded.zone).date()
        person = await absences.person_on(tx, account.person_id, today) if account.person_id else None
        here = Here(
            inbound=inbound,
            person=person or GUEST,
            plan=loaded.plan,
            words=Words(person.language if person else "zh", loaded.zone),
            vocabulary=self._read_plan(loaded.plan),
            now=now,
            said=clean(inbound.text or ""),
        )
        desk = Desk(tx, here.now, self._clock.machine(), loaded, here.person, account.id, inbox_id)
        loose = None if inbound.file and handing_in.takes(here.person, inbound.file) else inbound.file
        self._files_came |= inbound.file is not None
        if loose is not None:
            await evidence.keep(desk, inbound.platform, loose)
        turn = await self._step(desk, here)
        if person is not None and inbound.place is None and inbound.file is None and turn.replies:
            pending = await readbacks.to_recall(desk)
            turn = replace(turn, replies=(*turn.replies, *([readback.recalled(pending, here)] if pending else ())))
        if loose is not None and inbound.text and person and not evidence.takes_from(person, loose):
            refused = await self._answered(desk, evidence_flow.hear(Unread(), {}, here))
            turn = replace(turn, replies=(*turn.replies, *refused.replies))
        if not turn.keeps_floor:
            floor = Dialogue(turn.floor.flow, dict(turn.floor.state)) if turn.floor else Dialogue()
            await dialogues.keep(tx, account.id, floor, here.now)
        if inbound.place is None:
            return await self._enqueue(desk, turn.replies)
        return await self._enqueue_in_group(desk, here, turn, inbound.place)

    async def _take_note(self, tx: Tx, heard: Reached | Moved | None) -> None:
        """What a platform tells of a chat, and nobody said."""
        match heard:
            case Reached():
                await contacts.reached(tx, heard, self._clock.now())
            case Moved():
                await contacts.moved(tx, heard)

    def _read_plan(self, plan: Plan) -> Vocabulary:
        """The plan's vocabulary, built anew only when the plan is another."""
        if self._vocabulary is None or self._vocabulary[0] is not plan:
            self._vocabulary = plan, Vocabulary.of(plan)
        return self._vocabulary[1]

    async def _step(self, desk: Desk, here: Here) -> Turn:
        """The turn; or, with everything undone that the step did, the sentence of its refusal."""
        try:
            async with desk.tx.begin_nested():
                return await self._find(desk, here)
        except Refused as refused:
            return Turn((said.refused(here.words, refused),), keeps_floor=True)

    async def _find(self, desk: Desk, here: Here) -> Turn:
        """Ask the flow whose button was pressed; or read the text once, and ask the one whose kind of meaning it is."""
        guest = here.person is GUEST
        if here.inbound.key is not None:
            button = await dialogues.button(desk.tx, here.inbound.key)
            if (
                button is None
                or button.account_id != desk.account_id
                or not is_declared(button.action)  # made by a version that had such a button
                or (guest and button.action["flow"] != "onboarding")
            ):
                return await self._answered(desk, onboarding.greet(here) if guest else assist.stale(here))
            check_press(button.action, here.person, here.plan)
            flow = FLOWS[button.action["flow"]]
            return await self._answered(desk, flow.press(button.action, replace(here, card=button.card)))
        if here.inbound.other is not None and not here.said and not guest:
            return Turn((arriving.no_text(here.words, here.inbound.other),), keeps_floor=True)
        if len(here.said) > MAX_TEXT:
            raise Refused("too_long", most=MAX_TEXT)
        floor = await dialogues.dialogue(desk.tx, desk.account_id)
        state = floor.state or {}
        if here.inbound.place is not None:  # a yes among others may be to somebody else
            state = {key: value for key, value in state.items() if key not in ("yes", "no", "consent")}
        elif not guest and "yes" not in state and state.get("expects") != "figure":
            pending = await readbacks.waiting(desk)  # a yes is for what waits, wherever it was shown
            state = readback.consent(pending) | state if pending else state
        floor = Dialogue(floor.flow, state)
        if here.inbound.file is not None and handing_in.takes(here.person, here.inbound.file):
            return await self._answered(desk, lists.hear(Unread(), state, here))
        if here.inbound.file is not None and not guest and (not here.said or floor.flow == "evidence"):
            return await self._answered(desk, evidence_flow.hear(Unread(), state, here))
        for meaning in read(here.said, here.person, here.context(floor=state)).meanings:
            if isinstance(meaning, Consent) and meaning.yes and state.get(readback.DOUBTED):
                return readback.look_again(floor, here)
            if (turn := await self._drive(desk, self._taken_up(meaning, floor, here))) is not None:
                if meaning.kind in readback.STATEMENTS:
                    await readbacks.doubt(desk)
                return readback.kept_in_sight(floor, meaning, turn, here)
        return await self._answered(desk, assist.hear(Unread(), {}, here))

    def _taken_up(self, meaning: Meaning, floor: Dialogue, here: Here) -> Step:
        """The step of the one dialogue that a meaning is for: whoever holds the floor, where it answers what that
        asked; else the one whose kind it is. A caption that nobody understands is about its file."""
        state = floor.state or {}
        if isinstance(meaning, Consent) and (action := state.get("yes" if meaning.yes else "no")):
            check_press(action, here.person, here.plan)
            return FLOWS[action["flow"]].press(action, here)
        if isinstance(meaning, Consent | Answer) and floor.flow in FLOWS:
            return FLOWS[floor.flow].hear(meaning, state, here)
        if here.person is GUEST:
            return onboarding.hear(meaning, state if floor.flow == "onboarding" else {}, here)
        name = DIALOGUES[meaning.kind]
        if name == "assist" and here.inbound.file is not None and evidence.takes_from(here.person, here.inbound.file):
            return evidence_flow.hear(meaning, state, here)
        return FLOWS[name].hear(meaning, state if floor.flow == name else {}, here)

    async def _answered(self, desk: Desk, step: Step) -> Turn:
        turn = await self._drive(desk, step)
        return turn if turn is not None else Turn()

    async def _drive(self, desk: Desk, step: Step) -> Turn | None:
        """Run a step to its end, answering its calls. A refusal is thrown into it where it called."""
        try:
            asked = next(step)
            while True:
                try:
                    answer = await asked.service(desk, *asked.args, **asked.kwargs)
                except Refused as refused:
                    asked = step.throw(refused)
                else:
                    asked = step.send(answer)
        except StopIteration as done:
            ended: Turn | None = done.value
            return ended

    async def _enqueue_in_group(self, desk: Desk, here: Here, turn: Turn, place: str) -> list[int]:
        """What everybody may read goes to the group, without buttons; the rest is answered in private, with a hint."""
        group = await known.meet(desk.tx, here.inbound.platform, place, None)
        there = replace(desk, account_id=group.id)
        if turn.public or here.person is GUEST:
            return await self._enqueue(there, tuple(replace(one, choices=(), card=None) for one in turn.replies))
        rows = await self._enqueue(desk, turn.replies)
        bot = await settings.read(desk.tx, f"{here.inbound.platform}_bot")
        hint = arriving.answered_in_private(here.words, f"@{bot['name']}" if bot else None)
        return [*rows, *await self._enqueue(there, (hint,), len(turn.replies))]

    async def _enqueue(self, desk: Desk, replies: tuple[Outgoing, ...], first: int = 0) -> list[int]:
        """The replies as outbox rows that this process has already claimed: they leave right after the commit."""
        rows = []
        for number, reply in enumerate(replies, first):
            message = await dialogues.keep_buttons(desk.tx, desk.account_id, reply, desk.now)
            row = outbox.NewMessage(
                dedup_key=f"reply:{desk.inbox_id}:{number}",
                kind=outbox.Kind.REPLY,
                now=desk.now,
                account_id=desk.account_id,
                content=message,
                card=message.card,
                claimed_by=self._epoch,
            )
            added = await outbox.add(desk.tx, row)
            if added is not None:
                rows.append(added)
        return rows

    async def _apologise(self, tx: Tx, inbox_id: int, failure: Exception) -> list[int]:
        """Nothing of the turn was kept: say so, and that the words were."""
        kept = await inbox.one(tx, inbox_id)
        loaded = await plans.loaded(tx)
        if kept is None or loaded is None:
            return []
        await inbox.handled(tx, inbox_id, self._clock.machine(), f"{type(failure).__name__}: {failure}")
        if not self._was_said(kept):
            return []
        account = await known.meet(tx, kept.platform, kept.address, None)
        person = (await known.person(tx, account.person_id) if account.person_id else None) or GUEST
        desk = Desk(tx, self._clock.now(), self._clock.machine(), loaded, person, account.id, inbox_id)
        return await self._enqueue(desk, (said.failed(Words(desk.person.language, loaded.zone)),))

    def _was_said(self, kept: Kept) -> bool:
        """Whether somebody waits for an answer; of what cannot even be read, nobody knows."""
        try:
            return isinstance(self._readers[kept.platform](kept), Inbound)
        except Exception:
            return False
