"""What an office is told about a list it hands in: why a file is not read, what was read, what was not and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.grids import Noticed, Remark, Unreadable
from domain.listed import Notice, Place, ReadList
from wording.words import N_, Words

_UNREADABLE = {
    Unreadable.OLD_WORD: N_(
        "“{name}”是旧版 Word（.doc）或 RTF，读不了。请用 Word 或 WPS 打开，另存为 .docx 再发；也可以复制内容直接粘贴。"
    ),
    Unreadable.WPS: N_(
        "“{name}”是 WPS 自己的格式，读不了。请用 WPS 打开，文字另存为 .docx，表格另存为 .xlsx，再发一次。"
    ),
    Unreadable.PICTURE: N_(
        "“{name}”是图片，这里不做文字识别。请发原来的 Word 或 Excel 文件（.docx、.xlsx），或把文字粘贴过来。"
    ),
    Unreadable.SCAN: N_(
        "“{name}”是扫描件，里面没有文字，这里不做文字识别。请发原来的 Word 或 Excel 文件（.docx、.xlsx）。"
    ),
    Unreadable.ENCRYPTED: N_("“{name}”设了密码，打不开。请在 Word 或 Excel 里取消密码，另存后再发。"),
    Unreadable.BOMB: N_(
        "“{name}”展开后大得不像一份清单，出于安全没有打开。请把任务表单独另存为一个 .docx 或 .xlsx 再发。"
    ),
    Unreadable.TOO_BIG: N_("“{name}”太大（文件最多20MB，一张表最多6万行），没有打开。请只保留任务表，另存后再发。"),
    Unreadable.TOO_SLOW: N_("“{name}”读了半分钟还没读完，已经停止。请只保留任务表，另存为 .docx 或 .xlsx 再发。"),
    Unreadable.BROKEN: N_("“{name}”打不开，文件可能损坏或不合规范。请用 Word 或 Excel 重新另存后再发。"),
    Unreadable.EMPTY: N_("“{name}”是空的，没有内容可读。"),
    Unreadable.UNKNOWN: N_("“{name}”不是能读的格式。能读 .docx、.xlsx、.xls、.ods、.csv、.txt 和有文字的 .pdf。"),
}
_MISSING = {
    "header": N_(
        "没有读出任务。要么有一张表，表头写明任务（项目、事项、工作内容等）和责任（牵头单位、责任单位等）；"
        "要么每段后面写明（牵头单位：…）。{seen}"
    ),
    "year": N_("没有读出是哪一年的清单：标题、表头和时限里都没有年份。请说明年份。"),
    "lead": N_("读出了任务，但没有一项写明牵头单位。请在表里补上“牵头单位”或“责任单位”一栏。"),
}
_NOTICES = {
    "columns_as_notes": N_("这些列没有读作目标或单位，内容记入备注：{columns}"),
    "flattened": N_(
        "这份文字的表格已打散成一行一格，空白的格子可能使后面的错位，请逐项核对；有 Word 或 Excel 原文件更稳妥"
    ),
    "row_is_note": N_("{place}是说明，没有读作任务：“{words}”"),
    "row_is_total": N_("{place}是合计，没有读作任务：“{words}”"),
    "row_is_share": N_("{place}是“{words}”的分解数，记入上一项的备注，不作指标"),
    "row_says_nothing": N_("{place}没有任务内容，没有读：“{words}”"),
    "no_lead": N_("第{task}项“{title}”（{place}）没有牵头单位（空白或公式出错），没有载入"),
    "lead_from_above": N_("第{task}项（{place}）牵头单位是空的，按上一行的“{lead}”计，请核对"),
    "lead_only_supports": N_("{place}只写了配合单位，没有牵头单位：“{words}”"),
    "several_leads": N_("第{task}项（{place}）写了{count}个牵头单位，以“{lead}”为牵头，其余列为配合"),
    "due_unread": N_("第{task}项（{place}）的时限“{words}”没有读懂，按{due}计，原文记入备注"),
    "figure_left_out": N_("第{task}项（{place}）的“{words}”没有作指标：{why}"),
    "roster_no_header": N_("没有找到表头：要有“单位”一栏，以及“姓名”或“联络员”“责任领导”一栏"),
    "roster_no_name": N_("{place}没有姓名，或不像姓名：“{words}”"),
    "roster_no_role": N_("{place}的 {name}：没有读懂身份“{words}”，请写联络员、责任领导、统筹人员或管理员"),
    "roster_no_department": N_("{place}的 {name}：清单里没有“{words}”这个单位，请写全称"),
    "task_broken": N_("第{task}项读出来不能成立，没有载入：{why}"),
}
_WHY = {
    "each": N_("是每一个的数，不是总数"),
    "size": N_("是每一个的大小，不是要完成的数"),
    "name": N_("是项目名称里的数"),
    "base": N_("是原有的数，不是目标"),
}
_REMARKS = {
    Remark.HIDDEN_SHEET: N_("隐藏的工作表“{sheet}”没有读"),
    Remark.HIDDEN_ROW: N_("{place}是隐藏的，没有读"),
    Remark.MACROS: N_("文件里有宏，没有运行，只读了文字"),
    Remark.CUT_CELL: N_("{place}有一格超过2万字，只读了前面"),
}
SHOWN = 30  # notices that are listed; of more it is said how many


def unreadable(words: Words, why: Unreadable, name: str) -> str:
    """Why a file is not read, and what to do."""
    return words.t(_UNREADABLE[why], name=name)


def missing(words: Words, reading: ReadList) -> str:
    """What has to be said or mended before anything can be loaded."""
    assert reading.missing is not None
    seen = ""
    if reading.missing == "header" and reading.seen:
        seen = words.t("最像表头的一行是：{cells}", cells=words.t("、").join(reading.seen))
    return words.t(_MISSING[reading.missing], seen=seen)


def place(words: Words, where: Place) -> str:
    """工作表“任务”第3行; 表2第3行; 第3行."""
    if where.sheet:
        return words.t("工作表“{sheet}”第{row}行", sheet=where.sheet, row=where.row)
    if where.table:
        return words.t("表{table}第{row}行", table=where.table, row=where.row)
    return words.t("第{row}行", row=where.row)


def notices(words: Words, found: Sequence[Notice], noticed: Sequence[Noticed] = (), most: int = SHOWN) -> Iterator[str]:
    """What was not used, assumed or not understood, faults first; at most `most` lines and how many more."""
    lines = [_notice(words, one) for one in sorted(found, key=lambda one: not one.fault)]
    lines += [_remark(words, one) for one in noticed]
    yield from lines[:most]
    if len(lines) > most:
        yield words.t("……另有{count}处", count=len(lines) - most)


def same(words: Words, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Departments that may be one under two names."""
    for short, long in pairs:
        yield words.t("“{short}”和“{long}”可能是同一个单位", short=short, long=long)


def _notice(words: Words, one: Notice) -> str:
    facts = dict(one.facts)
    for name in ("columns", "all"):
        if isinstance(facts.get(name), list):
            facts[name] = words.t("、").join(map(str, one.facts[name]))  # type: ignore[call-overload]
    if one.code == "several_leads":
        facts["count"] = len(one.facts["all"])  # type: ignore[arg-type]
    if one.code == "due_unread":
        due = facts["due"]
        facts["due"] = words.full_day(due) if isinstance(due, date) else words.t("期末")
    if one.code == "figure_left_out":
        why = str(facts["why"])
        facts["why"] = words.t(_WHY[why])
    return words.t(_NOTICES[one.code], **facts, task=one.task, place=place(words, one.place))


def _remark(words: Words, one: Noticed) -> str:
    return words.t(_REMARKS[one.remark], sheet=one.sheet, place=place(words, Place(one.sheet, 0, one.row)))
