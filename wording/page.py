"""Every word of the local chat page, by the name that its template and its script call it.

The script gets the same table as the template, as JSON: no sentence stands in JavaScript. `{name}` is filled in there.
"""

from __future__ import annotations

from domain.people import Membership, Role
from wording import people
from wording.words import N_, NC_, Words, verbatim

PAGE = {
    # Head and frame
    "title": N_("督办 · 本地聊天"),
    "product": N_("督办"),
    "seal": verbatim("督"),
    "tagline": N_("本地聊天 · 试用与演练"),
    "other_language": N_("English"),
    "skip": N_("跳到对话"),
    "board": N_("打开看板"),
    "needs_script": N_("本页需要启用 JavaScript。"),
    "close": N_("关闭"),
    # Personas
    "people": N_("以谁的身份"),
    "search": N_("搜索姓名或部门"),
    "no_match": N_("没有符合的身份"),
    "role_liaison": NC_("page", "联络员"),
    "role_head": NC_("page", "责任领导"),
    "role_coordinator": NC_("page", "统筹人员"),
    "role_admin": NC_("page", "管理员"),
    "role_stranger": NC_("page", "陌生人"),
    "unread": N_("{count}条未读"),
    "open_people": N_("选择身份，现在是{name}"),
    # Chat
    "chat_with": N_("{name}与督办助手的对话"),
    "bot_says": N_("督办助手："),
    "me_says": N_("我："),
    "new_messages": N_("新消息"),
    "edited": N_("已更新"),
    "empty_title": N_("还没有消息"),
    "empty_text": N_("说一句话，或把时钟拨到下一条提醒。"),
    "suggestions": N_("可以试试"),
    "say": N_("输入消息"),
    "send": N_("发送"),
    "attach": N_("发送照片或文件"),
    "not_sent": N_("未发送"),
    "try_again": N_("重试"),
    "sending": N_("发送中…"),
    "reconnecting": N_("连接已断开，正在重新连接…"),
    # Clock
    "clock": N_("演练时钟"),
    "open_clock": N_("调整时钟，现在是{now}"),
    "clock_note": N_("向前拨时，途中的每条提醒按顺序发出。时钟不能往回拨。"),
    "next_reminder": N_("到下一条提醒"),
    "plus_hour": N_("+1小时"),
    "plus_day": N_("+1天"),
    "plus_week": N_("+1周"),
    "move_to": N_("到"),
    "move": N_("拨到"),
    "in_words": N_("或者用话说"),
    "words_hint": N_("到 2022-11-25 09:00，+3天"),
    "moving": N_("正在推进…"),
    "moving_at": N_("正在推进，已到 {now}"),
    "begin_again": N_("重新开始"),
    "begin_again_question": N_("重新开始？"),
    "begin_again_text": N_("所有对话、填报和提醒都会清除，时钟回到起点。此操作不能撤销。"),
    "begin_again_yes": N_("清除并重新开始"),
    "cancel": N_("取消"),
    "began_again": N_("已重新开始。"),
    # Dates as the page's ticking clock shows them: Sunday first, months from January
    "weekdays": N_("周日,周一,周二,周三,周四,周五,周六"),
    "months": N_("1,2,3,4,5,6,7,8,9,10,11,12"),
    "date": N_("{year}年{month}月{day}日 {weekday}"),
    # Errors: what happened, what was kept, what to do
    "error_foreign_host": N_("本地聊天只能在本机打开，请用 127.0.0.1 访问。"),
    "error_foreign_page": N_("请求不是从本页发出的，未作任何改动。"),
    "error_not_json": N_("没有读懂这个请求，未作任何改动。"),
    "error_too_long": N_("内容太长，没有发送。请缩短后再试。"),
    "error_text": N_("消息不能为空，也不能超过{limit}个字，没有发送。"),
    "error_file": N_("文件是空的，没有发送。"),
    "error_clock_words": N_("请写明要到的时间，例如“到 2022-11-25 09:00”或“+1天”。时钟没有动。"),
    "clock_busy": N_("时钟正在推进，请等它停下再试。"),
    "error_inside": N_("程序出了问题，已记入日志。已保存的内容不受影响，请再试一次。"),
    "error_unreachable": N_("连不上督办程序，请确认它还在运行。"),
}

# What a person of a role might say first. They are sent as they stand, so they are in the language of the office.
SUGGESTIONS: dict[str, tuple[str, ...]] = {
    "liaison": (verbatim("我的任务"), verbatim("填报"), verbatim("第6项依据"), verbatim("帮助")),
    "head": (verbatim("我的任务"), verbatim("逾期的有哪些"), verbatim("帮助")),
    "coordinator": (
        verbatim("谁还没报"),
        verbatim("待办"),
        verbatim("逾期的有哪些"),
        verbatim("本月到期"),
        verbatim("各部门完成率"),
        verbatim("第6项依据"),
    ),
    "admin": (verbatim("每月25日9点提醒牵头部门"), verbatim("提醒列表"), verbatim("谁还没报"), verbatim("帮助")),
    "stranger": (verbatim("你好"),),
}

# The clock's quick buttons, in the words that the clock understands whatever the page's language: (word key, text).
QUICK_MOVES = (
    ("plus_hour", verbatim("+1小时")),
    ("plus_day", verbatim("+1天")),
    ("plus_week", verbatim("+1周")),
    ("next_reminder", verbatim("下一条提醒")),
)


def page_words(words: Words) -> dict[str, str]:
    """The page's words in one language; their placeholders are filled in by whoever asks for one."""
    return {key: words.t(sentence) for key, sentence in PAGE.items()}


def title_of(words: Words, role: Role | None, department: str | None) -> str:
    """Who a persona is: 区科技产业局 联络员, 统筹人员, 陌生人."""
    return words.t("陌生人") if role is None else people.role(words, Membership(role, department))
