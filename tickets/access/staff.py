"""Colleagues as those see them who keep accounts, give roles or plan for an office."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, Enterprise, Grant, Invitation, Membership, Office, User
from accounts.models.grant import Grants
from accounts.roles import May
from accounts.standing import grants_of, may, offices_where
from tickets.access import choices
from tickets.access.people import the_one
from tickets.errors import Because, Refused
from tickets.rules.days import day_of

KEEPS = (May.MANAGE_STAFF, May.MANAGE_SECURITY)  # they see everybody
UNSEEN = _("There is no such thing, or it is not yours to see.")
NOT_OVER = "not_over"  # where the grants of a row are kept


class Where(TextChoices):
    """Where a colleague is, to look for them by."""

    NO_ROLE = "no_role", _("Without a role")
    INVITED = "invited", _("Invited, not come yet")
    AWAY = "away", _("Away today")
    CLOSED = "closed", _("Account closed")


@dataclass(frozen=True)
class Wanted:
    """What the list of colleagues is narrowed by; what is empty narrows nothing."""

    words: str = ""
    office: str = ""
    role: str = ""
    where: str = ""


def runs_staff(user: User, now: dt.datetime) -> bool:
    """Whether this person keeps accounts, gives roles, or plans for an office."""
    on = day_of(now)
    return any(offices_where(user, what, on) for what in (*KEEPS, May.PLAN_STAFFING))


def demand_runs_staff(user: User, now: dt.datetime) -> None:
    """Raise Refused(UNSEEN) for everybody else."""
    if not runs_staff(user, now):
        raise Refused(Because.UNSEEN, "unseen", UNSEEN)


def may_keep(user: User, what: May, now: dt.datetime) -> bool:
    """Whether this person may do this to accounts or roles at all."""
    return bool(offices_where(user, what, day_of(now)))


def demand_keeps(user: User, what: May, now: dt.datetime) -> None:
    """Raise Refused(UNSEEN) unless this person may do this to accounts or roles."""
    if not may_keep(user, what, now):
        raise Refused(Because.UNSEEN, "unseen", UNSEEN)


def plans_for(user: User, person: User, on: dt.date) -> bool:
    """Whether this person says when a colleague is away: their own, or of an office planned for."""
    if user.pk == person.pk:
        return True
    offices = [grant.office for grant in grants_of(person, on)]
    return any(may(user, May.PLAN_STAFFING, at=office, on=on) for office in offices)


def colleagues_seen_by(user: User, now: dt.datetime) -> QuerySet[User]:
    """Administrators: all colleagues, with or without a role; planners: those of their offices.

    Everybody sees themselves.
    """
    on = day_of(now)
    grants = Grant.objects.filter(user=OuterRef("pk"))
    if any(offices_where(user, what, on) for what in KEEPS):
        outside = Exists(Membership.objects.filter(user=OuterRef("pk")))
        return User.objects.filter(Exists(grants) | ~outside)
    there = grants.not_over(on).filter(office__in=offices_where(user, May.PLAN_STAFFING, on))
    return User.objects.filter(Exists(there) | Q(pk=user.pk))


def colleague_for(user: User, person_id: UUID, now: dt.datetime) -> User:
    """One colleague with roles, load and absence. Raises Refused(UNSEEN)."""
    return the_one(described(colleagues_seen_by(user, now), now), pk=person_id)


def narrowed(seen: QuerySet[User], wanted: Wanted, now: dt.datetime) -> QuerySet[User]:
    """Those who are looked for; closed accounts only where they are asked for."""
    if words := wanted.words.strip():
        named = Q(name__icontains=words) | Q(name_latin__icontains=words)
        seen = seen.filter(named | Q(email__icontains=words))
    if wanted.office or wanted.role:
        held = Grant.objects.not_over(day_of(now)).filter(user=OuterRef("pk"))
        held = held.filter(office__code=wanted.office) if wanted.office else held
        held = held.filter(role=wanted.role) if wanted.role else held
        seen = seen.filter(Exists(held))
    closed = wanted.where == Where.CLOSED
    seen = seen.filter(deactivated_at__isnull=not closed)
    return _those_who_are(wanted.where, seen, now)


def described(people: QuerySet[User], now: dt.datetime) -> QuerySet[User]:
    """With roles not over, open load, the end of an absence, and until when an invitation holds."""
    away = Absence.objects.at(now).filter(user=OuterRef("pk")).values("ends_at")[:1]
    asked = Invitation.objects.unanswered().filter(user=OuterRef("pk")).values("expires_at")[:1]
    roles = Grant.objects.not_over(day_of(now)).select_related("office")
    roles = roles.order_by("office__code", "role", "from_date")
    return (
        people.annotate(
            load=choices.load_told("pk"), back_at=Subquery(away), invited_until=Subquery(asked)
        )
        .prefetch_related(Prefetch("grants", roles, to_attr=NOT_OVER))
        .order_by("-pk")
    )


def roles_of(person: User, now: dt.datetime) -> Grants:
    """The roles a colleague has or is to have."""
    held = Grant.objects.not_over(day_of(now)).filter(user=person)
    return held.select_related("office", "user")


def grant_of(person: User, grant_id: UUID, now: dt.datetime) -> Grant:
    """One of them. Raises Refused(UNSEEN)."""
    return the_one(roles_of(person, now), pk=grant_id)


def absences_of(person: User, now: dt.datetime) -> QuerySet[Absence]:
    """When a colleague is or will be away, the next first."""
    coming = Absence.objects.filter(user=person, ends_at__gt=now)
    return coming.select_related("user", "deputy").order_by("starts_at")


def absence_of(person: User, absence_id: UUID, now: dt.datetime) -> Absence:
    """One of them. Raises Refused(UNSEEN)."""
    return the_one(absences_of(person, now), pk=absence_id)


def in_care(person: User) -> dict[str, int]:
    """For how many requesters a colleague is the own concierge, and for how many the deputy."""
    cared = Q(concierge=person) | Q(deputy=person)
    return Enterprise.objects.filter(cared).aggregate(
        own=Count("pk", filter=Q(concierge=person)), deputy=Count("pk", filter=Q(deputy=person))
    )


def stand_ins_for(person: User, now: dt.datetime) -> list[tuple[str, str]]:
    """Who could stand in for a colleague: whoever has a role at one of their offices."""
    on = day_of(now)
    offices = [grant.office_id for grant in grants_of(person, on)]
    there = Grant.objects.in_force(on).filter(office__in=offices, user__is_active=True)
    others = User.objects.filter(pk__in=there.values("user")).exclude(pk=person.pk)
    return [(str(one.pk), str(one)) for one in others.order_by("name", "pk")]


def offices_with_staff() -> list[Office]:
    """Every office that works, the concierge system first."""
    return sorted(Office.objects.filter(is_active=True), key=lambda one: (one.kind, one.code))


def _those_who_are(where: str, seen: QuerySet[User], now: dt.datetime) -> QuerySet[User]:
    if where == Where.NO_ROLE:
        held = Grant.objects.not_over(day_of(now)).filter(user=OuterRef("pk"))
        return seen.filter(~Exists(held))
    if where == Where.INVITED:
        return seen.filter(is_active=False)
    if where == Where.AWAY:
        return seen.filter(Exists(Absence.objects.at(now).filter(user=OuterRef("pk"))))
    return seen
