"""What a person may do on a day: their grants and memberships in force, asked once per person."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.models.enterprise import Enterprise
from accounts.models.grant import Grant
from accounts.models.membership import Membership
from accounts.models.office import Office
from accounts.models.user import User
from accounts.roles import REACHES_DOWN, REQUESTERS, STAFF, May, RequesterRole, Role, World


def grants_of(user: User, on: dt.date) -> tuple[Grant, ...]:
    """The staff roles this person has on this day, offices included; none for the inactive."""
    if not user.is_active:
        return ()
    kept = _kept(user)
    if ("grants", on) not in kept:
        found = user.grants.in_force(on).select_related("office").order_by("office__code", "role")
        kept["grants", on] = tuple(found)
    answer: tuple[Grant, ...] = kept["grants", on]
    return answer


def memberships_of(user: User, on: dt.date) -> tuple[Membership, ...]:
    """Whom this person speaks for on this day, enterprises included; nobody for the inactive."""
    if not user.is_active:
        return ()
    kept = _kept(user)
    if ("memberships", on) not in kept:
        found = user.memberships.in_force(on).select_related("enterprise").order_by("id")
        kept["memberships", on] = tuple(found)
    answer: tuple[Membership, ...] = kept["memberships", on]
    return answer


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
    _kept(user).clear()


def _grants_that(user: User, what: May, on: dt.date) -> Iterable[Grant]:
    return (grant for grant in grants_of(user, on) if what in STAFF[Role(grant.role)].may)


def _kept(user: User) -> dict[tuple[str, dt.date], Any]:
    kept: dict[tuple[str, dt.date], Any] = vars(user).setdefault("_standing", {})
    return kept
