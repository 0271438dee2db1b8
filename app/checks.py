"""What a running bot needs, looked at piece by piece; nothing is changed.

A check yields findings: `ok`, `warn` (it runs, but somebody should know) or `fail` (it does not run).
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from app import office
from app.logs import BLOT
from app.settings import Settings
from domain.errors import DubanError, InvalidPlan
from domain.plan import Plan
from domain.workdays import Workdays

if TYPE_CHECKING:
    from bot.channels.telegram_checkup import Checkup

ROOM_WARN, ROOM_FAIL = 500, 50  # megabytes free
TELEGRAM_SLACK = timedelta(seconds=30)  # between this machine's clock and Telegram's
COPIES_SLACK = timedelta(days=2)  # a copy is made each night: one may be missed
CLOCK_SLACK = timedelta(minutes=2)  # the machine's clock may be set back by so much without anybody noticing


class Level(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: what was looked at, and the sentence (`wording.findings`) with its facts."""

    check: str
    level: Level
    code: str
    facts: dict[str, Any]


def _found(check: str, level: Level, code: str, **facts: Any) -> Finding:
    return Finding(check, level, code, facts)


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Every finding, in the order in which a start would meet them."""
    for finding in (*python(), *what_is_set(settings), *data_folder(settings)):
        yield finding
    async for finding in database(settings):
        yield finding
    async for finding in copies(settings):
        yield finding
    for finding in (*font(), *port(settings)):
        yield finding
    async for finding in telegram(settings):
        yield finding
    from app import checks_wecom

    async for check, level, code, facts in checks_wecom.look(settings):
        yield _found(check, Level(level), code, **facts)


def python() -> Iterator[Finding]:
    """The Python that runs this."""
    version = ".".join(map(str, sys.version_info[:3]))
    level = Level.OK if sys.version_info >= (3, 11) else Level.FAIL
    yield _found("python", level, "python", version=version)


def what_is_set(settings: Settings) -> Iterator[Finding]:
    """The settings that differ from their defaults, secrets masked, and names that no setting has."""
    told = [
        f"DUBAN_{name.upper()}={_masked(name, getattr(settings, name))}" for name in sorted(settings.model_fields_set)
    ]
    yield _found("settings", Level.OK, "settings" if told else "settings_default", settings="  ".join(told))
    known = {f"DUBAN_{name.upper()}" for name in type(settings).model_fields}
    strange = sorted(name for name in os.environ if name.startswith("DUBAN_") and name.upper() not in known)
    if strange:
        yield _found("settings", Level.WARN, "settings_strange", names=", ".join(strange))


def _masked(name: str, value: object) -> str:
    if isinstance(value, SecretStr):
        return BLOT
    return office.shown(str(value)) if name == "database_url" else str(value)


def data_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the data folder can be written, and its room."""
    folder = settings.data_dir.resolve()
    standing = next(one for one in (folder, *folder.parents) if one.exists())
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        yield _found("data", Level.FAIL, "data_closed", folder=folder)
        return
    free = shutil.disk_usage(standing).free // 1_000_000
    level = Level.FAIL if free < ROOM_FAIL else Level.WARN if free < ROOM_WARN else Level.OK
    yield _found("data", level, "data", folder=folder, free=free)


async def copies(settings: Settings) -> AsyncIterator[Finding]:
    """The nightly copies of the office's database: each is opened. Nothing for the local chat, which has none."""
    from scheduler.clock import real_time
    from scheduler.nightly import copies as standing
    from storage import backup

    folder = settings.data_dir.resolve() / "backups"
    if settings.serves_local_chat or not settings.backups:
        return
    found = standing(folder)
    if not found:
        yield _found("copies", Level.WARN, "backups_none", folder=folder)
        return
    bad = [copy for file in found if (copy := await backup.look(file)).fault]
    for copy in bad:
        yield _found("copies", Level.FAIL, "backup_bad", file=copy.file, why=copy.fault)
    last = date.fromisoformat(found[-1].stem.removeprefix("duban-"))
    if real_time().astimezone(settings.zone).date() - last > COPIES_SLACK:
        yield _found("copies", Level.WARN, "backups_old", last=last)
    elif not bad:
        yield _found("copies", Level.OK, "backups", count=len(found), last=last)


def open_to_others(url: str) -> Iterator[Finding]:
    """Whether others on this machine can read the database."""
    from storage import private

    file = Path(url.removeprefix("sqlite:///"))
    for one in (file.parent, *private.beside(file)):
        if private.others_may_read(one):
            yield _found("private", Level.WARN, "database_open_to_others", place=one)
            return


async def database(settings: Settings) -> AsyncIterator[Finding]:
    """The database that would be worked on, the plan in it, the calendar's years and the machine's clock."""
    url = office.address(settings, None)
    place, plan, workdays = office.shown(url), None, Workdays()
    if not office.exists(url):
        yield _found("database", Level.OK, "database_none", place=place)
    else:
        from storage import checkup

        try:
            standing, head, works = await checkup.revisions(url)
        except Exception as error:  # whatever the driver says; the doctor tells it and goes on
            yield _found("database", Level.FAIL, "database_closed", place=place, why=str(error).split("\n")[0])
            return
        if not works:
            told = "database_newer" if (standing or "") > head else "database_before"
            yield _found("database", Level.FAIL, told, place=place, revision=standing)
            return
        if url.startswith("sqlite:///"):
            for finding in open_to_others(url):
                yield finding
        if (damage := await checkup.damage(url)) is not None:
            yield _found("database", Level.FAIL, "database_damaged", place=place, why=damage)
            return
        if (standing or "") < head:
            yield _found("database", Level.WARN, "database_older", place=place, revision=standing or "-", head=head)
        else:
            level, said_ = (Level.OK, "database") if standing == head else (Level.WARN, "database_grown")
            yield _found("database", level, said_, place=place, revision=standing, head=head)
            plan, workdays, findings = await _inside(url)
            for finding in findings:
                yield finding
    if plan is None:
        try:
            plan = office.plan_of(settings.plan_file)
        except InvalidPlan as error:
            yield _found("plan", Level.FAIL, "plan_broken", file=settings.plan_file, why=error.problems[0])
            return
        yield _plan("plan_file", plan)
    for finding in calendar(plan, workdays):
        yield finding


async def _inside(url: str) -> tuple[Plan | None, Workdays, list[Finding]]:
    from scheduler.clock import real_time
    from storage import audit, plans, rules
    from storage.checkup import last_machine_instant

    try:
        async with office.opened(url) as opened, opened.read() as tx:
            loaded, last = await plans.loaded(tx), await last_machine_instant(tx)
            workdays = await rules.workdays(tx)
            row, lost, head = await audit.broken_at(tx), await audit.missing_head(tx), await audit.head(tx)
    except DubanError as error:
        return None, Workdays(), [_found("database", Level.FAIL, "says", why=error)]
    findings = [_plan("plan", loaded.plan) if loaded else _found("plan", Level.OK, "plan_none")]
    now = real_time()
    if last is not None and last > now + CLOCK_SLACK:
        findings.append(_found("clock", Level.FAIL, "clock_behind", now=now, last=last))
    else:
        findings.append(_found("clock", Level.OK, "clock", now=now, last=last or "-"))
    broken = row is not None or lost is not None
    facts = {"row": row, "lost": lost, "head": head or "-"}
    findings.append(
        _found("record", Level.FAIL if broken else Level.OK, "record_broken" if broken else "record", **facts)
    )
    return loaded.plan if loaded else None, workdays, findings


def _plan(code: str, plan: Plan) -> Finding:
    indicators = sum(len(one.indicators) for task in plan.tasks for one in task.milestones)
    counts = {"tasks": len(plan.tasks), "departments": len(plan.departments), "indicators": indicators}
    return _found("plan", Level.OK, code, id=plan.id, **counts)


def calendar(plan: Plan, workdays: Workdays) -> Iterator[Finding]:
    """Whether the official workday notices of the plan's years and of this one are known."""
    from scheduler.clock import real_time

    days = [day for task in plan.tasks for one in task.milestones for day in (one.starts, one.due) if day]
    years = sorted({*range(min(days).year, max(days).year + 1), real_time().year})
    missing = [year for year in years if not workdays.covered(year)]
    shown = ", ".join(map(str, missing or years))
    yield _found("workdays", Level.WARN if missing else Level.OK, "years_missing" if missing else "years", years=shown)


def font() -> Iterator[Finding]:
    """The fonts for pages and pictures."""
    from reports.fonts import FONT_FILE, WEB_FONT_FILE

    missing = [one.name for one in (FONT_FILE, WEB_FONT_FILE) if not one.is_file()]
    yield _found(
        "font", Level.FAIL if missing else Level.OK, "font_missing" if missing else "font", files=", ".join(missing)
    )


def port(settings: Settings) -> Iterator[Finding]:
    """Whether the port is free; if not, a start takes the next one."""
    where = {"host": settings.web_host, "port": settings.web_port}
    try:
        with socket.create_server((settings.web_host, settings.web_port), reuse_port=False):
            pass
    except OSError as error:
        yield _found("port", Level.WARN, "port_taken", **where, why=error.strerror or error)
    else:
        yield _found("port", Level.OK, "port", **where)


async def telegram(settings: Settings) -> AsyncIterator[Finding]:
    """The token, the network, the time and where updates go, where Telegram is set."""
    if settings.telegram_token is None:
        return
    from bot.channels.telegram_checkup import look as ask
    from scheduler.clock import real_time

    token = settings.telegram_token.get_secret_value().strip()
    seen = await ask(token, settings.telegram_base_url, settings.public_url, real_time())
    if seen.refused:
        yield _found("telegram", Level.FAIL, "telegram_refused")
    elif seen.unreached is not None:
        yield _found("telegram", Level.FAIL, "telegram_unreached", where=settings.telegram_base_url, why=seen.unreached)
    else:
        yield _found("telegram", Level.OK, "telegram", name=seen.name)
        for finding in _telegram_in_detail(seen):
            yield finding


def _telegram_in_detail(seen: Checkup) -> Iterator[Finding]:
    if seen.ahead is not None:
        level = Level.WARN if abs(seen.ahead) > TELEGRAM_SLACK else Level.OK
        code = "telegram_time_differs" if level is Level.WARN else "telegram_time"
        yield _found("telegram_time", level, code, seconds=round(seen.ahead.total_seconds()))
    if seen.expected is not None and not seen.expected.startswith("https://"):
        yield _found("telegram_webhook", Level.FAIL, "webhook_not_https", url=seen.expected)
    elif seen.webhook != seen.expected:
        where = {"url": seen.webhook or "-", "wanted": seen.expected or "-"}
        yield _found("telegram_webhook", Level.WARN, "webhook_differs", **where)
    elif seen.trouble and seen.waiting:
        yield _found("telegram_webhook", Level.WARN, "webhook_trouble", why=seen.trouble, waiting=seen.waiting)
    else:
        code = "webhook" if seen.webhook else "webhook_none"
        yield _found("telegram_webhook", Level.OK, code, url=seen.webhook or "-", waiting=seen.waiting)
    if seen.reads_groups:
        yield _found("telegram_groups", Level.WARN, "telegram_reads_groups")
