"""Writing on a ticket: internal notes, and messages between office and requester."""

import datetime as dt

from accounts.models import User
from tickets.actions import enclosures
from tickets.actions.deeds import Deed, deed
from tickets.models import Message, Ticket
from tickets.rules.messages import Audience, Writing
from tickets.rules.standings import Standing
from tickets.rules.steps import StepName


def write(ticket: Ticket, said: Writing, *, by: User, now: dt.datetime) -> Message:
    """Write to the other side. A person's word from the office is the first contact.

    An assignee who answers has read what the requester wrote.
    """
    with deed(ticket, StepName.WRITE, said, by=by, now=now) as doing:
        office = {Standing.ASSIGNEE, Standing.LEAD_OF_HOLDER} & doing.standings
        outside = Standing.REQUESTER in doing.standings and not office
        message = _said(doing, said, Audience.PUBLIC, from_requester=outside)
        if not message.from_requester:
            doing.clocks.contact()
            doing.clocks.report()
            read(doing.ticket, by=by, now=now)
    return message


def note(ticket: Ticket, said: Writing, *, by: User, now: dt.datetime) -> Message:
    """Leave an internal note; it is never shown outside."""
    with deed(ticket, StepName.NOTE, said, by=by, now=now) as doing:
        return _said(doing, said, Audience.INTERNAL)


def read(ticket: Ticket, *, by: User, now: dt.datetime) -> int:
    """The assignee has opened what the requester wrote; returns how many were new. No Event."""
    if ticket.assignee_id != by.pk:
        return 0
    return Message.objects.filter(ticket=ticket).unread_from_requester().update(read_at=now)


def _said(
    doing: Deed, said: Writing, audience: Audience, *, from_requester: bool = False
) -> Message:
    message = Message.objects.create(
        ticket=doing.ticket,
        author=doing.by,
        audience=audience,
        from_requester=from_requester,
        text=said.text.strip(),
        language=said.language,
        said_at=doing.now,
    )
    doing.told |= {"message": str(message.pk), "from_requester": from_requester}
    enclosures.go_along(doing, said.attachments, message=message)
    return message
