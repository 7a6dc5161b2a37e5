"""Reopening an answered or closed ticket (重办)."""

import datetime as dt

from accounts.models import User
from tickets.actions.deeds import deed
from tickets.models import Ticket
from tickets.rules.carried import Reason
from tickets.rules.steps import StepName

FIRST_REOPENING = 2  # the generation it begins; the filing itself began the first
HIGHEST_SUPERVISION = 3


def reopen(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The requester is not done: a new generation with the full promise begins.

    The second time supervision rises by one level. Earlier outcomes and ratings stand.
    """
    with deed(ticket, StepName.REOPEN, why, by=by, now=now) as doing:
        kept = doing.ticket
        kept.generation += 1
        kept.solved = ""
        if kept.generation > FIRST_REOPENING:
            kept.supervision_level = min(kept.supervision_level + 1, HIGHEST_SUPERVISION)
        doing.told |= {"reason": why.reason, "generation": kept.generation}
    return ticket
