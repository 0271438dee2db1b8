"""The log: one line a record on stderr, for people on a terminal, as JSON for whatever collects it.

The rooms log with the standard library; how it looks and what may not be seen is decided here. Tokens and other secrets
are blotted out of the finished line, so that no message, argument or traceback can carry one out; what an error of
Python quotes ("could not convert …") may be what somebody wrote, and is left out. In an outage the same line would come
hundreds of times: it comes once a minute and says how often it was meant.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO

import structlog
from pydantic import SecretStr

from app.settings import Settings

BLOT = "***"
APART = 60.0  # seconds between two lines of one kind
QUOTING = (ValueError, LookupError)  # Python's own put into their message what they could not use
QUOTED = "(its message may quote what somebody wrote)"
# Shapes of secrets that are not settings: a Telegram token in an address, an invitation code, a credential in a URL.
SHAPES = re.compile(
    r"(?<=bot)\d{6,}:[\w-]{30,}|\bDB(?:-[0-9A-Z]{4}){5}\b|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=access_token=)[\w-]+|(?<=corpsecret=)[\w-]+"
)
# They tell of every beat, and of what people write.
QUIET = ("apscheduler", "alembic", "aiosqlite", "aiohttp.access", "asyncio", "telegram", "httpx")


def set_up_log(settings: Settings) -> None:
    """Log to stderr from `DUBAN_LOG_LEVEL` on."""
    shared = (
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    render: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(colors=True, exception_formatter=_print_discreetly)]
        if sys.stderr.isatty()
        else [
            structlog.processors.ExceptionRenderer(discreet_traceback),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    formatter = Blotting(
        secrets_of(settings),
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(formatter)
    lines.addFilter(Brake())
    root = logging.getLogger()
    root.handlers[:] = [lines]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every secret that is set, and what stands in the database's address."""
    values = [getattr(settings, name) for name in type(settings).model_fields]
    return tuple(one.get_secret_value() for one in values if isinstance(one, SecretStr) and one.get_secret_value())


class Brake(logging.Filter):
    """Lets a warning or an error of one kind (logger, message, error) through once a minute, and counts the rest."""

    def __init__(self) -> None:
        super().__init__()
        self._passed: dict[tuple[object, ...], float] = {}
        self._held_back: dict[tuple[object, ...], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record goes into the log."""
        if record.levelno < logging.WARNING:
            return True
        kind = (record.name, record.levelno, str(record.msg), record.exc_info[0] if record.exc_info else None)
        since = record.created - self._passed.get(kind, -APART)
        if 0 <= since < APART:
            self._held_back[kind] = self._held_back.get(kind, 0) + 1
            return False
        self._passed[kind] = record.created
        if more := self._held_back.pop(kind, 0):
            record.msg, record.args = f"{record.getMessage()} (and {more} more like this since)", None
        return True


ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def discreet_traceback(exc_info: ExcInfo) -> str:
    """A traceback in which errors that quote what they were given say only what they are."""
    return "\n".join(_parts(exc_info[1]))


def _parts(error: BaseException) -> Iterable[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _parts(before)
        yield "which led to:"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    quotes = isinstance(error, QUOTING) and type(error).__module__ == "builtins"
    yield f"{type(error).__qualname__}: {QUOTED if quotes else error}"


def _print_discreetly(out: TextIO, exc_info: ExcInfo) -> None:
    out.write(f"\n{discreet_traceback(exc_info)}")


class Blotting(structlog.stdlib.ProcessorFormatter):
    """A formatter that blots secrets out of each finished line."""

    def __init__(self, secrets: Iterable[str], **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]  # structlog's own options, handed through
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return blotted(super().format(record), self._secrets)


def blotted(line: str, secrets: Iterable[str]) -> str:
    """`line` without secrets."""
    for secret in secrets:
        line = line.replace(secret, BLOT)
    return SHAPES.sub(BLOT, line)
