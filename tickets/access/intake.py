"""Taking requests in by phone, at the counter, at a meeting: whose, and at which office."""

import datetime as dt
from uuid import UUID

from django.db.models import Q

from accounts.models import Enterprise, Office, User
from accounts.models.enterprise import Enterprises
from accounts.roles import May
from accounts.standing import offices_where
from tickets.access.people import the_one
from tickets.rules.days import day_of


def takes_in(user: User, now: dt.datetime) -> bool:
    """Whether this person takes requests in at all."""
    return bool(offices_where(user, May.INTAKE, day_of(now)))


def offices_taking_in(enterprise: Enterprise, user: User, now: dt.datetime) -> list[Office]:
    """The offices at which this person may file for this requester: its home office or one above.

    A foreign institution is served by the province alone (DOMAIN §2).
    """
    mine = offices_where(user, May.INTAKE, day_of(now))
    return list(Office.objects.filter(pk__in=mine & set(enterprise.home_office().lineage)))


def requesters_in_reach(user: User, now: dt.datetime) -> Enterprises:
    """Whose requests this person may take in."""
    mine = offices_where(user, May.INTAKE, day_of(now))
    kinds = Enterprise.Kind
    reach = Q(kind=kinds.ENTERPRISE)
    if Office.objects.filter(pk__in=mine, parent=None).exists():
        reach |= Q(kind=kinds.INSTITUTION)
    return Enterprise.objects.in_places_of(mine).filter(reach)


def requesters_called(words: str, user: User, now: dt.datetime) -> Enterprises:
    """Those in reach by a piece of a name in any language, or by the whole credit code."""
    return requesters_in_reach(user, now).called(words).select_related("region", "concierge")


def requester_for(user: User, enterprise_id: UUID, now: dt.datetime) -> Enterprise:
    """One requester in reach. Raises Refused(UNSEEN)."""
    return the_one(requesters_in_reach(user, now), pk=enterprise_id)
