"""Taking a ticket: claiming one that nobody has, signing for one that was handed over."""

import datetime as dt

from accounts.models import User
from tickets.actions import hops
from tickets.actions.deeds import deed
from tickets.models import Hop, Ticket
from tickets.rules.steps import StepName


def claim(ticket: Ticket, *, by: User, now: dt.datetime) -> Ticket:
    """A concierge of the holding office takes a ticket that has no assignee."""
    with deed(ticket, StepName.CLAIM, by=by, now=now) as doing:
        hop = hops.hand_over(doing, Hop.Kind.CLAIMED, by)
        hop.signed_at = now
        hop.save(update_fields=["signed_at"])
        doing.told["assignee"] = str(by.pk)
    return ticket


def sign(ticket: Ticket, *, by: User, now: dt.datetime) -> Ticket:
    """The new assignee signs: from now on they are accountable, not the one before (首接负责)."""
    with deed(ticket, StepName.SIGN, by=by, now=now) as doing:
        hops.sign(doing.ticket, by, now)
    return ticket
