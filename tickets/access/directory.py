"""Who is where, for those who are told something: asked once for all that is told together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from accounts.models import Grant, User
from accounts.roles import Role
from tickets.models import Ticket
from tickets.rules.days import day_of


@dataclass
class Directory:
    """The staff of some offices at a moment, and people known by their ids."""

    now: dt.datetime
    offices: Collection[UUID]
    wanted: Collection[UUID] = ()
    known: Mapping[UUID, User] = field(default_factory=dict)

    @classmethod
    def about(cls, ticket: Ticket, now: dt.datetime) -> "Directory":
        """Those whom one ticket concerns."""
        known = {ticket.assignee.pk: ticket.assignee} if ticket.assignee else {}
        return cls(now, ticket.office.lineage, known=known)

    def at(self, office: UUID | None, role: Role) -> list[User]:
        """Whoever has this role at this office; at none, nobody."""
        return self._staff.get((office, role), [])

    def person(self, who: UUID) -> User:
        """One of those who are known or wanted."""
        return self.known.get(who) or self._people[who]

    @cached_property
    def _staff(self) -> dict[tuple[UUID | None, str], list[User]]:
        there = Grant.objects.in_force(day_of(self.now)).filter(office__in=self.offices)
        staff: dict[tuple[UUID | None, str], list[User]] = defaultdict(list)
        for grant in there.select_related("user").order_by("pk"):
            staff[grant.office_id, grant.role].append(grant.user)
        return dict(staff)

    @cached_property
    def _people(self) -> dict[UUID, User]:
        return User.objects.in_bulk(set(self.wanted))
