"""A light in words: its shape, its word, and why it is what it is. Colour is never alone, so no colour is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from domain.standing import Light, Standing
from wording import figures
from wording.words import N_, Words

ORDER = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY, Light.CLOSED)  # what needs a look comes first

_LAMP = {
    Light.CLOSED: N_("办结"),
    Light.RED: N_("红灯"),
    Light.YELLOW: N_("黄灯"),
    Light.GREY: N_("灰灯"),
    Light.GREEN: N_("绿灯"),
}
_WORD = {
    Light.CLOSED: N_("办结"),
    Light.RED: N_("严重滞后"),
    Light.YELLOW: N_("滞后"),
    Light.GREY: N_("未报"),
    Light.GREEN: N_("正常"),
}
# Where the reason says it better than the light does: the word beside the shape.
_BETTER_WORD = {
    "overdue": N_("逾期{days}天"),
    "blocked": N_("受阻"),
    "near_due": N_("临期，还有{days}天"),
    "problem": N_("有问题"),
    "stale": N_("久未更新"),
    "not_started": N_("未开始"),
    "reported_done": N_("已申请办结"),
}
# The reason in full, after the name of the lamp.
_REASON = {
    "closed": N_("已办结销号"),
    "overdue": N_("{due}到期，已过{days}天，尚未办结"),
    "blocked": N_("报告受阻"),
    "behind": N_("序时应达{pace}%，现{percent}%，落后{points}个百分点"),
    "year_missed": N_("{year}年应达{target}{unit}，实际{value}{unit}，落后{points}个百分点"),
    "percent_behind": N_("序时应达{pace}%，现{percent}%，落后{points}个百分点"),
    "near_due": N_("{due}到期，还有{days}天，尚未办结"),
    "said_behind": N_("报告滞后"),
    "over_ceiling": N_("现为{value}{unit}，超过了不高于{target}{unit}的要求"),
    "problem": N_("报告了问题"),
    "not_reported": N_("还没有报过进展"),
    "not_started": N_("{starts}才开始"),
    "stale": N_("上次填报是{at}，已超过一个填报周期"),
    "reported_done": N_("已申请办结，待统筹人员核实"),
    "on_pace": N_("推进正常"),
}


def shape(light: Light) -> str:
    """○ ● ▲ ■ ✓."""
    return figures.SHAPES[light.value]


def lamp(words: Words, light: Light) -> str:
    """■ 红灯: a light by its name."""
    return f"{shape(light)} {words.t(_LAMP[light])}"


def word(words: Words, standing: Standing) -> str:
    """The word beside the shape: 正常, 滞后, 逾期3天, 临期，还有5天 …"""
    code = standing.reason.code
    return words.t(_BETTER_WORD.get(code, _WORD[standing.light]), **_facts(words, standing.reason.facts))


def reason(words: Words, standing: Standing) -> str:
    """The light with its reason in full: 黄灯：序时应达75%，现60%，落后15个百分点."""
    facts = standing.reason.facts
    told = words.t(_REASON[standing.reason.code], **_facts(words, facts))
    if facts.get("indicator") and len(standing.milestone.indicators) > 1:
        told = words.t("“{indicator}”{told}", indicator=facts["indicator"], told=told)
    if facts.get("problem"):
        told = words.t("{told}（{problem}）", told=told, problem=figures.shortened(str(facts["problem"]), 60))
    if standing.light is Light.CLOSED:
        return told
    return words.t("{lamp}：{told}", lamp=words.t(_LAMP[standing.light]), told=told)


def brief(words: Words, standing: Standing) -> str:
    """The light with its reason in a few words, for one line of a table."""
    told, facts = word(words, standing), standing.reason.facts
    if "points" in facts:
        told = words.t("{told}，落后{points}个百分点", told=told, points=_number(words, facts["points"]))
    if facts.get("problem"):
        told = words.t("{told}：{problem}", told=told, problem=figures.shortened(str(facts["problem"]), 16))
    return told


def value(words: Words, standing: Standing) -> str:
    """What was last said in figures: 4/5家, several joined; a percent where no figure was said; "" for neither."""
    current = standing.current
    said = [
        figures.against(words, one, told) + (" ✓" if one.met_by(told) else "")
        for one in standing.milestone.indicators
        if (told := current.value(one.phrase)) is not None
    ]
    if said:
        return words.t("、").join(said[:2]) + ("…" if len(said) > 2 else "")
    return f"{_number(words, current.percent)}%" if current.percent is not None else ""


def row(words: Words, standing: Standing) -> str:
    """■ 6 暖心驿站　2/5家　严重滞后，落后49.9个百分点: one line of a table."""
    task = standing.task
    cells = (f"{shape(standing.light)} {task.number} {task.short}", value(words, standing), brief(words, standing))
    return "　".join(cell for cell in cells if cell)


def counts(words: Words, lights: Mapping[Light, int]) -> str:
    """■ 红灯1　▲ 黄灯5　● 绿灯20: how many tasks show each light, without those that none shows."""
    return "　".join(f"{lamp(words, one)} {lights[one]}" for one in ORDER if lights.get(one))


def shapes(lights: Mapping[Light, int]) -> str:
    """■1 ▲5 ●20: the same in one cell of a table."""
    return " ".join(f"{shape(one)}{lights[one]}" for one in ORDER if lights.get(one))


def _facts(words: Words, facts: Mapping[str, object]) -> dict[str, object]:
    """The facts of a reason as they are read: days, moments, and figures with one decimal at most."""
    return {name: _told(words, fact) for name, fact in facts.items()}


def _told(words: Words, fact: object) -> object:
    if isinstance(fact, datetime):
        return words.moment(fact)
    if isinstance(fact, date):
        return words.full_day(fact)
    return _number(words, fact) if isinstance(fact, float) else fact


def _number(words: Words, fact: object) -> str:
    return words.number(round(fact, 1)) if isinstance(fact, int | float) else str(fact)
