"""The office's ladder and workdays in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby

from domain.escalation import Ladder, Step
from domain.messages import Action, Choice, Outgoing, Style
from domain.workdays import Day, DayKind
from wording.figures import plain
from wording.rules import HOLIDAYS
from wording.words import N_, Words

Said = tuple[bool, str | None]  # worked or not, and the holiday it belongs to

_STEPS = {
    Step.BLUE: (N_("蓝"), N_("联络员（含B角），抄送责任领导")),
    Step.YELLOW: (N_("黄"), N_("以上人员，抄送统筹人员")),
    Step.RED: (N_("红"), N_("以上全部人员，再次抄送")),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that were set by hand, and the years that are counted Monday to Friday for want of a notice."""

    days: tuple[Day, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """Days as they are now, and what was said of each before (None: nothing), for the way back."""

    days: tuple[Day, ...]
    before: Mapping[date, Said | None]
    calendar: Calendar


def ladder(words: Words, standing: Ladder, undo: Action | None = None, *, changed: bool = False) -> Outgoing:
    """催办升级设置: each step with its wait and who is told; after a change, with the way back."""
    taken = dict(standing.steps())
    lines = [
        words.t("{step}：催办后第{days}个工作日，{who}", step=words.t(name), days=taken[step], who=words.t(who))
        if step in taken
        else words.t("{step}：不启用", step=words.t(name))
        for step, (name, who) in _STEPS.items()
    ]
    if not taken:
        lines = [words.t("催办升级已关闭：催办之后不再抄送任何人。")]
    return Outgoing(
        title=words.t("催办升级 · 已保存 ✓") if changed else words.t("催办升级"),
        lines=(words.t("提醒 → 再次提醒 → 催办（截止后第一个工作日）→ 升级"), *lines),
        choices=(Choice(words.t("撤销"), undo),) if undo else (),
        footer=words.t(
            "收到任何答复、延期获准或办结即停止；请假日不计。"
            "修改请发“催办升级 蓝{blue} 黄{yellow} 红{red}”（每一步比上一步多等几个工作日，0为不启用）",
            **asdict(standing),
        ),
    )


# ── workdays ──────────────────────────────────────────────────────────────────────────────────────────────


def calendar(words: Words, seen: Calendar) -> Outgoing:
    """What was set by hand, and the years without a notice."""
    return Outgoing(
        title=words.t("工作日安排"),
        lines=(
            *(_runs(words, seen.days) or [words.t("按国务院办公厅的放假通知，没有另行设置。")]),
            *unknown(words, seen.unknown),
        ),
        footer=words.t(
            "修改请发“10月17日停工”“10月17日恢复默认”，或直接粘贴放假通知，如“国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）上班。”"
        ),
    )


def unknown(words: Words, years: Sequence[int]) -> list[str]:
    """The warning for years that are counted Monday to Friday."""
    return [words.t("▲ {year}年放假安排尚未公布，暂按周一至周五计", year=year) for year in years]


def days(words: Words, said: Sequence[tuple[date, bool | None, str | None]], yes: Action, no: Action) -> Outgoing:
    """What was read of a notice or an order, before it is kept."""
    given = [
        Day(day, DayKind.HOLIDAY if holiday else DayKind.CLOSED, holiday)
        if worked is False
        else Day(day, DayKind.MAKEUP if holiday else DayKind.OPENED, holiday)
        for day, worked, holiday in said
        if worked is not None
    ]
    freed = [day for day, worked, _ in said if worked is None]
    return Outgoing(
        title=words.t("工作日（未保存）"),
        lines=(*_runs(words, given), *(words.t("{day}：按原来的安排", day=words.full_day(day)) for day in freed)),
        choices=(Choice(words.t("保存"), yes, Style.PRIMARY), Choice(words.t("取消"), no)),
        footer=words.t("保存后，所有提醒、截止日和免打扰立即按此计算"),
    )


def days_unread(words: Words, wrong: Sequence[str]) -> Outgoing:
    """A notice that contradicts itself or the calendar."""
    return Outgoing(
        lines=(
            words.t("这些日期对不上，没有保存：{what}", what=words.t("；").join(wrong)),
            words.t("请核对日期、星期和天数；也可以写明年份，如“2027年10月1日至7日放假”。"),
        )
    )


def days_kept(words: Words, changed: Changed, undo: Action | None) -> Outgoing:
    """Kept, or taken back (no `undo`)."""
    return Outgoing(
        title=words.t("工作日 · 已保存 ✓") if undo else words.t("工作日 · 已撤销 ✓"),
        lines=(*_runs(words, changed.days), *unknown(words, changed.calendar.unknown)),
        choices=(Choice(words.t("撤销"), undo),) if undo else (),
    )


def dropped(words: Words) -> Outgoing:
    """取消."""
    return plain(words, "好的，没有保存。")


def _runs(words: Words, found: Sequence[Day]) -> list[str]:
    """Days in a row that are the same, as one line."""
    numbered = sorted(found, key=lambda one: one.day)
    runs = groupby(enumerate(numbered), key=lambda one: (one[1].day.toordinal() - one[0], one[1].kind, one[1].holiday))
    return [_run(words, [day for _, day in run]) for _, run in runs]


def _run(words: Words, run: Sequence[Day]) -> str:
    first, last = run[0], run[-1]
    span = words.full_day(first.day)
    if len(run) > 1:
        span = words.t("{first}至{last}（{count}天）", first=span, last=words.full_day(last.day), count=len(run))
    else:
        span = words.t("{day}（{weekday}）", day=span, weekday=words.weekday(first.day))
    what = words.t("上班") if first.worked else words.t("不上班")
    if first.holiday:
        occasion = words.t(HOLIDAYS[first.holiday])
        what = (
            words.t("{holiday}调休上班", holiday=occasion)
            if first.worked
            else words.t("{holiday}放假", holiday=occasion)
        )
    return words.t("{span}：{what}", span=span, what=what)
