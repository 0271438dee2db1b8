"""Rows in every table, whatever its columns are, and everything that stands there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Float, Integer, MetaData, Table, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON, String

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)
ROWS = 3  # in every table


def reflected(connection: Connection) -> MetaData:
    """The tables as they stand."""
    found = MetaData()
    found.reflect(connection)
    return found


def fill(connection: Connection) -> None:
    """Rows in every table, whatever its columns are; what refers to a row refers to the first one there, or to one
    that is not taken."""
    numbers = itertools.count(1)
    for table in reflected(connection).sorted_tables:
        if table.name != "alembic_version":
            for row in range(1, ROWS + 1):
                connection.execute(insert(table).values({one.name: _value(one, row, numbers) for one in table.columns}))


def _value(column: Column[Any], row: int, numbers: Iterator[int]) -> Any:
    if column.foreign_keys or column.primary_key:
        return row if isinstance(column.type, Integer) else f"key {row}"
    match column.type:
        case Boolean():
            return row % 2 == 0
        case Date():
            return date(2022, 1, row)
        case DateTime():
            return NOW if column.type.timezone else NOW.replace(tzinfo=None)
        case Integer() | Float():
            return next(numbers)
        case JSON() | JSONB():
            return {"n": next(numbers)}
        case String():
            return f'{{"n": {next(numbers)}}}'  # some texts are JSON
    raise NotImplementedError(f"{column}: how is a {column.type!r} filled?")


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Everything that stands there."""
    tables: list[Table] = [one for one in reflected(connection).sorted_tables if one.name != "alembic_version"]
    return {
        one.name: [
            dict(row) for row in connection.execute(select(one).order_by(*one.primary_key.columns)).mappings().all()
        ]
        for one in tables
    }
