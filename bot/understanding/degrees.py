"""Degrees of completion (60%, 三分之二, 七成, 还剩10%) of one clause, and rates (签约率81%), which are no degrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.understanding.dates import When
from bot.understanding.figurewords import (
    AFTER_LEFT,
    BELOW_AFTER,
    LEFT_PERCENT,
    NOT_RATE,
    OLD_PERCENT,
    PERCENT,
    PLAN_PERCENT,
    PROGRESS_WORDS,
    RATE_BEFORE,
    SHARE_OF,
    UNDER_PERCENT,
    WHOLE,
)
from bot.understanding.indicators import Measure, fitting
from bot.understanding.numerals import number_value, tidy
from bot.understanding.reading import Quantity
from bot.understanding.references import FILLER


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree of completion that was said; `value` None when it is too vague or doubtful to be stored."""

    start: int
    end: int
    value: float | None
    loose: bool = False  # 过半, 昨天60%: gives way to a figure said beside it
    overall: bool = False  # 总体进度: goes before what is said of parts


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity and where it stands."""

    start: int
    end: int
    quantity: Quantity
    summed: bool = False  # said with 累计, 共: what stands beside it cannot be the total


def find_degrees(
    text: str,
    plain: str,
    measures: Sequence[Measure],
    dates: Sequence[When],
    today: date,
    carry: str | None,
    title: str = "",
) -> tuple[list[Degree], list[Figure], str]:
    degrees: list[Degree] = []
    rates: list[Figure] = []
    chars = list(text)
    done = 0
    for match in PERCENT.finditer(text):
        left, right = text[done : match.start()], text[match.end() :]
        words = plain[done : match.start()]
        if match["a"] and any(
            one.low == float(match["b"]) and one.shared_with(words) for one in measures if one.current
        ):
            continue  # 书吧4/5: four of five, not a degree
        value = _value_of(match)
        done = match.end()
        chars[match.start() : match.end()] = FILLER * (match.end() - match.start())
        tenses = [tense for when in dates if when.start < match.start() and (tense := tense_of(when, today))]
        before = text[: match.start()]
        inherited = None if re.search(r"已|目前|现|实际|应|今年|本月|调整|[改变]为|[升降][为到]", before) else carry
        of_target = re.search(r"完成了?(?:全年|年度|总)?(?:目标|任务)(?:任务)?(?:的|量)?(?:约|近)?\s*$", left)
        planned = bool((PLAN_PERCENT.search(before) and not of_target) or "plan" in tenses or inherited == "plan")
        is_sign = match["n"] or match["han"]
        if re.search(r"占(?![^,。]{0,3}(?:任务|目标))[^,。]{0,3}$", left) and not any(
            one.unit == "%" for one in measures
        ):
            continue  # 2500万(占83%)
        rate = (RATE_BEFORE.search(left) or rates) and not NOT_RATE.search(left)
        named = [one for one in measures if one.unit == "%" and one.shared_with(words)]
        if is_sign and value is not None and (rate or named):
            fits = [one for one in named or measures if one.unit == "%"]
            old = bool(OLD_PERCENT.search(left)) or "previous" in tenses or inherited == "previous"
            role = "previous" if old else "none" if UNDER_PERCENT.search(left) else "target" if planned else "progress"
            best = fitting(fits, words)
            if not fits and role == "progress" and measures:
                role = "none"  # 签约率80%: of a task that has no such indicator
            rates.append(
                Figure(
                    match.start(),
                    match.end(),
                    Quantity(
                        value,
                        "%",
                        "total" if role == "progress" else None,
                        "mention" if role == "none" else role,
                        hint_of(left, right),
                        best,
                    ),
                )
            )
            continue
        if (
            planned
            or OLD_PERCENT.search(left)
            or "previous" in tenses
            or inherited == "previous"
            or SHARE_OF.match(right)
        ):
            continue
        if UNDER_PERCENT.search(left) or BELOW_AFTER.match(right):
            value = None
        elif value is not None and (LEFT_PERCENT.search(left) or AFTER_LEFT.match(right)):
            value = tidy(100 - value)
        if value is not None and not 0 <= value <= 100:
            value = None
        if names_a_part(left, plain[: match.start()][-len(left) :], title):
            if carry == "part" or re.search(r"其中|包括", text[: match.start()]):
                continue  # 总的80%，其中装修100%
            value = None  # 土建完成80%: of a part only
        if any(one.unit == "%" and one.current for one in measures) and not PROGRESS_WORDS.search(text):
            value = None  # 85%: of the work, or the rate that the task is about?
        degrees.append(
            Degree(
                match.start(),
                match.end(),
                value,
                match["half"] == "过半"
                or any(
                    when.start < match.start()
                    and (when.last.replace(day=1) < today.replace(day=1) or (when.grain == "day" and when.last < today))
                    for when in dates
                ),
                bool(re.search(r"总体|整体|总的|总进度|综合|全部工程", left)),
            )
        )
    return degrees, rates, "".join(chars)


def names_a_part(left: str, spoken: str, title: str) -> bool:
    """Whether what leads up to a percentage names something that is not the task as a whole (体育馆完成75%)."""
    lead = re.split(r"[,;:(]", left)[-1]
    lead = re.split(r"调整[为至到]|改[为成]|变[为成]|[升降回跌]低?[为至到]", lead)[-1]
    lead = re.split(r"(?<=[了住])(?=[已目现])", lead)[-1]
    if re.search(r"整体|总体|总的|总进度|平均|全部|综合", lead):
        return False
    rest = WHOLE.sub("", lead)
    return bool(rest) and not any(rest[at : at + 2] in title for at in range(len(rest) - 1))


def _value_of(match: re.Match[str]) -> float | None:
    if match["range"] or match["vague"]:
        return None
    if match["all"]:
        return 100
    if match["half"]:
        return 50
    if match["tenths"]:
        value = (number_value(match["tenths"]) or 0) * 10
        tail = match["tail"]
        return value + (5 if tail == "半" else number_value(tail) or 0 if tail and tail != "多" else 0)
    down, up = match["down"] or match["b"], match["up"] or match["a"]
    if down:
        parts, of = number_value(up), number_value(down)
        return round(parts / of * 100, 1) if parts and of and parts <= of else None
    return number_value(match["n"] or match["han"])


def tense_of(when: When, today: date) -> str | None:
    """A date to come speaks of a plan, one of an earlier year of the past; a month names what came in it."""
    if when.grain in ("span", "within", "since"):
        return "plan" if when.grain == "within" else None
    if when.last.year < today.year:
        return "previous"
    if when.first > today or (when.last > today and when.grain in ("day", "tenth")):
        return "plan"
    if when.grain == "year":
        return "plan" if when.first >= today else "now"
    return "month" if when.grain == "week" or (when.grain == "month" and when.first.month == when.last.month) else None


def hint_of(left: str, right: str) -> str | None:
    after = re.match(r"(?:的)?([\u4e00-\u9fff]{2,8}?)(?=[,。、;\s(]|已|在|正|没|未|都|均|全|加入|$)", right)
    if after:
        return after[1]
    before = re.search(
        r"([\u4e00-\u9fff]{2,8}?)(?:已|目前|现在|累计|共|一共|完成|建成|建了|办了|开了|到位|又|有|达到?|约|了"
        r"|为|是|:|\s)*$",
        left,
    )
    return before[1] if before else None
