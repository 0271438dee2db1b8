"""The record: whatever is changed in it, taken out of it or cut off it is found, and where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.database import Database, Tx

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)
ROWS = 6
COLUMNS = ("at", "actor", "act", "subject", "before", "after", "hash")


async def furnish(tx: Tx) -> None:
    """A record of `ROWS` rows, and no trigger in the way of whoever tampers with it."""
    for number in range(ROWS):
        before = {"rule": {"at": ["09:00"], "阈值": number}} if number % 2 else None
        await audit.note(tx, NOW + timedelta(minutes=number), "钱进", "rule_change", f"S-{number}", before, {"x": 1e16})
    if tx.dialect.name == "sqlite":
        for change in ("update", "delete"):
            await tx.execute(text(f"DROP TRIGGER audit_no_{change}"))
    else:
        await tx.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))


async def test_a_whole_record_is_whole(database: Database) -> None:
    async with database.write() as tx:
        await furnish(tx)
        head = await audit.head(tx)
        assert await audit.broken_at(tx) is None
        assert head is not None
        assert str(head) == f"{ROWS}-{head.hash[:16]}"
        for known in (str(head), head.hash, str(head).upper()):
            assert await audit.missing_head(tx, known) is None


async def test_any_byte_that_is_flipped_is_found(sqlite: Database) -> None:
    """Every byte of every text of every row, each with three other values; blanks in JSON and in instants too."""
    flipped = 0
    async with sqlite.write() as tx:
        await furnish(tx)
        texts = ", ".join(f"CAST({one} AS BLOB) AS {one}" for one in COLUMNS)
        for row in (await tx.execute(text(f"SELECT id, {texts} FROM audit"))).mappings().all():
            for column in COLUMNS:
                change = text(f"UPDATE audit SET {column} = CAST(:bad AS TEXT) WHERE id = :row")
                for place in range(len(row[column] or b"")):
                    for mask in (0x01, 0x29, 0x80):
                        bad = bytearray(row[column])
                        bad[place] ^= mask
                        attempt = await tx.begin_nested()
                        await tx.execute(change, {"bad": bytes(bad), "row": row["id"]})
                        assert await audit.broken_at(tx) == row["id"], (row["id"], column, place, mask)
                        await attempt.rollback()
                        flipped += 1
        assert await audit.broken_at(tx) is None
    assert flipped > 2500


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'x'",
        "act = act || ' '",
        "subject = lower(subject)",
        "before = '{}'",
        "before = NULL",
        "after = NULL",
        "after = replace(after, ' ', '')",
        "id = 99",
        "hash = upper(hash)",
    ],
)
async def test_a_changed_row_is_named(database: Database, change: str) -> None:
    async with database.write() as tx:
        await furnish(tx)
        await tx.execute(text(f"UPDATE audit SET {change} WHERE id = 4"))
        found = await audit.broken_at(tx)
        assert found == (5 if change.startswith("id") else 4)  # moved to the end, it is missing where it was


@pytest.mark.parametrize("shift", ["at = '2022-11-25 01:03:00.000001'", "at = '2022-11-26 01:03:00.000000'"])
async def test_a_moved_instant_is_found(database: Database, shift: str) -> None:
    zone = "" if database.is_sqlite else "+00"
    async with database.write() as tx:
        await furnish(tx)
        await tx.execute(text(f"UPDATE audit SET {shift[:-1]}{zone}' WHERE id = 4"))
        assert await audit.broken_at(tx) == 4


@pytest.mark.parametrize("row", range(1, ROWS))
async def test_a_row_that_was_taken_out_is_found(database: Database, row: int) -> None:
    async with database.write() as tx:
        await furnish(tx)
        await tx.execute(text("DELETE FROM audit WHERE id = :row"), {"row": row})
        assert await audit.broken_at(tx) == row + 1


@pytest.mark.parametrize("left", range(ROWS))
async def test_an_end_that_was_cut_off_is_found_by_the_head(database: Database, left: int) -> None:
    async with database.write() as tx:
        await furnish(tx)
        head = await audit.head(tx)
        await tx.execute(text("DELETE FROM audit WHERE id > :left"), {"left": left})
        assert await audit.broken_at(tx) is None, "the chain alone cannot tell"
        assert await audit.missing_head(tx, str(head)) == str(head)
        await audit.note(tx, NOW, "钱进", "rule_change", "S-9")  # going on does not hide it
        assert await audit.missing_head(tx, str(head)) == str(head)


async def test_the_head_that_people_were_told_is_asked_for_unasked(database: Database) -> None:
    async with database.write() as tx:
        await furnish(tx)
        told = await audit.tell_head(tx)
        await audit.note(tx, NOW, "钱进", "rule_change", "S-9")
        assert await audit.missing_head(tx) is None
        await tx.execute(text("DELETE FROM audit WHERE id > 5"))
        assert await audit.missing_head(tx) == str(told)


@pytest.mark.parametrize("nonsense", ["", "6-", "abc", "6-0000", "x-0123456789abcdef", "0123456789abcdef"])
async def test_what_is_no_head_is_not_held(sqlite: Database, nonsense: str) -> None:
    async with sqlite.write() as tx:
        await furnish(tx)
        assert await audit.missing_head(tx, nonsense or " ") is not None


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
FIGURES = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
JSONS = st.recursive(
    st.none() | st.booleans() | FIGURES | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(told=st.dictionaries(WORDS, JSONS, max_size=3), actor=WORDS)
async def test_whatever_is_told_stays_verifiable(database: Database, told: dict[str, object], actor: str) -> None:
    async with database.write() as tx:
        attempt = await tx.begin_nested()
        await audit.note(tx, NOW, actor, "rule_change", actor, told, {})
        assert await audit.broken_at(tx) is None
        (row,) = await audit.latest(tx, 1)
        assert row.before == told
        await attempt.rollback()


async def test_nothing_of_it_can_be_emptied(database: Database) -> None:
    change = "DELETE FROM audit" if database.is_sqlite else "TRUNCATE audit"
    async with database.write() as tx:
        await audit.note(tx, NOW, "duban", "seed", "gaoxin-2022")
    with pytest.raises(DBAPIError, match="only ever added"):
        async with database.write() as tx:
            await tx.execute(text(change))
