"""Photos and documents: kept beside the report that they belong to, fetched once it is possible, sent on request."""

from __future__ import annotations

import hashlib
import stat
from typing import Any

import pytest

from domain.messages import MAX_FILE
from tests.channels.telegram_office import Machine, Office, folder_of, open_office
from tests.peers.bot_api import BotApi, Fault

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20
PDF = b"%PDF-1.7 " + b"x" * (3 << 20)
SCRIPT = b"#!/bin/sh\nexit 1\n"
FILES = "SELECT receipt, loose, name, media_type, size, content_hash, failure FROM attachment ORDER BY id"


@pytest.fixture
async def reported(office: Office) -> Office:
    """王 has reported on task 6."""
    await office.says("王", "6 已建4家")
    await office.taps("王", "确认报送")
    return office


def kept(url: str) -> dict[str, bytes]:
    """What lies in the data folder, by name."""
    return {one.name: one.read_bytes() for one in (folder_of(url) / "files").rglob("*") if one.is_file()}


async def sends(office: Office, who: str, name: str, content: bytes, caption: str = "", **how: Any) -> str:
    office.person(who).sends(name, content, caption, **how)
    await office.quiet()
    return office.person(who).last.text


# ── which report it belongs to ────────────────────────────────────────────────────────────────────────────


async def test_a_photo_after_a_receipt_belongs_to_that_report(reported: Office, url: str) -> None:
    said = await sends(reported, "王", "", JPEG, photo=True)
    assert "附到 R-1021-01（6 暖心驿站）" in said
    hashed = hashlib.sha256(JPEG).hexdigest()
    [file] = await reported.rows(FILES)
    assert file == {
        "receipt": "2022-1021-01",
        "loose": 0,
        "name": None,
        "media_type": "image/jpeg",
        "size": len(JPEG),
        "content_hash": hashed,
        "failure": None,
    }
    assert kept(url) == {hashed: JPEG}
    traced = await reported.says("赵", "第6项依据")
    assert "佐证：照片（5 KB，SHA-256 " + hashed[:12] in traced
    assert await reported.rows("SELECT COUNT(*) AS n FROM progress_update") == [{"n": 1}], "no figure is changed"


async def test_a_caption_is_read_and_takes_the_file_along(office: Office) -> None:
    said = await sends(office, "王", "现场.pdf", PDF, "6 已建4家", mime="application/pdf")
    assert "4/5家" in said
    assert "附件：现场.pdf" in said
    assert (await office.rows(FILES))[0]["receipt"] is None, "not before it is confirmed"
    said = await office.taps("王", "确认报送")
    assert "已报送" in said
    assert "附件：现场.pdf" in said
    [file] = await office.rows(FILES)
    assert (file["receipt"], file["name"], file["media_type"]) == ("2022-1021-01", "现场.pdf", "application/pdf")


async def test_what_is_sent_while_a_report_waits_goes_along(office: Office) -> None:
    """An album: the caption is with the first; the others are acknowledged on one message."""
    wang = office.person("王")
    for number, caption in enumerate(("6 已建4家", "", "")):
        wang.sends(f"{number}.jpg", JPEG + bytes([number]), caption, photo=True, group="77")
    await office.quiet()
    assert wang.sees[0].startswith("我这样理解，可以吗？")
    assert len(wang.chat.shown) == 2
    assert "确认报送后一并保存" in wang.last.text
    await office.taps("王", "确认报送")
    assert [one["receipt"] for one in await office.rows(FILES)] == ["2022-1021-01"] * 3


async def test_what_came_first_goes_along_with_the_next_report(office: Office) -> None:
    await office.until("2022-10-21 09:00")
    said = await sends(office, "王", "现场.jpg", JPEG, "现场照片", photo=True)
    assert "随这次填报一并保存" in said
    office.person("王").taps("全部正常推进", on=office.person("王").chat.shown[0])
    await office.quiet()
    assert [one["receipt"] for one in await office.rows(FILES)] == ["2022-1021-01"]
    assert "附件：照片" in office.person("王").chat.shown[0].text


async def test_a_report_that_is_called_off_leaves_its_file(office: Office) -> None:
    await sends(office, "王", "现场.jpg", JPEG, "6 已建4家", photo=True)
    await office.taps("王", "取消")
    await office.says("王", "23 已落实委托培养对象3人")
    assert "附件" not in office.person("王").last.text
    await office.taps("王", "确认报送")
    assert [(one["receipt"], one["loose"]) for one in await office.rows(FILES)] == [(None, 0)]


async def test_more_for_a_receipt_by_its_button(reported: Office) -> None:
    """Two reports later the older one can still be added to; a caption then is no report."""
    older = reported.person("王").last
    await reported.says("王", "23 已落实委托培养对象3人")
    await reported.taps("王", "确认报送")
    reported.person("王").taps("补附件", on=older)
    await reported.quiet()
    assert "R-1021-01" in reported.person("王").last.text
    for name in ("一.pdf", "二.pdf"):
        said = await sends(reported, "王", name, PDF + name.encode(), "6 已建9家", mime="application/pdf")
        assert "附到 R-1021-01" in said
    assert {one["receipt"] for one in await reported.rows(FILES)} == {"2022-1021-01"}
    assert [one["value"] for one in await reported.rows("SELECT value FROM measurement")] == [4.0, 3.0]


async def test_a_report_that_was_taken_back_takes_no_file(reported: Office) -> None:
    await reported.taps("王", "撤销")
    said = await sends(reported, "王", "现场.jpg", JPEG, photo=True)
    assert "近一天内您没有填报" in said
    assert [one["receipt"] for one in await reported.rows(FILES)] == [None]


async def test_the_same_file_again_and_the_same_update_again(reported: Office, url: str) -> None:
    reported.person("王").sends("", JPEG, photo=True)
    again = list(reported.api.updates.queue)
    await reported.quiet()
    reported.api.updates.put(again)
    await reported.quiet()
    assert len(await reported.rows(FILES)) == 1
    await sends(reported, "王", "", JPEG, photo=True)
    assert len(await reported.rows(FILES)) == 2
    assert len(kept(url)) == 1


# ── what is not taken ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_file_that_no_bot_can_fetch_is_refused_at_once(office: Office) -> None:
    huge = office.person("王").sends("大.zip", b"x", "6 已建4家")
    office.api.updates.queue[-1]["message"]["document"]["file_size"] = MAX_FILE + 1
    assert huge.media["document"]["file_size"]
    await office.quiet()
    assert "超过20MB" in office.person("王").last.text
    assert "4/5家" in office.person("王").sees[0], "the words count all the same"
    assert await office.rows(FILES) == []
    assert not office.api.made("getFile")


@pytest.mark.parametrize("who", ["陈", "钱", "孙"])
async def test_who_reports_nothing_leaves_no_file(office: Office, url: str, who: str) -> None:
    office.person(who).start()
    said = await sends(office, who, "现场.jpg", JPEG, photo=True)
    told = {"孙": "邀请码", "钱": "没有改动任何内容"}  # an admin hands in lists, and a photo is none
    assert told.get(who, "没有保存") in said
    assert await office.rows(FILES) == []
    assert kept(url) == {}
    assert not office.api.made("getFile")


async def test_a_file_is_never_run_and_its_name_names_nothing_here(reported: Office, url: str) -> None:
    await sends(reported, "王", "../../etc/现场\u202ecod.sh", SCRIPT, mime="text/x-shellscript")
    [file] = await reported.rows(FILES)
    assert file["name"] == "现场cod.sh"
    folder = folder_of(url)
    paths = [one for one in (folder / "files").rglob("*") if one.is_file()]
    assert [one.name for one in paths] == [hashlib.sha256(SCRIPT).hexdigest()]
    assert stat.S_IMODE(paths[0].stat().st_mode) == 0o600
    assert not list(folder.rglob("*.sh"))


# ── fetching ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.BAD_GATEWAY, Fault.REVOKED, Fault.DROP_AFTER])
async def test_what_cannot_be_fetched_now_is_fetched_later(reported: Office, url: str, fault: Fault) -> None:
    reported.api.faults.next("getFile", fault, 50)
    await sends(reported, "王", "", JPEG, photo=True)
    assert "正在取回" in await reported.says("赵", "第6项依据")
    assert kept(url) == {}
    reported.api.faults.clear()
    await reported.duban.collector.collect()
    assert list(kept(url).values()) == [JPEG]


async def test_a_death_before_it_was_fetched_loses_no_file(url: str, api: BotApi) -> None:
    machine = Machine()
    api.faults.next("getFile", Fault.DROP_BEFORE, 50)
    async with open_office(url, api, machine=machine) as office:
        await sends(office, "王", "现场.pdf", PDF, "6 已建4家", mime="application/pdf")
        await office.taps("王", "确认报送")
    api.faults.clear()
    async with open_office(url, api, "2022-10-21 09:05", machine=machine) as office:
        await office.quiet()
        assert [one["content_hash"] for one in await office.rows(FILES)] == [hashlib.sha256(PDF).hexdigest()]
    assert list(kept(url).values()) == [PDF]


async def test_what_telegram_no_longer_has_is_told_to_its_sender(reported: Office) -> None:
    reported.person("王").sends("现场.pdf", PDF, mime="application/pdf")
    reported.api.state.files.clear()
    await reported.quiet()
    await reported.quiet()
    assert "“现场.pdf”没有取到" in reported.person("王").last.text
    [file] = await reported.rows(FILES)
    assert file["failure"]
    assert "没有取到" in await reported.says("赵", "第6项依据")
    told = len(reported.person("王").sees)
    await reported.duban.collector.collect()
    await reported.quiet()
    assert len(reported.person("王").sees) == told, "told once"


async def test_after_three_days_it_is_given_up(reported: Office) -> None:
    reported.api.faults.next("getFile", Fault.BAD_GATEWAY, 50)
    await sends(reported, "王", "现场.pdf", PDF, mime="application/pdf")
    await reported.later(4 * 86400)
    await reported.quiet()
    await reported.quiet()
    assert [one for one in reported.person("王").sees if "没有取到" in one]


# ── out ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_who_may_read_the_task_is_shown_its_files(reported: Office) -> None:
    await sends(reported, "王", "", JPEG, photo=True)
    await sends(reported, "王", "现场.pdf", PDF, mime="application/pdf")
    await reported.says("赵", "第6项依据")
    zhao = reported.person("赵")
    before = len(zhao.chat.shown)
    await reported.taps("赵", "看附件")
    shown = zhao.chat.shown[before:]
    media = [one.media for one in shown]
    assert "photo" in media[0]
    assert media[1]["document"]["file_name"] == "现场.pdf"
    sent = [reported.api.state.files[one["file_id"]][1] for one in (media[0]["photo"][0], media[1]["document"])]
    assert sent == [JPEG, PDF]
    assert [one.text for one in shown] == [
        "第6项佐证：照片　王晓明　R-1021-01",
        "第6项佐证：现场.pdf　王晓明　R-1021-01",
    ], "the words are below the file, in one message"


async def test_a_photo_that_telegram_cannot_show_goes_as_a_file(reported: Office) -> None:
    await sends(reported, "王", "", b"no picture at all", photo=True)
    await reported.says("赵", "第6项依据")
    await reported.taps("赵", "看附件")
    assert "document" in reported.person("赵").last.media


async def test_a_file_that_is_gone_keeps_no_words_back(reported: Office, url: str) -> None:
    await sends(reported, "王", "现场.pdf", PDF, mime="application/pdf")
    await reported.says("赵", "第6项依据")
    for one in (folder_of(url) / "files").rglob("*"):
        if one.is_file():
            one.unlink()
    assert "第6项佐证：现场.pdf" in await reported.taps("赵", "看附件")


async def test_a_portals_page_is_not_kept_as_evidence(reported: Office, url: str) -> None:
    reported.api.portal = b"<html>Please log in</html>"
    await sends(reported, "王", "", JPEG, photo=True)
    assert kept(url) == {}
    reported.api.portal = None
    await reported.quiet()
    assert kept(url) == {hashlib.sha256(JPEG).hexdigest(): JPEG}
