"""What a reminder says: the matter, the target, the date, what was last reported, how to answer, how to make it stop.

    进展填报 -> 再次提醒 -> 逾期催办        one card a department, with what it last said of each task
    节点到期 / 逾期                        the first target verbatim, the others by name
    督办周报                              the coordinators' Monday digest: `wording.digest`

No threats, no ranking. A message stays within what the narrowest channel takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.messages import MAX_CHOICES, Action, Choice, Outgoing, Style
from wording import sections as sections_of
from wording import support
from wording.sections import CheckinFacts, DueFacts, Facts, Item, Named, matter, subject, today, tone
from wording.words import N_, Words

__all__ = ["CheckinFacts", "DueFacts", "Facts", "Item", "bundle", "checkin"]

ESCALATED = {
    "blue": N_("【逾期催办·抄送责任领导】"),
    "yellow": N_("【逾期催办·抄送责任领导、统筹人员】"),
    "red": N_("【逾期催办·再次抄送责任领导、统筹人员】"),
}
MAX_BYTES = 2000  # WeCom cuts some messages at 2048 bytes
LISTED = (12, 6, 3, 0)  # how many tasks a section lists one by one: the first that fits


def checkin(words: Words, facts: CheckinFacts) -> Outgoing:
    """The check-in card of one department, with its four buttons."""
    return bundle(words, (facts,))


def bundle(words: Words, sections: Sequence[Facts], unconfirmed: tuple[int, Action] | None = None) -> Outgoing:
    """Everything that one person is reminded of, as one message that fits every channel. `unconfirmed`: of so many
    tasks a read-back waits for a yes, and what that yes means; it comes first."""
    message = Outgoing()
    for listed in LISTED:
        message = _bundle(sections, words, listed)
        if unconfirmed is not None:
            message = _with_unconfirmed(message, words, *unconfirmed)
        if len(message.text().encode()) <= MAX_BYTES:
            break
    return message


def _with_unconfirmed(message: Outgoing, words: Words, count: int, yes: Action) -> Outgoing:
    """您有1份待确认: what was said already is not asked for as if nothing had come."""
    line = words.t("您有1份待确认（{count}项），回复“确认”或点按钮即报送，不用再填。", count=count)
    button = Choice(words.t("确认报送"), yes, Style.PRIMARY)
    plain = tuple(replace(one, style=None) for one in message.choices)
    return replace(message, lines=(line, *message.lines), choices=(button, *plain)[:MAX_CHOICES])


def _bundle(sections: Sequence[Facts], words: Words, listed: int) -> Outgoing:
    lines: list[str] = []
    named: Named = set()  # a task that one section lists is only a number in the next
    for section in sections:
        if isinstance(section, CheckinFacts):
            lines += sections_of.checkin(section, words, listed)
        else:
            lines += sections_of.due(section, words, listed, named)
        named |= {subject(one) for one in section.items}
    asked = [one for one in sections if one.asks]
    if asked:
        lines.append(_how(asked, words))
    parts = _parts(sections)
    if parts:
        lines.append(support.how(words, parts[0]))
    if any(one.step in ESCALATED for one in sections):
        lines.append(words.t("收到任何进展、延期获准或办结后，不再升级。"))
    return Outgoing(
        title=_title([one for one in sections if not one.supports] or sections, words),
        lines=tuple(lines),
        choices=_choices(asked, words) or tuple(support.part_choice(words, one) for one in parts[:MAX_CHOICES]),
        footer=_why(sections, bool(asked), words, bool(parts)),
    )


def _parts(sections: Sequence[Facts]) -> list[int]:
    """The tasks of which a supporting department is asked for its part."""
    found = (item.task.number for one in sections if one.supports for item in one.items)
    return list(dict.fromkeys(found))


# ── head and foot ─────────────────────────────────────────────────────────────────────────────────────────


def _title(sections: Sequence[Facts], words: Words) -> str:
    first = sections[0]
    climbed = next((step for step in reversed(ESCALATED) if any(one.step == step for one in sections)), None)
    if climbed is not None:
        matters = {matter(one.cycle, words) for one in sections if isinstance(one, CheckinFacts)}
        reported = words.t("{matter}填报", matter=matters.pop()) if len(matters) == 1 else words.t("进展填报")
        if all(isinstance(one, DueFacts) for one in sections):
            reported = words.t("到期未办结")
        sentence = words.t(ESCALATED[climbed]) + words.t("{matter} · {department}（{count}项）")
    elif isinstance(first, CheckinFacts):
        reported = matter(first.cycle, words)
        sentence = {
            "again": N_("【再次提醒】{matter}填报 · {department}（{count}项）"),
            "late": N_("【逾期催办】{matter}填报 · {department}（{count}项）"),
            "chase": N_("【催办】{matter}填报 · {department}（{count}项）"),
        }.get(tone(first, words), N_("【进展填报提醒】{matter}填报 · {department}（{count}项）"))
    else:
        reported = ""
        late = all(one.milestone.last_day < today(first, words) for one in first.items)
        sentence = N_("【逾期提醒】{department}（{count}项）")
        if not late:
            sentence = N_("【节点到期提醒】{department}（{count}项）")
        if all(one.supports for one in sections):
            sentence = N_("【配合事项提醒】{department}牵头（{count}项）")
    departments = list(dict.fromkeys(one.department for one in sections))
    numbers = {one.task.number for section in sections for one in section.items}
    told = departments[0] if len(departments) == 1 else words.t("{count}个部门", count=len(departments))
    return words.t(sentence, matter=reported, department=told, count=len(numbers))


def _how(asked: Sequence[Facts], words: Words) -> str:
    tasks = list({item.task.number: item.task for one in asked for item in one.items}.values())
    if len(tasks) == 1:
        return words.t("直接回复即可，如：已完成80%，预计下月底完成，卡在审批。")
    first, second = tasks[0].number, tasks[1].number
    return words.t(
        "直接回复即可，如：{first} 已完成80%；{second} 滞后 等上级文件；其余正常", first=first, second=second
    )


def _why(sections: Sequence[Facts], asked: bool, words: Words, parts: bool) -> str:
    found = [
        words.t("{rule}（进展填报）", rule=rule)
        if isinstance(one, CheckinFacts)
        else words.t("{rule}（完成时限）", rule=rule)
        for one in sections
        for rule in one.rules
    ]
    why = words.t("依据：{rules}。", rules=words.t("、").join(dict.fromkeys(found))) if found else ""
    how = words.t("已办结请回复“办结”；需延期请说明理由和新时限；回复“免打扰”可暂停提醒。")
    if parts and not asked:
        return why + words.t("由牵头部门汇总后统一报送；回复“免打扰”可暂停提醒。")
    return why + (how if asked else words.t("供您知悉，无需回复；回复“免打扰”可暂停提醒。"))


def _choices(asked: Sequence[Facts], words: Words) -> tuple[Choice, ...]:
    """The four buttons of one department's card; with several departments, one to open each card."""
    places = {one.department: one.cycle for one in reversed(asked)}
    if len(places) > 1:
        opening = sorted(places.items(), key=lambda place: [one.department for one in asked].index(place[0]))
        return tuple(
            Choice(words.t("填报 {department}", department=department), _action("walk", department, cycle))
            for department, cycle in opening[:MAX_CHOICES]
        )
    for department, cycle in places.items():
        fine = Choice(words.t("全部正常推进"), _action("all_fine", department, cycle), Style.PRIMARY)
        rest = ((N_("逐项填写"), "walk"), (N_("稍后提醒"), "later"), (N_("转交同事"), "hand_over"))
        more = tuple(Choice(words.t(label), _action(do, department, cycle)) for label, do in rest)
        reports = any(isinstance(one, CheckinFacts) for one in asked)
        return (fine, *more) if reports else more
    return ()


def _action(do: str, department: str, cycle: str | None) -> Action:
    return {"flow": "checkin", "do": do, "department": department, "cycle": cycle}
