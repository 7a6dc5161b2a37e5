"""Logging that somebody spoke, or tried to speak, with the requester."""

import datetime as dt

from accounts.models import User
from tickets.actions.deeds import deed
from tickets.models import Contact, Ticket
from tickets.rules.messages import Contact as Said
from tickets.rules.states import State
from tickets.rules.steps import StepName


def log(ticket: Ticket, said: Said, *, by: User, now: dt.datetime) -> Contact:
    """Log a contact. One that reached the requester is the first contact, at the logging moment."""
    with deed(ticket, StepName.LOG_CONTACT, said, by=by, now=now) as doing:
        contact = Contact.objects.create(
            ticket=doing.ticket,
            channel=said.channel,
            reached=said.reached,
            is_callback=doing.ticket.state == State.REPLIED,
            note=said.note,
            spoken_at=said.spoken_at or now,
            logged_by=by,
            logged_at=now,
        )
        if said.reached:
            doing.clocks.contact()
        elif contact.is_callback:
            doing.ticket.failed_contacts += 1
        doing.told |= {"reached": said.reached, "channel": said.channel.value}
    return contact
