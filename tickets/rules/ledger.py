"""The tables of one calendar: open time elapsed by any instant, working days by any date."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from tickets.rules.hours import Hours
from tickets.rules.tally import Tally
from tickets.rules.zones import CYCLE, DAY, NEVER, TURN, Eras

CLOSED = Hours()


class Hour(Enum):
    """What an office does at an hour of a day."""

    OPEN = auto()
    BREAK = auto()  # closed between two spans of a working day
    NIGHT = auto()  # closed before or after the spans of a working day
    CLOSED_DAY = auto()


class Ledger:
    """Open time by instant, in microseconds, and working days by day number; both read both ways.

    Within an era of the zone's offset, elapsed open time is the calendar's prefix sum over wall
    time plus that era's shift; the shifts make it continuous where the clock jumps.
    """

    def __init__(
        self, eras: Eras, week: Sequence[Hours], special_days: Mapping[int, Hours]
    ) -> None:
        self.eras, self.starts, self.offsets = eras, eras.starts, eras.offsets
        self.week = week
        self.different = dict(special_days)
        self.different |= dict.fromkeys(self._lost_days(), CLOSED)
        self.open_time = Tally(
            [hours.total for hours in week],
            {day: hours.total for day, hours in self.different.items()},
        )
        self.working_days = Tally(
            [hours.total > 0 for hours in week],
            {day: hours.total > 0 for day, hours in self.different.items()},
        )
        self.shifts = list(self._shifts())
        self.at_start = [-NEVER, *map(self._at_start, range(1, len(self.starts)))]
        self.at_turn = self.elapsed(TURN - 1) + self.is_open(TURN - 1)
        self.per_cycle = self.at_turn - self.elapsed(TURN - CYCLE)

    def elapsed(self, instant: int) -> int:
        """The open time before an instant, counted from a fixed one (negative before it)."""
        if instant >= TURN:
            laps = (instant - TURN) // CYCLE + 1
            return self.elapsed(instant - laps * CYCLE) + laps * self.per_cycle
        era = bisect_right(self.starts, instant) - 1
        day, clock = divmod(instant + self.offsets[era], DAY)
        hours = self.different.get(day) or self.week[day % 7]
        return self.open_time.before(day) + hours.until(clock) + self.shifts[era]

    def earliest(self, elapsed: int) -> int:
        """The first instant by which so much open time has elapsed; NoOpenTime if none ever is."""
        if elapsed > self.at_turn and self.per_cycle:
            laps = (elapsed - self.at_turn - 1) // self.per_cycle + 1
            return self.earliest(elapsed - laps * self.per_cycle) + laps * CYCLE
        era = bisect_left(self.at_start, elapsed) - 1
        day, rest = self.open_time.find(elapsed - self.shifts[era])
        hours = self.different.get(day) or self.week[day % 7]
        return day * DAY + hours.used_up(rest) - self.offsets[era]

    def is_open(self, instant: int) -> bool:
        """Whether the wall clock stands within a span at this instant."""
        day, clock = divmod(self.eras.wall(instant), DAY)
        return self.hours(day).is_open(clock)

    def next_open(self, instant: int) -> int:
        """The instant itself when it is open, else the next opening; NoOpenTime if none comes."""
        return self.earliest(self.elapsed(instant) + 1) - 1

    def hours(self, day: int) -> Hours:
        """The open spans of a date."""
        return self.different.get(day) or self.week[day % 7]

    def stretches(self, since: int, until: int) -> Iterator[tuple[int, int, int, Hour]]:
        """The time between two instants cut at every midnight, opening and closing, in order."""
        for start, end, offset in self.eras.between(since, until):
            for day in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
                midnight = day * DAY - offset
                for opens, closes, hour in _hours_of(self.hours(day)):
                    starts, ends = max(start, midnight + opens), min(end, midnight + closes)
                    if starts < ends:
                        yield starts, ends, day, hour

    def day(self, instant: int, n: int) -> int:
        """The n-th working day after an instant's date (before it for negative n)."""
        today = self.eras.wall(instant) // DAY
        if n > 0:
            return self.working_days.find(self.working_days.before(today + 1) + n)[0]
        return self.working_days.find(self.working_days.before(today) + n + 1)[0]

    def days_reached(self, instant: int) -> int:
        """The working days up to and with an instant's date."""
        return self.working_days.before(self.eras.wall(instant) // DAY + 1)

    def close(self, day: int) -> int:
        """The instant at which business of a working day is over."""
        over = self.eras.last(day * DAY + self.hours(day).closes[-1])
        return self.earliest(self.elapsed(over))

    def _lost_days(self) -> Iterator[int]:
        """The days whose every open span the clock jumped over."""
        for start, end in self.eras.skipped():
            for day in range(start // DAY, end // DAY + 1):
                hours, midnight = self.hours(day), day * DAY
                lost = hours.until(end - midnight) - hours.until(start - midnight)
                if lost and lost == hours.total:
                    yield day

    def _shifts(self) -> Iterator[int]:
        """What to add in each era: open time that the clock showed twice, less what it skipped."""
        shift = 0
        yield shift
        for start, before, after in self.eras.changes():
            shift += self._on_wall(start + before) - self._on_wall(start + after)
            yield shift

    def _at_start(self, era: int) -> int:
        start = self.starts[era]
        return self._on_wall(start + self.offsets[era]) + self.shifts[era]

    def _on_wall(self, wall: int) -> int:
        day, clock = divmod(wall, DAY)
        return self.open_time.before(day) + self.hours(day).until(clock)


def _hours_of(day: Hours) -> Iterator[tuple[int, int, Hour]]:
    """A whole day in order: from, to (microseconds since midnight), what the office does."""
    if not day.total:
        yield 0, DAY, Hour.CLOSED_DAY
        return
    since, closed = 0, Hour.NIGHT
    for opens, closes in zip(day.opens, day.closes, strict=True):
        yield since, opens, closed
        yield opens, closes, Hour.OPEN
        since, closed = closes, Hour.BREAK
    yield since, DAY, Hour.NIGHT
