"""`duban understand`: what the bot reads in a message, one JSON reading a line.

It reads the plan file and no database, answers line by line (each is flushed), and never stops at a line that it cannot
read: that one's reading is `{"intent": "unknown", "error": …}`, so that as many lines come out as went in.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from domain.people import Person
    from language import Meaning, Message, Vocabulary

Json = dict[str, Any]


class Audience(StrEnum):
    """Whose messages they are."""

    LIAISON = "liaison"
    HEAD = "head"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    STRANGER = "stranger"


def understand(
    audience: Annotated[Audience, typer.Option(help="Who is speaking.")],
    text: Annotated[list[str] | None, typer.Argument(help="One message; without it, stdin: a message a line.")] = None,
    now: Annotated[str | None, typer.Option(metavar="ISO", help="The time it is (default: now).")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="stdin holds JSON lines: {id, text, context}; the id is echoed.")
    ] = False,
    plan: Annotated[Path | None, typer.Option("--plan", metavar="FILE", help="Another plan file.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Add what was seen on the way, as `findings`.")] = False,
) -> None:
    """Read messages as the bot would, and print what was understood."""
    from app import settings
    from app.office import plan_of
    from app.speech import moment
    from language.names import Vocabulary
    from scheduler.clock import real_time

    if jsonl and text:
        raise typer.BadParameter("JSON lines are read from stdin; leave out the text", param_hint="--jsonl")
    chosen = settings.load()
    known = plan_of(plan or chosen.plan_file)
    zone = ZoneInfo(known.timezone)
    at = (moment(now, zone, "--now") if now else real_time()).astimezone(zone)
    read = _reader(audience, Vocabulary.of(known), at, explain)
    messages = (_message(line) for line in _lines()) if jsonl else ({"text": one} for one in _texts(text))
    for message in messages:
        line = json.dumps(_reading(read, message), ensure_ascii=False)
        print(line.encode("utf-8", "backslashreplace").decode(), flush=True)  # half a character goes out as its escape


def _lines() -> Iterator[str]:
    """The lines of stdin as they come, without blank ones; what is no UTF-8 is marked, not fatal."""
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8-sig", errors="replace").rstrip("\r\n")
        if line.strip():
            yield line


def _texts(text: list[str] | None) -> Iterator[str]:
    return iter([" ".join(text)]) if text else _lines()


def _message(line: str) -> Json:
    """A JSON line as a message; `error` where it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"not JSON: {error}"}
    if not isinstance(message, dict):
        return {"error": "no JSON object"}
    if not isinstance(message.get("text"), str):
        return {**({"id": message["id"]} if "id" in message else {}), "error": "no text"}
    return message


def _reading(read: Callable[[str, Json | None], Json], message: Json) -> Json:
    head = {"id": message["id"]} if "id" in message else {}
    if "error" in message and "text" not in message:
        return {**head, "intent": "unknown", "error": message["error"]}
    context = message.get("context")
    return {**head, **read(message["text"], context if isinstance(context, dict) else None)}


def _reader(
    audience: Audience, vocabulary: Vocabulary, now: datetime, explain: bool
) -> Callable[[str, Json | None], Json]:
    """A function (text, context) -> reading as JSON: what the readers of that audience see in it, and under `means`
    what the product acts on: its kind, the row of the table of precedence that decided, and what differs from above."""
    from language import Context, Message
    from language.door import read_message
    from language.normalise import clean

    def read(text: str, said: Json | None) -> Json:
        context = Context.of(said, vocabulary, now)
        message = Message(clean(text), context)
        heard = read_message(message, _speaker(audience, context.department))
        found, findings = _seen_by(audience, message)
        means = [{"row": row, **_told(one)} for row, one in zip(heard.rows, heard.meanings, strict=True)]
        explained = {"findings": findings, "meanings": means} if explain else {}
        first = {name: value for name, value in means[0].items() if name == "certain" or found.get(name) != value}
        return {**found, "means": first, **explained}

    return read


def _speaker(audience: Audience, department: str | None) -> Person:
    from domain.people import GUEST, Membership, Person, Role

    if audience is Audience.STRANGER:
        return GUEST
    role = Role(audience.value)
    return Person(1, "", memberships=(Membership(role, department if role in (Role.LIAISON, Role.HEAD) else None),))


def _seen_by(audience: Audience, message: Message) -> tuple[Json, list[Any]]:
    """The reading in the form of its audience (`docs/operations.md`), and what each stage saw."""
    match audience:
        case Audience.LIAISON:
            from language.liaison import explain_liaison

            reading, findings = explain_liaison(message)
            return reading.to_json(), list(findings)
        case Audience.ADMIN:
            from language.schedule import explain_admin
            from language.schedule.as_json import reading_json

            context = message.context
            order, findings = explain_admin(message.said, context.vocabulary, context.now, message.phrase)
            return reading_json(order), list(findings)
        case Audience.STRANGER:
            return {"intent": "unknown"}, []
    from language.coordinator import explain_coordinator

    question, findings = explain_coordinator(message)
    return question.to_json(), list(findings)


def _told(meaning: Meaning) -> Json:
    """A meaning as plain JSON values."""
    from language.meanings import Report, RuleWords
    from language.reading import Question
    from language.schedule.as_json import reading_json

    head = {"kind": meaning.kind, "certain": meaning.certain}
    match meaning:
        case Question():
            return {**head, **meaning.to_json()}
        case Report(reading=reading, on_behalf=on_behalf):
            return {**head, "on_behalf": on_behalf, **reading.to_json()}
        case RuleWords(reading=reading):
            return {**head, **reading_json(reading)}
    said = {one.name: getattr(meaning, one.name) for one in fields(cast("Any", meaning))}
    return {**head, **json.loads(json.dumps(said, ensure_ascii=False, default=str))}
