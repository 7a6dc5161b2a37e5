"""What may be chosen in a form: categories, grounds, measures, people; named for the reader."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Absence, Grant, Office, Recusal, Region
from accounts.roles import May
from tickets.models import Category, Ground, MeasureVersion, Ticket
from tickets.models.ticket import Tickets
from tickets.rules.classification import Track
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.endings import EndingKind, ground_list

Pairs = list[tuple[str, str]]


def categories(on: dt.date) -> Pairs:
    """The categories in force, as (code, code and name)."""
    return [(each.code, f"{each.code} {each}") for each in Category.objects.in_force(on)]


def cities() -> Pairs:
    """The places directly under the province."""
    return [(each.code, str(each)) for each in Region.objects.exclude(parent=None)]


def grounds(kind: EndingKind, ticket: Ticket, on: dt.date) -> Pairs:
    """The grounds for this kind of ending on this ticket's track."""
    listed = ground_list(kind, Track(ticket.track))
    found = Ground.objects.in_force(on).filter(list=listed)
    return [(each.code, f"{each} · {each.source}") for each in found]


def measures(ticket: Ticket, on: dt.date) -> tuple[Pairs, Pairs]:
    """The measures in force that a ticket can be tied to: those for such a ticket, and others."""
    area, city = ticket.ftz_area, ticket.region_id
    told = (area, city, ticket.category_id, ticket.enterprise.nationality)
    fitting: Pairs = []
    others: Pairs = []
    for each in MeasureVersion.objects.open_on(on):
        (fitting if each.scope.fits(*told) else others).append((each.measure_id, str(each)))
    return fitting, others


def asked_items(ticket: Ticket) -> list[dict[str, Any]]:
    """The items of the open request for material; empty when none is open."""
    request = ticket.supplement_requests.filter(ended_at=None).first()
    return list(request.items) if request else []


@dataclass(frozen=True)
class Colleague:
    """A concierge whom a ticket may be given to: their open tickets, and their last day away."""

    grant: Grant
    load: int
    away_until: dt.date | None

    @property
    def value(self) -> str:
        """The office and the person, as a form sends them."""
        return f"{self.grant.office_id}:{self.grant.user_id}"


def chosen(value: str) -> tuple[uuid.UUID, uuid.UUID]:
    """The office and the person of a chosen value."""
    office, person = value.split(":")
    return uuid.UUID(office), uuid.UUID(person)


def concierges_by_office(ticket: Ticket, now: dt.datetime) -> list[Colleague]:
    """The concierges of the whole tree, the holding office first, who is away last in each."""
    kinds = (Office.Kind.PROVINCE, Office.Kind.CITY, Office.Kind.ZONE)
    top = ticket.office.lineage[0]
    grants = (
        Grant.objects.in_force(day_of(now))
        .that(May.HANDLE)
        .filter(office__lineage__contains=[top], office__kind__in=kinds, user__is_active=True)
        .exclude(user=ticket.assignee_id)
        .exclude(user__in=Recusal.objects.from_enterprise(ticket.enterprise_id).people())
        .annotate(load=load_told(), back_at=away_until(now))
        .select_related("office", "user")
        .order_by("office__code", "user__name", "id")
    )
    found = [_colleague(grant) for grant in grants]
    here = ticket.office_id
    return sorted(
        found,
        key=lambda one: (one.grant.office_id != here, one.grant.office.code, bool(one.away_until)),
    )


def _colleague(grant: Grant) -> Colleague:
    counted = vars(grant)
    back_at = counted["back_at"]
    last_day = day_of(back_at - dt.timedelta(seconds=1)) if back_at else None
    return Colleague(grant, counted["load"], last_day)


def open_load() -> Coalesce:
    """How many open tickets the user of a grant has: what capacity is measured by, never shown."""
    return _counted(Ticket.objects.open().filter(assignee=OuterRef("user")))


def load_told(person: str = "user") -> Coalesce:
    """The same as it is told: without commercial secrets, of which whoever reads it may not know.

    `person` is the column of the asking rows.
    """
    told = Ticket.objects.open().exclude(confidentiality=Confidentiality.SECRET)
    return _counted(told.filter(assignee=OuterRef(person)))


def _counted(tickets: Tickets) -> Coalesce:
    by_assignee = tickets.order_by().values("assignee").annotate(n=Count("pk"))
    return Coalesce(Subquery(by_assignee.values("n")), 0)


def away_until(now: dt.datetime) -> Subquery:
    """When the user of a grant, if away, is back."""
    return Subquery(Absence.objects.at(now).filter(user=OuterRef("user")).values("ends_at")[:1])
