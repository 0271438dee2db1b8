"""The words of the local chat page: all used, none missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wording.page import PAGE, QUICK_MOVES, SUGGESTIONS, page_words
from wording.words import Words

WEB = Path(__file__).parents[2] / "web"
ROLES = ("liaison", "head", "coordinator", "admin", "stranger")


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    sources = "".join(file.read_text("utf-8") for file in WEB.rglob("*.*") if file.suffix in (".html", ".js", ".py"))
    asked = set(re.findall(r'word\("(\w+)"', sources) + re.findall(r"\bwords\.(\w+) \}\}", sources))
    assert not asked - PAGE.keys()
    built = {f"role_{role}" for role in ROLES} | {key for key, _ in QUICK_MOVES}
    assert not [key for key in PAGE.keys() - built if key not in sources]
    assert SUGGESTIONS.keys() == set(ROLES)


@pytest.mark.parametrize(("language", "title"), [("zh", "督办"), ("en", "Duban"), ("fr", "督办")])
def test_an_unknown_language_reads_as_chinese(language: str, title: str) -> None:
    assert page_words(Words(language))["product"] == title


def test_the_page_is_one_of_the_places_where_a_word_has_another_english() -> None:
    assert page_words(Words("en"))["role_liaison"] == "Liaisons"
    assert Words("en").t("联络员") == "liaison"
