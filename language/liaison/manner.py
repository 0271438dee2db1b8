"""How one clause says that things stand: done, partly, running, not started, behind, blocked, and what is in the way.

`done` is given only to a clause that says nothing else: each word must belong to "the task is finished". Anything
left over (方案已完成, 一期完成了, 基本完成) makes it a part, because a wrong "done" costs more than a question.
"""

from __future__ import annotations

from dataclasses import dataclass

from language.lexicon import manner as words
from language.reading import AT_RISK, BLOCKED, IN_PROGRESS, NOT_STARTED


@dataclass(frozen=True, slots=True)
class Manner:
    """What one clause says about how things stand."""

    done: bool = False
    asks_to_close: bool = False
    unfinished: bool = False
    unsure: bool = False
    status: str | None = None  # at_risk, blocked, not_started, in_progress
    obstacle: bool = False
    only_waits: bool = False  # for a step that comes anyway (等批复)
    starts_later: bool = False
    on_track: bool = False
    idle: bool = False  # says nothing: 您好, 汇报


def manner_of(clause: str, coming: bool = False) -> Manner:
    """The manner of one clause of a shape; `coming`: one of its dates lies ahead."""
    plain = words.GAP_NOT_OBSTACLE.sub("", clause.strip())
    free = bool(words.NO_TROUBLE.search(plain))
    later = words.STARTS_LATER.search(plain) and not words.PUBLISHED.search(plain)
    later = bool(later or (coming and words.STARTS.search(plain))) and not words.ALREADY.search(plain)
    waits = bool(words.WAITING.search(plain))
    hindered = bool(words.OBSTACLE.search(plain))
    behind = bool(words.BEHIND.search(plain))
    status: str | None = None
    if words.NOT_STARTED.search(plain) or words.NOTHING_YET.search(plain) or later:
        status = NOT_STARTED
    elif not free and words.BLOCKED.search(plain):
        status = BLOCKED
    elif not free and behind:
        status = AT_RISK
    elif not words.SENDS.search(plain) and (free or words.RUNNING.search(plain)):
        status = None if plain.startswith(("请", "麻烦", "帮")) else IN_PROGRESS
    done = bool(words.DONE.fullmatch(plain) or words.CLOSE.fullmatch(plain))
    unsure = bool(words.UNSURE.search(plain))
    return Manner(
        done=done and not unsure,
        asks_to_close=bool(words.ASKS_TO_CLOSE.search(plain)),
        unfinished=not done and bool(words.UNFINISHED.search(plain)),
        unsure=unsure,
        status=status,
        obstacle=not free and (waits or hindered),
        only_waits=not free and waits and not hindered and status not in (AT_RISK, BLOCKED),
        starts_later=later,
        on_track=bool(words.ON_TRACK.search(clause)) and not behind and not words.OFF_TRACK.search(clause),
        idle=not words.IDLE.sub("", clause),
    )
