"""What liaisons say: a message -> Reading (`reader`), by talk, clauses, figures and manner."""

from language.liaison.reader import explain_liaison, read_liaison

__all__ = ["explain_liaison", "read_liaison"]
