"""The program before works on the tables of now, and one hands over to the other with work under way.

So an upgrade that went wrong can be taken back without the data. The program before is the commit before the newest
migration came in; it is taken out of the repository's history and runs as a real process, on a fake Telegram.
"""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.settings import PROJECT
from storage import schema
from storage.database import Database
from storage.schema import MIGRATIONS
from tests.channels.telegram_office import populate, seat, unlimited
from tests.channels.telegram_process import Lives
from tests.crash.history import derived_faults
from tests.databases import database_url_of, on_server
from tests.peers.bot_api import BotApi
from tests.peers.bot_api_people import Person
from tests.world import at

pytestmark = pytest.mark.slow

VERSIONS = "storage/migrations/versions"
BEGIN = at("2022-10-21 08:50")
CYCLE = at("2022-10-21 09:00")
CHASE = at("2022-10-26 18:00")


def git(*words: str) -> bytes:
    """What git says. Raises CalledProcessError."""
    return subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, check=True).stdout


def commit_before() -> str:
    """The commit before the one that brought the newest migration; HEAD where that is not committed yet."""
    newest = max((MIGRATIONS / "versions").glob("[0-9]*.py"))
    brought = ("log", "-1", "--first-parent", "-m", "--diff-filter=A", "--no-renames", "--format=%H")
    came = git(*brought, "--", str(newest)).decode().strip()
    return git("rev-parse", "--verify", f"{came}^").decode().strip() if came else "HEAD"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree of the program before."""
    folder = tmp_path_factory.mktemp("before")
    try:
        tree = git("archive", commit_before())
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"the history is not here: {error}")
    subprocess.run(["tar", "-x", "-C", str(folder)], input=tree, check=True)
    if not (folder / "storage/schema.py").exists() and not list(folder.glob(f"{VERSIONS}/{schema.head()}_*.py")):
        pytest.skip("the program before is one that refuses whatever is later than itself")
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def unmade(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'duban.db'}"
    request.applymarker(pytest.mark.postgres)  # only now: without the history it need not run anywhere
    server, name = request.getfixturevalue("postgres_server"), f"before_{tmp_path.name.lower().replace('-', '_')}"
    on_server(server, f'CREATE DATABASE "{name}"')
    return database_url_of(server, name)


@asynccontextmanager
async def running(
    api: BotApi, folder: Path, url: str, project: Path = PROJECT, now: str = BEGIN.isoformat()
) -> AsyncIterator[None]:
    """A program of that tree, for the length of a block; it ends as people end it."""
    async with Lives(folder, api, project, DUBAN_DATABASE_URL=url, DUBAN_BACKUPS="0") as lives:
        await lives.live_on("--as-of", now)
        yield
        await lives.rest()


async def sees(api: BotApi, me: Person, words: str) -> None:
    """Wait until somebody has been told that."""
    await api.until(lambda: any(words in one.text for one in me.chat.shown), words, patience=60)


async def test_one_hands_over_to_the_other_and_back(before: Path, unmade: str, tmp_path: Path) -> None:
    async with BotApi(limits=unlimited()) as api:
        populate(api)
        wang, li = api.people[101], api.people[102]
        async with running(api, tmp_path, unmade, before):
            pass  # it has made its tables, and seeded the plan
        database = await Database.open(unmade)  # brings them up to date
        async with database.write() as tx:
            await seat(tx, BEGIN - timedelta(minutes=10))
        await database.close()

        async with running(api, tmp_path, unmade):
            wang.says("6 已建4家")
            await sees(api, wang, "4/5家")
        async with running(api, tmp_path, unmade, before, CYCLE.isoformat()):
            wang.taps("确认报送")  # a card of the program of now
            await sees(api, wang, "已报送")
            await sees(api, li, "区社会事业局")  # the cycle that opens: planned, composed and sent by the one before
            li.says("27 已开展公开课9场")
            await sees(api, li, "9/50场")
        async with running(api, tmp_path, unmade, now=CHASE.isoformat()):
            li.taps("确认报送")  # a card of the program before
            await sees(api, li, "已报送")
            await api.until(lambda: not api.updates.queue, "an empty queue", patience=60)
        assert not api.complaints
    assert await derived_faults(unmade) == []
