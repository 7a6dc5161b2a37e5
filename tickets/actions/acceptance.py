"""Accepting a ticket: the office takes it on."""

import datetime as dt

from accounts.models import User
from tickets.actions import hops
from tickets.actions.deeds import deed
from tickets.models import Ticket
from tickets.rules.notices import NoticeKind, Wanted
from tickets.rules.steps import StepName


def accept(ticket: Ticket, *, by: User, now: dt.datetime) -> Ticket:
    """The assignee accepts; the promise for handling begins. Accepting signs for the ticket too."""
    with deed(ticket, StepName.ACCEPT, by=by, now=now) as doing:
        hops.sign(doing.ticket, by, now)
        doing.notice = Wanted(NoticeKind.ACCEPTANCE)
    return ticket
