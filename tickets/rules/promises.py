"""Promises: how long, in which unit, from when to when; and what light a running clock shows.

All arithmetic of DOMAIN §4. A due moment is the earliest at which the promised time is used up; at
the due moment itself nothing is late yet.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

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


@dataclass(frozen=True)
class Promised:
    """One row of the table of promises: for which tickets what is promised; None is every one.

    `ordinal` 2 is the promise of a clock that starts again on its own: the second and every later
    interim report, the mending after the call. `key` tells a kept row from a default.
    """

    clock: Clock
    promise: Promise
    track: Track | None = None
    urgency: Urgency | None = None
    ordinal: int = 1
    category: str | None = None
    office: UUID | None = None
    key: int | None = None

    def fits(self, case: "Case") -> bool:
        """Whether the promise is given to such a ticket."""
        return (
            self.track in (None, case.track)
            and self.urgency in (None, case.urgency)
            and self.category in (None, case.category)
            and (self.office is None or self.office in case.lineage)
        )

    def rank(self, case: "Case") -> tuple[bool, bool, int, bool]:
        """How particular the row is; the highest counts.

        The kind of ticket comes before the office, so that what a city promises in general never
        undoes the promise of a complaint or an emergency.
        """
        depth = case.lineage.index(self.office) + 1 if self.office else 0
        return (self.track is not None, self.urgency is not None, depth, bool(self.category))


@dataclass(frozen=True)
class Case:
    """What a promise is chosen by; `lineage` leads from the root office to the holding one."""

    track: Track
    urgency: Urgency
    category: str = ""
    lineage: tuple[UUID, ...] = ()


# The office's defaults (DOMAIN §4).
DEFAULTS: tuple[Promised, ...] = (
    Promised(Clock.FIRST_CONTACT, _of(Unit.HOURS, "0.5"), urgency=Urgency.EMERGENCY),
    Promised(Clock.FIRST_CONTACT, _of(Unit.WORK_MINUTES, "60")),
    Promised(Clock.ACCEPTANCE, _of(Unit.WORK_DAYS, "7"), Track.COMPLAINT),  # 商务部令2020年第3号
    Promised(Clock.ACCEPTANCE, _of(Unit.WORK_DAYS, "1")),
    Promised(Clock.SUPPLEMENT, _of(Unit.WORK_DAYS, "15")),
    Promised(Clock.DISPATCH, _of(Unit.HOURS, "1"), urgency=Urgency.EMERGENCY),
    Promised(Clock.DISPATCH, _of(Unit.HOURS, "2"), urgency=Urgency.URGENT),
    Promised(Clock.DISPATCH, _of(Unit.WORK_DAYS, "1")),
    Promised(Clock.RETURN_RULING, _of(Unit.WORK_DAYS, "1")),
    Promised(Clock.HANDLING, _of(Unit.WORK_DAYS, "60"), Track.COMPLAINT),  # 商务部令2020年第3号
    Promised(Clock.HANDLING, _of(Unit.HOURS, "24"), urgency=Urgency.EMERGENCY),
    Promised(Clock.HANDLING, _of(Unit.WORK_DAYS, "3"), urgency=Urgency.URGENT),
    Promised(Clock.HANDLING, _of(Unit.WORK_DAYS, "5"), urgency=Urgency.ORDINARY),
    Promised(Clock.HANDLING, _of(Unit.WORK_DAYS, "15"), urgency=Urgency.COMPLEX),
    Promised(Clock.INTERIM, _of(Unit.WORK_DAYS, "3")),
    Promised(Clock.INTERIM, _of(Unit.WORK_DAYS, "5"), ordinal=2),  # then every five
    Promised(Clock.REVIEW, _of(Unit.WORK_DAYS, "1")),
    Promised(Clock.WRITTEN_RESULT, _of(Unit.WORK_DAYS, "3")),
    Promised(Clock.RECEIPT, _of(Unit.WORK_DAYS, "5")),
    Promised(Clock.CALLBACK, _of(Unit.WORK_DAYS, "2")),
    Promised(Clock.RATING_FOLLOWUP, _of(Unit.WORK_DAYS, "1")),  # the call
    Promised(Clock.RATING_FOLLOWUP, _of(Unit.WORK_DAYS, "15"), ordinal=2),  # the mending
    Promised(Clock.LONG_RUN, _of(Unit.DAYS, "365"), Track.COMPLAINT),
)


def promise_for(
    clock: Clock, case: Case, table: Sequence[Promised] = DEFAULTS, *, ordinal: int = 1
) -> Promised:
    """The most particular promise of the table that fits; LookupError where none does.

    A clock without a row for this turn goes on under that of the turn before.
    """
    rows = [row for row in table if row.clock is clock and row.ordinal <= ordinal]
    turn = max((row.ordinal for row in rows), default=ordinal)
    fitting = [row for row in rows if row.ordinal == turn and row.fits(case)]
    if not fitting:
        raise LookupError(f"no promise for {clock} on {case.track}, {case.urgency}")
    return max(fitting, key=lambda row: row.rank(case))


def moments(
    start: dt.datetime,
    promise: Promise,
    worktime: WorkTime,
    stops: Sequence[Stop] = (),
    known_until: dt.date | None = None,
) -> Moments:
    """When a clock started at `start` turns yellow and is due, its stops counted (zone-aware).

    Beyond `known_until`, the last day of the published calendar, the due moment is provisional;
    natural time asks no calendar.
    Raises NoOpenTime where the calendar never opens again.
    """
    run = Run(promise, worktime)
    due_at = run.shifted(run.due(start), stops)
    yellow_at = run.shifted(run.yellow(start), stops)
    last_date = due_at.astimezone(worktime.zone).date()
    beyond = known_until is not None and last_date > known_until
    return Moments(yellow_at, due_at, beyond and promise.unit not in NATURAL)


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


def stays(before: dt.datetime, after: dt.datetime, published_at: dt.datetime) -> bool:
    """Whether a due moment stays where it was, because a newer calendar would put it in the past.

    The past is what lay behind when the calendar was published, not when somebody looked.
    """
    return after < min(before, published_at)


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
