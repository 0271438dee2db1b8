"""What a running bot does for itself once a day: a checked copy of its database, and forgetting what is old.

By the machine's time and in the office's zone, after two in the morning; a night that was missed is made up for soon
after the next start. A copy stands beside the others only when it was opened and found sound; the evidence lies in
`files` beside them. A server's database is copied into a file as well, row by row.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.clock import Clock
from services import watch
from storage import backup, mirror, private, retention
from storage.checkup import last_machine_instant
from storage.database import Database

log = logging.getLogger(__name__)

FROM_HOUR = 2  # of the plan's day: nobody works, and the night's copies are made before anybody does
SETTLED = 60.0  # seconds after a start in which there is more urgent work
JUMP = timedelta(days=7)  # longer than a machine sleeps over a weekend
SILENCE = timedelta(days=60)  # longer than any office says nothing
NAME = "duban-{day:%Y-%m-%d}.db"
PATTERN = "duban-????-??-??.db"
EVIDENCE = "files"


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept: `copies` of the database (its `file`; None: a server's) in `folder`, with the evidence of
    `evidence` (0: none are made); raw messages, buttons and tries to deliver for `days`."""

    file: Path | None
    folder: Path
    evidence: Path
    copies: int
    days: int


class Nightly:
    """The one who tidies up. `look` is called now and then, and does what is due."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo, keeping: Keeping) -> None:
        self._database, self._clock, self._zone, self._keeping = database, clock, zone, keeping
        self._started, self._at_start = clock.monotonic(), clock.machine()
        self._forgot: date | None = None

    async def look(self) -> bool:
        """Do what is due today and not done; returns whether anything new waits to be sent."""
        local = self._clock.machine().astimezone(self._zone)
        if local.hour < FROM_HOUR or self._clock.monotonic() - self._started < SETTLED:
            return False
        told = await self._copy(local.date())
        if self._forgot != local.date():
            self._forgot = local.date()
            await self._forget()
        return told

    async def _copy(self, today: date) -> bool:
        keeping = self._keeping
        target = keeping.folder / NAME.format(day=today)
        if not keeping.copies or target.exists():
            return False
        try:
            private.folder(keeping.folder)
            if keeping.file is None:
                copy = await backup.of_server(self._database, target)
            else:
                copy = await asyncio.to_thread(_copy_of, keeping.file, target)
            why = await asyncio.to_thread(_kept, keeping, copy)
        except Exception as error:  # the disk's, SQLite's, the server's driver's: the admins hear of it
            why = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        if why is None:
            log.info("the nightly copy %s is made and sound", target.name)
            return False
        log.error("the nightly copy %s cannot be trusted: %s", target.name, why)
        async with self._database.write() as tx:
            return await watch.tell_no_copy(tx, self._clock.now(), why) > 0

    async def _forget(self) -> None:
        if not await self._time_is_sound():
            log.warning("nothing is forgotten: the machine's clock has jumped")
            return
        old = timedelta(days=self._keeping.days)
        now, machine = self._clock.now() - old, self._clock.machine() - old
        total, forgotten = 0, retention.AT_ONCE
        while forgotten >= retention.AT_ONCE:
            async with self._database.write() as tx:
                forgotten = await retention.forget(tx, now, machine)
            total += forgotten
            await asyncio.sleep(0)  # whoever waits to write goes first
        if total:
            log.info("%d rows older than %d days were forgotten", total, self._keeping.days)

    async def _time_is_sound(self) -> bool:
        """Whether the machine's clock went on as time did: one that was set a year on makes everything old."""
        gone_on = (self._clock.machine() - self._at_start).total_seconds()
        if abs(gone_on - (self._clock.monotonic() - self._started)) > JUMP.total_seconds():
            return False
        async with self._database.read() as tx:
            last = await last_machine_instant(tx)
        return last is None or abs(self._clock.machine() - last) < SILENCE


def _copy_of(file: Path, target: Path) -> backup.Copy:
    """A copy of a file, made in a thread of its own: SQLite holds it up."""
    return asyncio.run(backup.make(file, target))


def _kept(keeping: Keeping, copy: backup.Copy) -> str | None:
    """Keep as many copies as are wanted, and the evidence. Returns what is wrong with this one. Raises OSError."""
    if copy.fault is not None:
        copy.file.rename(copy.file.with_suffix(".broken"))
        return copy.fault
    brought = mirror.mirror(mirror.refers_to(copy.file), keeping.evidence, keeping.folder / EVIDENCE)
    for old in copies(keeping.folder)[: -keeping.copies]:
        old.unlink()
    return f"{len(brought.lost)} files of evidence are missing, such as {brought.lost[0]}" if brought.lost else None


def copies(folder: Path) -> list[Path]:
    """The copies that stand there, oldest first."""
    return sorted(folder.glob(PATTERN)) if folder.is_dir() else []
