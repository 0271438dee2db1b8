"""A turn of a conversation, without I/O.

A step is a generator. Where it needs something from the services, whether to know or to do, it yields a `Call` and is
given the answer; at the end it returns a `Turn`. It never touches a database, a clock or a platform itself:

    def press(action, here):
        recorded = yield from call(progress.record, entries)
        return Turn(replies=(wording.checkin.receipt(here.words, recorded),))

The router answers the calls inside one transaction; a test can answer them from a list. A refusal (`domain.errors`)
is thrown into the step at the place of the call; a step that does not catch it gives the person the refusal's sentence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from domain import civil
from domain.messages import Action, Inbound, Outgoing
from domain.people import Person, Role
from domain.plan import Plan
from language import Context, Expected, Meaning, Vocabulary
from services.desk import Desk
from wording.words import Words

Args = ParamSpec("Args")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Call:
    """Something a step asks of the services: `service(desk, *args, **kwargs)`."""

    service: Callable[..., Awaitable[Any]]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Floor:
    """Who will hear the next text first, and what it remembers. `state` is JSON.

    Where it holds "yes" or "no", each the action of a button, 对 / 1 / 确认 or 取消 press that button.
    """

    flow: str
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step ends with: the replies, in order, and who holds the floor now (None: nobody).

    `keeps_floor`: an aside (a question answered) that leaves the floor with whoever had it. `public`: asked in a group
    it may be answered there; everything else goes to the private chat.
    """

    replies: tuple[Outgoing, ...] = ()
    floor: Floor | None = None
    keeps_floor: bool = False
    public: bool = False


Step = Generator[Call, Any, Turn | None]
"""A step in progress. None at its end means: this was not for me, ask the next."""


def call(
    service: Callable[Concatenate[Desk, Args], Awaitable[Answer]], *args: Args.args, **kwargs: Args.kwargs
) -> Generator[Call, Any, Answer]:
    """Ask a service from within a step: `answer = yield from call(standing.seen, lead="…")`."""
    answer: Answer = yield Call(service, args, kwargs)
    return answer


@dataclass(frozen=True, slots=True)
class Here:
    """What a step knows without asking: who speaks, in which language, of which plan, and when."""

    inbound: Inbound
    person: Person
    plan: Plan
    words: Words
    vocabulary: Vocabulary
    now: datetime
    card: str | None = None  # the card of the pressed button, to be edited in place
    said: str = ""  # the text that was heard, without what nobody sees

    def context(
        self, asked_task: int | None = None, floor: Mapping[str, Any] | None = None, *, reports: bool = True
    ) -> Context:
        """What a text of this person is read in: with the floor's expectations, where it has any; `reports` is False
        for what is said of other departments' tasks."""
        held = floor or {}
        expects = Expected(
            held.get("expects", ""), held.get("task"), held.get("unit"), consent="yes" in held or "consent" in held
        )
        if not reports:
            return Context(self.vocabulary, self.now, asked_task=asked_task)
        liaison = self.person.departments(Role.LIAISON)
        led = [one.number for department in liaison for one in self.plan.led_by(department)]
        return Context(
            self.vocabulary,
            self.now,
            expects,
            asked_task or held.get("asked_task") or (led[0] if len(led) == 1 else None),
            next(iter(liaison), None),
            held.get("prev_text"),
            held.get("prev_task"),
        )

    @property
    def today(self) -> date:
        """The civil day in the plan's zone."""
        return civil.civil(self.now, self.words.zone).date()


class Flow(Protocol):
    """A module of `bot.flows`: pure steps for presses of its buttons and for what was said, read already; `state` is
    that of the floor where it is this flow's."""

    def press(self, action: Action, here: Here) -> Step: ...

    HEARS: frozenset[str]  # the kinds of meaning that are this flow's (`language.meanings`)

    def hear(self, meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step: ...


def turn(*replies: Outgoing, floor: Floor | None = None) -> Turn:
    """A finished turn, the way most steps end."""
    return Turn(replies, floor)


def confirm(card: Outgoing, flow: str, yes: Action, no: Action) -> Turn:
    """A question that a button answers, or a word: 对, 1, 确认 / 取消."""
    return Turn((card,), Floor(flow, {"yes": dict(yes), "no": dict(no)}))


def aside(*replies: Outgoing) -> Turn:
    """An answer in passing: whoever held the floor still does."""
    return Turn(replies, keeps_floor=True)
