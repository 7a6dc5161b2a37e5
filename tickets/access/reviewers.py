"""Who could rule on an ending or call back: present, no handler of it, with no interest in it."""

import datetime as dt
import uuid

from django.db.models import Exists, OuterRef, Q

from accounts.models import Absence, Grant
from accounts.models.grant import Grants
from accounts.roles import Role
from tickets.models import Ending, Named, Ticket
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.matters import Matter

# What bars the holder of a grant (the outer query) from a ticket.
_WAITING = Q(endings__ruling=Ending.Ruling.WAITING)
_HANDLED = Q(assignee=OuterRef("user")) | _WAITING & Q(endings__proposed_by=OuterRef("user"))
_OF_INTEREST = Q(enterprise__recusals__user=OuterRef("user"), enterprise__recusals__lifted_at=None)
BARRED = _HANDLED | _OF_INTEREST


def ready(role: Role, now: dt.datetime) -> Grants:
    """For a query on tickets: grants of this role, anywhere, whose holder could act on the ticket.

    Not whoever is away; of a secret ticket, only who is named on it.
    """
    there = Grant.objects.in_force(day_of(now)).filter(role=role, user__is_active=True)
    secret = Q(confidentiality=Confidentiality.SECRET)
    named = Exists(Named.objects.filter(ticket=OuterRef("pk"), user=OuterRef(OuterRef("user"))))
    closed_to_them = Ticket.objects.filter(BARRED | secret & ~named, pk=OuterRef(OuterRef("pk")))
    away = Absence.objects.at(now).values("user")
    return there.exclude(Exists(closed_to_them)).exclude(user__in=away)


def reviewers_of(ticket: Matter, now: dt.datetime) -> list[Grant]:
    """Who is expected to rule on the ending proposed: the nearest leads present, else the leader.

    First the leads of the holding office, then the parent's, then the leader of the province. Where
    nobody is present, those who are away: nobody else could. Of a secret ticket whoever is named
    on it goes before whoever would have to be named.
    """
    levels = _levels(ticket, now)
    present = [[one for one in level if not vars(one)["is_away"]] for level in levels]
    trusted = _trusted(ticket, present)
    return next((level for level in [*trusted, *present, *levels] if level), [])


def _trusted(ticket: Matter, levels: list[list[Grant]]) -> list[list[Grant]]:
    """Of a secret, those of each level who are named on it."""
    if ticket.confidentiality != Confidentiality.SECRET:
        return []
    named = set(Named.objects.filter(ticket=ticket.id).values_list("user", flat=True))
    return [[one for one in level if one.user_id in named] for level in levels]


def _levels(ticket: Matter, now: dt.datetime) -> list[list[Grant]]:
    """Those who may rule on it at all, the nearest first."""
    here, top = ticket.office_id, ticket.office.lineage[0]
    places: list[tuple[uuid.UUID | None, Role]] = [
        (here, Role.LEAD),
        (ticket.office.parent_id, Role.LEAD),
        (top, Role.LEADER),
    ]
    theirs = Ticket.objects.filter(BARRED, pk=ticket.id)
    roles = Grant.objects.in_force(day_of(now)).filter(role__in=(Role.LEAD, Role.LEADER))
    able = roles.filter(user__is_active=True).exclude(Exists(theirs))
    away = Exists(Absence.objects.at(now).filter(user=OuterRef("user")))
    found = able.select_related("user").annotate(is_away=away).order_by("user__name", "pk")
    return [[one for one in found if (one.office_id, one.role) == place] for place in places]
