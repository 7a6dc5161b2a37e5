"""Work that nobody signed for: it alarms once the time to sign is over (首接负责).

A hand-over is to be signed for as soon as an unassigned ticket is to be assigned: by the promise of
dispatch. Until then, and until somebody signs, whoever signed last stays accountable.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction

from tickets.access import policy
from tickets.access.policy import Policy
from tickets.actions import news
from tickets.models import Event, Hop, Ticket
from tickets.rules import promises
from tickets.rules.clocks import Clock

EVENT = "unsigned"
AT_ONCE = 500


def watch(*, by: None, now: dt.datetime) -> int:
    """Note until when new hand-overs are to be signed, and alarm for those past it; how many.

    Nobody does it: time passes. Repeated or cut off, each hand-over alarms once.
    """
    _note_due()
    late = Hop.objects.unsigned().filter(alarmed_at=None, sign_by_at__lte=now)
    found = list(late.order_by("sign_by_at", "pk").values_list("pk", "ticket")[:AT_ONCE])
    return sum(_alarm(hop, ticket, now) for hop, ticket in found)


def _note_due() -> None:
    known = policy.in_force()
    fresh = Hop.objects.unsigned().filter(sign_by_at=None).select_related("ticket__office")
    for hop in fresh.order_by("pk")[:AT_ONCE]:
        Hop.objects.filter(pk=hop.pk).update(sign_by_at=_due(hop, known))


def _due(hop: Hop, known: Policy) -> dt.datetime:
    promised = known.promise_for(Clock.DISPATCH, hop.ticket)
    calendar = known.calendar_of(hop.ticket.office)
    found = promises.moments(
        hop.handed_at, promised.promise, calendar.worktime, known_until=calendar.known_until
    )
    return found.due_at


@transaction.atomic
def _alarm(hop_id: int, ticket_id: UUID, now: dt.datetime) -> bool:
    """The ticket is locked first, as every deed does: whoever signs just now is seen."""
    Ticket.objects.select_for_update().get(pk=ticket_id)
    ticket = Ticket.objects.for_page().get(pk=ticket_id)
    hop = Hop.objects.unsigned().filter(pk=hop_id, alarmed_at=None).first()
    if hop is None:
        return False
    Hop.objects.filter(pk=hop_id).update(alarmed_at=now)
    signed = ticket.hops.filter(signed_at__isnull=False, assignee__isnull=False)
    last = signed.select_related("assignee").order_by("signed_at", "pk").last()
    accountable = last.assignee if last else None
    facts = {"hop": hop_id, "accountable": str(accountable.pk) if accountable else None}
    Event.objects.append(ticket.stream, EVENT, by=None, now=now, facts=facts)
    news.of_unsigned(ticket, accountable, by=None, now=now)
    return True
