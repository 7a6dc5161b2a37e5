"""Linking two requests, as related or as saying the same again, and undoing it.

Both histories tell it. What says the same again ends by its own steps, its requester is told as of
every ending, and what was said on it is read from the one that goes on.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.duplicates import traits_of
from tickets.access.tickets import ticket_at_desk
from tickets.actions.deeds import Deed, deed
from tickets.errors import Because, Refused
from tickets.models import Event, Relation, Ticket
from tickets.rules import numbers
from tickets.rules.carried import missing
from tickets.rules.duplicates import Relating, Unrelating, check_duplicate
from tickets.rules.steps import StepName

RELATED = "related"
UNRELATED = "unrelated"


@transaction.atomic
def relate(ticket: Ticket, to: Relating, *, by: User, now: dt.datetime) -> Ticket:
    """Link the ticket to another that `by` reads; as a duplicate only to an earlier one of the same
    requester.

    Raises Refused(MISSING) for a number that leads nowhere, Refused(STATE) where they are linked.
    """
    _hold_both(ticket, to.number)
    with deed(ticket, StepName.RELATE, to, by=by, now=now) as doing:
        first = _other(doing, to.number)
        if Relation.objects.standing().between(ticket.pk, first.pk).exists():
            sentence = _("The two are linked already.")
            raise Refused(Because.STATE, "related_already", sentence, field="number")
        if to.is_duplicate:
            check_duplicate(traits_of(doing.ticket), traits_of(first))
        Relation.objects.create(
            ticket=doing.ticket,
            first=first,
            is_duplicate=to.is_duplicate,
            reason=to.reason.strip(),
            related_by=by,
            related_at=now,
        )
        _tell_both(doing, first, RELATED, {"is_duplicate": to.is_duplicate, "reason": to.reason})
    return ticket


@transaction.atomic
def unrelate(ticket: Ticket, why: Unrelating, *, by: User, now: dt.datetime) -> Ticket:
    """They have nothing to do with each other after all; that they were linked stays in history."""
    _hold_both(ticket, why.number)
    with deed(ticket, StepName.UNRELATE, why, by=by, now=now) as doing:
        other = _other(doing, why.number)
        known = Relation.objects.standing().between(ticket.pk, other.pk)
        if not known.update(ended_by=by, ended_at=now):
            sentence = _("The two are not linked.")
            raise Refused(Because.STATE, "not_related", sentence, field="number")
        _tell_both(doing, other, UNRELATED, {"reason": why.reason})
    return ticket


def _hold_both(ticket: Ticket, number: str) -> None:
    """Both locked in one order: whoever links them the other way round waits."""
    both = Q(pk=ticket.pk) | Q(number=numbers.normalised(number))
    list(Ticket.objects.filter(both).order_by("pk").select_for_update().values_list("pk"))


def _other(doing: Deed, number: str) -> Ticket:
    """The other one. Raises Refused(MISSING) for a number that leads `by` nowhere."""
    try:
        other = ticket_at_desk(doing.by, number, doing.now)
    except Refused as refused:
        raise missing("number", refused.message, "no_such_ticket") from refused
    if other.pk == doing.ticket.pk:
        raise missing("number", _("This is the ticket itself."), "itself")
    return other


def _tell_both(doing: Deed, other: Ticket, kind: str, facts: dict[str, object]) -> None:
    doing.told |= {"other": other.number, **facts}
    told = {"other": doing.ticket.number, **facts}
    Event.objects.append(other.stream, kind, by=doing.by, now=doing.now, facts=told)
