"""What people wrote stands in no error of the database, whatever goes wrong inside a statement."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import private
from storage.database import Database
from storage.discreet import without_words

WORDS = "23 已落实委托培养对象3人，张三丰电话13800138000\n身份证440400"
SECRET = ("张三丰", "13800138000", "440400")


async def fails(database: Database, statement: str, **values: object) -> str:
    """The traceback of a statement that cannot be carried out, as a log would print it."""
    try:
        async with database.write() as tx:
            await tx.execute(text(statement), values)
    except Exception as error:
        return "".join(traceback.format_exception(error))
    raise AssertionError("it was carried out")


async def test_a_failed_statement_says_nothing_of_what_people_wrote(database: Database) -> None:
    row = "INSERT INTO setting (key, value) VALUES (:key, :value)"
    told = [
        await fails(database, row, key=WORDS, value=None),  # a whole row in PostgreSQL's DETAIL
        await fails(database, f"{row}, (:key, :value)", key=WORDS, value="{}"),  # a key that is there twice
        await fails(database, "INSERT INTO no_table VALUES (:words)", words=WORDS),
    ]
    if database.is_sqlite:
        async with database.write() as tx:
            await tx.execute(
                text("CREATE TRIGGER refuse BEFORE INSERT ON setting BEGIN SELECT RAISE(ABORT, 'refused'); END")
            )
        told.append(await fails(database, row, key=WORDS, value="{}"))
    else:
        told.append(await fails(database, "SELECT CAST(:words AS integer)", words=WORDS))
        told.append(await fails(database, "SELECT CAST(CAST(:words AS text) AS integer)", words=WORDS))
        told.append(await fails(database, "SELECT CAST(CAST(:words AS text) AS date)", words=WORDS))
    for one in told:
        assert "Error" in one
        assert not [secret for secret in SECRET if secret in one], one


def test_what_is_no_quotation_stays() -> None:
    assert without_words("connection was closed in the middle of operation").endswith("operation")


async def test_nobody_else_may_read_the_database_and_what_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "duban.db"
    database = await Database.open(f"sqlite:///{path}")
    async with database.write() as tx:
        await tx.execute(text("INSERT INTO setting (key, value) VALUES ('x', '{}')"))
    async with database.read() as tx:
        await tx.execute(text("SELECT 1 FROM setting"))
    modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
    assert path.parent.stat().st_mode & 0o777 == 0o700
    await database.close()
    assert set(modes) == {"duban.db", "duban.db-wal", "duban.db-shm"}
    assert set(modes.values()) == {0o600}


async def test_a_database_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "duban.db"
    await (await Database.open(f"sqlite:///{path}")).close()
    path.chmod(0o644)
    await (await Database.open(f"sqlite:///{path}")).close()
    assert not private.others_may_read(path)


@pytest.mark.parametrize("rows", [3_000])
async def test_a_journal_that_a_long_reader_let_grow_shrinks_again(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "duban.db"
    database = await Database.open(f"sqlite:///{path}", durable=False)

    async def write(count: int) -> None:
        async with database.write() as tx:
            kept = "INSERT INTO inbox (platform, bot, update_key, address, payload, received_at, stored_at) "
            values = "VALUES ('x', 'x', hex(randomblob(16)), 'x', :payload, '2022-01-01', '2022-01-01')"
            await tx.execute(text(kept + values), [{"payload": f'"{"x" * 4000}"'} for _ in range(count)])

    def size() -> int:
        return Path(f"{path}-wal").stat().st_size

    async with database.read() as reader:
        await reader.execute(text("SELECT 1 FROM inbox"))
        await write(rows)
        assert size() > 10 << 20
    for _ in range(3):
        await write(1)
    shrunk = size()
    await database.close()
    assert shrunk <= 4 << 20
