"""Serving the written result of a ticket: by the mail that left, or on record (送达)."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.actions.clocks import TicketClocks
from tickets.actions.deeds import deed
from tickets.models import Event, OutboxMessage, Ticket
from tickets.rules.notifications import SERVING
from tickets.rules.serving import Service
from tickets.rules.steps import StepName

EVENT = "served"  # by mail; what staff put on record is the step's own Event


def record(ticket: Ticket, service: Service, *, by: User, now: dt.datetime) -> Ticket:
    """Staff have served it themselves; it counts from the moment it is recorded."""
    with deed(ticket, StepName.RECORD_SERVICE, service, by=by, now=now) as doing:
        doing.ticket.served_at = service.served_at or now
        doing.told |= {"way": service.way.value, "received_by": service.to_whom}
    return ticket


@transaction.atomic
def note_delivery(message: OutboxMessage, *, now: dt.datetime) -> None:
    """The mail that tells the result has left without bounce: that is the service.

    A mail of an answer that was reopened meanwhile serves nothing.
    """
    if message.ticket_id is None or message.kind not in SERVING:
        return
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=message.ticket_id)
    clocks = TicketClocks.of(ticket, now)
    clocks.catch_up()
    if clocks.serve(message.queued_at):
        ticket.served_at = now
        facts = {"message": str(message.pk)}
        Event.objects.append(ticket.stream, EVENT, by=None, now=now, facts=facts)
    clocks.keep()
    clocks.show()
    ticket.save(update_fields=["served_at", "next_due_at", "light", "supervision_level"])
