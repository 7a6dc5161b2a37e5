"""Who has looked: kept where the looking itself must be answered for (DOMAIN §7)."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.roles import World
from tickets.access.confidentiality import READ
from tickets.models import Event, Ticket
from tickets.rules.reads import LIST_READ, Entrance


def note(
    ticket: Ticket,
    world: World,
    entrance: Entrance = Entrance.PAGE,
    *,
    by: User,
    now: dt.datetime,
) -> Event:
    """Keep in the ticket's history that this person has opened it, in which world, by which door.

    A page waits for this: one statement locks the ticket, writes and lets go. Whoever finds that
    somebody else wrote in between waits with the lock in hand.
    """
    facts = {"world": world, "door": entrance}
    event = Event.objects.next(ticket.stream, READ, by=by, now=now, facts=facts)
    if event.is_slipped_in(ticket.pk):
        return event
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        return Event.objects.append(ticket.stream, READ, by=by, now=now, facts=facts)


@transaction.atomic
def note_list(behind: Mapping[str, object], *, by: User, now: dt.datetime) -> Event:
    """Keep in a leader's own history that they looked at the requests behind a figure.

    `behind` says which figure, of which period, narrowed to what, which page of it.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return Event.objects.append(person.stream, LIST_READ, by=by, now=now, facts=behind)
