"""`duban understand`: what the bot reads in a message, one JSON reading a line.

It reads the plan file and no database, answers line by line (each is flushed), and never stops at a line that it cannot
read: that one's reading is `{"intent": "unknown", "error": …}`, so that as many lines come out as went in.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from language.names import Vocabulary

Json = dict[str, Any]


class Audience(StrEnum):
    """Whose messages they are."""

    LIAISON = "liaison"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


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
    """A function (text, context) -> reading as JSON."""
    if audience is Audience.ADMIN:
        from language.schedule import explain_admin
        from language.schedule.as_json import reading_json

        def order(text: str, _: Json | None) -> Json:
            reading, findings = explain_admin(text, vocabulary, now)
            return {**reading_json(reading), **({"findings": findings} if explain else {})}

        return order
    if audience is Audience.COORDINATOR:
        from language.coordinator import explain_coordinator

        def ask(text: str, _: Json | None) -> Json:
            question, findings = explain_coordinator(text, vocabulary, now)
            return {**question.to_json(), **({"findings": findings} if explain else {})}

        return ask
    from language.liaison import explain_liaison
    from language.reading import Context

    def report(text: str, context: Json | None) -> Json:
        reading, findings = explain_liaison(text, Context.of(context), vocabulary, now)
        return {**reading.to_json(), **({"findings": findings} if explain else {})}

    return report
