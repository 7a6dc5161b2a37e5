"""Which requesters, offices and people one sees. What you may not see does not exist."""

import datetime as dt
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Membership, Office, User
from accounts.models.enterprise import Enterprises
from accounts.roles import NODES, May, RequesterRole
from accounts.standing import grants_of, memberships_of, offices_where
from tickets.errors import Because, Refused
from tickets.rules.days import day_of

ADMINISTERS = (May.MANAGE_STAFF, May.MANAGE_SECURITY, May.READ_AUDIT)
Thing = TypeVar("Thing", bound=Model)


def anybody() -> bool:
    """Whether anybody at all has an account in this house."""
    return User.objects.exists()


def has_account(email: str) -> bool:
    """Whether somebody has an account with this e-mail address; asked by the house itself."""
    return User.objects.with_mailbox(email) is not None


def offices_by_code() -> dict[str, Office]:
    """Every office; asked by the house itself."""
    return {office.code: office for office in Office.objects.all()}


def enterprises_visible_to(user: User, *, now: dt.datetime) -> Enterprises:
    """Their own; for staff those of their offices' places, and those in their care."""
    on = day_of(now)
    mine = [membership.enterprise_id for membership in memberships_of(user, on)]
    seen = Q(pk__in=mine)
    if offices := offices_where(user, May.READ_TICKETS, on):
        seen |= Q(pk__in=Enterprise.objects.in_places_of(offices).values("pk"))
    if offices_where(user, May.HANDLE, on):
        seen |= Q(concierge=user) | Q(deputy=user)
    return Enterprise.objects.filter(seen)


def enterprise_for(user: User, enterprise_id: UUID, *, now: dt.datetime) -> Enterprise:
    """One requester. Raises Refused(UNSEEN)."""
    return the_one(enterprises_visible_to(user, now=now), id=enterprise_id)


def offices_visible_to(user: User, *, now: dt.datetime) -> QuerySet[Office]:
    """Staff see every office; requesters those of the concierge system, none of its units."""
    on = day_of(now)
    if grants_of(user, on):
        return Office.objects.all()
    return Office.objects.nodes() if memberships_of(user, on) else Office.objects.none()


def office_for(user: User, code: str, *, now: dt.datetime) -> Office:
    """One office, by its code. Raises Refused(UNSEEN)."""
    return the_one(offices_visible_to(user, now=now), code=code)


def people_visible_to(user: User, *, now: dt.datetime) -> QuerySet[User]:
    """Oneself and the colleagues; for staff who read tickets also the requesters' people.

    Colleagues of the concierge system are all its staff; of a unit or law firm, those of the same.
    Administrators see everybody. An agent sees only themselves, a requester no staff: the named
    concierge is told on the requester's own page.
    """
    on = day_of(now)
    if any(offices_where(user, what, on) for what in ADMINISTERS):
        return User.objects.all()
    seen = Q(pk=user.pk)
    offices = {grant.office for grant in grants_of(user, on)}
    inside = any(office.kind in NODES for office in offices)
    seen |= Q(grants__isnull=False) if inside else Q(grants__office__in=offices)
    seen |= Q(memberships__enterprise__in=_requesters_whose_people_show(user, now))
    return User.objects.filter(pk__in=User.objects.filter(seen).values("pk"))


def person_for(user: User, person_id: UUID, *, now: dt.datetime) -> User:
    """One person. Raises Refused(UNSEEN)."""
    return the_one(people_visible_to(user, now=now), id=person_id)


def members_visible_to(
    user: User, enterprise: Enterprise, *, now: dt.datetime
) -> QuerySet[Membership]:
    """The people who speak for a requester on this day, for whoever may see them."""
    shown = _requesters_whose_people_show(user, now).filter(pk=enterprise.pk)
    in_force = Membership.objects.in_force(day_of(now)).filter(enterprise__in=shown)
    return in_force.select_related("user").order_by("role", "user__name")


def _requesters_whose_people_show(user: User, now: dt.datetime) -> QuerySet[Enterprise]:
    on = day_of(now)
    silent = [m.enterprise_id for m in memberships_of(user, on) if m.role == RequesterRole.AGENT]
    return enterprises_visible_to(user, now=now).exclude(pk__in=silent)


def the_one(seen: QuerySet[Thing], **known: object) -> Thing:
    """The one of those a person sees that is known by this. Raises Refused(UNSEEN)."""
    found = seen.filter(**known).first()
    if found is None:
        raise Refused(
            Because.UNSEEN, "unseen", _("There is no such thing, or it is not yours to see.")
        )
    return found
