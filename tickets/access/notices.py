"""Notices as a person may read them: of a ticket they read, and nobody else's."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.standing import picture_of
from tickets.errors import Because, Refused
from tickets.models import Notice, Ticket
from tickets.models.notice import Notices
from tickets.rules.serving import MAY_HAND_OVER


def notices_on(ticket: Ticket) -> Notices:
    """Every notice issued on a ticket, the newest first; the caller has found the ticket."""
    return ticket.notices.all().for_page().order_by("-issued_at", "-id")


def notice_on(ticket: Ticket, notice: uuid.UUID) -> Notice:
    """One of them. Raises Refused(UNSEEN)."""
    found = notices_on(ticket).select_related("ticket__office", "paper").filter(pk=notice).first()
    if found is None:
        raise Refused(Because.UNSEEN, "no_such_notice", _("There is no such document."))
    return found


def hands_over(user: User, ticket: Ticket, now: dt.datetime) -> bool:
    """Whether this person may put on record that a notice of the ticket was handed over."""
    facts, standings = picture_of(user, ticket, now)
    return bool(MAY_HAND_OVER & standings) and not facts.is_archived


def demand_hands_over(user: User, ticket: Ticket, now: dt.datetime) -> None:
    """Raise Refused(ROLE) unless they may."""
    if not hands_over(user, ticket, now):
        sentence = _("Only the assignee or a lead may do this.")
        raise Refused(Because.ROLE, "not_yours", sentence)
