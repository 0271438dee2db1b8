"""English words of coordinators' questions that reports do without, turned into the Chinese ones.

Applied to the folded text before `normalise`, which knows the words that questions and reports share. What the table
does not know stays, and counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.understanding.patterns import Pattern

_LATIN = re.compile(r"[a-z]{2}")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UNIT = r"(day|week|month)s?"
_UNITS = {"day": "天", "week": "周", "month": "个月"}
_STRETCH = r"(year|month|week|quarter)"
_ENDS = {"year": "年底", "month": "本月底", "week": "本周", "quarter": "本季度"}
_HERE = {"year": "年", "month": "月", "week": "周", "quarter": "季度"}
_NAMED = {"year": "今年", "month": "本月", "week": "本周", "quarter": "本季度"}


def to_chinese(text: str) -> str:
    """The question with its English words replaced; folded text in, folded text out."""
    if not _LATIN.search(text):
        return text
    for pattern, instead in _TABLE:
        text = pattern.sub(instead, text)
    return text


_TABLE: list[tuple[Pattern, str | Callable[[re.Match[str]], str]]] = [
    *((Pattern(rf"\b{word}\b"), str(number)) for number, word in enumerate(_NUMBERS, 1)),
    (Pattern(rf"\b(?:in|within|over)? ?(?:the )?(?:next|coming) (\d+) {_UNIT}"), lambda m: f"未来{m[1]}{_UNITS[m[2]]}"),
    (Pattern(rf"\b(?:within|in) (\d+) {_UNIT}"), lambda m: f"{m[1]}{_UNITS[m[2]]}内"),
    (Pattern(rf"\b(?:in|over|during)? ?(?:the )?(?:last|past) (\d+) {_UNIT}"), lambda m: f"最近{m[1]}{_UNITS[m[2]]}"),
    (
        Pattern(rf"\b(?:by|before|until) (?:the )?end of (?:the |this )?{_STRETCH}\b"),
        lambda m: f"{_ENDS[m[1]]}前" if m[1] != "week" else "本周",
    ),
    (Pattern(rf"\bso far this {_STRETCH}\b"), lambda m: f"{_NAMED[m[1]]}以来"),
    (
        Pattern(rf"\b(?:since|from) (last|this) {_STRETCH}\b"),
        lambda m: f"{'上' if m[1] == 'last' else '本'}{_HERE[m[2]]}以来",
    ),
    (Pattern(r"\b(?:overall|in total|altogether|as a whole)\b"), "总体"),
    (Pattern(r"\b(?:extension|delay|postponement)s? requests?\b"), "延期申请"),
    (Pattern(r"\b(?:pending|not (?:yet )?(?:approved|decided)|awaiting (?:approval|decision))\b"), "待批"),
    (Pattern(r"\bwho(?: has| have|'s)? (?:already )?(?:reported|updated|submitted)\b"), "谁更新了"),
    (Pattern(r"\b(?:led by) (\S+)"), r"\1牵头的任务"),
    (Pattern(r"\b(?:supported by) (\S+)"), r"\1配合的任务"),
    (Pattern(r"\b(?:by|per|for each|across) departments?\b"), "各部门"),
    (Pattern(r"\b(?:rank(?:ing)?|league table)\b"), "排名"),
    (Pattern(r"\btop (\d+)\b"), r"前\1项"),
    (Pattern(r"\b(?:highest|best)\b"), "最高"),
    (Pattern(r"\b(?:lowest|worst)\b"), "最低"),
    (Pattern(r"\bon[- ]time\b"), "按时"),
    (Pattern(r"\b(?:reporting|report) rate\b"), "报送率"),
    (Pattern(r"\bhow many\b"), "多少项"),
    (Pattern(r"\btasks?(?= (?!\d|no|number|#))|\btasks?$"), "任务"),
    (Pattern(r"\b(?:which|what are|list|show|give me)(?: me)?(?: all)?(?: of)?(?: the)?\b(?= (?!is\b))"), "列出"),
    (Pattern(r"\b(?:completed|finished|closed|done)(?= 任务|$)"), "已办结的"),
]
