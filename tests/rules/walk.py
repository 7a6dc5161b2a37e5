"""The slow and plain way to tell working time: walk in small steps and look at the wall clock."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from zoneinfo import ZoneInfo

Span = tuple[str, str]
Week = Sequence[Sequence[Span]]
SpecialDays = Mapping[dt.date, Sequence[Span]]


def open_on_the_wall(local: dt.datetime, week: Week, special_days: SpecialDays) -> bool:
    """Whether a local clock stands within a span of its date."""
    spans = special_days.get(local.date(), week[local.weekday()])
    clock = local.time().isoformat()
    return any(start <= clock < end for start, end in spans)


class Walk:
    """Steps of equal length through real time from `start`, each open or not as a whole."""

    def __init__(
        self,
        calendar: tuple[str, Week, SpecialDays],
        start: dt.datetime,
        step: dt.timedelta,
        steps: int,
    ) -> None:
        zone, week, special_days = calendar
        self.zone, self.start, self.step, self.steps = ZoneInfo(zone), start, step, steps
        self.local = [self.at(n).astimezone(self.zone) for n in range(steps)]
        self.open = [open_on_the_wall(local, week, special_days) for local in self.local]
        self.before = [0, *accumulate(self.open)]
        self.dates = sorted(
            {local.date() for local, is_open in zip(self.local, self.open, strict=True) if is_open}
        )

    def at(self, n: int) -> dt.datetime:
        """The moment after n steps, in UTC."""
        return self.start + n * self.step

    def between(self, first: int, last: int) -> dt.timedelta:
        """Open steps from one step to another."""
        return (self.before[last] - self.before[first]) * self.step

    def added(self, n: int, work: int) -> int | None:
        """The first step by which so many open steps have passed since step n."""
        found = bisect_left(self.before, self.before[n] + work)
        return found if found <= self.steps else None

    def subtracted(self, n: int, work: int) -> int | None:
        """The last step from which so many open steps pass until step n."""
        found = bisect_right(self.before, self.before[n] - work) - 1
        return found if found >= 0 else None

    def next_open(self, n: int) -> int | None:
        """The step itself when it is open, else the first open one after it."""
        return next((m for m in range(n, self.steps) if self.open[m]), None)

    def working_day(self, n: int, days: int) -> dt.date | None:
        """The date of the n-th working day after (before, when negative) the date of a step."""
        today = self.local[n].date()
        later = [date for date in self.dates if date > today]
        earlier = [date for date in reversed(self.dates) if date < today]
        dates = later[days - 1 :] if days > 0 else earlier[-days - 1 :]
        return dates[0] if dates else None

    def close(self, date: dt.date) -> int:
        """The step at which a working day's last open step is over."""
        return 1 + max(
            n for n, local in enumerate(self.local) if local.date() == date and self.open[n]
        )

    def days_between(self, first: int, last: int) -> int:
        """Working days after one step's date up to another's; negative when reversed."""
        if first > last:
            return -self.days_between(last, first)
        start, end = self.local[first].date(), self.local[last].date()
        return sum(start < date <= end for date in self.dates)

    def clock_reached(self, date: dt.date, clock: dt.time) -> int | None:
        """The first step at which the wall clock shows this date and time, or has passed it."""
        wanted = dt.datetime.combine(date, clock)
        return next(
            (n for n, local in enumerate(self.local) if local.replace(tzinfo=None) >= wanted), None
        )
