"""The open hours of a week and of special days, read from what an office typed."""

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tickets.rules.zones import DAY, EPOCH, SECOND, day_number

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Clock = str | dt.time
Spans = Iterable[tuple[Clock, Clock]]

YEARS = range(1900, 2100)
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class InvalidCalendar(ValueError):  # noqa: N818  # domain word, as Refused
    """A calendar that cannot work: `code` for machines, `message` for the person who edits it."""

    def __init__(self, code: str, message: "_StrPromise", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = format_lazy(message, **facts)

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Hours:
    """The open spans of one day, half-open, in microseconds since its midnight."""

    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()
    before: tuple[int, ...] = (0,)  # open time before each span, and of the whole day

    @property
    def total(self) -> int:
        """The open time of the whole day."""
        return self.before[-1]

    def is_open(self, clock: int) -> bool:
        """Whether the day is open at this time of day."""
        span = bisect_right(self.opens, clock)
        return span > 0 and clock < self.closes[span - 1]

    def until(self, clock: int) -> int:
        """The open time of the day before this time of day."""
        span = bisect_right(self.opens, clock)
        if not span or clock >= self.closes[span - 1]:
            return self.before[span]
        return self.before[span - 1] + clock - self.opens[span - 1]

    def used_up(self, work: int) -> int:
        """The earliest time of day at which so much (more than none) of the day is used up."""
        span = bisect_left(self.before, work) - 1
        return self.opens[span] + work - self.before[span]


def zone_named(zone: str | dt.tzinfo) -> dt.tzinfo:
    """The time zone of this name, such as Asia/Shanghai; InvalidCalendar if there is none."""
    if isinstance(zone, dt.tzinfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, TypeError, OSError):
        said = _("“{zone}” is not a time zone such as Asia/Shanghai.")
        raise InvalidCalendar("unknown_zone", said, zone=zone) from None


def week_of(days: Iterable[Spans]) -> tuple[Hours, ...]:
    """The hours of Monday to Sunday; days left out at the end are closed."""
    week = list(days)
    if len(week) > len(WEEKDAYS):
        said = _("A week has seven days, not {count}.")
        raise InvalidCalendar("too_many_days", said, count=len(week))
    week += [()] * (len(WEEKDAYS) - len(week))
    return tuple(_hours(spans, WEEKDAYS[day]) for day, spans in enumerate(week))


def special_days_of(days: Mapping[dt.date, Spans]) -> tuple[tuple[int, Hours], ...]:
    """The hours of each special day under its day number, in order."""
    read = {_day(date): _hours(spans, str(date)) for date, spans in days.items()}
    return tuple((day, read[day]) for day in sorted(read))


def _day(date: object) -> int:
    if not isinstance(date, dt.date) or isinstance(date, dt.datetime):
        raise InvalidCalendar("not_a_date", _("“{date}” is not a date."), date=date)
    if date.year not in YEARS:
        said = _("{date} is out of range: special days lie between 1900 and 2099.")
        raise InvalidCalendar("date_out_of_range", said, date=date)
    return day_number(date)


def _hours(spans: Spans, day: str | Promise) -> Hours:
    """One day's hours; InvalidCalendar with the reason when they cannot be."""
    read = sorted(_span(span, day) for span in _listed(spans, day))
    for (_opens, closes), (opens, _closes) in pairwise(read):
        if opens < closes:
            said = _("{day}: two spans overlap at {clock}.")
            raise InvalidCalendar("overlap", said, day=day, clock=_shown(opens))
    lengths = [closes - opens for opens, closes in read]
    return Hours(
        tuple(opens for opens, _closes in read),
        tuple(closes for _opens, closes in read),
        (0, *accumulate(lengths)),
    )


def _listed(spans: Any, day: str | Promise) -> list[tuple[Any, Any]]:
    """The spans as pairs, whatever was handed in."""
    try:
        return [(start, end) for start, end in spans]
    except (TypeError, ValueError):
        said = _("{day}: each span needs a start and an end.")
        raise InvalidCalendar("not_a_span", said, day=day) from None


def _span(span: tuple[Clock, Clock], day: str | Promise) -> tuple[int, int]:
    opens, closes = _clock(span[0], day), _clock(span[1], day)
    if closes <= opens:
        said = _("{day}: {start}–{end} must end after it starts; midnight is written 24:00.")
        raise InvalidCalendar(
            "end_before_start", said, day=day, start=_shown(opens), end=_shown(closes)
        )
    return opens, closes


def _clock(clock: Clock, day: str | Promise) -> int:
    """Microseconds since midnight of "HH:MM" (up to "24:00") or a time of day."""
    if isinstance(clock, dt.time) and clock.tzinfo is None:
        seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
        return seconds * SECOND + clock.microsecond
    if isinstance(clock, str) and CLOCK.fullmatch(clock):
        return (int(clock[:2]) * 60 + int(clock[3:])) * 60 * SECOND
    said = _("{day}: “{clock}” is not a time such as 08:30.")
    raise InvalidCalendar("not_a_time", said, day=day, clock=clock)


def _shown(clock: int) -> str:
    """A time of day as people write it."""
    if clock == DAY:
        return "24:00"
    time = (EPOCH + dt.timedelta(microseconds=clock)).time()
    return time.isoformat("auto" if clock % (60 * SECOND) else "minutes")
