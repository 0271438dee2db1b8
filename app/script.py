"""What people do in a simulation, from a file: a line a moment, in the plan's zone.

    2022-10-21 10:00 区科技产业局: 6 已建4家；其余正常
    2022-10-21 10:01 区科技产业局: 确认
    2022-10-24 09:30 王晓明: [全部正常推进]
    # a note, like an empty line, is passed over

Before the colon stands who speaks: a department (its liaison), a role, or a name of the cast. What follows is said, or,
in brackets, pressed: the newest button of that person that begins so. Lines of one moment happen in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.cast import Persona, personas
from domain import civil
from domain.errors import DubanError
from domain.people import Role
from domain.plan import Plan
from language.names import Vocabulary
from language.requested import invited

_LINE = re.compile(r"(?P<at>\d{4}-\d{1,2}-\d{1,2}[ T]+\d{1,2}:\d{2})\s+(?P<who>[^:：]+?)\s*[:：]\s*(?P<what>.*\S)\s*")
_PRESSED = re.compile(r"[\[【](?P<label>.+)[\]】]")


class InvalidScript(DubanError):
    """A line of a script cannot be played. `code` names the sentence, `facts` fill it in; nothing was kept."""

    def __init__(self, line: int, code: str, **facts: object) -> None:
        self.line, self.code, self.facts = line, code, facts
        super().__init__(f"line {line}: {code} {facts}")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody says, or presses. `line` is where it stands in the script."""

    line: int
    at: datetime
    who: Persona
    said: str | None = None
    pressed: str | None = None


def read(text: str, plan: Plan, zone: ZoneInfo, first: datetime, last: datetime) -> list[Act]:
    """The acts of a script in the order in which they happen. All of them lie in (first, last].

    Raises InvalidScript naming the first line that cannot be played.
    """
    acts = list(_acts(text, plan, zone))
    for act in acts:
        if not first < act.at <= last:
            told = (one.astimezone(zone) for one in (act.at, first, last))
            raise InvalidScript(act.line, "script_outside", **dict(zip(("at", "first", "last"), told, strict=True)))
    return sorted(acts, key=lambda act: act.at)


def _acts(text: str, plan: Plan, zone: ZoneInfo) -> Iterator[Act]:
    cast, vocabulary = personas(plan), Vocabulary.of(plan)
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise InvalidScript(number, "script_unread", text=line.strip())
        try:
            day, clock = match["at"].replace("T", " ").split()
            year, month, date = map(int, day.split("-"))
            hour, minute = map(int, clock.split(":"))
            at = civil.instant(datetime(year, month, date, hour, minute), zone)  # noqa: DTZ001 - a civil time
        except ValueError:
            raise InvalidScript(number, "script_no_time", text=match["at"]) from None
        who = _who(match["who"], cast, vocabulary)
        if len(who) != 1:
            code = "script_who" if who else "script_nobody"
            raise InvalidScript(number, code, who=match["who"], names=", ".join(one.name for one in who))
        pressed = _PRESSED.fullmatch(match["what"])
        if pressed:
            yield Act(number, at, who[0], pressed=pressed["label"].strip())
        else:
            yield Act(number, at, who[0], said=match["what"])


def _who(said: str, cast: tuple[Persona, ...], vocabulary: Vocabulary) -> list[Persona]:
    """Who of the cast is meant: by name, by role, or as the liaison of a department; several where it is unclear."""
    named = [one for one in cast if said in (one.name, one.id)]
    if named:
        return named
    wanted = invited(said, vocabulary)
    if wanted is None:
        return []
    role = wanted.role or Role.LIAISON
    known = wanted.departments
    if wanted.said and not known:
        return []
    found = [one for one in cast if one.role is role and (not known or one.department in known)]
    return found if known or wanted.role else []
