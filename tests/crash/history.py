"""The history check: what everybody did and saw, against what stands in the database.

Each check returns what is wrong as sentences; none means that nothing was lost and nothing was doubled. `PostMortem`
looks at what a killed process left behind, `History` at the end of the story.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.progress import Current, fold
from storage import audit, plans, reviews, updates
from storage.database import Database
from tests.crash.page import Deed, Page
from tests.crash.traffic import Effect

Row = dict[str, Any]

RECEIPT = re.compile(r"编号 R-([\d-]+)")


@dataclass(frozen=True, slots=True)
class History:
    """Everything there is to compare. Instants in the tables are naive UTC."""

    tables: dict[str, list[Row]]
    page: Page
    effects: Sequence[Effect]
    until: datetime  # naive UTC: up to here everything must have happened
    left: Sequence[tuple[int, str]]  # at each death: the last message, and the latest time of any

    @classmethod
    def of(
        cls, database: Path, page: Page, effects: Sequence[Effect], until: datetime, left: Sequence[tuple[int, str]]
    ) -> History:
        """Read the tables of a database that nobody works on."""
        names = ("inbox", "outbox", "send_attempt", "local_message", "progress_update", "measurement", "occurrence")
        with sqlite3.connect(database) as connection:
            connection.row_factory = sqlite3.Row
            tables = {
                name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY id")] for name in names
            }
        connection.close()
        return cls(tables, page, effects, until, left)

    def faults(self) -> list[str]:
        """Everything that was lost or doubled."""
        checks: tuple[Callable[[], Iterator[str]], ...] = (
            self._updates,
            self._replies,
            self._showing,
            self._outbox,
            self._reminders,
            self._ledger,
            self._seen,
            self._time,
        )
        return [fault for check in checks for fault in check()]

    def _stored(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables["inbox"]:
            found[row["update_key"]].append(row)
        return found

    def _updates(self) -> Iterator[str]:
        """Whatever was acknowledged is stored once, handled, and shown once where it was said."""
        stored = self._stored()
        bubbles = Counter(row["inbox_id"] for row in self.tables["local_message"] if row["inbox_id"])
        for deed in self.page.deeds:
            rows = stored.pop(_key(deed), [])
            if len(rows) != 1:
                yield f"{_key(deed)} was acknowledged and is stored {len(rows)} times"
            for row in rows:
                if row["handled_at"] is None or row["failure"]:
                    yield f"{_key(deed)} was not handled: {row['failure']}"
                if bubbles[row["id"]] != (deed.text is not None):
                    yield f"{_key(deed)} is shown {bubbles[row['id']]} times"
        yield from (f"{key} is stored and nobody sent it" for key in stored)

    def _replies(self) -> Iterator[str]:
        """Whatever was handled was answered."""
        answered = Counter(row["dedup_key"].split(":")[1] for row in self.tables["outbox"] if row["kind"] == "reply")
        for row in self.tables["inbox"]:
            if not answered[str(row["id"])]:
                yield f"{row['update_key']} was not answered"

    def _showing(self) -> Iterator[str]:
        """Each message that left is shown once, as it was said last; nothing is shown that did not leave."""
        shown = {str(row["outbox_id"]): row for row in self.tables["local_message"] if row["outbox_id"]}
        drawn: dict[str, str] = {}
        sent = Counter[int]()
        written = {row["id"]: _text(row) for row in self.tables["outbox"] if row["content"]}
        for attempt in self.tables["send_attempt"]:
            if attempt["outcome"] == "sent":
                sent[attempt["outbox_id"]] += 1
                drawn[attempt["detail"]] = attempt["said"]
                if attempt["said"] != written.get(attempt["outbox_id"], attempt["said"]):
                    yield f"message {attempt['outbox_id']} was not said as it was written: {attempt['said']!r}"
        for row in self.tables["outbox"]:
            if sent[row["id"]] != (row["state"] == "sent"):
                yield f"{row['dedup_key']} is {row['state']} and was sent {sent[row['id']]} times"
            if row["state"] == "sent" and row["ref"] not in shown:
                yield f"{row['dedup_key']} was sent and is not shown"
        for ref, message in shown.items():
            if drawn.get(ref) != _text(message):
                yield f"message {ref} shows {_text(message)!r} where {drawn.get(ref)!r} was said"

    def _outbox(self) -> Iterator[str]:
        """Nothing waits that is due, nothing failed, nothing is there twice."""
        by_id = {row["id"]: row for row in self.tables["outbox"]}
        for row in self.tables["outbox"]:
            may_wait = row["state"] == "pending" and datetime.fromisoformat(row["not_before"]) > self.until
            if row["state"] not in ("sent", "cancelled", "merged") and not may_wait:
                yield f"{row['dedup_key']} is {row['state']} at the end: {row['failure']}"
            if row["state"] == "merged":
                into = by_id[int(row["failure"].rpartition(" ")[2])]
                if into["state"] not in ("sent", "merged"):
                    yield f"{row['dedup_key']} was merged into {into['dedup_key']}, which is {into['state']}"
        yield from _doubles("outbox key", (row["dedup_key"] for row in self.tables["outbox"]))

    def _reminders(self) -> Iterator[str]:
        """No person is told twice of one occurrence."""
        yield from _doubles("occurrence", (row["key"] for row in self.tables["occurrence"]))
        named = (
            f"{row['person_id']} of {occurrence}"
            for row in self.tables["outbox"]
            if row["about"] and row["state"] in ("sent", "sending", "unknown")
            for occurrence in json.loads(row["about"]).get("occurrences", ())
        )
        yield from _doubles("reminder", named)

    def _ledger(self) -> Iterator[str]:
        """Each confirmed report stands in the ledger once, with its figure, and nothing else does."""
        ids = {row["update_key"]: row["id"] for row in self.tables["inbox"]}
        lines: dict[int, list[Row]] = defaultdict(list)
        for row in self.tables["progress_update"]:
            lines[row["inbox_id"]].append(row)
        figures = {row["update_id"]: row["value"] for row in self.tables["measurement"]}
        answers = {row["dedup_key"]: _receipt(row["content"]) for row in self.tables["outbox"] if row["content"]}
        for effect in self.effects:
            inbox_id = ids.get(_key(effect.deed), 0)
            rows = lines.pop(inbox_id, [])
            done = [(row["kind"], row["task"], figures.get(row["id"])) for row in rows]
            if done != [(effect.kind, effect.task, effect.value)]:
                yield f"{_key(effect.deed)} should have done {effect.kind} {effect.task} {effect.value}, and did {done}"
            kept = {row["receipt"].partition("-")[2] for row in rows}
            if effect.kind == "report" and (told := answers.get(f"reply:{inbox_id}:0")) not in kept:
                yield f"{_key(effect.deed)} was told the receipt {told}, and the ledger has {kept}"
        for left in lines.values():
            yield f"nobody confirmed what stands in the ledger: {left}"

    def _seen(self) -> Iterator[str]:
        """Whatever a page was shown is still there, or was redrawn since."""
        now = {row["id"]: row for row in self.tables["local_message"]}
        for persona, chat in self.page.chats.items():
            for seq, id_, text in chat.seen:
                row = now.get(id_)
                if row is None or row["address"] != persona or row["seq"] < seq:
                    yield f"{persona} was shown {text!r}, and it is gone"

    def _time(self) -> Iterator[str]:
        """The plan's time never goes back to before what a killed process had shown."""
        for last, latest in self.left:
            for row in self.tables["local_message"]:
                if row["id"] > last and row["at"] < latest:
                    yield f"a message of {row['at']} came in a life after one of {latest}"


def _key(deed: Deed) -> str:
    return f"{deed.persona}:{deed.client_id}"


def _text(message: Row) -> str:
    content = json.loads(message["content"])
    return "\n".join(part for part in (content["title"], *content["lines"], content["footer"]) if part)


def _receipt(content: str) -> str | None:
    title = json.loads(content)["title"]
    found = RECEIPT.search(title or "")
    return found.group(1) if found else None


def _doubles(what: str, keys: Iterator[str]) -> Iterator[str]:
    yield from (f"{what} {key} is there {times} times" for key, times in Counter(keys).items() if times > 1)


# ── what a killed process left behind ─────────────────────────────────────────────────────────────────────


class PostMortem:
    """Looks at the database after each death: nobody may have been shown what was not certain."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.left: list[tuple[int, str]] = []  # at each death: the last message, and the latest time of any

    def look(self, database: Path) -> None:
        """Look at a copy: the next process must find everything as it was left."""
        with tempfile.TemporaryDirectory() as folder:
            for left in database.parent.glob(f"{database.name}*"):
                if left.suffix in (".db", ".db-wal"):
                    shutil.copy(left, folder)
            connection = sqlite3.connect(Path(folder) / database.name)
            try:
                self._look(connection)
            finally:
                connection.close()

    def _look(self, connection: sqlite3.Connection) -> None:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'local_message'").fetchall():
            return
        shown = connection.execute(
            "SELECT o.dedup_key, o.state, o.content, i.handled_at FROM local_message m JOIN outbox o"
            " ON o.id = m.outbox_id LEFT JOIN inbox i ON o.dedup_key LIKE 'reply:' || i.id || ':%'"
        )
        receipts = {one.partition("-")[2] for (one,) in connection.execute("SELECT receipt FROM progress_update")}
        for key, state, content, handled_at in shown:
            if state != "sent":
                self.faults.append(f"{key} was shown while it was {state}")
            if key.startswith("reply:") and handled_at is None:
                self.faults.append(f"{key} was shown before its update was handled")
            receipt = _receipt(content) if content else None
            if receipt is not None and receipt not in receipts:
                self.faults.append(f"{key} was shown with receipt {receipt}, which is not in the ledger")
        last, latest = connection.execute("SELECT max(id), max(at) FROM local_message").fetchone()
        if last is not None:
            self.left.append((last, latest))


# ── what is derived, and what is reminded of ──────────────────────────────────────────────────────────────


async def derived_faults(url: str) -> list[str]:
    """Where the present is not what its ledger folds to, or the record's chain is broken."""
    database = await Database.open(url, durable=False)
    faults = []
    try:
        async with database.read() as tx:
            loaded = await plans.loaded(tx)
            assert loaded is not None
            for (task, period), holds in (await updates.currents(tx, loaded.id)).items():
                lines = await updates.of_milestone(tx, loaded.id, task, period)
                decided = await reviews.of_milestone(tx, loaded.id, task, period)
                folded = fold(Current(task, period), updates.years(lines, loaded.zone), decided)
                if folded != holds:
                    faults.append(f"{task} {period} holds {holds}, its ledger folds to {folded}")
            broken = await audit.broken_at(tx)
            if broken is not None:
                faults.append(f"the record is broken at {broken}")
    finally:
        await database.close()
    return faults


def reminded(database: Path, address: str, zone: ZoneInfo) -> list[tuple[str, str]]:
    """What the bot has said to an address: the civil day and the text, in its order."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT at, content FROM local_message WHERE address = ? AND outbox_id IS NOT NULL ORDER BY id", (address,)
        ).fetchall()
    connection.close()
    return [
        (f"{datetime.fromisoformat(f'{at}+00:00').astimezone(zone):%Y-%m-%d}", _text({"content": content}))
        for at, content in rows
    ]


def occurrences(database: Path, tasks: Sequence[int]) -> set[str]:
    """The keys of everything that the rules asked for about those tasks."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT key, task FROM occurrence").fetchall()
    connection.close()
    return {key for key, task in rows if task in tasks}
