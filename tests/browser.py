"""An installed Chromium for tests that look at pages; skipped with a reason where there is none.

    @pytest.mark.chromium
    async def test_something(browser: Browser) -> None:
        async with open_page(browser, url, width=375, height=812) as page: ...

Bring the fixture in with `from tests.browser import browser`. A page of `open_page` fails the test on leaving when its
script broke, its console held an error, or it asked anybody but this machine.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, Response, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless browser of this machine."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium is installed")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        await chromium.close()


@asynccontextmanager
async def open_page(
    browser: Browser, url: str, width: int = 1280, height: int = 800, language: str = "zh-CN"
) -> AsyncIterator[Page]:
    """A page at `url`. On leaving, fails when a script broke, the console held an error, a part of the page was
    missing or another machine was asked. A refusal by `/api/` and a server that is away are no faults of a page."""
    context = await browser.new_context(viewport={"width": width, "height": height}, locale=language)
    page = await context.new_page()
    broken: list[str] = []
    home = urlsplit(url).hostname

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            broken.append(line.text)

    def check(answer: Response) -> None:
        if answer.status >= 400 and not urlsplit(answer.url).path.startswith("/api/"):
            broken.append(f"{answer.status} {answer.url}")

    def watch(asked: Request) -> None:
        if urlsplit(asked.url).hostname != home:
            broken.append(f"asked {asked.url}")

    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", hear)
    page.on("response", check)
    page.on("request", watch)
    await page.goto(url)
    yield page
    await context.close()
    assert not broken, "\n".join(broken)
