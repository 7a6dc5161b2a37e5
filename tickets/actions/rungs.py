"""Climbing the ladder: each rung of a clock is noted once, with its Event and its messages."""

import datetime as dt
from collections.abc import Iterable

from tickets.access.policy import Calendar, Policy
from tickets.actions import news, reckoning
from tickets.models import Clock, Event, Ticket
from tickets.models import Rung as Noted
from tickets.rules import ladder
from tickets.rules.ladder import Rung

EVENT = "rung"
RECALCULATED = "recalculated"  # due moments that moved with a newer calendar


def look_at(ticket: Ticket, due: Iterable[Clock], known: Policy, now: dt.datetime) -> None:
    """Look at clocks of a ticket: let them follow a newer calendar, turn their light, climb.

    The caller holds the ticket's lock and writes the clocks afterwards. What a calendar moved is
    told once for the ticket.
    """
    moved: list[dict[str, object]] = []
    for clock in due:
        calendar = known.calendar_of(clock.office)
        if clock.calendar_version != calendar.version:
            moved += _follow(clock, calendar, now)
        _look(clock, now)
    if moved:
        facts = {"moved": moved, "because": known.newest_source()}
        Event.objects.append(ticket.stream, RECALCULATED, by=None, now=now, facts=facts)


def _follow(clock: Clock, calendar: Calendar, now: dt.datetime) -> list[dict[str, object]]:
    """Reckon a clock anew under the newest calendar; where its due moment moved, from when to when.

    What it had reached when the calendar was published, it reached under the old one.
    """
    if clock.paused_at is None and calendar.published_at:
        _climb(clock, min(calendar.published_at, now))
    before = clock.due_at
    pauses, published_at = clock.pauses.all(), calendar.published_at
    reckoning.recompute(clock, pauses, calendar, now, not_before=published_at)
    if clock.due_at == before:
        return []
    told = {"clock": clock.name, "generation": clock.generation}
    return [told | {"before": before, "after": clock.due_at}]


def _look(clock: Clock, now: dt.datetime) -> None:
    """The rungs it has reached, its light, and when to look again; one that stands still waits."""
    if clock.paused_at is not None:
        reckoning.stand_or_run(clock, clock.pauses.all(), now)
    if clock.paused_at is None:
        _climb(clock, now)
        clock.light = reckoning.light_of(clock, now)
        reckoning.look_again(clock, now)


def _climb(clock: Clock, now: dt.datetime) -> None:
    """Note every rung whose moment has come, lowest first.

    A rung that fired stays fired, whatever happens to the due moment afterwards; that it fires
    once the database itself holds.
    """
    for rung in ladder.reached(clock.ladder, clock.climbed, now):
        _note(rung, clock, now)
        clock.climbed += 1


def _note(rung: Rung, clock: Clock, now: dt.datetime) -> None:
    ticket, reached_at = clock.ticket, clock.ladder[rung]
    Noted.objects.create(clock=clock, rung=rung, reached_at=reached_at, noted_at=now)
    if rung is Rung.VERY_LATE:
        ticket.supervision_level = max(ticket.supervision_level, 1)
    facts = {"clock": clock.name, "generation": clock.generation, "rung": rung}
    facts |= {"reached_at": reached_at, "supervision_level": ticket.supervision_level}
    Event.objects.append(ticket.stream, EVENT, by=None, now=now, facts=facts)
    news.of_rung(rung, clock, now=now)
