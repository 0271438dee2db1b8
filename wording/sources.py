"""依据: each figure of a task followed to the message it came from, the person, the time and the receipt.

A line that was corrected later stays, and so does one that was taken back, which is marked 已撤销.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.plan import Milestone
from domain.progress import Line, Source, Trace
from wording import evidence, figures, support
from wording.listing import Table
from wording.words import N_, Words

_SOURCE = {
    Source.CARD: N_("卡片点选"),
    Source.TEXT: N_("文字填报，已确认"),
    Source.CARRIED: N_("沿用上期，非新数"),
    Source.ON_BEHALF: N_("代报"),
    Source.OPENING: N_("导入台账，已核对"),
}


def traced(words: Words, trace: Trace) -> Table:
    """Where every figure and state of a task comes from, the newest line first."""
    task = trace.task
    rows: list[str] = []
    for milestone, lines in reversed(trace.ledgers):
        holding = _holding(milestone, lines)
        if len(task.milestones) > 1:
            rows.append(words.t("〔{period}〕", period=milestone.period))
        for line in reversed(lines):
            rows.append(_line(words, milestone, line, holding))
            told = line.update.entry.note or ""
            rows += support.included(words, [one for one in trace.parts.get(line.update.id, ()) if one[1] not in told])
    count = len([line for _, lines in trace.ledgers for line in lines])
    title = words.t("{task} {name} · 依据（{count}条填报）", task=task.number, name=task.short, count=count)
    if not count:
        return Table(title, head=(words.t("还没有任何填报，也就没有数据。"),))
    kept = any(file.content_hash for _, lines in trace.ledgers for line in lines for file in line.evidence)
    return Table(title, tuple(rows), choices=(evidence.show_choice(words, task.number),) if kept else ())


def _holding(milestone: Milestone, lines: Sequence[Line]) -> dict[str, int]:
    """For each indicator the id of the line whose figure holds now."""
    holding: dict[str, int] = {}
    for line in lines:
        if not line.update.retracted:
            holding |= dict.fromkeys(line.update.entry.values, line.update.id)
    return holding


def _line(words: Words, milestone: Milestone, line: Line, holding: dict[str, int]) -> str:
    """4/5家（现行）　王　区科技产业局　11月25日(周五)09:03　R-1125-04　卡片点选　原话：「…」."""
    update = line.update
    cells = [_said(words, milestone, line, holding), update.author]
    if line.on_behalf_of:
        cells.append(words.t("代{department}报", department=line.on_behalf_of))
    cells.append(words.moment(line.words_at or update.at))
    if update.receipt:
        cells.append(figures.receipt(update.receipt))
    if not line.on_behalf_of:
        cells.append(words.t(_SOURCE[update.entry.source]))
    if update.words:
        cells.append(words.t("原话：「{words}」", words=update.words))
    cells += [evidence.traced(words, one) for one in line.evidence]
    told = "　".join(cells)
    return words.t("〔已撤销〕{told}", told=told) if update.retracted else told


def _said(words: Words, milestone: Milestone, line: Line, holding: dict[str, int]) -> str:
    entry, parts = line.update.entry, []
    named = len(milestone.indicators) > 1
    for indicator in milestone.indicators:
        if indicator.phrase not in entry.values:
            continue
        told = figures.against(words, indicator, entry.values[indicator.phrase])
        told = f"{indicator.name} {told}" if named else told
        holds = holding.get(indicator.phrase) == line.update.id
        parts.append(words.t("{figure}（现行）", figure=told) if holds else told)
    if entry.percent is not None:
        parts.append(f"{words.number(entry.percent)}%")
    if entry.status is not None:
        parts.append(figures.status(words, entry.status))
    if entry.problem:
        parts.append(words.t("问题：{problem}", problem=entry.problem))
    if entry.note:
        parts.append(words.t("说明：{note}", note=entry.note))
    return words.t("，").join(parts) or words.t("（没有数据）")
