"""The local chat's world: the whole bot on a database of its own, with a cast to be and a clock to move.

It is what the page asks for (`web.local_chat.LocalWorld`). Its clock ticks, moves forwards only, and is kept in the
database, so that a restart goes on where it stopped. Beginning again closes the database, removes the file and starts
anew.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from app.assembly import Duban, at_work
from app.cast import Persona, enter, personas
from app.produce import Produce
from bot.channels import webchat
from domain import civil
from domain.errors import NotFound, Refused
from domain.messages import Attachment, Enclosure
from language import moving
from scheduler.clock import MovableClock
from scheduler.playthrough import play
from services import reminders
from storage import local, plans, rules, settings
from storage.files import Files
from storage.local import Shown
from wording import page as said
from wording.words import Words

Json = dict[str, Any]
START = datetime.fromisoformat("2022-10-21T08:50")  # civil: ten minutes before the real plan's first cycle opens
FARTHEST = timedelta(days=3660)  # ten years: the clock of a rehearsal goes no further at once
FILES = "local-files"  # the folder of what personas send, beside the database
KEEP_EVERY = 15.0  # seconds between two notes of the clock


class World:
    """The bot of the local chat, running. `start` and `stop` it; everything else is what the page may ask."""

    def __init__(self, path: Path, plan_file: Path, words: Words, *, durable: bool = True) -> None:
        self._path, self._plan_file, self._words, self._durable = path, plan_file, words, durable
        self._files = Files(path.with_name(FILES))
        self._changes: asyncio.Queue[Json] = asyncio.Queue()
        self._house: AsyncExitStack | None = None
        self._duban: Duban | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._read: dict[str, int] = {}

    # ── life ──────────────────────────────────────────────────────────────────────────────────────────────

    async def start(self, earliest: datetime | None = None) -> None:
        """Open the database and go to work; a new one begins on `START`, or at `earliest` (aware) if that is before.

        Raises AlreadyRunning, InvalidPlan.
        """
        usual = civil.instant(START, self._words.zone)
        clock = MovableClock(min(usual, earliest or usual), ticking=False)
        chat = webchat.LocalChat(clock, self._files, self._changed)
        house = AsyncExitStack()
        duban = await house.enter_async_context(
            at_work(
                f"sqlite:///{self._path}",
                self._plan_file,
                clock,
                [chat],
                {webchat.PLATFORM: webchat.read},
                self._files,
                durable=self._durable,
                prepare=self._prepare,
            )
        )
        self._house, self._duban = house, duban
        await self._note_clock()
        self._keeping = asyncio.create_task(self._keep_clock())

    async def _prepare(self, duban: Duban) -> None:
        """Before anything is handled: the cast is there, and the clock stands where it stood."""
        clock = cast(MovableClock, duban.clock)
        async with duban.database.write() as tx:
            await enter(tx, personas(duban.plan), clock.now())
            kept = await settings.read(tx, "local_clock")
            self._read = await settings.read(tx, "local_read") or {}
            loaded = await plans.loaded(tx)
            planned = await rules.planned_until(tx, loaded.id) if loaded else None
            shown = await local.last_at(tx)
        for moment in (datetime.fromisoformat(kept["now"]) if kept else None, planned, shown):
            if moment:  # a process that died may have got further than its last note of the clock
                clock.move_to(moment)
        clock.tick(True)

    async def stop(self) -> None:
        """Keep the clock and stop work."""
        if self._keeping:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        if self._duban:
            await self._note_clock()
        if self._house:
            await self._house.aclose()
        self._house = self._duban = None

    async def reset(self) -> None:
        """Begin again: everything of the local chat is forgotten."""
        await self.stop()
        forget(self._path)
        await self.start()
        self._changes.put_nowait({"type": "reset"})

    async def _keep_clock(self) -> None:
        while True:
            await asyncio.sleep(KEEP_EVERY)
            await self._note_clock()

    async def _note_clock(self) -> None:
        async with self._here.database.write() as tx:
            await settings.write(tx, "local_clock", {"now": self._clock.now().isoformat()})
            await settings.write(tx, "local_read", dict(self._read))

    @property
    def duban(self) -> Duban | None:
        """The bot behind it; None while it begins again."""
        return self._duban

    @property
    def _here(self) -> Duban:
        if self._duban is None:
            raise Refused("clock_busy")
        return self._duban

    @property
    def _clock(self) -> MovableClock:
        return cast(MovableClock, self._here.clock)

    def _changed(self, address: str) -> None:
        self._changes.put_nowait({"type": "message", "persona": address})

    # ── what the page asks ────────────────────────────────────────────────────────────────────────────────

    async def world(self) -> Json:
        """The time, and every persona with what they have not read."""
        async with self._here.database.read() as tx:
            seq, last = await local.latest(tx), await local.last_of_each(tx)
            unread = await local.unread(tx, self._read)
        now = self._clock.now()
        return {
            "now": self._words.local(now).isoformat(timespec="seconds"),
            "now_text": self._words.moment(now),
            "seq": seq,
            "epoch": self._epoch,
            "rate": 1.0 if self._clock.ticking else 0.0,
            "board": None,
            "personas": [self._face(one, unread, last) for one in self._cast],
        }

    @property
    def _epoch(self) -> str:
        return f"{id(self._duban):x}"

    @property
    def _cast(self) -> tuple[Persona, ...]:
        return personas(self._here.plan)

    def _face(self, one: Persona, unread: dict[str, int], last: dict[str, Shown]) -> Json:
        shown = last.get(one.id)
        return {
            "id": one.id,
            "name": one.name,
            "title": said.title_of(self._words, one.role, one.department),
            "role": one.role.value if one.role else "stranger",
            "unread": unread.get(one.id, 0),
            "last": _preview(shown) if shown else "",
            "last_text": f"{self._words.local(shown.at):%H:%M}" if shown else "",
        }

    async def messages(self, persona: str, after: int = 0) -> list[Json]:
        """What is new or changed for a persona after `after`. Raises NotFound."""
        self._known(persona)
        async with self._here.database.read() as tx:
            found = await local.since(tx, persona, after)
        day = self._words.day
        return [
            {**webchat.bubble(one, self._words.local), "day_text": day(self._words.local(one.at).date())}
            for one in found
        ]

    async def say(self, persona: str, text: str, client_id: str) -> None:
        """A persona writes. Stored before this returns; answered after."""
        self._known(persona)
        await webchat.say(self._here.intake, persona, text, client_id, self._changed)

    async def send(self, persona: str, name: str, media_type: str, content: bytes, client_id: str) -> None:
        """A persona sends a file. Kept and stored before this returns; answered after."""
        self._known(persona)
        file = Enclosure({}, media_type, name)
        await webchat.send(self._here.intake, self._files, persona, file, content, client_id, self._changed)

    async def attachment(self, message_id: int, which: str) -> tuple[str, bytes]:
        """Name and bytes of the picture or file of a message. Raises NotFound."""
        async with self._here.database.read() as tx:
            shown = await local.one(tx, message_id)
        found = shown.content.get(which) if shown else None
        if not found:
            raise NotFound("no_such_file")
        try:
            return found["name"], await Produce(self._files)(Attachment(found["name"], found["source"]))
        except OSError:
            raise NotFound("no_such_file") from None

    async def press(self, persona: str, message_id: int, key: str, client_id: str) -> None:
        """A persona presses a button of a message."""
        self._known(persona)
        await webchat.press(self._here.intake, persona, key, client_id)

    async def read(self, persona: str, seq: int) -> None:
        """A persona has seen everything up to `seq`."""
        self._known(persona)
        if seq > self._read.get(persona, 0):
            self._read[persona] = seq
            self._changes.put_nowait({"type": "world"})

    async def move_clock(self, to: str | None, text: str | None, progress: Callable[[int, int, str], None]) -> None:
        """Move on, stopping wherever something happens. Raises Refused for nonsense and for the past."""
        now = self._clock.now()
        target = await self._target(to, text)
        if target <= now:
            raise Refused("clock_backwards", now=self._words.moment(now))
        if target - now > FARTHEST:
            raise Refused("clock_too_far")
        whole = int((target - now).total_seconds())
        async for moment in play(self._here.database, self._clock, self._here.dispatcher, target):
            progress(int((moment - now).total_seconds()), whole, self._words.moment(moment))
        await self._note_clock()
        self._changes.put_nowait({"type": "world"})

    async def _target(self, to: str | None, text: str | None) -> datetime:
        now = self._clock.now()
        if text is not None and moving.is_next(text):
            async with self._here.database.read() as tx:
                moment = await reminders.next_moment(tx, now, now + timedelta(days=366))
            if moment is None:
                raise Refused("no_next_reminder")
            return moment
        local_now = civil.civil(now, self._words.zone)
        wanted = moving.target(text, local_now) if text is not None else _iso(to or "")
        if wanted is None:
            raise Refused("clock_unclear")
        return wanted if wanted.tzinfo else civil.instant(wanted, self._words.zone)

    async def changes(self) -> AsyncGenerator[Json, None]:
        """Nudges, as they come."""
        while True:
            yield await self._changes.get()

    def _known(self, persona: str) -> None:
        if persona not in {one.id for one in self._cast}:
            raise NotFound("no_such_person")


def forget(path: Path) -> None:
    """Remove a SQLite database with what stands beside it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(path.with_name(FILES), ignore_errors=True)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _preview(shown: Shown) -> str:
    content = dict(shown.content)
    parts = [content.get("text") or content.get("title") or "", *content.get("lines", ())]
    parts += [one["name"] for which in ("picture", "file") if (one := content.get(which))]
    return next((part.split("\n")[0] for part in parts if part), "")[:40]
