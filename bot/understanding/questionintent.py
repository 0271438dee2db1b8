"""What a coordinator wants to see: the first intent whose words occur and that nothing else speaks against."""

from __future__ import annotations

from bot.understanding.patterns import Pattern
from bot.understanding.questionwords import (
    ANY_ROLE,
    INTENTS,
    LEAD,
    PEOPLE,
    STATUS_ASKED,
    STATUSES,
    SUMMARY,
    SUPPORT,
    TASKS,
)

_NEWS = Pattern(r"更新|报|记录|历史|变化|上周|昨天|最近|本周")
_MORE_THAN_A_KEYWORD = Pattern(r"没报|未报|逾期|超期|到期|问题|延期|办结|[红黄绿]灯|进展|怎么样|完成")
_STATE = Pattern(
    r"(?:滞后|落后|未启动|没启动|没开始|未开始|尚未|推进中|进行中|在办|停滞)[^,。]{0,4}(?:的|任务|项目|有)"
)
_STOPPED = Pattern(r"(?:受阻|停滞|卡住)了?的(?:任务|项目|事项)")
_WHO = Pattern(r"联络员|电话|联系|负责人")
_NOT = Pattern(r"没|未|逾期")
_NOT_DONE = Pattern(r"(?:没|未)(?:有)?(?:完成|办结|销号)")
_WHETHER = Pattern(r"吗|没$|[?]")
_COMPARED = Pattern(r"(?:哪个部门|哪家|哪个局|谁|各部门|排名)[^。]{0,12}(?:最多|排|对比)|最多的(?:部门|单位|局)")
_LISTING = Pattern(r"列表|清单|列出|列一?下|哪些任务")
_SHOWN = Pattern(r"哪些|哪几|几项|多少|清单|列表|列出|列一?下|所有|全部|牵头|负责|配合")
_HOW_MANY = Pattern(r"多少项|几项")
_GOING_ON = r"(?:推进|进行)中的?(?:任务|项目|有|$)|在推进的|在办的"
_OPEN_OR_LATE = Pattern("|".join((_NOT_DONE.source, _GOING_ON, *(pattern.source for _, pattern in STATUSES[:3]))))
_WHOLE = Pattern(
    r"(?:现在|目前|最近|本月|总的|全部|这个月|今年|咱们|我们|各部门|任务|工作|的|□|\s)*(?:进展|进度|情况"
    r"|推进|推进得?|完成)(?:情况)?(?:怎么样|怎样|咋样|如何|到哪了?|啥样)?(?:了|呢|[?])*"
)


def decide(masked: str, tasks: bool, offices: bool, keyword: bool) -> str:
    """The intent of a question whose names are masked; `tasks`, `offices`, `keyword`: whether it names any."""
    if PEOPLE.search(masked):
        return "unknown"  # departments are compared, people are not
    if keyword and not _MORE_THAN_A_KEYWORD.search(masked):
        return "list_tasks"
    for intent, pattern in INTENTS:
        if pattern.search(masked) and (found := _settled(intent, masked, tasks)):
            return found
    return _otherwise(masked, tasks, offices, keyword)


def _settled(intent: str, masked: str, tasks: bool) -> str | None:
    """The intent, another one that its words mean here, or None where something speaks against it."""
    match intent:
        case "contact" if _NOT.search(masked) and not _WHO.search(masked):
            return None
        case "list_done" if tasks or _NOT_DONE.search(masked):
            return None
        case "list_problems" if "没问题" in masked:
            return None
        case "list_problems" if _STOPPED.search(masked):
            return "list_tasks"
        case "list_unreported" if "灯" in masked:
            return "list_by_light"
        case "ranking" if tasks:
            return None
        case "update_log" if tasks and not _NEWS.search(masked):
            return None
        case "update_log" if _STATE.search(masked) and not Pattern(r"更新|报").search(masked):
            return None
        case "list_due_soon" if tasks:
            return "target" if "目标" in masked else "task_status"
        case "list_overdue" if tasks and _WHETHER.search(masked):
            return "task_status"
        case "list_overdue" if _COMPARED.search(masked):
            return "ranking"
    return intent


def _otherwise(masked: str, tasks: bool, offices: bool, keyword: bool) -> str:
    """Questions without a telling word: what is named decides."""
    if tasks:
        return "task_status"
    if _OPEN_OR_LATE.search(masked):
        return "list_tasks"
    if SUMMARY.search(masked) and not _LISTING.search(masked):
        return "summary"
    if offices and any(words.search(masked) for words in (LEAD, SUPPORT, ANY_ROLE)):
        return "list_tasks"
    if offices and STATUS_ASKED.search(masked) and not Pattern(r"任务有|哪些|几项|清单").search(masked):
        return "summary"
    if TASKS.search(masked) and (offices or keyword or _SHOWN.search(masked)):
        return "list_tasks"
    if _HOW_MANY.search(masked):
        return "summary"
    if STATUS_ASKED.search(masked):
        return "summary" if _WHOLE.fullmatch(masked) else "task_status"
    return "list_tasks" if offices else "unknown"
