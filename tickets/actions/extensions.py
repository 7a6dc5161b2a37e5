"""More time for handling: asked for before it is due, once, granted by a lead (延期)."""

import datetime as dt

from accounts.models import User
from tickets.actions import overlays
from tickets.actions.deeds import deed
from tickets.models import Extension, Ticket
from tickets.models.overlay import Ruling
from tickets.rules.carried import Reason
from tickets.rules.notices import NoticeKind, Wanted
from tickets.rules.overlays import ExtensionRequest, Grant
from tickets.rules.steps import StepName


def ask(ticket: Ticket, asked: ExtensionRequest, *, by: User, now: dt.datetime) -> Ticket:
    """Ask for more time, at most as much as was promised. Nothing moves before a lead agrees."""
    with deed(ticket, StepName.ASK_EXTENSION, asked, by=by, now=now) as doing:
        asked.validate_within(doing.clocks.handling().amount)
        Extension.objects.create(**overlays.asked(doing, asked.reason), amount=asked.amount)
        doing.told |= {"amount": asked.amount, "reason": asked.reason}
    return ticket


def grant(ticket: Ticket, given: Grant, *, by: User, now: dt.datetime) -> Ticket:
    """The lead agrees: the handling clock is due later; its first due moment is kept.

    Rungs that fired stay, even if that was after the due moment.
    """
    with deed(ticket, StepName.GRANT_EXTENSION, given, by=by, now=now) as doing:
        extension = overlays.rule(Extension, doing, Ruling.GRANTED, given.remark)
        due_at = doing.clocks.extend(extension.amount)
        doing.told |= {"amount": int(extension.amount), "due_at": due_at}
        doing.notice = Wanted(NoticeKind.EXTENSION)
    return ticket


def refuse(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The lead does not agree; the due moment stays."""
    with deed(ticket, StepName.REFUSE_EXTENSION, why, by=by, now=now) as doing:
        overlays.rule(Extension, doing, Ruling.REFUSED, why.reason)
    return ticket
