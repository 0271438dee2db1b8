"""What the watchful eye tells: messages that may not have arrived, and what does not move."""

from __future__ import annotations

from collections.abc import Sequence

from domain.messages import Outgoing
from domain.people import Person
from wording.words import N_, Words

MOST = 12  # names in one notice

_NOTICE = N_("通知")
KINDS = {
    "reply": N_("回复"),
    "chase": N_("催办"),
    "reminder": N_("提醒"),
    "escalation": N_("催办升级"),
    "digest": N_("周报"),
    "notice": _NOTICE,
}


def given_up(words: Words, whom: Sequence[tuple[Person | None, str]]) -> Outgoing:
    """For the coordinators: for whom messages were given up, and as what (the outbox's kind)."""
    found: dict[str, dict[str, None]] = {}
    for person, kind in whom:
        name = person.name if person else words.t("未绑定的人")
        departments = person.departments() if person else ()
        if departments:
            name = words.t("{name}（{departments}）", name=name, departments=words.t("、").join(departments))
        found.setdefault(name, {})[words.t(KINDS.get(kind, _NOTICE))] = None
    lines = [
        words.t("{name}：{what}", name=name, what=words.t("、").join(kinds))
        for name, kinds in list(found.items())[:MOST]
    ]
    if len(found) > MOST:
        lines.append(words.t("等共{count}人。", count=len(found)))
    return Outgoing(
        title=words.t("送达情况不明：{count}条消息", count=len(whom)),
        lines=(
            words.t("网络有过故障，这些消息不知是否送到；已各补发两次，不再自动补发："),
            *lines,
            words.t("请电话告知；进展以台账为准，没有丢失。"),
        ),
    )


def no_copy(words: Words, why: str) -> Outgoing:
    """For the admins: last night's copy of the database failed."""
    lines = (words.t("原因：{why}", why=why), words.t("数据库照常使用。请看磁盘空间，并运行 duban doctor。"))
    return Outgoing(title=words.t("昨夜的自动备份没有成功"), lines=lines)


def stuck(words: Words, updates: Sequence[int], messages: Sequence[int]) -> Outgoing:
    """For the admins: numbers of stored updates that were not handled, and of messages that do not end."""
    lines = []
    if updates:
        numbers = ", ".join(map(str, updates[:MOST]))
        lines.append(
            words.t(
                "{count}条来信已存好，还没有处理成功（编号 {numbers}），系统会继续尝试。",
                count=len(updates),
                numbers=numbers,
            )
        )
    if messages:
        numbers = ", ".join(map(str, messages[:MOST]))
        lines.append(words.t("{count}条消息一直在发送中（编号 {numbers}）。", count=len(messages), numbers=numbers))
    lines.append(words.t("请看日志，并运行 duban doctor。"))
    return Outgoing(title=words.t("系统有卡住的工作"), lines=tuple(lines))
