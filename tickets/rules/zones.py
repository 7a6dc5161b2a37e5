"""Instants as whole numbers, and the table of all offsets a time zone has had and will have."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

EPOCH = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)  # a Monday, and the first day of a Gregorian cycle
MICROSECOND = dt.timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND
CYCLE = 146_097 * DAY  # after 400 years dates, weekdays and a zone's standing rule repeat
NEVER = 10**60


def instant_of(moment: dt.datetime) -> int:
    """Microseconds from EPOCH to a zone-aware moment; ValueError for a naive one."""
    try:
        span = moment - EPOCH
    except TypeError:
        raise ValueError(f"A moment must be zone-aware, {moment!r} is not.") from None
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def moment_at(instant: int, zone: dt.tzinfo | None) -> dt.datetime:
    """The moment of an instant in a zone; OverflowError outside the years 1 to 9999."""
    return (EPOCH + instant * MICROSECOND).astimezone(zone)


def day_number(date: dt.date) -> int:
    """Days from Monday 1 January 2001, so that day_number % 7 is the weekday."""
    return date.toordinal() - EPOCH.toordinal()


def date_of(day: int) -> dt.date:
    """The date of a day number."""
    return dt.date.fromordinal(day + EPOCH.toordinal())


def _instant(year: int) -> int:
    return day_number(dt.date(year, 1, 1)) * DAY


OLDEST = _instant(1800)  # no zone had left its local mean time by then
STANDING = _instant(2100)  # every change decreed by date is over; what remains repeats yearly
TURN = _instant(2501)
HORIZON = _instant(2502)  # one year of slack, since wall clocks differ from UTC
FINE, COARSE = 3 * DAY, 28 * DAY  # no two changes this near undo each other


class Eras:
    """The spans of time in which a zone's wall clock keeps one offset from UTC.

    Instants count microseconds of UTC, wall readings microseconds of the local clock, both from
    EPOCH. Later than TURN the table is read 400 years or a multiple of it earlier.
    """

    __slots__ = ("ends", "offsets", "starts")

    def __init__(self, zone: dt.tzinfo) -> None:
        changes = list(_changes(zone))
        self.starts = [-NEVER, *(start for start, _ in changes)]
        self.ends = [*self.starts[1:], NEVER]
        self.offsets = [_offset(zone, OLDEST), *(offset for _, offset in changes)]

    def wall(self, instant: int) -> int:
        """What the wall clock shows at an instant."""
        return instant + self.offsets[bisect_right(self.starts, instant - turned(instant)) - 1]

    def first(self, wall: int) -> int:
        """The first instant at which the clock has come to this reading (or jumped past it)."""
        lap = turned(wall)
        wall -= lap
        era = bisect_right(self.starts, wall - DAY) - 1
        while self.ends[era] + self.offsets[era] <= wall:
            era += 1
        return max(self.starts[era], wall - self.offsets[era]) + lap

    def last(self, wall: int) -> int:
        """The last instant up to which the clock stood before this reading."""
        lap = turned(wall)
        wall -= lap
        era = bisect_left(self.starts, wall + DAY) - 1
        while self.starts[era] + self.offsets[era] >= wall:
            era -= 1
        return min(self.ends[era], wall - self.offsets[era]) + lap

    def between(self, since: int, until: int) -> Iterator[tuple[int, int, int]]:
        """The stretches of one offset each that fill the time between two instants, in order."""
        while since < until:
            lap = turned(since)
            era = bisect_right(self.starts, since - lap) - 1
            end = min(until, self.ends[era] + lap, TURN + lap)
            yield since, end, self.offsets[era]
            since = end

    def changes(self) -> Iterator[tuple[int, int, int]]:
        """Each instant of change, with the offset before and after it."""
        return zip(self.starts[1:], self.offsets, self.offsets[1:], strict=False)

    def skipped(self) -> Iterator[tuple[int, int]]:
        """The stretches of wall time, half-open, that the clock jumped over."""
        return ((at + old, at + new) for at, old, new in self.changes() if old < new)


def turned(instant: int) -> int:
    """The whole 400-year cycles (in microseconds) to go back to be inside the table."""
    return 0 if instant < TURN else ((instant - TURN) // CYCLE + 1) * CYCLE


@lru_cache(maxsize=64)
def eras_of(zone: dt.tzinfo) -> Eras:
    """The table of a zone; found once (tens of milliseconds), then remembered."""
    return Eras(zone)


def _changes(zone: dt.tzinfo) -> Iterator[tuple[int, int]]:
    """Each instant at which the zone's offset changes, with the new offset."""
    yield from _changes_between(zone, OLDEST, STANDING, FINE)
    if any(_changes_between(zone, STANDING - CYCLE // 400 * 2, STANDING, COARSE)):
        yield from _changes_between(zone, STANDING, HORIZON, COARSE)


def _changes_between(
    zone: dt.tzinfo, since: int, until: int, step: int
) -> Iterator[tuple[int, int]]:
    offset = _offset(zone, since)
    while since < until:
        after = min(since + step, until)
        if _offset(zone, after) != offset:
            after = _first_other(zone, since, after, offset)
            offset = _offset(zone, after)
            yield after, offset
        since = after


def _first_other(zone: dt.tzinfo, since: int, until: int, offset: int) -> int:
    """The first whole second in (since, until] at which the offset is another one."""
    seconds = range(since // SECOND + 1, until // SECOND + 1)
    found = bisect_left(seconds, 1, key=lambda at: _offset(zone, at * SECOND) != offset)
    return seconds[found] * SECOND


def _offset(zone: dt.tzinfo, instant: int) -> int:
    shift = moment_at(instant, zone).utcoffset()
    return 0 if shift is None else shift // MICROSECOND
