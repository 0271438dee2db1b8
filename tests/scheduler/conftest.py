"""The office of the dispatcher's tests, on both databases; its dispatchers are stopped at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.peers.channel import LocalChannel
from tests.scheduler.office import Office


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    office = await Office.open(database)
    yield office
    await office.close()


@pytest.fixture
async def local(database: Database) -> AsyncIterator[Office]:
    """The office where people use the local chat: delivery happens in the settling transaction."""
    office = await Office.open(database, {"local": LocalChannel()})
    yield office
    await office.close()
