"""Raw updates: kept once, whatever they hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage import inbox
from storage.database import Database
from storage.inbox import Raw

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "kept"),
    [("6 已建4家", "6 已建4家"), ("6\x00 已建4家", "6 已建4家"), ("\ud800好", "\ufffd好")],
    ids=["plain", "NUL", "a lone surrogate"],
)
async def test_every_text_can_be_kept(database: Database, said: str, kept: str) -> None:
    async with database.write() as tx:
        (new,) = await inbox.store(tx, [Raw("local", "local", "1", "王", {"text": said})], NOW, NOW)
    assert new.payload == {"text": kept}


async def test_an_update_that_comes_again_is_passed_over(database: Database) -> None:
    raws = [Raw("local", "local", key, "王", {"text": key}) for key in ("1", "2")]
    async with database.write() as tx:
        first = await inbox.store(tx, raws[:1], NOW, NOW)
        again = await inbox.store(tx, raws, NOW, NOW)
    assert ([one.payload["text"] for one in first], [one.payload["text"] for one in again]) == (["1"], ["2"])
