"""When a rule fires: the next real times with the reason of each, for a preview. Pure; `services.rules` keeps rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import civil
from domain.instants import next_instants
from domain.rules import ReminderRule
from domain.workdays import Workdays
from wording import rules as said
from wording.words import Words


@dataclass(frozen=True, slots=True)
class Preview:
    """A rule in words, its next times (aware, in the plan's zone), and one reason a time, empty where there is none."""

    rule: str
    times: tuple[datetime, ...]
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """What `duban schedule preview --json` prints."""
        return {
            "rule": self.rule,
            "times": [one.isoformat(timespec="minutes") for one in self.times],
            "reasons": list(self.reasons),
        }


def preview(
    rule: ReminderRule,
    start: date | datetime,
    count: int,
    *,
    words: Words,
    workdays: Workdays,
    zone: ZoneInfo,
    dues: Iterable[date] = (),
) -> Preview:
    """The next `count` times of `rule`: on or after the civil day `start`, or after the moment `start` (aware).

    `dues` are the due dates that a rule around due dates counts from. Raises InvalidRule if it never fires.
    """
    if isinstance(start, datetime):
        after = start
    else:
        after = civil.instant(datetime.combine(start, time()), zone) - timedelta(microseconds=1)
    found = next_instants(rule, after, count, workdays, zone, dues)
    return Preview(
        said.phrase(words, rule),
        tuple(one.fires_at.astimezone(zone) for one in found),
        tuple(said.reasons(words, one) for one in found),
    )
