"""Every error that the product raises on purpose.

    DubanError
    ├── InvalidPlan            a plan file cannot be read as a plan; what is loaded stays
    ├── InvalidRule            a reminder rule contradicts itself or can never fire
    ├── InvalidSetting         a setting cannot be used; names it and says what would do
    ├── OtherVersion           a database's tables are of a version that this program cannot work on
    ├── Refused                a person asked for something that is not theirs, or not possible now
    │   ├── NotAllowed         the role does not cover it
    │   ├── NotFound           no such task, person, rule …
    │   ├── Stale              the button or card is from an earlier state
    │   └── Conflict           somebody was quicker; what they did stands
    └── AlreadyRunning         another process works on this database
        └── AlreadySpeaking    … on another database, with the same bot's token

A `Refused` is told to the person in their language: `wording.errors` turns `code` and `facts` into a
sentence that says what happened, what was kept and what to do next. Nothing was changed when one is raised.
"""

from __future__ import annotations


class DubanError(Exception):
    """Something that the product foresaw went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])


class InvalidPlan(DubanError):
    """The plan file cannot be used. Nothing was changed.

    `problems` holds one entry a fault, each with the task (or None), the field and what is wrong.
    """

    def __init__(self, problems: list[PlanProblem]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))


class PlanProblem:
    """One fault of a plan file: which task, which field, what is wrong (in plain words)."""

    def __init__(self, task: int | None, field: str, message: str) -> None:
        self.task, self.field, self.message = task, field, message

    def __str__(self) -> str:
        where = f"task {self.task}, {self.field}" if self.task is not None else self.field
        return f"{where}: {self.message}"


class InvalidRule(DubanError):
    """The reminder rule contradicts itself or can never fire."""


class InvalidSetting(DubanError):
    """A setting cannot be used."""


class OtherVersion(DubanError):
    """The database's tables are of a version that this program cannot work on.

    `standing` is their revision, `head` this program's; revisions are numbers of four digits.
    """

    def __init__(self, standing: str, head: str) -> None:
        self.standing, self.head = standing, head
        super().__init__(f"The database's tables are of revision {standing}, this program's of {head}.")

    @property
    def later(self) -> bool:
        """Whether they are of a later version, and not of one before the first release."""
        return self.standing > self.head


class AlreadyRunning(DubanError):
    """Another Duban process already works on this database."""


class AlreadySpeaking(AlreadyRunning):
    """Another Duban process already speaks as this bot, from a database of its own."""


class Refused(DubanError):
    """The request was understood and not carried out; nothing was changed.

    `code` names the sentence in `wording.errors`, `facts` fills it in.
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(f"{code} {facts}" if facts else code)


class NotAllowed(Refused):
    """The person's roles do not cover this."""


class NotFound(Refused):
    """There is no such task, person, rule or message."""


class Stale(Refused):
    """The button or card belongs to an earlier state."""


class Conflict(Refused):
    """Somebody was quicker; what they did stands."""
