"""Values that people or the process change while it runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from storage import tables as t
from storage.database import Tx


async def read(tx: Tx, key: str) -> dict[str, Any] | None:
    """The value under that key, or None."""
    return (await tx.execute(_VALUE, {"name": key})).scalar()


_VALUE = select(t.setting.c.value).where(t.setting.c.key == bindparam("name"))


async def beginning(tx: Tx, prefix: str) -> dict[str, dict[str, Any]]:
    """All values whose keys begin so, by what follows in the key."""
    rows = await tx.execute(select(t.setting).where(t.setting.c.key.startswith(prefix, autoescape=True)))
    return {row.key.removeprefix(prefix): row.value for row in rows}


async def write(tx: Tx, key: str, value: dict[str, Any]) -> None:
    """Keep a value under that key."""
    done = await tx.execute(update(t.setting).where(t.setting.c.key == key).values(value=value))
    if done.rowcount == 0:
        await tx.execute(insert(t.setting).values(key=key, value=value))


async def forget(tx: Tx, key: str) -> None:
    """There is nothing under that key any more."""
    await tx.execute(delete(t.setting).where(t.setting.c.key == key))
