"""A reminder rule on its way: the preview with its real dates, questions about it, and what it would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.instants import Instant
from domain.messages import MAX_CHOICES, Action, Choice, Outgoing, Style
from domain.rules import Audience, Kind, Recipient, ReminderRule
from wording import rules as said
from wording.figures import plain
from wording.words import N_, WEEKDAYS, Words

_MATTER = {
    Kind.CYCLE: N_("进展填报"),
    Kind.DEADLINE: N_("完成时限临近"),
    Kind.OVERDUE: N_("逾期未办结"),
    Kind.DIGEST: N_("督办摘要"),
    Kind.ONCE: N_("进展填报（单次）"),
}
_NAMED = 3  # so many departments are named; more are counted


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a rule reaches as one kind of recipient: `bound` people who can be reached; `missing` departments where
    nobody can. Coordinators and admins have no departments."""

    recipient: Recipient
    departments: tuple[str, ...]
    bound: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would do: the next instants, and who would hear of them about how many tasks.

    `reach` are tasks and people of each instant, by the progress of now; `beside` rules that ask for reports as well.
    """

    rule: ReminderRule
    instants: tuple[Instant, ...]
    groups: tuple[Group, ...]
    tasks: int
    reach: tuple[tuple[int, int], ...] = ()
    beside: tuple[str, ...] = ()


# ── the preview ───────────────────────────────────────────────────────────────────────────────────────────


def preview(words: Words, seen: Preview, choices: Sequence[Choice], key: str | None = None) -> Outgoing:
    """新提醒（未保存）: content, audience, rule, the next real dates with the reason of each shift."""
    rule = seen.rule
    matter = words.t("催报") if rule.audience.unreported_only else words.t(_MATTER[rule.kind])
    told = N_("规则：{rule}（北京时间）") if _in_beijing(words) else N_("规则：{rule}")
    lines = [
        words.t("内容：{matter}　对象：{audience}", matter=matter, audience=_reach(words, seen)),
        words.t(told, rule=said.brief(words, rule)),
        words.t("接下来{count}次：", count=len(seen.instants)),
        *(f"{number}) {_told(words, one)}{_heard(words, seen, number)}" for number, one in enumerate(seen.instants, 1)),
    ]
    if seen.beside:
        keys = words.t("、").join(seen.beside)
        lines.append(
            words.t(
                "▲ {keys} 也在要求填报：保存后同一任务会被问两次。只想换时间，请发“修改 {first}”。",
                keys=keys,
                first=seen.beside[0],
            )
        )
    if not seen.tasks and rule.kind is not Kind.DIGEST:
        lines.append(words.t("▲ 这个对象没有相应的任务，不会有人收到。请改对象。"))
    title = words.t("改动 {key}（未保存）", key=key) if key else words.t("新提醒（未保存）")
    return Outgoing(title=title, lines=tuple(lines), choices=tuple(choices))


def _in_beijing(words: Words) -> bool:
    return words.zone.key == "Asia/Shanghai"


def _reach(words: Words, seen: Preview) -> str:
    return words.t("、").join(_group(words, one, seen.rule.audience) for one in seen.groups)


def _group(words: Words, group: Group, audience: Audience) -> str:
    names = words.t("、").join(group.departments)
    few = 0 < len(group.departments) <= _NAMED
    count = len(group.departments)
    match group.recipient:
        case Recipient.LEAD:
            who = words.t("{names}的联络员", names=names) if few else words.t("{count}个牵头部门的联络员", count=count)
        case Recipient.SUPPORTING:
            who = words.t("{names}的联络员", names=names) if few else words.t("{count}个配合部门的联络员", count=count)
        case Recipient.HEAD:
            who = words.t("{names}的责任领导", names=names) if few else words.t("{count}个部门的责任领导", count=count)
        case Recipient.COORDINATOR:
            who = words.t("统筹人员")
        case _:
            who = words.t("管理员")
    bound = words.t("{count}人已绑定", count=group.bound)
    if group.missing:
        lacking = words.t("、").join(group.missing)
        bound = words.t("{bound}，{departments}缺 ▲", bound=bound, departments=lacking)
    elif group.bound == 0:
        bound += " ▲"
    limit = words.t("，只发给没报的") if audience.unreported_only else ""
    return words.t("{who}（{bound}{limit}）", who=who, bound=bound, limit=limit)


def _told(words: Words, instant: Instant) -> str:
    """2022-12-26 周一 09:00（25日周日，顺延）."""
    why = said.reasons(words, instant)
    return when(words, instant) + (words.t("（{why}）", why=why) if why else "")


def _heard(words: Words, seen: Preview, number: int) -> str:
    """36项，8人: what would be said by the progress of now."""
    if number > len(seen.reach):
        return ""
    tasks, people = seen.reach[number - 1]
    if seen.rule.kind is Kind.DIGEST:
        return words.t("　{people}人", people=people)
    return words.t("　{tasks}项，{people}人", tasks=tasks, people=people)


def when(words: Words, instant: Instant) -> str:
    """2022-12-26 周一 09:00."""
    local = instant.local
    return f"{local:%Y-%m-%d} {words.t(WEEKDAYS[local.weekday()])} {local:%H:%M}"


# ── questions about a rule ────────────────────────────────────────────────────────────────────────────────


def candidates(words: Words, question: str, seen: Sequence[Preview], actions: Sequence[Action]) -> Outgoing:
    """Several fair readings, each with its next real dates, as buttons."""
    lines, choices = [question], []
    for number, (one, action) in enumerate(zip(seen, actions, strict=True), 1):
        dates = words.t("、").join(when(words, instant) for instant in one.instants[:2])
        lines.append(
            words.t("{number}) {rule}：{dates}…", number=number, rule=said.brief(words, one.rule), dates=dates)
        )
        first = one.instants[0].local if one.instants else None
        label = f"{number}) {first:%m-%d %H:%M}" if first else f"{number})"
        choices.append(Choice(label, action))
    return Outgoing(lines=tuple(lines), choices=tuple(choices[:MAX_CHOICES]))


def unread(words: Words, question: str) -> Outgoing:
    """The sentence could not be taken as it stands."""
    return Outgoing(lines=(question, words.t("没有设置任何提醒，您的原话已留存。")))


def which_weekday(words: Words, choices: Sequence[Choice]) -> Outgoing:
    """每周一次, and no day was said."""
    return Outgoing(lines=(words.t("每周的哪一天？"),), choices=tuple(choices))


def weekday_choice(words: Words, weekday: int, action: Action) -> Choice:
    """周五."""
    return Choice(words.t(WEEKDAYS[weekday]), action)


def which_time(words: Words, choices: Sequence[Choice]) -> Outgoing:
    """改时间."""
    return Outgoing(
        lines=(words.t("改到几点？也可以直接打字，如“下午2点半”。"),),
        choices=tuple(choices),
    )


def which_audience(words: Words, choices: Sequence[Choice]) -> Outgoing:
    """改对象."""
    return Outgoing(
        lines=(words.t("发给谁？也可以直接打字，如“区科技产业局”“第6项的牵头和配合部门”。"),),
        choices=tuple(choices),
    )


def not_a_time(words: Words) -> Outgoing:
    """What was typed is no time of day."""
    return plain(words, "没有读出几点，没有改动。请写如“9:30”“下午2点半”。")


def not_an_audience(words: Words) -> Outgoing:
    """What was typed names nobody."""
    return plain(words, "没有读出发给谁，没有改动。请写部门全称，或“牵头部门”“配合部门”“责任领导”“统筹人员”。")


def superseded(words: Words) -> Outgoing:
    """The card above what was typed: it goes on below."""
    return plain(words, "（已更新，见下方）")


def dropped(words: Words) -> Outgoing:
    """取消."""
    return plain(words, "好的，没有保存。")


# ── rehearsing ────────────────────────────────────────────────────────────────────────────────────────────


def rehearsed(
    words: Words, message: Outgoing | None, at: datetime, department: str | None, people: int, departments: int
) -> tuple[Outgoing, ...]:
    """【试发】 what would be said, marked, only to the admin."""
    if message is None:
        return (plain(words, "【试发】按现在的进展，下次（{moment}）没有要提醒的。", moment=words.moment(at)),)
    head = words.t("【试发】下次 {moment}，将发给{people}人。", moment=words.moment(at), people=people)
    if departments > 1 and department:
        head += words.t(
            "下面是发给{department}的，另外{count}个部门各收到自己的。", department=department, count=departments - 1
        )
    marked = Outgoing(
        title=words.t("【试发】{title}", title=message.title or ""), lines=message.lines, footer=message.footer
    )
    return Outgoing(lines=(head,)), marked


# ── buttons ───────────────────────────────────────────────────────────────────────────────────────────────

LABELS = {
    "save": N_("保存"),
    "previous": N_("提前到上一工作日"),
    "next": N_("遇节假日顺延"),
    "audience": N_("改对象"),
    "time": N_("改时间"),
    "rehearse": N_("先发我一份"),
    "drop": N_("取消"),
    "pause": N_("暂停"),
    "pause_all": N_("先暂停"),
    "resume": N_("恢复"),
    "remove": N_("删除"),
    "undo": N_("撤销"),
    "back": N_("‹返回"),
    "lead": N_("牵头部门"),
    "both": N_("牵头和配合部门"),
    "unreported": N_("只催没报的"),
    "head": N_("责任领导"),
    "coordinator": N_("统筹人员"),
}
_STYLES = {"save": Style.PRIMARY, "remove": Style.DANGER}


def button(words: Words, name: str, action: Action) -> Choice:
    """A button by its name in `LABELS`."""
    return Choice(words.t(LABELS[name]), action, _STYLES.get(name))
