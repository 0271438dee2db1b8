"""What somebody hears before and while they become known: how to get an invitation, who they will be, welcome."""

from __future__ import annotations

from domain.messages import Action, Choice, Outgoing, Style
from domain.people import Membership, Person, Role
from wording import people as said
from wording.figures import plain
from wording.words import N_, Words

_EXAMPLE = "DB-XXXX-XXXX-XXXX-XXXX-XXXX"


def stranger(words: Words) -> Outgoing:
    """For whoever has no invitation: how to get one, and nothing else."""
    return plain(words, "您好，这里仅供受邀人员使用。请向统筹人员索取邀请码，然后把邀请码发给我即可。")


def ask_code(words: Words) -> Outgoing:
    """绑定, and no code with it."""
    return plain(words, "请把邀请码发给我，形如 {example}。没有邀请码，请向统筹人员索取。", example=_EXAMPLE)


def in_private(words: Words) -> Outgoing:
    """A code in a group is read by everybody there."""
    return plain(words, "邀请码请私聊发给我，不要发在群里。邀请码没有使用。")


def wrong_code(words: Words) -> Outgoing:
    """Wrong, used or expired: no hint which."""
    return plain(words, "这个邀请码无效、已用过或已过期，没有绑定。请向统筹人员要一个新的。")


def wait(words: Words) -> Outgoing:
    """Too many wrong codes."""
    return plain(words, "多次输入的邀请码都不对，请一小时后再试，或请统筹人员核对邀请码。")


def confirm(words: Words, membership: Membership, known: Person | None, yes: Action, no: Action) -> Outgoing:
    """您将以【区科技产业局 联络员】身份接收提醒 [是] [不是我]."""
    role = said.role(words, membership)
    lines = [words.t("您将以【{role}】身份接收提醒，对吗？", role=role)]
    if known is not None:
        lines.append(words.t("这会加到您（{name}）现有的身份上。", name=known.name))
    choices = (Choice(words.t("是"), yes, Style.PRIMARY), Choice(words.t("不是我"), no))
    return Outgoing(lines=tuple(lines), choices=choices)


def declined(words: Words) -> Outgoing:
    """不是我."""
    return plain(words, "好的，没有绑定，邀请码也没有使用。请把它交还给统筹人员核对。")


def ask_name(words: Words) -> Outgoing:
    """The platform did not say what the person is called."""
    return plain(words, "请问您怎么称呼？请发您的姓名，统筹人员会看到。")


def not_a_name(words: Words, most: int) -> Outgoing:
    """What was typed cannot be a name."""
    return plain(words, "没有读出姓名，还没有绑定。请只发姓名，最多{most}个字。", most=most)


def welcome(words: Words, person: Person, membership: Membership) -> Outgoing:
    """Bound: as whom, what will happen next, and what one can do now."""
    lines = [words.t(_NEXT[membership.role], department=membership.department or "")]
    if membership.backup:
        lines.append(words.t("您是B角：平时不打扰您，A角不在或催办后仍没有回复时才提醒您。"))
    lines.append(words.t("姓名不对？发“我叫 张三”即可更正。回复“帮助”看用法，“免打扰”看怎么暂停提醒。"))
    title = words.t("{name}，您好！已绑定：{role} ✓", name=person.name, role=said.role(words, membership))
    return Outgoing(title=title, lines=tuple(lines))


_NEXT = {
    Role.LIAISON: N_(
        "接下来：到了填报时间，我会把{department}要报的任务合成一条消息私信给您，点按钮或直接打字回复即可；"
        "报过的不再提醒。下面就是现在的填报卡，随时可以填。"
    ),
    Role.HEAD: N_(
        "接下来：{department}的任务临近到期或滞后时会抄送您，供您知悉，不需要填报。您可以随时问，如“本部门进展”。"
    ),
    Role.COORDINATOR: N_(
        "接下来：每周会收到一份督办摘要。您可以随时问，如“谁还没报”“逾期的有哪些”“第6项进展”；"
        "邀请联络员请发“邀请 部门 联络员”。"
    ),
    Role.ADMIN: N_(
        "接下来：您可以用一句话设置提醒，如“每月25日9点提醒牵头部门”；“提醒列表”看全部规则，“人员”看谁已绑定，"
        "“邀请 部门 联络员”发邀请码。"
    ),
}
