"""Returning a ticket that came to the wrong place, and ruling on that (退单)."""

import datetime as dt

from accounts.models import User
from tickets.actions import hops
from tickets.actions.deeds import deed
from tickets.models import Hop, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.carried import Reason
from tickets.rules.steps import StepName


def send_back(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The assignee returns the ticket; a dispatcher rules. Impossible once that was ruled on."""
    with deed(ticket, StepName.RETURN, why, by=by, now=now) as doing:
        doing.told["reason"] = why.reason
    return ticket


def redispatch(ticket: Ticket, given: Assignment, *, by: User, now: dt.datetime) -> Ticket:
    """The return was right: the ticket goes to another assignee, who has to sign."""
    with deed(ticket, StepName.REDISPATCH, given, by=by, now=now) as doing:
        doing.ticket.return_ruled = True
        hops.hand_to(doing, Hop.Kind.REDISPATCHED, given)
        doing.told["reason"] = given.reason
    return ticket


def uphold(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The return was wrong: the ticket stays, and cannot be returned again."""
    with deed(ticket, StepName.UPHOLD, why, by=by, now=now) as doing:
        doing.ticket.return_ruled = True
        hops.hand_over(doing, Hop.Kind.UPHELD, doing.ticket.assignee, reason=why.reason)
        doing.told["reason"] = why.reason
    return ticket
