"""The requester's last word: confirming the reply, with or without a rating (好差评)."""

import datetime as dt

from accounts.models import User
from tickets.actions.deeds import deed
from tickets.models import Ticket
from tickets.rules.clocks import Clock
from tickets.rules.confirmations import Confirmation
from tickets.rules.endings import Solved
from tickets.rules.steps import StepName


def confirm(ticket: Ticket, said: Confirmation, *, by: User, now: dt.datetime) -> Ticket:
    """The requester confirms that the matter is done; the ticket closes."""
    with deed(ticket, StepName.CONFIRM, said, by=by, now=now) as doing:
        doing.ticket.solved = Solved.YES
        if said.rating is not None:
            doing.ticket.rating, doing.ticket.rated_at = said.rating, now
            doing.ticket.rating_text = said.comment
            doing.ticket.rating_called_at = doing.ticket.rating_settled_at = None
        if said.rating is not None and said.rating.is_bad:
            doing.clocks.void(Clock.RATING_FOLLOWUP)
            doing.clocks.start(Clock.RATING_FOLLOWUP)
        doing.told["rated"] = said.rating is not None
    return ticket
