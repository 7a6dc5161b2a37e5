"""Who is told what after each step: one table, one message per person, queued with the deed."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Grant, User
from accounts.roles import RequesterRole, Role
from tickets.access.reviewers import reviewers_of
from tickets.actions import outbox
from tickets.models import Clock as RunningClock
from tickets.models import Ticket
from tickets.models.ticket import Confidentiality
from tickets.rules import numbers
from tickets.rules.clocks import Clock
from tickets.rules.days import day_of
from tickets.rules.ladder import Rung
from tickets.rules.moments import Due
from tickets.rules.notifications import Kind
from tickets.rules.states import State
from tickets.rules.steps import StepName
from tickets.rules.wording import Fact, name_of

Crowd = Callable[[Ticket, dt.datetime], Iterable[User]]


def of_step(name: StepName, ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """Queue what the table says for a step just done; only the filing is told to its doer too."""
    for kind, crowd, path in _NEWS.get(name, ()):
        others = (one for one in crowd(ticket, now) if one.pk != by.pk or name is StepName.SUBMIT)
        people = {one.pk: one for one in others if path == PORTAL or _may_hear(one, ticket)}
        if people:
            link = path.format(number=ticket.number)
            more = _MORE.get(kind)
            facts = _facts(ticket) | (more(ticket) if more else {})
            outbox.queue(kind, list(people.values()), facts, link=link, now=now, ticket=ticket)


def of_release(ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """Tell the dispatchers of a ticket that has no assignee any more."""
    people = [
        one
        for one in _dispatchers_if_unassigned(ticket, now)
        if one != by and _may_hear(one, ticket)
    ]
    if people:
        link = DESK.format(number=ticket.number)
        outbox.queue(Kind.TICKET_UNASSIGNED, people, _facts(ticket), link=link, now=now)


def of_rung(rung: Rung, clock: RunningClock, *, now: dt.datetime) -> None:
    """Queue what the ladder says when a clock reaches a rung; a secret is told to no one new."""
    ticket = clock.ticket
    facts = _matter(ticket) | {
        "clock": Clock(clock.name).label,
        "rung": rung.label,
        "due": Due(clock.due_at, clock.is_provisional),
    }
    told: dict[User, Door] = {}
    for crowd, door in _hearers(rung, Clock(clock.name)):
        for one in crowd(ticket, now):
            told.setdefault(one, door)
    for door in dict.fromkeys(told.values()):
        people = [one for one, way in told.items() if way == door]
        if heard := [one for one in people if door.path == PORTAL or _may_hear(one, ticket)]:
            link = door.path.format(number=ticket.number)
            outbox.queue(door.kind, heard, facts, link=link, now=now)


def _may_hear(person: User, ticket: Ticket) -> bool:
    if ticket.confidentiality != Confidentiality.SECRET or person.pk == ticket.assignee_id:
        return True
    return ticket.names.filter(user=person).exists()


def _matter(ticket: Ticket) -> dict[str, Fact]:
    """The number as it is read out, and the title; mail is read by others too: of a secret none."""
    secret = ticket.confidentiality == Confidentiality.SECRET
    return {"number": numbers.in_groups(ticket.number), "title": "" if secret else ticket.title}


def _facts(ticket: Ticket) -> dict[str, Fact]:
    return _matter(ticket) | {
        "concierge": name_of(ticket.assignee) if ticket.assignee else "",
        "phone": ticket.assignee.phone if ticket.assignee else ticket.office.phone,
    }


def _promised(ticket: Ticket) -> dict[str, Fact]:
    first_contact = ticket.clocks.filter(name=Clock.FIRST_CONTACT).latest("started_at")
    return {"expected": Due(first_contact.due_at, first_contact.is_provisional)}


def _due(ticket: Ticket) -> dict[str, Fact]:
    handling = ticket.clocks.running().get(name=Clock.HANDLING)
    return {"due": Due(handling.due_at, handling.is_provisional)}


def _until(ticket: Ticket) -> dict[str, Fact]:
    return {"until": ticket.suspension_ends_at or ""}


_MORE: dict[Kind, Callable[[Ticket], dict[str, Fact]]] = {
    Kind.TICKET_FILED: _promised,
    Kind.TICKET_EXTENDED: _due,
    Kind.TICKET_SUSPENDED: _until,
}


def _requesters(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    on = day_of(now)
    member = Q(memberships__enterprise=ticket.enterprise_id) & Q(memberships__from_date__lte=on)
    still = Q(memberships__until_date=None) | Q(memberships__until_date__gte=on)
    told = Q(pk=ticket.filed_by_id) | Q(pk__in=ticket.names.values("user"))
    if ticket.taken_in_by_id:  # nobody of theirs filed it: the owners learn what staff filed
        told |= Q(memberships__role=RequesterRole.OWNER)
    return User.objects.filter(told & member & still).distinct()


def _assignee(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    return [ticket.assignee] if ticket.assignee else []


def _with(role: Role, *, above: bool = False) -> Crowd:
    def crowd(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
        office = ticket.office.parent_id if above and ticket.office.parent_id else ticket.office_id
        there = Grant.objects.in_force(day_of(now)).filter(office=office, role=role)
        found = there.exclude(user=ticket.assignee_id) if ticket.assignee_id else there
        return [grant.user for grant in found.select_related("user")]

    return crowd


def _dispatchers_if_unassigned(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    if ticket.assignee_id is not None:
        return []
    return _with(Role.DISPATCHER)(ticket, now) or _with(Role.DISPATCHER, above=True)(ticket, now)


def _who_answers_for_rework(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    """The assignee; the second time the dispatchers of the parent office too."""
    again = ticket.is_reworked_again and ticket.office.parent_id is not None
    above = _with(Role.DISPATCHER, above=True)(ticket, now) if again else []
    return [*_assignee(ticket, now), *above]


def _leader_of_rework(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    """The second time at the province, which has no parent office: its leader."""
    at_province = ticket.office.parent_id is None
    return _with(Role.LEADER)(ticket, now) if at_province and ticket.is_reworked_again else []


def _reviewers(role: Role) -> Crowd:
    """Whoever is expected to rule on the ending, of one role: leads and leaders have two worlds."""

    def crowd(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
        return [grant.user for grant in reviewers_of(ticket, now) if grant.role == role]

    return crowd


def _from_requester(crowd: Crowd) -> Crowd:
    """Only where the last word on the ticket was the requester's."""
    return lambda ticket, now: crowd(ticket, now) if _requester_spoke_last(ticket) else []


def _from_office(crowd: Crowd) -> Crowd:
    """Only where the last word on the ticket was the office's."""
    return lambda ticket, now: [] if _requester_spoke_last(ticket) else crowd(ticket, now)


def _requester_spoke_last(ticket: Ticket) -> bool:
    return bool(ticket.messages.values_list("from_requester", flat=True).last())


def _who_has_it(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    """The assignee; where there is none, the dispatchers."""
    return [*_assignee(ticket, now), *_dispatchers_if_unassigned(ticket, now)]


def _only(state: State, crowd: Crowd) -> Crowd:
    return lambda ticket, now: crowd(ticket, now) if ticket.state == state else []


def _ended_without_reply(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    return [] if ticket.state == State.REPLIED else _requesters(ticket, now)


def _supervisors(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    offices = (ticket.office_id, ticket.office.parent_id)
    there = Grant.objects.in_force(day_of(now)).filter(office__in=offices, role=Role.SUPERVISOR)
    return [grant.user for grant in there.select_related("user")]


def _supervisors_if_rated_badly(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    return _supervisors(ticket, now) if ticket.has_bad_rating else []


PORTAL, DESK, LEADER = "/requests/{number}/", "/desk/tickets/{number}/", "/leader/tickets/{number}/"
_TIME_ASKED = (
    (Kind.TIME_ASKED, _reviewers(Role.LEAD), DESK),
    (Kind.TIME_ASKED, _reviewers(Role.LEADER), LEADER),
)
_NEWS: dict[StepName, tuple[tuple[Kind, Crowd, str], ...]] = {
    StepName.SUBMIT: (
        (Kind.TICKET_FILED, _requesters, PORTAL),
        (Kind.TICKET_GIVEN, _assignee, DESK),
        (Kind.TICKET_UNASSIGNED, _dispatchers_if_unassigned, DESK),
    ),
    StepName.ASSIGN: ((Kind.TICKET_GIVEN, _assignee, DESK),),
    StepName.REDISPATCH: ((Kind.TICKET_GIVEN, _assignee, DESK),),
    StepName.UPHOLD: ((Kind.TICKET_GIVEN, _assignee, DESK),),
    StepName.ACCEPT: ((Kind.TICKET_ACCEPTED, _requesters, PORTAL),),
    StepName.ASK_SUPPLEMENT: ((Kind.TICKET_SUPPLEMENT, _requesters, PORTAL),),
    StepName.SUPPLY: ((Kind.TICKET_ANSWERED, _who_has_it, DESK),),
    StepName.WRITE: (
        (Kind.TICKET_ANSWERED, _from_requester(_who_has_it), DESK),
        (Kind.TICKET_WRITTEN, _from_office(_requesters), PORTAL),
    ),
    StepName.RETURN: ((Kind.TICKET_RETURNED, _with(Role.DISPATCHER, above=True), DESK),),
    StepName.PROPOSE: (
        (Kind.TICKET_PROPOSED, _reviewers(Role.LEAD), DESK),
        (Kind.TICKET_PROPOSED, _reviewers(Role.LEADER), LEADER),
    ),
    StepName.SEND_BACK: ((Kind.TICKET_SENT_BACK, _assignee, DESK),),
    StepName.APPROVE: (
        (Kind.TICKET_REPLIED, _only(State.REPLIED, _requesters), PORTAL),
        (Kind.TICKET_ENDED, _ended_without_reply, PORTAL),
        (Kind.TICKET_CALLBACK, _only(State.REPLIED, _with(Role.CALLBACK)), DESK),
    ),
    StepName.CONFIRM: (
        (Kind.TICKET_CLOSED, _assignee, DESK),
        (Kind.RATING_BAD, _supervisors_if_rated_badly, DESK),
    ),
    StepName.CALLBACK: (
        (Kind.TICKET_CLOSED, _only(State.CLOSED, _assignee), DESK),
        (Kind.TICKET_REOPENED, _only(State.HANDLING, _who_answers_for_rework), DESK),
        (Kind.TICKET_REOPENED, _only(State.HANDLING, _leader_of_rework), LEADER),
    ),
    StepName.REOPEN: (
        (Kind.TICKET_REOPENED, _who_answers_for_rework, DESK),
        (Kind.TICKET_REOPENED, _leader_of_rework, LEADER),
    ),
    StepName.ASK_EXTENSION: _TIME_ASKED,
    StepName.ASK_SUSPENSION: _TIME_ASKED,
    StepName.GRANT_EXTENSION: (
        (Kind.TIME_RULED, _assignee, DESK),
        (Kind.TICKET_EXTENDED, _requesters, PORTAL),
    ),
    StepName.GRANT_SUSPENSION: (
        (Kind.TIME_RULED, _assignee, DESK),
        (Kind.TICKET_SUSPENDED, _requesters, PORTAL),
    ),
    StepName.REFUSE_EXTENSION: ((Kind.TIME_RULED, _assignee, DESK),),
    StepName.REFUSE_SUSPENSION: ((Kind.TIME_RULED, _assignee, DESK),),
    StepName.LIFT_SUSPENSION: ((Kind.TIME_RULED, _assignee, DESK),),
    StepName.WITHDRAW: ((Kind.TICKET_WITHDRAWN, _assignee, DESK),),
}


def _dispatchers_above(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    return _with(Role.DISPATCHER, above=True)(ticket, now) if ticket.office.parent_id else []


def _leaders_of_province(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    return [] if ticket.office.parent_id else _with(Role.LEADER)(ticket, now)


def _dispatchers(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    """The dispatchers of the holding office; of its parent where it has none."""
    return _with(Role.DISPATCHER)(ticket, now) or _with(Role.DISPATCHER, above=True)(ticket, now)


def _callers(ticket: Ticket, now: dt.datetime) -> Iterable[User]:
    return _with(Role.CALLBACK)(ticket, now) or _with(Role.CALLBACK, above=True)(ticket, now)


@dataclass(frozen=True)
class Door:
    """With which message, and to which page, somebody is led to a ticket."""

    kind: Kind
    path: str


Heard = tuple[Crowd, str]
_WHO_HAS_IT: tuple[Heard, ...] = ((_who_has_it, DESK),)
# Whose promise it is; where no one is named, whoever has the ticket (DOMAIN §4).
_OWNERS: dict[Clock, tuple[Heard, ...]] = {
    Clock.SUPPLEMENT: ((_requesters, PORTAL),),
    Clock.DISPATCH: ((_dispatchers, DESK),),
    Clock.RETURN_RULING: ((_with(Role.DISPATCHER, above=True), DESK),),
    Clock.REVIEW: ((_reviewers(Role.LEAD), DESK), (_reviewers(Role.LEADER), LEADER)),
    Clock.CALLBACK: ((_callers, DESK),),
    Clock.RATING_FOLLOWUP: ((_supervisors, DESK),),
}
_LEADS: Heard = (_with(Role.LEAD), DESK)
_TOP: Heard = (_with(Role.LEADER, above=True), LEADER)
# Who hears of each rung beside the owner, who hears of every one.
_LADDER: dict[Rung, tuple[Kind, tuple[Heard, ...]]] = {
    Rung.HALF: (Kind.CLOCK_WARNING, ()),
    Rung.YELLOW: (Kind.CLOCK_WARNING, (_LEADS,)),
    Rung.DUE: (Kind.CLOCK_OVERDUE, (_LEADS, (_supervisors, DESK))),
    Rung.LATE: (
        Kind.CLOCK_OVERDUE,
        ((_dispatchers_above, DESK), (_leaders_of_province, LEADER)),
    ),
    Rung.VERY_LATE: (Kind.CLOCK_OVERDUE, (_TOP,)),
}
_SUPPLEMENT_OVER: tuple[Heard, ...] = (*_WHO_HAS_IT, _LEADS)


def _hearers(rung: Rung, clock: Clock) -> Iterator[tuple[Crowd, Door]]:
    """Who hears of a rung of a clock, by which message; the owner first."""
    kind, others = _LADDER[rung]
    if clock is Clock.LONG_RUN:  # the owner and the leader only
        others = () if rung is Rung.HALF else (_TOP,)
    for crowd, path in _OWNERS.get(clock, _WHO_HAS_IT):
        yield crowd, Door(Kind.SUPPLEMENT_REMINDER if path == PORTAL else kind, path)
    if clock is Clock.SUPPLEMENT and rung is Rung.DUE:
        kind, others = Kind.SUPPLEMENT_OVER, _SUPPLEMENT_OVER
    for crowd, path in others:
        yield crowd, Door(kind, path)
