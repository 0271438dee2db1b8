"""The history check: what people did and saw on the fake Telegram, against what stands in the database.

Each check says what is wrong as sentences; none means that nothing was lost and nothing came twice that must not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from services import watch
from storage import settings
from storage import tables as t
from storage.database import Database
from tests.peers.bot_api import BotApi
from wording.rehearsal import MARK as REHEARSAL
from wording.resent import MARK as RESENT

Row = dict[str, Any]
Said = tuple[str, str]  # the chat, and what was said there

TABLES = (t.inbox, t.outbox, t.send_attempt, t.progress_update, t.measurement, t.occurrence, t.account, t.review)
NUDGES = ("chase", "reminder", "escalation", "digest", "notice")
GIVEN_UP = f"{watch.KEY}given_up:"
MOST = 3  # how often a message may be sent whose fate is unknown: two of them marked
OVER = ("sent", "cancelled", "merged", "unknown")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a press may have done to the ledger, one line for `task` with that figure; where it was `shown` as done to
    whoever pressed, it must have."""

    update_id: int
    task: int
    value: float
    shown: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """Everything there is to compare; `kills` is how often the process was killed."""

    api: BotApi
    tables: dict[str, list[Row]]
    effects: Sequence[Effect]
    until: datetime  # the plan's time: up to here everything must have happened
    looked_up_to: int = 0  # the last try that was looked at for what was given up

    @classmethod
    async def of(cls, api: BotApi, url: str, effects: Sequence[Effect], until: datetime) -> History:
        """Read the tables of a database that nobody works on."""
        database = await Database.open(url)
        async with database.read() as tx:
            tables = {
                table.name: [dict(row) for row in (await tx.execute(select(table).order_by(table.c.id))).mappings()]
                for table in TABLES
            }
            mark = await settings.read(tx, watch.MARK)
        await database.close()
        return cls(api, tables, effects, until, mark["attempt"] if mark else 0)

    def faults(self) -> list[str]:
        """Everything that was lost or doubled."""
        checks: tuple[Callable[[], Iterator[str]], ...] = (
            self._updates,
            self._outbox,
            self._shown,
            self._drawn,
            self._nudges,
            self._repeats,
            self._ledger,
        )
        return [fault for check in checks for fault in check()]

    def _updates(self) -> Iterator[str]:
        """Whatever happened on Telegram is stored once, handled and answered."""
        stored = Counter(row["update_key"] for row in self.tables["inbox"])
        ids = {row["update_key"]: row for row in self.tables["inbox"]}
        answered = {row["dedup_key"].split(":")[1] for row in self.tables["outbox"] if row["kind"] == "reply"}
        for update in self.api.updates.history:
            key = str(update["update_id"])
            if stored.pop(key, 0) != 1:
                yield f"update {key} is not stored once"
                continue
            row = ids[key]
            if row["handled_at"] is None or row["failure"]:
                yield f"update {key} was not handled: {row['failure']}"
            if str(row["id"]) not in answered:
                yield f"update {key} was not answered"
        yield from (f"update {key} is stored and never happened" for key in stored)

    def _outbox(self) -> Iterator[str]:
        """Nothing failed, nothing waits, and what is in doubt was in doubt as often as it may be."""
        doubts = Counter(row["outbox_id"] for row in self.tables["send_attempt"] if row["outcome"] == "unknown")
        for row in self.tables["outbox"]:
            may_wait = row["state"] == "pending" and row["not_before"] > self.until
            if row["state"] not in OVER and not may_wait:
                yield f"{row['dedup_key']} is {row['state']} at the end: {row['failure']}"
            if doubts[row["id"]] > MOST and not self._redraws(row):
                yield f"{row['dedup_key']} was in doubt {doubts[row['id']]} times"
            if row["state"] == "unknown" and doubts[row["id"]] < MOST:
                yield f"{row['dedup_key']} was given up after {doubts[row['id']]} doubts"

    def _redraws(self, row: Row) -> bool:
        """Whether it draws a card that stands there: that may be tried as often as needed."""
        card = (row["account_id"], row["card"])
        return row["card"] is not None and any(
            (one["account_id"], one["card"]) == card and one["id"] < row["id"] and one["state"] == "sent"
            for one in self.tables["outbox"]
        )

    def _shown(self) -> Iterator[str]:
        """What stands in the chats is what the tries say: each that arrived once, each in doubt at most once."""
        least, most = self._said({"sent"}), self._said({"sent", "unknown"})
        shown = [(str(chat.id), _plain(one.said[0])) for chat in self.api.state.chats.values() for one in chat.shown]
        seen = Counter(shown)
        for said in least | seen:
            if not least[said] <= seen[said] <= most[said]:
                yield f"{_short(said)} is shown {seen[said]} times, sent {least[said]}, with doubts {most[said]}"

    def _drawn(self) -> Iterator[str]:
        """A card shows the last that was to be drawn on it, and no earlier word was drawn over that."""
        rows = {row["id"]: row for row in self.tables["outbox"]}
        shows: dict[Any, int] = {}
        newest: dict[Any, int] = {}
        for attempt in self.tables["send_attempt"]:
            row = rows[attempt["outbox_id"]]
            if attempt["outcome"] == "sent" and row["card"] is not None:
                card = (row["account_id"], row["card"])
                shows[card], newest[card] = row["id"], max(row["id"], newest.get(card, 0))
        for card, id_ in shows.items():
            if id_ != newest[card]:
                yield f"card {card} shows row {id_}, drawn over row {newest[card]}"

    def _said(self, outcomes: set[str]) -> Counter[Said]:
        """What was sent as a new message, by the tries with these outcomes."""
        rows = {row["id"]: row for row in self.tables["outbox"]}
        chats = {row["id"]: row["address"] for row in self.tables["account"]}
        said: Counter[Said] = Counter()
        shown: set[str] = set()
        for attempt in self.tables["send_attempt"]:
            row = rows[attempt["outbox_id"]]
            redrawn = attempt["outcome"] == "sent" and attempt["detail"] in shown
            if attempt["outcome"] == "sent":
                shown.add(attempt["detail"])
            if attempt["outcome"] in outcomes and not redrawn:
                said[chats[row["account_id"]], _plain(attempt["said"])] += 1
        return said

    def _nudges(self) -> Iterator[str]:
        """What a nudge in doubt asked for is asked again by a later one, or by one that was merged into a later one; or
        it was given up, and coordinators have heard of it or will at the next look."""
        tasks = {row["id"]: (row["task"], row["period"]) for row in self.tables["occurrence"]}
        abouts = {row["id"]: (row["about"] or {}) for row in self.tables["outbox"]}
        named = {id_: {tasks[one] for one in about.get("occurrences", ())} for id_, about in abouts.items()}
        about: dict[int, list[tuple[int, set[Any]]]] = defaultdict(list)
        doubtful: list[Row] = []
        for row in self.tables["outbox"]:
            asked = named[row["id"]].union(*(named[one] for one in abouts[row["id"]].get("merged", ())))
            if row["state"] == "sent" and asked:
                about[row["person_id"]].append((row["id"], asked))
            if row["state"] == "unknown" and asked:
                doubtful.append({**row, "asked": asked})
        for row in doubtful:
            later = [asked for id_, asked in about[row["person_id"]] if id_ > row["id"]]
            if not row["asked"] <= set().union(*later) and not self._is_told(row):
                yield f"{row['dedup_key']} was in doubt and never asked again"

    def _is_told(self, row: Row) -> bool:
        """Whether the look after what was given up has told the coordinators of it, or has not come to it yet."""
        last = max(one["id"] for one in self.tables["send_attempt"] if one["outbox_id"] == row["id"])
        told = [int(one["dedup_key"].split(":")[2]) for one in self.tables["outbox"] if GIVEN_UP in one["dedup_key"]]
        return last > self.looked_up_to or any(last <= one for one in told)

    def _repeats(self) -> Iterator[str]:
        """Whatever is shown more often than it was sent for certain was in doubt before, and every repeat says so."""
        doubts = {row["outbox_id"] for row in self.tables["send_attempt"] if row["outcome"] == "unknown"}
        texts = [one.said[0] for chat in self.api.state.chats.values() for one in chat.shown]
        marked = sum(RESENT in one for one in texts)
        tries = Counter(
            row["outbox_id"] for row in self.tables["send_attempt"] if row["outcome"] in ("sent", "unknown")
        )
        again = sum(count - 1 for id_, count in tries.items() if id_ in doubts)
        if marked > again:
            yield f"{marked} repeats of messages of which {again} tries were repeated"

    @property
    def copies(self) -> int:
        """How many messages stand in the chats that say that they are repeats."""
        return sum(RESENT in one.said[0] for chat in self.api.state.chats.values() for one in chat.shown)

    @property
    def doubts(self) -> int:
        """How many tries nobody knows the fate of."""
        return sum(row["outcome"] == "unknown" for row in self.tables["send_attempt"])

    def _ledger(self) -> Iterator[str]:
        """Each confirmed report stands in the ledger once, with its figure, and nothing else does."""
        ids = {row["update_key"]: row["id"] for row in self.tables["inbox"]}
        figures = {row["update_id"]: row["value"] for row in self.tables["measurement"]}
        lines = self.tables["progress_update"]
        kept: Counter[Any] = Counter((row["inbox_id"], row["task"], figures.get(row["id"])) for row in lines)
        pressed = [(ids.get(str(one.update_id)), one.task, one.value) for one in self.effects]
        wanted: Counter[Any] = Counter(one for one, effect in zip(pressed, self.effects, strict=True) if effect.shown)
        yield from (f"{one} is missing in the ledger" for one in wanted - kept)
        yield from (f"{one} stands in the ledger and nobody confirmed it" for one in kept - Counter(pressed))


def _plain(text: str) -> str:
    """A text without the marks that come and go."""
    return text.replace(REHEARSAL, "").replace(RESENT, "").strip()


def _short(said: Said) -> str:
    first, _, _ = said[1].partition("\n")
    return f"{said[0]}: {first!r}"
