"""Who gets each ticket of a hand-over under a plan, and why; or why it stays."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from accounts.models import Absence, Office, User
from tickets.access import hand_overs as access
from tickets.access.hand_overs import Crew
from tickets.access.routes import candidate_of, matter_of
from tickets.models import HandOver, HandOverLine, Ticket
from tickets.models.crew import members
from tickets.rules.hand_overs import Kept, Plan, Way
from tickets.rules.routing import Decision, Holder, give
from tickets.rules.traces import Named, Reason


@dataclass(frozen=True)
class Line:
    """One ticket of a plan: who gets it and why, or why it stays."""

    ticket: Ticket
    giver: User
    receiver: User | None
    kept: Kept | None = None
    why: tuple[Reason, ...] = ()
    was: HandOverLine | None = None

    @property
    def moves(self) -> bool:
        """Whether it goes to somebody."""
        return self.kept is None


def seal_of(lines: Iterable[Line]) -> str:
    """A word that is another one as soon as any ticket would go another way."""
    ways = sorted(f"{one.ticket.pk}{one.receiver and one.receiver.pk}{one.kept}" for one in lines)
    return hashlib.sha256("\n".join(ways).encode()).hexdigest()[:20]


def lines_of_plan(person: User, tickets: list[Ticket], plan: Plan, now: dt.datetime) -> list[Line]:
    """Each ticket with who would get it, in the order given; whoever is full gets no more."""
    crew = Crew.around(tickets, now)
    if plan.way is Way.RULES:
        return list(_by_rules(person, tickets, crew, now))
    chosen = _chosen(person, plan, now)
    found = []
    for ticket in tickets:
        wanted, why = _wanted(ticket, plan.way, chosen)
        line = _line(person, ticket, crew, wanted, why)
        if line.moves and line.receiver:
            crew.load[line.receiver.pk] += 1
        found.append(line)
    return found


def _by_rules(person: User, tickets: list[Ticket], crew: Crew, now: dt.datetime) -> Iterator[Line]:
    """Each ticket as if it were filed now and its own office given: who would get it there.

    Whoever hands over counts as away. Of a secret only those named on it are asked.
    """
    here = {one.office_id for one in tickets}
    people = members(here, now)
    away = dict(Absence.objects.at(now).values_list("user", "deputy"))
    for ticket in tickets:
        decision = Decision(_holder(ticket.office), 0, (), ())
        asked = [
            replace(
                candidate_of(one, ticket.enterprise_id),
                load=crew.load[one.user],
                is_away=one.is_away or one.user == person.pk,
            )
            for one in people
            if crew.is_trusted(ticket, one.user)
        ]
        routing = give(matter_of(ticket, away), decision, asked)
        found = routing.person
        if found is None:
            yield Line(ticket, person, None, Kept.NOBODY, routing.reasons)
            continue
        crew.load[found.id] += 1
        yield Line(
            ticket, person, crew.grants[ticket.office_id, found.id].user, None, routing.reasons
        )


def _holder(office: Office) -> Holder:
    top = office.parent_id is None
    return Holder(office.pk, Named(office.name_zh, office.name_en), office.region_id, top)


def _chosen(person: User, plan: Plan, now: dt.datetime) -> User | None:
    """Who stands in for the person in all, or was chosen by name."""
    if plan.receiver is not None:
        return User.objects.filter(pk=plan.receiver).first()
    return access.deputy_of(person, now)


def _wanted(
    ticket: Ticket, way: Way, chosen: User | None
) -> tuple[User | None, tuple[Reason, ...]]:
    """Who should get it: of a deputy it is told that they are; a colleague was chosen by hand."""
    if way is Way.COLLEAGUE:
        return chosen, ()
    found = chosen or ticket.enterprise.deputy
    if found is None:
        return None, ()
    code = "deputy" if chosen else "deputy_of_enterprise"
    return found, (Reason(code, {"person": name_in_both(found)}),)


def _line(
    person: User, ticket: Ticket, crew: Crew, wanted: User | None, why: tuple[Reason, ...]
) -> Line:
    if wanted is None or wanted == person:
        return Line(ticket, person, None, Kept.NO_DEPUTY)
    kept = crew.receiving(ticket, wanted.pk).hindrance
    return Line(ticket, person, wanted, kept, why)


def name_in_both(person: User) -> Named:
    """In both scripts; where one is missing, the other stands for it."""
    one_of = person.name or person.name_latin or person.email
    return Named(one_of, person.name_latin or one_of)


def lines_back(hand_over: HandOver, now: dt.datetime) -> Iterator[Line]:
    """What would go back to who had it; their own work waits for no room."""
    was = access.to_give_back(hand_over)
    crew = Crew.around([one.ticket for one in was], now)
    for one in was:
        if one.receiver is None:  # what moved has one; the database holds it
            continue
        receiving = crew.receiving_back(one.ticket, hand_over.person.pk)
        yield Line(one.ticket, one.receiver, hand_over.person, receiving.hindrance, was=one)
