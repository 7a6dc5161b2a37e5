"""Requests that look like one, and those it is linked to, as far as their reader may know."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from tickets.access.tickets import tickets_at_desk
from tickets.models import Message, Relation, Ticket
from tickets.models.relation import Relations
from tickets.rules import duplicates
from tickets.rules.duplicates import Traits, Why

COMPARED = 300  # the newest that could be alike
SHOWN = 10


@dataclass(frozen=True)
class Candidate:
    """A request that may be the same, and why."""

    ticket: Ticket
    because: tuple[Why, ...]


@dataclass(frozen=True)
class Linked:
    """A request linked to this one: as what, and what was said on it."""

    ticket: Ticket
    relation: Relation
    talk: list[Message]

    @property
    def goes_on(self) -> bool:
        """Whether it is the first of two that say the same."""
        return self.relation.is_duplicate and self.relation.first_id == self.ticket.pk


def traits_of(ticket: Ticket) -> Traits:
    """What of it is compared."""
    said = (ticket.enterprise_id, ticket.category_id, ticket.title, ticket.complained_organ)
    return Traits(*said, ticket.submitted_at)


def candidates(user: User, ticket: Ticket, now: dt.datetime) -> list[Candidate]:
    """Those this person reads as staff that look like it, the most in common first.

    Of the requests of the same requester or category, or about the same organ, that were filed
    within 90 days of it, the newest 300 are compared.
    """
    near = (ticket.submitted_at - duplicates.WITHIN, ticket.submitted_at + duplicates.WITHIN)
    alike = Q(enterprise=ticket.enterprise_id) | Q(category=ticket.category_id)
    if ticket.complained_organ:
        alike |= Q(complained_organ=ticket.complained_organ)
    seen = tickets_at_desk(user, now).filter(alike, submitted_at__range=near)
    ends = {end for pair in _standing(ticket).values_list("ticket", "first") for end in pair}
    newest = seen.exclude(pk__in={ticket.pk, *ends}).for_page().order_by("-submitted_at", "-id")
    mine = traits_of(ticket)
    found = [
        Candidate(each, duplicates.why_alike(mine, traits_of(each))) for each in newest[:COMPARED]
    ]
    alike_ones = [one for one in found if one.because]
    return sorted(alike_ones, key=lambda one: -len(one.because))[:SHOWN]


def linked_to(user: User, ticket: Ticket, now: dt.datetime) -> list[Linked]:
    """Those linked to it that this person reads as staff, with what was said on them."""
    by_end = {
        (each.first_id if each.ticket_id == ticket.pk else each.ticket_id): each
        for each in _standing(ticket).select_related("related_by")
    }
    readable = tickets_at_desk(user, now).filter(pk__in=by_end).for_page()
    found = list(readable.order_by("-submitted_at", "id"))
    said = Message.objects.filter(ticket__in=found).readable(inside=True).select_related("author")
    talk = defaultdict(list)
    for message in said:
        talk[message.ticket_id].append(message)
    return [Linked(each, by_end[each.pk], talk[each.pk]) for each in found]


def first_of(user: User, ticket: Ticket, now: dt.datetime) -> Ticket | None:
    """The request that goes on in place of this one, where this person reads it as staff."""
    found = Relation.objects.standing().filter(ticket=ticket.pk, is_duplicate=True)
    return tickets_at_desk(user, now).filter(pk__in=found.values("first")).first()


def _standing(ticket: Ticket) -> Relations:
    return Relation.objects.standing().filter(Q(ticket=ticket.pk) | Q(first=ticket.pk))
