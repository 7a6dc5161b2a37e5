"""The ladder of a clock (预警档): at which moments somebody is told, and what follows (DOMAIN §4).

A rung is reached at its moment, whenever the sweep comes by; each fires exactly once for a clock.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Protocol
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from tickets.rules.clocks import Clock
from tickets.rules.promises import NATURAL, TICK, Promise, Run, Stop
from tickets.rules.worktime import WorkTime


class Rung(TextChoices):
    """One step of the ladder, from the first word to the owner up to the leader's red list."""

    HALF = "half", pgettext_lazy("rung", "Half of the time is used")
    YELLOW = "yellow", pgettext_lazy("rung", "Due soon")
    DUE = "due", pgettext_lazy("rung", "Overdue")
    LATE = "late", pgettext_lazy("rung", "Overdue, first escalation")
    VERY_LATE = "very_late", pgettext_lazy("rung", "Overdue, second escalation")


LATE_DAYS = {Rung.LATE: 1, Rung.VERY_LATE: 3}  # working days after the due moment
LATE_SHARES = {Rung.LATE: Fraction(1, 4), Rung.VERY_LATE: Fraction(1)}  # of promised hours or days
LADDER = tuple(Rung)  # in the order in which they are reached
SHORT = {Clock.SUPPLEMENT: LADDER[:3]}  # the requester's own time: nobody is escalated to
Moments = Mapping[Rung, dt.datetime]


class Shining(Protocol):
    """A clock that shows a light, whether an object or a mere row."""

    yellow_at: dt.datetime
    due_at: dt.datetime
    is_provisional: bool
    paused_at: dt.datetime | None


class Climbing(Shining, Protocol):
    """A clock that climbs: its moments and how far it is."""

    id: UUID
    name: str
    generation: int
    assist_id: UUID | None
    climbed: int
    half_at: dt.datetime
    late_at: dt.datetime
    very_late_at: dt.datetime


def moments(
    start: dt.datetime, promise: Promise, worktime: WorkTime, stops: Sequence[Stop] = ()
) -> dict[Rung, dt.datetime]:
    """When a clock started at `start` reaches each rung, its stops counted (zone-aware).

    Raises NoOpenTime where the calendar never opens again.
    """
    run = Run(promise, worktime)
    due_at = run.due(start)
    half_at = run.later(start, run.length(start, due_at) / 2)
    plain = {Rung.HALF: half_at, Rung.YELLOW: run.yellow(start), Rung.DUE: due_at}
    plain |= {rung: _late(rung, start, due_at, run) for rung in LATE_DAYS}
    return {rung: run.shifted(at, stops) for rung, at in plain.items()}


def ladder_of(clock: Climbing) -> dict[Rung, dt.datetime]:
    """When each rung of a clock is reached, lowest first."""
    at = (clock.half_at, clock.yellow_at, clock.due_at, clock.late_at, clock.very_late_at)
    return dict(zip(rungs_of(Clock(clock.name)), at, strict=False))  # a short one leaves the rest


def rungs_of(clock: Clock) -> tuple[Rung, ...]:
    """The rungs of a clock, lowest first; the requester's own clock stops at its due moment."""
    return SHORT.get(clock, LADDER)


def reached(found: Moments, climbed: int, now: dt.datetime) -> list[Rung]:
    """The rungs above the first `climbed` whose moment has come, lowest first.

    At its due moment nothing is late yet; the same holds for the rungs above it.
    """
    return [rung for rung in list(found)[climbed:] if _look_at(rung, found) <= now]


def looks_again_at(found: Moments, climbed: int) -> dt.datetime | None:
    """When the next rung is to be looked for; None on top of the ladder."""
    return _look_at(list(found)[climbed], found) if climbed < len(found) else None


def _look_at(rung: Rung, found: Moments) -> dt.datetime:
    return found[rung] if rung in (Rung.HALF, Rung.YELLOW) else found[rung] + TICK


def _late(rung: Rung, start: dt.datetime, due_at: dt.datetime, run: Run) -> dt.datetime:
    if run.promise.unit in NATURAL:
        share = LATE_SHARES[rung]
        return due_at + (due_at - start) * share.numerator / share.denominator
    return run.days(due_at, LATE_DAYS[rung])
