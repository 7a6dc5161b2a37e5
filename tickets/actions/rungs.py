"""Climbing the ladder: each rung of a clock is noted once, with its Event and its messages."""

import datetime as dt

from tickets.actions import news
from tickets.models import Clock, Event, Ticket
from tickets.models import Rung as Noted
from tickets.rules import ladder
from tickets.rules.ladder import Rung

EVENT = "rung"


def climb(ticket: Ticket, clock: Clock, now: dt.datetime) -> None:
    """Note every rung whose moment has come, lowest first. The caller holds the ticket's lock.

    A rung that fired stays fired, whatever happens to the due moment afterwards; that it fires
    once the database itself holds.
    """
    for rung in ladder.reached(clock.ladder, clock.climbed, now):
        _note(rung, ticket, clock, now)
        clock.climbed += 1


def _note(rung: Rung, ticket: Ticket, clock: Clock, now: dt.datetime) -> None:
    reached_at = clock.ladder[rung]
    Noted.objects.create(clock=clock, rung=rung, reached_at=reached_at, noted_at=now)
    if rung is Rung.VERY_LATE:
        ticket.supervision_level = max(ticket.supervision_level, 1)
    facts = {"clock": clock.name, "generation": clock.generation, "rung": rung}
    facts |= {"reached_at": reached_at, "supervision_level": ticket.supervision_level}
    Event.objects.append(ticket.stream, EVENT, by=None, now=now, facts=facts)
    news.of_rung(rung, clock, ticket, now=now)
