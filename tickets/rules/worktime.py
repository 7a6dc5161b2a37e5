"""Working time: adding, subtracting and counting an office's open time, by arithmetic.

One function is behind every answer: the open time elapsed by an instant. It never falls, so
`between` is the difference of two of its values and `add` reads it backwards. It is a prefix sum
over the local calendar (tally) plus a correction for each era of the zone's offset (zones): a
question costs a few binary searches, whether it spans a day or a thousand years.

Open time is time that really passes: a span the clock jumps over in spring counts nothing, a span
it shows twice in autumn counts twice, and a date that the zone left out is no working day.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import index
from types import MappingProxyType
from typing import Literal

from django.utils.translation import gettext_lazy as _

from tickets.rules.hours import (
    Hours,
    InvalidCalendar,
    Spans,
    special_days_of,
    week_of,
    zone_named,
)
from tickets.rules.ledger import Hour, Ledger
from tickets.rules.tally import NoOpenTime
from tickets.rules.zones import (
    DAY,
    EPOCH,
    MICROSECOND,
    date_of,
    eras_of,
    instant_of,
    moment_at,
)

__all__ = ["Hour", "InvalidCalendar", "NoOpenTime", "Stretch", "WorkTime"]

ALL_DAYS = dt.date.max.toordinal()
NO_SPECIAL_DAYS: Mapping[dt.date, Spans] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of one local date during which an office is open, or closed for one reason."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    date: dt.date
    hour: Hour


@dataclass(frozen=True, init=False)
class WorkTime:
    """The calendar of an office: when it is open, and how much open time lies between moments.

    Moments go in zone-aware (ValueError otherwise) and come out in the zone of the moment given.
    Equal calendars are equal and hash alike; the tables are built at the first question.
    """

    zone: dt.tzinfo
    week: tuple[Hours, ...] = field(repr=False)
    special_days: tuple[tuple[int, Hours], ...] = field(repr=False)

    def __init__(
        self,
        zone: str | dt.tzinfo,
        week: Iterable[Spans],
        special_days: Mapping[dt.date, Spans] = NO_SPECIAL_DAYS,
    ) -> None:
        """Read a calendar; InvalidCalendar with the reason when it cannot work.

        `week` lists the spans of Monday, Tuesday … (days left out are closed), each from a start
        to an end, "HH:MM" or datetime.time, the end not included; "24:00" ends a day.
        `special_days` gives a date exactly its own spans: none closes it.
        """
        object.__setattr__(self, "zone", zone_named(zone))
        object.__setattr__(self, "week", week_of(week))
        object.__setattr__(self, "special_days", special_days_of(special_days))
        if not any(hours.total for hours in (*self.week, *dict(self.special_days).values())):
            raise InvalidCalendar("never_open", _("The calendar is never open."))

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether the office is open at this moment; at its closing instant it no longer is."""
        return self._ledger.is_open(instant_of(moment))

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The open time from start to end; negative when end comes first."""
        elapsed = self._ledger.elapsed
        return (elapsed(instant_of(end)) - elapsed(instant_of(start))) * MICROSECOND

    def add(self, moment: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """The earliest moment by which so much open time has passed since `moment`.

        That is a closing instant rather than the opening after it; no work leaves the moment as
        it is, negative work is subtracted. NoOpenTime if the calendar has not so much ahead.
        """
        return self._moved(moment, work // MICROSECOND)

    def subtract(self, moment: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """The latest moment from which so much open time passes until `moment`.

        That is an opening instant rather than the closing before it: who begins then is done in
        time. No work leaves the moment as it is. NoOpenTime if there was never so much.
        """
        return self._moved(moment, -(work // MICROSECOND))

    def add_days(
        self, moment: dt.datetime, n: int, ends: Literal["close", "same_time"] = "close"
    ) -> dt.datetime:
        """The end of a limit of n working days; a working day is a date with open time.

        `close`: the start day is not counted, and the limit ends at close of business of the n-th
        working day after it (Civil Code of the PRC, articles 201 and 203). `same_time`: a start
        outside hours moves to the next opening; the limit ends at the same clock time on the n-th
        working day after that day, or at the first instant the clock has passed that time if it
        skips it. Negative n counts the working days before; zero leaves the moment as it is.
        """
        start, n = instant_of(moment), index(n)
        if not n:
            return moment
        if abs(n) > ALL_DAYS:
            raise NoOpenTime
        if ends == "close":
            return _answer(self._ledger.close(self._ledger.day(start, n)), moment)
        if ends != "same_time":
            raise ValueError(f"A limit ends at “close” or “same_time”, not {ends!r}.")
        start = self._ledger.next_open(start)
        clock = self._ledger.eras.wall(start) % DAY
        return _answer(self._ledger.eras.first(self._ledger.day(start, n) * DAY + clock), moment)

    def days_between(self, start: dt.datetime, end: dt.datetime) -> int:
        """The working days after the start's date up to the end's date; negative when reversed."""
        reached = self._ledger.days_reached
        return reached(instant_of(end)) - reached(instant_of(start))

    def stretches(self, start: dt.datetime, end: dt.datetime) -> Iterator[Stretch]:
        """The time from start to end (UTC), cut at every midnight, opening and closing."""
        for since, until, day, hour in self._ledger.stretches(instant_of(start), instant_of(end)):
            starts_at, ends_at = moment_at(since, dt.UTC), moment_at(until, dt.UTC)
            yield Stretch(starts_at, ends_at, date_of(day), hour)

    def _moved(self, moment: dt.datetime, work: int) -> dt.datetime:
        start, ledger = instant_of(moment), self._ledger
        if not work:
            return moment
        reached = ledger.elapsed(start) + work
        end = ledger.earliest(reached) if work > 0 else ledger.earliest(reached + 1) - 1
        return _answer(end, moment)

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(eras_of(self.zone), self.week, dict(self.special_days))


def _answer(instant: int, asked: dt.datetime) -> dt.datetime:
    """The instant in the zone that was asked in; NoOpenTime outside the years 1 to 9999."""
    try:
        return (EPOCH + instant * MICROSECOND).astimezone(asked.tzinfo)
    except OverflowError:
        raise NoOpenTime from None
