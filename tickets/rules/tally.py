"""A prefix sum over all days: a week that repeats for ever, and the days that differ from it."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from django.utils.translation import gettext_lazy as _


class NoOpenTime(ValueError):  # noqa: N818  # domain word, as Refused
    """The calendar is never open again (or was never open before), so nothing can fall due."""

    message = _("The calendar has no open time left in this direction.")

    def __str__(self) -> str:
        return str(self.message)


class Tally:
    """How much there is before any day, and on which day an amount is reached.

    Days are counted from a Monday (day % 7 is the weekday); amounts are whole and never negative.
    Either question costs one search among the different days, however far apart the days lie.
    """

    __slots__ = ("before_days", "before_weekdays", "days", "different", "excess", "weekly")

    def __init__(self, week: Sequence[int], different: Mapping[int, int]) -> None:
        self.different = different
        self.days = sorted(different)
        self.before_weekdays = [0, *accumulate(week)]
        self.weekly = self.before_weekdays[7]
        self.excess = [
            0,
            *accumulate(different[day] - week[day % 7] for day in self.days),
        ]
        self.before_days = [self.before(day) for day in self.days]

    def before(self, day: int) -> int:
        """The amount of all days before this one, counted from day 0 (negative before it)."""
        regular = day // 7 * self.weekly + self.before_weekdays[day % 7]
        return regular + self.excess[bisect_left(self.days, day)]

    def find(self, amount: int) -> tuple[int, int]:
        """The first day by whose end so much is reached, and how much of it falls on that day.

        NoOpenTime if it never is.
        """
        passed = bisect_left(self.before_days, amount)
        if passed:
            day = self.days[passed - 1]
            rest = amount - self.before_days[passed - 1]
            if rest <= self.different[day]:
                return day, rest
        if not self.weekly:
            raise NoOpenTime
        weeks, rest = divmod(amount - self.excess[passed] - 1, self.weekly)
        weekday = bisect_right(self.before_weekdays, rest) - 1
        return weeks * 7 + weekday, rest - self.before_weekdays[weekday] + 1
