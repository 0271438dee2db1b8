"""Figures in words: a value against its target, and the names of states."""

from __future__ import annotations

from datetime import date

from domain.messages import Outgoing
from domain.plan import Comparator, Indicator, Milestone
from domain.progress import Current, Status
from wording.words import N_, Words

SHAPES = {"closed": "✓", "red": "■", "yellow": "▲", "grey": "○", "green": "●"}
_STATUS = {
    Status.NOT_STARTED: N_("未启动"),
    Status.ON_TRACK: N_("正常"),
    Status.BEHIND: N_("滞后"),
    Status.BLOCKED: N_("受阻"),
    Status.DONE: N_("已完成"),
}
_BOUND = {
    Comparator.AT_LEAST: N_("≥{low}{unit}"),
    Comparator.MORE_THAN: N_(">{low}{unit}"),
    Comparator.EQUAL: N_("{low}{unit}"),
    Comparator.RANGE: N_("{low}-{high}{unit}"),
    Comparator.APPROX: N_("约{low}{unit}"),
    Comparator.AT_MOST: N_("≤{high}{unit}"),
}
_SHORTEST = 12  # characters of the reporter's own words that fit beside a task's name


def status(words: Words, said: Status) -> str:
    """正常, 滞后, 受阻, 已完成, 未启动."""
    return words.t(_STATUS[said])


def bound(words: Words, indicator: Indicator) -> str:
    """≥5家, 1-2个, 约10000套."""
    high = words.number(indicator.high) if indicator.high is not None else ""
    return words.t(_BOUND[indicator.comparator], low=words.number(indicator.goal), high=high, unit=indicator.unit)


def against(words: Words, indicator: Indicator, value: float | None) -> str:
    """3/5家; 未报/5家 where nothing was said; rates as 81%/85%."""
    told = words.t("未报") if value is None else words.number(value)
    return f"{told}/{words.number(indicator.goal)}{indicator.unit}"


def falls_due(words: Words, day: date | None) -> str:
    """2022年12月31日到期; 长期坚持 where nothing falls due."""
    return words.t("{due}到期", due=words.full_day(day)) if day else due(words, None)


def due(words: Words, day: date | None) -> str:
    """2022年12月31日; 长期坚持 where nothing falls due."""
    return words.full_day(day) if day else words.t("长期坚持")


def last_said(words: Words, milestone: Milestone, current: Current) -> str:
    """What was last reported, short: the figures that were said, else the state and its reason, else 未报."""
    figures = [
        against(words, one, value) + (" ✓" if one.met_by(value) else "")
        for one in milestone.indicators
        if (value := current.value(one.phrase)) is not None
    ]
    parts = figures[:2] + (["…"] if len(figures) > 2 else [])
    if current.percent is not None and not figures:
        parts.append(f"{words.number(current.percent)}%")
    if current.status in (Status.BEHIND, Status.BLOCKED, Status.DONE, Status.NOT_STARTED):
        parts.append(status(words, current.status))
    if current.returned:
        parts.append(words.t("退办：{reason}", reason=shortened(current.returned)))
    reason = current.problem or current.note
    if reason and (current.problem or not parts):
        parts.append(shortened(reason))
    if not parts:
        parts.append(status(words, current.status) if current.status else words.t("未报"))
    return " ".join(parts)


def shortened(text: str, most: int = _SHORTEST) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def receipt(code: str) -> str:
    """A stored receipt 2022-1125-04 as people read it: R-1125-04."""
    return f"R-{code[5:]}"


def plain(words: Words, chinese: str, **facts: object) -> Outgoing:
    """A message of one sentence."""
    return Outgoing(lines=(words.t(chinese, **facts),))
