"""Promises: how long, in which unit, from when to when; and what light a running clock shows.

All arithmetic of DOMAIN §4. A due moment is the earliest at which the promised time is used up; at
the due moment itself nothing is late yet.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock, Light, Outcome, Unit
from tickets.rules.worktime import WorkTime

YELLOW_SHARE = Fraction(4, 5)
LONG_PROMISE = 5  # working days from which yellow also comes one working day before due
NATURAL = frozenset({Unit.HOURS, Unit.DAYS})
DAY_COUNTS = frozenset({Unit.WORK_DAYS, Unit.WORK_DAYS_SAME_TIME})
TICK = dt.timedelta(microseconds=1)  # a clock is late from the first tick after its due moment


@dataclass(frozen=True)
class Promise:
    """So much time: `amount` of `unit`."""

    unit: Unit
    amount: Decimal

    @property
    def natural_time(self) -> dt.timedelta:
        """The length of an `hours` or `days` promise."""
        hours = float(self.amount)
        return dt.timedelta(hours=hours) if self.unit is Unit.HOURS else dt.timedelta(days=hours)


@dataclass(frozen=True)
class Stop:
    """A stretch during which a clock stood still; `ended_at` None while it still does."""

    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    reason: str = ""  # the clock that ran instead, for those who read it; it moves nothing


@dataclass(frozen=True)
class Moments:
    """When a clock turns yellow and when it is due; `provisional` beyond the known calendar."""

    yellow_at: dt.datetime
    due_at: dt.datetime
    provisional: bool


def _of(unit: Unit, amount: str) -> Promise:
    return Promise(unit, Decimal(amount))


# The office's defaults (DOMAIN §4), most particular first; None stands for every one.
Row = tuple[Clock, Track | None, Urgency | None, Promise]
DEFAULTS: tuple[Row, ...] = (
    (Clock.FIRST_CONTACT, None, Urgency.EMERGENCY, _of(Unit.HOURS, "0.5")),
    (Clock.FIRST_CONTACT, None, None, _of(Unit.WORK_MINUTES, "60")),
    (Clock.ACCEPTANCE, Track.COMPLAINT, None, _of(Unit.WORK_DAYS, "7")),  # 商务部令2020年第3号
    (Clock.ACCEPTANCE, None, None, _of(Unit.WORK_DAYS, "1")),
    (Clock.SUPPLEMENT, None, None, _of(Unit.WORK_DAYS, "15")),
    (Clock.DISPATCH, None, Urgency.EMERGENCY, _of(Unit.HOURS, "1")),
    (Clock.DISPATCH, None, Urgency.URGENT, _of(Unit.HOURS, "2")),
    (Clock.DISPATCH, None, None, _of(Unit.WORK_DAYS, "1")),
    (Clock.RETURN_RULING, None, None, _of(Unit.WORK_DAYS, "1")),
    (Clock.HANDLING, Track.COMPLAINT, None, _of(Unit.WORK_DAYS, "60")),  # 商务部令2020年第3号
    (Clock.HANDLING, None, Urgency.EMERGENCY, _of(Unit.HOURS, "24")),
    (Clock.HANDLING, None, Urgency.URGENT, _of(Unit.WORK_DAYS, "3")),
    (Clock.HANDLING, None, Urgency.ORDINARY, _of(Unit.WORK_DAYS, "5")),
    (Clock.HANDLING, None, Urgency.COMPLEX, _of(Unit.WORK_DAYS, "15")),
    (Clock.REVIEW, None, None, _of(Unit.WORK_DAYS, "1")),
    (Clock.WRITTEN_RESULT, None, None, _of(Unit.WORK_DAYS, "3")),
    (Clock.RECEIPT, None, None, _of(Unit.WORK_DAYS, "5")),
    (Clock.CALLBACK, None, None, _of(Unit.WORK_DAYS, "2")),
    (Clock.LONG_RUN, Track.COMPLAINT, None, _of(Unit.DAYS, "365")),
)
INTERIM = (_of(Unit.WORK_DAYS, "3"), _of(Unit.WORK_DAYS, "5"))  # the first report, then every other
BAD_RATING = (_of(Unit.WORK_DAYS, "1"), _of(Unit.WORK_DAYS, "15"))  # the call, then the mending


def promise_for(
    clock: Clock, track: Track, urgency: Urgency, table: Sequence[Row] = DEFAULTS
) -> Promise:
    """The first promise of the table that fits; LookupError where none does."""
    for row_clock, row_track, row_urgency, promise in table:
        fits = row_track in (None, track) and row_urgency in (None, urgency)
        if row_clock is clock and fits:
            return promise
    raise LookupError(f"no promise for {clock} on {track}, {urgency}")


def moments(
    start: dt.datetime,
    promise: Promise,
    worktime: WorkTime,
    stops: Sequence[Stop] = (),
    known_until: dt.date | None = None,
) -> Moments:
    """When a clock started at `start` turns yellow and is due, its stops counted (zone-aware).

    Beyond `known_until`, the last day of the published calendar, the due moment is provisional.
    Raises NoOpenTime where the calendar never opens again.
    """
    run = Run(promise, worktime)
    due_at = run.shifted(run.due(start), stops)
    yellow_at = run.shifted(run.yellow(start), stops)
    last_date = due_at.astimezone(worktime.zone).date()
    return Moments(yellow_at, due_at, known_until is not None and last_date > known_until)


def share_used(
    start: dt.datetime,
    now: dt.datetime,
    promise: Promise,
    worktime: WorkTime,
    stops: Sequence[Stop] = (),
) -> Fraction:
    """How much of the promised time is used, net of stops: 1 at the due moment, more when late."""
    run = Run(promise, worktime)
    promised = run.length(start, run.due(start))
    used = run.length(start, now) - sum(
        (run.length(stop.started_at, min(stop.ended_at or now, now)) for stop in merged(stops)),
        dt.timedelta(),
    )
    return Fraction(used // TICK, promised // TICK) if promised else Fraction(1)


def light_of(found: Moments, at: dt.datetime) -> Light:
    """The light of a clock; `at` is now, or when it was stopped or paused."""
    if at > found.due_at:
        return Light.RED
    return Light.YELLOW if at >= found.yellow_at else Light.GREEN


def light_changes_at(found: Moments, now: dt.datetime) -> dt.datetime | None:
    """The next moment, later than `now`, at which the light is another one; None once it is red."""
    if now < found.yellow_at:
        return found.yellow_at
    return found.due_at + TICK if now <= found.due_at else None


def outcome_of(stopped_at: dt.datetime, due_at: dt.datetime) -> Outcome:
    """Whether the promise was kept, decided by when the deed happened."""
    return Outcome.MET if stopped_at <= due_at else Outcome.LATE


def merged(stops: Sequence[Stop]) -> list[Stop]:
    """The same stops in order, those that touch or overlap as one."""
    whole: list[Stop] = []
    for stop in sorted(stops, key=lambda each: each.started_at):
        last = whole[-1] if whole else None
        if last is None or (last.ended_at is not None and stop.started_at > last.ended_at):
            whole.append(stop)
        elif last.ended_at is not None:
            ended_at = stop.ended_at and max(stop.ended_at, last.ended_at)
            whole[-1] = Stop(last.started_at, ended_at)
    return whole


@dataclass(frozen=True)
class Run:
    """One promise on one calendar."""

    promise: Promise
    worktime: WorkTime

    def due(self, start: dt.datetime) -> dt.datetime:
        """The due moment of a clock that never stands still."""
        unit, amount = self.promise.unit, self.promise.amount
        if unit in NATURAL:
            return start + self.promise.natural_time
        if unit is Unit.WORK_MINUTES:
            return self.worktime.add(start, dt.timedelta(minutes=float(amount)))
        return self.days(start, int(amount))

    def yellow(self, start: dt.datetime) -> dt.datetime:
        """The yellow moment of a clock that never stands still."""
        length = self.length(start, self.due(start))
        share = length * YELLOW_SHARE.numerator // YELLOW_SHARE.denominator
        at_share = self.later(start, share)
        if self.promise.unit in DAY_COUNTS and self.promise.amount >= LONG_PROMISE:
            return min(at_share, self.days(start, int(self.promise.amount) - 1))
        return at_share

    def length(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The time between two moments, in the kind of time the promise counts."""
        natural = self.promise.unit in NATURAL
        return end - start if natural else self.worktime.between(start, end)

    def shifted(self, moment: dt.datetime, stops: Sequence[Stop]) -> dt.datetime:
        """The moment put off by each stop that began before it; a stop mends no broken promise."""
        for stop in merged(stops):
            if stop.ended_at is None or stop.started_at > moment:
                break
            moment = self.later(moment, self.length(stop.started_at, stop.ended_at))
        return moment

    def later(self, moment: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """The moment so much of the counted kind of time afterwards."""
        natural = self.promise.unit in NATURAL
        return moment + length if natural else self.worktime.add(moment, length)

    def days(self, start: dt.datetime, days: int) -> dt.datetime:
        """So many working days afterwards: at close, or at the same time where that is counted."""
        to_close = self.promise.unit is Unit.WORK_DAYS
        return self.worktime.add_days(start, days, ends="close" if to_close else "same_time")
