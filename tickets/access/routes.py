"""Asking the rules where a request goes: gathering offices, people and their load."""

import datetime as dt
import uuid
from dataclasses import replace

from django.db.models import Count, Max, Q

from accounts.models import Absence, Duty, Grant, Office, Recusal, User
from accounts.roles import May
from tickets.models import Ticket
from tickets.rules.classification import Level, Track, Urgency
from tickets.rules.days import day_of
from tickets.rules.routing import Candidate, Holder, Matter, Routing, route
from tickets.rules.states import ENDED
from tickets.rules.traces import Named

HOLDERS = (Office.Kind.PROVINCE, Office.Kind.CITY, Office.Kind.ZONE)


def routing_of(ticket: Ticket, now: dt.datetime) -> Routing:
    """Where this request goes and to whom, with every reason, as things stand at this moment."""
    offices = [
        Holder(one.pk, Named(one.name_zh, one.name_en), one.region_id, one.parent_id is None)
        for one in Office.objects.filter(kind__in=HOLDERS, is_active=True)
    ]
    return route(_matter(ticket, now), offices, _candidates(ticket, now))


def _matter(ticket: Ticket, now: dt.datetime) -> Matter:
    enterprise, category = ticket.enterprise, ticket.category
    level = Level(ticket.complained_level) if ticket.complained_level else None
    return Matter(
        track=Track(ticket.track),
        urgency=Urgency(ticket.urgency),
        category=category.pk,
        category_name=Named(category.name_zh, category.name_en),
        region=enterprise.region_id,
        language=ticket.language,
        places=tuple(ticket.places),
        complained_level=level,
        is_key=enterprise.is_key,
        concierge=enterprise.concierge_id,
        deputies=_deputies(ticket, now),
    )


def _deputies(ticket: Ticket, now: dt.datetime) -> tuple[uuid.UUID, ...]:
    """The enterprise's own deputy, then whoever stands in for an absent concierge."""
    enterprise = ticket.enterprise
    away = Absence.objects.at(now).filter(user=enterprise.concierge_id)
    named = [enterprise.deputy_id, *(absence.deputy_id for absence in away)]
    return tuple(one for one in named if one is not None)


def _candidates(ticket: Ticket, now: dt.datetime) -> list[Candidate]:
    on = day_of(now)
    grants = (
        Grant.objects.in_force(on)
        .that(May.HANDLE)
        .filter(user__is_active=True, office__kind__in=HOLDERS)
        .select_related("user")
    )
    away = set(Absence.objects.at(now).values_list("user", flat=True))
    on_duty = Duty.objects.filter(starts_at__lte=now, ends_at__gt=now)
    roster = set(on_duty.values_list("office", "user"))
    recused = set(Recusal.objects.from_enterprise(ticket.enterprise_id).people())
    work = _work()
    candidates = [_candidate(grant, roster, work) for grant in grants]
    return [
        replace(one, is_away=one.id in away, is_recused=one.id in recused) for one in candidates
    ]


def _work() -> dict[uuid.UUID, tuple[int, dt.datetime]]:
    """Open tickets of each assignee, and when they last got one."""
    open_ones = Count("pk", filter=~Q(state__in=ENDED))
    rows = Ticket.objects.exclude(assignee=None).values_list("assignee")
    counted = rows.annotate(load=open_ones, last=Max("submitted_at"))
    return {person: (load, last) for person, load, last in counted}


def _names(person: User) -> Named:
    """In both scripts; where one is missing, the other stands for it."""
    one_of = person.name or person.name_latin or person.email
    return Named(one_of, person.name_latin or one_of)


def _candidate(
    grant: Grant,
    roster: set[tuple[uuid.UUID, uuid.UUID]],
    work: dict[uuid.UUID, tuple[int, dt.datetime]],
) -> Candidate:
    load, last = work.get(grant.user_id, (0, None))
    return Candidate(
        id=grant.user_id,
        name=_names(grant.user),
        office=grant.office_id,
        load=load,
        capacity=grant.capacity,
        skills=frozenset(grant.skills),
        languages=frozenset(grant.user.spoken_languages),
        on_roster=(grant.office_id, grant.user_id) in roster,
        last_given_at=last,
    )
