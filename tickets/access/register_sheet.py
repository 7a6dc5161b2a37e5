"""What the house knows that a sheet of requesters is compared with: asked once for all rows."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Enterprise, Grant, Office, Recusal, Region, User
from accounts.roles import May
from accounts.standing import may
from tickets.access.register import requesters_kept_by
from tickets.rules.days import day_of

NAMES = ("name_zh", "name_en", "name_original")


@dataclass(frozen=True)
class Known:
    """Requesters by code and name, places with their offices, and who may look after whom."""

    by: User
    on: dt.date
    by_code: dict[str, Enterprise]
    by_name: dict[str, list[Enterprise]]
    places: dict[str, Region]
    offices: dict[uuid.UUID, Office]
    grants: list[Grant]
    recused: frozenset[tuple[uuid.UUID, uuid.UUID]]  # person, requester

    def office_for(self, kind: str, region: str) -> Office | None:
        """The office that looks after requesters at a place; of institutions the province."""
        parent = self.places[region].parent_id if region in self.places else None
        nodes = {one.region_id: one for one in self.offices.values()}
        near = nodes.get(region) or nodes.get(parent or "")
        if near is None:
            return None
        return self._top(near) if kind == Enterprise.Kind.INSTITUTION else near

    def may_register(self, office: Office, *, is_key: bool) -> bool:
        """Whether the reader registers requesters of this office; key ones at its top."""
        return may(self.by, May.REGISTER, at=self._top(office) if is_key else office, on=self.on)

    def may_name(self, office: Office) -> bool:
        """Whether the reader says who looks after requesters of this office."""
        return may(self.by, May.NAME_CONCIERGE, at=office, on=self.on)

    def concierges_called(self, typed: str, office: Office) -> list[User]:
        """The concierges of this office or above with this e-mail address or name."""
        words = typed.casefold()
        found = {
            grant.user_id: grant.user
            for grant in self.grants
            if grant.office_id in office.lineage
            and words in {grant.user.email, grant.user.name, grant.user.name_latin.casefold()}
        }
        return list(found.values())

    def _top(self, office: Office) -> Office:
        return self.offices[office.lineage[0]]


def known_for(
    codes: Collection[str], names: Collection[str], *, by: User, now: dt.datetime
) -> Known:
    """What concerns rows with these codes and names (six questions, however many rows)."""
    on = day_of(now)
    named = Q(*((f"{field}__in", names) for field in NAMES), _connector=Q.OR)
    beside = ("region", "concierge", "deputy")
    coded = Enterprise.objects.filter(credit_code__in=codes).select_related(*beside)
    kept = requesters_kept_by(by, now).filter(named).select_related(*beside)
    by_name: dict[str, list[Enterprise]] = {}
    for one in kept:
        for name in {getattr(one, field) for field in NAMES} - {""}:
            by_name.setdefault(name, []).append(one)
    held = Grant.objects.in_force(on).that(May.HANDLE).filter(user__is_active=True)
    recused = Recusal.objects.in_force().values_list("user", "enterprise")
    return Known(
        by,
        on,
        {str(one.credit_code): one for one in coded},
        by_name,
        {one.code: one for one in Region.objects.all()},
        {one.pk: one for one in Office.objects.nodes()},
        list(held.select_related("user")),
        frozenset(recused),
    )
