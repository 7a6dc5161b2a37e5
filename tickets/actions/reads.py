"""Who has looked into a ticket: kept where the looking itself must be answered for (DOMAIN §7)."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from accounts.roles import World
from tickets.models import Event, Ticket


@transaction.atomic
def note(ticket: Ticket, world: World, *, by: User, now: dt.datetime) -> Event:
    """Keep in the ticket's history that this person has opened it, and in which world."""
    Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
    return Event.objects.append(ticket.stream, "read", by=by, now=now, facts={"world": world})
