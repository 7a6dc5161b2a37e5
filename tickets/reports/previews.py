"""What a change of calendar or promise would do, before it is published. Reads, changes nothing."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Office
from tickets.access import policy
from tickets.access.policy import Policy
from tickets.models import Clock
from tickets.models.clock import Clocks
from tickets.rules import promises
from tickets.rules.clocks import Clock as Name
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.decrees import DecreeDraft
from tickets.rules.plans import HoursDraft
from tickets.rules.promise_drafts import PromiseDraft
from tickets.rules.promises import Moments, Promise, Stop

LOOK_BACK = dt.timedelta(days=90)


@dataclass(frozen=True)
class Shift:
    """One running clock that a change would move; `number` is empty for a secret ticket."""

    number: str
    office: Office
    clock: Name
    before: dt.datetime
    after: dt.datetime
    is_saved: bool  # it is overdue, and would no longer be
    stands_still: bool

    @property
    def is_later(self) -> bool:
        """Whether it would be due later than now."""
        return self.after > self.before

    @property
    def moved_time(self) -> dt.timedelta:
        """By how much the due moment would move, either way."""
        return abs(self.after - self.before)


@dataclass(frozen=True)
class Lateness:
    """Clocks that ran in the last ninety days: how many were late, how many would have been."""

    count: int
    late: int
    would_be_late: int


def of_decree(draft: DecreeDraft, *, now: dt.datetime) -> list[Shift]:
    """The running clocks that a notice would move; raises as publishing it would."""
    draft.validate()
    return _shifts(policy.with_decree(policy.in_force(), draft, now), Clock.objects.running(), now)


def of_hours(office: Office, draft: HoursDraft, *, now: dt.datetime) -> list[Shift]:
    """The running clocks that an office's hours would move; raises as publishing them would."""
    draft.validate()
    changed = policy.with_hours(policy.in_force(), office, draft, now)
    here = Clock.objects.running().filter(office__lineage__contains=[office.pk])
    return _shifts(changed, here, now)


def of_promise(draft: PromiseDraft, *, now: dt.datetime) -> Lateness:
    """What the clocks started in the last ninety days would have come to under a promise.

    No running clock is moved by it. Raises as publishing it would.
    """
    draft.validate()
    changed, new = policy.with_promise(policy.in_force(), draft), draft.promised
    turn = Q(promise=None) | Q(promise__ordinal=draft.ordinal)
    recent = Clock.objects.filter(turn, name=draft.clock, started_at__gt=now - LOOK_BACK)
    count = late = would_be_late = 0
    for clock in _read(recent):
        if changed.promise_for(draft.clock, clock.ticket, ordinal=draft.ordinal) != new:
            continue
        count += 1
        ended_at = clock.stopped_at or clock.paused_at or now
        late += ended_at > clock.due_at
        would_be_late += ended_at > _moments(clock, new.promise, changed).due_at
    return Lateness(count, late, would_be_late)


def _shifts(changed: Policy, clocks: Clocks, now: dt.datetime) -> list[Shift]:
    """Those that move, the largest move first."""
    shifts = []
    for clock in _read(clocks):
        promise = clock.counted
        after = _moments(clock, promise, changed).due_at
        if after != clock.due_at and not promises.stays(clock.due_at, after, now):
            shifts.append(_shift(clock, after, now))
    return sorted(shifts, key=lambda one: (-one.moved_time, one.before, one.number))


def _shift(clock: Clock, after: dt.datetime, now: dt.datetime) -> Shift:
    secret = clock.ticket.confidentiality == Confidentiality.SECRET
    at = clock.paused_at or now
    return Shift(
        "" if secret else clock.ticket.number,
        clock.office,
        Name(clock.name),
        clock.due_at,
        after,
        is_saved=clock.due_at < at <= after,
        stands_still=clock.paused_at is not None,
    )


def _moments(clock: Clock, promise: Promise, known: Policy) -> Moments:
    calendar = known.calendar_of(clock.office)
    stops = [Stop(pause.started_at, pause.ended_at) for pause in clock.pauses.all()]
    start, until = clock.started_at, calendar.known_until
    return promises.moments(start, promise, calendar.worktime, stops, until)


def _read(clocks: Clocks) -> Clocks:
    return clocks.select_related("office", "ticket", "ticket__office").prefetch_related("pauses")
