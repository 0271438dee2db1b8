"""An older copy is put back while people and platform are ahead: told, nothing invented, no number given twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import backup, mirror
from storage.database import Database
from tests.world import World, open_world

NUMBER = re.compile(r"R-\d{4}-(\d+)")


def spoil(file: Path) -> None:
    file.write_bytes(b"not a database any more" * 1000)


async def report(world: World, words: str, name: str) -> str:
    """Somebody reports; returns the receipt's number. `name` is the page's own for what is said and tapped."""
    await world.says("王", words, f"say {name}")
    found = NUMBER.search(await world.taps("王", "确认报送", f"tap {name}"))
    assert found
    return found[1]


@pytest.mark.parametrize("readable", [True, False])
async def test_people_are_told_and_numbers_go_on(
    new_sqlite: Callable[[Path], str], tmp_path: Path, readable: bool
) -> None:
    url = new_sqlite(tmp_path)
    file, copy = Path(url.removeprefix("sqlite:///")), tmp_path / "copy.db"
    async with open_world(url) as world:
        await world.until("2022-10-21 09:00")
        first = await report(world, "6 已建3家", "first")
        await backup.make(file, copy)
        await world.until("2022-10-21 10:00")
        second = await report(world, "6 已建4家", "second")
    if not readable:
        spoil(file)
    done = backup.put_back(copy, file)
    assert done.reports == (1 if readable else None)
    async with open_world(url, "2022-10-21 10:30") as world:
        await world.quiet()
        told = [one for one in await world.heard("王") if "数据已恢复到2022年10月21日 09:" in one]
        assert len(told) == 1
        assert "重新报送" in told[0]
        assert ("1条" in told[0]) is readable
        third = await report(world, "6 已建4家", "third")
        assert third not in (first, second)
        assert int(third) == (3 if readable else 502)
    async with open_world(url, "2022-10-21 11:00") as world:
        await world.quiet()
        assert sum("数据已恢复" in one for one in await world.heard("王")) == 1, "told once"


@pytest.mark.postgres
async def test_a_server_is_put_back_from_its_copy(server_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    async with open_world(server_url) as world:
        await world.until("2022-10-21 09:00")
        first = await report(world, "6 已建3家", "first")
        assert (await backup.of_server(world.duban.database, copy)).fault is None
        await world.until("2022-10-21 10:00")
        second = await report(world, "6 已建4家", "second")
    database = await Database.open(server_url, durable=False)
    done = await backup.put_back_on_server(copy, database, tmp_path / "server.db.before-restore")
    await database.close()
    assert (done.kept, done.reports) == (tmp_path / "server.db.before-restore", 1)
    async with open_world(server_url, "2022-10-21 10:30") as world:
        await world.quiet()
        [told] = [one for one in await world.heard("王") if "数据已恢复到2022年10月21日 09:" in one]
        assert "1条" in told
        assert await report(world, "6 已建4家", "third") not in (first, second)


@pytest.fixture
def server_url(new_postgres: Callable[[Path], str], tmp_path: Path) -> str:
    return new_postgres(tmp_path)


async def test_a_copy_of_what_stood_there_tells_nobody(new_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    url = new_sqlite(tmp_path)
    file, copy = Path(url.removeprefix("sqlite:///")), tmp_path / "copy.db"
    async with open_world(url) as world:
        await world.until("2022-10-21 09:00")
        await report(world, "6 已建3家", "first")
    await backup.make(file, copy)
    assert backup.put_back(copy, file).reports == 0
    async with open_world(url, "2022-10-21 10:30") as world:
        await world.quiet()
        assert not [one for one in await world.heard("王") if "数据已恢复" in one]


def test_damaged_evidence_is_not_taken_for_whole(tmp_path: Path) -> None:
    import hashlib

    hashes = [hashlib.sha256(one).hexdigest() for one in (b"one", b"two", b"three")]
    source, target = tmp_path / "files", tmp_path / "copy"
    for content, content_hash in zip((b"one", b"TWO"), hashes, strict=False):
        (source / content_hash[:2]).mkdir(parents=True)
        (source / content_hash[:2] / content_hash).write_bytes(content)
    done = mirror.mirror(hashes, source, target)
    assert (done.of, done.copied, set(done.lost)) == (3, 1, set(hashes[1:]))
    (source / hashes[1][:2] / hashes[1]).write_bytes(b"two")
    assert mirror.mirror(hashes, source, target).copied == 1
