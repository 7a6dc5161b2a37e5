"""The written result is owed until it is served: by the mail that left, or on record."""

import datetime as dt

import pytest

from tests.actions.stage import APPROVE, CLOSING, UNREACHED, WHY, Scene, Stage, again, events
from tickets.actions import deliveries
from tickets.models import Clock, OutboxMessage, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.notifications import Kind
from tickets.rules.serving import Service, Way
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
REOPEN: Scene = ("reopen", "member", WHY)


def owed(ticket: Ticket) -> Clock:
    """The newest clock of the written result."""
    return ticket.clocks.filter(name=Name.WRITTEN_RESULT).latest("generation")


def mail(ticket: Ticket) -> OutboxMessage:
    """The first mail that tells the result."""
    mails = OutboxMessage.objects.filter(ticket=ticket, channel="email")
    return mails.filter(kind__in=(Kind.TICKET_REPLIED, Kind.TICKET_ENDED)).earliest("id")


@pytest.mark.parametrize("state", [State.REPLIED, State.REFUSED, State.TERMINATED])
def test_the_mail_that_left_is_the_service(stage: Stage, state: State) -> None:
    ticket = stage.ticket_in(state)
    assert owed(ticket).stopped_at is None
    deliveries.mark_sent(mail(ticket), now=stage.later())
    clock, kept = owed(ticket), again(ticket)
    assert (clock.outcome, clock.stopped_at, kept.served_at) == (Outcome.MET, stage.now, stage.now)
    last = events(ticket)[-1]
    assert (last.kind, last.by, last.facts) == ("served", None, {"message": str(mail(ticket).pk)})


def test_a_mail_that_went_to_nobody_serves_nothing(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    given = OutboxMessage.objects.filter(ticket=ticket, kind=Kind.TICKET_GIVEN, channel="email")
    deliveries.mark_sent(given.get(), now=stage.later())
    assert owed(ticket).stopped_at is None


def test_the_second_mail_of_an_answer_is_told_no_more(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    mails = OutboxMessage.objects.filter(ticket=ticket, kind=Kind.TICKET_REPLIED, channel="email")
    for each in mails:
        deliveries.mark_sent(each, now=stage.later())
    assert [event.kind for event in events(ticket)].count("served") == 1


def test_the_mail_of_an_answer_that_was_reopened_serves_nothing(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    late = mail(ticket)
    stage.play(ticket, REOPEN, ("propose", "li_min", CLOSING), APPROVE)
    deliveries.mark_sent(late, now=stage.later())
    assert (owed(ticket).generation, owed(ticket).stopped_at) == (2, None)
    first = ticket.clocks.get(name=Name.WRITTEN_RESULT, generation=1)
    assert first.outcome == Outcome.VOID


def test_whoever_served_it_by_hand_puts_it_on_record_once(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REFUSED)
    stage.do(ticket, "record_service", "li_min", Service(Way.HANDED_OVER, "陈曦"))
    assert owed(ticket).outcome == Outcome.MET
    assert again(ticket).served_at == stage.now
    deliveries.mark_sent(mail(ticket), now=stage.later())
    assert [event.kind for event in events(ticket)].count("served") == 0


def test_closing_after_failed_calls_leaves_the_result_owed(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    again(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(failed_contacts=3)
    ticket.refresh_from_db()
    stage.do(ticket, "callback", "callback_officer", UNREACHED)
    assert (again(ticket).state, owed(ticket).stopped_at) == (State.CLOSED, None)


def test_a_result_nobody_could_be_mailed_climbs_its_ladder(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REFUSED)
    clock = owed(ticket)
    assert again(ticket).next_due_at == clock.due_at
    assert clock.due_at - clock.started_at > dt.timedelta(days=2)
