"""Answering for a bad rating: the call, then a new reply or the finding that nobody is at fault."""

import datetime as dt

from accounts.models import User
from tickets.actions.deeds import deed
from tickets.models import Contact, Ticket
from tickets.rules.carried import Reason
from tickets.rules.clocks import Clock
from tickets.rules.messages import Contact as Said
from tickets.rules.steps import StepName


def follow_up(ticket: Ticket, said: Said, *, by: User, now: dt.datetime) -> Contact:
    """Log a call about the rating. One that reached the requester stops the first clock.

    From then on the mending is awaited; its time counts from the rating too (DOMAIN §4).
    """
    with deed(ticket, StepName.FOLLOW_UP, said, by=by, now=now) as doing:
        contact = Contact.objects.create(
            ticket=doing.ticket,
            channel=said.channel,
            reached=said.reached,
            is_callback=True,
            note=said.note,
            spoken_at=said.spoken_at or now,
            logged_by=by,
            logged_at=now,
        )
        if said.reached:
            doing.ticket.rating_called_at = now
            doing.clocks.stop(Clock.RATING_FOLLOWUP)
            doing.clocks.start(Clock.RATING_FOLLOWUP, ordinal=2, since=doing.ticket.rated_at)
        doing.told |= {"reached": said.reached, "channel": said.channel.value}
    return contact


def record_no_fault(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """A supervisor has looked into it: nobody did wrong; the rating itself stands."""
    with deed(ticket, StepName.RECORD_NO_FAULT, why, by=by, now=now) as doing:
        doing.ticket.rating_settled_at = now
        doing.told["reason"] = why.reason
    return ticket
