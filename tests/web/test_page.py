"""The local chat page in a real browser, over a scripted world."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from domain.errors import Refused
from tests.browser import browser, open_page
from tests.web.scripted_world import ScriptedWorld
from web import local_chat
from web.server import WebServer, build_app

__all__ = ["browser"]  # the fixture
pytestmark = pytest.mark.chromium


async def serve(world: ScriptedWorld, port: int = 0) -> WebServer:
    app = build_app()
    local_chat.attach(app, world, explain=lambda refusal, language: f"没有做：{refusal.code}")
    return await WebServer.start(app, "127.0.0.1", port, tries=1)


@pytest.fixture
def world() -> ScriptedWorld:
    return ScriptedWorld()


@pytest.fixture
async def server(world: ScriptedWorld) -> AsyncIterator[WebServer]:
    running = await serve(world)
    yield running
    await running.stop()


def card(page: Page, message_id: int) -> Locator:
    return page.locator(f'article[data-id="{message_id}"]')


async def test_a_card_is_edited_in_place(browser: Browser, server: WebServer, world: ScriptedWorld) -> None:
    first = world.post("wang", **world.card())
    world.post("wang", lines=["另一条"])
    async with open_page(browser, f"{server.url}#wang") as page:
        await expect(page.locator(".message")).to_have_count(2)
        await card(page, first).get_by_role("button", name="逐项填写").click()
        await expect(card(page, first)).to_contain_text("1/6 · 6 暖心驿站")
        await expect(card(page, first).get_by_role("button")).to_have_count(6)
        await card(page, first).get_by_role("button", name="4家", exact=True).click()
        await expect(card(page, first)).to_contain_text("已报送 6/6")
        await expect(card(page, first).locator(".light.yellow")).to_have_text("▲")
        await expect(page.locator(".message")).to_have_count(2)
        assert await page.locator(".message").first.get_attribute("data-id") == str(first)  # still above the other
    assert [call for call in world.calls if call[0] == "press"] == [
        ("press", "wang", first, "each"),
        ("press", "wang", first, "4"),
    ]


async def test_the_keyboard_stays_on_the_card(browser: Browser, server: WebServer, world: ScriptedWorld) -> None:
    only = world.post("wang", **world.card())
    async with open_page(browser, f"{server.url}#wang") as page:
        await card(page, only).get_by_role("button", name="逐项填写").focus()
        await page.keyboard.press("Enter")
        await expect(card(page, only).get_by_role("button", name="仍3家")).to_be_focused()


async def test_enter_sends_and_an_input_method_is_left_alone(
    browser: Browser, server: WebServer, world: ScriptedWorld
) -> None:
    async with open_page(browser, f"{server.url}#wang") as page:
        box = page.locator("#say")
        await box.focus()
        typing = await page.context.new_cdp_session(page)
        await typing.send("Input.imeSetComposition", {"text": "bao", "selectionStart": 3, "selectionEnd": 3})
        await page.keyboard.press("Enter")  # chooses a word
        assert await page.locator(".message").count() == 0
        await typing.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
        await box.fill("6 已建4家")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("14")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.bot")).to_contain_text("收到：6 已建4家")
        await expect(page.locator(".message.me")).to_have_count(1)
        await expect(box).to_have_value("")
    assert [call for call in world.calls if call[0] == "say"] == [("say", "wang", "6 已建4家\n14")]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_phone_needs_no_sideways_scroll(
    browser: Browser, server: WebServer, world: ScriptedWorld, language: str
) -> None:
    world.post("wang", **world.card())
    world.post("wang", lines=["http://127.0.0.1/board?" + "x" * 300, "很长" * 200, "W" * 500])
    async with open_page(browser, f"{server.url}?lang={language}#wang", width=375, height=812) as page:
        await expect(page.locator(".message")).to_have_count(2)
        for opener in ("#open-people", "#open-clock"):
            await page.locator(opener).click()
            await expect(page.locator("aside.open")).to_be_in_viewport(ratio=0.9)
            wide = await page.evaluate(
                "[document.documentElement, ...document.querySelectorAll('.scroll, aside, .personas')]"
                ".filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className)"
            )
            assert wide == []
            await page.keyboard.press("Escape")
            await expect(page.locator("aside.open")).to_have_count(0)
            await expect(page.locator(opener)).to_be_focused()


async def test_the_shipped_font_is_used(browser: Browser, server: WebServer) -> None:
    async with open_page(browser, server.url) as page:
        await expect(page.locator("#name")).to_have_text("王晓明")
        assert await page.evaluate(
            "document.fonts.ready.then(() => [...document.fonts].map((font) => font.status))"
        ) == ["loaded"]
        assert await page.evaluate("""document.fonts.check('16px "Duban Sans SC"', '督办○●▲■✓')""")
        typing = await page.context.new_cdp_session(page)
        await typing.send("DOM.enable")
        await typing.send("CSS.enable")
        root = (await typing.send("DOM.getDocument"))["root"]["nodeId"]
        node = await typing.send("DOM.querySelector", {"nodeId": root, "selector": "#name"})
        fonts = (await typing.send("CSS.getPlatformFontsForNode", node))["fonts"]
        assert [(font["familyName"], font["isCustomFont"]) for font in fonts] == [("Duban Sans SC", True)]


async def test_hostile_text_is_only_text(browser: Browser, server: WebServer, world: ScriptedWorld) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    world.post(
        "wang",
        title=evil,
        lines=[evil, "javascript:alert(1)", "看 http://127.0.0.1:1/a?b=<b>。"],
        choices=[{"key": "k", "label": evil, "style": 'x" onclick="y'}],
        footer=evil,
    )
    async with open_page(browser, f"{server.url}#wang") as page:
        await expect(page.locator(".message .title")).to_have_text(evil)
        await page.locator("#say").fill(evil)
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.me .row")).to_have_text(evil)
        assert await page.locator(".log img, .log script").count() == 0
        links = await page.locator(".log a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
        assert links == ["http://127.0.0.1:1/a?b="]
        await expect(page).to_have_title(re.compile("督办"))


async def test_unread_marks_follow_each_persona(browser: Browser, server: WebServer, world: ScriptedWorld) -> None:
    async with open_page(browser, f"{server.url}#wang") as page:
        li = page.locator('[data-persona="li"]')
        await expect(li).to_be_visible()
        world.post("li", lines=["一"])
        world.post("li", lines=["二"])
        await expect(li.locator(".badge")).to_contain_text("2")
        await li.click()
        await expect(page.locator("#name")).to_have_text("李建国")
        await expect(page.locator(".message")).to_have_count(2)
        await expect(li.locator(".badge")).to_have_count(0)
        assert page.url.endswith("#li")
        await page.reload()
        await expect(page.locator("#name")).to_have_text("李建国")


async def test_who_reads_above_is_not_pulled_down(browser: Browser, server: WebServer, world: ScriptedWorld) -> None:
    for number in range(40):
        world.post("wang", lines=[f"第{number}条"])
    async with open_page(browser, f"{server.url}#wang", width=375, height=812) as page:
        await expect(page.locator(".message").last).to_be_in_viewport()
        await page.locator("#scroll").evaluate("one => { one.scrollTop = 0 }")
        await expect(page.locator(".message").first).to_be_in_viewport()
        latest = world.post("wang", lines=["新来的"])
        await expect(page.locator("#pill")).to_be_visible()
        await expect(card(page, latest)).not_to_be_in_viewport()
        await page.locator("#pill").click()
        await expect(card(page, latest)).to_be_in_viewport()
        await expect(page.locator("#pill")).to_be_hidden()


async def test_the_page_comes_back_after_a_restart(browser: Browser, world: ScriptedWorld) -> None:
    server = await serve(world)
    port = server.port
    world.post("wang", lines=["之前"])
    async with open_page(browser, f"{server.url}#wang") as page:
        await expect(page.locator(".message")).to_have_count(1)
        await server.stop()
        await expect(page.locator("#offline")).to_be_visible()
        await page.locator("#say").fill("断线时说的")
        await page.keyboard.press("Enter")
        again = page.get_by_role("button", name="重试")
        await expect(again).to_be_visible()
        world.post("wang", lines=["期间"])
        server = await serve(world, port)
        await expect(page.locator("#offline")).to_be_hidden(timeout=15_000)
        await expect(page.locator(".message[data-id]")).to_have_count(2)
        await again.click()
        await expect(page.locator(".message.me[data-id]")).to_have_text("我：断线时说的")
        await expect(page.locator(".message:not([data-id])")).to_have_count(0)
        world.post("wang", lines=["之后"])
        await expect(page.locator(".message[data-id]").last).to_contain_text("之后")
    await server.stop()


async def test_the_clock_moves_with_progress(browser: Browser, server: WebServer, world: ScriptedWorld) -> None:
    async with open_page(browser, f"{server.url}#wang") as page:
        await expect(page.locator("#hours")).to_have_text("08:50")
        await expect(page.locator("#date")).to_have_text("2022年10月21日 周五")
        world.may_move.clear()
        await page.get_by_role("button", name="+1天").click()
        await expect(page.locator("#progress-text")).to_have_text("正在推进，已到 10月25日(周二)09:00")
        await expect(page.get_by_role("button", name="+1周")).to_be_disabled()
        world.may_move.set()
        await expect(page.locator("#date")).to_have_text("2022年10月22日 周六")
        await expect(page.locator("#progress")).to_be_hidden()
        await expect(page.locator(".message")).to_contain_text("11月进展填报")
        await page.locator("#to").fill("2022-11-25T09:00")
        await page.locator("#move-to button").click()
        await expect(page.locator("#date")).to_have_text("2022年11月25日 周五")
        await page.locator("#words-in").fill("昨天")
        await page.locator("#words-in").press("Enter")
        await expect(page.locator("#clock-problem")).to_have_text("没有做：clock_words")
        await expect(page.locator("#words-in")).to_have_value("昨天")  # kept, to be corrected
        await page.locator("#begin-again").click()
        await page.get_by_role("button", name="取消").click()
        await expect(page.locator("#date")).to_have_text("2022年11月25日 周五")
        await page.locator("#begin-again").click()
        await page.get_by_role("button", name="清除并重新开始").click()
        await expect(page.locator("#date")).to_have_text("2022年10月21日 周五")
        await expect(page.locator(".message")).to_have_count(0)
        await expect(page.locator("#empty")).to_be_visible()
    moves = [call for call in world.calls if call[0] in ("move_clock", "reset")]
    assert moves == [
        ("move_clock", None, "+1天"),
        ("move_clock", "2022-11-25T09:00", None),
        ("move_clock", None, "昨天"),
        ("reset",),
    ]


async def test_a_refused_press_is_said_and_leaves_the_card_usable(browser: Browser, world: ScriptedWorld) -> None:
    class Busy(ScriptedWorld):
        async def press(self, persona: str, message_id: int, key: str, client_id: str) -> None:
            raise Refused("somebody_was_quicker")

    busy = Busy()
    server = await serve(busy)
    only = busy.post("wang", **busy.card())
    async with open_page(browser, f"{server.url}#wang") as page:
        await card(page, only).get_by_role("button", name="逐项填写").click()
        await expect(page.locator("#notice-text")).to_have_text("没有做：somebody_was_quicker")
        await expect(card(page, only).get_by_role("button", name="稍后提醒")).to_be_enabled()
    await server.stop()


async def test_on_a_phone_the_clock_says_what_is_wrong_and_makes_way_for_what_came(
    browser: Browser, server: WebServer
) -> None:
    async with open_page(browser, f"{server.url}#wang", width=375, height=812) as page:
        await page.locator("#open-clock").click()
        await page.locator("#words-in").fill("昨天")
        await page.locator("#words-in").press("Enter")
        await expect(page.locator("#clock-problem")).to_be_in_viewport()
        await page.get_by_role("button", name="+1天").click()
        await expect(page.locator("aside.open")).to_have_count(0)
        await expect(page.locator(".message")).to_be_in_viewport()
        await expect(page.locator("#chip-time")).to_have_text("10-22 08:50")


async def test_a_page_that_missed_every_nudge_catches_up(
    browser: Browser, server: WebServer, world: ScriptedWorld
) -> None:
    async with open_page(browser, f"{server.url}#wang") as page:
        await expect(page.locator("#name")).to_have_text("王晓明")
        await page.evaluate(
            """() => {
                Object.defineProperty(document, "hidden", { value: true, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
        world.post("wang", lines=["没看着的时候"])
        await page.evaluate(
            """() => {
                Object.defineProperty(document, "hidden", { value: false, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
        await expect(page.locator(".message")).to_contain_text("没看着的时候")
        await expect(page.locator("#offline")).to_be_hidden()
