"""Serving the written result of a ticket: by the mail that left, or on record (送达)."""

import datetime as dt
import logging

from django.db import transaction

from accounts.models import User
from tickets.actions import reckoning
from tickets.actions.clocks import TicketClocks
from tickets.actions.deeds import deed
from tickets.models import Clock, Event, Ticket
from tickets.rules.serving import Service
from tickets.rules.steps import StepName

log = logging.getLogger(__name__)

EVENT = "served"  # by mail; what staff put on record is the step's own Event


def record(ticket: Ticket, service: Service, *, by: User, now: dt.datetime) -> Ticket:
    """Staff have served it themselves; it counts from the moment it is recorded."""
    with deed(ticket, StepName.RECORD_SERVICE, service, by=by, now=now) as doing:
        doing.ticket.served_at = service.served_at or now
        doing.told |= {"way": service.way.value, "received_by": service.to_whom}
    return ticket


def note_deliveries(*, now: dt.datetime) -> int:
    """Note as served what a mail has told that left without bounce; returns how many results.

    Asked of the rows themselves: whatever interrupted it is found again, and what cannot be noted
    stops no other.
    """
    return sum(_is_noted(clock, now) for clock in Clock.objects.served_by_mail())


def _is_noted(clock: Clock, now: dt.datetime) -> bool:
    try:
        return _note(clock, now)
    except Exception:
        log.exception("the service by message %s cannot be noted", clock.told_by)
        return False


@transaction.atomic
def _note(clock: Clock, now: dt.datetime) -> bool:
    """It was served when the mail left, however late that is noted."""
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=clock.ticket_id)
    clocks = TicketClocks.of(ticket, clock.left_at)
    clocks.catch_up()
    if was_awaited := clocks.serve(clock.generation):
        ticket.served_at = clock.left_at
        facts = {"message": str(clock.told_by)}
        Event.objects.append(ticket.stream, EVENT, by=None, now=clock.left_at, facts=facts)
    clocks.keep()
    ticket.next_due_at, ticket.light = reckoning.shown(ticket.clocks.running(), now)
    ticket.save(update_fields=["served_at", "next_due_at", "light", "supervision_level"])
    return was_awaited
