"""Tickets as they are known in one world: to a requester, at the desk, to a leader."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import May, World
from accounts.standing import worlds_of
from tickets.access.tickets import steps_for
from tickets.errors import Because, Refused
from tickets.models import Ticket
from tickets.models.ticket import Tickets
from tickets.rules import numbers
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.standings import Standing
from tickets.rules.steps import Step

BY_RIGHT = {World.DESK: May.READ_TICKETS, World.LEADER: May.READ_REPORTS}


def worlds_for(user: User, now: dt.datetime) -> tuple[World, ...]:
    """The worlds in which this person may read tickets now, the most usual first."""
    return worlds_of(user, day_of(now))


def tickets_in(world: World, user: User, now: dt.datetime) -> Tickets:
    """What this person may know of in this world: a part of what is visible to them at all."""
    on = day_of(now)
    if world is World.PORTAL:
        return Ticket.objects.asked_by(user, on)
    return Ticket.objects.read_by_staff(user, on, BY_RIGHT[world])


def rows_in(world: World, user: User, now: dt.datetime) -> Tickets:
    """The same with everything a row names; only the desk is told the tags."""
    found = tickets_in(world, user, now).for_page()
    return found.with_tags() if world is World.DESK else found


def ticket_in(user: User, number: str, now: dt.datetime) -> tuple[World, Ticket]:
    """The ticket with this number, and the world in which this person reads it.

    Raises Refused(UNSEEN) where there is none, or none for this person: the two look alike.
    """
    for world in worlds_for(user, now):
        seen = rows_in(world, user, now)
        if found := seen.filter(number=numbers.normalised(number)).first():
            return world, found
    raise Refused(Because.UNSEEN, "no_such_ticket", _("There is no ticket with this number."))


def is_read_on_record(world: World, ticket: Ticket) -> bool:
    """Whether opening the ticket is itself kept: by a leader always, a secret one by all staff."""
    secret = ticket.confidentiality == Confidentiality.SECRET
    return world is World.LEADER or (secret and world is World.DESK)


def steps_in(world: World, user: User, ticket: Ticket, now: dt.datetime) -> list[Step]:
    """What this person may do with the ticket now; in the portal only what a requester does."""
    steps = steps_for(user, ticket, now)
    return [step for step in steps if world is not World.PORTAL or _is_requesters(step)]


def _is_requesters(step: Step) -> bool:
    return Standing.REQUESTER in {by.standing for by in step.by}
