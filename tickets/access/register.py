"""The register of requesters as the staff read it who keep it or say who looks after whom."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Grant, Membership, Recusal, Region, User
from accounts.models.enterprise import Enterprises
from accounts.models.membership import Memberships
from accounts.roles import May
from accounts.standing import may, offices_where
from tickets.access.people import the_one
from tickets.errors import Because, Refused
from tickets.rules.days import day_of

KEEPS = (May.REGISTER, May.NAME_CONCIERGE)
WITHOUT = "without"  # nobody looks after it
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed by; what is empty narrows nothing."""

    words: str = ""
    region: str = ""
    kind: str = ""
    ftz_area: str = ""
    care: str = ""


def keeps_register(user: User, now: dt.datetime) -> bool:
    """Whether this person registers requesters, or says who looks after them, anywhere."""
    return any(offices_where(user, what, day_of(now)) for what in KEEPS)


def registers(user: User, now: dt.datetime) -> bool:
    """Whether this person registers requesters anywhere."""
    return bool(offices_where(user, May.REGISTER, day_of(now)))


def demand(user: User, now: dt.datetime, *, to_register: bool = False) -> None:
    """Raise Refused(UNSEEN) unless this person keeps the register."""
    if not (registers if to_register else keeps_register)(user, now):
        sentence = _("There is no such thing, or it is not yours to see.")
        raise Refused(Because.UNSEEN, "unseen", sentence)


def requesters_kept_by(user: User, now: dt.datetime) -> Enterprises:
    """Those registered where the offices work at which this person keeps the register."""
    on = day_of(now)
    offices = {office for what in KEEPS for office in offices_where(user, what, on)}
    return Enterprise.objects.in_places_of(offices)


def requester_kept(user: User, enterprise_id: UUID, now: dt.datetime) -> Enterprise:
    """One of them with place and people. Raises Refused(UNSEEN)."""
    demand(user, now)
    named = requesters_kept_by(user, now).select_related(
        "region", "concierge", "deputy", "verified_by"
    )
    return the_one(named, pk=enterprise_id)


def may_here(user: User, what: May, enterprise: Enterprise, now: dt.datetime) -> bool:
    """Whether this person may do this for a requester, through its home office."""
    return may(user, what, at=enterprise.home_office(), on=day_of(now))


def demand_here(user: User, what: May, enterprise: Enterprise, now: dt.datetime) -> None:
    """Raise Refused(UNSEEN) unless they may."""
    if not may_here(user, what, enterprise, now):
        sentence = _("There is no such thing, or it is not yours to see.")
        raise Refused(Because.UNSEEN, "unseen", sentence)


def narrowed(seen: Enterprises, wanted: Wanted) -> Enterprises:
    """Those who are looked for, with place and people, the newest first."""
    if wanted.words.strip():
        seen = seen.called(wanted.words)
    same = {name: getattr(wanted, name) for name in ("region", "kind", "ftz_area")}
    seen = seen.filter(**{name: value for name, value in same.items() if value})
    if wanted.care == WITHOUT:
        seen = seen.filter(concierge=None)
    elif wanted.care:
        seen = seen.filter(Q(concierge=wanted.care) | Q(deputy=wanted.care))
    return seen.select_related("region", "concierge", "deputy").order_by("-pk")


def places() -> Pairs:
    """Every registered place that an office works at, or around."""
    worked = Q(offices__isnull=False) | Q(parent__offices__isnull=False)
    return [(one.code, str(one)) for one in Region.objects.filter(worked).distinct()]


def concierges_for(enterprise: Enterprise, now: dt.datetime) -> Pairs:
    """Who may look after a requester: concierges of its office or above, without an interest."""
    office = enterprise.home_office()
    held = Grant.objects.in_force(day_of(now)).that(May.HANDLE)
    there = held.filter(office__in=office.lineage, user__is_active=True)
    free = there.exclude(user__in=Recusal.objects.from_enterprise(enterprise.pk).people())
    named = {
        str(grant.user_id): f"{grant.user} · {grant.office}"
        for grant in free.select_related("user", "office").order_by("-office__code", "user__name")
    }
    return list(named.items())


def members_of(enterprise: Enterprise, now: dt.datetime) -> Memberships:
    """Who speaks for a requester, the owners first."""
    speaking = Membership.objects.in_force(day_of(now)).filter(enterprise=enterprise)
    return speaking.select_related("user").order_by("-role", "user__name", "pk")


def member_of(enterprise: Enterprise, membership_id: UUID, now: dt.datetime) -> Membership:
    """One of them. Raises Refused(UNSEEN)."""
    speaking = members_of(enterprise, now).select_related("user", "enterprise")
    return the_one(speaking, pk=membership_id)
