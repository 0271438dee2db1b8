"""The shipped font: what people type and what cards draw has a glyph, and its licence is with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reports.fonts import FAMILY, FONT_FILE, LICENCE_FILE, WEB_FONT_FILE
from reports.fonts.subset import characters

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def drawn() -> set[int]:
    return set(TTFont(FONT_FILE).getBestCmap())


def test_all_that_was_wished_for_is_there(drawn: set[int]) -> None:
    assert not [chr(point) for point in characters() - drawn]
    assert len([point for point in drawn if 0x4E00 <= point <= 0x9FA5]) >= 6763


@pytest.mark.parametrize(
    "text", ["○●▲■✓‹›", "，。、；：？！“”‘’（）【】《》—…·　", "０９ＡＺ％＞≥≤～", "珠海堃喆珺镕翀", "①②③㎡℃"]
)
def test_what_people_type_is_drawn(drawn: set[int], text: str) -> None:
    assert not [letter for letter in text if ord(letter) not in drawn]


def test_plan_and_wording_are_drawn(drawn: set[int]) -> None:
    files = [*ROOT.glob("data/*.json"), *ROOT.glob("wording/**/*.py"), *ROOT.glob("wording/**/*.po")]
    missing = {letter for file in files for letter in file.read_text("utf-8") if ord(letter) not in drawn} - {"\n"}
    assert files
    assert not missing


def test_both_files_hold_the_same_and_stay_small() -> None:
    pages, pictures = TTFont(WEB_FONT_FILE), TTFont(FONT_FILE)
    assert pages.getBestCmap().keys() == pictures.getBestCmap().keys()
    assert {font["name"].getDebugName(1) for font in (pages, pictures)} == {FAMILY}
    assert WEB_FONT_FILE.stat().st_size < 2_500_000


def test_the_licence_is_shipped() -> None:
    text = LICENCE_FILE.read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Adobe" in text
