"""Who of a requester's people reads its requests: as it is, and as another mode would have it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Membership, User
from accounts.models.membership import Memberships
from accounts.roles import May, RequesterRole
from accounts.standing import may_for, memberships_of
from tickets.errors import Because, Refused
from tickets.models import Named, Ticket
from tickets.rules.days import day_of
from tickets.rules.visibility import Known, Reach, reach

OWNERS_ONLY = _("Only an owner of the requester decides who reads its requests.")


@dataclass(frozen=True)
class Change:
    """What another mode would change for one member."""

    who: User
    before: Reach
    after: Reach

    @property
    def is_any(self) -> bool:
        """Whether it changes anything for them now."""
        return self.before != self.after


def owned_by(user: User, now: dt.datetime) -> set[uuid.UUID]:
    """The requesters of which this person is an owner today."""
    mine = memberships_of(user, day_of(now))
    return {one.enterprise_id for one in mine if one.role == RequesterRole.OWNER}


def enterprise_of_owner(user: User, enterprise_id: uuid.UUID, now: dt.datetime) -> Enterprise:
    """The requester, for its owner. Raises Refused: UNSEEN for outsiders, ROLE for its members."""
    mine = {one.enterprise_id: one.enterprise for one in memberships_of(user, day_of(now))}
    found = mine.get(enterprise_id)
    if found is None:
        raise Refused(Because.UNSEEN, "no_such_enterprise", _("There is no such enterprise."))
    if not may_for(user, May.MANAGE_COLLEAGUES, enterprise=found, on=day_of(now)):
        raise Refused(Because.ROLE, May.MANAGE_COLLEAGUES, OWNERS_ONLY)
    return found


def changes_by(enterprise: Enterprise, mode: str, now: dt.datetime) -> list[Change]:
    """What a mode would change for each member who is no owner and no agent, by name."""
    all_ = Ticket.objects.filter(enterprise=enterprise).count()
    return [_change(one, enterprise.visibility, mode, all_) for one in _members(enterprise, now)]


def people_told(enterprise: Enterprise, now: dt.datetime) -> list[User]:
    """Its owners and members: agents read only what they filed, whatever the mode."""
    there = _in_force(enterprise, now).exclude(role=RequesterRole.AGENT)
    return [one.user for one in there.select_related("user")]


def _change(member: Membership, before: str, after: str, all_: int) -> Change:
    counted = vars(member)
    known = Known(all_, counted["filed"], counted["named"])
    return Change(member.user, reach(before, known), reach(after, known))


def _members(enterprise: Enterprise, now: dt.datetime) -> Memberships:
    theirs = Ticket.objects.filter(enterprise=enterprise)
    filed = theirs.filter(filed_by=OuterRef("user")).values("filed_by")
    named = Named.objects.filter(ticket__in=theirs, user=OuterRef("user"))
    others = named.exclude(ticket__filed_by=F("user")).values("user")
    members = _in_force(enterprise, now).filter(role=RequesterRole.MEMBER)
    counted = members.annotate(filed=_counted(filed), named=_counted(others))
    return counted.select_related("user").order_by("user__name", "pk")


def _counted(rows: QuerySet[Ticket, object] | QuerySet[Named, object]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().annotate(n=Count("pk")).values("n")), 0)


def _in_force(enterprise: Enterprise, now: dt.datetime) -> Memberships:
    there = Membership.objects.in_force(day_of(now))
    return there.filter(enterprise=enterprise, user__is_active=True)
