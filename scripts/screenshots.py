"""Take the pictures of the README from the real page: `.venv/bin/python -m scripts.screenshots [FOLDER]`.

Needs the environment of `dev.py test` and an installed Chromium. The local chat is started on the real plan with a
database of its own, and a morning of October 2022 is played on it; so the pictures show what anybody sees who does the
same. They go to `docs/images/`, or to FOLDER. So that the files stay small, the page's soft shadows and gradients are
drawn flat, and each picture is given a palette.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from scripts.slim_png import slim
from tests.browser import ARGUMENTS, NAMES
from tests.e2e.visitor import Visitor, local_chat

IMAGES = Path(__file__).parents[1] / "docs" / "images"
LARGEST = 150_000  # bytes; a README that loads slowly is not read
SHARP = 1.75  # device pixels for each of the page's
FLAT = """
    :not(.phone), ::before, ::after { box-shadow: none !important; text-shadow: none !important; }
    body { background: #e6edef !important; }
    .face { background: #0c4a5b !important; }
"""


async def main(folder: Path) -> None:
    """Play the morning and take every picture on the way."""
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        sys.exit(f"No Chromium is installed (looked for {', '.join(NAMES)}).")
    with tempfile.TemporaryDirectory() as data:
        async with async_playwright() as playwright, local_chat(Path(data)) as address:
            browser = await playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, "--lang=zh-CN"])
            async with window(browser, address, 375, 760) as phone, window(browser, address, 1280, 760) as desk:
                await play(Visitor(phone), Visitor(desk), folder)
            await browser.close()


@asynccontextmanager
async def window(browser: Browser, address: str, width: int, height: int) -> AsyncIterator[Page]:
    """A browser window of that size, drawn sharp and flat."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        device_scale_factor=SHARP,
        reduced_motion="reduce",
        bypass_csp=True,  # the page allows no style but its own; `FLAT` is another
    )
    page = await context.new_page()
    await page.goto(address)
    yield page
    await context.close()


async def play(liaison: Visitor, office: Visitor, folder: Path) -> None:
    """Three people on the morning on which the first monthly cycle opens."""
    await liaison.becomes("王晓明")
    await office.becomes("赵敏")
    await office.moves("到下一条提醒", "10-21 09:00")
    await liaison.sees("进展填报提醒")
    await take(liaison.page, folder / "liaison-card.png")

    await liaison.taps("逐项填写", "1/6 · 6 暖心驿站")
    await take(liaison.page, folder / "liaison-taps.png")
    await liaison.becomes("周敏")
    await liaison.says("5 归国人才6名；18 名企名校行8场次；19 换岗锻炼3名 卡在场地；其余正常", "我这样理解，可以吗？")
    await take(liaison.page, folder / "liaison-words.png")
    await liaison.says("确认", "已报送8项")

    await office.says("谁还没报", "已报 8/36")
    await expect(office.page.locator("[aria-current] .badge")).to_have_count(0)
    await take(office.page, folder / "coordinator-who.png")
    await office.says("催办区社会事业局", "将私信1人，尚未发送")
    await take(office.page.locator(".phone"), folder / "coordinator-chase.png")
    await office.taps("发送", "已催1人")
    await office.says("第5项进展", "归国人才：6/10名")
    await office.says("第5项依据", "依据（1条填报）")
    await take(office.page.locator(".phone"), folder / "coordinator-source.png")

    await office.becomes("钱进")
    await office.says("每月25日上午9点提醒牵头部门，遇节假日顺延", "新提醒（未保存）")
    await take(office.page.locator(".phone"), folder / "admin-rule.png")


async def take(what: Page | Locator, path: Path) -> None:
    """One picture."""
    keep(slim(await what.screenshot(animations="disabled", style=FLAT)), path)


def keep(picture: bytes, path: Path) -> None:
    """Write it, and say how large it is. Ends the run where it is too large to be shipped."""
    path.write_bytes(picture)
    sys.stdout.write(f"{path.name} {len(picture) / 1000:.0f} kB\n")
    if len(picture) > LARGEST:
        sys.exit(f"{path.name} is larger than {LARGEST / 1000:.0f} kB.")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES))
