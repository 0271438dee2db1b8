"""Errors of the database without what people wrote: they end in the log.

SQLAlchemy prints the parameters of a failed statement unless told not to (`hide_parameters`). PostgreSQL quotes whole
rows in its DETAIL lines ("Failing row contains …"), and its driver quotes a value that it cannot send.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, ExceptionContext, event

# Everything from here on is a quotation.
_QUOTED = re.compile(
    r"(\n(DETAIL|HINT|CONTEXT):|(?<=invalid input for query argument )\$\d+:|"
    r"(?<=invalid input value )|(?<=invalid input syntax )).*",
    re.DOTALL,
)
CUT = " (what was written is not shown)"


def keep_quiet(engine: Engine) -> None:
    """Cut out of every error of this engine, and of the driver's error behind it, what quotes a row or a value."""

    @event.listens_for(engine, "handle_error")
    def cut(context: ExceptionContext) -> None:
        error: Any = context.sqlalchemy_exception
        if error is not None:
            _cut(error)
        error = context.original_exception
        while error is not None:
            _cut(error)
            error = error.__cause__


def _cut(error: Any) -> None:
    error.args = tuple(without_words(one) if isinstance(one, str) else one for one in error.args)
    for name in ("detail", "hint", "where"):  # asyncpg's own; it prints `detail`
        if getattr(error, name, None):
            setattr(error, name, None)


def without_words(message: str) -> str:
    """An error's message without its quotations."""
    return _QUOTED.sub(CUT, message)
