"""One working process a database, whatever happens to the one before."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import AlreadyRunning, AlreadySpeaking
from storage.database import Database
from storage.lock import _ServerHold, only_process, only_speaker

HOLDER = """
import asyncio, sys
from storage.lock import only_process

async def hold():
    async with only_process(sys.argv[1]):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


async def test_a_second_one_is_refused_and_the_lock_comes_back(database_url: str) -> None:
    async with only_process(database_url):
        with pytest.raises(AlreadyRunning, match="already works on"):
            async with only_process(database_url):
                raise AssertionError("two at once")
    async with only_process(database_url):
        pass


async def test_another_database_is_another_lock(tmp_path: Path) -> None:
    async with only_process(f"sqlite:///{tmp_path}/a.db"), only_process(f"sqlite:///{tmp_path}/b.db"):
        pass


async def test_in_memory_there_is_nobody_to_share_with() -> None:
    async with only_process("sqlite://"), only_process("sqlite:///:memory:"):
        pass


async def test_a_killed_process_holds_nothing(database_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        database_url,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert holder.stdout is not None
    assert await asyncio.wait_for(holder.stdout.readline(), 30) == b"held\n"
    with pytest.raises(AlreadyRunning) as refused:
        async with only_process(database_url):
            raise AssertionError("two at once")
    if database_url.startswith("sqlite"):
        assert str(holder.pid) in str(refused.value)
    holder.kill()
    await holder.wait()
    async with asyncio.timeout(10):
        while True:
            try:
                async with only_process(database_url):
                    return
            except AlreadyRunning:  # a server needs a moment to see that the connection is gone
                await asyncio.sleep(0.05)


# ── the lock of a bot's token ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This user's runtime folder."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def speaking() -> AbstractContextManager[None]:
    return only_speaker("telegram", "https://api.telegram.org/bot", "1:secret")


def test_a_token_has_one_speaker_and_its_lock_is_this_users_alone(runtime: Path) -> None:
    with speaking():
        with pytest.raises(AlreadySpeaking, match=str(os.getpid())), speaking():
            raise AssertionError("two at once")
        [lock] = (runtime / "duban").iterdir()
        assert (runtime / "duban").stat().st_mode & 0o777 == 0o700
        assert lock.stat().st_mode & 0o777 == 0o600
        assert "secret" not in lock.name
    with speaking():
        pass


def test_without_a_runtime_folder_it_lies_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with speaking():
        assert list((tmp_path / ".local" / "state" / "duban").iterdir())


def test_a_link_is_not_followed(runtime: Path, tmp_path: Path) -> None:
    """Somebody else's link in the lock's place would have the file it names emptied."""
    with speaking():
        [lock] = (runtime / "duban").iterdir()
    precious = tmp_path / "precious"
    precious.write_text("figures")
    for make in (lock.symlink_to, lock.hardlink_to):
        lock.unlink()
        make(precious)
        with pytest.raises(OSError), speaking():
            raise AssertionError("followed")
        assert precious.read_text() == "figures"


def test_a_folder_that_is_a_link_is_refused(runtime: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (runtime / "duban").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError), speaking():
        raise AssertionError("followed")


def test_a_folder_that_others_may_enter_is_closed(runtime: Path) -> None:
    (runtime / "duban").mkdir(mode=0o777)
    (runtime / "duban").chmod(0o777)
    with speaking():
        assert (runtime / "duban").stat().st_mode & 0o777 == 0o700


# ── a server that is restarted ────────────────────────────────────────────────────────────────────────────


async def end_sessions(url: str) -> None:
    """What a restart of the server does to every session on a database."""
    database = await Database.open(url)
    async with database.write() as tx:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        await tx.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    await database.close()


@pytest.fixture
def server_url(new_postgres: Callable[[Path], str], tmp_path: Path) -> str:
    """A database on the server."""
    return new_postgres(tmp_path)


@pytest.mark.postgres
async def test_a_lock_that_was_lost_is_taken_again(server_url: str) -> None:
    url = server_url
    async with only_process(url) as hold:
        await hold.check()
        await end_sessions(url)
        await hold.check()
        with pytest.raises(AlreadyRunning):
            async with only_process(url):
                raise AssertionError("two at once")
    async with only_process(url):
        pass


@pytest.mark.postgres
async def test_whoever_comes_too_late_hears_that_another_one_works(server_url: str) -> None:
    url = server_url
    async with only_process(url) as first:
        await end_sessions(url)
        async with only_process(url) as second:
            with pytest.raises(AlreadyRunning):
                await first.check()
            await second.check()
        await first.check()  # the other one has ended: the work goes on


@pytest.mark.postgres
async def test_a_session_that_only_this_side_has_given_up_is_no_other_process(server_url: str) -> None:
    async with only_process(server_url) as hold:
        assert isinstance(hold, _ServerHold)
        session, hold._session = hold._session, None
        await hold.check()
        assert session is not None
        await session.invalidate()
        with pytest.raises(AlreadyRunning):
            async with only_process(server_url):
                raise AssertionError("two at once")
