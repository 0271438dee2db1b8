"""The mark of every message that is sent while the plan's time is not the real one."""

from __future__ import annotations

from dataclasses import replace

from domain.messages import Outgoing
from wording.words import verbatim

MARK = verbatim("【演练】")


def rehearsed(message: Outgoing) -> Outgoing:
    """The message, beginning with the mark."""
    if message.title:
        return replace(message, title=MARK + message.title)
    first, *rest = message.lines or ("",)
    return replace(message, lines=(MARK + first, *rest))
