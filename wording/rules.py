"""A rule in words, and why an instant is not on the day that the words name.

`phrase` in Chinese is written in the grammar that `language.schedule` reads: an admin can copy it, change a
word and send it back, and a rule said and read again is the same rule (a test says so for rules of every kind). So
it says everything, also what an office takes for granted; `brief` leaves that out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from domain.instants import Instant, Reason, Why
from domain.recurrence import (
    ALL_MONTHS,
    BeforeEnd,
    EveryDays,
    EveryHours,
    Monthly,
    OnDays,
    Recurrence,
    Span,
    SpanWeekdays,
    SpanWorkdays,
    Unit,
    Weekly,
)
from domain.rules import Audience, Kind, Policy, Recipient, ReminderRule, Reporting
from domain.workdays import Day, DayKind
from wording.words import N_, WEEKDAYS, Words

_QUARTER_ENDS = (3, 6, 9, 12)
_SPANS = {Span.MONTH: N_("每月"), Span.QUARTER: N_("每季度"), Span.HALF: N_("每半年"), Span.YEAR: N_("每年")}
_RECIPIENTS = {
    Recipient.LEAD: N_("牵头部门"),
    Recipient.SUPPORTING: N_("配合部门"),
    Recipient.HEAD: N_("责任领导"),
    Recipient.COORDINATOR: N_("统筹人员"),
    Recipient.ADMIN: N_("管理员"),
}
_POLICIES = {
    Policy.NONE: N_("节假日照发"),
    Policy.NEXT: N_("遇节假日顺延"),
    Policy.PREVIOUS: N_("遇节假日提前"),
    Policy.ONLY: N_("只在工作日发"),
}
_DUE_POLICIES = {Policy.NONE: N_("节假日不变"), Policy.NEXT: N_("遇节假日顺延"), Policy.PREVIOUS: N_("遇节假日提前")}
HOLIDAYS = {
    "new_years_day": N_("元旦"),
    "spring_festival": N_("春节"),
    "tomb_sweeping_day": N_("清明节"),
    "labour_day": N_("劳动节"),
    "dragon_boat_festival": N_("端午节"),
    "mid_autumn_festival": N_("中秋节"),
    "national_day": N_("国庆节"),
}
_QUESTIONS = {
    "unread": N_("没有读懂“{said}”，请换个说法，如“每月25日9点提醒牵头部门，遇节假日顺延”。"),
    "nothing": N_("没有读出什么时候提醒，如“每周五下午4:30催没报的”“截止前7天、3天、1天”。"),
    "which_reading": N_("“{said}”有几种理解，请选一种："),
    "which_time": N_("“{said}”是几点？请写明上午还是下午，如“下午3点”。"),
    "once_or_weekly": N_("“{said}”是只发一次，还是每周都发？"),
    "which_dates": N_("“{said}”是哪几天？请写出日期，如“每年6月30日和12月31日”。"),
    "which_days": N_("“{said}”后多少天、隔多久提醒？如“逾期后每天”“逾期3天”。"),
    "which_weekday": N_("“{said}”是周六还是周日？"),
    "which_department": N_("没有找到部门“{said}”，请写全称。"),
    "no_such_task": N_("任务清单里没有这一项。"),
    "past": N_("“{said}”已经过去了，请换一个时间。"),
    "unsupported": N_("“{said}”暂时设不了，可以分成几条规则，或写明具体日期。"),
}


def phrase(words: Words, rule: ReminderRule) -> str:
    """The whole rule in one line, without its key and its pause."""
    clauses = [_main(words, rule), words.t(_POLICIES[rule.policy])]
    if rule.reporting:
        clauses += _reporting(words, rule.reporting)
    elif rule.may_ask:
        clauses.append(words.t("不设报送截止"))
    if rule.ignore_quiet:
        clauses.append(words.t("夜间和节假日也发"))
    return words.t("；").join(clauses)


def brief(words: Words, rule: ReminderRule) -> str:
    """The rule without what goes without saying: for lists and previews."""
    clauses = [_main(words, rule)]
    if rule.policy is not Policy.NONE:
        clauses.append(words.t(_POLICIES[rule.policy]))
    if rule.reporting:
        clauses.append(_due(words, rule.reporting))
    return words.t("；").join(clauses)


def reasons(words: Words, instant: Instant) -> str:
    """Why it fires then: "25日周日，顺延", "25日春节，顺延；28日为调休上班"; empty where nothing is to be said."""
    return words.t("；").join(reason(words, one) for one in instant.reasons)


def reason(words: Words, one: Reason) -> str:
    """One reason in words."""
    said, day = one.said.day, one.day.day
    match one.why:
        case Why.NEXT:
            return words.t("{day}{what}，顺延", day=_day(words, said), what=_what(words, one.said))
        case Why.PREVIOUS:
            return words.t("{day}{what}，提前", day=_day(words, said), what=_what(words, one.said))
        case Why.MAKEUP:
            return words.t("{day}为调休上班", day=_day(words, day))
        case Why.SHORT_MONTH:
            return words.t("当月没有{number}日，取最后一天", number=one.number)
        case Why.CLOCK:
            return words.t("当天时钟调整，没有这一时刻，取其后第一刻")
        case Why.UNKNOWN_YEAR:
            return words.t("{year}年放假安排尚未公布，暂按周一至周五计", year=day.year)


def period(words: Words, label: str) -> str:
    """A cycle's label in words: "2022-10" 10月, "2022Q4" 2022年第4季度, "2022-10-25" the day."""
    year, rest = label[:4], label[4:]
    if not rest:
        return words.t("{year}年", year=year)
    if rest.startswith("Q"):
        return words.t("{year}年第{number}季度", year=year, number=rest[1:])
    if rest.startswith("H"):
        return words.t("{year}年上半年", year=year) if rest == "H1" else words.t("{year}年下半年", year=year)
    if rest.startswith("-W"):
        return words.t("{year}年第{number}周", year=year, number=int(rest[2:]))
    return words.month(label) if len(label) == 7 else words.day(date.fromisoformat(label))


def question(words: Words, code: str, said: str = "") -> str:
    """What the bot asks when a sentence about reminders could not be taken as it stands."""
    return words.t(_QUESTIONS[code], said=said)


def _main(words: Words, rule: ReminderRule) -> str:
    who = _audience(words, rule.audience)
    if rule.audience.unreported_only:
        who = words.t("没报的{who}", who=who)
    act = words.t("发送摘要给{who}", who=who) if rule.kind is Kind.DIGEST else words.t("提醒{who}", who=who)
    when = _offsets(words, rule) if rule.recurrence is None else _recurrence(words, rule.recurrence)
    clock = _listed(words, (f"{at:%H:%M}" for at in rule.at))
    main = (
        words.t("{when}{clock}{act}", when=when, clock=clock, act=act)
        if clock
        else words.t("{when}{act}", when=when, act=act)
    )
    for limit in (rule.audience.departments, tuple(words.t("第{number}项", number=n) for n in rule.audience.tasks)):
        if limit:
            main = words.t("{main}，限{limit}", main=main, limit=_listed(words, limit))
    if rule.audience.without:
        spared = _listed(words, (words.t("第{number}项", number=n) for n in rule.audience.without))
        main = words.t("{main}，不含{tasks}", main=main, tasks=spared)
    return words.t("{main}，直到报送", main=main) if rule.until_reported else main


def _audience(words: Words, audience: Audience) -> str:
    return _listed(words, (words.t(_RECIPIENTS[one]) for one in audience.recipients))


def _recurrence(words: Words, recurrence: Recurrence) -> str:
    match recurrence:
        case EveryDays(every=every, first=first):
            return words.t("从{day}起每{every}天", day=words.full_day(first), every=every)
        case EveryHours(every=every, first=moment):
            day = words.full_day(moment.date())
            return words.t("从{day}{clock}起每{every}小时", day=day, clock=f"{moment:%H:%M}", every=every)
        case Weekly(weekdays=weekdays, every=every, anchor=anchor) if anchor is not None:
            days = _weekdays(words, weekdays)
            return words.t("从{day}起每{every}周的{days}", day=words.full_day(anchor), every=every, days=days)
        case Weekly(weekdays=weekdays):
            return words.t("每天") if len(weekdays) == 7 else words.t("每{days}", days=_weekdays(words, weekdays))
        case Monthly(on=(-1,), months=months) if months == _QUARTER_ENDS:
            return words.t("每季度最后一天")
        case Monthly(on=on, months=months):
            ordered = sorted(on, key=lambda day: (day < 0, day))
            days = _listed(words, (_day_of_month(words, number) for number in ordered))
            if months == ALL_MONTHS:
                return words.t("每月{days}", days=days)
            named = _listed(words, (words.t("{number}月", number=number) for number in months))
            return words.t("每年{months}的{days}", months=named, days=days)
        case SpanWorkdays(span=span, nth=(-1,)):
            return words.t("{span}最后一个工作日", span=words.t(_SPANS[span]))
        case SpanWorkdays(span=span, nth=nth):
            return words.t("{span}{places}工作日", span=words.t(_SPANS[span]), places=_places(words, nth))
        case SpanWeekdays(span=span, nth=nth, weekday=weekday):
            spans, name = words.t(_SPANS[span]), words.t(WEEKDAYS[weekday])
            return words.t("{span}{places}{day}", span=spans, places=_places(words, nth), day=name)
        case BeforeEnd(span=span, before=before, unit=unit):
            days = _days(words, before, unit)
            return words.t("{span}最后一天前第{days}", span=words.t(_SPANS[span]), days=days)
        case OnDays(on=dates):
            return _listed(words, (words.full_day(day) for day in dates))


def _places(words: Words, nth: tuple[int, ...]) -> str:
    return _listed(
        words, (words.t("第{number}个", number=n) if n > 0 else words.t("倒数第{number}个", number=-n) for n in nth)
    )


def _offsets(words: Words, rule: ReminderRule) -> str:
    before = [_days(words, offset, rule.unit) for offset in rule.offsets if offset > 0]
    after = [words.t("第{days}", days=_days(words, -offset, rule.unit)) for offset in rule.offsets if offset < 0]
    parts = []
    if before:
        days = _listed(words, before)
        parts.append(
            words.t("到期前{days}、当天", days=days) if 0 in rule.offsets else words.t("到期前{days}", days=days)
        )
    elif 0 in rule.offsets:
        parts.append(words.t("到期当天"))
    if after:
        parts.append(words.t("逾期后{days}", days=_listed(words, after)))
    if rule.repeat_days:
        parts[-1] = words.t("{start}起每{every}天", start=parts[-1], every=rule.repeat_days)
    return words.t("，").join(parts)


def _reporting(words: Words, reporting: Reporting) -> list[str]:
    clauses = [_due(words, reporting)]
    if reporting.second:
        clauses.append(words.t("截止前一个工作日{clock}再次提醒", clock=_clock(reporting.second)))
    if reporting.chase:
        clauses.append(words.t("截止后第一个工作日{clock}催办", clock=_clock(reporting.chase)))
    return clauses


def _due(words: Words, reporting: Reporting) -> str:
    policy = words.t(_DUE_POLICIES[reporting.policy])
    clock = _clock(reporting.at)
    if reporting.day == -1:
        return words.t("报送截止月末{clock}（{policy}）", clock=clock, policy=policy)
    if reporting.day is not None:
        return words.t("报送截止{day}日{clock}（{policy}）", day=reporting.day, clock=clock, policy=policy)
    if not reporting.after:
        return words.t("报送截止当日{clock}（{policy}）", clock=clock, policy=policy)
    days = _days(words, reporting.after, reporting.unit)
    return words.t("报送截止第{days}{clock}（{policy}）", days=days, clock=clock, policy=policy)


def _weekdays(words: Words, weekdays: tuple[int, ...]) -> str:
    names = [words.t(WEEKDAYS[day]) for day in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return words.t("{first}到{last}", first=names[0], last=names[-1])
    return _listed(words, names)


def _day_of_month(words: Words, number: int) -> str:
    if number > 0:
        return words.t("{number}日", number=number)
    return words.t("最后一天") if number == -1 else words.t("倒数第{number}天", number=-number)


def _days(words: Words, count: int, unit: Unit) -> str:
    return words.t("{count}个工作日", count=count) if unit is Unit.WORKDAY else words.t("{count}天", count=count)


def _day(words: Words, day: date) -> str:
    return words.t("{number}日", number=day.day)


def _what(words: Words, day: Day) -> str:
    if day.kind is DayKind.HOLIDAY:
        return words.t(HOLIDAYS[day.holiday]) if day.holiday in HOLIDAYS else words.t("放假")
    return words.t("不上班") if day.kind is DayKind.CLOSED else words.t(WEEKDAYS[day.day.weekday()])


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _listed(words: Words, names: Iterable[str]) -> str:
    return words.t("、").join(names)
