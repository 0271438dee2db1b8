"""What liaisons say: a message -> Reading (`reader`), by talk, clauses, figures and manner."""

from language.liaison.reader import LONGEST, explain_liaison, read_liaison

__all__ = ["LONGEST", "explain_liaison", "read_liaison"]
