"""Percents: degrees of completion (60%, 三分之二, 还剩10%), and rates (签约率81%), which are values of an indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from language.indicators import Measure, fitting
from language.lexicon import figures as words
from language.liaison.cues import Place
from language.marking import Share
from language.numerals import tidy
from language.reading import Quantity


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree of completion that was said; `value` None when it is too vague or doubtful to be stored."""

    value: float | None
    loose: bool = False  # 昨天60%: gives way to a figure said beside it
    overall: bool = False  # 总体进度: goes before what is said of parts


def rate_of(place: Place, measures: Sequence[Measure], rates: bool) -> Quantity | None:
    """签约率81%: the value of an indicator, or of something that the plan does not count; None for a degree."""
    share: Share = place.mark.value
    named = [one for one in measures if one.unit == "%" and one.shared_with(place.spoken)]
    rate = (words.RATE_BEFORE.search(place.left) or rates) and not words.NOT_RATE.search(place.left)
    if not share.sign or share.value is None or not (rate or named):
        return None
    fits = [one for one in named or measures if one.unit == "%"]
    if words.OLD.search(place.left) or place.cues.frame == "previous":
        role = "previous"
    elif words.UNDER.search(place.left) or not fits:
        role = "mention"  # of a task that has no such indicator
    elif words.PLANNED.search(place.before) or place.cues.frame == "plan":
        role = "target"
    else:
        role = "progress"
    kind = "total" if role == "progress" else None
    return Quantity(share.value, "%", kind, role, place.hint, fitting(fits, place.spoken))


def degree_of(place: Place, measures: Sequence[Measure], title: str) -> Degree | None:
    """A degree of completion; None for a percent that is none (planned, of last year, of something else). `title` is
    what the task is called by and aims at, so that who names it does not seem to name a part."""
    left, right, value = place.left, place.right, place.mark.value.value
    frame = None if words.NOT_INHERITED.search(place.before) and place.cues.inherited else place.cues.frame
    if words.SHARE_OF_TOTAL.search(left) and not any(one.unit == "%" for one in measures):
        return None  # 2500万(占83%)
    planned = words.PLANNED.search(place.before) and not words.OF_THE_TARGET.search(left)
    if planned or frame in ("plan", "previous") or words.OLD.search(left) or words.OF_SOMETHING.match(right):
        return None
    if words.UNDER.search(left) or words.BELOW_AFTER.match(right):
        value = None
    elif value is not None and (words.LEFT_OPEN.search(left) or words.LEFT_AFTER.match(right)):
        value = tidy(100 - value)
    if value is not None and not 0 <= value <= 100:
        value = None
    if names_a_part(left, title):
        if frame == "part" or re.search(r"其中|包括", place.before):
            return None  # 总的80%，其中装修100%
        value = None  # 土建完成80%: of a part only
    if any(one.unit == "%" and one.current for one in measures) and not words.PROGRESS_WORDS.search(place.clause):
        value = None  # 85%: of the work, or the rate that the task is about?
    return Degree(
        value,
        place.mark.value.loose or place.past or bool(words.MORE_THAN.search(left)),
        bool(words.OVERALL.search(left)),
    )


def fraction_of(place: Place) -> Degree | None:
    """3/5 of no unit, where it can only be a fraction of the whole."""
    done, of = place.mark.value.value or 0, place.mark.value.of or 0
    plain = not (place.cues.frame or place.cues.role or names_a_part(place.left, ""))
    return Degree(round(done / of * 100, 1)) if plain and 1 < of < 10 and done <= of else None


def names_a_part(left: str, title: str) -> bool:
    """Whether what leads up to a percent names something that is not the task as a whole (体育馆完成75%)."""
    lead = re.split(words.SPLITS_LEAD.source, left)[-1]
    if words.OVERALL.search(lead):
        return False
    rest = words.WHOLE.sub("", lead)
    return bool(rest) and not any(rest[at : at + 2] in title for at in range(len(rest) - 1))
