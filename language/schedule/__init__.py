"""What admins say of reminders: a sentence -> reading (`reader`), a reading -> rule."""

from language.schedule.reader import (
    OFFICE,
    AdminReading,
    Defaults,
    Question,
    explain_admin,
    read_admin,
    to_rule,
)

__all__ = ["OFFICE", "AdminReading", "Defaults", "Question", "explain_admin", "read_admin", "to_rule"]
