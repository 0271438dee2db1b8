"""How the command line speaks: its words in the office's language, and errors as one sentence.

Nothing here opens a database; the settings are read as far as they can be, so that even a setting that cannot be used
is told in the language that was set.
"""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from domain.errors import AlreadyRunning, AlreadySpeaking, InvalidPlan, InvalidRule, OtherVersion, Refused
from wording import cli, commands
from wording.words import LANGUAGES, Words


def words(zone: ZoneInfo | None = None) -> Words:
    """The words of the office's language, in its zone or the given one."""
    from app.settings import load
    from domain.errors import InvalidSetting

    try:
        settings = load()
    except InvalidSetting:
        return Words(os.environ.get("DUBAN_LANGUAGE", LANGUAGES[0]), zone)
    return Words(settings.language, zone or settings.zone)


def sentence_of(error: Exception) -> str:
    """What to tell whoever typed the command."""
    spoken = words()
    if isinstance(error, Refused):
        from wording import errors

        return errors.sentence(spoken, error)
    if isinstance(error, InvalidPlan):
        return "\n".join([spoken.t(commands.BROKEN_PLAN, count=len(error.problems)), *cli.problems(spoken, error)])
    if isinstance(error, InvalidRule):
        return spoken.t(commands.BAD_RULE, why=error)
    if isinstance(error, AlreadyRunning):
        sentence = commands.ALREADY_SPEAKING if isinstance(error, AlreadySpeaking) else commands.ALREADY_RUNNING
        return spoken.t(sentence, why=error)
    if isinstance(error, OtherVersion):
        sentence = commands.VERSION_LATER if error.later else commands.VERSION_BEFORE
        return spoken.t(sentence, standing=error.standing)
    if isinstance(error, OSError):
        told = spoken.t(commands.SYSTEM_SAYS, where=error.filename or "", why=error.strerror or error)
        return told.replace("  ", " ")
    return str(error)


def moment(text: str, zone: ZoneInfo, option: str) -> datetime:
    """An instant from an option: ISO, without an offset in `zone`; a date alone is its midnight. Wrong usage if not."""
    from domain import civil

    try:
        wanted = datetime.fromisoformat(text.strip())
        aware = wanted if wanted.tzinfo else civil.instant(wanted, zone)
        if not FIRST_YEAR <= aware.year <= LAST_YEAR:
            raise ValueError
    except (ValueError, OverflowError):
        raise typer.BadParameter(words().t(commands.NOT_A_MOMENT, text=text), param_hint=option) from None
    return aware


FIRST_YEAR, LAST_YEAR = 1980, 2200  # what lies outside was mistyped, and calendars end somewhere
