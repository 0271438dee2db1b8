"""The filters of a coordinator's question: only what words say is one."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.understanding.dates import When
from bot.understanding.names import OFFICE
from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern
from bot.understanding.questionwords import (
    ANY_ROLE,
    COUNT,
    KEYWORDS,
    LEAD,
    LIGHT,
    LIGHTS,
    LIMIT,
    PENDING,
    PERIOD,
    STATUSES,
    SUPPORT,
    WORST,
)
from bot.understanding.references import FILLER

Filters = dict[str, Any]
_STRETCHES = ("since", "within", "span")
_NO_KEYWORD = Pattern(
    r"哪|谁|什么|几|部门|上[周月]|本[周月]|没|未|全部|所有|牵头|负责|配合|我们|任务|项目|问题|申请|^[\d\s]+项?$"
)
_LONGEST_LATE = Pattern(
    r"最(?:久|长|严重|厉害|早|多)|按[^,。]{0,6}(?:天数|时间|时长|久)|排(?:个?序|前面|最前)|天数|top"
)
_METRICS = (
    ("overdue_count", Pattern(r"逾期|超期")),
    ("on_time_rate", Pattern(r"及时|按时|准时|拖拉|最快|最慢")),
    ("report_rate", Pattern(r"报送率|填报率|上报率|报送|填报|报得|积极|报率")),
)
_NO_LIGHT = Pattern(r"(?:没有?|不|未|非)(?:是|亮|变)?[红黄绿灰](?:色|灯|牌|的)(?!的?(?:吗|么|$|[?]))")
_FORMATS = (("xlsx", Pattern(r"excel|xlsx?|表格|电子表")), ("docx", Pattern(r"word|docx?|文档")))
_BEFORE, _SINCE = Pattern(r"\s*(?:之?前|以前|为止)"), Pattern(r"\s*(?:以来|之?后|以后|起|开始|至今|到现在|到今天)")
_UP_TO = Pattern(r"(?:截[至止]到?|直到|到)$")
_BETWEEN = Pattern(r"\s*(?:到|至|-|~|—|和|、|与)+\s*")
_LIMITED = ("list_due_soon", "list_tasks", "list_done", "summary", "update_log", "list_problems")


def of_intent(intent: str, masked: str, plain: str, dates: list[When], today: date) -> Filters:
    """The filters that go with an intent. `masked`: the text without names; `today` in the plan's zone."""
    if intent == "target":
        period = _period(masked, today)
        return {"period": period} if period else {}
    if intent in ("contact", "task_status"):
        return {}
    found: Filters = {}
    if intent in ("list_by_light", "export"):
        found |= _lights(masked)
    if intent == "list_tasks":
        found |= next(({"status": name} for name, pattern in STATUSES if pattern.search(masked)), {})
    if intent == "list_delay_requests" and PENDING.search(masked):
        found["state"] = "pending"
    limit = LIMIT.search(plain)
    if limit:
        found["limit"] = int(number_value(limit["n"] or limit["m"]) or 0)
    if intent == "list_overdue" and (limit or _LONGEST_LATE.search(masked)):
        found["sort"] = "overdue_days_desc"
    if intent == "ranking":
        found["metric"] = next((name for name, words in _METRICS if words.search(masked)), "completion_rate")
        found["order"] = "asc" if WORST.search(plain) else "desc"
    if intent == "export":
        found |= next(({"format": name} for name, words in _FORMATS if words.search(masked)), {})
        found |= {"type": "bulletin"} if re.search(r"通报|简报", masked) else {}
    if intent == "summary" and re.search(r"各状态|按状态|各种状态|多少项|几项", masked):
        found["count_by"] = "status"
    elif COUNT.search(masked) and intent not in ("ranking", "summary", "export"):
        found["count"] = True
    return found | _days(intent, masked, dates, today)


def read_role(masked: str) -> str | None:
    """Whether a department is asked about as lead, as supporter or as either."""
    if ANY_ROLE.search(masked) or (LEAD.search(masked) and SUPPORT.search(masked)):
        return "any"
    if SUPPORT.search(masked):
        return "support"
    return "lead" if LEAD.search(masked) else None


def read_keyword(plain: str) -> str | None:
    """跟住房有关的: the word that tasks are looked up by."""
    match = next((found for words in KEYWORDS if (found := words.search(plain))), None)
    word = match["word"].strip() if match else ""
    if not word or FILLER in word or (len(word) > 2 and OFFICE.search(word)) or _NO_KEYWORD.search(word):
        return None
    return word


def _lights(masked: str) -> Filters:
    lights = list(dict.fromkeys(LIGHTS[char] for char in LIGHT.findall(masked)))
    if lights and _NO_LIGHT.search(masked):
        lights = [light for light in LIGHTS.values() if light not in lights]
    if not lights and "预警" in masked:
        lights = ["red", "yellow"]
    return {"light": lights[0] if len(lights) == 1 else lights} if lights else {}


def _days(intent: str, masked: str, dates: list[When], today: date) -> Filters:
    """from/to, within_days or last_days; a limit such as 11月底前 has no `from` before today."""
    stretch = next((one for one in dates if one.grain in _STRETCHES and one.days), None)
    if stretch:
        return _stretch(intent, masked, stretch)
    days = [one for one in dates if one.grain not in _STRETCHES]
    if not days:
        return {}
    first, last = days[0], days[-1]
    up_to = _UP_TO.search(masked[: first.start])
    if first.first == first.last == today and (up_to or intent == "list_overdue"):
        return {}  # 截至今天: as it stands
    if up_to and up_to[0] != "到":
        return {"to": first.last.isoformat()}
    if first.grain == "quarter" and masked[: first.start].endswith("前"):  # 前三季度
        return {"from": date(first.first.year, 1, 1).isoformat(), "to": first.last.isoformat()}
    if first is not last and not _BETWEEN.fullmatch(masked[first.end : last.start]):
        first = last
    after = masked[last.end : last.end + 4]
    if _BEFORE.match(after) and intent in _LIMITED:
        start = {"from": today.isoformat()} if intent == "list_due_soon" else {}
        return start | {"to": last.last.isoformat()}
    if _SINCE.match(after):
        return {"from": first.first.isoformat()}
    return {"from": first.first.isoformat(), "to": last.last.isoformat()}


def _stretch(intent: str, masked: str, one: When) -> Filters:
    """最近7天, 两周内: how long back or ahead. A bare length is no filter: 逾期超过10天的 is about lateness."""
    if one.grain == "since" or intent == "update_log":
        return {"last_days": one.days}
    if intent == "list_due_soon" or (one.grain == "within" and intent != "list_overdue"):
        return {"within_days": one.days}
    return {}


def _period(masked: str, today: date) -> str | None:
    match = PERIOD.search(masked)
    if not match:
        return None
    if match[1]:
        return f"{match[1]}-{match[2]}"
    return match[3] or str(today.year + {"明年": 1, "后年": 2, "去年": -1}.get(match[4], 0))
