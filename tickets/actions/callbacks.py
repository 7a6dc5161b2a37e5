"""Calling back after a reply: never the assignee's own task (回访)."""

import datetime as dt

from accounts.models import User
from tickets.access.office_settings import number_at
from tickets.actions.deeds import Deed, deed
from tickets.models import Contact, Ticket
from tickets.rules.confirmations import Callback
from tickets.rules.messages import Channel
from tickets.rules.office_settings import Key
from tickets.rules.steps import StepName


def record(ticket: Ticket, said: Callback, *, by: User, now: dt.datetime) -> Ticket:
    """The callback officer reports: solved closes the ticket, not solved sends it back to work."""
    with deed(ticket, StepName.CALLBACK, said, by=by, now=now) as doing:
        if not said.reached:  # so many logged attempts close a ticket without an answer
            needed = number_at(doing.ticket.office, Key.FAILED_CONTACTS)
            said.check_attempts(doing.ticket.failed_contacts, needed)
        _log(doing, said)
        if said.solved is not None:
            doing.ticket.solved = said.solved
        doing.told |= {"reached": said.reached, "solved": said.solved or ""}
    return ticket


def _log(doing: Deed, said: Callback) -> None:
    Contact.objects.create(
        ticket=doing.ticket,
        channel=Channel.PHONE,
        reached=said.reached,
        is_callback=True,
        note=said.note,
        solved=said.solved or "",
        satisfied=said.satisfied,
        spoken_at=doing.now,
        logged_by=doing.by,
        logged_at=doing.now,
    )
