"""Quantities: what each one counts, and whether that is progress, a gap, a target, something pending or hearsay.

Only `progress` may ever be stored, so whatever is doubtful gets another role or raises a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from language.indicators import Measure, by_noun, fitting, foreign_noun, same_unit
from language.lexicon import figures as words
from language.liaison.cues import Place
from language.marking import Amount
from language.reading import Quantity
from language.sheet import PHASE, TASK

Found = tuple[list[Quantity], str | None]  # quantities, and what has to be asked


def quantities_of(
    place: Place, measures: Sequence[Measure], own: frozenset[str], last: Quantity | None, in_trouble: bool
) -> Found:
    """What a quantity of a clause means. `measures` are the indicators of its task, `own` the pairs of characters of
    the clause, `last` the quantity before it; `in_trouble`: the clause names an obstacle."""
    amount: Amount = place.mark.value
    if amount.of is not None:
        return _of(place, amount, measures), None
    one, ask = _measured(place, amount, measures, own)
    if one is None:
        return [], ask
    kind = place.cues.kind or ("new" if words.NEW_AFTER.match(place.right) else None)
    kind = kind or (last.kind if last and place.left.startswith("、") else None) or "total"
    role = one.role
    if role == "progress":
        role = _role(one, place, in_trouble)
        opened = place.before.rfind("(")
        inside = opened >= 0 and ")" not in place.before[opened:] and re.search("[QP]", place.before[:opened])
        if role == "progress" and kind != "new" and inside:
            role = "part"  # 三名(中大2名、UIC1名)
        if role == "progress" and last and last.role == "target" and not last.indicator and not measures:
            role = "ask"  # 三个中心建成两个, of a task that counts nothing: parts of it
        if role == "ask":
            role, ask = "mention", ask or "which_figure"
    return [replace(one, role=role, kind=kind if role == "progress" else None)], ask


def _of(place: Place, amount: Amount, measures: Sequence[Measure]) -> list[Quantity]:
    """3/5家: three of five. Without a unit, of the indicator that asks for five; none where no indicator does."""
    done, of, unit = amount.value or 0, amount.of or 0, amount.unit
    fits = [one for one in measures if same_unit(one.unit, unit)]
    if unit is None:
        fits = [one for one in measures if one.current and of in (one.low, one.high) and one.unit != "%"]
        if not fits:
            return []
        unit = fits[0].unit
    best = fitting(fits, place.spoken)
    role = "mention" if place.cues.frame or place.cues.role or done > of else "progress"
    return [
        Quantity(done, unit, "total" if role == "progress" else None, role, place.hint, best),
        Quantity(of, unit, None, "target", place.hint, best),
    ]


def _measured(
    place: Place, amount: Amount, measures: Sequence[Measure], own: frozenset[str]
) -> tuple[Quantity | None, str | None]:
    """The figure with its indicator, role progress unless its very shape forbids that; or None, and a question."""
    left, right, value, unit = place.left, place.right, amount.value, amount.unit
    if value is None:
        return None, None if words.RANGE_EXCUSED.search(left) else "which_figure"
    if unit is None:
        return _bare(place, value, measures)
    if amount.scaled and not any(one.is_money for one in measures) and not words.MONEY_WORDS.search(left):
        return None, "which_unit"
    fits = [one for one in measures if same_unit(one.unit, unit) and (unit != "人次" or one.unit == unit)]
    hint = place.hint
    mention = Quantity(value, unit, None, "mention", hint)
    if unit == "项" and not fits and (not measures or words.TASKS_COUNTED.search(left + right)):
        return replace(mention, hint=None), "which_task"  # 我局牵头的6项
    named = any(one.shared_with(place.beside) for one in fits)
    current = any(one.current for one in fits)
    strange = foreign_noun(fits, place.beside)
    foreign = not named and not by_noun(fits, place.beside, running=False)
    if unit != "元" and foreign and ((strange and current) or (not current and any(m.current for m in measures))):
        return mention, "which_unit"  # 学员96人 of 培训班, 岗位公布25个
    if unit == "元" and not named and words.OTHER_MONEY.sub("", left):
        return mention, "which_unit"  # 贷款余额3.5亿: money, but not what is counted
    if words.EACH.search(left) and measures:
        return mention, "which_figure"  # 2个街道各2家
    if value != int(value) and unit not in words.FRACTIONAL and all(one.low == int(one.low) for one in fits):
        return mention, "which_figure"
    counted = fits or words.ACHIEVED.search(left) or words.ACHIEVED_AFTER.match(right)
    off = words.NOT_COUNTED.match(right) or words.MEETING_BEFORE.search(left)
    if off and not any(one.pairs & own for one in fits):
        return mention, None
    if not counted or (not fits and unit in ("件", "份", "稿")) or (not fits and measures and unit.endswith("元")):
        return mention, None if unit == "元" else "which_unit"
    best = None if strange else fitting(fits, place.beside, unit) or by_noun(fits, place.beside)
    return Quantity(value, unit, None, "progress", hint, best), None


def _bare(place: Place, value: float, measures: Sequence[Measure]) -> tuple[Quantity | None, str | None]:
    """A number without a unit: of the one indicator that it can only be of; otherwise the unit is asked for."""
    left, right = place.left, place.right.strip(" ,")
    if words.GAP_BARE.search(left):
        return None, None  # 离100人还差38
    running = any(one.current for one in measures)
    counting = [one for one in measures if one.unit != "%" and not one.is_money and (one.current or not running)]
    named = [one for one in counting if one.shared_with(place.beside)]
    if value != int(value) or right not in words.DOING:
        return None, "which_unit"
    known = named[0].words if named else ""
    rest = [char for char in words.WHOLE.sub("", left) if char not in known + " :数"]
    if len(named) == 1 and not right and (len(rest) < 2 or words.TOLD_BARE.search(left)):
        return Quantity(value, named[0].unit, "total", "progress", None, named[0].phrase), None
    if len(counting) == 1:
        only = counting[0]
        after_task = not left.strip("T :") and TASK in place.before
        told = words.TOLD_BARE.search(left) and len(words.WHOLE.sub("", left)) < 2 and not right
        said = re.search(rf"{only.unit[-1]}数\s*:?$", left) or words.DID_BARE.search(left)
        if after_task or told or said or right:
            return Quantity(value, only.unit, "total", "progress", None, only.phrase), None
    return None, "which_unit"


def _role(one: Quantity, place: Place, in_trouble: bool) -> str:
    """What a figure is in its clause; the first rule that holds decides."""
    left, right, frame, role = place.left, place.right, place.cues.frame, place.cues.role
    achieved = bool(words.ACHIEVED_BEFORE.search(left))
    after_target = words.AFTER_TARGET.match(right)
    if after_target:
        reached = words.TARGET_REACHED.match(right[after_target.end() :])
        if reached and place.following is None and not achieved and frame is None:
            return "progress"  # 50次目标已达成
        if not achieved or "的" in after_target[0]:
            return "target"
    if left.rstrip().endswith(PHASE) and not words.ACHIEVED_AFTER.match(right):
        return "target"  # 第一批次5名
    if role in ("ask", "gap") and words.AFTER_PENDING.match(right):
        return "pending"
    if role in ("gap", "target", "ask"):
        return role
    if frame == "part":
        return frame
    if frame == "elsewhere":
        return "mention"
    if place.later or (role == "early" and not re.match(r"\s*已", right)):
        return "pending"
    if frame == "early" and not words.ACHIEVED_EARLY.search(left):
        return "pending"  # 名单已报审议，共5名
    if words.AMONG.match(right) and (place.following is None or not achieved):
        return "target"  # 5家的80%, 5人中有4人
    if words.AFTER_STAGE.match(right):
        return "mention"
    if words.AFTER_PENDING.match(right) and (not achieved or words.IN_THE_MAKING.match(right)):
        return "pending"
    if words.AFTER_GAP.match(right):
        return "gap"
    if role == "none":
        return "mention"
    following = place.following.value if place.following else None
    if (
        isinstance(following, Amount)
        and following.unit is not None
        and not achieved
        and not frame
        and same_unit(one.unit, following.unit)
        and words.TARGET_THEN_DONE.match(right)
        and not left.strip("TXD 的共有全年今:")
    ):
        return "target"  # 10个基地已建成6个
    if frame in ("plan", "early") and re.match(r"\s*(?:已|都|均|全部)", right):
        return "progress"  # 拟聘5名，3名已签
    if frame in ("plan", "previous"):
        return "pending" if frame == "plan" else "previous"
    return "mention" if in_trouble and not achieved else "progress"
