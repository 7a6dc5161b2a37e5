"""After the reply: confirming, rating, calling back, reopening, and how far each goes."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.actions.stage import (
    APPROVE,
    CALLED,
    CLOSING,
    CONFIRMED,
    NOT_SOLVED,
    UNREACHED,
    WHY,
    Stage,
    again,
    events,
)
from tests.conftest import SHANGHAI
from tickets.errors import Because, Refused
from tickets.models import OutboxMessage
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.confirmations import Confirmation, Rating
from tickets.rules.endings import Solved
from tickets.rules.messages import Channel, Contact
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
PROPOSE = ("propose", "li_min", CLOSING)
REOPEN = ("reopen", "member", WHY)
NO_ANSWER = Contact(Channel.PHONE, reached=False, note="无人接听")
ANSWER_AGAIN = (PROPOSE, APPROVE)


def _told(kind: str) -> list[str]:
    notices = OutboxMessage.objects.filter(kind=kind, channel="in_app").order_by("id")
    return [notice.recipient.name for notice in notices if notice.recipient]


# --- Confirming and rating -----------------------------------------------------------------------


def test_confirming_closes_and_the_rating_is_kept(stage: Stage) -> None:
    kept = again(stage.ticket_in(State.CLOSED))
    assert (kept.closed_at, kept.solved) == (stage.now, Solved.YES)
    assert (kept.rating, kept.rating_text) == (Rating.SATISFIED, "谢谢")
    assert kept.rated_at == stage.now


def test_nobody_is_made_to_rate(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    stage.do(ticket, "confirm", "member", Confirmation())
    kept = again(ticket)
    assert (kept.state, kept.rating, kept.rated_at) == (State.CLOSED, None, None)


def test_the_event_of_a_confirmation_does_not_tell_the_rating(stage: Stage) -> None:
    """The rated person reads the history; the rater is protected (GB/T 39734)."""
    ticket = stage.ticket_in(State.CLOSED)
    assert events(ticket)[-1].facts == {"from": "replied", "to": "closed", "rated": True}


# --- Calling back --------------------------------------------------------------------------------


@pytest.mark.parametrize("solved", [Solved.YES, Solved.PARTLY])
def test_a_callback_closes_what_the_requester_calls_done(stage: Stage, solved: Solved) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    stage.do(ticket, "callback", "callback_officer", replace(CALLED, solved=solved))
    kept = again(ticket)
    assert (kept.state, kept.solved) == (State.CLOSED, solved)
    assert ticket.contacts.get().is_callback


def test_what_the_requester_calls_unsolved_goes_back_to_work(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    stage.do(ticket, "callback", "callback_officer", NOT_SOLVED)
    kept = again(ticket)
    assert (kept.state, kept.generation, kept.solved) == (State.HANDLING, 2, "")
    handling = ticket.clocks.filter(name=Name.HANDLING).order_by("generation")
    assert [clock.generation for clock in handling] == [1, 2]
    assert [clock.outcome for clock in handling] == [Outcome.MET, ""]
    assert _told("ticket_reopened") == [stage.li_min.name]


def test_without_an_answer_a_ticket_closes_after_three_logged_attempts(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    for attempts in range(3):
        with pytest.raises(Refused) as refused:
            stage.do(again(ticket), "callback", "callback_officer", UNREACHED)
        assert (refused.value.because, attempts) == (Because.STATE, attempts)
        stage.do(ticket, "log_contact", "callback_officer", NO_ANSWER)
    stage.do(ticket, "callback", "callback_officer", UNREACHED)
    assert again(ticket).state == State.CLOSED


def test_attempts_of_an_earlier_round_do_not_count_after_a_reopening(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    for _ in range(3):
        stage.do(ticket, "log_contact", "callback_officer", NO_ANSWER)
    stage.play(ticket, REOPEN, *ANSWER_AGAIN)
    with pytest.raises(Refused) as refused:
        stage.do(ticket, "callback", "callback_officer", UNREACHED)
    assert refused.value.code == "too_few_attempts"


def test_the_provinces_callback_officer_calls_where_the_city_has_none(
    stage: Stage, province: object
) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    stage.callback_officer.grants.update(office=province)
    stage.do(ticket, "callback", "callback_officer", CALLED)
    assert again(ticket).state == State.CLOSED


# --- Reopening -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.REPLIED, State.CLOSED])
def test_reopening_begins_a_new_generation_with_the_full_promise(
    stage: Stage, state: State
) -> None:
    ticket = stage.ticket_in(state)
    stage.now = dt.datetime(2026, 11, 24, 9, 50, tzinfo=SHANGHAI)
    stage.play(ticket, REOPEN)
    kept = again(ticket)
    assert (kept.state, kept.generation, kept.closed_at) == (State.HANDLING, 2, None)
    clock = ticket.clocks.get(name=Name.HANDLING, generation=2)
    assert clock.due_at == dt.datetime(2026, 12, 1, 17, 0, tzinfo=SHANGHAI)
    assert ticket.clocks.get(name=Name.HANDLING, generation=1).outcome == Outcome.MET
    assert kept.next_due_at == ticket.clocks.get(name=Name.INTERIM, generation=2).due_at


@pytest.mark.parametrize(("minutes", "allowed"), [(0, True), (1, False)])
def test_a_closed_ticket_may_be_reopened_for_fifteen_working_days(
    stage: Stage, minutes: int, *, allowed: bool
) -> None:
    """Closed on Wednesday 18 November: until close of business on Wednesday 9 December."""
    ticket = stage.ticket_in(State.CLOSED)
    last = dt.datetime(2026, 12, 9, 17, 0, tzinfo=SHANGHAI)
    assert again(ticket).reopening_ends_at == last
    stage.now = last + dt.timedelta(minutes=minutes - 10)
    if allowed:
        stage.play(ticket, REOPEN)
        return
    with pytest.raises(Refused) as refused:
        stage.play(ticket, REOPEN)
    assert refused.value.code == "too_late_to_reopen"


def test_the_second_reopening_raises_supervision_and_tells_the_parent_office(
    stage: Stage,
) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    stage.play(ticket, REOPEN)
    assert (again(ticket).supervision_level, _told("ticket_reopened")) == (0, [stage.li_min.name])
    stage.play(ticket, *ANSWER_AGAIN, REOPEN)
    assert (again(ticket).supervision_level, again(ticket).generation) == (1, 3)
    assert set(_told("ticket_reopened")[1:]) == {stage.li_min.name, stage.dispatcher.name}


def test_a_rework_ordered_by_the_callback_counts_as_much_as_one_asked_for(stage: Stage) -> None:
    ticket = stage.ticket_in(State.REPLIED)
    stage.play(ticket, REOPEN, *ANSWER_AGAIN)
    stage.do(ticket, "callback", "callback_officer", NOT_SOLVED)
    assert again(ticket).supervision_level == 1


def test_after_another_reply_the_window_for_reopening_is_measured_anew(stage: Stage) -> None:
    ticket = stage.ticket_in(State.CLOSED)
    first = again(ticket).reopening_ends_at
    stage.now = dt.datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI)
    stage.play(ticket, REOPEN, *ANSWER_AGAIN, ("confirm", "member", CONFIRMED))
    second = again(ticket).reopening_ends_at
    assert first is not None
    assert second is not None
    assert second > first
