"""Who is told what after each step: one table, one message per person, queued with the deed."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from accounts.models import User
from accounts.roles import Role
from tickets.access.crowds import (
    ASSIST,
    DESK,
    LEADER,
    PORTAL,
    assignee,
    dispatchers_if_unassigned,
    facts_of,
    may_hear,
    requesters,
    reviewers,
    supervisors,
    who_has_it,
    with_role,
)
from tickets.access.directory import Directory
from tickets.actions import outbox
from tickets.actions.outbox import Letter
from tickets.models import Assist, HandOver, Ticket
from tickets.rules import numbers
from tickets.rules.clocks import Clock
from tickets.rules.moments import Due
from tickets.rules.notifications import Kind
from tickets.rules.states import State
from tickets.rules.steps import StepName
from tickets.rules.wording import Fact, name_of

Crowd = Callable[[Ticket, Directory], Iterable[User]]
WORK = "/desk/hand-overs/{hand_over}/"


def of_step(name: StepName, ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """Queue what the table says for a step just done; only the filing is told to its doer too."""
    who, letters = Directory.about(ticket, now), []
    for kind, crowd, path in _NEWS.get(name, ()):
        others = [one for one in crowd(ticket, who) if one.pk != by.pk or name is StepName.SUBMIT]
        letters += _letters(kind, others, path, ticket)
    outbox.queue_all(letters, now=now)


def of_release(ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """Tell the dispatchers of a ticket that has no assignee any more."""
    told = dispatchers_if_unassigned(ticket, Directory.about(ticket, now))
    others = [one for one in told if one != by]
    outbox.queue_all(_letters(Kind.TICKET_UNASSIGNED, others, DESK, ticket), now=now)


def of_unsigned(ticket: Ticket, accountable: User | None, *, by: None, now: dt.datetime) -> None:
    """Tell who should have signed, who is accountable until they do, and the leads there."""
    who = Directory.about(ticket, now)
    told = [*assignee(ticket, who), *who.at(ticket.office_id, Role.LEAD)]
    told += [accountable] if accountable else []
    outbox.queue_all(_letters(Kind.TICKET_UNSIGNED, told, DESK, ticket), now=now)


def of_hand_over(ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """Tell the requester who has the matter now."""
    told = [one for one in requesters(ticket, Directory.about(ticket, now)) if one != by]
    outbox.queue_all(_letters(Kind.TICKET_HANDED_OVER, told, PORTAL, ticket), now=now)


def of_work(hand_over: HandOver, got: Mapping[User, int], *, by: User, now: dt.datetime) -> None:
    """Tell each colleague how many tickets they got, and whoever had them where they went."""
    link = WORK.format(hand_over=hand_over.pk)
    giver = {"giver": name_of(hand_over.person), "by": name_of(by)}
    letters = [
        Letter(Kind.WORK_RECEIVED, one, giver | {"tickets": tickets}, link)
        for one, tickets in got.items()
    ]
    if hand_over.person not in {by, *got}:
        facts = giver | {"tickets": sum(got.values())}
        letters.append(Letter(Kind.WORK_HANDED_OVER, hand_over.person, facts, link))
    outbox.queue_all(letters, now=now)


def to_staff(
    kind: Kind, people: Iterable[User], ticket: Ticket, *, by: User, now: dt.datetime
) -> None:
    """Tell these people of the house of a ticket that they may know of; not its doer."""
    others = [one for one in people if one.pk != by.pk]
    outbox.queue_all(_letters(kind, others, DESK, ticket), now=now)


def of_unnaming(person: User, ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """Tell somebody that a secret is none of theirs any more: its number, and no way to it."""
    facts: dict[str, Fact] = {"number": numbers.in_groups(ticket.number), "person": name_of(by)}
    told = [] if person.pk == by.pk else [person]
    outbox.queue(Kind.TICKET_WITHHELD, told, facts, link="", now=now)


def to_liaisons(
    kind: Kind, assists: Iterable[Assist], ticket: Ticket, *, by: User, now: dt.datetime
) -> None:
    """Tell the liaisons of the units asked; of the ticket they learn its number and its office."""
    asked = list(assists)
    who = Directory(now, {one.unit_id for one in asked})
    facts: dict[str, Fact] = {
        "number": numbers.in_groups(ticket.number),
        "office": name_of(ticket.office),
        "person": name_of(by),
    }
    letters = [
        Letter(kind, person, facts, ASSIST.format(assist=one.pk), ticket.pk)
        for one in asked
        for person in who.at(one.unit_id, Role.LIAISON)
        if person.pk != by.pk
    ]
    outbox.queue_all(letters, now=now)


def _letters(kind: Kind, to: Iterable[User], path: str, ticket: Ticket) -> list[Letter]:
    people = {one.pk: one for one in to if path == PORTAL or may_hear(one, ticket)}
    if not people:
        return []
    link, more = path.format(number=ticket.number), _MORE.get(kind)
    facts = _facts(ticket) | (more(ticket) if more else {})
    return [Letter(kind, one, facts, link, ticket.pk) for one in people.values()]


def _facts(ticket: Ticket) -> dict[str, Fact]:
    return facts_of(ticket) | {
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


def _who_answers_for_rework(ticket: Ticket, who: Directory) -> Iterable[User]:
    """The assignee; the second time the dispatchers of the parent office too."""
    again = ticket.is_reworked_again and ticket.office.parent_id is not None
    above = with_role(Role.DISPATCHER, above=True)(ticket, who) if again else []
    return [*assignee(ticket, who), *above]


def _leader_of_rework(ticket: Ticket, who: Directory) -> Iterable[User]:
    """The second time at the province, which has no parent office: its leader."""
    at_province = ticket.office.parent_id is None
    return with_role(Role.LEADER)(ticket, who) if at_province and ticket.is_reworked_again else []


def _from_requester(crowd: Crowd) -> Crowd:
    """Only where the last word on the ticket was the requester's."""
    return lambda ticket, who: crowd(ticket, who) if _requester_spoke_last(ticket) else []


def _from_office(crowd: Crowd) -> Crowd:
    """Only where the last word on the ticket was the office's."""
    return lambda ticket, who: [] if _requester_spoke_last(ticket) else crowd(ticket, who)


def _requester_spoke_last(ticket: Ticket) -> bool:
    return bool(ticket.messages.values_list("from_requester", flat=True).last())


def _only(state: State, crowd: Crowd) -> Crowd:
    return lambda ticket, who: crowd(ticket, who) if ticket.state == state else []


def _ended_without_reply(ticket: Ticket, who: Directory) -> Iterable[User]:
    return [] if ticket.state == State.REPLIED else requesters(ticket, who)


def _supervisors_if_rated_badly(ticket: Ticket, who: Directory) -> Iterable[User]:
    return supervisors(ticket, who) if ticket.has_bad_rating else []


_TIME_ASKED = (
    (Kind.TIME_ASKED, reviewers(Role.LEAD), DESK),
    (Kind.TIME_ASKED, reviewers(Role.LEADER), LEADER),
)
_NEWS: dict[StepName, tuple[tuple[Kind, Crowd, str], ...]] = {
    StepName.SUBMIT: (
        (Kind.TICKET_FILED, requesters, PORTAL),
        (Kind.TICKET_GIVEN, assignee, DESK),
        (Kind.TICKET_UNASSIGNED, dispatchers_if_unassigned, DESK),
    ),
    StepName.ASSIGN: ((Kind.TICKET_GIVEN, assignee, DESK),),
    StepName.REDISPATCH: ((Kind.TICKET_GIVEN, assignee, DESK),),
    StepName.UPHOLD: ((Kind.TICKET_GIVEN, assignee, DESK),),
    StepName.ACCEPT: ((Kind.TICKET_ACCEPTED, requesters, PORTAL),),
    StepName.ASK_SUPPLEMENT: ((Kind.TICKET_SUPPLEMENT, requesters, PORTAL),),
    StepName.SUPPLY: ((Kind.TICKET_ANSWERED, who_has_it, DESK),),
    StepName.WRITE: (
        (Kind.TICKET_ANSWERED, _from_requester(who_has_it), DESK),
        (Kind.TICKET_WRITTEN, _from_office(requesters), PORTAL),
    ),
    StepName.RETURN: ((Kind.TICKET_RETURNED, with_role(Role.DISPATCHER, above=True), DESK),),
    StepName.PROPOSE: (
        (Kind.TICKET_PROPOSED, reviewers(Role.LEAD), DESK),
        (Kind.TICKET_PROPOSED, reviewers(Role.LEADER), LEADER),
    ),
    StepName.SEND_BACK: ((Kind.TICKET_SENT_BACK, assignee, DESK),),
    StepName.APPROVE: (
        (Kind.TICKET_REPLIED, _only(State.REPLIED, requesters), PORTAL),
        (Kind.TICKET_ENDED, _ended_without_reply, PORTAL),
        (Kind.TICKET_CALLBACK, _only(State.REPLIED, with_role(Role.CALLBACK)), DESK),
    ),
    StepName.CONFIRM: (
        (Kind.TICKET_CLOSED, assignee, DESK),
        (Kind.RATING_BAD, _supervisors_if_rated_badly, DESK),
    ),
    StepName.CALLBACK: (
        (Kind.TICKET_CLOSED, _only(State.CLOSED, assignee), DESK),
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
        (Kind.TIME_RULED, assignee, DESK),
        (Kind.TICKET_EXTENDED, requesters, PORTAL),
    ),
    StepName.GRANT_SUSPENSION: (
        (Kind.TIME_RULED, assignee, DESK),
        (Kind.TICKET_SUSPENDED, requesters, PORTAL),
    ),
    StepName.REFUSE_EXTENSION: ((Kind.TIME_RULED, assignee, DESK),),
    StepName.REFUSE_SUSPENSION: ((Kind.TIME_RULED, assignee, DESK),),
    StepName.LIFT_SUSPENSION: ((Kind.TIME_RULED, assignee, DESK),),
    StepName.MARK: (
        (Kind.CONFIDENTIALITY_CHANGED, assignee, DESK),
        (Kind.CONFIDENTIALITY_CHANGED, with_role(Role.LEAD), DESK),
    ),
    StepName.ANSWER_ASSIST: ((Kind.ASSIST_ANSWERED, who_has_it, DESK),),
    StepName.WITHDRAW: ((Kind.TICKET_WITHDRAWN, assignee, DESK),),
}
