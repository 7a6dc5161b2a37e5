"""The duty rosters of the offices: who is on duty now, what is planned, and what is not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Duty, Grant, Office, User
from accounts.roles import May
from accounts.standing import may
from tickets.access.people import the_one
from tickets.rules import rosters
from tickets.rules.days import day_of
from tickets.rules.rosters import AHEAD, Span

KEPT = dt.timedelta(days=30)  # an office whose last turn ended longer ago keeps no roster


@dataclass(frozen=True)
class OnDuty:
    """An office, who is on duty there now, and when nobody will be within the next seven days.

    An office that keeps no roster has no gaps: nothing was promised there.
    """

    office: Office
    turns: list[Duty]
    gaps: list[Span]
    is_kept: bool


@dataclass(frozen=True)
class Roster:
    """The turns of one office in some weeks, the times nobody has, and those that two have."""

    turns: list[Duty]
    gaps: list[Span]
    overlaps: list[Span]


def span_of(duty: Duty) -> Span:
    """From when until when a turn lasts."""
    return Span(duty.starts_at, duty.ends_at)


def on_duty(now: dt.datetime) -> list[OnDuty]:
    """Every office of the concierge system, those that keep a roster first."""
    turns: dict[UUID, list[Duty]] = defaultdict(list)
    recent = Duty.objects.filter(ends_at__gt=now - KEPT).select_related("user")
    for duty in recent.order_by("starts_at"):
        turns[duty.office_id].append(duty)
    found = [_on_duty(office, turns[office.pk], now) for office in Office.objects.nodes()]
    return sorted(found, key=lambda one: not one.is_kept)


def _on_duty(office: Office, turns: list[Duty], now: dt.datetime) -> OnDuty:
    at_work = [duty for duty in turns if duty.starts_at <= now < duty.ends_at]
    return OnDuty(office, at_work, _gaps_ahead(turns, now) if turns else [], bool(turns))


def _gaps_ahead(turns: Iterable[Duty], now: dt.datetime) -> list[Span]:
    return rosters.gaps(map(span_of, turns), Span(now, now + AHEAD))


def phone_on_duty(office: Office, now: dt.datetime) -> str:
    """Whom to call in an emergency: on duty there now, else nearest above; empty for nobody."""
    turns = Duty.objects.at(now).filter(office__in=office.lineage).exclude(user__phone="")
    phones = dict(turns.order_by("-starts_at").values_list("office", "user__phone"))
    return next((phones[at] for at in reversed(office.lineage) if at in phones), "")


def office_with_roster(code: str) -> Office:
    """An office of the concierge system by its code. Raises Refused(UNSEEN)."""
    return the_one(Office.objects.nodes(), code=code)


def plans_roster(user: User, office: Office, now: dt.datetime) -> bool:
    """Whether this person plans the roster of this office."""
    return may(user, May.PLAN_STAFFING, at=office, on=day_of(now))


def roster(office: Office, within: Span, now: dt.datetime) -> Roster:
    """What is planned for some time; gaps are told of the time to come only."""
    planned = Duty.objects.filter(
        office=office, starts_at__lt=within.ends_at, ends_at__gt=within.starts_at
    )
    turns = list(planned.select_related("user").order_by("starts_at", "user__name"))
    spans = [span_of(duty) for duty in turns]
    ahead = Span(max(within.starts_at, now), within.ends_at)
    gaps = [] if ahead.is_empty else rosters.gaps(spans, ahead)
    return Roster(turns, gaps, rosters.overlaps(spans, within))


def people_of(office: Office, now: dt.datetime) -> list[User]:
    """Who can be put on its roster: its concierges."""
    here = Grant.objects.in_force(day_of(now)).that(May.HANDLE).filter(office=office)
    grants = here.filter(user__is_active=True).select_related("user").order_by("user__name")
    return list({grant.user_id: grant.user for grant in grants}.values())


def duty_for(office: Office, duty_id: UUID) -> Duty:
    """One turn of an office. Raises Refused(UNSEEN)."""
    return the_one(Duty.objects.filter(office=office).select_related("user", "office"), id=duty_id)


def others_to_swap(duty: Duty, now: dt.datetime) -> list[Duty]:
    """Turns of colleagues at the same office that have not begun: for these it can be swapped."""
    ahead = Duty.objects.filter(office=duty.office, starts_at__gt=now).exclude(user=duty.user)
    return list(ahead.select_related("user").order_by("starts_at"))


def planners_of(office: Office, now: dt.datetime) -> list[User]:
    """Who plans the roster of an office: its leads and dispatchers."""
    here = Grant.objects.in_force(day_of(now)).that(May.PLAN_STAFFING).filter(office=office)
    grants = here.filter(user__is_active=True).select_related("user")
    return list({grant.user_id: grant.user for grant in grants}.values())


def offices_with_gaps(now: dt.datetime) -> list[OnDuty]:
    """The offices that keep a roster on which a shift of the next seven days is empty."""
    return [one for one in on_duty(now) if one.gaps]
