"""Withdrawing a request."""

import datetime as dt

from accounts.models import User
from tickets.actions.deeds import deed
from tickets.models import Ticket
from tickets.rules.steps import StepName


def withdraw(ticket: Ticket, *, by: User, now: dt.datetime) -> Ticket:
    """The requester takes the request back; every clock ends void."""
    with deed(ticket, StepName.WITHDRAW, by=by, now=now) as doing:
        doing.told["accepted"] = doing.facts.ever_accepted
    return ticket
