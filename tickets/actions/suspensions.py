"""Clocks that stand still on a legal ground until a day, agreed to by a lead (挂起)."""

import datetime as dt

from accounts.models import User
from tickets.actions import overlays
from tickets.actions.deeds import deed
from tickets.models import Suspension, Ticket
from tickets.models.overlay import Ruling
from tickets.rules.carried import Reason
from tickets.rules.days import day_of, midnight_after
from tickets.rules.overlays import Grant, SuspensionRequest
from tickets.rules.steps import StepName


def ask(ticket: Ticket, asked: SuspensionRequest, *, by: User, now: dt.datetime) -> Ticket:
    """Ask to let the clocks stand still. Nothing moves before a lead agrees."""
    with deed(ticket, StepName.ASK_SUSPENSION, asked, by=by, now=now) as doing:
        asked.validate_on(day_of(now))
        Suspension.objects.create(
            **overlays.asked(doing, asked.reason),
            legal_ground=asked.legal_ground.strip(),
            until_date=asked.until_date,
        )
        doing.told |= {
            "reason": asked.reason,
            "legal_ground": asked.legal_ground,
            "until_date": asked.until_date,
        }
    return ticket


def grant(ticket: Ticket, given: Grant, *, by: User, now: dt.datetime) -> Ticket:
    """The lead agrees: handling and reports stand still up to the end of the last day.

    They go on by themselves afterwards; no deed is needed. Raises Refused(MISSING) where the last
    day is over already.
    """
    with deed(ticket, StepName.GRANT_SUSPENSION, given, by=by, now=now) as doing:
        suspension = overlays.rule(Suspension, doing, Ruling.GRANTED, given.remark)
        overlays.still_ahead(suspension.until_date, now)
        doing.ticket.suspension_ends_at = midnight_after(suspension.until_date)
        doing.clocks.suspend(doing.ticket.suspension_ends_at)
        doing.told |= {"until_date": suspension.until_date}
    return ticket


def refuse(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The lead does not agree; the clocks run on."""
    with deed(ticket, StepName.REFUSE_SUSPENSION, why, by=by, now=now) as doing:
        overlays.rule(Suspension, doing, Ruling.REFUSED, why.reason)
    return ticket


def lift(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The ground fell away before the last day: the clocks go on now."""
    with deed(ticket, StepName.LIFT_SUSPENSION, why, by=by, now=now) as doing:
        lifted = doing.ticket.suspensions.filter(ruling=Ruling.GRANTED, lifted_at=None)
        lifted.update(lifted_at=now, lifted_by=by, lifted_reason=why.reason)
        doing.ticket.suspension_ends_at = None
        doing.clocks.end_suspension()
        doing.told["reason"] = why.reason
    return ticket
