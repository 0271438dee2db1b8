"""Plans in files: a list as an office keeps it or a plan file in, a plan file out."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.office import bytes_of
from app.speech import words
from documents.opening import CannotRead, opened
from domain import planfile
from domain.errors import DubanError
from domain.grids import Document
from domain.listed import ReadList
from domain.plan import Plan
from language.plan.tasklist import keep_curation, read_tasklist
from wording import commands, imported


class WrongFile(DubanError):
    """The file is of a kind that cannot be read, or holds no list."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The plan of a file; of a list also what was read on the way."""

    plan: Plan
    reading: ReadList | None = None
    document: Document | None = None


def read(
    file: Path,
    known: Plan | None,
    plan_id: str | None = None,
    year: int | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Imported:
    """The plan of a file. A list is given the aliases and notes that people added to `known`, and its id, where the two
    have a task in common; else an id from the file's name. `year`: of a list that does not say it. `told` hears how
    many of how many rows are read.

    Raises InvalidPlan with every problem of a plan file, WrongFile for a file that cannot be read or holds no list.
    """
    content = bytes_of(file)
    if file.suffix.lower() == ".json":
        plan = planfile.loads(content)
        return Imported(plan if plan_id is None else planfile.loads(planfile.dumps(replace(plan, id=plan_id))))
    try:
        document = opened(content, file.name)
    except CannotRead as error:
        raise WrongFile(imported.unreadable(words(), error.why, file.name)) from error
    reading = read_tasklist(document, plan_id=plan_id or "plan", year=year, source=file.name, told=told)
    if reading.plan is None:
        hint = words().t(commands.SAY_YEAR) if reading.missing == "year" else ""
        raise WrongFile("\n".join((f"{file.name}: {imported.missing(words(), reading)}{hint}", *_told(reading))))
    plan = curated(reading.plan, known, plan_id, file.stem)
    return Imported(plan, reading, document)


def _told(reading: ReadList) -> list[str]:
    return [f"  {line}" for line in imported.notices(words(), reading.notices)]


def curated(fresh: Plan, known: Plan | None, plan_id: str | None, stem: str) -> Plan:
    """The plan of a list with what people added to the one it revises, if it revises one."""
    titles = {task.title for task in known.tasks} if known else set()
    if known is None or not any(task.title in titles for task in fresh.tasks):
        own = re.sub(r"[^\w-]+", "-", stem).strip("-") or "plan"
        return fresh if plan_id else replace(fresh, id=own)
    return keep_curation(fresh if plan_id else replace(fresh, id=known.id), known)


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
