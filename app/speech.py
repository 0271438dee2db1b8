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
from wording import cli as said
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
        from wording.errors import sentence

        return sentence(spoken, error)
    if isinstance(error, InvalidPlan):
        return "\n".join([said.t(spoken, "broken_plan", count=len(error.problems)), *said.problems(spoken, error)])
    if isinstance(error, InvalidRule):
        return said.t(spoken, "bad_rule", why=error)
    if isinstance(error, AlreadyRunning):
        return said.t(
            spoken, "already_speaking" if isinstance(error, AlreadySpeaking) else "already_running", why=error
        )
    if isinstance(error, OtherVersion):
        return said.t(spoken, "version_later" if error.later else "version_before", standing=error.standing)
    if isinstance(error, OSError):
        return said.t(spoken, "system_says", where=error.filename or "", why=error.strerror or error).replace("  ", " ")
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
        raise typer.BadParameter(said.t(words(), "not_a_moment", text=text), param_hint=option) from None
    return aware


FIRST_YEAR, LAST_YEAR = 1980, 2200  # what lies outside was mistyped, and calendars end somewhere
