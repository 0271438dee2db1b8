"""Every word of the local chat page, in both languages.

The page's script gets the same table as its template: no sentence stands in JavaScript. `{name}` is filled in there.
"""

from __future__ import annotations

from domain.people import Membership, Role
from wording import people
from wording.words import Words

LANGUAGES = ("zh", "en")

PAGE: dict[str, tuple[str, str]] = {
    # Head and frame
    "title": ("督办 · 本地聊天", "Duban · Local chat"),
    "product": ("督办", "Duban"),
    "seal": ("督", "督"),
    "tagline": ("本地聊天 · 试用与演练", "Local chat · for trying and rehearsing"),
    "other_language": ("English", "中文"),
    "skip": ("跳到对话", "Skip to the chat"),
    "board": ("打开看板", "Open the board"),
    "needs_script": ("本页需要启用 JavaScript。", "This page needs JavaScript."),
    "close": ("关闭", "Close"),
    # Personas
    "people": ("以谁的身份", "Speak as"),
    "search": ("搜索姓名或部门", "Name or department"),
    "no_match": ("没有符合的身份", "Nobody matches"),
    "role_liaison": ("联络员", "Liaisons"),
    "role_head": ("责任领导", "Heads"),
    "role_coordinator": ("统筹人员", "Coordinators"),
    "role_admin": ("管理员", "Admins"),
    "role_stranger": ("陌生人", "Strangers"),
    "unread": ("{count}条未读", "{count} unread"),
    "open_people": ("选择身份，现在是{name}", "Choose who you are; now {name}"),
    # Chat
    "chat_with": ("{name}与督办助手的对话", "{name} talking to Duban"),
    "bot_says": ("督办助手：", "Duban: "),
    "me_says": ("我：", "Me: "),
    "new_messages": ("新消息", "New messages"),
    "edited": ("已更新", "updated"),
    "empty_title": ("还没有消息", "No messages yet"),
    "empty_text": ("说一句话，或把时钟拨到下一条提醒。", "Say something, or move the clock to the next reminder."),
    "suggestions": ("可以试试", "You could try"),
    "say": ("输入消息", "Message"),
    "send": ("发送", "Send"),
    "attach": ("发送照片或文件", "Send a photo or a file"),
    "not_sent": ("未发送", "Not sent"),
    "try_again": ("重试", "Try again"),
    "sending": ("发送中…", "Sending…"),
    "reconnecting": ("连接已断开，正在重新连接…", "Connection lost, reconnecting…"),
    # Clock
    "clock": ("演练时钟", "Rehearsal clock"),
    "open_clock": ("调整时钟，现在是{now}", "Move the clock; now {now}"),
    "clock_note": (
        "向前拨时，途中的每条提醒按顺序发出。时钟不能往回拨。",
        "Moving forward sends every reminder on the way, in order. The clock never goes back.",
    ),
    "next_reminder": ("到下一条提醒", "To the next reminder"),
    "plus_hour": ("+1小时", "+1 hour"),
    "plus_day": ("+1天", "+1 day"),
    "plus_week": ("+1周", "+1 week"),
    "move_to": ("到", "To"),
    "move": ("拨到", "Move"),
    "in_words": ("或者用话说", "Or in words"),
    "words_hint": ("到 2022-11-25 09:00，+3天", "2022-11-25 09:00, +3 days"),
    "moving": ("正在推进…", "Moving…"),
    "moving_at": ("正在推进，已到 {now}", "Moving, now {now}"),
    "begin_again": ("重新开始", "Begin again"),
    "begin_again_question": ("重新开始？", "Begin again?"),
    "begin_again_text": (
        "所有对话、填报和提醒都会清除，时钟回到起点。此操作不能撤销。",
        "All chats, reports and reminders are deleted and the clock returns to its start. This cannot be undone.",
    ),
    "begin_again_yes": ("清除并重新开始", "Delete and begin again"),
    "cancel": ("取消", "Cancel"),
    "began_again": ("已重新开始。", "Begun again."),
    # Dates as the page's ticking clock shows them: Sunday first, months from January
    "weekdays": ("周日,周一,周二,周三,周四,周五,周六", "Sun,Mon,Tue,Wed,Thu,Fri,Sat"),
    "months": ("1,2,3,4,5,6,7,8,9,10,11,12", "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"),
    "date": ("{year}年{month}月{day}日 {weekday}", "{weekday} {day} {month} {year}"),
    # Errors: what happened, what was kept, what to do
    "error_foreign_host": (
        "本地聊天只能在本机打开，请用 127.0.0.1 访问。",
        "The local chat opens only on its own machine; use 127.0.0.1.",
    ),
    "error_foreign_page": (
        "请求不是从本页发出的，未作任何改动。",
        "The request did not come from this page; nothing was changed.",
    ),
    "error_not_json": ("没有读懂这个请求，未作任何改动。", "The request could not be read; nothing was changed."),
    "error_too_long": (
        "内容太长，没有发送。请缩短后再试。",
        "That is too long and was not sent. Please shorten it and try again.",
    ),
    "error_text": (
        "消息不能为空，也不能超过{limit}个字，没有发送。",
        "A message has 1 to {limit} characters; it was not sent.",
    ),
    "error_file": ("文件是空的，没有发送。", "The file is empty; it was not sent."),
    "error_clock_words": (
        "请写明要到的时间，例如“到 2022-11-25 09:00”或“+1天”。时钟没有动。",
        "Please say when, such as “到 2022-11-25 09:00” or “+1天”. The clock did not move.",
    ),
    "clock_busy": ("时钟正在推进，请等它停下再试。", "The clock is moving; please wait until it stops."),
    "error_inside": (
        "程序出了问题，已记入日志。已保存的内容不受影响，请再试一次。",
        "Something went wrong and was logged. What was stored is safe; please try again.",
    ),
    "error_unreachable": (
        "连不上督办程序，请确认它还在运行。",
        "Duban does not answer; please check that it is still running.",
    ),
}

# What a person of a role might say first. They are sent as they stand, so they are in the language of the office.
SUGGESTIONS: dict[str, tuple[str, ...]] = {
    "liaison": ("我的任务", "填报", "第6项依据", "帮助"),
    "head": ("我的任务", "逾期的有哪些", "帮助"),
    "coordinator": ("谁还没报", "待办", "逾期的有哪些", "本月到期", "各部门完成率", "第6项依据"),
    "admin": ("每月25日9点提醒牵头部门", "提醒列表", "谁还没报", "帮助"),
    "stranger": ("你好",),
}

# The clock's quick buttons, in the words that the clock understands whatever the page's language: (word key, text).
QUICK_MOVES = (("plus_hour", "+1小时"), ("plus_day", "+1天"), ("plus_week", "+1周"), ("next_reminder", "下一条提醒"))


def page_words(language: str) -> dict[str, str]:
    """The page's words in `language` (zh or en; anything else reads as zh)."""
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    return {key: pair[column] for key, pair in PAGE.items()}


def title_of(words: Words, role: Role | None, department: str | None) -> str:
    """Who a persona is: 区科技产业局 联络员, 统筹人员, 陌生人."""
    return words.t("陌生人") if role is None else people.role(words, Membership(role, department))
