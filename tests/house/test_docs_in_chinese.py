"""The pages for the office that installs it stand in both languages: chapter for chapter, row for row, word of code for
word of code. What the sentences say is for people to keep; what a test can hold is held here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT

PAGES = ("operations", "plan", "states", "tables")
ALL_PAGES = (*(f"docs/{page}.zh-CN.md" for page in PAGES), "README.zh-CN.md")
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
ARROW = re.compile(r"^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)", re.MULTILINE)
LETTERS = re.compile(r"[\u3400-\u9fff]")


def read(file: str) -> str:
    return (ROOT / file).read_text("utf-8")


def both(page: str) -> tuple[str, str]:
    return read(f"docs/{page}.md"), read(f"docs/{page}.zh-CN.md")


def prose(text: str) -> str:
    """The page without what stands in fences."""
    return FENCE.sub("", text)


def chapters(text: str) -> list[str]:
    return re.split(r"^#+ .*$", prose(text), flags=re.MULTILINE)


def tables(text: str) -> list[list[list[str]]]:
    """Every table: its rows of cells."""
    found = re.findall(r"(?:^\|.*\|\n)+", prose(text), re.MULTILINE)
    return [[re.split(r"(?<!\\)\|", row.strip().strip("|")) for row in table.splitlines()] for table in found]


def code(text: str) -> Counter[str]:
    """What stands in code type, but for the pages themselves and for what is Chinese or a placeholder in either."""
    return Counter(word for word in re.findall(r"`([^`\n]+)`", text) if not word.endswith(".md"))


@pytest.mark.parametrize("page", PAGES)
def test_the_chapters_are_the_same(page: str) -> None:
    english, chinese = (re.findall(r"^(#+) ", prose(text), re.MULTILINE) for text in both(page))
    assert english == chinese
    english, chinese = (
        [
            (len(re.findall(r"^ *(?:-|\d+\.) ", chapter, re.M)), len(re.findall(r"^\*\*|\n\n\*\*", chapter)))
            for chapter in chapters(text)
        ]
        for text in both(page)
    )
    assert english == chinese, "points or paragraphs with a head, by chapter"


@pytest.mark.parametrize("page", PAGES)
def test_the_tables_have_the_same_rows(page: str) -> None:
    english, chinese = (tables(text) for text in both(page))
    assert [len(table) for table in english] == [len(table) for table in chinese]
    for ours, theirs in zip(english, chinese, strict=True):
        for row, told in zip(ours, theirs, strict=True):
            assert len(row) == len(told), (row, told)
            assert code(row[0]) == code(told[0]), "the first cell"
            assert set(code(" ".join(row))) == set(code(" ".join(told))), row[0]


@pytest.mark.parametrize("page", PAGES)
def test_the_same_words_of_code_are_named(page: str) -> None:
    """Settings, commands, files, fields, states: chapter by chapter."""
    for ours, theirs in zip(*(chapters(text) for text in both(page)), strict=True):
        assert set(code(ours)) == set(code(theirs))


@pytest.mark.parametrize("page", PAGES)
def test_what_is_fenced_is_the_same(page: str) -> None:
    english, chinese = (FENCE.findall(text) for text in both(page))
    assert [kind for _, kind, _ in english] == [kind for _, kind, _ in chinese]
    for (_, kind, ours), (_, _, theirs) in zip(english, chinese, strict=True):
        if kind == "mermaid":
            assert ARROW.findall(ours) == ARROW.findall(theirs)
        else:
            assert re.sub(r"#.*", "", ours) == re.sub(r"#.*", "", theirs)


@pytest.mark.parametrize("page", PAGES)
def test_each_leads_to_the_other(page: str) -> None:
    english, chinese = both(page)
    assert f"]({page}.zh-CN.md)" in english
    assert f"]({page}.md)" in chinese


@pytest.mark.parametrize("file", ALL_PAGES)
def test_the_chinese_page_is_chinese(file: str) -> None:
    """No paragraph was left in English."""
    bare = [part for part in prose(read(file)).split("\n\n") if len(part) > 120 and not LETTERS.search(part)]
    assert not bare


@pytest.mark.parametrize("file", ALL_PAGES)
def test_its_links_lead_somewhere(file: str) -> None:
    for target, _, anchor in links(read(file)):
        page = (ROOT / file).parent / target if target else ROOT / file
        assert page.exists(), target
        assert not anchor or anchor in anchors(page.read_text("utf-8")), (target, anchor)


def links(text: str) -> Iterator[tuple[str, str, str]]:
    yield from (link.partition("#") for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link)


def anchors(text: str) -> set[str]:
    """As GitHub makes them of the headings: small letters, blanks as hyphens, no punctuation."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
