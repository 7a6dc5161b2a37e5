"""Asking the rules where a request goes: gathering offices, people and their load."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Absence, Duty, Enterprise, Grant, Recusal
from accounts.roles import May
from tickets.access import routing_rules
from tickets.models import Ticket, database
from tickets.rules.classification import Level, Track, Urgency
from tickets.rules.days import day_of
from tickets.rules.routing import Candidate, Decision, Matter, Routing, decide, give
from tickets.rules.traces import Named

_ASKED = (
    *("user", "user__name", "user__name_latin", "user__email", "user__spoken_languages"),
    *("office", "capacity", "skills"),
)
_STANDING = ("load", "last_given_at", "is_away", "on_roster")


@dataclass(frozen=True)
class Placed:
    """A request at the office the rules name, before somebody there is found."""

    matter: Matter
    decision: Decision
    rules: int | None  # the key of the version they stand in; None for the rules as shipped


@dataclass(frozen=True)
class Routed:
    """Where a request goes and to whom, and by what."""

    placed: Placed
    routing: Routing

    def trace(self) -> dict[str, Any]:
        """As JSON values, for the hop row: what was known, the rules asked, what became of whom."""
        matter, routing = self.placed.matter, self.routing
        return {
            "facts": {**matter.facts._asdict(), "places": list(matter.places)},
            "tried": [reason.kept() for reason in routing.tried],
            "candidates": [reason.kept() for reason in routing.candidates],
        }


def routing_of(ticket: Ticket, now: dt.datetime) -> Routed:
    """Where this request goes and to whom; until the transaction ends nobody else is given there.

    The load is read after the turn came: of a thousand requests filed at once each counts those
    before it.
    """
    placed = _placed(ticket, now)
    database.wait_for(*_turns(placed, now))
    return _routed(ticket, placed, now)


def _placed(ticket: Ticket, now: dt.datetime) -> Placed:
    """The office this request goes to, by the rules in force."""
    key, rules = routing_rules.in_force(now)
    own = ticket.enterprise.concierge_id
    away = Absence.objects.at(now).filter(user=own) if own else ()
    matter = matter_of(ticket, {one.user_id: one.deputy_id for one in away})
    return Placed(matter, decide(matter, routing_rules.holders(), rules), key)


def _routed(ticket: Ticket, at: Placed, now: dt.datetime) -> Routed:
    """Who gets this request at the office it was placed at."""
    mine = Recusal.objects.from_enterprise(ticket.enterprise_id).filter(user=OuterRef("user"))
    where = Q(office=at.decision.office.id) | Q(user__in=at.matter.named)
    people = people_where(where, now, is_recused=Exists(mine))
    return Routed(at, give(at.matter, at.decision, people))


def _turns(at: Placed, now: dt.datetime) -> list[str]:
    """The turns to wait for before work is given at this office, in the order all take them.

    Whoever handles tickets at two offices can be given work at both: their turns go together.
    """
    handling = Grant.objects.in_force(day_of(now)).that(May.HANDLE).order_by()
    people = handling.filter(office=at.decision.office.id).values("user")
    beside = handling.filter(user__in=people).values_list("office", flat=True).distinct()
    return sorted({f"routing:{office}" for office in (at.decision.office.id, *beside)})


def matter_of(ticket: Ticket, away: Mapping[uuid.UUID, uuid.UUID | None]) -> Matter:
    """What routing asks about a ticket; `away` tells who stands in for whoever is absent."""
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
        deputies=_deputies(enterprise, away),
        area=enterprise.ftz_area,
        nationality=enterprise.nationality,
    )


def _deputies(
    enterprise: Enterprise, away: Mapping[uuid.UUID, uuid.UUID | None]
) -> tuple[uuid.UUID, ...]:
    """The enterprise's own deputy, then whoever stands in for an absent concierge."""
    if enterprise.concierge_id is None:
        return ()
    named = (enterprise.deputy_id, away.get(enterprise.concierge_id))
    return tuple(one for one in named if one is not None)


def people_where(where: Q, now: dt.datetime, **more: Any) -> list[Candidate]:
    """Whoever handles tickets there, as they stand at this moment (one question)."""
    grants = (
        Grant.objects.in_force(day_of(now))
        .that(May.HANDLE)
        .filter(where, user__is_active=True, office__kind__in=routing_rules.HOLDERS)
        .annotate(**_standing(now), **more)
        .values(*_ASKED, *_STANDING, *more)
    )
    return [_candidate(known) for known in grants]


def _standing(now: dt.datetime) -> dict[str, Any]:
    """How the person of a grant stands at this moment, all in the one question."""
    person, theirs = OuterRef("user"), Ticket.objects.filter(assignee=OuterRef("user"))
    on_duty = Duty.objects.at(now).filter(user=person, office=OuterRef("office"))
    last = theirs.order_by("-submitted_at").values("submitted_at")[:1]
    return {
        "load": Coalesce(Subquery(_counted(theirs.open())), 0),
        "last_given_at": Subquery(last),
        "is_away": Exists(Absence.objects.at(now).filter(user=person)),
        "on_roster": Exists(on_duty),
    }


def _counted(tickets: QuerySet[Ticket, Ticket]) -> QuerySet[Any, Any]:
    return tickets.order_by().values("assignee").annotate(count=Count("pk")).values("count")


def _candidate(known: Mapping[str, Any]) -> Candidate:
    latin = known["user__name_latin"]
    name = known["user__name"] or latin or known["user__email"]
    return Candidate(
        id=known["user"],
        name=Named(name, latin or name),  # where a script is missing, the other stands for it
        office=known["office"],
        capacity=known["capacity"],
        skills=frozenset(known["skills"]),
        languages=frozenset(known["user__spoken_languages"]),
        is_recused=known.get("is_recused", False),
        **{name: known[name] for name in _STANDING},
    )
