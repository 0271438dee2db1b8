"""Forty kills on each database under traffic: nothing lost, nothing invented, copies only of what was in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.on_telegram import campaign
from tests.crash.server import Server

pytestmark = pytest.mark.slow

KILLS = 40


async def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "life").mkdir()
    outcome = await campaign(f"sqlite:///{tmp_path / 'duban.db'}", tmp_path / "life", KILLS)
    assert not outcome.faults, "\n".join(outcome.faults)
    assert outcome.reports > 8
    assert outcome.decisions > 1
    assert outcome.doubts > 10, "hardly a kill hit a message on its way"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server that nobody else uses."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", "set by Server.start")
    try:
        return Server.start(tmp_path)
    except Exception as error:
        pytest.skip(f"PostgreSQL cannot start here: {error!r}")


@pytest.fixture
def server_url(server: Server) -> str:
    return server.new_database("crash")


@pytest.mark.postgres
async def test_a_server_that_is_restarted(server: Server, server_url: str, tmp_path: Path) -> None:
    (tmp_path / "life").mkdir()
    try:
        outcome = await campaign(server_url, tmp_path / "life", KILLS, server)
    finally:
        server.stop()
    assert not outcome.faults, "\n".join(outcome.faults)
    assert outcome.restarts == KILLS // 10
    assert outcome.reports > 4
