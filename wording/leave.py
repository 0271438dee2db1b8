"""Leave in words."""

from __future__ import annotations

from collections.abc import Sequence

from domain.leave import Away
from domain.messages import Action, Choice, Outgoing, Style
from domain.people import Role
from wording.figures import plain
from wording.words import N_, Words


def proposed(words: Words, away: Away, yes: Action, no: Action) -> Outgoing:
    """What was read, before it is kept."""
    return Outgoing(
        title=words.t("请假（未保存）"),
        lines=(_line(words, away), _meanwhile(words, away)),
        choices=(Choice(words.t("确认"), yes, Style.PRIMARY), Choice(words.t("取消"), no)),
    )


def kept(words: Words, away: Away, end: Action) -> Outgoing:
    """Kept, with the way back."""
    return Outgoing(
        title=words.t("请假 · 已登记 ✓"),
        lines=(_line(words, away), _meanwhile(words, away)),
        choices=(Choice(words.t("提前结束"), end),),
        footer=words.t("提前回来请发“{name}销假”", name=away.person.name),
    )


def finished(words: Words, away: Away) -> Outgoing:
    """Back again."""
    return plain(words, "{name}的请假已结束，提醒从现在起照常发给本人。", name=away.person.name)


def listed(words: Words, found: Sequence[Away], everyone: bool) -> Outgoing:
    """Who is away now or later."""
    nobody = words.t("现在没有人请假。") if everyone else words.t("您没有登记请假。")
    example = N_("王晓明 11月21日到25日请假，由李静代") if everyone else N_("11月21日到25日请假，由李静代")
    return Outgoing(
        title=words.t("请假"),
        lines=tuple(_line(words, one) for one in found) or (nobody,),
        footer=words.t("登记请发“{example}”；提前回来请发“销假”", example=words.t(example)),
    )


def to_substitute(words: Words, away: Away) -> Outgoing:
    """The notice to who stands in; also when it is over before its time."""
    if away.absence.last < away.absence.first:
        return plain(words, "{name}的请假已取消，不再需要您代理。", name=away.person.name)
    return Outgoing(
        title=words.t("代理提醒"),
        lines=(
            words.t(
                "{name} {first}至{last}请假，由您代理：期间{departments}的提醒发给您，您可以直接填报。",
                name=away.person.name,
                first=words.day(away.absence.first),
                last=words.day(away.absence.last),
                departments=words.t("、").join(away.person.departments(Role.LIAISON)),
            ),
        ),
    )


def to_office(words: Words, away: Away) -> Outgoing:
    """The notice to the coordinators."""
    if away.absence.last < away.absence.first:
        return plain(words, "{name}的请假已取消。", name=away.person.name)
    return Outgoing(title=words.t("请假"), lines=(_line(words, away),))


def dropped(words: Words) -> Outgoing:
    """取消."""
    return plain(words, "好的，没有登记。")


def _line(words: Words, away: Away) -> str:
    departments = words.t("、").join(away.person.departments()) or words.t("统筹办公室")
    by = words.t("由{name}代理", name=away.substitute.name) if away.substitute else words.t("无人代理")
    return words.t(
        "{name}（{departments}） {first}至{last}，{by}",
        name=away.person.name,
        departments=departments,
        first=words.day(away.absence.first),
        last=words.day(away.absence.last),
        by=by,
    )


def _meanwhile(words: Words, away: Away) -> str:
    if away.substitute:
        return words.t("期间提醒发给{name}；没有答复不计入催办升级。", name=away.substitute.name)
    return words.t("期间提醒发给同部门其他联络员或B角，没有别人时仍发给本人；没有答复不计入催办升级。")
