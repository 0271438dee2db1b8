"""One person on several accounts, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain.messages import Action, Choice, Outgoing, Style
from domain.people import Person
from wording import people as said
from wording.figures import plain
from wording.words import Words

Accounts = Sequence[tuple[str, str | None]]  # platform and name of each, the one that is written to first


def code(words: Words, one_time: str, lasts: timedelta) -> Outgoing:
    """The code for the other account. It is shown this once."""
    minutes = int(lasts.total_seconds() // 60)
    return Outgoing(
        title=words.t("绑定另一个账号"),
        lines=(
            one_time,
            words.t(
                "请在另一个账号上私聊我，发送“绑定 {code}”。{minutes}分钟内有效，只能用一次，请勿转发。",
                code=one_time,
                minutes=minutes,
            ),
        ),
    )


def confirm(words: Words, owner: Person, yes: Action, no: Action) -> Outgoing:
    """Is that you, too?"""
    return Outgoing(
        lines=(words.t("把这个账号也绑定为【{name}】（{roles}）？", name=owner.name, roles=said.roles(words, owner)),),
        choices=(Choice(words.t("是"), yes, Style.PRIMARY), Choice(words.t("不是我"), no)),
    )


def bound(words: Words, owner: Person, accounts: Accounts) -> Outgoing:
    """Bound; where reminders go from now on."""
    return Outgoing(
        title=words.t("{name}，已绑定这个账号 ✓", name=owner.name),
        lines=(_where(words, accounts),),
        footer=words.t("要在哪个账号收提醒，就在那里发“在这里提醒我”"),
    )


def preferred(words: Words, accounts: Accounts) -> Outgoing:
    """Chosen."""
    return Outgoing(lines=(_where(words, accounts),))


def in_private(words: Words) -> Outgoing:
    """Codes are for one pair of eyes."""
    return plain(words, "这是您个人的事项，请私聊我。没有改动任何内容。")


def outdated(
    words: Words, department: str, by: str | None, tasks: Sequence[int], left: Sequence[int], fill: Action
) -> Outgoing:
    """A card in another chat after an answer; `by` None: by the reader, on another account. `left` is still owed."""
    who = (
        words.t(
            "您已在另一个账号",
        )
        if by is None
        else words.t("{name}已", name=by)
    )
    numbers = words.t("、").join(map(str, tasks))
    lines = [words.t("{who}报送{department}第{tasks}项 ✓", who=who, department=department, tasks=numbers)]
    if left:
        lines.append(
            words.t(
                "还差{count}项：{tasks}，在哪里填都可以。", count=len(left), tasks=words.t("、").join(map(str, left))
            )
        )
        return Outgoing(lines=tuple(lines), choices=(Choice(words.t("逐项填写"), fill),))
    return Outgoing(lines=(*lines, words.t("本期已全部报送，这里不用再填。")))


def _where(words: Words, accounts: Accounts) -> str:
    first, *others = [f"{said.platform(words, platform)} {name or ''}".strip() for platform, name in accounts]
    if not others:
        return words.t("提醒发到这里（{platform}）。", platform=first)
    listed = words.t("、").join(others)
    return words.t("提醒只发到{platform}，{others}不重复提醒；在哪个账号答复都算数。", platform=first, others=listed)
