"""导入台账: what the list said was done so far, offered to the department to be confirmed once."""

from __future__ import annotations

from collections.abc import Sequence

from domain.listed import Opening
from domain.messages import Action, Choice, Outgoing, Style
from domain.plan import Plan
from wording import figures
from wording.words import Words

SHOWN = 8
_LONGEST = 60  # characters of a task's words


def offer(words: Words, department: str, found: Sequence[Opening], plan: Plan) -> Outgoing:
    """Please confirm what the list brought along."""
    shorts = {task.number: task.short for task in plan.tasks}
    lines = [
        words.t(
            "{task} {name}：{words}",
            task=one.task,
            name=shorts.get(one.task, ""),
            words=figures.shortened(one.words, _LONGEST),
        )
        for one in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        lines.append(words.t("……另有{count}处", count=len(found) - SHOWN))
    choices = (
        Choice(words.t("核对"), _button("read", department), Style.PRIMARY),
        Choice(words.t("不用"), _button("skip", department)),
    )
    return Outgoing(
        words.t("【核对台账】{department}：导入的清单里有{count}项已写了进展", department=department, count=len(found)),
        (*lines, words.t("核对一次并确认后，才算本单位填报；之前各项仍按“未报”。")),
        choices,
        words.t("也可以回复“核对台账”"),
        f"opening:{department}",
    )


def _button(do: str, department: str) -> dict[str, str]:
    return {"flow": "openings", "do": do, "department": department}


def skip(words: Words, action: Action) -> Choice:
    """[不用] under the read-back."""
    return Choice(words.t("不用"), action)


def read_back(
    words: Words,
    department: str,
    lines: Sequence[tuple[str, str]],
    doubts: Sequence[str],
    choices: Sequence[Choice],
) -> Outgoing:
    """What would be stored, each task with the words it was read from."""
    shown = [
        words.t("{line}　（台账：{words}）", line=line, words=figures.shortened(said, _LONGEST)) for line, said in lines
    ]
    return Outgoing(
        words.t("【核对台账】{department}：导入台账里的进展我这样理解，可以吗？", department=department),
        (*shown, *doubts),
        tuple(choices),
        words.t("回复“确认”或“1”即可；不对请直接改，如：6 应为4家"),
    )


def nothing(words: Words) -> Outgoing:
    """Nothing waits to be confirmed."""
    return figures.plain(words, "没有要核对的台账：都已核对过，或本单位已自己填报。")


def set_aside(words: Words, count: int) -> Outgoing:
    """It is not used."""
    return figures.plain(words, "好的，台账里的{count}项进展不采用，请按实际填报。", count=count)
