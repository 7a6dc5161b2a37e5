"""Explained arithmetic: how a clock came to its due moment, stretch by stretch (DOMAIN §4).

The segments fill the time from the clock's start without gap or overlap; what they count is the
promise when it is due. Short promises read as spans, promises of working days as days.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from tickets.rules import promises
from tickets.rules.clocks import Unit
from tickets.rules.promises import DAY_COUNTS, NATURAL, Promise, Run, Stop
from tickets.rules.worktime import Hour, Stretch, WorkTime

NOTHING = dt.timedelta()


class Kind(TextChoices):
    """What becomes of a stretch of time."""

    COUNTED = "counted", pgettext_lazy("segment", "Counted")
    GIVEN_BACK = "given_back", pgettext_lazy("segment", "Time of a pause, given back")
    START_DAY = "start_day", pgettext_lazy("segment", "Start day, not counted")
    OVERDUE = "overdue", pgettext_lazy("segment", "Overdue")
    PAUSED = "paused", pgettext_lazy("segment", "Paused")
    BREAK = "break", pgettext_lazy("segment", "Midday break")
    NIGHT = "night", pgettext_lazy("segment", "Outside office hours")
    WEEKEND = "weekend", pgettext_lazy("segment", "Weekend")
    HOLIDAY = "holiday", pgettext_lazy("segment", "Holiday")


COUNTING = frozenset({Kind.COUNTED, Kind.GIVEN_BACK})
SHORT_REST = frozenset({Kind.BREAK, Kind.NIGHT})
LONG_REST = frozenset({Kind.WEEKEND, Kind.HOLIDAY})


@dataclass(frozen=True)
class Segment:
    """A stretch of a clock's time; `total_time` is what is counted by its end.

    `open_time` is the time in it of the kind that the promise counts, whether it counted or not;
    `day` the number of the working day, `name` that of a special day or why it stood still.
    """

    starts_at: dt.datetime
    ends_at: dt.datetime
    kind: Kind
    open_time: dt.timedelta
    day: int | None = None
    name: str = ""
    is_provisional: bool = False  # the holidays of that year are not published yet
    is_ahead: bool = False  # not yet lived through
    ends_the_promise: bool = False  # its end is the close of the last promised day
    total_time: dt.timedelta = NOTHING
    opens_at: dt.datetime | None = None  # when the first of its open time begins

    @property
    def counted_time(self) -> dt.timedelta:
        """What of the promise is used up in it."""
        return self.open_time if self.kind in COUNTING else NOTHING

    @property
    def length(self) -> dt.timedelta:
        """How long it lasts by the clock on the wall."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True)
class Reckoning:
    """One clock as it is explained: all of it in UTC inside, whatever zones come in."""

    start: dt.datetime
    promise: Promise
    worktime: WorkTime
    stops: Sequence[Stop] = ()
    names: Mapping[dt.date, str] = field(default_factory=dict, hash=False)
    known_until: dt.date | None = None

    @cached_property
    def due_at(self) -> dt.datetime:
        """When the promise is used up; as if it were never resumed, where it stands still."""
        start, promise, worktime = _utc(self.start), self.promise, self.worktime
        return promises.moments(start, promise, worktime, self.standing).due_at

    @cached_property
    def standing(self) -> list[Stop]:
        """The stops in order and in UTC."""
        told = [
            replace(stop, started_at=_utc(stop.started_at), ended_at=_utc(stop.ended_at))
            if stop.ended_at
            else replace(stop, started_at=_utc(stop.started_at))
            for stop in self.stops
        ]
        return sorted(told, key=lambda stop: stop.started_at)

    def segments(self, until: dt.datetime, now: dt.datetime | None = None) -> list[Segment]:
        """From the start to `until`, in order; what lies after `now` is marked as ahead."""
        start, end = _utc(self.start), _utc(until)
        if end <= start:
            return []
        pieces = list(self._pieces(start, end, None if now is None else _utc(now)))
        by_days = self.promise.unit in DAY_COUNTS
        return _totalled(_joined(_settled(_joined(pieces), by_days=by_days)))

    def _pieces(
        self, start: dt.datetime, end: dt.datetime, now: dt.datetime | None
    ) -> Iterator[Segment]:
        """The finest pieces, cut wherever anything changes."""
        cuts = self._cuts() | ({now} if now else set())
        ordered = sorted(cuts)
        for stretch in self._stretches(start, end):
            low = bisect_right(ordered, stretch.starts_at)
            high = bisect_left(ordered, stretch.ends_at)
            edges = [stretch.starts_at, *ordered[low:high], stretch.ends_at]
            for starts_at, ends_at in pairwise(edges):
                piece = self._piece(replace(stretch, starts_at=starts_at, ends_at=ends_at))
                yield replace(piece, is_ahead=now is not None and starts_at >= now)

    def _cuts(self) -> set[dt.datetime]:
        ends = {stop.ended_at for stop in self.standing if stop.ended_at}
        return {stop.started_at for stop in self.standing} | ends | {*self._day_ends, self.due_at}

    def _stretches(self, start: dt.datetime, end: dt.datetime) -> Iterator[Stretch]:
        if self.promise.unit in NATURAL:
            yield Stretch(start, end, start.date(), Hour.OPEN)
        else:
            yield from self.worktime.stretches(start, end)

    def _piece(self, stretch: Stretch) -> Segment:
        stop = next((stop for stop in self.standing if _covers(stop, stretch.starts_at)), None)
        kind = Kind.PAUSED if stop else self._kind(stretch)
        is_open = stretch.hour is Hour.OPEN
        return Segment(
            stretch.starts_at,
            stretch.ends_at,
            kind,
            stretch.ends_at - stretch.starts_at if is_open else NOTHING,
            day=self._day(kind, stretch.starts_at),
            name=stop.reason if stop else self._name(kind, stretch.date),
            is_provisional=self._is_provisional(stretch.date),
            opens_at=stretch.starts_at if is_open else None,
            ends_the_promise=kind is Kind.COUNTED and stretch.ends_at == self._plain_due_at,
        )

    def _kind(self, stretch: Stretch) -> Kind:
        if self.promise.unit is Unit.WORK_DAYS and stretch.date == self._start_date:
            return Kind.START_DAY
        if stretch.hour is Hour.OPEN:
            return self._kind_of_open(stretch.starts_at)
        if self._reaches_the_hour(stretch):
            return Kind.COUNTED
        if stretch.hour is Hour.CLOSED_DAY:
            return Kind.HOLIDAY if stretch.date in self.names else Kind.WEEKEND
        return Kind.BREAK if stretch.hour is Hour.BREAK else Kind.NIGHT

    def _kind_of_open(self, at: dt.datetime) -> Kind:
        if at >= self.due_at:
            return Kind.OVERDUE
        given_back = self.promise.unit in DAY_COUNTS and at >= self._plain_due_at
        return Kind.GIVEN_BACK if given_back else Kind.COUNTED

    def _reaches_the_hour(self, stretch: Stretch) -> bool:
        """Whether a limit to the same hour runs out in this closed part of a working day."""
        same_time = self.promise.unit is Unit.WORK_DAYS_SAME_TIME
        return same_time and stretch.ends_at == self.due_at and stretch.hour in _SHORT

    def _name(self, kind: Kind, date: dt.date) -> str:
        natural = self.promise.unit in NATURAL
        return "" if natural or kind in SHORT_REST | {Kind.START_DAY} else self.names.get(date, "")

    def _is_provisional(self, date: dt.date) -> bool:
        known, natural = self.known_until, self.promise.unit in NATURAL
        return known is not None and not natural and date > known

    def _day(self, kind: Kind, at: dt.datetime) -> int | None:
        """Which working day of the promise it is; only the promised days have a number."""
        unit = self.promise.unit
        if unit is Unit.WORK_DAYS:
            return self.worktime.days_between(self.start, at) if kind is Kind.COUNTED else None
        if unit is Unit.WORK_DAYS_SAME_TIME and kind in SHORT_REST | {Kind.COUNTED}:
            return min(bisect_right(self._day_ends, at) + 1, int(self.promise.amount))
        return None

    @cached_property
    def _start_date(self) -> dt.date:
        return self.start.astimezone(self.worktime.zone).date()

    @cached_property
    def _plain_due_at(self) -> dt.datetime:
        return Run(self.promise, self.worktime).due(_utc(self.start))

    @cached_property
    def _day_ends(self) -> list[dt.datetime]:
        """Where each promised day ends: at the same hour, or with the last at its close."""
        if self.promise.unit is Unit.WORK_DAYS:
            return [self._plain_due_at]
        if self.promise.unit is not Unit.WORK_DAYS_SAME_TIME:
            return []
        run, numbers = Run(self.promise, self.worktime), range(1, int(self.promise.amount) + 1)
        return [run.days(_utc(self.start), number) for number in numbers]


_SHORT = frozenset({Hour.BREAK, Hour.NIGHT})


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


def _covers(stop: Stop, at: dt.datetime) -> bool:
    return stop.started_at <= at and (stop.ended_at is None or at < stop.ended_at)


def _joined(pieces: list[Segment]) -> list[Segment]:
    """Pieces that are alike and touch, as one."""
    whole: list[Segment] = []
    for piece in pieces:
        if whole and _alike(whole[-1]) == _alike(piece):
            whole[-1] = _both(whole[-1], piece)
        else:
            whole.append(piece)
    return whole


def _alike(piece: Segment) -> tuple[object, ...]:
    return piece.kind, piece.day, piece.name, piece.is_provisional, piece.is_ahead


def _both(one: Segment, two: Segment) -> Segment:
    opens_at = one.opens_at or two.opens_at
    open_time = one.open_time + two.open_time
    ends = two.ends_the_promise
    return replace(
        one, ends_at=two.ends_at, open_time=open_time, opens_at=opens_at, ends_the_promise=ends
    )


def _settled(pieces: list[Segment], *, by_days: bool) -> list[Segment]:
    """Nights and breaks told with what is beside them, where nobody wants to read of them."""
    around = [None, *pieces, None]
    return [
        _told_with(piece, before, after, by_days=by_days) if piece.kind in SHORT_REST else piece
        for before, piece, after in zip(around, pieces, around[2:], strict=False)
    ]


def _told_with(
    piece: Segment, before: Segment | None, after: Segment | None, *, by_days: bool
) -> Segment:
    beside = [each for each in (before, after) if each and each.is_ahead == piece.is_ahead]
    for host in _hosts(piece, beside, by_days=by_days):
        told = replace(piece, kind=host.kind, day=host.day, name=host.name)
        return replace(told, is_provisional=host.is_provisional)
    return piece


def _hosts(piece: Segment, beside: list[Segment], *, by_days: bool) -> Iterator[Segment]:
    """What a short rest may be told with, the best first."""
    yield from (each for each in beside if each.kind in LONG_REST)
    yield from (each for each in beside if each.kind is Kind.OVERDUE)
    if by_days:
        yield from (each for each in beside if piece.day and each.day == piece.day)
        working = COUNTING | {Kind.START_DAY}
        yield from (each for each in reversed(beside) if each.kind in working)


def _totalled(pieces: list[Segment]) -> list[Segment]:
    totals = accumulate(piece.counted_time for piece in pieces)
    return [replace(piece, total_time=total) for piece, total in zip(pieces, totals, strict=True)]


@dataclass(frozen=True)
class Elapsed:
    """How long something took, natural and working time: gross is all of it, net without stops."""

    gross_time: dt.timedelta
    net_time: dt.timedelta
    gross_work: dt.timedelta
    net_work: dt.timedelta


def elapsed(
    start: dt.datetime, end: dt.datetime, stops: Sequence[Stop], worktime: WorkTime
) -> Elapsed:
    """The time from start to end, with the stops and without them."""
    start, end = _utc(start), _utc(end)
    stood = [
        (max(_utc(stop.started_at), start), min(_utc(stop.ended_at or end), end))
        for stop in promises.merged(stops)
    ]
    within = [(since, until) for since, until in stood if since < until]
    work = worktime.between(start, end)
    still = sum((until - since for since, until in within), NOTHING)
    still_work = sum((worktime.between(*span) for span in within), NOTHING)
    return Elapsed(end - start, end - start - still, work, work - still_work)
