"""Civil time: what the clock on the wall shows, and the instant that it means in a zone.

Rules speak of civil time ("the 25th at 09:00"); the world runs in instants. Where a zone moves its clocks, a
civil time may not exist (a gap) or exist twice (a fold). A civil time fires exactly once: in a gap at the
first moment that exists after it, in a fold at the first of the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def instant(local: datetime, zone: tzinfo) -> datetime:
    """The instant, in UTC, of a naive civil time in `zone`; see above for gaps and folds."""
    earlier = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if earlier.astimezone(zone).replace(tzinfo=None) == local:
        return earlier
    return _end_of_gap(local, zone, earlier)


def civil(at: datetime, zone: tzinfo) -> datetime:
    """The naive civil time that clocks in `zone` show at the instant `at`."""
    return at.astimezone(zone).replace(tzinfo=None)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last moment of a civil day, in UTC."""
    return instant(datetime.combine(day + timedelta(days=1), time()), zone) - timedelta(microseconds=1)


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _end_of_gap(local: datetime, zone: tzinfo, after: datetime) -> datetime:
    """The clock change that skipped `local`: it lies between the readings by the new and the old offset."""
    low = int(local.replace(tzinfo=zone, fold=1).astimezone(UTC).timestamp())
    high = int(after.timestamp())
    offset = after.astimezone(zone).utcoffset()
    while low < high:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return datetime.fromtimestamp(high, UTC)
