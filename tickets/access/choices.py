"""What may be chosen in a form: categories, grounds, measures, people; named for the reader."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import Grant, Office, Recusal
from accounts.roles import May
from tickets.models import Category, Ground, Measure, Ticket
from tickets.rules.classification import Track
from tickets.rules.endings import EndingKind, ground_list

Pairs = list[tuple[str, str]]


def categories(on: dt.date) -> Pairs:
    """The categories in force, as (code, code and name)."""
    return [(each.code, f"{each.code} {each}") for each in Category.objects.in_force(on)]


def grounds(kind: EndingKind, ticket: Ticket, on: dt.date) -> Pairs:
    """The grounds for this kind of ending on this ticket's track."""
    listed = ground_list(kind, Track(ticket.track))
    found = Ground.objects.in_force(on).filter(list=listed)
    return [(each.code, f"{each} · {each.source}") for each in found]


def measures() -> Pairs:
    """The measures whose text has been entered."""
    return [(each.code, str(each)) for each in Measure.objects.filter(to_be_entered=False)]


def asked_items(ticket: Ticket) -> list[dict[str, Any]]:
    """The items of the open request for material; empty when none is open."""
    request = ticket.supplement_requests.filter(ended_at=None).first()
    return list(request.items) if request else []


@dataclass(frozen=True)
class People:
    """Concierges that a ticket may be given to."""

    grants: list[Grant]

    def grouped(self) -> list[tuple[str, Pairs]]:
        """By office, as a select with groups shows them."""
        groups: dict[str, Pairs] = {}
        for grant in self.grants:
            value = f"{grant.office_id}:{grant.user_id}"
            groups.setdefault(str(grant.office), []).append((value, str(grant.user)))
        return list(groups.items())

    def pair(self, value: str) -> tuple[uuid.UUID, uuid.UUID]:
        """The office and the person of a chosen value."""
        office, person = value.split(":")
        return uuid.UUID(office), uuid.UUID(person)


def concierges_by_office(ticket: Ticket, on: dt.date) -> People:
    """The concierges of the whole tree, the holding office first; the step limits the reach."""
    kinds = (Office.Kind.PROVINCE, Office.Kind.CITY, Office.Kind.ZONE)
    grants = (
        Grant.objects.in_force(on)
        .that(May.HANDLE)
        .filter(office__lineage__contains=[ticket.office.lineage[0]], office__kind__in=kinds)
        .filter(user__is_active=True)
        .exclude(user=ticket.assignee_id)
        .exclude(user__in=Recusal.objects.from_enterprise(ticket.enterprise_id).people())
        .select_related("office", "user")
        .order_by("office__code", "user__name")
    )
    return People(sorted(grants, key=lambda grant: grant.office_id != ticket.office_id))
