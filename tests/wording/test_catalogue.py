"""Chinese first, English complete: the catalogue is what `python3 dev.py words` makes of the sentences, and every
sentence has its English, with the same placeholders."""

from __future__ import annotations

import string
from functools import cache
from io import BytesIO

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract

from scripts import catalogue
from wording.words import CATALOGUE, COMPILED, NC_, Words

# Chinese that stands in English sentences on purpose: departments and names keep theirs, a language says its own name,
# a script of the simulation and the clock of the local chat are written in the language of the office.
KEPT = ("区科技产业局", "区团工委", "科技局", "中文", "绑定", "6 已建4家；其余正常", "到 2022", "+1天")
STALE = "python3 dev.py words was not run after the last change of a sentence or of its English"


@cache
def committed() -> Catalog:
    return catalogue.read(CATALOGUE)


@cache
def english() -> dict[str, str]:
    """Chinese -> English as it stands, with entries that lack their English."""
    return {str(message.id): str(message.string or "") for message in catalogue.sentences(committed())}


def named(message: Message) -> str:
    return f"{message.id} ({', '.join(message.auto_comments)})"


def placeholders(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def test_the_catalogue_is_what_the_extraction_gives() -> None:
    """Nothing missing, nothing left over, in the order of the source, each sentence with the cards that say it."""
    wanted, there = (list(catalogue.sentences(each)) for each in (catalogue.extracted(), committed()))
    assert [(message.id, message.context) for message in there] == [(each.id, each.context) for each in wanted], STALE
    assert CATALOGUE.read_bytes() == catalogue.as_po(catalogue.translated(committed())), STALE


def test_what_runs_is_what_the_catalogue_compiles_to() -> None:
    assert COMPILED.read_bytes() == catalogue.as_mo(catalogue.translated(committed())), STALE


def test_every_sentence_has_its_english_and_none_is_a_guess() -> None:
    missing = [named(message) for message in catalogue.sentences(committed()) if not message.string]
    assert not missing, f"{len(missing)} sentences have no English:\n" + "\n".join(missing)
    assert not [named(message) for message in committed() if message.fuzzy]


def test_the_english_has_the_same_placeholders() -> None:
    messages = [message for message in catalogue.sentences(committed()) if message.string]
    assert not [
        named(message) for message in messages if placeholders(str(message.id)) != placeholders(str(message.string))
    ]


def test_the_english_is_english() -> None:
    strange = {}
    for message in catalogue.sentences(committed()):
        left = str(message.string)
        for kept in KEPT:
            left = left.replace(kept, "")
        if catalogue.CHINESE.search(left):
            strange[named(message)] = left
    assert not strange


def test_no_place_is_told_apart_that_need_not_be() -> None:
    """A context is there because the English differs from what is said elsewhere."""
    placed = [message for message in catalogue.sentences(committed()) if message.context]
    assert placed
    for message in placed:
        elsewhere = committed().get(message.id)
        assert elsewhere, f"{named(message)} is said nowhere else"
        assert message.string != elsewhere.string, f"{named(message)} is said alike elsewhere"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('words.t("办结")', ["办结"]),
        ('words.t("第{n}项：{why}", n=1, why=words.t("办结"))', ["第{n}项：{why}", "办结"]),
        ('plain(words, "好的，"\n    "没有改动。")', ["好的，没有改动。"]),
        ('X = {"closed": N_("办结")}', ["办结"]),
        ('X = NC_("page", "办结")', ["办结"]),
        # What the house forbids (tests/house/test_words.py), because this is what becomes of it:
        ('words.t("办结" if closed else "退办")', ["办结退办"]),
        ('words.t(f"第{n}项")', []),
        ('words.t(NAMES["closed"])', ["closed"]),
    ],
)
def test_babel_finds_what_is_marked(source: str, found: list[str]) -> None:
    messages = extract("python", BytesIO(source.encode()), catalogue.KEYWORDS)
    assert [message for _, message, _, _ in messages] == found


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "已报送 5/6 · 09:03 · 编号 R-1125-04"),
        ("en", "Reported 5/6 · 09:03 · R-1125-04"),
        ("fr", "已报送 5/6 · 09:03 · 编号 R-1125-04"),
    ],
)
def test_words_speak_the_language_of_the_person(language: str, told: str) -> None:
    facts = {"done": 5, "all": 6, "time": "09:03", "code": "R-1125-04"}
    assert Words(language).t("已报送 {done}/{all} · {time} · 编号 {code}", **facts) == told


def test_a_word_is_said_as_its_place_wants_it() -> None:
    here = NC_("page", "联络员")
    assert [Words("en").t(word) for word in ("联络员", here)] == ["liaison", "Liaisons"]
    assert Words("zh").t(here) == "联络员"
