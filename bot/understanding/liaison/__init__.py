"""What liaisons say: a message -> Reading (`reader`), by talk, clauses, figures and manner."""

from bot.understanding.liaison.reader import LONGEST, explain_liaison, read_liaison

__all__ = ["LONGEST", "explain_liaison", "read_liaison"]
