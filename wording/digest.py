"""督办周报: what a coordinator reads on Monday morning. Counts first, then what needs somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.messages import Outgoing
from domain.standing import Light, Snapshot, Standing
from wording import figures, office
from wording.words import N_, Words

SOON = 14  # days within which a due date is worth a line
AHEAD = timedelta(days=45)  # so long before a year without a notice begins, the coordinators are warned each week
LISTED = 8  # lines of one kind; the rest is counted

_LIGHTS = (
    (Light.CLOSED, N_("办结")),
    (Light.GREEN, N_("正常")),
    (Light.YELLOW, N_("滞后")),
    (Light.RED, N_("逾期或严重滞后")),
    (Light.GREY, N_("未报")),
)


@dataclass(frozen=True, slots=True)
class LightChange:
    """A task whose light is another one now."""

    task: int
    before: Light
    after: Light


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since last week, by task number: reported, lights, closed, problems new and solved."""

    reported: tuple[int, ...] = ()
    lights: tuple[LightChange, ...] = ()
    closed: tuple[int, ...] = ()
    new_problems: tuple[int, ...] = ()
    solved: tuple[int, ...] = ()


def digest(
    words: Words, snapshot: Snapshot, unserved: Sequence[str], news: Changes, unknown: Sequence[int] = ()
) -> Outgoing:
    """The digest of a snapshot. `unserved` are the lead departments that nobody speaks for, `unknown` the years near by
    whose holidays nobody knows yet."""
    counts = snapshot.lights()
    lights = "　".join(f"{figures.SHAPES[light]} {words.t(name)} {counts[light]}" for light, name in _LIGHTS)
    open_ = [one for one in snapshot.standings if one.is_open]
    lines = [lights, *_unreported(words, snapshot, open_), *_due_soon(words, open_), *_problems(words, open_)]
    lines += _news(words, news)
    if unserved:
        lines.append(
            words.t("▲ 尚无联络员、提醒无人接收的牵头部门：{departments}", departments=words.t("、").join(unserved))
        )
    lines += office.unknown(words, unknown)
    return Outgoing(
        title=words.t("督办周报 · {day}", day=words.day(words.local(snapshot.as_of).date())),
        lines=tuple(lines),
        footer=words.as_of(snapshot.as_of),
    )


def with_head(words: Words, message: Outgoing, head: str) -> Outgoing:
    """The digest with the head of the record, for those who keep it: `duban audit verify --head`."""
    told = words.t("{as_of} · 记录指纹 {head}", as_of=message.footer or "", head=head)
    return replace(message, footer=told)


def _unreported(words: Words, snapshot: Snapshot, open_: Sequence[Standing]) -> list[str]:
    asked = [one for one in open_ if one.started]
    missing = [one for one in asked if one.owes]
    head = words.t(
        "本期填报：已报 {done}/{all}，截止{due}",
        done=len(asked) - len(missing),
        all=len(asked),
        due=words.moment(snapshot.cycle.due_at),
    )
    by_department = {
        one.task.lead: [other.task.number for other in missing if other.task.lead == one.task.lead] for one in missing
    }
    lines = [
        words.t("○ {department} 缺{count}：{tasks}", department=name, count=len(tasks), tasks=_numbers(words, tasks))
        for name, tasks in by_department.items()
    ]
    return [head, *_some(words, lines)]


def _due_soon(words: Words, open_: Sequence[Standing]) -> list[str]:
    soon = [one.task.number for one in open_ if one.days_left is not None and 0 <= one.days_left <= SOON]
    late = [one.task.number for one in open_ if one.overdue]
    lines = []
    if soon:
        lines.append(
            words.t("{days}天内到期{count}项：{tasks}", days=SOON, count=len(soon), tasks=_numbers(words, soon))
        )
    if late:
        lines.append(words.t("■ 已到期未办结{count}项：{tasks}", count=len(late), tasks=_numbers(words, late)))
    return lines


def _problems(words: Words, open_: Sequence[Standing]) -> list[str]:
    lines = [
        words.t(
            "▲ 第{task}项存在问题：{problem}", task=one.task.number, problem=figures.shortened(one.current.problem, 40)
        )
        for one in open_
        if one.current.problem
    ]
    return _some(words, lines)


def _news(words: Words, news: Changes) -> list[str]:
    told = (
        (N_("近7天有新填报{count}项：{tasks}"), news.reported),
        (N_("近7天新办结销号{count}项：{tasks}"), news.closed),
        (N_("近7天新报问题{count}项：{tasks}"), news.new_problems),
        (N_("近7天问题解决{count}项：{tasks}"), news.solved),
    )
    lines = [words.t(line, count=len(tasks), tasks=_numbers(words, tasks)) for line, tasks in told if tasks]
    if not news.reported:
        lines.insert(0, words.t("近7天没有新的填报"))
    turns: dict[tuple[Light, Light], list[int]] = {}
    for one in news.lights:
        turns.setdefault((one.before, one.after), []).append(one.task)
    changed = [
        f"{figures.SHAPES[before]}→{figures.SHAPES[after]} {_numbers(words, tasks)}"
        for (before, after), tasks in turns.items()
    ]
    if changed:
        lines.append(words.t("近7天亮灯变化：{changes}", changes="　".join(changed)))
    return lines


def _some(words: Words, lines: Sequence[str]) -> list[str]:
    rest = len(lines) - LISTED
    return [*lines[:LISTED], *([words.t("……另有{count}条", count=rest)] if rest > 0 else [])]


def _numbers(words: Words, tasks: Iterable[int]) -> str:
    return words.t("、").join(map(str, tasks))
