"""What coordinators ask: a question -> Question (`reader`), and its filters."""

from language.coordinator.reader import explain_coordinator, read_coordinator

__all__ = ["explain_coordinator", "read_coordinator"]
