"""A flow's step, driven by hand: what it asks of the services is answered from a list.

spoken = drive(told(people, "人员", {}, here(ADMIN, "人员")), ())
spoken.turn, spoken.calls
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.turn import Call, Flow, Here, Step, Turn
from domain.messages import Inbound
from domain.people import GUEST, Membership, Person, Role
from domain.plan import Plan
from domain.planfile import loads
from language import Vocabulary, read
from language.meanings import Answer, Consent
from language.normalise import clean
from wording.words import Words

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 11, 25, 9, 0, tzinfo=ZONE)  # a Friday
PLAN_FILE = Path(__file__).parents[2] / "data" / "plan.json"

LIAISON = Person(1, "王某某", "zh", (Membership(Role.LIAISON, "区科技产业局"),))
HEAD = Person(2, "陈某某", "zh", (Membership(Role.HEAD, "区科技产业局"),))
COORDINATOR = Person(3, "赵某某", "zh", (Membership(Role.COORDINATOR),))
ADMIN = Person(4, "钱某某", "zh", (Membership(Role.ADMIN),))


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a step ended, and what it asked for on the way, as (service's name, its arguments)."""

    turn: Turn | None
    calls: tuple[tuple[str, tuple[Any, ...]], ...]

    @property
    def text(self) -> str:
        """All replies as a person reads them, buttons in brackets."""
        return "\n".join(self._lines())

    def labels(self) -> list[str]:
        """The buttons of all replies."""
        return [choice.label for reply in self._replies() for choice in reply.choices]

    def action(self, label: str) -> dict[str, Any]:
        """What the button that begins so stands for."""
        for reply in self._replies():
            for choice in reply.choices:
                if choice.label.startswith(label):
                    return dict(choice.action)
        raise LookupError(f"no button {label!r} in {self.labels()}")

    def _replies(self) -> tuple[Any, ...]:
        return self.turn.replies if self.turn else ()

    def _lines(self) -> Iterator[str]:
        for reply in self._replies():
            yield reply.text()
            yield from (f"[{choice.label}]" for choice in reply.choices)


@cache
def plan() -> Plan:
    """The shipped plan."""
    return loads(PLAN_FILE.read_bytes())


@cache
def vocabulary() -> Vocabulary:
    """Its names."""
    return Vocabulary.of(plan())


def here(person: Person, text: str = "", **more: Any) -> Here:
    """Where a step stands; `more` are fields of `Inbound` or `Here` that differ."""
    inbound = Inbound(
        inbox_id=7,
        platform="local",
        address="somebody",
        text=text,
        name=more.get("name", "平台名"),
        private=more.get("private", True),
    )
    return Here(
        inbound,
        person,
        plan(),
        Words(person.language, ZONE),
        vocabulary(),
        more.get("now", NOW),
        more.get("card"),
    )


def told(flow: Flow, text: str, state: Mapping[str, Any], place: Here) -> Step:
    """The step of a flow that a text is read for, as the router would give it; None where it is another's. `state` is
    the flow's, which holds the floor."""
    place = replace(place, said=clean(text))
    for meaning in read(text, place.person, place.context(floor=state)).meanings:
        if isinstance(meaning, Consent) and (action := state.get("yes" if meaning.yes else "no")):
            return (yield from flow.press(action, place))
        if isinstance(meaning, Consent | Answer) or meaning.kind in flow.HEARS or place.person is GUEST:
            return (yield from flow.hear(meaning, state, place))
    return None


def drive(step: Step, *answers: Any) -> Spoken:
    """Run a step to its end. An answer that is an exception is thrown into it. Every answer must be asked for."""
    left, calls = list(answers), []
    try:
        asked: Call = next(step)
        while True:
            calls.append((asked.service.__name__, asked.args))
            answer = left.pop(0)
            asked = step.throw(answer) if isinstance(answer, Exception) else step.send(answer)
    except StopIteration as done:
        assert not left, f"nobody asked for {left}"
        return Spoken(done.value, tuple(calls))
