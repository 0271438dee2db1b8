"""When lights change, read back before and after it is changed."""

from __future__ import annotations

from collections.abc import Mapping

from domain.messages import Action, Choice, Outgoing, Style
from domain.standing import Light, Thresholds
from wording import standing
from wording.words import Words

Lights = Mapping[Light, int]


def shown(words: Words, stands: Thresholds, changes: bool) -> Outgoing:
    """亮灯阈值 as it stands; `changes`: for whoever may change it."""
    how = words.t("修改请说：黄灯改为15个百分点，红灯改为35，临期改为10天") if changes else None
    return Outgoing(title=words.t("亮灯阈值"), lines=tuple(_lines(words, stands, stands)), footer=how)


def preview(
    words: Words, stood: Thresholds, wanted: Thresholds, before: Lights, after: Lights, yes: Action, no: Action
) -> Outgoing:
    """What would change, and which lights would."""
    return Outgoing(
        title=words.t("亮灯阈值（未保存）"),
        lines=(*_lines(words, stood, wanted), *_effect(words, before, after)),
        choices=(Choice(words.t("保存"), yes, Style.PRIMARY), Choice(words.t("取消"), no)),
    )


def kept(words: Words, stood: Thresholds, wanted: Thresholds, before: Lights, after: Lights) -> Outgoing:
    """It is so from now on."""
    return Outgoing(
        title=words.t("亮灯阈值已保存 ✓"),
        lines=(*_lines(words, stood, wanted), *_effect(words, before, after)),
    )


def dropped(words: Words) -> Outgoing:
    """取消."""
    return Outgoing(lines=(words.t("好的，亮灯阈值没有改动。"),))


def _lines(words: Words, stood: Thresholds, wanted: Thresholds) -> list[str]:
    yellow = words.t("▲ 黄灯：落后{points}个百分点起", points=words.number(wanted.yellow_points))
    red = words.t("■ 红灯：落后超过{points}个百分点", points=words.number(wanted.red_points))
    near = words.t("▲ 临期：到期前{days}天内未办结", days=wanted.near_days)
    found = []
    for line, was, is_ in (
        (yellow, stood.yellow_points, wanted.yellow_points),
        (red, stood.red_points, wanted.red_points),
        (near, stood.near_days, wanted.near_days),
    ):
        found.append(line if was == is_ else words.t("{line}（原为{was}）", line=line, was=words.number(was)))
    return found


def _effect(words: Words, before: Lights, after: Lights) -> list[str]:
    if before == after:
        return [words.t("现在的亮灯不变：{lights}", lights=standing.counts(words, before))]
    return [
        words.t("按原阈值：{lights}", lights=standing.counts(words, before)),
        words.t("按新阈值：{lights}", lights=standing.counts(words, after)),
    ]
