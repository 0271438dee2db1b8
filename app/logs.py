"""The log: one line a record on stderr, for people on a terminal, as JSON for whatever collects it.

The rooms log with the standard library; how it looks and what may not be seen is decided here. Tokens and other secrets
are blotted out of the finished line, so that no message, argument or traceback can carry one out.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable

import structlog
from pydantic import SecretStr

from app.settings import Settings

BLOT = "***"
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
        [structlog.dev.ConsoleRenderer(colors=True, exception_formatter=structlog.dev.plain_traceback)]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    formatter = Blotting(
        secrets_of(settings),
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [lines]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every secret that is set, and what stands in the database's address."""
    values = [getattr(settings, name) for name in type(settings).model_fields]
    return tuple(one.get_secret_value() for one in values if isinstance(one, SecretStr) and one.get_secret_value())


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
