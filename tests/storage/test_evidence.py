"""Evidence on record: which report a file belongs to, and what is still to be fetched. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from domain.messages import Enclosure
from storage import evidence, inbox, people
from storage.database import Database, Tx
from storage.files import Files
from storage.inbox import Raw

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PDF = Enclosure({"file_id": "F1"}, "application/pdf", "现场.pdf", 2048)
PHOTO = Enclosure({"file_id": "F2"}, "image/jpeg")


async def add(tx: Tx, person: int, key: str, file: Enclosure = PDF, at: datetime = NOW) -> int:
    """A message with a file; returns the message's id."""
    [kept] = await inbox.store(tx, [Raw("telegram", "7", key, "101", {})], at, at)
    await evidence.add(tx, file, "telegram", kept.id, person, at, at)
    return kept.id


async def test_what_is_loose_goes_along_with_the_next_report_of_its_sender(database: Database) -> None:
    async with database.write() as tx:
        wang, li = [await people.add(tx, name, (), NOW) for name in ("王", "李")]
        await add(tx, wang, "old", at=NOW - 2 * DAY)
        await add(tx, wang, "1")
        await add(tx, wang, "2", PHOTO)
        await add(tx, li, "3")
        assert [one.name for one in await evidence.loose(tx, wang, NOW - DAY)] == ["现场.pdf", None]
        taken = await evidence.take_along(tx, wang, NOW - DAY, "2022-1125-01")
        assert [(one.name, one.media_type, one.size) for one in taken] == [
            ("现场.pdf", "application/pdf", 2048),
            (None, "image/jpeg", None),
        ]
        assert await evidence.take_along(tx, wang, NOW - DAY, "2022-1125-02") == ()
        assert await evidence.of_receipts(tx, ["2022-1125-01", "2022-1125-02"]) == {"2022-1125-01": taken}
        await evidence.let_go(tx, li)
        assert await evidence.loose(tx, li, NOW - DAY) == ()


async def test_a_message_has_one_file_and_it_can_be_attached_by_hand(database: Database) -> None:
    async with database.write() as tx:
        wang = await people.add(tx, "王", (), NOW)
        first = await add(tx, wang, "1")
        await evidence.attach(tx, first, "2022-1125-01")
        assert await evidence.loose(tx, wang, NOW - DAY) == ()
        assert len((await evidence.of_receipts(tx, ["2022-1125-01"]))["2022-1125-01"]) == 1
    with pytest.raises(IntegrityError):
        async with database.write() as tx:
            await evidence.add(tx, PHOTO, "telegram", first, wang, NOW, NOW)


async def test_what_is_to_be_fetched_is_so_until_it_is_there_or_lost(database: Database) -> None:
    async with database.write() as tx:
        wang = await people.add(tx, "王", (), NOW)
        for key in ("1", "2", "3"):
            await add(tx, wang, key)
        first, second = await evidence.to_fetch(tx, 0, 2)
        [third] = await evidence.to_fetch(tx, second.evidence.id, 2)
        assert (first.platform, first.source, first.stored_at) == ("telegram", {"file_id": "F1"}, NOW)
        await evidence.fetched(tx, first.evidence.id, "ab" * 32, 5)
        await evidence.lost(tx, second.evidence.id, "gone")
        assert await evidence.to_fetch(tx, 0, 9) == [third]
        taken = await evidence.take_along(tx, wang, NOW - DAY, "2022-1125-01")
        assert [(one.content_hash, one.size) for one in taken] == [("ab" * 32, 5), (None, 2048)], "not what is lost"


async def test_the_same_bytes_are_kept_once_and_nothing_half(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("kept")
    files = Files(folder / "files")
    one, again, other = [await files.keep(content) for content in (b"one", b"one", b"other")]
    assert one == again != other
    assert await files.read(one) == b"one"
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == sorted([one, other])
    with pytest.raises(OSError, match="No such file"):
        await files.read("00" * 32)
