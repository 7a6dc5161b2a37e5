"""Finding what a ticket is: category, urgency and, before acceptance, its nature."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, User
from tickets.actions.deeds import Deed, deed
from tickets.errors import Because, Refused
from tickets.models import Category, Ticket
from tickets.rules.classification import Classification, Nature, check_nature, track_of
from tickets.rules.days import day_of
from tickets.rules.steps import StepName


def classify(ticket: Ticket, found: Classification, *, by: User, now: dt.datetime) -> Ticket:
    """Set category, urgency and nature; running clocks get the new promise from their own start."""
    with deed(ticket, StepName.CLASSIFY, found, by=by, now=now) as doing:
        check_nature(found.nature, Nature(doing.ticket.nature), ever_accepted=_accepted(doing))
        doing.told["before"] = _kept(doing.ticket)
        _apply(doing.ticket, found, now)
        doing.told |= {"after": _kept(doing.ticket), "reason": found.reason}
        doing.clocks.reclassify()
    return ticket


def _accepted(doing: Deed) -> bool:
    return doing.ticket.accepted_at is not None


def _apply(ticket: Ticket, found: Classification, now: dt.datetime) -> None:
    category = Category.objects.in_force(day_of(now)).filter(pk=found.category).first()
    if category is None:
        raise Refused(Because.MISSING, "no_category", _("Choose a category."), field="category")
    ticket.category, ticket.urgency = category, found.urgency
    if found.nature is not None:
        institution = ticket.enterprise.kind == Enterprise.Kind.INSTITUTION
        ticket.nature = found.nature
        ticket.track = track_of(found.nature, is_institution=institution)


def _kept(ticket: Ticket) -> dict[str, str]:
    names = ("category_id", "urgency", "nature", "track")
    return {name.removesuffix("_id"): str(getattr(ticket, name)) for name in names}
