"""Tencent's own packages agree with us: their SDK as a client of our fake gateway, their crypto against ours.

They are fetched by npm from whatever registry it is set to, locked by hash; without Node there is nothing to run.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import shutil
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom.crypto import Crypto, Sealed
from tests.peers.wecom import Gateway

SCRIPTS = Path(__file__).parents[1] / "peers" / "node"
TOKEN, NOW, NONCE = "token-of-the-console", "1700000000", "1597212914"
KEYS = ("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C")


@pytest.fixture(scope="session")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts and the packages."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("there is no Node here")
    folder = tmp_path_factory.mktemp("peers")
    for file in SCRIPTS.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    fetched = ["npm", "ci", "--ignore-scripts"]
    done = subprocess.run(fetched, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


class Peer:
    """A script that runs and tells JSON lines."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def tells(self, what: str | None = None) -> dict[str, Any]:
        """The next line; of that kind, where one is named."""
        assert self._process.stdout is not None
        async with asyncio.timeout(30):
            while line := await self._process.stdout.readline():
                told: dict[str, Any] = json.loads(line)
                if what is None or told["what"] == what:
                    return told
        raise AssertionError(f"it ended without telling {what}")

    async def asks(self, **question: str) -> dict[str, Any]:
        """One request, one answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(question)}\n".encode())
        await self._process.stdin.drain()
        return await self.tells()


@asynccontextmanager
async def running(folder: Path, *command: str) -> AsyncIterator[Peer]:
    process = await asyncio.create_subprocess_exec("node", *command, cwd=folder, stdin=PIPE, stdout=PIPE)
    try:
        yield Peer(process)
    finally:
        process.kill()
        await process.communicate()


@pytest.mark.slow
@pytest.mark.node
async def test_the_official_sdk_and_our_gateway_agree(peers: Path) -> None:
    async with Gateway() as gateway, running(peers, "bot.mjs", gateway.url, gateway.bot, gateway.secret) as bot:
        await bot.tells("authenticated")
        wang = gateway.person("woWang")
        wang.says("第6项进展")
        assert (await bot.tells("text"))["content"] == "第6项进展"
        assert (await bot.tells("pushed"))["errcode"] == 0
        assert wang.sees == ["heard: 第6项进展", "a card"], "a stream replaces its text"

        wang.taps("是")
        assert (await bot.tells("pressed"))["key"] == "yes"
        await gateway.until(lambda: wang.last.text == "redrawn", "the new card")
        assert list(wang.last.buttons) == ["已登记"]

        wang.enters()
        await bot.tells("welcomed")
        assert wang.last.text == "welcome"

        content = secrets.token_bytes(700_000)  # two chunks
        wang.sends("report.bin", content)
        told = await bot.tells("file")
        assert (told["size"], told["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert told["filename"] == "report.bin"
        await bot.tells("uploaded")
        assert wang.last.content == content
        assert gateway.violations == []


@pytest.mark.slow
@pytest.mark.node
async def test_the_official_crypto_and_ours_agree(peers: Path) -> None:
    async with running(peers, "crypto.mjs") as theirs:
        for key in KEYS:
            for receive_id in ("", "wwTestCorp"):
                ours = Crypto(TOKEN, key, receive_id)
                common = {"token": TOKEN, "key": key, "timestamp": NOW, "nonce": NONCE}
                for length in (0, 1, 12, 31, 32, 33, 500):
                    message = ("第6项 ✓ " * 100)[:length]
                    told = await theirs.asks(do="seal", message=message, id=receive_id, **common)
                    sealed = Sealed(told["encrypt"], told["signature"], NOW, NONCE)
                    assert ours.open(sealed, float(NOW)).decode() == message, "theirs opens here"

                    mine = ours.seal(message.encode(), NOW, NONCE)
                    told = await theirs.asks(do="open", encrypt=mine.encrypt, **common)
                    assert (told["message"], told["id"]) == (message, receive_id), "and ours there"
                    assert told["signature"] == mine.signature


def test_their_lock_names_no_address() -> None:
    """Any registry serves; what it serves is held to by its hash."""
    lock = (SCRIPTS / "package-lock.json").read_text("utf-8")
    assert "://" not in lock
    packages = {name: one for name, one in json.loads(lock)["packages"].items() if name}
    assert packages
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
