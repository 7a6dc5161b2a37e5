"""The tree of offices with who works there and how much they carry."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Sum

from accounts.models import Grant, Office, Region, User
from accounts.roles import May, Role
from tickets.access import calendars, staff
from tickets.access.people import the_one
from tickets.errors import Because, Refused
from tickets.models import OfficeHours, Ticket
from tickets.rules.days import day_of
from tickets.rules.offices import BELOW

FEWEST_LEADS = 2  # of the province: nobody approves what they proposed
UPPER = ("province", "city", "zone")
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Branch:
    """One office in the tree: how deep, who works there, what they carry and could carry."""

    office: Office
    staff: int
    concierges: int
    capacity: int
    load: int
    has_hours: bool

    @property
    def depth(self) -> int:
        """How many offices are above it."""
        return len(self.office.lineage) - 1


def sees_offices(user: User, now: dt.datetime) -> bool:
    """Whether this person keeps accounts, plans for an office, or edits policy."""
    return staff.runs_staff(user, now) or calendars.edits_policy(user, now)


def demand_sees_offices(user: User, now: dt.datetime) -> None:
    """Raise Refused(UNSEEN) for everybody else."""
    if not sees_offices(user, now):
        raise Refused(Because.UNSEEN, "unseen", staff.UNSEEN)


def office_kept(user: User, code: str, now: dt.datetime) -> Office:
    """One office, for whoever keeps offices. Raises Refused(UNSEEN)."""
    staff.demand_keeps(user, May.MANAGE_STAFF, now)
    return the_one(Office.objects.select_related("region", "parent"), code=code)


def tree(now: dt.datetime) -> list[Branch]:
    """Every office, each below the one it answers to, with the figures of today."""
    held = Grant.objects.in_force(day_of(now)).filter(user__is_active=True).order_by()
    people = dict(held.values_list("office").annotate(n=Count("user", distinct=True)))
    concierges = {
        office: (n, most)
        for office, n, most in held.that(May.HANDLE)
        .values_list("office")
        .annotate(Count("user", distinct=True), Sum("capacity"))
    }
    loads = dict(Ticket.objects.open().order_by().values_list("office").annotate(n=Count("pk")))
    timed = set(OfficeHours.objects.in_force().values_list("office", flat=True))
    offices = {one.pk: one for one in Office.objects.select_related("region")}
    return [
        Branch(
            one,
            people.get(one.pk, 0),
            *concierges.get(one.pk, (0, 0)),
            loads.get(one.pk, 0),
            one.pk in timed,
        )
        for one in sorted(offices.values(), key=lambda one: _path(one, offices))
    ]


def leads_are_too_few(now: dt.datetime) -> bool:
    """Whether the province has fewer than two leads: what one proposes nobody else approves."""
    held = Grant.objects.in_force(day_of(now)).filter(role=Role.LEAD, office__parent=None)
    return held.filter(user__is_active=True).values("user").distinct().count() < FEWEST_LEADS


def kinds_below() -> Pairs:
    """What an office under another one may be."""
    return [(value, str(label)) for value, label in Office.Kind.choices if value in BELOW]


def nodes() -> Pairs:
    """The offices that others may stand under."""
    return [(one.code, str(one)) for one in Office.objects.nodes()]


def regions() -> Pairs:
    """Every place."""
    return [(one.code, str(one)) for one in Region.objects.all()]


def _path(office: Office, offices: dict[uuid.UUID, Office]) -> list[tuple[bool, str]]:
    """Nodes of the concierge system come before units and law firms of the same office."""
    line = [offices[each] for each in office.lineage]
    return [(one.kind not in UPPER, one.code) for one in line]
