"""Who is where, for those who are told something: asked once for all that is told together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from accounts.models import Grant, User
from accounts.roles import Role
from tickets.models import Assist, Ticket
from tickets.rules.days import day_of


@dataclass
class Directory:
    """The staff of some offices at a moment, and people known by their ids."""

    now: dt.datetime
    offices: Collection[UUID]
    wanted: Collection[UUID] = ()
    known: Mapping[UUID, User] = field(default_factory=dict)
    assists: Collection[UUID] = ()
    expected: dict[UUID, list[Grant]] = field(default_factory=dict)  # to rule, by ticket

    @classmethod
    def about(cls, ticket: Ticket, now: dt.datetime, assists: Collection[UUID] = ()) -> "Directory":
        """Those whom one ticket, and these assists on it, concern."""
        known = {ticket.assignee.pk: ticket.assignee} if ticket.assignee else {}
        return cls(now, ticket.office.lineage, known=known, assists=assists)

    def at(self, office: UUID | None, role: Role) -> list[User]:
        """Whoever has this role at this office; at none, nobody."""
        return self._staff.get((office, role), [])

    def liaisons(self, assist: UUID) -> list[User]:
        """Whoever answers for the unit that was asked for one of these assists."""
        return self.at(self._units[assist], Role.LIAISON)

    def person(self, who: UUID) -> User:
        """One of those who are known or wanted."""
        return self.known.get(who) or self._people[who]

    @cached_property
    def _staff(self) -> dict[tuple[UUID | None, str], list[User]]:
        offices = {*self.offices, *self._units.values()}
        there = Grant.objects.in_force(day_of(self.now)).filter(office__in=offices)
        staff: dict[tuple[UUID | None, str], list[User]] = defaultdict(list)
        for grant in there.select_related("user").order_by("pk"):
            staff[grant.office_id, grant.role].append(grant.user)
        return dict(staff)

    @cached_property
    def _units(self) -> dict[UUID, UUID]:
        asked = Assist.objects.filter(pk__in=self.assists)
        return dict(asked.values_list("pk", "unit")) if self.assists else {}

    @cached_property
    def _people(self) -> dict[UUID, User]:
        return User.objects.in_bulk(set(self.wanted))
