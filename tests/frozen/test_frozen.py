"""Nothing that the bot answers has changed unseen. After a wanted change: `python -m tests.frozen.take`, and read it.

The default run looks at a part; --slow at every text, every reply and three years.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from tests.frozen import answering, hearing, years

A_PART = 25
One = TypeVar("One")


def _heard(part: int) -> None:
    frozen = hearing.HEARD.read_text(encoding="utf-8").splitlines()
    texts = list(hearing.texts())
    assert len(frozen) == len(texts), "the corpora have grown: take heard.tsv anew"
    changed = []
    for line, (name, text) in list(zip(frozen, texts, strict=True))[::part]:
        now = hearing.line(name, text)
        if now != line:
            changed.append(f"{text!r}\n  was {line}\n  now {now}")
    assert not changed, "\n".join(changed)


def test_the_dialogue_that_answers_is_the_one_of_before() -> None:
    _heard(A_PART)


@pytest.mark.slow
def test_the_dialogue_that_answers_every_text_is_the_one_of_before() -> None:
    _heard(1)


async def _replies(url: str, part: int) -> None:
    frozen = [json.loads(line) for line in answering.REPLIES.read_text(encoding="utf-8").splitlines()]
    assert [{"who": one["who"], "said": one["said"]} for one in frozen] == answering.asked()
    async with answering.beginning(url) as answers:
        for one in _part(frozen, part):
            for language in ("zh", "en"):
                assert await answers.to(one["who"], one["said"], language) == one[language], (one["who"], one["said"])


async def test_the_replies_are_those_of_before(new_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    await _replies(new_sqlite(tmp_path), 10)


@pytest.mark.slow
async def test_every_reply_is_the_one_of_before(new_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    await _replies(new_sqlite(tmp_path), 1)


@pytest.mark.slow
async def test_three_years_bring_the_same_messages() -> None:
    assert (await years.played()).splitlines() == years.YEARS.read_text(encoding="utf-8").splitlines()


def _part(found: Sequence[One], part: int) -> Sequence[One]:
    return found[::part]
