"""What a draft of routing rules would have done with the last tickets. Reads, changes nothing."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from accounts.models import Absence, User
from tickets.access import routes, routing_rules
from tickets.models import Ticket, crew
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.routing import Holder, decide, deciding, give, goal_of
from tickets.rules.routing_rules import Facts, Rules
from tickets.rules.traces import Named

LAST = (100, 1_000, 10_000)  # how many tickets may be looked at
_ASKED = (
    *("pk", "track", "category", "enterprise__region", "enterprise__ftz_area"),
    *("enterprise__nationality", "enterprise__is_key", "places", "complained_level"),
)
_DEPUTY = "stands_in"  # who does for the enterprise's concierge, where they are away


@dataclass(frozen=True)
class Move:
    """One ticket that the draft sends to another office; the people are those of this moment."""

    ticket: Ticket
    before: Holder
    after: Holder
    rule: int
    person_before: Named | None
    person_after: Named | None


@dataclass(frozen=True)
class Tally:
    """How many of the tickets an office gets under the rules in force, and under the draft."""

    office: Named
    before: int
    after: int

    @property
    def change(self) -> int:
        """How many more, or fewer."""
        return self.after - self.before


@dataclass(frozen=True)
class DryRun:
    """How many tickets were looked at, which would go elsewhere, and what each office would get.

    `seen` are those of the moved tickets that the reader may be shown; the others count only.
    """

    count: int
    moved: dict[uuid.UUID, int]  # the ticket, and the number of the rule that moves it
    seen: list[uuid.UUID]
    tallies: list[Tally]
    offices: list[Holder]
    in_force: Rules  # what the draft was compared with

    @property
    def unseen(self) -> int:
        """How many of the moved tickets the reader is not shown."""
        return len(self.moved) - len(self.seen)


@dataclass
class _Way:
    """One set of rules; what it decides for the same facts is decided once."""

    rules: Rules
    offices: list[Holder]
    known: dict[Facts, int] = field(default_factory=dict)
    goals: dict[tuple[int, str], Holder] = field(default_factory=dict)

    def decide(self, facts: Facts, open_ones: frozenset[uuid.UUID]) -> tuple[int, Holder]:
        """The rule that decides, and its office."""
        if facts not in self.known:
            self.known[facts] = deciding(facts, open_ones, self.rules)
        number = self.known[facts]
        if (number, facts.region) not in self.goals:
            goal = goal_of(self.rules[number - 1], facts.region, self.offices)
            self.goals[number, facts.region] = goal
        return number, self.goals[number, facts.region]


def of_rules(rules: Rules, last: int, reader: User, *, now: dt.datetime) -> DryRun:
    """Compare these rules with those in force over the last tickets that were filed."""
    offices = routing_rules.holders()
    in_force = routing_rules.in_force(now)[1]
    before, after = _Way(in_force, offices), _Way(rules, offices)
    open_ones = frozenset(one.id for one in offices)
    moved: dict[uuid.UUID, int] = {}
    held: Counter[Holder] = Counter()
    would: Counter[Holder] = Counter()
    for key, facts in _last(last):
        was, (number, will) = before.decide(facts, open_ones)[1], after.decide(facts, open_ones)
        held[was] += 1
        would[will] += 1
        if will != was:
            moved[key] = number
    tallies = [Tally(one.name, held[one], would[one]) for one in offices if held[one] + would[one]]
    return DryRun(held.total(), moved, _seen(moved, reader, now), tallies, offices, in_force)


def _last(last: int) -> Iterator[tuple[uuid.UUID, Facts]]:
    rows = Ticket.objects.order_by("-submitted_at", "-id").values_list(*_ASKED)[:last]
    for key, track, category, region, area, nationality, is_key, places, level in rows:
        several = len(set(places)) > 1
        yield key, Facts(track, category, region, area, nationality, is_key, several, level)


def _seen(moved: dict[uuid.UUID, int], reader: User, now: dt.datetime) -> list[uuid.UUID]:
    """Those of the tickets that the reader may be shown, the last filed first."""
    mine = Ticket.objects.visible_to(reader, day_of(now)).filter(pk__in=list(moved))
    open_to_all = mine.exclude(confidentiality=Confidentiality.SECRET)
    return list(open_to_all.order_by("-submitted_at", "-id").values_list("pk", flat=True))


def moves(run: DryRun, some: Sequence[uuid.UUID], rules: Rules, now: dt.datetime) -> list[Move]:
    """Some of the tickets that would go elsewhere: from where to where, and to whom as of now."""
    absent = Absence.objects.at(now).filter(user=OuterRef("enterprise__concierge"))
    tickets = Ticket.objects.filter(pk__in=some).select_related("enterprise", "category")
    found = tickets.annotate(**{_DEPUTY: Subquery(absent.values("deputy"))}).in_bulk()
    people = crew.members(None, now) if found else []
    told = []
    for key in some:
        ticket = found[key]
        own, deputy = ticket.enterprise.concierge_id, getattr(ticket, _DEPUTY)
        matter = routes.matter_of(ticket, {own: deputy} if own else {})
        was, will = (decide(matter, run.offices, each) for each in (run.in_force, rules))
        places = {was.office.id, will.office.id}
        near = (one for one in people if one.office in places or one.user in matter.named)
        asked = [routes.candidate_of(one, ticket.enterprise_id) for one in near]
        before, after = (give(matter, one, asked).person for one in (was, will))
        names = [one.name if one else None for one in (before, after)]
        told.append(Move(ticket, was.office, will.office, run.moved[key], *names))
    return told
