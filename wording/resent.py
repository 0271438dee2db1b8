"""The mark of a message that is sent once more because nobody knows whether it was shown."""

from __future__ import annotations

from dataclasses import replace

from domain.messages import Outgoing
from wording.words import verbatim

# In both languages: which one its reader speaks is not known here.
MARK = verbatim("（重发：如已收到请忽略 / sent again: please ignore it if you have it）")


def resent(message: Outgoing) -> Outgoing:
    """The message with the mark at its end."""
    return replace(message, footer=f"{message.footer}\n{MARK}" if message.footer else MARK)
