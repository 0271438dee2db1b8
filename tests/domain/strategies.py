"""Random rules and calendars for property tests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

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
from domain.workdays import Workdays

CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
DAYS = st.dates(date(2004, 3, 1), date(2030, 1, 1))


def ordered(values: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(values, min_size=1, max_size=most).map(lambda found: tuple(sorted(found)))


def recurrences(hours: bool = True) -> st.SearchStrategy[Recurrence]:
    """Every way of recurring."""
    nth = st.integers(-15, 15).filter(bool)
    months = st.one_of(st.just(ALL_MONTHS), ordered(st.integers(1, 12), 4))
    ways: list[st.SearchStrategy[Recurrence]] = [
        st.builds(EveryDays, st.integers(1, 40), DAYS),
        st.builds(Weekly, ordered(st.integers(0, 6), 7)),
        st.builds(
            Weekly, ordered(st.integers(0, 6)), st.integers(2, 5), DAYS.map(lambda day: day - timedelta(day.weekday()))
        ),
        st.builds(Monthly, ordered(st.one_of(st.integers(1, 31), st.integers(-5, -1))), months),
        st.builds(SpanWorkdays, st.sampled_from(Span), ordered(nth)),
        st.builds(SpanWeekdays, st.sampled_from(Span), ordered(st.integers(-5, 5).filter(bool)), st.integers(0, 6)),
        st.builds(BeforeEnd, st.sampled_from(Span), st.integers(1, 15), st.sampled_from(Unit)),
        st.builds(OnDays, st.sets(DAYS, min_size=1, max_size=3).map(lambda days: tuple(sorted(days)))),
    ]
    if hours:
        moments = st.builds(datetime.combine, DAYS, CLOCKS)
        ways.append(st.builds(EveryHours, st.integers(1, 50), moments))
    return st.one_of(ways)


@st.composite
def calendar_rules(draw: st.DrawFn, reporting: bool) -> ReminderRule:
    """Cycle, digest and once rules; with reporting, cycles only."""
    recurrence = draw(recurrences(hours=not reporting))
    hourly, once = isinstance(recurrence, EveryHours), isinstance(recurrence, OnDays)
    policies = [Policy.NONE, Policy.ONLY] if hourly else [*Policy]
    return ReminderRule(
        key="S-1",
        kind=Kind.ONCE if once else Kind.CYCLE if reporting else draw(st.sampled_from([Kind.CYCLE, Kind.DIGEST])),
        recurrence=recurrence,
        at=() if hourly else tuple(sorted(draw(st.sets(CLOCKS, min_size=1, max_size=2)))),
        policy=draw(st.sampled_from(policies)),
        reporting=draw(reportings()) if reporting and not once else None,
        audience=draw(audiences(unreported=not reporting or once)),
    )


@st.composite
def due_rules(draw: st.DrawFn) -> ReminderRule:
    """Deadline and overdue rules."""
    overdue = draw(st.booleans())
    days = st.lists(st.integers(-20, -1) if overdue else st.integers(-10, 60), min_size=1, max_size=6, unique=True)
    offsets = tuple(sorted(draw(days if overdue else days.filter(lambda found: max(found) >= 0)), reverse=True))
    units = [Unit.CALENDAR] if offsets == (0,) else [*Unit]
    return ReminderRule(
        key="S-2",
        kind=Kind.OVERDUE if overdue else Kind.DEADLINE,
        at=tuple(sorted(draw(st.sets(CLOCKS, min_size=1, max_size=2)))),
        policy=draw(st.sampled_from(Policy)),
        offsets=offsets,
        unit=draw(st.sampled_from(units)),
        repeat_days=draw(st.one_of(st.none(), st.integers(1, 30))) if overdue else None,
        audience=draw(audiences()),
    )


def rules() -> st.SearchStrategy[ReminderRule]:
    """Rules of every kind."""
    return st.one_of(calendar_rules(reporting=False), calendar_rules(reporting=True), due_rules())


def reportings() -> st.SearchStrategy[Reporting]:
    clocks = st.one_of(st.none(), CLOCKS)
    policies = st.sampled_from([Policy.NONE, Policy.NEXT, Policy.PREVIOUS])
    days = st.one_of(st.integers(1, 31), st.just(-1))
    return st.one_of(
        st.builds(Reporting, at=CLOCKS, policy=policies, second=clocks, chase=clocks),
        st.builds(Reporting, day=days, at=CLOCKS, policy=policies, second=clocks, chase=clocks),
        st.builds(
            Reporting,
            after=st.integers(1, 20),
            unit=st.sampled_from(Unit),
            at=CLOCKS,
            policy=policies,
            second=clocks,
            chase=clocks,
        ),
    )


def audiences(unreported: bool = True) -> st.SearchStrategy[Audience]:
    return st.builds(
        Audience,
        recipients=st.sets(st.sampled_from(Recipient), min_size=1).map(
            lambda found: tuple(one for one in Recipient if one in found)
        ),
        departments=st.sampled_from([(), ("区科技产业局",), ("区党群工作部", "区社会事业局")]),
        tasks=st.sampled_from([(), (6,), (6, 14)]),
        unreported_only=st.booleans() if unreported else st.just(False),
    )


def workday_tables(days: st.SearchStrategy[date] = DAYS) -> st.SearchStrategy[Workdays]:
    """The official calendar, alone or with some days overridden."""
    table = st.dictionaries(days, st.booleans(), max_size=5)
    storm = st.builds(lambda day, n: {day + timedelta(days=k): False for k in range(n)}, days, st.integers(1, 6))
    return st.one_of(st.just(Workdays()), st.builds(Workdays, st.one_of(table, storm)))
