"""An admin sends a list to the bot, mends it in words, confirms, and the next cycle runs on it."""

from __future__ import annotations

from typing import Any

from tests.channels.telegram_office import Office
from tests.documents.forms import word, workbook

HEAD = ["序号", "重点任务", "工作目标", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    HEAD,
    ["1", "建设口袋公园", "建成口袋公园4个。", "区住建局", "区城管局", "2022年11月底前"],
    ["2", "改造老旧小区", "改造老旧小区12个，惠及居民不少于3000户。", "区住建局", "各街道", "2022年12月底前"],
    ["3", "引进人才", "引进高层次人才20名。", "区科技产业局", "", "年底前"],
    ["4", "河湖治理", "优良水体比例达到100%，投诉率控制在2%以内。", "", "区财政局", "长期坚持"],
]
TITLE = "某区2022年民生实事任务分解表"


async def sends(office: Office, who: str, name: str, content: bytes, **how: Any) -> str:
    office.person(who).sends(name, content, **how)
    await office.quiet()
    return office.person(who).last.text


async def test_a_word_file_is_mended_in_two_rows_and_the_next_cycle_runs_on_it(office: Office) -> None:
    said = await sends(office, "钱", "任务.docx", word(TITLE, ROWS))
    assert f"【清单预览】{TITLE}" in said
    assert "3项任务，4个量化指标" in said
    assert "第4项“河湖治理”" in said
    assert "没有牵头单位" in said
    assert await office.rows("SELECT revision FROM plan") == [{"revision": 1}], "nothing is stored yet"

    said = await office.says("钱", "第4项牵头是区水务局")
    assert "4 河湖治理 · 区水务局 · 长期坚持" in said
    said = await office.says("钱", "第3项时限改为10月底前")
    assert "3 引进人才 · 区科技产业局 · 2022年10月31日" in said
    assert "没有牵头单位" not in said

    said = await office.says("钱", "确认")
    assert "将去掉现有的32项" in said, "the whole plan of the seed: that is said once more"
    assert await office.rows("SELECT revision FROM plan") == [{"revision": 1}]
    said = await office.says("钱", "确认")
    assert f"已载入：{TITLE}（第2版）" in said
    [plan] = await office.rows("SELECT title, revision FROM plan")
    assert (plan["title"], plan["revision"]) == (TITLE, 2)
    assert await office.rows("SELECT due FROM milestone WHERE due IS NULL") == [{"due": None}]
    assert await office.rows("SELECT high FROM indicator WHERE low IS NULL") == [{"high": 2.0}]

    await office.until("2022-10-21 09:00")
    asked = office.person("王").last.text
    assert "引进人才" in asked
    assert "驿站" not in asked, "the old plan is not asked about any more"


async def test_the_corrected_file_again_and_a_second_press_change_nothing_twice(office: Office) -> None:
    await sends(office, "钱", "任务.docx", word(TITLE, ROWS))
    first = office.person("钱").last
    said = await sends(
        office, "钱", "任务.xlsx", workbook(TITLE, [*ROWS[:4], [*ROWS[4][:3], "区水务局", *ROWS[4][4:]]])
    )
    assert "4项任务" in said
    await office.taps("钱", "载入")
    await office.taps("钱", "确认去掉32项并载入")
    assert await office.rows("SELECT revision FROM plan") == [{"revision": 2}]
    office.person("钱").taps("载入", on=first)
    await office.quiet()
    assert await office.rows("SELECT revision FROM plan") == [{"revision": 2}]
    said = await sends(office, "钱", "任务.docx", word(TITLE, [*ROWS[:4], [*ROWS[4][:3], "区水务局", *ROWS[4][4:]]]))
    assert "与已载入的清单相同" in said


async def test_what_cannot_be_read_says_what_to_do(office: Office) -> None:
    assert "另存为 .docx" in await sends(office, "钱", "任务.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600)
    assert "不做文字识别" in await sends(office, "钱", "", b"\xff\xd8\xff\xe0" + bytes(5000), photo=True)
    assert "打不开" in await sends(office, "钱", "任务.docx", word(TITLE, ROWS)[:2000])
    assert "没有读出任务" in await sends(office, "钱", "说明.txt", "这是一段说明。".encode())
    assert await office.rows("SELECT revision FROM plan") == [{"revision": 1}]
    assert await office.rows("SELECT state FROM list_draft WHERE state = 'loaded'") == []


async def test_a_list_is_pasted_and_asks_for_its_year(office: Office) -> None:
    said = await office.says("钱", "\n".join(["\t".join(row[:5]) for row in ROWS[:4]]))
    assert "请回复年份" in said
    said = await office.says("钱", "2026年")
    assert "1 建设口袋公园 · 区住建局 · 2026年12月31日" in said
    assert "没有改动" in await office.says("钱", "第9项牵头是区水务局")
    assert "没有载入" in await office.says("钱", "取消")


async def test_a_liaison_sends_no_lists(office: Office) -> None:
    said = await sends(office, "王", "任务.docx", word(TITLE, ROWS))
    assert "清单预览" not in said
    assert await office.rows("SELECT id FROM list_draft") == []
