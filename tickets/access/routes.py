"""Asking the rules where a request goes: gathering offices, people and their load."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Absence, Enterprise
from tickets.access import routing_rules
from tickets.models import Ticket, crew
from tickets.models.crew import Member
from tickets.rules.classification import Level, Track, Urgency
from tickets.rules.routing import Candidate, Decision, Matter, Routing, decide, give
from tickets.rules.traces import Named


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
    crew.wait_for_turn(placed.decision.office.id, now)
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
    there = crew.members([at.decision.office.id], now, at.matter.named)
    people = [candidate_of(one, ticket.enterprise_id) for one in there]
    return Routed(at, give(at.matter, at.decision, people))


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


def candidate_of(one: Member, enterprise: uuid.UUID) -> Candidate:
    """How somebody who handles tickets stands towards the requests of an enterprise."""
    name = one.name or one.name_latin or one.email
    return Candidate(
        id=one.user,
        name=Named(name, one.name_latin or name),  # where a script is missing, the other stands
        office=one.office,
        load=one.load,
        capacity=one.capacity,
        skills=frozenset(one.skills),
        languages=frozenset(one.spoken_languages),
        is_away=one.is_away,
        is_recused=enterprise in one.recused_from,
        on_roster=one.on_roster,
        last_given_at=one.last_given_at,
    )
