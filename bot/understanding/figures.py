"""Percents, fractions and quantities of one clause, each with the role that the words around it give it.

Only `progress` may ever be stored, so whatever is doubtful gets another role. Text comes with task references and idle
numbers masked (`references`), dates and times masked by `find_figures` itself. What a figure means is told by the last
telling word before it (已, 还差, 目标, 去年, 计划 …) and by what follows its unit (在建, 没建, 的目标).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.understanding.dates import When
from bot.understanding.degrees import Degree, Figure, find_degrees, hint_of, tense_of
from bot.understanding.figurewords import (
    ACHIEVED,
    MARK,
    MEETING_BEFORE,
    NOT_COUNTED,
    NOW_AFTER_PLAN,
    OTHER_MONEY,
    PRESENT,
    QUANTITY,
    UNIT_NAMES,
    WHOLE,
)
from bot.understanding.indicators import Measure, by_noun, fitting, foreign_noun, pairs_of, same_unit
from bot.understanding.numerals import number_value, tidy
from bot.understanding.reading import Quantity
from bot.understanding.references import FILLER
from bot.understanding.roles import kind_after, role_of


@dataclass(frozen=True, slots=True)
class Figures:
    """What one clause counts. `carry` is what the next clause inherits (plan, previous or None); `doubt` a question."""

    degrees: tuple[Degree, ...]
    quantities: tuple[Figure, ...]
    carry: str | None
    doubt: str | None


def find_figures(
    clause: str,
    plain: str,
    dates: Sequence[When],
    measures: Sequence[Measure],
    today: date,
    carry: str | None = None,
    in_trouble: bool = False,
    numbered: bool = False,
    title: str = "",
) -> Figures:
    """The figures of one masked clause, `plain` the same unmasked.

    `dates` are those of the clause (positions in it), `measures` the indicators of
    the task that it speaks of, `carry` what the clause before left open; `in_trouble`: the clause names an obstacle;
    `numbered`: it follows a task's number ("6：4")."""
    text = _without_dates(clause, dates)
    degrees, rates, text = find_degrees(text, plain, measures, dates, today, carry, title)
    marks = sorted(
        [(match.start(), match.lastgroup or "", match[0]) for match in MARK.finditer(text)]
        + [
            (when.start, tense, "date")
            for when in dates
            if (tense := tense_of(when, today))
            and not (tense == "month" and re.match(r"以来|至今|起|开始", clause[when.end :]))
        ]
    )
    doubt: str | None = "which_figure" if any(degree.value is None for degree in degrees) else None
    found = list(rates)
    raw = list(QUANTITY.finditer(text))
    state, at, previous_end = carry, 0, 0
    inherited = True
    spoken = pairs_of(plain)
    last_kind: str | None = None
    for index, match in enumerate(raw):
        local = kind = None
        summed = False
        while at < len(marks) and marks[at][0] < match.start():
            inherited = inherited and marks[at][1] not in ("previous", "plan", "part")
            state, local, kind = _advance(marks[at], state, local, kind, inherited)
            at += 1
        left = text[previous_end : match.start()]
        right = text[match.end() : raw[index + 1].start() if index + 1 < len(raw) else len(text)]
        next_match = raw[index + 1] if index + 1 < len(raw) else None
        start, previous_end = previous_end, match.end()
        if match["done"]:
            quantities = _of(match, measures, left, right, state or local, plain[start : match.end()])
        else:
            one, asked = _one(
                match,
                measures,
                spoken,
                _beside(plain[start : match.start()], plain[match.end() : match.end() + len(right)]),
                left,
                right,
                numbered and len(raw) == 1 and not left.strip(f"{FILLER} :"),
            )
            doubt = doubt or asked
            if one is None:
                continue
            later = not re.search(r"已|建成|完成|累计|共", left) and any(
                match.end() <= when.start < match.end() + len(right) and tense_of(when, today) == "plan"
                for when in dates
            )
            summed = kind == "total"
            kind = kind or kind_after(right) or (last_kind if left.startswith("、") else None) or "total"
            last_kind = kind
            role = role_of(one, match, text, left, right, state, local, next_match, in_trouble, later)
            opened = text.rfind("(", 0, match.start())
            if (
                role == "progress"
                and kind != "new"
                and raw[0].end() <= opened
                and ")" not in text[opened : match.start()]
            ):
                role = "part"  # 三名(中大2名、UIC1名)
            before = found[-1].quantity if found else None
            if role == "progress" and before and before.role == "target" and not before.indicator and not measures:
                role = "ask"  # 三个中心建成两个, of a task that counts nothing: parts of it
            if role == "ask":
                role, doubt = "mention", doubt or "which_figure"
            quantities = [
                replace(
                    one,
                    role=role if one.role == "progress" else one.role,
                    kind=kind if role == "progress" else None,
                )
            ]
        found += [Figure(match.start(), match.end(), one, summed) for one in quantities]
    for mark in marks[at:]:
        inherited = inherited and mark[1] not in ("previous", "plan", "part")
        state, _, _ = _advance(mark, state, None, None, inherited)
    if not raw and state is None and marks and marks[-1][1] == "early":
        state = "early"  # 名单已报审议，共5名
    return Figures(tuple(degrees), tuple(found), state, doubt)


def _beside(left: str, right: str) -> str:
    """The words beside a figure, up to the next comma on either side."""
    return re.split(r"[、,;(]", left)[-1] + re.split(r"[、,;)]", right)[0]


def _advance(
    mark: tuple[int, str, str], state: str | None, local: str | None, kind: str | None, inherited: bool
) -> tuple[str | None, str | None, str | None]:
    """What a telling word changes: the state (kept over figures), the role of the next figure, its kind. `inherited`:
    the state comes from the clause before, so that a mere 已 ends it (去年3家，已建成5家; not 去年底已建成3家)."""
    _, group, word = mark
    if group in ("previous", "plan", "part"):
        return group, None, kind
    present = bool(PRESENT.match(word))
    if group == "now":
        if (state == "previous" and (inherited or present)) or (state == "plan" and word in NOW_AFTER_PLAN):
            state = None
        if (state == "part" and present) or state == "early":
            state = None
        return state, local if local == "ask" else None, "new" if word in ("本月", "本周", "这个月", "这月") else kind
    if group in ("gap", "target", "none", "early", "ask"):
        return state, group, kind
    if group == "month":
        return (None if state in ("previous", "part") else state), local, "new"
    if group == "total":
        if (state == "previous" and (word[-1] in "到至" or inherited)) or (
            state == "part" and word not in ("共", "总")
        ):
            state = None
        return state, None if local == "gap" else local, kind if kind == "new" and word == "累计" else "total"
    if group == "new":
        return (None if state == "part" and word == "新增" else state), local, "new"
    return state, local, kind


def _of(
    match: re.Match[str], measures: Sequence[Measure], left: str, right: str, state: str | None, words: str
) -> list[Quantity]:
    """3/5家: three of five; without a unit only where five is what an indicator asks for."""
    done, of = number_value(match["done"]) or 0, number_value(match["of"]) or 0
    unit = match["ou"]
    if unit is None:
        fits = [one for one in measures if one.current and of in (one.low, one.high) and one.unit != "%"]
        best = fitting(fits, words)
        if best is None:
            return []
        unit = next(one.unit for one in fits if one.phrase == best)
    role = "mention" if state or done > of else "progress"
    best = fitting([one for one in measures if same_unit(one.unit, unit)], words)
    return [
        Quantity(done, unit, "total" if role == "progress" else None, role, hint_of(left, right), best),
        Quantity(of, unit, None, "target", hint_of(left, right), best),
    ]


def _one(
    match: re.Match[str],
    measures: Sequence[Measure],
    spoken: frozenset[str],
    words: str,
    left: str,
    right: str,
    numbered: bool,
) -> tuple[Quantity | None, str | None]:
    """The figure with its indicator, role progress unless its very shape forbids that; or None, and a question."""
    if match["range"]:
        return None, None if re.search(r"目标|计划|预计|要求|拟|每", left) else "which_figure"
    if match["bare"]:
        if re.search(r"[差缺剩少余]\s*$", left):
            return None, None  # 离100人还差38
        counting = [
            one
            for one in measures
            if one.unit != "%" and not one.is_money and (one.current or not any(m.current for m in measures))
        ]
        value = number_value(match["bare"]) or 0
        named = [one for one in counting if one.shared_with(words)]
        if len(named) == 1 and not right.strip(" ,") and value == int(value):
            lead = re.sub(r"[\u4e00-\u9fff]{0,6}数量?$", "", left.strip(" :"))
            if len(WHOLE.sub("", lead)) < 2 or lead == left.strip(" :"):
                return Quantity(value, named[0].unit, "total", "progress", None, named[0].phrase), None
        told = re.search(r"累计|共|现在|目前|今年|已|达|截|有", left) and len(WHOLE.sub("", left)) < 2
        if len(counting) == 1 and (told and not right.strip(" ,") and value == int(value)):
            return Quantity(value, counting[0].unit, "total", "progress", None, counting[0].phrase), None
        if len(counting) == 1 and re.search(rf"{counting[0].unit[-1]}数\s*:?$", left):
            return Quantity(value, counting[0].unit, "total", "progress", None, counting[0].phrase), None
        if (
            len(counting) == 1
            and (
                numbered
                or right.strip() in ("建成", "举办", "引进")
                or re.search(r"(?:建成|建了|举办|办了|引进|选聘|筹措|落实|累计|共)\s*$", left)
            )
            and value == int(value)
            and right.strip() in ("", "建成", "举办", "引进")
        ):
            return Quantity(value, counting[0].unit, "total", "progress", None, counting[0].phrase), None
        return None, "which_unit"
    if match["money"]:
        if not any(one.is_money for one in measures) and not re.search(
            r"资金|投资|经费|到位|拨付|贷款|基金|投入|缺口", left
        ):
            return None, "which_unit"
        value, unit = number_value(match["money"]) or 0, "元"
    else:
        value = number_value(match["n"]) or 0
        if match["scale"]:
            value = tidy(value * (1e4 if match["scale"] == "万" else 1e8))
        unit = UNIT_NAMES.get(match["unit"], match["unit"])
    fits = [one for one in measures if same_unit(one.unit, unit)]
    if (
        unit == "项"
        and not fits
        and (not measures or re.search(r"牵头|负责|承担|我局|我们|各|任务|工作", left + right))
    ):
        return Quantity(value, unit, None, "mention", None, None), "which_task"  # 我局牵头的6项
    if unit == "人次":
        fits = [one for one in fits if one.unit == unit]  # 1200人次 are not 1200人
    running = [one for one in measures if one.current]
    if running and unit != "元" and not any(one.current or one.shared_with(words) for one in fits):
        return Quantity(value, unit, None, "mention", hint_of(left, right), None), "which_unit"  # 学员96人 of 培训班
    hint = hint_of(left, right)
    strange = foreign_noun(fits, words)
    if strange and any(one.current for one in fits) and not any(one.shared_with(words) for one in fits):
        return Quantity(value, unit, None, "mention", hint, None), "which_unit"  # 岗位公布25个
    best = None if strange else fitting(fits, words, unit) or by_noun(fits, words)
    if unit == "元" and not any(one.shared_with(words) for one in fits) and OTHER_MONEY.sub("", left):
        return Quantity(
            value, unit, None, "mention", hint, None
        ), "which_unit"  # 贷款余额3.5亿: money, but not what is counted
    if re.search(r"各(?:有|建成?|设|办|开|聘|引进)?了?\s*$", left) and measures:
        return Quantity(value, unit, None, "mention", hint, None), "which_figure"  # 2个街道各2家
    if (
        value != int(value)
        and unit not in ("元", "平方米", "公里", "亩", "公顷", "吨", "平方公里")
        and not any(one.is_fraction for one in fits)
    ):
        return Quantity(value, unit, None, "mention", hint, None), "which_figure"
    is_named = any(one.pairs & spoken for one in fits)
    counted = bool(fits or ACHIEVED.search(left) or re.match(r"[^,。]{0,4}?(?:已|完成|出台|到位|投用|建成|了)", right))
    off = (NOT_COUNTED.match(right) or MEETING_BEFORE.search(left)) and not is_named
    if off or (unit in ("件", "份", "稿") and not fits) or not counted or (unit in ("元", "港元", "美元") and not fits):
        return Quantity(value, unit, None, "mention", hint, None), None if off or unit == "元" else "which_unit"
    return Quantity(value, unit, None, "progress", hint, best), None


def _without_dates(clause: str, dates: Sequence[When]) -> str:
    chars = list(clause)
    for when in dates:
        chars[when.start : when.end] = FILLER * (when.end - when.start)
    return "".join(chars)
