"""A photo in the local chat: sent with the paperclip, kept beside the report, seen by the coordinator."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.browser import browser, open_page
from tests.e2e.visitor import Visitor, local_chat

__all__ = ["browser"]  # the fixture
pytestmark = pytest.mark.chromium

PIXEL = bytes.fromhex(  # the smallest PNG
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005050102cf"
    "a02dcb0000000049454e44ae426082"
)


async def test_a_photo_stands_beside_the_figure_that_it_shows(browser: Browser, tmp_path: Path) -> None:
    async with local_chat(tmp_path) as url, open_page(browser, url, width=375, height=812) as page:
        visitor = Visitor(page)
        await visitor.becomes("王晓明")
        await visitor.says("6 已建4家", until="确认报送")
        await visitor.taps("确认报送", until="已报送")
        photo: FilePayload = {"name": "现场.png", "mimeType": "image/png", "buffer": PIXEL}
        await page.locator("#file").set_input_files(photo)
        await visitor.sees("已收到附件“现场.png”，附到 R-1021-01")
        await expect(page.locator(".message.me .attached")).to_have_text("现场.png")
        await visitor.becomes("赵敏")
        await visitor.says("第6项依据", until="佐证：现场.png")
        await visitor.taps("看附件", until="第6项佐证：现场.png")
        shown = page.locator("img.picture").last
        await expect(shown).to_be_visible()
        assert await shown.evaluate("image => image.complete && image.naturalWidth") == 1
        await page.screenshot(path=tmp_path / "seen.png")
