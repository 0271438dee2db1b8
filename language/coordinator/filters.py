"""The filters of a coordinator's question: only what words say is one."""

from __future__ import annotations

from datetime import date
from typing import Any

from language.dates import When
from language.lexicon import questions as words
from language.numerals import number_value
from language.sheet import DATE, Sheet

Filters = dict[str, Any]
_WITH_ROLE = ("list_tasks", "list_by_light", "list_overdue", "list_due_soon", "list_done", "list_unreported")
_WITHOUT_DATES = ("contact", "task_status", "target")
_UNTIL_THEN = ("list_due_soon", "list_tasks", "list_done", "summary", "update_log", "list_problems")
_LOOKING_BACK = ("list_done", "update_log")
_STRETCHES = ("since", "within", "span")


def keyword(plain: str) -> tuple[int, int] | None:
    """跟住房有关的: where the word of a plain text stands that tasks are looked up by."""
    match = next((found for pattern in words.KEYWORDS if (found := pattern.search(plain))), None)
    word = match["word"] if match else ""
    office = len(word) > 2 and words.AS_OFFICE.search(word)
    return match.span("word") if match and not office and not words.NO_KEYWORD.search(word) else None


def of_intent(intent: str, sheet: Sheet, today: date, with_department: bool) -> Filters:
    """The filters that go with an intent. `today` in the plan's zone."""
    shape, plain = sheet.shape, sheet.plain(0, len(sheet.shape))
    found: Filters = {}
    if with_department and intent in _WITH_ROLE:
        found |= _first("role", words.ROLES, shape)
    if intent == "target":
        found |= _period(plain, today)
    if intent in _WITHOUT_DATES:
        return found
    if intent in ("list_by_light", "export"):
        found |= _lights(shape)
    if intent == "list_tasks":
        found |= _first("status", words.STATUSES, shape)
    if intent == "list_delay_requests" and words.PENDING.search(shape):
        found["state"] = "pending"
    limit = words.LIMIT.search(plain)
    if limit:
        found["limit"] = int(number_value(limit["n"] or limit["m"]) or 0)
    if intent == "list_overdue" and (limit or words.LONGEST_LATE.search(shape)):
        found["sort"] = "overdue_days_desc"
    if intent == "ranking":
        found |= _first("metric", words.METRICS, shape)
        found["order"] = "asc" if words.WORST.search(plain) else "desc"
    if intent == "export":
        found |= _first("format", words.FORMATS, shape)
        found |= {"type": "bulletin"} if words.BULLETIN.search(shape) else {}
    counts = words.COUNT.search(shape)
    if (intent in ("summary", "list_tasks") and words.BY_STATUS.search(shape)) or (intent == "summary" and counts):
        found["count_by"] = "status"
    elif counts and intent not in ("ranking", "summary", "export"):
        found["count"] = True
    return found | _days(intent, sheet, today)


def _first(name: str, table: words.Table, shape: str) -> Filters:
    """The first value of a table whose words occur, as a filter of that name."""
    return next(({name: value} for value, pattern in table if pattern.search(shape)), {})


def _lights(shape: str) -> Filters:
    lights = list(dict.fromkeys(words.LIGHTS[char] for char in words.LIGHT.findall(shape)))
    if lights and words.NO_LIGHT.search(shape):
        lights = [light for light in words.LIGHTS.values() if light not in lights]
    if not lights and "预警" in shape:
        lights = ["red", "yellow"]
    return {"light": lights[0] if len(lights) == 1 else lights} if lights else {}


def _period(plain: str, today: date) -> Filters:
    """Of a target: 2022, 2023-2024."""
    match = words.PERIOD.search(plain)
    if not match:
        return {}
    if match[1]:
        return {"period": f"{match[1]}-{match[2]}"}
    return {"period": match[3] or str(today.year + words.YEARS_FROM_NOW.get(match[4], 0))}


def _days(intent: str, sheet: Sheet, today: date) -> Filters:
    """from/to, within_days or last_days; a limit such as 11月底前 has no `from` before today."""
    shape = sheet.shape
    dates: list[tuple[int, When]] = [(at, mark.value) for at, mark in sheet.marks(DATE)]
    stretch = next((when for _, when in dates if when.grain in _STRETCHES and when.days), None)
    if stretch:
        return _stretch(intent, stretch)
    if not dates:
        return {}
    (start, first), (end, last) = dates[0], dates[-1]
    if first.grain == "before":  # 元旦前; looking back, nobody says of which year
        return {} if intent in _LOOKING_BACK else {"to": first.last.isoformat()}
    up_to = words.UP_TO.search(shape[:start])
    if first.first == first.last == today and (up_to or intent == "list_overdue"):
        return {}  # 截至今天: as it stands
    if up_to and up_to[0] != "到":
        return {"to": first.last.isoformat()}
    if first.grain == "quarter" and shape[:start].endswith("前"):  # 前三季度
        return {"from": first.first.replace(month=1).isoformat(), "to": first.last.isoformat()}
    if start == end or not words.BETWEEN.fullmatch(shape[start + 1 : end]):
        first = last
    if words.BEFORE.match(shape, end + 1) and intent in _UNTIL_THEN:
        begins = {"from": today.isoformat()} if intent == "list_due_soon" else {}
        return begins | {"to": last.last.isoformat()}
    if words.SINCE.match(shape, end + 1):
        return {"from": first.first.isoformat()}
    return {"from": first.first.isoformat(), "to": last.last.isoformat()}


def _stretch(intent: str, when: When) -> Filters:
    """最近7天, 两周内: how long back or ahead. A bare length is no filter: 逾期超过10天的 is about lateness."""
    if intent == "list_due_soon":
        return {"within_days": when.days}
    if when.grain == "since" or intent == "update_log" or (when.grain == "within" and intent != "list_overdue"):
        return {"last_days": when.days}
    return {}
