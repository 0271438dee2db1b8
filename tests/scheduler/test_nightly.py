"""What a running bot does for itself at night: sound copies, as many as are wanted, and word of those that failed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text

from scheduler.nightly import Keeping, Nightly, copies
from storage import backup, inbox
from storage import tables as t
from storage.database import Database
from storage.files import Files
from storage.inbox import Raw
from tests.peers.clock import HandClock

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Night:
    """A bot's nights, one after another."""

    def __init__(self, database: Database, folder: Path, keep: int = 3) -> None:
        self.clock = HandClock()
        file = Path(database.url.removeprefix("sqlite:///")) if database.is_sqlite else None
        self.keeping = Keeping(file, folder / "backups", folder / "files", keep, 400)
        self.nightly = Nightly(database, self.clock, SHANGHAI, self.keeping)

    async def falls(self, hour: int = 3) -> bool:
        """It is that hour of the next day in Shanghai."""
        local = self.clock.machine().astimezone(SHANGHAI)
        then = (local + timedelta(days=1)).replace(hour=hour, minute=0)
        self.clock.pass_((then - local).total_seconds())
        return await self.nightly.look()

    def names(self) -> list[str]:
        return [one.name for one in copies(self.keeping.folder)]


@pytest.fixture
def night(sqlite: Database, tmp_path: Path) -> Night:
    return Night(sqlite, tmp_path)


async def test_a_copy_a_night_and_the_oldest_go(database: Database, tmp_path: Path) -> None:
    night = Night(database, tmp_path)
    for _ in range(5):
        await night.falls()
        await night.nightly.look()
    names = night.names()
    assert len(names) == 3
    assert names == sorted(names)
    assert {one.stat().st_mode & 0o777 for one in copies(night.keeping.folder)} == {0o600}
    for one in copies(night.keeping.folder):
        assert (await backup.look(one)).fault is None


async def test_not_before_two_and_not_right_after_a_start(night: Night) -> None:
    assert await night.nightly.look() is False
    await night.falls(hour=1)
    assert night.names() == []
    night.clock.pass_(3600)
    await night.nightly.look()
    assert len(night.names()) == 1


async def test_evidence_comes_along_once(database: Database, tmp_path: Path) -> None:
    night = Night(database, tmp_path)
    content_hash = await Files(night.keeping.evidence).keep(b"a photo")
    await refer_to(database, content_hash)
    for _ in range(2):
        await night.falls()
    kept = night.keeping.folder / "files" / content_hash[:2] / content_hash
    assert kept.read_bytes() == b"a photo"


async def test_missing_evidence_is_told(night: Night, sqlite: Database, caplog: pytest.LogCaptureFixture) -> None:
    await refer_to(sqlite, hashlib.sha256(b"gone").hexdigest())
    await night.falls()
    assert "1 files of evidence are missing" in caplog.text
    assert len(night.names()) == 1, "the database itself is copied all the same"


async def test_a_damaged_database_makes_no_copy_and_the_last_good_one_stays(
    night: Night, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await night.falls()
    good = night.names()
    async with sqlite.write() as tx:
        await tx.execute(text("DROP TRIGGER audit_no_update"))
        await tx.execute(text("DROP TRIGGER audit_no_delete"))
        await tx.execute(
            text("INSERT INTO audit (at, actor, act, subject, hash) VALUES (0, 'x', 'seed', 'x', 'forged')")
        )
    await night.falls()
    assert night.names() == good
    assert "cannot be trusted: broken" in caplog.text


async def test_a_folder_that_cannot_be_written_is_told(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    night = Night(database, tmp_path)
    night.keeping.folder.write_text("a file stands in its place")
    await night.falls()
    assert "cannot be trusted" in caplog.text


async def test_what_is_old_is_forgotten_once_a_day(night: Night, sqlite: Database) -> None:
    old = night.clock.machine() - timedelta(days=500)
    async with sqlite.write() as tx:
        for key in ("1", "2"):
            [kept] = await inbox.store(tx, [Raw("local", "local", key, "wang", {})], old, old)
            await inbox.handled(tx, kept.id, old)
        new = night.clock.machine()
        await inbox.store(tx, [Raw("local", "local", "3", "wang", {})], new, new)
    await night.falls()
    async with sqlite.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 1


async def test_a_clock_that_was_set_two_years_on_makes_nothing_old(
    night: Night, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    now = night.clock.machine()
    async with sqlite.write() as tx:
        for key in ("1", "2"):
            [kept] = await inbox.store(tx, [Raw("local", "local", key, "wang", {})], now, now)
            await inbox.handled(tx, kept.id, now)
    night.clock.set_machine(now + timedelta(days=730))
    await night.falls()
    async with sqlite.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 2
    assert "has jumped" in caplog.text


async def refer_to(database: Database, content_hash: str) -> None:
    """A report has that file as evidence."""
    at = datetime(2022, 11, 25, tzinfo=UTC)
    async with database.write() as tx:
        [kept] = await inbox.store(tx, [Raw("local", "local", content_hash, "wang", {})], at, at)
        person = await tx.execute(
            insert(t.person).values(name="王", language="zh", created_at=at).returning(t.person.c.id)
        )
        row = {"inbox_id": kept.id, "person_id": person.scalar_one(), "loose": False, "platform": "local", "source": {}}
        more = {"media_type": "image/jpeg", "content_hash": content_hash, "received_at": at, "stored_at": at}
        await tx.execute(insert(t.attachment).values(**row, **more))
