"""What the English tells people to write, the bot reads: every example is one that the sentences really give."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from language.coordinator import read_coordinator
from language.coordinator.asking import read_source
from language.liaison import read_liaison
from language.requests import read_request, says
from language.schedule import read_admin
from tests.bot.dialogue import NOW, vocabulary
from tests.language.plans import message
from tests.wording.test_catalogue import english


def command(text: str) -> object:
    found = read_request(text)
    return found and found.name


def report(text: str, asked_task: int | None = None) -> object:
    reading = read_liaison(message(text, vocabulary=vocabulary(), asked_task=asked_task, department="区科技产业局"))
    assert reading.ask is None
    return reading.intent, reading.tasks


def on_behalf(text: str) -> object:
    return report(text.removeprefix("on behalf "))


def question(text: str) -> object:
    asked = read_coordinator(message(text, vocabulary=vocabulary()))
    return asked.intent, asked.filters.get("tasks")


def rule(text: str) -> object:
    reading = read_admin(text, vocabulary(), NOW)
    assert reading.question is None
    return reading.control.action if reading.control else "rule"


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("help", command("help") == "help"),
        ("report", command("report") == "card"),
        ("people", command("people") == "people"),
        ("rules", command("rules") == "rules"),
        ("whoami", command("whoami") == "whoami"),
        ("quiet", command("quiet") == "quiet"),
        ("English", command("English") == "language"),
        ("中文", command("中文") == "language"),
        ("delete my data", command("delete my data") == "forget"),
        ("invite coordinator", command("invite coordinator") == "invite"),
        ("invite 区科技产业局 liaison", command("invite 区科技产业局 liaison") == "invite"),
        ("rehearse S-1", command("rehearse S-1") == "rehearse"),
        ("bind CODE", command("bind CODE") == "redeem"),
        ("yes", says("yes", "yes")),
        ("cancel", says("no", "cancel")),
        ("all", says("all", "all")),
    ],
)
def test_the_short_words_that_it_names_are_read(told: str, read: bool) -> None:
    assert any(f"“{told}”" in sentence for sentence in english().values())
    assert read


@pytest.mark.parametrize(
    ("told", "reader", "expected"),
    [
        ("6: 4 built", report, ("update", (6,))),
        ("6 built 4; 14 behind, waiting for legal; the rest on track", report, ("update", (6, 14))),
        ("wrong, 6: 3 built", report, ("correction", (6,))),
        ("task 6 is blocked by land approval", report, ("problem", (6,))),
        ("task 6 needs an extension to the end of December", report, ("delay_request", (6,))),
        ("what is the deadline of task 6", report, ("query", (6,))),
        ("what is the target of task 6", report, ("query", (6,))),
        ("my tasks", report, ("query", ())),
        ("on behalf 6: 4 built", on_behalf, ("update", (6,))),
        ("on behalf 14 behind, waiting for legal", on_behalf, ("problem", (14,))),
        ("on behalf 29: 60%", on_behalf, ("update", (29,))),
        ("who has not reported", question, ("list_unreported", None)),
        ("what is overdue", question, ("list_overdue", None)),
        ("due this month", question, ("list_due_soon", None)),
        ("red lights", question, ("list_by_light", None)),
        ("completion rates", question, ("ranking", None)),
        ("problems", question, ("list_problems", None)),
        ("status of task 6", question, ("task_status", [6])),
        ("every month on the 25th at 9, next workday if holiday", rule, "rule"),
        ("remind the lead departments on the 25th of every month at 9am", rule, "rule"),
        ("remind 30, 14, 7 and 1 days before due", rule, "rule"),
        ("every Friday at 4:30pm remind the unreported", rule, "rule"),
        ("pause S-1", rule, "pause"),
        ("resume S-1", rule, "resume"),
        ("delete S-1", rule, "cancel"),
        ("S-1 change to 10:00", rule, "change_time"),
    ],
)
def test_the_sentences_that_it_gives_as_examples_are_read(
    told: str, reader: Callable[[str], object], expected: object
) -> None:
    assert any(told in sentence for sentence in english().values())
    assert reader(told) == expected


def test_the_answers_that_a_question_suggests_are_read() -> None:
    """The questions name the task, and the examples of a reminder carry the numbers of its tasks."""
    assert report("task 6 暖心驿站 done", 6) == ("done", (6,))
    assert report("extension to March 31, land approval is not finished", 6) == ("delay_request", (6,))
    assert report("80% done, finished by the end of next month, waiting for approval", 6) == ("update", (6,))
    assert report("6 80% done; 14 behind, waiting for a document; the rest on track") == ("update", (6, 14))
    assert read_source(message("sources of task 6", vocabulary=vocabulary())) == (6,)
