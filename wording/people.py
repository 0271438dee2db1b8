"""People in words: roles, the roster, invitations, one's own data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.messages import MAX_CHOICES, Action, Choice, Outgoing, Style
from domain.people import Membership, Person, Role
from wording.figures import plain
from wording.words import N_, Words, verbatim

ROLES = {
    Role.LIAISON: N_("联络员"),
    Role.HEAD: N_("责任领导"),
    Role.COORDINATOR: N_("统筹人员"),
    Role.ADMIN: N_("管理员"),
}
LANGUAGE_NAMES = {"zh": verbatim("中文"), "en": "English"}
_PLATFORMS = {"local": N_("本机聊天"), "telegram": "Telegram", "wecom": N_("企业微信")}
_LISTED = 40  # lines of a roster; more do not fit one message


def role(words: Words, membership: Membership) -> str:
    """区科技产业局 联络员, 统筹人员; a B角 says so."""
    name = words.t(ROLES[membership.role])
    backup = words.t("（B角）") if membership.backup else ""
    return f"{membership.department} {name}{backup}" if membership.department else f"{name}{backup}"


def roles(words: Words, person: Person) -> str:
    """Every role of a person."""
    return words.t("、").join(role(words, one) for one in person.memberships) or words.t("没有身份")


def platform(words: Words, name: str) -> str:
    """How people call a platform."""
    return words.t(_PLATFORMS[name]) if name in _PLATFORMS else name


# ── the roster ────────────────────────────────────────────────────────────────────────────────────────────


def roster(
    words: Words,
    people: Sequence[tuple[Person, str | None, str | None]],
    missing: Sequence[str],
    invited: Sequence[Membership],
    choices: Sequence[Choice],
) -> Outgoing:
    """Everybody by department, with the platform that reaches them (None: nothing does), else the one where they must
    write first; departments without a liaison and invitations that nobody has redeemed. `choices` invite."""
    of_department: dict[str, list[str]] = {}
    office: list[str] = []
    for person, reached, silent in people:
        where = words.t("未绑定 ▲")
        if reached:
            where = platform(words, reached)
        elif silent:
            where = words.t("{platform} 未激活 ▲", platform=platform(words, silent))
        for one in person.memberships:
            backup = words.t("（B角）") if one.backup else ""
            known_as = f"{words.t(ROLES[one.role])}{backup} {person.name}"
            line = words.t("{person}（{reached}）", person=known_as, reached=where)
            (of_department.setdefault(one.department, []) if one.department else office).append(line)
    between = words.t("；")
    lines = [*office, *(f"{name}　{between.join(told)}" for name, told in of_department.items())]
    shown = lines[:_LISTED]
    if len(lines) > _LISTED:
        shown.append(words.t("另有{count}行", count=len(lines) - _LISTED))
    if invited:
        told = words.t("、").join(dict.fromkeys(role(words, one) for one in invited))
        shown.append(words.t("已邀请、未激活：{roles}", roles=told))
    if missing:
        shown.append(words.t("▲ 尚无联络员：{departments}", departments=words.t("、").join(missing)))
    return Outgoing(
        title=words.t("人员 · 共{count}人", count=len(people)),
        lines=tuple(shown) or (words.t("还没有人绑定。"),),
        choices=tuple(choices),
        footer=words.t("邀请：“邀请 部门 联络员”；停用：“停用 姓名”"),
    )


def invite_for(words: Words, department: str, action: Action) -> Choice:
    """A button that invites a department's liaison."""
    return Choice(words.t("邀请 {department}", department=department), action)


# ── invitations ───────────────────────────────────────────────────────────────────────────────────────────


def invitation(
    words: Words, code: str, membership: Membership, expires_at: datetime, link: str | None = None
) -> Outgoing:
    """The code, for whom, until when and how it is redeemed. It is shown this once."""
    lines = [
        code,
        words.t("请转给对方：私聊我，发送“绑定 {code}”。", code=code),
        words.t("仅限一人用一次，7天内有效（至{day}）。", day=words.full_day(words.local(expires_at).date())),
    ]
    if link:
        lines.insert(2, words.t("Telegram 也可直接点开：{link}", link=link))
    title = words.t("邀请码 · {role}", role=role(words, membership))
    return Outgoing(title=title, lines=tuple(lines), footer=words.t("邀请码只显示这一次，请勿发在群里。"))


def how_to_invite(words: Words) -> Outgoing:
    """邀请, and nobody named."""
    return plain(words, "请写明部门和身份，如“邀请 区科技产业局 联络员”“邀请 区团工委 联络员 B角”“邀请 统筹人员”。")


def invite_as(words: Words, department: str, choices: Sequence[Choice]) -> Outgoing:
    """The department is clear, the role is not."""
    return Outgoing(
        lines=(words.t("邀请{department}的哪一位？", department=department),),
        choices=tuple(choices),
    )


def role_choice(words: Words, wanted: Role, action: Action) -> Choice:
    """A button with a role's name."""
    return Choice(words.t(ROLES[wanted]), action)


def which_department(words: Words, said: str, choices: Sequence[Choice]) -> Outgoing:
    """The short name fits several departments."""
    return Outgoing(
        lines=(words.t("“{said}”可能是几个部门，请选一个：", said=said),),
        choices=tuple(choices[:MAX_CHOICES]),
    )


# ── revoking ──────────────────────────────────────────────────────────────────────────────────────────────


def whom(words: Words, name: str, choices: Sequence[Choice]) -> Outgoing:
    """Several people may be meant."""
    return Outgoing(
        lines=(words.t("叫“{name}”的不止一位，停用哪一位？", name=name),),
        choices=tuple(choices[:MAX_CHOICES]),
    )


def person_choice(words: Words, person: Person, action: Action) -> Choice:
    """A button with a person's name and first role."""
    first = person.memberships[0] if person.memberships else None
    return Choice(f"{person.name} {role(words, first)}" if first else person.name, action)


def confirm_revoking(words: Words, person: Person, yes: Action, no: Action) -> Outgoing:
    """停用 王某某?"""
    return Outgoing(
        title=words.t("停用 {name}？", name=person.name),
        lines=(
            words.t("身份：{roles}", roles=roles(words, person)),
            words.t("停用后收不到提醒，也不能填报和查询；已报的记录保留。要恢复，重新邀请即可。"),
        ),
        choices=(Choice(words.t("停用"), yes, Style.DANGER), Choice(words.t("取消"), no)),
    )


def revoked(words: Words, person: Person, without: Sequence[str]) -> Outgoing:
    """Done; and which departments have no liaison now."""
    lines = [words.t("已停用 {name}，待发给 ta 的消息已撤回，记录保留。", name=person.name)]
    if without:
        lines.append(words.t("▲ 尚无联络员：{departments}", departments=words.t("、").join(without)))
    return Outgoing(lines=tuple(lines))


def kept(words: Words) -> Outgoing:
    """取消."""
    return plain(words, "好的，没有改动。")


def nobody_called(words: Words, name: str) -> Outgoing:
    """No such name on the roster."""
    return plain(words, "名单里没有叫“{name}”的人，没有改动。回复“人员”查看名单。", name=name)


# ── oneself ───────────────────────────────────────────────────────────────────────────────────────────────


def whoami(words: Words, person: Person, accounts: Sequence[tuple[str, str | None]]) -> Outgoing:
    """What is kept of a person: name, roles, accounts (platform and the name there), language."""
    told = [platform(words, one) + (f" {name}" if name else "") for one, name in accounts]
    return Outgoing(
        title=words.t("我的信息"),
        lines=(
            words.t("姓名：{name}", name=person.name),
            words.t("身份：{roles}", roles=roles(words, person)),
            words.t("账号：{accounts}", accounts=words.t("、").join(told) or words.t("没有")),
            words.t("语言：{language}", language=LANGUAGE_NAMES[person.language]),
        ),
        footer=words.t("更正姓名：“我叫 张三”；换语言：“English”“中文”；删除：“删除我的信息”"),
    )


def renamed(words: Words, name: str) -> Outgoing:
    """我叫 …"""
    return plain(words, "好的，以后称呼您“{name}”。", name=name)


def which_language(words: Words, choices: Sequence[Choice]) -> Outgoing:
    """/language without one."""
    return Outgoing(lines=(words.t("请选择语言："),), choices=tuple(choices))


def language_choice(language: str, action: Action) -> Choice:
    """A language by its own name."""
    return Choice(LANGUAGE_NAMES[language], action)


def language_set(words: Words) -> Outgoing:
    """In the new language."""
    return plain(words, "好的，以后用中文。要换，请发“English”或“中文”。")


def confirm_leaving(words: Words, yes: Action, no: Action) -> Outgoing:
    """删除我的信息?"""
    return Outgoing(
        title=words.t("删除您的信息？"),
        lines=(
            words.t("您将不再收到提醒，也不能填报和查询，身份和账号绑定都会解除。"),
            words.t("已报的进展是工作记录，按规定保留填报人姓名。会告知统筹人员另行安排。"),
        ),
        choices=(Choice(words.t("删除"), yes, Style.DANGER), Choice(words.t("取消"), no)),
    )


def left(words: Words) -> Outgoing:
    """Done."""
    return plain(words, "已解除绑定，感谢您的工作。要回来，请向统筹人员要新的邀请码。")


def left_notice(words: Words, person: Person) -> Outgoing:
    """For the coordinators."""
    return Outgoing(
        title=words.t("{name}已自行解除绑定", name=person.name),
        lines=(
            words.t("身份：{roles}", roles=roles(words, person)),
            words.t("请安排接手的人，并发“邀请 部门 联络员”。"),
        ),
    )


def gone(
    words: Words, person: Person, standing_in: Mapping[str, Sequence[str]], reached_by: str | None = None
) -> Outgoing:
    """For the coordinator: somebody cannot be reached any more, and who stands in for each department. `reached_by`:
    the platform on which they were."""
    lines = [words.t("{name} 已收不到消息（停用了机器人，或退出了）。", name=person.name)]
    if reached_by == "wecom":
        told = N_("{name} 在企业微信未激活：请 ta 打开机器人、随便发一句话，此后即可收到。")
        lines = [words.t(told, name=person.name)]
    for department, names in standing_in.items():
        if names:
            told = words.t("、").join(names)
            lines.append(words.t("{department}：由 {names} 接收提醒。", department=department, names=told))
        else:
            lines.append(words.t("{department}：现在没有人接收提醒，请尽快邀请新的联络员。", department=department))
    return Outgoing(title=words.t("联络中断"), lines=tuple(lines))
