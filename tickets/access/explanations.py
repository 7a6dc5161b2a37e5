"""Clocks as they are explained: how each came to its due moment, and how long it took."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.access import policy
from tickets.access.policy import Calendar
from tickets.access.requests import TOLD
from tickets.errors import Because, Refused
from tickets.models import Clock, Ticket
from tickets.models.clock import Clocks
from tickets.rules import explained, moments, numbers, retelling
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
    def versions(self) -> str:
        """Which version of the promise it runs under, and which of the calendar."""
        promise, calendar = self.clock.promise, self.clock.calendar_version or "–"
        if promise is None:
            return gettext("calendar %(calendar)s") % {"calendar": calendar}
        told = {"promise": promise.version, "calendar": calendar}
        return gettext("promise version %(promise)s, calendar %(calendar)s") % told

    @property
    def seen_until(self) -> dt.datetime:
        """When the clock was stopped, or now."""
        return self.clock.stopped_at or self.at

    @cached_property
    def segments(self) -> list[Segment]:
        """All of its time, cut where it is seen: what comes after is ahead."""
        return self.reckoning.segments(self._told_until, self.seen_until)

    @property
    def _told_until(self) -> dt.datetime:
        """The due moment, or as far as it went beyond.

        What stands still has no due moment to be told: it is told as far as it is seen.
        """
        seen, due_at = self.seen_until, self.reckoning.due_at
        waits = any(stop.ended_at is None for stop in self.reckoning.stops)
        return seen if waits else max(seen, due_at)

    @property
    def lines(self) -> list[Line]:
        """The segments in the reader's language and the office's zone."""
        return retelling.lines(self.segments, self.promise, self.zone)

    @property
    def folded_lines(self) -> list[Line]:
        """The same for a page: runs of plain working days of a long promise on one line."""
        return retelling.folded(self.segments, self.promise, self.zone)

    @property
    def plain_lines(self) -> list[Line]:
        """Folded too, and without the cut: how the promise is counted, whenever one looks."""
        whole = self.reckoning.segments(self._told_until)
        return retelling.folded(whole, self.promise, self.zone)

    @property
    def zone(self) -> dt.tzinfo:
        """The zone of the office that counts."""
        return self.reckoning.worktime.zone

    @property
    def zone_name(self) -> str:
        """The zone in words: Beijing time."""
        return moments.zone_name(self.zone)

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


def clocks_on(ticket: Ticket, *, inside: bool) -> Clocks:
    """The clocks that ever ran on a ticket, the newest first, with their pauses and rungs.

    All of them inside the house; else those that bind it to the requester.
    """
    clocks = ticket.clocks.all() if inside else ticket.clocks.filter(name__in=TOLD)
    return clocks.with_stops().prefetch_related("pauses", "rungs").order_by(*FIRST)


def explanation_on(
    ticket: Ticket, clock_id: uuid.UUID, now: dt.datetime, *, inside: bool
) -> Explanation:
    """One clock of the ticket, explained. Raises Refused(UNSEEN) where it has no such clock."""
    clock = clocks_on(ticket, inside=inside).filter(pk=clock_id).first()
    if clock is None:
        raise Refused(Because.UNSEEN, "no_such_clock", _("The ticket has no such clock."))
    return explanation_of(clock, now)


def explanations_of(number: str, now: dt.datetime) -> list[Explanation]:
    """Every clock of the ticket with this number, the newest first; for who runs the house.

    Raises Refused(UNSEEN) where there is no such ticket.
    """
    ticket = Ticket.objects.filter(number=numbers.normalised(number)).first()
    if ticket is None:
        raise Refused(Because.UNSEEN, "no_such_ticket", _("There is no ticket with this number."))
    return explained_all(clocks_on(ticket, inside=True), now)


def explained_all(clocks: Clocks, now: dt.datetime) -> list[Explanation]:
    """Several clocks, read with_stops(), explained by the calendars in force."""
    known = policy.in_force()
    return [_explained(clock, known.calendar_of(clock.office), now) for clock in clocks]


def explanation_of(clock: Clock, now: dt.datetime) -> Explanation:
    """A clock, read with_stops(), explained by the calendar in force."""
    return _explained(clock, policy.in_force().calendar_of(clock.office), now)


def _explained(clock: Clock, known: Calendar, now: dt.datetime) -> Explanation:
    reckoning = Reckoning(
        clock.started_at,
        clock.counted,
        known.worktime,
        list(
            starmap(Stop, zip(clock.stop_starts, clock.stop_ends, clock.stop_reasons, strict=True))
        ),
        {date: day.name for date, day in known.days.items()},
        known.known_until,
    )
    return Explanation(clock, known, reckoning, now)
