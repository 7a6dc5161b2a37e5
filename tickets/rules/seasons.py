"""An office's year: its week, the weeks of its seasons, and the decreed days over them.

`WorkTime` knows one week and days that differ from it. Here seasons, earlier hours, holidays and
make-up days become such days, so that the arithmetic of working time stays one.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tickets.rules.hours import Spans

FIRST_DATE, END_DATE = dt.date(2020, 1, 1), dt.date(2100, 1, 1)
WEEKDAYS = range(5)
MonthDay = tuple[int, int]
Week = Sequence[Spans]


@dataclass(frozen=True)
class Season:
    """A part of every year, both ends counted and possibly over New Year, with its own week."""

    start: MonthDay
    end: MonthDay
    week: Week

    def holds_on(self, date: dt.date) -> bool:
        """Whether the day lies in the season."""
        day = (date.month, date.day)
        if self.start <= self.end:
            return self.start <= day <= self.end
        return day >= self.start or day <= self.end


@dataclass(frozen=True)
class Plan:
    """The hours of an office from a day on: a week, and seasons with another one."""

    week: Week
    seasons: tuple[Season, ...] = ()
    from_date: dt.date = dt.date.min

    def week_on(self, date: dt.date) -> Week:
        """The week that holds on this day."""
        return next((each.week for each in self.seasons if each.holds_on(date)), self.week)


def plan_on(date: dt.date, ranked: Sequence[Plan]) -> Plan:
    """The plan of a day: the last of `ranked` that has begun; the first holds since ever."""
    return next(plan for plan in reversed(ranked) if plan.from_date <= date)


def special_days(ranked: Sequence[Plan], decreed: Mapping[dt.date, bool]) -> dict[dt.date, Spans]:
    """Each day of 2020–2099 that differs from the week of the last plan, with its spans.

    `ranked` are the plans of the offices from the root down, each office's by their first day.
    `decreed` says of each day of the notices whether it is worked: a holiday has no hours, a
    make-up day those of the first working weekday of its season.
    """
    weeks = {date: plan_on(date, ranked).week_on(date) for date in _differing(ranked[-1])}
    special = {date: on_weekday(week, date.weekday()) for date, week in weeks.items()}
    for date, works in decreed.items():
        special[date] = _made_up(plan_on(date, ranked).week_on(date)) if works else ()
    return special


def on_weekday(week: Week, weekday: int) -> Spans:
    """The spans of a weekday, Monday is 0; days left out at the end are closed."""
    return week[weekday] if weekday < len(week) else ()


def _made_up(week: Week) -> Spans:
    return next((spans for day in WEEKDAYS if (spans := on_weekday(week, day))), ())


def _differing(standing: Plan) -> Iterator[dt.date]:
    """The days on which another week than that of the standing plan may hold."""
    yield from _days(FIRST_DATE, standing.from_date)
    first = max(standing.from_date, FIRST_DATE)
    for season in standing.seasons:
        for year in range(first.year, END_DATE.year):
            yield from (date for date in _days_of(season, year) if date >= first)


def _days_of(season: Season, year: int) -> Iterable[dt.date]:
    """The days of a season within one calendar year; 29 February only where there is one."""
    if season.start > season.end:
        head = Season((1, 1), season.end, season.week)
        tail = Season(season.start, (12, 31), season.week)
        return [*_days_of(head, year), *_days_of(tail, year)]
    start = dt.date(year, season.start[0], 1)
    end = dt.date(year, season.end[0], 28) + dt.timedelta(days=4)
    return (day for day in _days(start, end) if day.year == year and season.holds_on(day))


def _days(first: dt.date, end: dt.date) -> Iterator[dt.date]:
    return (dt.date.fromordinal(day) for day in range(first.toordinal(), end.toordinal()))


def unbroken_until(years: Iterable[int]) -> dt.date:
    """The last day of the unbroken run of published years; date.min where none is published."""
    published = sorted(set(years))
    run = [year for place, year in enumerate(published) if year == published[0] + place]
    return dt.date(run[-1], 12, 31) if run else dt.date.min
