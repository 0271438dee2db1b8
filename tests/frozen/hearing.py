"""Who answers a text, and what they do first, without a database: the step is stopped where it first asks a service."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.flows import assist, onboarding
from bot.router import DIALOGUES, FLOWS
from bot.turn import Flow, Here
from domain.errors import Refused
from domain.people import GUEST, Person
from language import Meaning, read
from language.meanings import Unread
from language.normalise import clean
from tests.bot.dialogue import ADMIN, COORDINATOR, HEAD, LIAISON, here

CORPORA = Path(__file__).parents[1] / "corpus"
HEARD = Path(__file__).with_name("heard.tsv")
ROLES: Mapping[str, Person] = {
    "liaison": LIAISON,
    "head": HEAD,
    "coordinator": COORDINATOR,
    "admin": ADMIN,
    "stranger": GUEST,
}


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the corpora with its name: liaison:D001."""
    for file in ("liaison", "heldout_liaison", "coordinator", "admin"):
        for line in (CORPORA / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            yield f"{file}:{one['id']}", one["text"]


def heard(role: str, text: str) -> tuple[str, str]:
    """The dialogue that answers, and what it first does or says."""
    person = ROLES[role]
    place = replace(here(person, text), said=clean(text))
    meanings = read(text, person, place.context()).meanings
    if person is GUEST:
        return "onboarding", first(onboarding, meanings[0], place) or ""
    for meaning in meanings:
        if meaning.kind in ("pasted_list", "list_mend"):
            continue  # only where a list is read, or looked at
        name = DIALOGUES[meaning.kind]
        done = first(FLOWS[name], meaning, place)
        if done is not None:
            return name, done
    return "assist", first(assist, Unread(), place) or ""


def first(flow: Flow, meaning: Meaning, place: Here) -> str | None:
    """What a flow does first with a meaning; None where it is not for it."""
    try:
        asked = next(flow.hear(meaning, {}, place))
    except StopIteration as ended:
        turn = ended.value
        return None if turn is None else "says " + "|".join(reply.text() for reply in turn.replies)
    except Refused as refused:
        return f"refuses {refused.code} {sorted(refused.facts.items())}"
    return f"asks {asked.service.__name__} {_told(asked.args)} {_told(asked.kwargs)}"


def _told(value: Any) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def digest(done: str) -> str:
    """Eight characters that change with any other first step."""
    return hashlib.sha256(done.encode("utf-8", "backslashreplace")).hexdigest()[:8]


def line(name: str, text: str) -> str:
    """A line of heard.tsv: the text's name, and for each role who answers and the digest."""
    found = (heard(role, text) for role in ROLES)
    return "\t".join((name, *(f"{who} {digest(done)}" for who, done in found)))
