"""Plans in files: a task list or a plan file in, a plan file out."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.office import bytes_of
from app.speech import words
from domain import planfile
from domain.errors import DubanError
from domain.plan import Plan
from domain.tasklist import keep_curation, parse_tasklist
from wording import cli as said


class WrongFile(DubanError):
    """The file is of a kind that cannot be read."""


def read(file: Path, known: Plan | None, plan_id: str | None = None) -> Plan:
    """The plan of a file. A task list is given the aliases and notes that people added to `known`, and its id, where
    the two have a task in common; else an id from the file's name.

    Raises InvalidPlan with every problem, WrongFile for another kind of file.
    """
    kind = file.suffix.lower()
    if kind == ".json":
        plan = planfile.loads(bytes_of(file))
        return plan if plan_id is None else planfile.loads(planfile.dumps(_renamed(plan, plan_id)))
    if kind != ".txt":
        raise WrongFile(said.t(words(), "wrong_type", name=file.name))
    text = decoded(bytes_of(file))
    fresh = parse_tasklist(text, plan_id=plan_id or "plan", source=file.name)
    titles = {task.title for task in known.tasks} if known else set()
    if known is None or not any(task.title in titles for task in fresh.tasks):
        own = re.sub(r"[^\w-]+", "-", file.stem).strip("-") or "plan"
        return fresh if plan_id else _renamed(fresh, own)
    return keep_curation(fresh if plan_id else _renamed(fresh, known.id), known)


def _renamed(plan: Plan, plan_id: str) -> Plan:
    return replace(plan, id=plan_id)


def decoded(raw: bytes) -> str:
    """The text of a file as offices write them: UTF-8, UTF-16 with its mark, or GB 18030."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def write(file: Path, plan: Plan) -> None:
    """Write a plan file: all of it or nothing. Raises OSError naming it."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(planfile.dumps(plan))
        os.replace(beside, file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        beside.unlink(missing_ok=True)


def document(plan: Plan) -> dict[str, Any]:
    """The plan as the JSON of its file."""
    found: dict[str, Any] = json.loads(planfile.dumps(plan))
    return found
