"""What a figure is in its clause: progress, or a gap, a target, something pending, somebody else's, a mention."""

from __future__ import annotations

import re

from bot.understanding.figurewords import (
    AFTER_GAP,
    AFTER_PENDING,
    AFTER_STAGE,
    AFTER_TARGET,
    AFTER_TARGET_DONE,
)
from bot.understanding.indicators import same_unit
from bot.understanding.reading import Quantity
from bot.understanding.references import FILLER


def role_of(
    one: Quantity,
    match: re.Match[str],
    text: str,
    left: str,
    right: str,
    state: str | None,
    local: str | None,
    following: re.Match[str] | None,
    in_trouble: bool,
    starts_later: bool,
) -> str:
    achieved = bool(re.search(r"已|建成|完成|引进|签|到位|聘|累计|共|目前|现在|[\u4e00-\u9fff][了到成]\s*$", left))
    after_target = AFTER_TARGET.match(right)
    reached = after_target and re.match(
        r"\s*(?:已经?|都|全|也|均)*(?:达成|完成|实现|达到)了?\s*(?:$|[,。;])", right[after_target.end() :]
    )
    if reached and following is None and not achieved and state is None:
        return "progress"  # 50次目标已达成
    if after_target and not (achieved and "的" not in after_target[0]):
        return "target"
    if local == "ask" and AFTER_PENDING.match(right):
        return "pending"
    if local in ("gap", "target", "ask"):
        return local
    if state == "part":
        return state
    if (
        starts_later
        or (local == "early" and not re.match(r"\s*已", right))
        or (state == "early" and not re.search(r"已|[了到]\s*$|完成|建成|聘|引进|目前|现在", left))
    ):
        return "pending"
    if re.match(rf"的\s*{FILLER}", right) or (not achieved and following and re.match(r"(?:里面?|之?中)", right)):
        return "target"  # 5家的80%, 5人中有4人
    if AFTER_STAGE.match(right):
        return "mention"
    if AFTER_PENDING.match(right) and not (achieved and not re.match(r"^[^,。、;]{0,4}?(?:在建|在谈|在办|待)", right)):
        return "pending"
    if AFTER_GAP.match(right):
        return "gap"
    if local == "none":
        return "mention"
    if (
        following is not None
        and (following["unit"] or following["money"])
        and not achieved
        and not state
        and same_unit(one.unit, following["unit"] or "元")
        and AFTER_TARGET_DONE.match(right)
        and not left.strip(f"{FILLER} 的共有全年今:")
        and not re.search(r"[,(]", right)
        and "、" not in right
    ):
        return "target"
    if state in ("plan", "early") and re.match(r"\s*(?:已|都|均|全部)", right):
        return "progress"  # 拟聘5名，3名已签
    if state in ("plan", "previous"):
        return "pending" if state == "plan" else "previous"
    if in_trouble and not achieved:
        return "mention"
    return "progress"


def kind_after(right: str) -> str | None:
    return "new" if re.match(r"^\s*(?:\S{0,4}?(?:是|为)?新增|是新)", right) else None
