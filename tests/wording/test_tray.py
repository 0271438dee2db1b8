"""The tray's card stays within a message, however much is pending, and still says how much that is."""

from __future__ import annotations

import pytest

from domain.progress import Current, State
from tests.bot.dialogue import NOW, plan
from wording.tray import Item, Tray, card
from wording.words import Words


def pending(count: int) -> Tray:
    tasks = plan().tasks[:count]
    items = [
        Item(f"review:{one.number}:2022:1", "review", one.lead, one, one.milestones[0], _done(one.number))
        for one in tasks
    ]
    return Tray(tuple(items), tuple((one.number, one.lead, "用地审批尚未完成，" * 20) for one in tasks))


def _done(number: int) -> Current:
    return Current(number, "2022", State.REPORTED_DONE, note="已全部完成并通过验收，" * 20)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [0, 1, 5, 36])
def test_it_fits_and_says_how_many(language: str, count: int) -> None:
    tray = pending(count)
    for one in tray.items or (None,):
        shown = card(Words(language), tray, NOW, one.key if one else None, undo={"flow": "tray", "do": "undo"})
        assert len(shown.text().encode()) <= 2048
        assert len(shown.choices) <= 6
        assert str(count) in (shown.title or "")
        if one and one.task:
            assert one.task.short in shown.text()
