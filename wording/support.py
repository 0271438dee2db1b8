"""配合部门: what they are asked, what the lead reads of it, and the joint report."""

from __future__ import annotations

from collections.abc import Sequence

from domain.messages import Action, Choice, Outgoing, Style
from domain.plan import Milestone, Task
from domain.standing import Standing
from wording import figures
from wording.decisions import subject
from wording.words import Words


def _action(do: str, task: int, **more: object) -> Action:
    return {"flow": "support", "do": do, "task": task, **more}


def part_choice(words: Words, task: int) -> Choice:
    """[回复第6项配合情况]."""
    return Choice(words.t("回复第{task}项", task=task), _action("write", task))


def how(words: Words, task: int) -> str:
    """How a supporting department answers."""
    return words.t("请直接回复贵单位配合部分的进展，如：第{task}项 配合：已提供场地2处。", task=task)


def asked(words: Words, task: Task, milestone: Milestone, by: str) -> Outgoing:
    """The lead asks a supporting department for its part."""
    return Outgoing(
        title=words.t("【配合事项】{subject}", subject=subject(words, task, milestone)),
        lines=(
            words.t("{lead} {by} 请贵单位报送配合情况，汇总后由牵头部门统一报送。", lead=task.lead, by=by),
            words.t("目标：{target}", target=milestone.target),
            how(words, task.number),
        ),
        choices=(part_choice(words, task.number),),
    )


def asked_of(words: Words, task: Task, departments: Sequence[str]) -> Outgoing:
    """The lead sees who is asked."""
    if not departments:
        return figures.plain(words, "第{task}项的配合部门今天已经请过，或还没有联络员，没有再发。", task=task.number)
    told = words.t("、").join(departments)
    return figures.plain(
        words, "已请{departments}报送第{task}项的配合情况，收到后告诉您。", departments=told, task=task.number
    )


def which_task(words: Words, tasks: Sequence[Task]) -> Outgoing:
    """请配合部门报一下: for which task?"""
    choices = tuple(Choice(f"{one.number} {one.short}"[:12], _action("ask", one.number)) for one in tasks)
    return Outgoing(
        lines=(words.t("请哪一项的配合部门报？"),),
        choices=choices,
        footer=words.t("也可以直接发，如：请第6项的配合部门报一下"),
    )


def write(words: Words, task: Task) -> Outgoing:
    """A supporting department is asked for its words."""
    return Outgoing(
        title=subject(words, task),
        lines=(words.t("请直接打字，说明贵单位配合部分的进展，由{lead}汇总。", lead=task.lead),),
    )


def read_back(words: Words, task: Task, text: str, yes: Action, no: Action) -> Outgoing:
    """What would be shown to the lead."""
    return Outgoing(
        title=words.t("第{task}项由{lead}牵头，作为贵单位的配合情况提交？", task=task.number, lead=task.lead),
        lines=(words.t("「{text}」", text=text),),
        choices=(Choice(words.t("提交"), yes, Style.PRIMARY), Choice(words.t("取消"), no)),
        footer=words.t("回复“确认”或“1”即可；不对请直接再发一次"),
    )


def submitted(words: Words, task: Task, department: str) -> Outgoing:
    """The supporting department's receipt."""
    return figures.plain(
        words,
        "已提交{department}对第{task}项的配合情况，{lead}会看到并统一报送。谢谢。",
        department=department,
        task=task.number,
        lead=task.lead,
    )


def contributed(words: Words, task: Task, department: str, by: str, text: str) -> Outgoing:
    """The lead reads a part, and may report for all."""
    return Outgoing(
        title=words.t("【配合情况】{subject}", subject=subject(words, task)),
        lines=(
            words.t("{department} {person} 说：", department=department, person=by),
            words.t("「{text}」", text=text),
        ),
        choices=(Choice(words.t("联合报送第{task}项", task=task.number), _action("joint", task.number)),),
        footer=words.t("您下次填报这一项时，会一并记为联合报送"),
    )


def joint(
    words: Words, one: Standing, parts: Sequence[tuple[str, str]], missing: Sequence[str], yes: Action, no: Action
) -> Outgoing:
    """The joint report before it is confirmed: the lead's last figures and every part."""
    task = one.task
    lines = [
        words.t("{lead}：{said}（沿用上期）", lead=task.lead, said=figures.last_said(words, one.milestone, one.current))
    ]
    lines += [words.t("{department}：{text}", department=name, text=text) for name, text in parts]
    if missing:
        lines.append(words.t("尚未回复：{departments}", departments=words.t("、").join(missing)))
    return Outgoing(
        title=words.t("联合报送 · {subject}，可以吗？", subject=subject(words, task, one.milestone)),
        lines=tuple(lines),
        choices=(
            Choice(words.t("确认报送"), yes, Style.PRIMARY),
            Choice(words.t("再请配合部门"), _action("ask", task.number)),
            Choice(words.t("取消"), no),
        ),
        footer=words.t("本单位有新进展，请直接回复，如：{task} 已建4家；会与配合情况一并报送", task=task.number),
    )


def no_parts(words: Words, task: Task, supporters: Sequence[str]) -> Outgoing:
    """There is nothing to report jointly yet."""
    if not supporters:
        return figures.plain(words, "第{task}项没有配合部门，直接填报即可。", task=task.number)
    return Outgoing(
        lines=(words.t("第{task}项还没有收到新的配合情况。", task=task.number),),
        choices=(Choice(words.t("请配合部门报一下"), _action("ask", task.number)),),
    )


def cancelled(words: Words) -> Outgoing:
    """Nothing was submitted."""
    return figures.plain(words, "好的，没有提交。您的原话已留存。")


def included(words: Words, parts: Sequence[tuple[str, str]]) -> list[str]:
    """The parts that a report of the lead takes up, for its read-back."""
    return [
        words.t("含配合情况 {department}：「{text}」", department=name, text=figures.shortened(text, 60))
        for name, text in parts
    ]
