"""`duban audit`, `duban backup` and `duban restore`: a record and a copy that can be trusted, or a sentence why not."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.lock import only_process
from tests.app.commands import Duban, value

SQL = "UPDATE audit SET actor = 'somebody' WHERE id = 2"
NEWER = "UPDATE alembic_version SET version_num = '9999'; DELETE FROM setting WHERE key = 'works_with'"


@pytest.fixture
def office(duban: Duban, folder: Path) -> Path:
    """A database with a record of three rows; its file."""
    for role in ("admin", "coordinator"):
        duban("invite", "--role", role)
    return folder / "var/local.db"


def tamper(file: Path, change: str) -> None:
    """What somebody with the file in their hands can do."""
    with closing(sqlite3.connect(file)) as opened:
        for trigger in ("audit_no_update", "audit_no_delete"):
            opened.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        opened.executescript(change)
        opened.commit()


def rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as opened:
        return int(opened.execute("SELECT count(*) FROM audit").fetchone()[0])


def test_a_whole_record(duban: Duban, office: Path) -> None:
    head = duban("audit", "head").stdout.strip()
    assert head.startswith(f"{rows(office)}-")
    told = value(duban("audit", "head", "--json"))
    assert told["head"] == head
    assert told["hash"].startswith(head.split("-")[1])
    assert value(duban("audit", "verify", "--head", head, "--json")) == {
        "whole": True,
        "head": head,
        "broken_at": None,
        "missing_head": None,
    }
    assert head in duban("audit", "verify").stdout


@pytest.mark.parametrize(("change", "row"), [(SQL, 2), ("DELETE FROM audit WHERE id = 1", 2)])
def test_a_record_that_was_tampered_with(duban: Duban, office: Path, change: str, row: int) -> None:
    tamper(office, change)
    result = duban("audit", "verify")
    assert result.exit_code == 1
    assert f"第{row}条" in result.stderr
    result = duban("audit", "verify", "--json")
    assert (result.exit_code, '"broken_at": 2' in result.stdout) == (1, True)


def test_an_end_that_was_cut_off(duban: Duban, office: Path) -> None:
    head = duban("audit", "head").stdout.strip()
    tamper(office, f"DELETE FROM audit WHERE id = {rows(office)}")
    assert duban("audit", "verify").exit_code == 0, "nothing in the file tells"
    result = duban("audit", "verify", "--head", head)
    assert result.exit_code == 1
    assert head in result.stderr


def test_a_copy_and_the_way_back(duban: Duban, office: Path, folder: Path) -> None:
    copy = folder / "copy.db"
    made = value(duban("backup", str(copy), "--json"))
    assert made == {
        "file": str(copy),
        "head": duban("audit", "head").stdout.strip(),
        "fault": None,
        "broken_at": None,
    }
    before = rows(office)
    duban("invite", "--role", "admin")
    assert rows(office) == before + 1
    refused = duban("restore", str(copy))
    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert rows(office) == before + 1
    done = duban("restore", str(copy), "--yes")
    assert (done.exit_code, rows(office)) == (0, before)
    assert rows(office.with_name("local.db.before-restore")) == before + 1
    assert duban("audit", "verify", "--head", made["head"]).exit_code == 0


def test_a_copy_is_put_where_nothing_stands(duban: Duban, office: Path, folder: Path) -> None:
    duban("backup", "copy.db")
    for file in office.parent.iterdir():
        file.unlink()
    assert duban("restore", "copy.db").exit_code == 0
    assert duban("status").exit_code == 0


def test_a_file_is_not_written_over_unasked(duban: Duban, office: Path, folder: Path) -> None:
    (folder / "copy.db").write_text("something dear")
    assert duban("backup", "copy.db").exit_code == 1
    assert (folder / "copy.db").read_text() == "something dear"
    assert duban("backup", "copy.db", "--yes").exit_code == 0
    assert duban("backup", str(office), "--yes").exit_code == 1, "not onto itself"


def test_a_copy_that_cannot_be_trusted_is_refused(duban: Duban, office: Path, folder: Path) -> None:
    copy = folder / "copy.db"
    before = office.read_bytes()
    for spoil, told in (
        (lambda: tamper(copy, SQL), "第2条"),
        (lambda: tamper(copy, f"DELETE FROM audit WHERE id = {rows(copy)}"), "截短"),
        (lambda: tamper(copy, NEWER), "更新的版本"),
        (lambda: tamper(copy, "DROP TABLE audit"), "不是督办的"),
        (lambda: copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2]), "不是完好的"),
        (lambda: copy.write_bytes(b"no database at all"), "不是完好的"),
        (copy.unlink, "没有这个备份"),
    ):
        assert duban("backup", str(copy), "--yes").exit_code == 0
        spoil()
        refused = duban("restore", str(copy), "--yes")
        assert refused.exit_code == 1, told
        assert told in refused.stderr
        assert office.read_bytes() == before, told
    tamper(office, SQL)
    spoiled = duban("backup", str(copy))
    assert spoiled.exit_code == 1
    assert "第2条" in spoiled.stderr, "a copy of a broken record is made, and says so"


def test_a_damaged_database_can_be_replaced(duban: Duban, office: Path) -> None:
    duban("backup", "copy.db")
    office.write_bytes(b"no database any more")
    assert duban("restore", "copy.db", "--yes").exit_code == 0
    assert office.with_name("local.db.before-restore").read_bytes() == b"no database any more"
    assert duban("status").exit_code == 0


def test_nothing_is_put_under_a_running_bot(duban: Duban, office: Path, folder: Path) -> None:
    duban("backup", "copy.db")

    async def beside() -> int:
        async with only_process(f"sqlite:///{office}"):
            return await asyncio.to_thread(lambda: duban("restore", "copy.db", "--yes").exit_code)

    before = office.read_bytes()
    assert asyncio.run(beside()) == 1
    assert office.read_bytes() == before


@pytest.mark.postgres
def test_a_server_is_copied_into_a_file_and_put_back(
    duban: Duban, folder: Path, new_postgres: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_DATABASE_URL", new_postgres(folder))
    duban("invite", "--role", "admin")
    made = value(duban("backup", "copy.db", "--json"))
    assert (made["head"], made["fault"]) == (duban("audit", "head").stdout.strip(), None)
    duban("invite", "--role", "coordinator")
    later = duban("audit", "head").stdout.strip()
    assert duban("restore", "copy.db").exit_code == 1, "nobody has said yes"
    assert duban("audit", "head").stdout.strip() == later
    restored = duban("restore", "copy.db", "--yes")
    assert restored.exit_code == 0
    assert "server.db.before-restore" in restored.stdout
    assert duban("audit", "head").stdout.strip() == made["head"]
    assert duban("audit", "verify", "--head", made["head"]).exit_code == 0
    back = duban("restore", str(folder / "var" / "server.db.before-restore"), "--yes")
    assert back.exit_code == 0
    assert duban("audit", "head").stdout.strip() == later


def test_a_server_that_is_away_is_told_in_a_sentence(duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_DATABASE_URL", "postgresql://duban:secret@127.0.0.1:1/duban")
    result = duban("backup", "copy.db")
    assert result.exit_code == 1
    assert "打不开" in result.stderr
    assert "secret" not in result.stderr


def test_nothing_to_copy(duban: Duban) -> None:
    assert duban("backup", "copy.db").exit_code == 1
    assert duban("audit", "verify").exit_code == 1
    assert duban("audit", "head").exit_code == 1


def test_evidence_comes_along_there_and_back(duban: Duban, office: Path, folder: Path) -> None:
    """The drill: the machine is gone with everything on it, and a folder with copies is left."""
    content = b"a photo of the site"
    content_hash = hashlib.sha256(content).hexdigest()
    place = Path(content_hash[:2]) / content_hash
    (office.parent / "local-files" / place).parent.mkdir(parents=True)
    (office.parent / "local-files" / place).write_bytes(content)
    at = "2022-11-25 01:00:00.000000"
    with sqlite3.connect(office) as opened:
        columns = "platform, bot, update_key, address, payload, received_at, stored_at"
        opened.execute(f"INSERT INTO inbox ({columns}) VALUES ('x', 'x', 'x', 'x', '{{}}', ?, ?)", (at, at))
        opened.execute("INSERT INTO person (name, language, created_at) VALUES ('王', 'zh', ?)", (at,))
        columns = "loose, platform, source, media_type, content_hash, received_at, stored_at, inbox_id, person_id"
        opened.execute(
            f"INSERT INTO attachment ({columns}) "
            "SELECT 0, 'local', '{}', 'image/jpeg', ?, ?, ?, max(i.id), max(p.id) FROM inbox i, person p",
            (content_hash, at, at),
        )
    opened.close()
    (folder / "safe").mkdir()
    assert "新复制1个" in duban("backup", "safe/copy.db").stdout
    assert (folder / "safe" / "files" / place).read_bytes() == content
    assert (folder / "safe" / "copy.db").stat().st_mode & 0o777 == 0o600
    shutil.rmtree(office.parent)
    restored = duban("restore", "safe/copy.db")
    assert restored.exit_code == 0
    assert (office.parent / "local-files" / place).read_bytes() == content
    (folder / "safe" / "files" / place).write_bytes(b"damaged")
    shutil.rmtree(office.parent)
    told = duban("restore", "safe/copy.db")
    assert "缺1个" in told.stderr
