"""A question about a past day: 截至10月31日的情况."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from language.dates import When, find_dates
from language.message import Message
from language.patterns import Pattern

_AS_OF = Pattern(r"(?i)(?:截至到?|截止到|截止至|as (?:of|at))\s*(?:the )?")
_BEHIND = Pattern(r"\s*(?:为止|止|那天|当天|时)?\s*[,，、:：的]*\s*")
_WHOLE = Pattern(
    r"(?i)^(?:是|,)?(?:总体|整体|总的|全部|各项)?(?:的)?"
    r"(?:情况|状况|进展|进度|亮灯|summary|status|how (?:does|did) it stand)?"
    r"(?:如何|怎么样|怎样|呢)?[\s。.!！?？]*$"
)


@dataclass(frozen=True, slots=True)
class AsOf:
    """A question about a past day: the day, and what is asked without it; "" where it is how all stands."""

    day: date
    asked: str


def read_as_of(message: Message) -> AsOf | None:
    """截至10月31日红灯有哪些: the last such day that is over; None where no past day is named."""
    plain, today = message.text.plain, message.context.today
    said = _AS_OF.search(plain)
    when = next((one for one in find_dates(plain, today) if said and one.start == said.end()), None)
    day = _over(when, today) if when else None
    if said is None or when is None or day is None:
        return None
    end = _BEHIND.match(plain, when.end)
    rest = f"{plain[: said.start()]}{plain[end.end() if end else when.end :]}".strip(" ,，。的")
    return AsOf(day, "" if _WHOLE.match(rest) else rest)


def _over(when: When, today: date) -> date | None:
    """The last day of a date, of last year where it has not come yet this year and no year was said."""
    if when.grain not in ("day", "month", "tenth", "year") or when.last < today:
        return when.last if when.last < today else None
    if when.year_said:
        return None
    try:
        return when.last.replace(year=when.last.year - 1)
    except ValueError:  # 29 February
        return None
