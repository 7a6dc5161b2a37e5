"""What a person may do on a day: their grants and memberships, asked once per person."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet

from accounts.models.enterprise import Enterprise
from accounts.models.grant import Grant, counts
from accounts.models.membership import Membership
from accounts.models.office import Office
from accounts.models.user import User
from accounts.roles import REACHES_DOWN, REQUESTERS, STAFF, May, RequesterRole, Role, World

_NAMED = ("granted__office", "speaking__enterprise")


class Roles(NamedTuple):
    """What somebody is: at which offices, and for whom they speak."""

    grants: tuple[Grant, ...]
    memberships: tuple[Membership, ...]


def person_with_roles(user_id: UUID) -> User | None:
    """The person with this id; their roles came along and are not asked for again."""
    rows = list(_with_roles().filter(pk=user_id))
    if not rows:
        return None
    rows[0].known_roles = _roles_in(rows)
    return rows[0]


def grants_of(user: User, on: dt.date) -> tuple[Grant, ...]:
    """The staff roles this person has on this day, offices included; none for the inactive."""
    every = _roles_of(user).grants if user.is_active else ()
    return tuple(one for one in every if counts(one.from_date, one.until_date, on))


def memberships_of(user: User, on: dt.date) -> tuple[Membership, ...]:
    """Whom this person speaks for on this day, enterprises included; nobody for the inactive."""
    every = _roles_of(user).memberships if user.is_active else ()
    return tuple(one for one in every if counts(one.from_date, one.until_date, on))


def may(user: User, what: May, *, at: Office, on: dt.date) -> bool:
    """Whether a grant in force on this day lets the person do this at this office."""
    return any(
        grant.office_id == at.id or (what in REACHES_DOWN and grant.office_id in at.lineage)
        for grant in _grants_that(user, what, on)
    )


def may_for(user: User, what: May, *, enterprise: Enterprise, on: dt.date) -> bool:
    """Whether a membership in force on this day lets the person do this for this enterprise."""
    return any(
        what in REQUESTERS[RequesterRole(membership.role)].may
        for membership in memberships_of(user, on)
        if membership.enterprise_id == enterprise.id
    )


def offices_where(user: User, what: May, on: dt.date) -> frozenset[UUID]:
    """The offices at which the person has a grant for this; those below are not listed."""
    return frozenset(grant.office_id for grant in _grants_that(user, what, on))


def worlds_of(user: User, on: dt.date) -> tuple[World, ...]:
    """The worlds of pages open to this person on this day, the most usual first."""
    open_to = {STAFF[Role(grant.role)].world for grant in grants_of(user, on)}
    if memberships_of(user, on):
        open_to.add(World.PORTAL)
    return tuple(world for world in (World.DESK, World.LEADER, World.PORTAL) if world in open_to)


def forget(user: User) -> None:
    """Ask anew next time: something about this person's roles has just changed."""
    user.known_roles = None


def _grants_that(user: User, what: May, on: dt.date) -> Iterable[Grant]:
    return (grant for grant in grants_of(user, on) if what in STAFF[Role(grant.role)].may)


def _roles_of(user: User) -> Roles:
    if user.known_roles is None:
        user.known_roles = _roles_in(_with_roles().filter(pk=user.pk))
    known: Roles = user.known_roles
    return known


def _with_roles() -> QuerySet[User, User]:
    """Each person as often as they have a grant beside a membership, once if they have none.

    Of any day, as long as it was not ended early: who is asked for two days is not read twice.
    """
    people = User.objects.annotate(
        granted=FilteredRelation("grants", condition=Q(grants__ended_at=None)),
        speaking=FilteredRelation("memberships", condition=Q(memberships__ended_at=None)),
    )
    named = people.select_related(*_NAMED)
    return named.order_by("granted__office__code", "granted__role", "speaking__id")


def _roles_in(rows: Iterable[User]) -> Roles:
    """The grants and the memberships of one person, each once, in order."""
    found = [(vars(row).get("granted"), vars(row).get("speaking")) for row in rows]
    grants = {grant.pk: grant for grant, _membership in found if grant}
    memberships = {membership.pk: membership for _grant, membership in found if membership}
    return Roles(tuple(grants.values()), tuple(memberships.values()))
