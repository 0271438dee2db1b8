"""`duban invite` and `duban status`, on a database of their own and with nobody running."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import people
from storage.database import Database
from tests.app.commands import Duban, value

CHINA = "+08:00"


def kept(folder: Path, code: str, name: str) -> people.Invitation | None:
    """The invitation of a code in one of the databases."""

    async def look() -> people.Invitation | None:
        database = await Database.open(f"sqlite:///{folder / 'var' / name}")
        async with database.read() as tx:
            found = await people.invitation(tx, code)
        await database.close()
        return found

    return asyncio.run(look())


def test_an_invitation_before_the_first_start(duban: Duban, folder: Path) -> None:
    made = value(duban("invite", "--role", "liaison", "--department", "科技局", "--backup", "--days", "3", "--json"))
    assert set(made) == {"code", "role", "department", "expires_at", "telegram_link"}
    assert (made["role"], made["department"], made["telegram_link"]) == ("liaison", "区科技产业局", None)
    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)
    found = kept(folder, made["code"], "local.db")
    assert found is not None
    assert (found.membership.department, found.membership.backup) == ("区科技产业局", True)


def test_the_office_is_meant_once_its_database_or_a_channel_is_set(
    duban: Duban, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_TELEGRAM_TOKEN", "123456:abc")
    made = value(duban("invite", "--role", "admin", "--json"))
    assert (made["role"], made["department"]) == ("admin", None)
    assert kept(folder, made["code"], "duban.db") is not None
    assert not (folder / "var/local.db").exists()


def test_for_people_it_says_how_to_redeem(duban: Duban) -> None:
    said = duban("invite", "--role", "coordinator").stdout
    assert "统筹人员" in said
    assert "绑定 DB-" in said


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--role", "liaison"], 2),
        (["--role", "head"], 2),
        (["--role", "admin", "--department", "区科技产业局"], 2),
        (["--role", "head", "--department", "区科技产业局", "--backup"], 2),
        (["--role", "king"], 2),
        (["--role", "admin", "--days", "0"], 2),
        ([], 2),
        (["--role", "liaison", "--department", "税务局"], 1),
        (["--role", "liaison", "--department", "局"], 1),
    ],
)
def test_what_is_no_invitation(duban: Duban, options: list[str], code: int) -> None:
    result = duban("invite", *options)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr


def test_no_status_without_a_database_and_none_is_made(duban: Duban, folder: Path) -> None:
    result = duban("status")
    assert (result.exit_code, result.stdout) == (1, "")
    assert not (folder / "var").exists()


def test_status_counts_what_stands(duban: Duban) -> None:
    duban("invite", "--role", "admin")
    told = value(duban("status", "--as-of", "2022-10-24T10:00+08:00", "--json"))
    assert told["as_of"] == f"2022-10-24T10:00{CHINA}"
    assert told["plan"] == {
        "id": "gaoxin-2022",
        "title": "珠海高新区建设未来科技城·人才友好青年友好行动计划任务清单",
        "tasks": 36,
        "revision": 1,
    }
    assert told["lights"] == {"closed": 0, "red": 0, "yellow": 0, "grey": 36, "green": 0}
    assert told["cycle"] == {
        "period": "2022-10",
        "opens_at": f"2022-10-21T09:00{CHINA}",
        "due_at": f"2022-10-25T17:30{CHINA}",
    }
    assert sum(len(one["tasks"]) for one in told["unreported"]) == 36
    assert (told["reported"], told["overdue"]) == (0, [])
    assert len(told["departments"]) == 18
    assert not any(one["bound"] for one in told["departments"])
    assert told["outbox"] == {"waiting": 0, "by_kind": {}, "next_at": None}
    rules = {one["key"]: one["next"] for one in told["rules"]}
    assert rules["S-4"] == [f"2022-10-31T09:00{CHINA}", f"2022-11-07T09:00{CHINA}"]
    assert rules["S-2"][0] == f"2022-12-01T09:00{CHINA}"


def test_status_for_people(duban: Duban) -> None:
    duban("invite", "--role", "admin")
    said = duban("status", "--as-of", "2023-01-05").stdout
    for words in ("数据截至 01-05 00:00", "区科技产业局", "6、14、16、22、23、35", "尚未绑定", "S-1"):
        assert words in said
    assert duban("status", "--as-of", "soon").exit_code == 2
