"""试运行: the test message, who has pressed, who has not, who cannot be reached, and the start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.messages import Action, Choice, Outgoing, Style
from domain.people import Person
from domain.trial import Trial
from wording import figures
from wording.orders import Line
from wording.words import Words

SHOWN = 12


def test(words: Words, title: str, number: int) -> Outgoing:
    """The test message."""
    return Outgoing(
        words.t("【试运行】这是一条测试消息"),
        (
            words.t("今后“{title}”的进展提醒会发到这里。现在不用填报。", title=title),
            words.t("收到请点下面的按钮，让管理员知道您能收到。"),
        ),
        (Choice(words.t("收到"), {"flow": "trial", "do": "seen", "number": number}, Style.PRIMARY),),
        card=f"trial-message:{number}",
    )


def thanks(words: Words) -> Outgoing:
    """Somebody pressed."""
    return figures.plain(words, "收到，谢谢 ✓ 正式开始前不用做别的。")


def over(words: Words) -> Outgoing:
    """That trial is over."""
    return figures.plain(words, "这次试运行已经结束，不用再回复。")


def preview(words: Words, found: Trial, hold: Action, go_on: Action, cancel: Action) -> Outgoing:
    """Whom a trial would reach; nothing is sent yet."""
    lines = [words.t("将给{count}位已绑定的人员各发一条测试消息，带[收到]按钮。", count=len(found.reached))]
    lines += _missing(words, found)
    lines.append(
        words.t("“先不提醒”：试运行期间各条提醒规则暂停，点[开始]恢复；最多两周，到期自动恢复，不会一直停着。")
    )
    choices = [Choice(words.t("取消"), cancel)]
    if found.reached:
        choices = [
            Choice(words.t("发送，先不提醒"), hold, Style.PRIMARY),
            Choice(words.t("发送，照常提醒"), go_on),
            *choices,
        ]
    return Outgoing(words.t("【试运行】（未发送）"), tuple(lines), tuple(choices))


def standing(words: Words, found: Trial, look: Action, again: Action, start: Action, now: datetime) -> Outgoing:
    """Who has pressed, who has not, who cannot be reached."""
    whole = len(found.reached)
    lines = [words.t("已按[收到]：{seen}/{whole}人", seen=len(found.seen), whole=whole)]
    if found.waiting:
        lines.append(words.t("已送达、还没按：{names}", names=_names(words, found.waiting)))
    if found.sending:
        lines.append(words.t("还没发出（静默时段或排队）：{names}", names=_names(words, found.sending)))
    lines += _missing(words, found)
    if found.held_until is not None:
        lines.append(words.t("提醒暂停至{day}；点[开始]立即恢复。", day=words.full_day(found.held_until)))
    choices = (
        Choice(words.t("开始"), start, Style.PRIMARY),
        Choice(words.t("再发给没按的"), again),
        Choice(words.t("刷新"), look),
    )
    return Outgoing(words.t("【试运行】进行中"), tuple(lines), choices, words.as_of(now))


def _missing(words: Words, found: Trial) -> list[str]:
    lines = []
    if found.unreached:
        lines.append(words.t("▲ 绑定了但联系不上：{names}", names=_names(words, found.unreached)))
    if found.unserved:
        names = words.t("、").join(found.unserved[:SHOWN])
        lines.append(words.t("▲ 牵头任务但没有人绑定：{names}", names=names))
    if found.invited:
        lines.append(words.t("已发出、还没用的邀请码：{count}个", count=found.invited))
    return lines


def _names(words: Words, people: Sequence[Person]) -> str:
    told = words.t("、").join(_called(words, one) for one in people[:SHOWN])
    return words.t("{names}等{count}人", names=told, count=len(people)) if len(people) > SHOWN else told


def _called(words: Words, one: Person) -> str:
    departments = words.t("、").join(one.departments())
    return words.t("{name}（{departments}）", name=one.name, departments=departments) if departments else one.name


def sent_again(words: Words, count: int) -> Outgoing:
    """It goes once more."""
    return figures.plain(words, "再给{count}人发一次。", count=count)


def not_sent(words: Words) -> Outgoing:
    """No trial."""
    return figures.plain(words, "没有发送，没有改动任何内容。")


def started(words: Words, found: Trial, rules: Sequence[Line]) -> Outgoing:
    """The office is live."""
    whole = len(found.reached) + len(found.unreached)
    lines = [words.t("试运行：{whole}人中{seen}人按了[收到]。", whole=whole, seen=len(found.seen))]
    lines += _missing(words, found)
    coming = sorted((one.next.fires_at, one.rule.key) for one in rules if one.next is not None and not one.paused)
    if coming:
        at, key = coming[0]
        lines.append(words.t("下一次提醒：{at}（{rule}）", at=words.moment(at), rule=key))
    return Outgoing(words.t("已正式开始 ✓"), tuple(lines), footer=words.t("发“提醒列表”看全部提醒"))
