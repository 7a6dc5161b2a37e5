"""The written result is owed until it is served: by the mail that left, or on record."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.actions.stage import APPROVE, CLOSING, UNREACHED, WHY, Scene, Stage, again, events
from tickets.actions import deliveries, ladders, serving
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


def leaves(message: OutboxMessage, now: dt.datetime) -> None:
    """The mail server took it, and the next round looks what that means."""
    deliveries.mark_sent(message, now=now)
    serving.note_deliveries(now=now)


@pytest.mark.parametrize("state", [State.REPLIED, State.REFUSED, State.TERMINATED])
def test_the_mail_that_left_is_the_service(stage: Stage, state: State) -> None:
    ticket = stage.ticket_in(state)
    assert owed(ticket).stopped_at is None
    leaves(mail(ticket), stage.later())
    clock, kept = owed(ticket), again(ticket)
    assert (clock.outcome, clock.stopped_at, kept.served_at) == (Outcome.MET, stage.now, stage.now)
    last = events(ticket)[-1]
    assert (last.kind, last.by, last.facts) == ("served", None, {"message": str(mail(ticket).pk)})


def test_a_mail_that_went_to_nobody_serves_nothing(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    given = OutboxMessage.objects.filter(ticket=ticket, kind=Kind.TICKET_GIVEN, channel="email")
    leaves(given.get(), stage.later())
    assert owed(ticket).stopped_at is None


def test_the_second_mail_of_an_answer_is_told_no_more(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    mails = OutboxMessage.objects.filter(ticket=ticket, kind=Kind.TICKET_REPLIED, channel="email")
    for each in mails:
        leaves(each, stage.later())
    assert [event.kind for event in events(ticket)].count("served") == 1


def test_the_mail_of_an_answer_that_was_reopened_serves_nothing(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    late = mail(ticket)
    stage.play(ticket, REOPEN, ("propose", "li_min", CLOSING), APPROVE)
    leaves(late, stage.later())
    assert (owed(ticket).generation, owed(ticket).stopped_at) == (2, None)
    first = ticket.clocks.get(name=Name.WRITTEN_RESULT, generation=1)
    assert first.outcome == Outcome.VOID


def test_whoever_served_it_by_hand_puts_it_on_record_once(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REFUSED)
    stage.do(ticket, "record_service", "li_min", Service(Way.HANDED_OVER, "陈曦"))
    assert owed(ticket).outcome == Outcome.MET
    assert again(ticket).served_at == stage.now
    leaves(mail(ticket), stage.later())
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


@contextmanager
def history_full(ticket: Ticket) -> Iterator[None]:
    """The database takes no event of this ticket, as on a full disk, until the block ends."""
    fails = "begin raise exception 'the disk is full'; end"
    with connection.cursor() as cursor:
        cursor.execute(
            f"create function no_space() returns trigger language plpgsql as $${fails}$$"
        )
        cursor.execute(
            "create trigger no_space before insert on tickets_event for each row"
            f" when (new.stream = '{ticket.stream}') execute function no_space()"
        )
        yield
        cursor.execute("drop function no_space cascade")


def test_a_service_that_could_not_be_noted_is_found_again_and_its_mail_is_not_sent_again(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    ticket, other = (stage.ticket_in(State.REPLIED) for _each in range(2))
    left_at = stage.later()
    with history_full(ticket):
        deliveries.mark_sent(mail(other), now=left_at)
        leaves(mail(ticket), left_at)
    assert "cannot be noted" in caplog.text
    assert (mail(ticket).sent_at, owed(ticket).stopped_at) == (left_at, None)
    assert owed(other).stopped_at == left_at, "what cannot be noted stops no other"
    a_week_later = stage.later(7 * 24 * 60)
    assert [serving.note_deliveries(now=a_week_later) for _time in range(2)] == [1, 0]
    ladders.climb(now=a_week_later)
    clock = owed(ticket)
    assert (clock.outcome, clock.stopped_at) == (Outcome.MET, left_at)
    assert again(ticket).served_at == left_at
    assert not clock.rungs.exists(), "it was served in time, however late that was noted"
