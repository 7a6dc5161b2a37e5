"""Clocks as they are explained: how each came to its due moment, and how long it took."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from tickets.access.calendars import calendar_of
from tickets.access.policy import Calendar
from tickets.errors import Because, Refused
from tickets.models import Clock, Ticket
from tickets.models.clock import Clocks
from tickets.rules import explained, retelling
from tickets.rules.clocks import Unit
from tickets.rules.explained import Elapsed, Reckoning, Segment
from tickets.rules.promises import NATURAL, Promise, Stop
from tickets.rules.retelling import Line

FIRST = ("-started_at", "name", "-generation")


@dataclass(frozen=True)
class Explanation:
    """One clock with the calendar it is counted by, as it stands at `at`."""

    clock: Clock
    calendar: Calendar
    reckoning: Reckoning
    at: dt.datetime

    @property
    def promise(self) -> Promise:
        """What the clock promises."""
        return self.reckoning.promise

    @property
    def promised(self) -> str:
        """The promise in words."""
        return retelling.promised(self.promise)

    @property
    def seen_until(self) -> dt.datetime:
        """When the clock was stopped, or now."""
        return self.clock.stopped_at or self.at

    @cached_property
    def segments(self) -> list[Segment]:
        """All of its time: to the due moment, or as far as it went beyond.

        What stands still has no due moment to be told: its segments end where it is seen.
        """
        seen, due_at = self.seen_until, self.reckoning.due_at
        waits = any(stop.ended_at is None for stop in self.reckoning.stops)
        return self.reckoning.segments(seen if waits else max(seen, due_at), seen)

    @property
    def lines(self) -> list[Line]:
        """The segments in the reader's language and the office's zone."""
        return retelling.lines(self.segments, self.promise, self.zone)

    @property
    def zone(self) -> dt.tzinfo:
        """The zone of the office that counts."""
        return self.reckoning.worktime.zone

    @property
    def took(self) -> Elapsed:
        """How long the clock has run, with and without its pauses."""
        reckoning = self.reckoning
        return explained.elapsed(
            reckoning.start, self.seen_until, reckoning.stops, reckoning.worktime
        )

    @property
    def sources(self) -> list[str]:
        """The notices that decreed the special days of its time."""
        if not self.segments or self.promise.unit in NATURAL:
            return []
        ends = (self.segments[0].starts_at, self.segments[-1].ends_at)
        since, until = (moment.astimezone(self.zone).date() for moment in ends)
        days = self.calendar.days.items()
        return sorted({day.source for date, day in days if since <= date <= until})

    @property
    def agrees(self) -> bool:
        """Whether today's calendar gives the due moment that is kept; an earlier one may not."""
        return self.reckoning.due_at == self.clock.due_at


def clocks_on(ticket: Ticket) -> Clocks:
    """Every clock that ever ran on a ticket, the newest first, with its pauses and rungs."""
    whole = ticket.clocks.select_related("promise", "office")
    return whole.prefetch_related("pauses", "rungs").order_by(*FIRST)


def explanation_on(ticket: Ticket, clock_id: uuid.UUID, now: dt.datetime) -> Explanation:
    """One clock of the ticket, explained. Raises Refused(UNSEEN) where it has no such clock."""
    clock = clocks_on(ticket).filter(pk=clock_id).first()
    if clock is None:
        raise Refused(Because.UNSEEN, "no_such_clock", _("The ticket has no such clock."))
    return explanation_of(clock, now)


def explanation_of(clock: Clock, now: dt.datetime) -> Explanation:
    """A clock, explained by the calendar in force."""
    known = calendar_of(clock.office)
    reckoning = Reckoning(
        clock.started_at,
        Promise(Unit(clock.unit), clock.amount),
        known.worktime,
        [Stop(each.started_at, each.ended_at, each.reason) for each in clock.pauses.all()],
        {date: day.name for date, day in known.days.items()},
        known.known_until,
    )
    return Explanation(clock, known, reckoning, now)
