"""Telegram's own words: the menu of commands beside the input, and what stops a start."""

from __future__ import annotations

from collections.abc import Collection

from domain.people import Role
from wording.words import N_, Words

# Commands as they stand in the menu, the nearest first; every one is understood on the other platforms too.
_OF_ROLE: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.LIAISON: (("report", N_("填报本期进展")), ("mine", N_("我的任务")), ("quiet", N_("免打扰"))),
    Role.HEAD: (("mine", N_("本部门的任务")), ("quiet", N_("免打扰"))),
    Role.COORDINATOR: (
        ("unreported", N_("谁还没报")),
        ("desk", N_("待办")),
        ("overdue", N_("逾期的有哪些")),
        ("summary", N_("汇总")),
        ("people", N_("人员")),
        ("invite", N_("邀请")),
    ),
    Role.ADMIN: (
        ("rules", N_("提醒列表")),
        ("people", N_("人员")),
        ("invite", N_("邀请")),
        ("thresholds", N_("亮灯阈值")),
        ("audit", N_("审计记录")),
    ),
}
_OF_ALL = (
    ("whoami", N_("我的信息")),
    ("language", N_("English / 中文")),
    ("feedback", N_("意见")),
    ("help", N_("帮助")),
)
_OF_STRANGERS = (("start", N_("用邀请码绑定")), ("help", N_("帮助")))
_OF_GROUPS = (("help", N_("帮助")), ("summary", N_("汇总")))


def menu(words: Words, roles: Collection[Role]) -> tuple[tuple[str, str], ...]:
    """The commands of somebody of these roles, each with what it does; nobody's are a stranger's."""
    if not roles:
        return _told(words, _OF_STRANGERS)
    mine: dict[str, str] = {}
    for commands in (*(told for role, told in _OF_ROLE.items() if role in roles), _OF_ALL):
        for name, told in commands:
            mine.setdefault(name, told)
    return _told(words, tuple(mine.items()))


def group_menu(words: Words) -> tuple[tuple[str, str], ...]:
    """The commands of a group."""
    return _told(words, _OF_GROUPS)


def _told(words: Words, commands: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, words.t(told)) for name, told in commands)


def bad_token(words: Words) -> str:
    """Telegram does not know the token."""
    return words.t("DUBAN_TELEGRAM_TOKEN：Telegram 不认识这个令牌。请从 @BotFather 重新复制（/mybots → API Token）。")


def bad_webhook(words: Words, why: str) -> str:
    """Telegram refuses the address."""
    told = N_("DUBAN_PUBLIC_URL：Telegram 不接受这个地址（{why}）。需要 https，端口 443、80、88 或 8443。")
    return words.t(told, why=why)
