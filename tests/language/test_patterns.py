"""A pattern is passed over only where it could not have matched."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from language.lexicon.schedule_writing import SPELLINGS, TO_CHINESE
from language.lexicon.spoken import ENGLISH as SPOKEN
from language.lexicon.spoken import IN_FULL
from language.lexicon.writing import ENGLISH, HESITATION, SLIPS
from language.patterns import Pattern

TABLES = (*SPOKEN, *ENGLISH, *IN_FULL, *HESITATION, *SLIPS, *TO_CHINESE, *SPELLINGS)
CORPUS = sorted((Path(__file__).parents[1] / "corpus").glob("*.jsonl"))


def test_what_matches_in_the_corpora_is_never_passed_over() -> None:
    texts = [json.loads(line)["text"].lower() for file in CORPUS for line in file.read_text("utf-8").splitlines()]
    passed = matched = 0
    for pattern, _ in TABLES:
        compiled = re.compile(pattern.source)
        for text in texts:
            matched += 1 if (hit := compiled.search(text)) else 0
            passed += not pattern.may_match(text)
            assert not hit or pattern.may_match(text), (pattern.source, text)
    assert matched > 1_000
    assert passed > len(texts) * len(TABLES) * 0.7


@pytest.mark.parametrize(
    ("source", "telling"),
    [
        ("(?:by|before) the end of (?:the )?year", {" the end of "}),
        (r"\d+ (?:days?|weeks?)", {"day", "week"}),
        (r"(?:please)?\d+", set()),
        ("(?:tell|)[abc]", set()),
        ("(?:month){2,}s*", {"month"}),
        ("(?i)friday", set()),
        (r"(?<!no )change(?= of)", {"change"}),
    ],
)
def test_the_words_that_tell(source: str, telling: set[str]) -> None:
    pattern = Pattern(source)
    pattern.may_match("")
    assert {*(pattern.telling or ())} == telling


def test_a_pattern_that_is_none_says_so() -> None:
    with pytest.raises(re.error):
        Pattern("(").search("x")
