"""Reopening an answered or closed ticket (重办)."""

import datetime as dt

from accounts.models import User
from tickets.actions.deeds import deed
from tickets.models import Ticket
from tickets.rules.carried import Reason
from tickets.rules.steps import StepName


def reopen(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The requester is not done: a new generation with the full promise begins.

    The second time supervision rises by one level. Earlier outcomes and ratings stand.
    """
    with deed(ticket, StepName.REOPEN, why, by=by, now=now) as doing:
        doing.told |= {"reason": why.reason, "generation": doing.ticket.generation + 1}
    return ticket
