"""Assigning a ticket: inside the office by its lead, across offices by a dispatcher."""

import datetime as dt

from accounts.models import User
from tickets.actions import hops
from tickets.actions.deeds import deed
from tickets.models import Hop, Ticket
from tickets.rules.assignments import Assignment, check_reach
from tickets.rules.standings import Standing
from tickets.rules.steps import StepName

DISPATCHERS = frozenset({Standing.DISPATCHER_OF_HOLDER, Standing.DISPATCHER_OF_PARENT})


def assign(ticket: Ticket, given: Assignment, *, by: User, now: dt.datetime) -> Ticket:
    """Give the ticket to another assignee, who then has to sign for it."""
    with deed(ticket, StepName.ASSIGN, given, by=by, now=now) as doing:
        may_cross = bool(doing.standings & DISPATCHERS)
        check_reach(given, doing.ticket.office_id, may_cross=may_cross)
        hops.hand_to(doing, Hop.Kind.ASSIGNED, given)
    return ticket
