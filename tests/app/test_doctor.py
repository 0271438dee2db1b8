"""`duban doctor` looks, names what is wrong, and changes nothing."""

from __future__ import annotations

import socket
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.app.commands import Duban, lines

Told = dict[str, tuple[str, str]]


def told(duban: Duban, code: int = 0) -> Told:
    result = duban("doctor", "--json")
    assert result.exit_code == code, result.output
    result.exit_code = 0
    return {one["check"]: (one["level"], one["text"]) for one in lines(result)}


def test_a_fresh_folder_is_well_and_stays_as_it_is(duban: Duban, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_WEB_PORT", "0")
    found = told(duban)
    assert {check: level for check, (level, _) in found.items() if level != "ok"} in ({}, {"workdays": "warn"})
    assert set(found) == {"python", "settings", "data", "database", "plan", "workdays", "font", "port"}
    assert "36项任务" in found["plan"][1]
    assert not (folder / "var").exists()
    assert duban("doctor").stdout.startswith("ok    Python")


def test_a_loaded_database(duban: Duban) -> None:
    duban("invite", "--role", "admin")
    found = told(duban)
    assert found["database"][0] == found["plan"][0] == found["clock"][0] == "ok"
    assert "已装载" in found["plan"][1]


def test_secrets_are_masked_and_strange_names_found(duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_TELEGRAM_TOKEN", "123456:topsecret")
    monkeypatch.setenv("DUBAN_TELEGRAM_BASE_URL", "http://127.0.0.1:1/bot")
    monkeypatch.setenv("DUBAN_DATABASE_URL", "postgresql://u:alsosecret@127.0.0.1:1/x")
    monkeypatch.setenv("DUBAN_TELEGRAM_TOKNE", "x")
    found = told(duban, code=1)
    assert found["database"][0] == "fail"
    assert found["settings"] == ("warn", found["settings"][1])
    assert "DUBAN_TELEGRAM_TOKNE" in found["settings"][1]
    said = duban("doctor").output
    assert "topsecret" not in said
    assert "alsosecret" not in said


@pytest.mark.parametrize(
    ("setting", "value", "check"),
    [("DUBAN_WEB_PORT", "x", "settings"), ("DUBAN_PLAN_FILE", "none.json", "plan"), ("DUBAN_DATA_DIR", "f/x", "data")],
)
def test_what_is_wrong_fails(
    duban: Duban, folder: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, check: str
) -> None:
    (folder / "f").write_text("a file")
    monkeypatch.setenv(setting, value)
    assert told(duban, code=1)[check][0] == "fail"


def test_a_file_that_is_no_database(duban: Duban, folder: Path) -> None:
    (folder / "var").mkdir()
    (folder / "var/local.db").write_bytes(b"no database at all, only words" * 100)
    assert told(duban, code=1)["database"][0] == "fail"
    refused = duban("status")
    assert (refused.exit_code, refused.stdout) == (1, "")


def test_a_database_of_a_later_version_is_left_alone(duban: Duban, folder: Path) -> None:
    duban("invite", "--role", "admin")
    with sqlite3.connect(folder / "var/local.db") as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.execute("DELETE FROM setting WHERE key = 'works_with'")
    later.close()
    assert told(duban, code=1)["database"][0] == "fail"
    refused = duban("status")
    assert (refused.exit_code, "更新的版本" in refused.stderr) == (1, True)


def test_a_database_to_which_a_later_version_has_only_added_is_worked_on(duban: Duban, folder: Path) -> None:
    duban("invite", "--role", "admin")
    with sqlite3.connect(folder / "var/local.db") as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
    later.close()
    assert told(duban)["database"][0] == "warn"
    assert duban("status").exit_code == 0


def test_a_database_of_before_the_first_release_is_left_alone(duban: Duban, folder: Path) -> None:
    duban("invite", "--role", "admin")
    with sqlite3.connect(folder / "var/local.db") as earlier:
        earlier.execute("UPDATE alembic_version SET version_num = '0006'")
    earlier.close()
    assert "首次发布之前" in told(duban, code=1)["database"][1]
    refused = duban("status")
    assert (refused.exit_code, "operations.md" in refused.stderr) == (1, True)


def test_a_clock_that_was_set_back(duban: Duban, folder: Path) -> None:
    duban("invite", "--role", "admin")
    with sqlite3.connect(folder / "var/local.db") as future:
        future.execute(
            "INSERT INTO inbox (platform, bot, update_key, address, payload, received_at, stored_at)"
            " VALUES ('x', 'x', 'x', 'x', '{}', '2022-10-01 00:00:00.000000', '2150-01-01 00:00:00.000000')"
        )
    future.close()
    assert told(duban, code=1)["clock"][0] == "fail"


def test_a_port_that_is_taken_is_only_a_warning(duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("DUBAN_WEB_PORT", str(taken.getsockname()[1]))
        assert told(duban)["port"][0] == "warn"


def test_a_record_that_was_tampered_with(duban: Duban, folder: Path) -> None:
    duban("invite", "--role", "admin")
    assert told(duban)["record"][0] == "ok"
    with sqlite3.connect(folder / "var/local.db") as opened:
        opened.execute("DROP TRIGGER audit_no_update")
        opened.execute("UPDATE audit SET actor = 'somebody' WHERE id = 1")
    opened.close()
    assert told(duban, code=1)["record"][0] == "fail"


def test_a_damaged_database_is_not_called_well(duban: Duban, folder: Path) -> None:
    duban("invite", "--role", "admin")
    file = folder / "var/local.db"
    with sqlite3.connect(file) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [root] = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'task'").fetchone()
        [size] = opened.execute("PRAGMA page_size").fetchone()
    opened.close()
    damaged = bytearray(file.read_bytes())
    damaged[(root - 1) * size : (root - 1) * size + 200] = bytes(200)
    file.write_bytes(damaged)
    found = told(duban, code=1)["database"]
    assert found[0] == "fail"
    assert "损坏" in found[1]


def test_a_database_that_others_can_read_is_told(duban: Duban, folder: Path) -> None:
    duban("invite", "--role", "admin")
    assert "private" not in told(duban)
    (folder / "var/local.db").chmod(0o644)
    assert told(duban)["private"][0] == "warn"


def test_nightly_copies_are_opened(duban: Duban, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("DUBAN_TELEGRAM_BASE_URL", "http://127.0.0.1:1/bot")
    duban("invite", "--role", "admin")
    assert told(duban, code=1)["copies"][0] == "warn"
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    backups = folder / "var/backups"
    backups.mkdir()
    for name, days in (("old", 9), ("new", 0)):
        copy = backups / f"duban-{today - timedelta(days=days):%Y-%m-%d}.db"
        assert duban("backup", str(copy)).exit_code == 0, name
    assert told(duban, code=1)["copies"][0] == "ok"
    copy.write_bytes(copy.read_bytes()[:5000])
    assert told(duban, code=1)["copies"][0] == "fail"
    copy.unlink()
    assert told(duban, code=1)["copies"][0] == "warn", "the last one is more than two days old"
